"""Numbers of 60 digits that know what they were made from, and how far floats are apart.

Gradients come from here alone: the operations are forward passes made of these numbers.
"""

import math
import struct

import mpmath
import numpy as np
from mpmath import mp, mpf

mp.dps = 60


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


def sqrt(x):
    root = mp.sqrt(x.data)  # of 0 as well, as long as nobody asks for the derivative
    return Value(root, ((v, 1 / (2 * root)) for v in [x]))


class Ties:
    """Which side is taken at a kink or tie: bit i of `sides` is for the i-th one met.

    Any share of each tie is right (SPEC.md 4.4 and 4.10 to 4.13). Gradients are linear in
    each share, so their smallest and largest values come from shares of 0 and 1.
    """

    met = sides = 0


def wins(a, b):
    """Whether a > b; at a tie, what `Ties` says; false if one is NaN."""
    if a.data == b.data and Value.tape is not None:  # else both sides are of one value
        Ties.met += 1
        return bool(Ties.sides >> (Ties.met - 1) & 1)
    return a.data > b.data


def larger(a, b):
    return a if mp.isnan(a.data) or wins(a, b) else b


def each(function, *tensors):
    return np.frompyfunc(function, len(tensors), 1)(*tensors)


def backward():
    """From the derivatives that are set: those by all that went into them."""
    for value in reversed(Value.tape):  # each was made after those that it was made from
        if value.grad:
            for source, derivative in value.edges:
                source.grad += value.grad * derivative


def gradients(function, *tensors):
    """What the function returns, and its gradient on each tensor, all without a past."""
    Value.tape = []
    copies = [each(lambda v: Value(v.data), tensor) for tensor in tensors]
    result = function(*copies)
    result.grad = mpf(1)
    backward()
    Value.tape = None
    return Value(result.data), [each(lambda v: Value(v.grad), copy) for copy in copies]


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
