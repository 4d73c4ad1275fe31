/**
 * All tests in one module, in the order in which they are read: what `deno test` runs.
 * Deno starts an engine anew for each module that it tests, and all would load the
 * fixtures and warm up again, which takes longer than the tests themselves. A new test
 * module needs a line here. `deno task test` finds all of them without this list, and
 * runs each by itself.
 *
 * @module
 */

// The specification.
await import("../conformance/specification_test.ts");

// The library.
await import("../engine/tensor_test.ts");
await import("../engine/gates/batch_norm_test.ts");
await import("../engine/graph_test.ts");
await import("../engine/two_layer_net_test.ts");
await import("../engine/random_test.ts");
await import("../engine/initialization_test.ts");
await import("../engine/layer_statistics_test.ts");
await import("../engine/data/idx_test.ts");
await import("../engine/data/cifar10_test.ts");
await import("../engine/preprocess_test.ts");
await import("../engine/updates_test.ts");
await import("../engine/learning_rate_test.ts");
await import("../engine/trainer_test.ts");
await import("../engine/accuracy_test.ts");
await import("../engine/running_statistics_test.ts");
await import("../engine/gradient_check_test.ts");
await import("../engine/sanity_checks_test.ts");
await import("../engine/search_test.ts");
await import("../engine/workers/in_order_test.ts");
await import("../engine/workers/train_many_test.ts");
await import("../engine/transcript_test.ts");
await import("../engine/kernels/products_test.ts");
await import("../engine/kernels/elementary_test.ts");
await import("../engine/kernels/memory_test.ts");

// The conformance suite.
await import("../fixtures/fixtures_test.ts");
await import("../conformance/dtypes_test.ts");
await import("../conformance/compare_test.ts");
await import("../conformance/runner_test.ts");
await import("../conformance/adapters/worker_test.ts");
await import("../conformance/adapters/subprocess_test.ts");
await import("../conformance/reports/reports_test.ts");
await import("../conformance/reports/suspects_test.ts");
await import("../conformance/diagnosis_test.ts");
await import("../conformance/mutants/mutants_test.ts");
await import("../conformance/mutants/wrong_engines_test.ts");
await import("../conformance/variants/variants_test.ts");
await import("../conformance/variants/arithmetic/fused_test.ts");
await import("../conformance/variants/arithmetic/neighbours_test.ts");

// The command lines, the oracle and the documents.
await import("./conform_test.ts");
await import("./mutants/main_test.ts");
await import("./oracle/ball_test.ts");
await import("./oracle/moments_test.ts");
await import("./oracle/solve_test.ts");
await import("./fuzz/draw_test.ts");
await import("./fuzz/cases_test.ts");
await import("./fuzz/shrink_test.ts");
await import("./fuzz/show_test.ts");
await import("./elementary_test.ts");
await import("./check_imports_test.ts");
await import("./porting_test.ts");
await import("./readme_test.ts");
