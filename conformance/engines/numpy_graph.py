"""The operation graph of the NumPy engine (5), run with the functions of single gates."""

import graphlib

import numpy as np

from numpy_gates import GATES, Refusal, require, run_gate


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
