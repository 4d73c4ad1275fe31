/**
 * brain.js as an engine of the Touchstone suite. Run it as
 *
 *     deno run --allow-read --allow-env conformance/engines/brain_js_engine.ts
 *
 * brain.js has nets to be trained whole, and below its recurrent nets a small graph of
 * matrix operations with gradients, `Equation`: gates, graphs and losses are such
 * equations here. Leaky relu and the updates are those of its nets. It rounds results
 * to float32 after each operation. This file has the table of operations; these have
 * the rest:
 *
 *     brain_js_library.ts   what is used of brain.js, whose types leave out most of it
 *     brain_js_gates.ts     gates and graphs (4, 5, 6.2)
 *     brain_js_training.ts  losses, nets, initialization and updates (6, 7, 9)
 *     flat_tensors.ts       tensors, as its matrices are flat
 *
 * Refused as unsupported: rmsprop (9.5), whose convention for epsilon is another one,
 * learning rates of 0 and from 1 on, and a momentum of 0. Not declared, as brain.js
 * does not have it: max, maxout, elu, batch normalization, preprocessing, adagrad,
 * nesterov, schedules of the rate, the update ratio, random search, streams of other
 * generators. Its trainers minimise other losses than train does, with one sigmoid or
 * the like for all layers, and nothing takes means and deviations (layer_statistics).
 * The profile accuracy is left out, as it takes the log of a rounded probability.
 *
 * @module
 */
import { gateOperations, graph, leakyRelu } from "./brain_js_gates.ts";
import * as training from "./brain_js_training.ts";
import { operations, unsupported } from "./flat_tensors.ts";
import { serve } from "../adapters/serve_program.ts";

await serve({
  info: {
    name: "brain.js",
    version: "1.6.1",
    language: "JavaScript",
    dtype: "float32",
  },
  operations: operations({
    ...gateOperations,
    leaky_relu: leakyRelu,
    graph,
    softmax_cross_entropy: training.softmaxCrossEntropy,
    mlp_forward: training.mlpForward,
    two_layer_net: training.twoLayerNet,
    initialize: training.initialize,
    sgd: training.sgd,
    momentum: training.momentum,
    rmsprop: unsupported("RNN of brain.js adds epsilon under the root"),
    adam: training.adam,
  }, [
    [/misaligned matrices/, "shape"],
    // Of a learning rate of 0 or from 1 on, or a momentum of 0.
    [/is out of normal training range/, "unsupported"],
  ]),
});
