"""PyTorch as an engine of the Touchstone suite.

Run it as

    python3 conformance/engines/torch_engine.py [--dtype float64|float32|bfloat16]

It reads requests from standard input and writes answers to standard output, one
JSON object on a line. The numbers in parentheses are sections of the
specification (SPEC.md). PyTorch computes everything: forward with torch and
torch.nn.functional, backward with autograd, updates with torch.optim. Where it
refuses a request, its exception is translated; where it does not, nothing is
checked. In bfloat16, its kernels decide what they compute in between; results
are bfloat16. This file has the protocol; these have the operations:

    torch_gates.py     gates, losses, nets and graphs (4 to 6, 8.1)
    torch_training.py  all that training takes (7 to 11)

Not declared: mt19937 and pcg32 (12). PyTorch's generator is a Mersenne twister
too, but none of its functions gives out the words, and it makes floats, normal
variates and permutations of them in other ways than NumPy. PCG32 it lacks.
"""

import argparse
import json
import math
import re
import sys

import torch

import torch_training as training
from torch_gates import GATES, Refusal, graph, mlp_forward, two_layer_net

OPERATIONS = {
    "mlp_forward": mlp_forward,
    "two_layer_net": two_layer_net,
    "initialize": training.initialize,
    "layer_statistics": training.layer_statistics,
    "batch_norm_inference": training.batch_norm_inference,
    "batch_norm_running": training.batch_norm_running,
    "preprocess": training.preprocess,
    "sgd": training.sgd,
    "momentum": training.momentum,
    "nesterov": training.nesterov,
    "adagrad": training.adagrad,
    "rmsprop": training.rmsprop,
    "adam": training.adam,
    "learning_rate_decay": training.learning_rate_decay,
    "update_ratio": training.update_ratio,
    "train": training.train,
    "sample_trials": training.sample_trials,
    "narrow_ranges": training.narrow_ranges,
}

# What PyTorch says when it refuses, and the category of that (2.6). Whatever
# else it raises is a crash, and stays one.
REFUSALS = {
    r"not implemented for 'BFloat16'": "unsupported",
    # element-wise operations
    r"The size of tensor a .* must match the size of tensor b": "shape",
    # matrix products, and the bias in one
    r"shapes cannot be multiplied": "shape",
    r"inconsistent tensor size": "shape",
    r"The expanded size of the tensor .* must match": "shape",
    # autograd, where the upstream gradient does not fit
    r"Mismatch in shape: grad_output": "shape",
    # cross_entropy
    r"Expected input batch_size .* to match target batch_size": "shape",
    r"size mismatch \(got input": "shape",
    r"Target -?\d+ is out of bounds": "value",
    r"expected scalar type Long": "value",
    # batch_norm, where a parameter does not fit, or for a batch of one
    r"should contain \d+ elements not": "shape",
    r"Expected more than 1 value per channel": "shape",
    # a parameter, for a gradient of another shape
    r"assigned grad has data of a different size": "shape",
    # stack, topk and the minimum of nothing
    r"stack expects each tensor to be equal size": "shape",
    r"selected index k out of range": "value",
    r"min\(\): Expected reduction dim .*numel\(\) == 0": "value",
    # RandomSampler, for batches larger than the set
    r"num_samples should be a positive integer": "value",
}


def category_of(error):
    if isinstance(error, Refusal):
        return error.category
    return next((category for words, category in REFUSALS.items()
                 if re.search(words, str(error))), None)


def floats(value):
    """Numbers and the strings of 2.4, all of which float understands."""
    return [floats(item) for item in value] if isinstance(value, list) else float(value)


def numbers(value):
    """The same, but that integers stay integers."""
    if isinstance(value, list):
        return [numbers(item) for item in value]
    return float(value) if isinstance(value, str) else value


def tensor(value):
    return torch.tensor(floats(value), dtype=torch.get_default_dtype())


def label_names(operation, attributes):
    """The inputs that are labels: PyTorch wants them as integers."""
    if operation == "graph":
        return {name for node in attributes["nodes"] if node["gate"] == "softmax_cross_entropy"
                for name in node["inputs"][1:]}
    return {"labels", "labels_val"}


def run(operation, inputs, attributes, upstream=None):
    labels = label_names(operation, attributes)
    # torch.tensor makes integers of integers, and floats of anything else.
    inputs = {name: torch.tensor(numbers(value)) if name in labels else tensor(value)
              for name, value in inputs.items()}
    sources = {name: value for name, value in inputs.items() if name not in labels}
    for value in sources.values():
        value.requires_grad_(upstream is not None)

    if operation == "graph":
        outputs = {"loss": graph(inputs, **attributes)}
    elif operation in GATES:
        gate = GATES[operation]
        operands = [inputs[name] for name in gate.inputs]
        outputs = {gate.output: gate.function(*operands, **attributes)}
    else:
        outputs = OPERATIONS[operation](**inputs, **attributes)

    for name, gradient in (upstream or {}).items():
        # An input of a graph may be unused: its gradient is 0 then (5).
        gradients = torch.autograd.grad(outputs[name], list(sources.values()), tensor(gradient),
                                        allow_unused=operation == "graph")
        outputs.update(
            (f"d{source}", torch.zeros_like(value) if gradient is None else gradient)
            for (source, value), gradient in zip(sources.items(), gradients))
    return outputs


def encode(value):
    """The reverse of floats (2.4)."""
    if isinstance(value, list):
        return [encode(item) for item in value]
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return "-0" if value == 0 and math.copysign(1, value) < 0 else value


def answer(request):
    if request["cmd"] == "start":
        return {"protocol": 1, "dtype": str(torch.get_default_dtype()).removeprefix("torch."),
                "operations": [*GATES, "graph", *OPERATIONS], "accuracy": True,
                "engine": {"name": "PyTorch", "version": torch.__version__, "language": "Python"}}
    try:
        outputs = run(request["operation"], request["inputs"], request["attributes"],
                      request.get("upstream"))
    except Exception as error:
        category = category_of(error)
        if category is None:
            raise
        return {"seq": request["seq"], "refused": {"category": category, "message": str(error)}}
    for name, value in outputs.items():
        assert value.dtype == torch.get_default_dtype(), f"{name} was computed in {value.dtype}"
    return {"seq": request["seq"],
            "outputs": {name: encode(value.tolist()) for name, value in outputs.items()}}


def main():
    parser = argparse.ArgumentParser(description="PyTorch as a Touchstone engine")
    parser.add_argument("--dtype", choices=["float64", "float32", "bfloat16"], default="float64")
    torch.set_default_dtype(getattr(torch, parser.parse_args().dtype))
    torch.set_num_threads(1)
    for line in sys.stdin.buffer:
        request = json.loads(line)
        if request["cmd"] == "stop":
            break
        print(json.dumps(answer(request), allow_nan=False), flush=True)


if __name__ == "__main__":
    main()
