"""Computes every golden value of the fixtures a second time, and compares.

This script shares nothing with what writes the fixtures: it has its own language and
arithmetic (mpmath, 60 digits), takes the forward passes from conformance/SPEC.md, and
gets gradients by automatic differentiation instead of formulas. Streams of random numbers
are NumPy's own. An error in a fixture that it does not see must have been made twice.

    python3 scripts/check_goldens.py

It needs mpmath and numpy, prints a line for each operation and for each disagreement,
and exits with 1 if there is any. To add an operation, add its forward pass to OPERATIONS
in goldens_operations.py.
"""

import inspect
import json
import math
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import numpy as np
from mpmath import mp, mpf

from goldens_operations import OPERATIONS
from goldens_values import Ties, Value, backward, each, nearest, ulps

np.seterr(invalid="ignore")  # NaN among the inputs is no mistake
FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
MOST_ULPS = 2
TOLERANCE = mpf(10) ** -40  # for what holds exactly, as the sums of properties do
MOST_TIES = 12  # each tie in a case doubles the work


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


def decimals(attribute):
    """The same with numbers as the decimals that they are written as (SPEC.md 3.1)."""
    if isinstance(attribute, dict):
        return {name: decimals(part) for name, part in attribute.items()}
    if isinstance(attribute, list):
        return [decimals(part) for part in attribute]
    return mpf(attribute.text) if isinstance(attribute, Literal) else attribute


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
    backward()
    return found | {"d" + k: np.asarray(each(lambda v: v.grad, inputs[k])) for k in asked}


def settled(name, request, sides=0):
    """The answer, without what rounding to 60 digits has left of exact zeros.

    What is left is all error: with twice the digits it is another number, or gone.
    """
    def clean(number, finer):
        left = 0 < abs(number) < TOLERANCE and abs(number - finer) > TOLERANCE * abs(finer)
        return mpf(0) if left else number

    found = answer(name, request, sides)
    if any(0 < abs(number) < TOLERANCE for tensor in found.values() for number in tensor.flat):
        with mp.workdps(2 * mp.dps):
            finer = answer(name, request, sides)
        found = {k: np.asarray(each(clean, tensor, finer[k])) for k, tensor in found.items()}
    return found


# Comparison. The checks yield, for each expected number, how many float64 it is off, and
# what is wrong with it, or "".


def elements(what, encoded, bound, results):
    """For each number of an expected tensor: where it is, itself, its bound, its results."""
    numbers = floats(encoded)
    if any(numbers.shape != result.shape for result in results):
        raise ValueError(f"{what}: shape {list(numbers.shape)} for {list(results[0].shape)}")
    bounds = np.broadcast_to(floats(bound), numbers.shape)
    for index, number in np.ndenumerate(numbers):
        yield f"{what}{list(index)}", number, bounds[index], [result[index] for result in results]


def check_golden(name, case):
    answers, expected, ties = [settled(name, case)], case["expected"], Ties.met
    if ties > MOST_TIES or set(expected) != set(answers[0]):
        raise ValueError(f"{ties} ties, outputs {list(answers[0])}, expected {list(expected)}")
    answers += [settled(name, case, sides) for sides in range(1, 2**ties)]
    for output, right in expected.items():
        for end in [key for key in right if key != "bound"]:
            results = [found[output] for found in answers]
            parts = elements(f"{output} {end}", right[end], right["bound"], results)
            for where, number, bound, found in parts:
                # A value, unlike an interval, must hold whatever side is taken at a tie.
                farthest = max(found, key=lambda result: abs(result - number))
                result = {"value": farthest, "low": min(found), "high": max(found)}[end]
                rounded = nearest(result)
                off, exact = ulps(number, rounded), result == rounded
                inexact = math.isfinite(number) and mpf(number) != result
                problem = (
                    f"is {off} ULP off" if off > (0 if exact else MOST_ULPS)
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


def check_intervals(_, case):
    """Whether checks can be met; no value is right by itself here, so there is none to yield."""
    for number, check in enumerate(case["checks"]):
        low, high = np.broadcast_arrays(floats(check["low"]), floats(check["high"]))
        requests = [term["request"] for term in check["terms"]]
        if not (low <= high).all():
            raise ValueError(f"check {number} has an interval whose low end is the higher")
        if not all(request < len(case["requests"]) for request in requests):
            raise ValueError(f"check {number} has a term of a request that is not there")
        if ("from" in check) != (check["statistic"] == "distance"):
            raise ValueError(f"check {number} has no distribution, or one without need")
    return []


CHECKS = {
    "golden": check_golden,
    "property": check_property,
    "refusal": lambda *_: [],
    "statistical": check_intervals,
    "behavioural": check_intervals,
}


def summary(kinds, differences):
    """How many cases there are, of each kind that there is, and what came of their values."""
    counts = ", ".join(f"{kinds.count(kind)} {kind}" for kind in CHECKS if kind in kinds)
    worst = max(differences, default=0)
    return (f"{len(kinds)} cases ({counts}), {len(differences)} values, "
            f"largest difference {worst} ULP")


def main():
    all_kinds, all_differences, problems = [], [], []
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
        print(f"{name}: {summary(kinds, differences)}", flush=True)
        all_kinds += kinds
        all_differences += differences
    for problem in problems:
        print(problem)
    print(summary(all_kinds, all_differences))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
