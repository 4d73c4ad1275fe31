"""A conforming engine of the Touchstone suite in plain NumPy.

It has every operation of the specification (SPEC.md), with gradients, and
refuses all that the specification wants refused. Run it as

    python3 conformance/engines/numpy_engine.py [--dtype float64|float32]

It reads requests from standard input and writes answers to standard output,
one JSON object on a line. The numbers in parentheses below are sections of the
specification. This file has the protocol and the table of operations; these
have the operations themselves:

    numpy_gates.py     gates, losses, batch_norm and nets (4, 6, 8.1)
    numpy_graph.py     graphs of gates (5)
    numpy_training.py  all that training takes (7 to 11)
    numpy_random.py    streams of other generators (12)
"""

import argparse
import json
import math
import sys

import numpy as np

import numpy_random as streams
import numpy_training as training
from numpy_gates import (GATES, TWO_LAYER_NET, Refusal, mlp_forward,
                         require_same_shape, run_gate, tensor)
from numpy_graph import graph

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


def forward_only(function):
    """The operation that is one function, without gradients."""
    def operation(inputs, attributes, dtype):
        return function(inputs, attributes, dtype), lambda upstream: {}
    return operation


def formula(function):
    """The same, of a function of numbers: inputs and attributes by name."""
    def on_numbers(inputs, attributes, dtype):
        numbers = {name: tensor(value, dtype) for name, value in attributes.items()}
        return function(**inputs, **numbers)
    return forward_only(on_numbers)


OPERATIONS = {
    **{name: single(gate) for name, gate in GATES.items()},
    "graph": graph,
    "mlp_forward": formula(mlp_forward),
    "two_layer_net": single(TWO_LAYER_NET),
    "initialize": forward_only(training.initialize),
    "layer_statistics": forward_only(training.layer_statistics),
    "batch_norm_inference": formula(training.batch_norm_inference),
    "batch_norm_running": forward_only(training.batch_norm_running),
    "preprocess": formula(training.preprocess),
    "sgd": formula(training.sgd),
    "momentum": formula(training.momentum),
    "nesterov": formula(training.nesterov),
    "adagrad": formula(training.adagrad),
    "rmsprop": formula(training.rmsprop),
    "adam": formula(training.adam),
    "learning_rate_decay": formula(training.learning_rate_decay),
    "update_ratio": formula(training.update_ratio),
    "train": forward_only(training.train),
    "sample_trials": forward_only(training.sample_trials),
    "narrow_ranges": formula(training.narrow_ranges),
    # These have up to 53 bits: of an engine in float32 the suite does not ask them.
    "mt19937": forward_only(streams.mt19937),
    "pcg32": forward_only(streams.pcg32),
}


# --- Protocol (2) -----------------------------------------------------------

def encode(value):
    """The reverse of tensor (2.4), from what tolist gives."""
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
                "accuracy": True,
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
