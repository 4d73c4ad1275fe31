"""What the Python peers share: the protocol of protocol.ts and the data of data.ts."""

import json
import sys
import time

import numpy as np

INPUTS, HIDDEN, CLASSES = 3072, 50, 10
LEARNING_RATE, MOMENTUM, REG = 1e-3, 0.9, 1e-3

PRODUCTS = {
    "product_1000x500x500": (1000, 500, 500),
    "product_512x512x512": (512, 512, 512),
    "product_1024x1024x1024": (1024, 1024, 1024),
    "product_100x3072x50": (100, 3072, 50),
    "product_3072x100x50": (3072, 100, 50),
}


def normal(seed, *shape, factor=1.0):
    return factor * np.random.RandomState(seed).randn(*shape)


def net_data(samples):
    return (
        normal(1, samples, INPUTS),
        np.arange(samples) % CLASSES,
        normal(2, INPUTS, HIDDEN, factor=0.01),
        normal(3, HIDDEN, CLASSES, factor=0.01),
    )


def study_data(nonlinearity):
    scale = np.sqrt((2 if nonlinearity == "relu" else 1) / 500)
    weights = [normal(11 + i, 500, 500, factor=scale) for i in range(10)]
    return normal(10, 1000, 500), weights


def factors(n, inner, m):
    return normal(30, n, inner), normal(31, inner, m)


def function_input():
    return normal(40, 500_000)


class Trials:
    """The work of a search: trials that may run side by side."""

    def __init__(self, run):
        self.run = run


def search_data():
    """Samples to train on, their labels, samples to validate on, their labels."""
    y = np.arange(6000) % CLASSES
    X = normal(51, 6000, 784, factor=64.0) + normal(50, CLASSES, 784, factor=4.0)[y]
    return X[:5000], y[:5000], X[5000:], y[5000:]


def search_trials(count):
    """Seed, learning rate and regularization of each trial."""
    uniform = np.random.RandomState(52).random_sample((count, 2))
    return [(i, 10 ** (-6 + 3 * a), 10 ** (-5 + 10 * b)) for i, (a, b) in enumerate(uniform)]


def has_openblas():
    """Whether OpenBLAS does the products: it is a library of this process then."""
    with open("/proc/self/maps") as maps:
        return "openblas" in maps.read()


def timed(work):
    start = time.perf_counter()
    check = work()
    return time.perf_counter() - start, float(check)


def measure(work, repetitions):
    """The fastest repetition counts; of trials, the mean."""
    if isinstance(work, Trials):
        seconds, check = timed(lambda: work.run(repetitions))
        return {"seconds": seconds / repetitions, "check": check}
    times = []
    for _ in range(repetitions):
        seconds, check = timed(work)
        times.append(seconds)
    return {"seconds": min(times), "check": check}


def serve(name, dtype, workloads):
    """Answers requests; `workloads` has functions that prepare and return the work."""
    prepared = {}
    print(json.dumps({"name": name, "dtype": dtype}), flush=True)
    for line in sys.stdin:
        _, workload, repetitions = line.split()
        if workload in workloads and workload not in prepared:
            prepared[workload] = workloads[workload]()
        answer = {}
        if workload in prepared:
            answer = measure(prepared[workload], int(repetitions))
        print(json.dumps(answer), flush=True)
