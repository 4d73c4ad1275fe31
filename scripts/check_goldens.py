"""Computes every golden value of the fixtures a second time, and compares.

This script shares nothing with what writes the fixtures: it has its own language and
arithmetic (mpmath, 60 digits), takes the forward passes from conformance/SPEC.md, and
gets gradients by automatic differentiation instead of formulas. An error in a fixture
that it does not see must have been made twice.

    python3 scripts/check_goldens.py

It needs mpmath and numpy, prints a line for each operation and for each disagreement,
and exits with 1 if there is any. To add an operation, add its forward pass to OPERATIONS.
"""

import inspect
import json
import math
import struct
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import mpmath
import numpy as np
from mpmath import mp, mpf

mp.dps = 60
np.seterr(invalid="ignore")  # NaN among the inputs is no mistake
FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
MOST_ULPS = 2
TOLERANCE = mpf(10) ** -40  # for the sums of properties, which hold exactly
MOST_TIES = 12  # each tie in a case doubles the work


class Value:
    """A number, with the numbers it was made from and its derivatives by them."""

    __slots__ = ("data", "edges", "grad")
    tape = None  # all values in the order they were made; None if no gradients are asked

    def __init__(self, data, edges=()):
        self.data = mpf(data)
        if Value.tape is not None:
            self.edges, self.grad = tuple(edges), mpf(0)
            Value.tape.append(self)

    def __add__(self, other):
        return total([self, lift(other)])

    def __mul__(self, other):
        return dot([self], [lift(other)])

    def __truediv__(self, other):
        other = lift(other)
        result = self.data / other.data
        return Value(result, [(self, 1 / other.data), (other, -result / other.data)])

    def __neg__(self):
        return Value(-self.data, [(self, -1)])

    def __sub__(self, other):
        return self + -lift(other)


def lift(number):
    return number if isinstance(number, Value) else Value(number)


def total(values):
    return Value(mp.fsum(v.data for v in values), ((v, 1) for v in values))


def dot(left, right):
    """Σ leftᵢ·rightᵢ as one value: one for each product and each sum would be slow."""
    pairs = list(zip(left, right))
    edges = (edge for a, b in pairs for edge in ((a, b.data), (b, a.data)))
    return Value(mp.fdot((a.data, b.data) for a, b in pairs), edges)


def exp(x):
    return Value(mp.exp(x.data), [(x, mp.exp(x.data))])


def log1p(x):
    return Value(mp.log1p(x.data), [(x, 1 / (1 + x.data))])


class Ties:
    """Which side is taken at a kink or tie: bit i of `sides` is for the i-th one met.

    Any share of each tie is right (SPEC.md 4.4 and 4.10 to 4.13). Gradients are linear in
    each share, so their smallest and largest values come from shares of 0 and 1.
    """

    met = sides = 0


def wins(a, b):
    """Whether a > b; at a tie, what `Ties` says; false if one is NaN."""
    if a.data == b.data:
        Ties.met += 1
        return bool(Ties.sides >> (Ties.met - 1) & 1)
    return a.data > b.data


def larger(a, b):
    return a if mp.isnan(a.data) or wins(a, b) else b


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
}


def graph(inputs, nodes, output):
    """The loss of a graph, and the names of the inputs that have a gradient."""
    values, labels = dict(inputs), set()
    by_name = {node["name"]: node for node in nodes}
    order = TopologicalSorter({name: node["inputs"] for name, node in by_name.items()})
    for node in (by_name[name] for name in order.static_order() if name not in inputs):
        forward, given = OPERATIONS[node["gate"]][0], node["inputs"]
        attributes = decimals(node.get("attributes", {}))
        values[node["name"]] = forward(*(values[name] for name in given), **attributes)
        parameters = inspect.getfullargspec(forward).args
        labels |= {name for p, name in zip(parameters, given) if p == "labels"}
    return values[output], [name for name in inputs if name not in labels]


# Requests, as fixtures/fixture.ts and fixtures/recipes.ts describe them.


class Literal(float):
    """A float64 that keeps the text it was read from."""

    def __init__(self, text):
        self.text = text


def decimals(attributes):
    """Numbers as the decimals that they are written as (SPEC.md 3.1)."""
    return {name: mpf(getattr(v, "text", v)) for name, v in attributes.items()}


def floats(encoded):
    """An array of float64 from nested lists, special strings or a recipe."""
    if not isinstance(encoded, dict):
        plain = lambda v: [plain(part) for part in v] if isinstance(v, list) else float(v)
        return np.array(plain(encoded))
    if encoded["recipe"] == "fill":
        return np.full(encoded["shape"], float(encoded["value"]))
    state, levels, numbers = encoded["seed"], encoded["levels"], []
    for _ in range(math.prod(encoded["shape"])):
        state = (1664525 * state + 1013904223) % 2**32
        level = (state * (2 * levels + 1) >> 32) - levels
        numbers.append(level * float(encoded["step"]))
    return np.array(numbers).reshape(encoded["shape"])


def node_list(nodes):
    """Nodes as given, or from the recipe of a chain; their order has no meaning."""
    if isinstance(nodes, list):
        return nodes
    other = [nodes["with"]] if "with" in nodes else []
    names = ["x"] + [f"g{i + 1}" for i in range(nodes["length"])]
    pairs = zip(names, names[1:])
    return [{"name": b, "gate": nodes["gate"], "inputs": [a] + other} for a, b in pairs]


def answer(name, request, sides=0):
    """Outputs and, if there is an upstream, gradients, as arrays of exact numbers."""
    upstream, attributes = request.get("upstream", {}), request.get("attributes", {})
    Ties.met, Ties.sides = 0, sides
    Value.tape = [] if upstream else None
    inputs = {k: each(Value, floats(v).astype(object)) for k, v in request["inputs"].items()}
    if name == "graph":
        nodes = node_list(attributes["nodes"])
        result, asked = graph(inputs, nodes, attributes["output"])
        outputs = {"loss": result}
    else:
        forward, names, asked = OPERATIONS[name]
        result, asked = forward(**inputs, **decimals(attributes)), asked.split()
        outputs = dict(zip(names.split(), result if isinstance(result, tuple) else [result]))
    found = {k: np.asarray(each(lambda v: v.data, t)) for k, t in outputs.items()}
    if not upstream:
        return found
    (output, gradient), = upstream.items()
    for value, number in zip(np.ravel(outputs[output]), floats(gradient).ravel(), strict=True):
        value.grad += mpf(number)
    for value in reversed(Value.tape):  # each was made after those that it was made from
        if value.grad:
            for source, derivative in value.edges:
                source.grad += value.grad * derivative
    return found | {"d" + k: np.asarray(each(lambda v: v.grad, inputs[k])) for k in asked}


# Comparison. The checks yield, for each expected number, how many float64 it is off, and
# what is wrong with it, or "".


def nearest(number):
    """The float64 nearest to an mpf: Python rounds quotients of integers correctly."""
    if not mp.isfinite(number):
        return float(number)
    p, q = map(int, mpmath.libmp.to_rational(number._mpf_))
    try:
        return p / q
    except OverflowError:
        return math.copysign(math.inf, p)


def ulps(a, b):
    """How many float64 lie from a to b."""
    if not (math.isfinite(a) and math.isfinite(b)):
        return 0 if a == b or math.isnan(a) and math.isnan(b) else math.inf
    i, j = (struct.unpack("<q", struct.pack("<d", abs(v)))[0] for v in (a, b))
    return abs(i - j) if (a < 0) == (b < 0) else i + j


def elements(what, encoded, bound, results):
    """For each number of an expected tensor: where it is, itself, its bound, its results."""
    numbers = floats(encoded)
    if any(numbers.shape != result.shape for result in results):
        raise ValueError(f"{what}: shape {list(numbers.shape)} for {list(results[0].shape)}")
    bounds = np.broadcast_to(floats(bound), numbers.shape)
    for index, number in np.ndenumerate(numbers):
        yield f"{what}{list(index)}", number, bounds[index], [result[index] for result in results]


def check_golden(name, case):
    answers, expected = [answer(name, case)], case["expected"]
    ties = Ties.met if "upstream" in case else 0
    if ties > MOST_TIES or set(expected) != set(answers[0]):
        raise ValueError(f"{ties} ties, outputs {list(answers[0])}, expected {list(expected)}")
    answers += [answer(name, case, sides) for sides in range(1, 2**ties)]
    for output, right in expected.items():
        for end in [key for key in right if key != "bound"]:
            results = [found[output] for found in answers]
            parts = elements(f"{output} {end}", right[end], right["bound"], results)
            for where, number, bound, found in parts:
                # A value, unlike an interval, must hold whatever side is taken at a tie.
                farthest = max(found, key=lambda result: abs(result - number))
                result = {"value": farthest, "low": min(found), "high": max(found)}[end]
                off = ulps(number, nearest(result))
                inexact = math.isfinite(number) and mpf(number) != result
                problem = (
                    f"is {off} ULP off" if off > MOST_ULPS
                    else f"has the bound {bound}" if not bound >= 0
                    else "has the bound 0 and is not exact" if bound == 0 and inexact
                    else ""
                )
                numbers = f"fixture {number}, recomputed {mp.nstr(result, 25)}"
                yield off, problem and f"{where} {problem}: {numbers}"


def check_property(name, case):
    answers = [answer(name, request) for request in case["requests"]]
    relation = case["relation"]
    equals, bound = relation["equals"], relation["bound"]
    weighted = sum(
        answers[term["request"]][term["output"]][term.get("rows", ...)] * mpf(term["times"])
        for term in relation["terms"]
    )
    parts = elements("sum", equals, bound, [np.asarray(weighted)])
    for where, number, bound, found in parts:
        right = abs(found[0] - mpf(number)) <= TOLERANCE and bound >= 0
        numbers = f"fixture {number}, recomputed {mp.nstr(found[0], 25)}"
        yield 0, "" if right else f"{where} is off, or its bound {bound} is negative: {numbers}"


CHECKS = {"golden": check_golden, "property": check_property, "refusal": lambda *_: []}


def main():
    cases, values, largest, problems = 0, 0, 0, []
    for path in sorted(FIXTURES.glob("*/*.json")):
        file = json.loads(path.read_text(encoding="utf-8"), parse_float=Literal)
        name, differences = f"{file['profile']}/{file['operation']}", []
        for case in file["cases"]:
            try:
                for off, problem in CHECKS[case["kind"]](file["operation"], case):
                    differences.append(off)
                    if problem:
                        problems.append(f"{name}/{case['name']}: {problem}")
            except Exception as error:  # a case that cannot be computed disagrees as well
                problems.append(f"{name}/{case['name']}: {type(error).__name__}: {error}")
        kinds = [case["kind"] for case in file["cases"]]
        counts = ", ".join(f"{kinds.count(kind)} {kind}" for kind in CHECKS)
        worst = max(differences, default=0)
        print(f"{name}: {len(kinds)} cases ({counts}), {len(differences)} values, "
              f"largest difference {worst} ULP", flush=True)
        cases, values, largest = cases + len(kinds), values + len(differences), max(largest, worst)
    for problem in problems:
        print(problem)
    print(f"{cases} cases, {values} values, largest difference {largest} ULP")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
