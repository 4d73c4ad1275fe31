"""What each operation computes, by conformance/SPEC.md."""

import numpy as np
from mpmath import mp

from goldens_random import mt19937, pcg32
from goldens_values import (
    Value, dot, each, exp, gradients, larger, log1p, sqrt, total, wins,
)

# Forward passes. A tensor is a numpy array of values, or a bare value if it is a scalar.


def each(function, *tensors):
    return np.frompyfunc(function, len(tensors), 1)(*tensors)


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
