/**
 * ConvNetJS as an engine of the Touchstone suite. Run it as
 *
 *     deno run --allow-read --allow-env conformance/engines/convnetjs_engine.ts
 *
 * ConvNetJS has layers that take one sample at a time, and a trainer: a batch is the
 * layer on one row after the other, and its parameters add up the gradients. It
 * computes in float64. This file has the table of operations; these have the rest:
 *
 *     convnetjs_library.ts   what is used of ConvNetJS, which has no types
 *     convnetjs_gates.ts     gates, and the net of sigmoids (4, 6.3)
 *     convnetjs_training.ts  losses and all that training takes (6, 7, 9, 10)
 *     flat_tensors.ts        tensors, as its volumes are flat
 *
 * Refused as unsupported: adagrad and rmsprop (9.4, 9.5), whose convention for epsilon
 * is another one. Not declared, as ConvNetJS does not have it: leaky_relu, elu, nets
 * that are no chain (graph), batch normalization, preprocessing, nesterov, adam,
 * schedules of the rate, the update ratio, random search, streams of other generators.
 * Its volumes can be added, but without gradients (add), and nothing takes means and
 * deviations (layer_statistics). The profile accuracy is left out, as it takes the log
 * of a probability, and tanh by e^2x.
 *
 * @module
 */
import { gates, mlpForward } from "./convnetjs_gates.ts";
import * as training from "./convnetjs_training.ts";
import { operations, unsupported } from "./flat_tensors.ts";
import { serve } from "../adapters/serve_program.ts";

await serve({
  info: {
    name: "ConvNetJS",
    version: "0.3.0",
    language: "JavaScript",
    dtype: "float64",
  },
  operations: operations({
    ...gates,
    softmax_cross_entropy: training.softmaxCrossEntropy,
    l2_penalty: training.l2Penalty,
    mlp_forward: mlpForward,
    two_layer_net: training.twoLayerNet,
    initialize: training.initialize,
    sgd: training.sgd,
    momentum: training.momentum,
    adagrad: unsupported("ConvNetJS adds epsilon under the root"),
    rmsprop: unsupported("windowgrad of ConvNetJS adds epsilon under the root"),
    train: training.train,
  }),
});
