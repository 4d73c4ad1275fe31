"""The gates of the NumPy engine, and what every other module builds on.

A gate is a function from its inputs and attributes to a pair: the output, and
a function from the upstream gradient to the tuple of gradients on the inputs.
The numbers in parentheses are sections of the specification (SPEC.md).
"""

from typing import Callable, NamedTuple

import numpy as np

# Constants in the narrowest format: NumPy widens the narrower operand, so that
# they take on the format of the tensors. A Python number would turn a float32
# scalar (not an array) into a float64.
ZERO, HALF, ONE, TWO = (np.float16(number) for number in (0, 0.5, 1, 2))


class Refusal(Exception):
    """The request makes no sense (2.6). Any other exception is a crash."""

    def __init__(self, category, message):
        super().__init__(message)
        self.category = category


def require(condition, message, category="shape"):
    if not condition:
        raise Refusal(category, message)


def require_same_shape(x, *others):
    # Shapes that could be broadcast are refused as well (14).
    for y in others:
        require(x.shape == y.shape, f"shapes {x.shape} and {y.shape} differ")


def require_columns(x, *rows):
    """Each row holds a number for each column of x."""
    require(x.ndim == 2, f"{x.shape} is no shape of a matrix")
    for row in rows:
        require(row.shape == x.shape[1:], f"{row.shape} for the columns of {x.shape}")


def tensor(value, dtype):
    """Numbers, nested lists and the strings of 2.4, which NumPy understands."""
    return np.array(value, dtype=dtype)


# --- Gates (4): each returns its output and its backward pass ---------------

def add(x, y):
    require_same_shape(x, y)
    return x + y, lambda dz: (dz, dz)


def multiply(x, y):
    require_same_shape(x, y)
    return x * y, lambda dz: (y * dz, x * dz)


def maximum(x, y):
    require_same_shape(x, y)

    def backward(dz):
        tied = HALF * dz  # half and half
        return (np.where(x > y, dz, np.where(x < y, ZERO, tied)),
                np.where(y > x, dz, np.where(y < x, ZERO, tied)))

    return np.maximum(x, y), backward


def matmul(x, y):
    require(x.ndim == 2 and y.ndim == 2 and x.shape[1] == y.shape[0],
            f"no product of shapes {x.shape} and {y.shape}")
    return x @ y, lambda dz: (dz @ y.T, x.T @ dz)


def affine(x, w, b):
    product, product_backward = matmul(x, w)
    require(b.shape == w.shape[1:], f"bias {b.shape} for weights {w.shape}")
    return product + b, lambda dy: (*product_backward(dy), dy.sum(axis=0))


def neuron(x, w, b):
    require(x.ndim == 1 and x.shape == w.shape and b.ndim == 0,
            f"no neuron has inputs {x.shape}, weights {w.shape}, bias {b.shape}")
    y, sigmoid_backward = sigmoid(w @ x + b)

    def backward(dy):
        ds, = sigmoid_backward(dy)
        return w * ds, x * ds, ds

    return y, backward


def sigmoid(x):
    # 1/(1+e^-x) on the right and e^x/(1+e^x) on the left: e never overflows.
    e = np.exp(-np.abs(x))
    y = np.where(x > ZERO, ONE, e) / (ONE + e)
    return y, lambda dy: (y * (ONE - y) * dy,)


def tanh(x):
    y = np.tanh(x)
    return y, lambda dy: ((ONE - y) * (ONE + y) * dy,)


def relu(x):
    return np.maximum(x, ZERO), lambda dy: (np.where(x > ZERO, dy, ZERO),)


def leaky_relu(x, slope):
    return (np.where(x > ZERO, x, slope * x),
            lambda dy: (np.where(x > ZERO, dy, slope * dy),))


def elu(x, alpha):
    left = np.minimum(x, ZERO)  # e to a large positive x is never taken
    return (np.where(x > ZERO, x, alpha * np.expm1(left)),
            lambda dy: (np.where(x > ZERO, dy, alpha * np.exp(left) * dy),))


def maxout(x, w1, b1, w2, b2):
    piece1, piece1_backward = affine(x, w1, b1)
    piece2, piece2_backward = affine(x, w2, b2)
    y, max_backward = maximum(piece1, piece2)

    def backward(dy):
        dpiece1, dpiece2 = max_backward(dy)
        dx1, dw1, db1 = piece1_backward(dpiece1)
        dx2, dw2, db2 = piece2_backward(dpiece2)
        return dx1 + dx2, dw1, db1, dw2, db2

    return y, backward


# --- Losses that may stand in a graph (6.1, 6.2) ----------------------------

def softmax_cross_entropy(scores, labels):
    require(scores.ndim == 2 and labels.shape == scores.shape[:1],
            f"no loss of scores {scores.shape} and labels {labels.shape}")
    rows, classes = scores.shape
    # NaN is not equal to its floor, and infinity not less than any size.
    valid = (labels == np.floor(labels)) & (labels >= 0) & (labels < classes)
    require(valid.all(), f"labels must be integers from 0 to {classes - 1}", "value")

    at_label = np.arange(rows), labels.astype(np.intp)
    count = scores.dtype.type(rows)
    shifted = scores - scores.max(axis=1, keepdims=True)
    powers = np.exp(shifted)
    sums = powers.sum(axis=1)
    loss = (np.log(sums) - shifted[at_label]).sum() / count

    def backward(dloss):
        dscores = powers / sums[:, np.newaxis]
        dscores[at_label] -= ONE
        return dscores / count * dloss, None  # labels have no gradient

    return loss, backward


def l2_penalty(w, reg):
    return HALF * reg * (w * w).sum(), lambda dloss: (reg * w * dloss,)


# --- Batch normalization (8.1) ----------------------------------------------

def batch_norm(x, gamma, beta, epsilon):
    require_columns(x, gamma, beta)
    # var takes two passes: a large mean does not cancel (13.2).
    std = np.sqrt(x.var(axis=0) + epsilon)
    normalized = (x - x.mean(axis=0)) / std

    def backward(dy):
        projection = (dy * normalized).mean(axis=0)
        dx = gamma / std * (dy - dy.mean(axis=0) - normalized * projection)
        return dx, (dy * normalized).sum(axis=0), dy.sum(axis=0)

    return gamma * normalized + beta, backward


# --- Nets (6.3, 6.4): functions of gates, but no gates of a graph -----------

def mlp_forward(x, w1, b1, w2, b2, w3, b3):
    def layer(x, w, b):
        product, _ = matmul(w, x)
        return add(product, b)[0]

    require(x.shape[1:] == (1,), f"x must be a column, and is {x.shape}")
    h1, _ = sigmoid(layer(x, w1, b1))
    h2, _ = sigmoid(layer(h1, w2, b2))
    return {"h1": h1, "h2": h2, "out": layer(h2, w3, b3)}


def two_layer_net(x, labels, w1, b1, w2, b2, reg):
    score, _ = affine(x, w1, b1)
    hidden, relu_backward = relu(score)
    scores, affine_backward = affine(hidden, w2, b2)
    data, data_backward = softmax_cross_entropy(scores, labels)
    penalty1, penalty1_backward = l2_penalty(w1, reg)
    penalty2, penalty2_backward = l2_penalty(w2, reg)

    def backward(dloss):
        dscores, _ = data_backward(dloss)
        dhidden, dw2, db2 = affine_backward(dscores)
        dscore, = relu_backward(dhidden)
        decay1, = penalty1_backward(dloss)
        decay2, = penalty2_backward(dloss)
        # No gradient on x: nobody asks for it, and it would cost as much as dw1.
        return (None, None, x.T @ dscore + decay1, dscore.sum(axis=0),
                dw2 + decay2, db2)

    return data + (penalty1 + penalty2), backward


class Gate(NamedTuple):
    function: Callable
    inputs: tuple
    output: str
    attributes: tuple = ()


GATES = {
    "add": Gate(add, ("x", "y"), "z"),
    "multiply": Gate(multiply, ("x", "y"), "z"),
    "max": Gate(maximum, ("x", "y"), "z"),
    "matmul": Gate(matmul, ("x", "y"), "z"),
    "affine": Gate(affine, ("x", "w", "b"), "y"),
    "neuron": Gate(neuron, ("x", "w", "b"), "y"),
    "sigmoid": Gate(sigmoid, ("x",), "y"),
    "tanh": Gate(tanh, ("x",), "y"),
    "relu": Gate(relu, ("x",), "y"),
    "leaky_relu": Gate(leaky_relu, ("x",), "y", ("slope",)),
    "elu": Gate(elu, ("x",), "y", ("alpha",)),
    "maxout": Gate(maxout, ("x", "w1", "b1", "w2", "b2"), "y"),
    "softmax_cross_entropy": Gate(softmax_cross_entropy, ("scores", "labels"), "loss"),
    "l2_penalty": Gate(l2_penalty, ("w",), "loss", ("reg",)),
    "batch_norm": Gate(batch_norm, ("x", "gamma", "beta"), "y", ("epsilon",)),
}

TWO_LAYER_NET = Gate(two_layer_net, ("x", "labels", "w1", "b1", "w2", "b2"),
                     "loss", ("reg",))


def run_gate(gate, inputs, attributes, dtype):
    numbers = {name: tensor(attributes[name], dtype) for name in gate.attributes}
    return gate.function(*inputs, **numbers)
