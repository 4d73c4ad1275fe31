/**
 * What `deno test` runs: the tests of the specification, the library and the suite, in
 * the order in which they are read, and in one module. Deno gives each module that it
 * tests an isolate of its own, and all would load the fixtures and warm up again, which
 * takes longer than the tests themselves.
 *
 * `deno task test` does not need this list: it finds all tests, runs each module by
 * itself, and has those of the scripts, and of the mutants and variants, which would take
 * a fifth of the time here.
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
await import("../engine/workers/helpers_test.ts");
await import("../engine/transcript_test.ts");
await import("../engine/kernels/products_test.ts");
await import("../engine/kernels/elementary_test.ts");
await import("../engine/kernels/loops_test.ts");
await import("../engine/kernels/twister_test.ts");
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
