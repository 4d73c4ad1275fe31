"""The streams of other generators, bit for bit (12)."""

import numpy as np

from numpy_gates import require

# What RandomState calls each draw; it is the original of all of them.
DRAWS = {
    "words": lambda state, n: state.randint(2**32, size=n, dtype=np.uint32),
    "random_sample": np.random.RandomState.random_sample,
    "uniform": np.random.RandomState.uniform,
    "randn": np.random.RandomState.randn,
    "randint": np.random.RandomState.randint,
    "permutation": np.random.RandomState.permutation,
    "choice": np.random.RandomState.choice,
}


def mt19937(inputs, attributes, dtype):
    state = np.random.RandomState(attributes["seed"])
    values = []
    for method, *arguments in attributes["draws"]:
        require(method in DRAWS, f"unknown draw {method!r}", "value")
        values.extend(DRAWS[method](state, *arguments))
    return {"values": np.array(values, dtype)}


MASK32, MASK64 = 2**32 - 1, 2**64 - 1
MULTIPLIER = 6364136223846793005
SEED_INCREMENT = 11634580027462260723


def pcg32_output(state):
    word = ((state >> 18 ^ state) >> 27) & MASK32
    rotation = state >> 59
    return (word >> rotation | word << 32 - rotation) & MASK32


def pcg32(inputs, attributes, dtype):
    def advance(state, increment):
        return (state * MULTIPLIER + increment) & MASK64

    state, key = int(attributes["seed"]) & MASK64, []
    for _ in range(4):
        state = advance(state, SEED_INCREMENT)
        key.append(pcg32_output(state))

    increment = key[2] + (key[3] << 32) | 1
    state = advance(key[0] + (key[1] << 32) + increment, increment)
    values = []
    for _ in range(attributes["n"]):
        values.append(pcg32_output(state) / 2**32)
        state = advance(state, increment)
    return {"values": np.array(values, dtype)}
