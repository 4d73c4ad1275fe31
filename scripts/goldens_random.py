"""Streams of random numbers, by section 12 of conformance/SPEC.md."""

import numpy as np
from mpmath import mp, mpf
from numpy.random import RandomState

from goldens_values import Value, nearest, ulps

MOST_ULPS = 4  # for NumPy's randn, which computes in float64, where r² is not near 1

# Name of a draw: the method of RandomState, whose arguments are those of the draw.
DRAWS = {
    "words": lambda state, n: state.randint(0, 2**32, n, dtype=np.uint32),
    "random_sample": RandomState.random_sample,
    "uniform": RandomState.uniform,
    "randn": RandomState.randn,
    "randint": RandomState.randint,
    "permutation": RandomState.permutation,
    "choice": RandomState.choice,
}


def polar(state, kept, n):
    """Exact normal variates, each with how many ULP float64 may lose on it.

    Where r² is near 1, its logarithm multiplies the rounding of r². A variate that is not
    needed yet stays in `kept`.
    """
    variates = []
    while len(variates) < n:
        if kept:
            variates.append(kept.pop())
            continue
        x1, x2 = (2 * mpf(r) - 1 for r in state.random_sample(2).tolist())
        square = x1 * x1 + x2 * x2
        if 0 < square < 1:
            logarithm = -mp.log(square)
            factor, most = mp.sqrt(2 * logarithm / square), MOST_ULPS / min(1, logarithm)
            variates.append((factor * x2, most))
            kept.append((factor * x1, most))
    return variates


def mt19937(*, seed, draws):
    """The numbers of NumPy, but those that it rounds: they come from its random_sample."""
    numpy, state, kept, values = RandomState(seed), RandomState(seed), [], []
    for method, *arguments in draws:
        rounded = [float(a) if isinstance(a, mpf) else a for a in arguments]
        numbers = DRAWS[method](numpy, *rounded).tolist()
        if method == "uniform":
            low, high, n = arguments
            numbers = [low + (high - low) * mpf(r) for r in state.random_sample(n).tolist()]
        elif method == "randn":
            theirs, exact = numbers, polar(state, kept, *arguments)
            if any(ulps(a, nearest(b)) > most for a, (b, most) in zip(theirs, exact)):
                raise ValueError(f"NumPy has other normal variates: {theirs}")
            numbers = [number for number, _ in exact]
        else:
            DRAWS[method](state, *rounded)  # goes on in step
        values += map(Value, numbers)
    return values


def pcg32(*, seed, n):
    multiplier, words, mask = 6364136223846793005, [], 2**64 - 1

    def out(s):
        word, turn = ((s >> 18 ^ s) >> 27) % 2**32, s >> 59
        return (word >> turn | word << 32 - turn) % 2**32

    q = int(seed)
    for _ in range(4):
        q = q * multiplier + 11634580027462260723 & mask
        words.append(out(q))
    increment = (words[2] + 2**32 * words[3]) | 1
    s = (words[0] + 2**32 * words[1] + increment) * multiplier + increment & mask
    values = []
    for _ in range(n):
        values.append(Value(out(s)) / 2**32)
        s = s * multiplier + increment & mask
    return values
