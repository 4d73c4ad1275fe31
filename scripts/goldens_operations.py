"""What each operation computes, by conformance/SPEC.md.

A tensor is a numpy array of values, or a bare value if it is a scalar.
"""

import numpy as np
from mpmath import mp

from goldens_random import mt19937, pcg32
from goldens_values import Value, dot, each, exp, gradients, larger, log1p, sqrt, total, wins

def matmul(x, y):
    return np.array([[dot(row, column) for column in y.T] for row in x], dtype=object)


def affine(x, w, b):
    return matmul(x, w) + b  # numpy adds the bias to every row


def sigmoid(x):
    return each(lambda v: Value(1) / (exp(-v) + 1), x)


def tanh(x):  # neither it nor its derivative cancels where |x| is large
    return each(lambda v: Value(1) - Value(2) / (exp(v * 2) + 1), x)


def relu(x):
    return each(lambda v: larger(v, Value(0)), x)


def with_left(x, left):
    """x where x > 0, else left(x)."""
    return each(lambda v: v if wins(v, Value(0)) else left(v), x)


def maxout(x, w1, b1, w2, b2):
    return each(larger, affine(x, w1, b1), affine(x, w2, b2))


def softmax_cross_entropy(scores, labels):
    def sample(row, label):
        # −log p = log Σ e^(sⱼ − s at the label), where the label's own term is 1: nothing
        # cancels, and nothing overflows, for the exponents of mpmath have no limit.
        own = row[int(label.data)]
        others = [exp(s - own) for j, s in enumerate(row) if j != int(label.data)]
        return log1p(total(others + [own * 0]))  # the last makes NaN of a lone NaN

    return total([sample(*pair) for pair in zip(scores, labels)]) / len(scores)


def l2_penalty(w, *, reg):
    weights = np.asarray(w).ravel()
    return dot(weights, weights) * reg / 2


def mlp_forward(x, w1, b1, w2, b2, w3, b3):
    h1 = sigmoid(matmul(w1, x) + b1)
    h2 = sigmoid(matmul(w2, h1) + b2)
    return h1, h2, matmul(w3, h2) + b3


def two_layer_net(x, labels, w1, b1, w2, b2, *, reg):
    scores = affine(relu(affine(x, w1, b1)), w2, b2)
    penalties = l2_penalty(w1, reg=reg) + l2_penalty(w2, reg=reg)
    return softmax_cross_entropy(scores, labels) + penalties


def moments(x):
    """Mean and biased variance of each column."""
    mean = np.array([total(column) / len(x) for column in x.T])
    return mean, np.array([dot(column, column) / len(x) for column in (x - mean).T])


def batch_norm_inference(x, gamma, beta, running_mean, running_variance, *, epsilon):
    return (x - running_mean) / each(sqrt, running_variance + epsilon) * gamma + beta


def batch_norm(x, gamma, beta, *, epsilon):
    return batch_norm_inference(x, gamma, beta, *moments(x), epsilon=epsilon)


def batch_norm_running(x, running_mean, running_variance, *, momentum, variance):
    mean, spread = moments(x)
    if variance == "unbiased":
        spread = spread * len(x) / (len(x) - 1)
    kept = running_mean * momentum, running_variance * momentum
    return kept[0] + mean * (1 - momentum), kept[1] + spread * (1 - momentum)


def preprocess(train, x):
    mean, variance = moments(train)
    std = each(sqrt, variance)
    # A column of equal numbers has a variance of exactly 0: no rounding gets in here.
    return mean, std, each(lambda v, s: v / s if s.data else Value(0), x - mean, std)


def sgd(w, dw, *, learning_rate):
    return w - dw * learning_rate


def with_momentum(w, dw, v, *, learning_rate, momentum):
    v = v * momentum - dw * learning_rate
    return w + v, v


def nesterov(w, dw, v, *, learning_rate, momentum):
    after = v * momentum - dw * learning_rate
    return w - v * momentum + after * (1 + momentum), after


def adagrad(w, dw, cache, *, learning_rate, epsilon):
    cache = cache + dw * dw
    return w - dw * learning_rate / (each(sqrt, cache) + epsilon), cache


def rmsprop(w, dw, cache, *, learning_rate, decay, epsilon):
    cache = cache * decay + dw * dw * (1 - decay)
    return w - dw * learning_rate / (each(sqrt, cache) + epsilon), cache


def adam(w, dw, m, v, *, learning_rate, beta1, beta2, epsilon, t):
    m, v = m * beta1 + dw * (1 - beta1), v * beta2 + dw * dw * (1 - beta2)
    unbiased_m, unbiased_v = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - unbiased_m * learning_rate / (each(sqrt, unbiased_v) + epsilon), m, v


def decayed(*, learning_rate, decay, epoch):
    return Value(learning_rate) * decay ** (epoch - 1)


def update_ratio(w, dw, *, learning_rate):
    step, weights = np.ravel(dw * -learning_rate), np.ravel(w)
    return sqrt(dot(step, step)) / sqrt(dot(weights, weights))


def accuracy(x, labels, w1, b1, w2, b2):
    """The share of samples whose largest score is that of their label."""

    def is_right(row, label):
        scores = [score.data for score in row]
        own = scores.pop(int(label.data))
        highest = own == own and not any(other > own for other in scores)  # NaN is not
        if highest and own in scores:
            raise ValueError("the largest score is that of two classes")
        return highest

    scores = affine(relu(affine(x, w1, b1)), w2, b2)
    return Value(sum(map(is_right, scores, labels))) / len(x)


def train(
    x, labels, x_val, labels_val, w1, b1, w2, b2, *,
    epochs, reg, update, learning_rate, learning_rate_decay, batch_size, seed, momentum=None,
):
    size = batch_size or len(x)
    samples = {tuple(v.data for v in [*row, label]) for row, label in zip(x, labels)}
    if batch_size and len(samples) > 1:
        raise ValueError("what is drawn has an influence, and cannot be known")
    batch, parameters = (x[:size], labels[:size]), [w1, b1, w2, b2]
    velocities = [each(lambda v: Value(0), w) for w in parameters]
    losses, accuracies, accuracies_val, best = [], [], [], None
    for epoch in range(1, epochs + 1):
        rate = decayed(learning_rate=learning_rate, decay=learning_rate_decay, epoch=epoch)
        for _ in range(len(x) // size):
            net = lambda *tensors: two_layer_net(*tensors, reg=reg)
            loss, (_, _, *slopes) = gradients(net, *batch, *parameters)
            losses.append(loss)
            if update == "sgd":
                steps = zip(parameters, slopes)
                parameters = [sgd(*step, learning_rate=rate) for step in steps]
            else:
                rates = {"learning_rate": rate, "momentum": momentum}
                steps = zip(parameters, slopes, velocities)
                moved = [with_momentum(*step, **rates) for step in steps]
                parameters, velocities = zip(*moved)
        accuracies.append(accuracy(x, labels, *parameters))
        accuracies_val.append(accuracy(x_val, labels_val, *parameters))
        if best is None or accuracies_val[-1].data > best[0].data:
            best = accuracies_val[-1], *parameters
    return losses, accuracies, accuracies_val, *best


def narrow_ranges(values, scores, *, keep):
    order = sorted(range(len(values)), key=lambda i: scores[i].data, reverse=True)
    if keep < len(order) and scores[order[keep - 1]].data == scores[order[keep]].data:
        raise ValueError("the last trial that is kept ties with one that is not")
    logs = [mp.log10(values[i].data) for i in order[:keep]]
    return Value(min(logs)), Value(max(logs))


# Name: forward pass, outputs, inputs that have a gradient. The parameters of a forward
# pass are the inputs in the order of SPEC.md, its keyword-only ones the attributes.
OPERATIONS = {
    "add": (lambda x, y: x + y, "z", "x y"),
    "multiply": (lambda x, y: x * y, "z", "x y"),
    "max": (lambda x, y: each(larger, x, y), "z", "x y"),
    "matmul": (matmul, "z", "x y"),
    "affine": (affine, "y", "x w b"),
    "neuron": (lambda x, w, b: sigmoid(dot(w, x) + b), "y", "x w b"),
    "sigmoid": (sigmoid, "y", "x"),
    "tanh": (tanh, "y", "x"),
    "relu": (relu, "y", "x"),
    "leaky_relu": (lambda x, *, slope: with_left(x, lambda v: v * slope), "y", "x"),
    "elu": (lambda x, *, alpha: with_left(x, lambda v: (exp(v) - 1) * alpha), "y", "x"),
    "maxout": (maxout, "y", "x w1 b1 w2 b2"),
    "softmax_cross_entropy": (softmax_cross_entropy, "loss", "scores"),
    "l2_penalty": (l2_penalty, "loss", "w"),
    "mlp_forward": (mlp_forward, "h1 h2 out", ""),
    "two_layer_net": (two_layer_net, "loss", "w1 b1 w2 b2"),
    "batch_norm": (batch_norm, "y", "x gamma beta"),
    "batch_norm_inference": (batch_norm_inference, "y", ""),
    "batch_norm_running": (batch_norm_running, "running_mean running_variance", ""),
    "preprocess": (preprocess, "mean std y", ""),
    "sgd": (sgd, "w", ""),
    "momentum": (with_momentum, "w v", ""),
    "nesterov": (nesterov, "w v", ""),
    "adagrad": (adagrad, "w cache", ""),
    "rmsprop": (rmsprop, "w cache", ""),
    "adam": (adam, "w m v", ""),
    "learning_rate_decay": (decayed, "learning_rate", ""),
    "update_ratio": (update_ratio, "ratio", ""),
    "train": (
        train, "loss_history train_accuracy val_accuracy best_val_accuracy w1 b1 w2 b2", ""
    ),
    "narrow_ranges": (narrow_ranges, "low high", ""),
    "mt19937": (mt19937, "values", ""),
    "pcg32": (pcg32, "values", ""),
}
