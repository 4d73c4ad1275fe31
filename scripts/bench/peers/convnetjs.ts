/**
 * ConvNetJS, float64. It takes one sample at a time, and has no operations on matrices.
 *
 * @module
 */
import {
  convnetjs,
  type FullyConnLayer,
} from "../../../conformance/engines/convnetjs_library.ts";
import { NET, netData, STEP } from "./data.ts";
import { serve } from "./serve.ts";

function trainingStep(): () => number {
  const { inputs, hidden, classes } = NET, { X, y, W1, W2 } = netData(100);
  const net = new convnetjs.Net();
  net.makeLayers([
    { type: "input", out_sx: 1, out_sy: 1, out_depth: inputs },
    { type: "fc", num_neurons: hidden, activation: "relu" },
    { type: "softmax", num_classes: classes },
  ]);
  const affine = net.layers.filter((layer): layer is FullyConnLayer =>
    "filters" in layer
  );
  affine.forEach((layer, i) => {
    const W = [W1, W2][i], columns = layer.filters.length;
    layer.filters.forEach(({ w }, j) =>
      w.forEach((_, k) => w[k] = W[k * columns + j])
    );
    layer.biases.w.fill(0);
  });
  const trainer = new convnetjs.Trainer(net, {
    learning_rate: STEP.learningRate,
    momentum: STEP.momentum,
    l2_decay: STEP.reg,
    batch_size: y.length,
  });
  const samples = y.map((_, i) =>
    new convnetjs.Vol(Array.from(X.subarray(i * inputs, (i + 1) * inputs)))
  );
  return () => {
    let loss = 0, penalty = 0;
    samples.forEach((sample, i) => {
      const { cost_loss, l2_decay_loss } = trainer.train(sample, y[i]);
      loss += cost_loss / y.length;
      penalty = l2_decay_loss; // of the last sample, with which the step is made
    });
    return loss + penalty;
  };
}

await serve({ name: "ConvNetJS 0.3.0", dtype: "float64" }, {
  training_step: trainingStep,
});
