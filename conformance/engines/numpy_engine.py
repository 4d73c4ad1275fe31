"""A conforming engine of the Touchstone suite in plain NumPy.

It has every operation of the profiles gates, graph and loss, with gradients,
and refuses all that the specification (SPEC.md) wants refused. Run it as

    python3 conformance/engines/numpy_engine.py [--dtype float64|float32]

It reads requests from standard input and writes answers to standard output,
one JSON object on a line. The numbers in parentheses below are sections of the
specification.

A gate is a function from its inputs and attributes to a pair: the output, and
a function from the upstream gradient to the tuple of gradients on the inputs.
A graph is run with the same functions as a single gate.
"""

import argparse
import graphlib
import json
import math
import sys
from typing import Callable, NamedTuple

import numpy as np

# Constants in the narrowest format: NumPy widens the narrower operand, so that
# they take on the format of the tensors. A Python number would turn a float32
# scalar (not an array) into a float64.
ZERO, HALF, ONE = np.float16(0), np.float16(0.5), np.float16(1)


class Refusal(Exception):
    """The request makes no sense (2.6). Any other exception is a crash."""

    def __init__(self, category, message):
        super().__init__(message)
        self.category = category


def require(condition, message, category="shape"):
    if not condition:
        raise Refusal(category, message)


def require_same_shape(x, y):
    # Shapes that could be broadcast are refused as well (7).
    require(x.shape == y.shape, f"shapes {x.shape} and {y.shape} differ")


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
}


def run_gate(gate, inputs, attributes, dtype):
    numbers = {name: tensor(attributes[name], dtype) for name in gate.attributes}
    return gate.function(*inputs, **numbers)


# --- Operations: each takes its inputs by name, its attributes and the dtype,
# --- and returns its outputs and its gradients by name ----------------------

def single(gate):
    """The operation that is one gate."""
    def operation(inputs, attributes, dtype):
        ordered = [inputs[name] for name in gate.inputs]
        output, backward = run_gate(gate, ordered, attributes, dtype)
        return ({gate.output: output},
                lambda upstream: dict(zip(gate.inputs, backward(upstream))))
    return operation


def sort_nodes(nodes, inputs, output):
    """Check the nodes of a graph and put them in topological order (5)."""
    by_name = {node["name"]: node for node in nodes}
    require(len(by_name) == len(nodes), "two nodes have one name", "graph")
    require(output in by_name, f"the output {output!r} is no node", "graph")
    for name, node in by_name.items():
        require(name not in inputs, f"{name!r} is a node and an input", "graph")
        gate = GATES.get(node["gate"])
        require(gate, f"{name!r} has an unknown gate {node['gate']!r}", "graph")
        require(len(node["inputs"]) == len(gate.inputs),
                f"{name!r} must have {len(gate.inputs)} inputs", "graph")
        for source in node["inputs"]:
            require(source in by_name or source in inputs,
                    f"{name!r} takes {source!r}, which does not exist", "graph")

    sources = {name: node["inputs"] for name, node in by_name.items()}
    try:  # the sorter is iterative: long chains need no deep stack
        order = list(graphlib.TopologicalSorter(sources).static_order())
    except graphlib.CycleError:
        raise Refusal("graph", "the nodes form a cycle") from None
    return [by_name[name] for name in order if name in by_name]


def graph(inputs, attributes, dtype):
    output = attributes["output"]
    nodes = sort_nodes(attributes["nodes"], inputs, output)
    values, backwards = dict(inputs), {}
    for node in nodes:
        operands = [values[source] for source in node["inputs"]]
        values[node["name"]], backwards[node["name"]] = run_gate(
            GATES[node["gate"]], operands, node.get("attributes", {}), dtype)

    def backward(upstream):
        gradients = {output: upstream}
        for node in reversed(nodes):
            if node["name"] not in gradients:
                continue  # the output does not depend on this node
            local = backwards[node["name"]](gradients[node["name"]])
            for source, gradient in zip(node["inputs"], local):
                if gradient is not None:
                    # Not in place: gates may hand on the array that they got.
                    known = gradients.get(source)
                    gradients[source] = gradient if known is None else known + gradient
        return {name: gradients.get(name, np.zeros_like(value))
                for name, value in inputs.items()}

    return {"loss": values[output]}, backward


def two_layer_net(inputs, attributes, dtype):
    """The net is a graph; only the strength of the penalty varies (6.4)."""
    def node(name, gate, *sources, **numbers):
        return {"name": name, "gate": gate, "inputs": sources, "attributes": numbers}

    reg = attributes["reg"]
    nodes = [
        node("affine1", "affine", "x", "w1", "b1"),
        node("hidden", "relu", "affine1"),
        node("scores", "affine", "hidden", "w2", "b2"),
        node("data", "softmax_cross_entropy", "scores", "labels"),
        node("penalty1", "l2_penalty", "w1", reg=reg),
        node("penalty2", "l2_penalty", "w2", reg=reg),
        node("penalty", "add", "penalty1", "penalty2"),
        node("loss", "add", "data", "penalty"),
    ]
    return graph(inputs, {"nodes": nodes, "output": "loss"}, dtype)


def mlp_forward(inputs, attributes, dtype):
    def layer(x, w, b):
        product, _ = matmul(w, x)
        return add(product, b)[0]

    x = inputs["x"]
    require(x.shape[1:] == (1,), f"x must be a column, and is {x.shape}")
    h1, _ = sigmoid(layer(x, inputs["w1"], inputs["b1"]))
    h2, _ = sigmoid(layer(h1, inputs["w2"], inputs["b2"]))
    out = layer(h2, inputs["w3"], inputs["b3"])
    return {"h1": h1, "h2": h2, "out": out}, lambda upstream: {}  # forward only


OPERATIONS = {name: single(gate) for name, gate in GATES.items()}
OPERATIONS.update(graph=graph, mlp_forward=mlp_forward, two_layer_net=two_layer_net)


# --- Protocol (2) -----------------------------------------------------------

def tensor(value, dtype):
    """Numbers, nested lists and the strings of 2.4, which NumPy understands."""
    return np.array(value, dtype=dtype)


def encode(value):
    """The reverse of tensor, from what tolist gives."""
    if isinstance(value, list):
        return [encode(item) for item in value]
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return "-0" if value == 0 and math.copysign(1, value) < 0 else value


def run(request, dtype):
    inputs = {name: tensor(value, dtype) for name, value in request["inputs"].items()}
    operation = OPERATIONS[request["operation"]]
    outputs, backward = operation(inputs, request["attributes"], dtype)
    if "upstream" in request:
        name, output = next(iter(outputs.items()))
        upstream = tensor(request["upstream"][name], dtype)
        require_same_shape(upstream, output)
        outputs.update((f"d{name}", gradient) for name, gradient
                       in backward(upstream).items() if gradient is not None)
    for name, value in outputs.items():
        assert value.dtype == dtype, f"{name} was computed in {value.dtype}"
    return {name: encode(value.tolist()) for name, value in outputs.items()}


def answer(request, dtype):
    if request["cmd"] == "start":
        return {"protocol": 1, "dtype": dtype.name, "operations": list(OPERATIONS),
                "engine": {"name": "NumPy", "version": np.__version__, "language": "Python"}}
    try:
        return {"seq": request["seq"], "outputs": run(request, dtype)}
    except Refusal as refusal:
        return {"seq": request["seq"],
                "refused": {"category": refusal.category, "message": str(refusal)}}


def main():
    parser = argparse.ArgumentParser(description="Touchstone engine in plain NumPy")
    parser.add_argument("--dtype", choices=["float64", "float32"], default="float64")
    dtype = np.dtype(parser.parse_args().dtype)
    # Overflow, NaN and division by zero are answers here, not accidents.
    with np.errstate(all="ignore"):
        for line in sys.stdin.buffer:
            request = json.loads(line)
            if request["cmd"] == "stop":
                break
            print(json.dumps(answer(request, dtype), allow_nan=False), flush=True)


if __name__ == "__main__":
    main()
