"""Gates, losses, nets and graphs of the PyTorch engine.

A gate is a function that takes its inputs in order and its attributes by name,
and returns its output; autograd has the gradients. The numbers in parentheses
are sections of the specification (SPEC.md).
"""

import graphlib
from typing import Callable, NamedTuple

import torch
import torch.nn.functional as F


class Refusal(Exception):
    """A refusal (2.6) by what is not PyTorch's part: graphs in JSON, names of schemes."""

    def __init__(self, category, message):
        super().__init__(message)
        self.category = category


def require(condition, message, category="graph"):
    if not condition:
        raise Refusal(category, message)


# --- Gates (4), losses (6.1, 6.2) and batch normalization (8.1) --------------

def affine(x, w, b):
    # PyTorch's layers keep their weights as [outputs, inputs].
    return F.linear(x, w.T, b)


def neuron(x, w, b):
    return torch.sigmoid(torch.dot(w, x) + b)


def maxout(x, w1, b1, w2, b2):
    return torch.maximum(affine(x, w1, b1), affine(x, w2, b2))


def l2_penalty(w, reg):
    return 0.5 * reg * (w * w).sum()


def batch_norm(x, gamma, beta, epsilon):
    return F.batch_norm(x, None, None, gamma, beta, training=True, eps=epsilon)


class Gate(NamedTuple):
    function: Callable
    inputs: tuple
    output: str


GATES = {
    "add": Gate(torch.add, ("x", "y"), "z"),
    "multiply": Gate(torch.mul, ("x", "y"), "z"),
    "max": Gate(torch.maximum, ("x", "y"), "z"),
    "matmul": Gate(torch.matmul, ("x", "y"), "z"),
    "affine": Gate(affine, ("x", "w", "b"), "y"),
    "neuron": Gate(neuron, ("x", "w", "b"), "y"),
    "sigmoid": Gate(torch.sigmoid, ("x",), "y"),
    "tanh": Gate(torch.tanh, ("x",), "y"),
    "relu": Gate(F.relu, ("x",), "y"),
    "leaky_relu": Gate(lambda x, slope: F.leaky_relu(x, slope), ("x",), "y"),
    "elu": Gate(F.elu, ("x",), "y"),
    "maxout": Gate(maxout, ("x", "w1", "b1", "w2", "b2"), "y"),
    "softmax_cross_entropy": Gate(F.cross_entropy, ("scores", "labels"), "loss"),
    "l2_penalty": Gate(l2_penalty, ("w",), "loss"),
    "batch_norm": Gate(batch_norm, ("x", "gamma", "beta"), "y"),
}


# --- Nets (6.3, 6.4) ---------------------------------------------------------

def mlp_forward(x, w1, b1, w2, b2, w3, b3):
    h1 = torch.sigmoid(w1 @ x + b1)
    h2 = torch.sigmoid(w2 @ h1 + b2)
    return {"h1": h1, "h2": h2, "out": w3 @ h2 + b3}


def two_layer_scores(x, w1, b1, w2, b2):
    return affine(F.relu(affine(x, w1, b1)), w2, b2)


def two_layer_net(x, labels, w1, b1, w2, b2, reg):
    data = F.cross_entropy(two_layer_scores(x, w1, b1, w2, b2), labels)
    return {"loss": data + l2_penalty(w1, reg) + l2_penalty(w2, reg)}


# --- Graph (5) ---------------------------------------------------------------

def graph(inputs, nodes, output):
    """The value of the output; autograd goes back through the same graph."""
    values = dict(inputs)
    for node in in_order(nodes, inputs, output):
        operands = [values[source] for source in node["inputs"]]
        function = GATES[node["gate"]].function
        values[node["name"]] = function(*operands, **node.get("attributes", {}))
    return values[output]


def in_order(nodes, inputs, output):
    """The nodes in topological order. PyTorch never sees the JSON: it is checked here."""
    named = {}
    for node in nodes:
        name, gate = node["name"], GATES.get(node["gate"])
        require(name not in named, f"two nodes are called {name!r}")
        require(name not in inputs, f"a node and an input are called {name!r}")
        require(gate is not None, f"there is no gate {node['gate']!r}")
        require(len(node["inputs"]) == len(gate.inputs),
                f"{node['gate']} takes {len(gate.inputs)} inputs, not {len(node['inputs'])}")
        named[name] = node
    for node in nodes:
        for source in node["inputs"]:
            require(source in named or source in inputs, f"there is no {source!r}")
    require(output in named, f"there is no node {output!r}")

    sorter = graphlib.TopologicalSorter({name: node["inputs"] for name, node in named.items()})
    try:
        return [named[name] for name in sorter.static_order() if name in named]
    except graphlib.CycleError as error:
        raise Refusal("graph", "the nodes form a cycle") from error
