"""Between what each figure of the learning rates must lie, from many seeds of a program
in NumPy that shares nothing with the engine: images, net and training are written from
their formulas once more. learning_rate_intervals.json comes from

    python3 learning_rate_intervals.py 2500 102 > small.jsonl  # 4 minutes
    python3 learning_rate_intervals.py 49000 26 > full.jsonl   # 20 minutes
    cat small.jsonl full.jsonl | python3 learning_rate_intervals.py > learning_rate_intervals.json

An interval is the mean of the seeds ± SPREAD of their standard deviations, for some
figures of the logarithm. A third argument multiplies all learning rates, to see which
figures tell so: 10, 0.1, or 100, which is also what a gradient comes to that is summed
over the mini-batch, not averaged.
"""

import json
import math
import sys

import numpy as np
from numpy.random import RandomState

SPREAD = 6
VALIDATION, BATCH, HIDDEN, CLASSES, REG, EPOCHS = 1000, 100, 50, 10, 1e-6, 10

# Images like those of CIFAR-10, as in cifar_like.ts.
SIDE, WAVES, COLOURS = 32, 8, np.array([[1, 0.25, 0], [1, 0, 0], [1, 0, 0.25]])
MEAN, STD, NOISE, FADING, CLASS_SHARE = 119, 66, 8, 1.25, 0.2

# A loss that would be above this is NaN. Where it passes it is known to a fraction of an
# iteration, so that the ends of the interval are rounded up.
LARGEST = np.finfo(float).max
ROUNDED_UP = {"first iteration with a loss of NaN"}

# Figures that are positive, with a spread in proportion to them.
LOGARITHMIC = {
    "fall of the loss on all images",
    "loss of iteration 1",
    "first iteration with a loss below 2",
}

frequency = np.arange(WAVES)[:, None]
cosines = np.cos(np.pi * frequency * (np.arange(SIDE) + 0.5) / SIDE)
cosines[1:] *= math.sqrt(2)
amplitudes = (1 + frequency**2 + frequency.T**2) ** (-FADING / 2)
amplitudes /= np.linalg.norm(amplitudes)


def planes(variates):
    """Three planes of random waves each, [n, 3, SIDE, SIDE]."""
    factors = variates.reshape(-1, 3, WAVES, WAVES) * amplitudes
    return cosines.T @ factors.transpose(0, 1, 3, 2) @ cosines


def cifar_like(seed, n):
    """Pixels as uint8, [n, 3072], and labels."""
    random = RandomState(seed)
    count = 3 * WAVES * WAVES
    classes = planes(random.randn(CLASSES, count))
    y = random.randint(0, CLASSES, n)
    X = np.empty((n, 3 * SIDE * SIDE), np.uint8)
    for rows in np.array_split(np.arange(n), math.ceil(n / 500)):
        drawn = [(random.randn(count), random.random_sample(X.shape[1])) for _ in rows]
        variates, noise = map(np.array, zip(*drawn))
        own = math.sqrt(1 - CLASS_SHARE**2) * planes(variates)
        mixed = np.einsum("ck,nkyx->ncyx", COLOURS, own + CLASS_SHARE * classes[y[rows]])
        noise = NOISE * math.sqrt(12) * (noise - 0.5)
        pixels = MEAN + STD * mixed.reshape(len(rows), -1) + noise
        X[rows] = np.floor(np.clip(pixels, 0, 255) + 0.5)
    return X, y


def scores_of(X, model):
    W1, b1, W2, b2 = model
    h = np.maximum(X @ W1 + b1, 0)
    return h, h @ W2 + b2


def loss_and_gradients(X, y, model, reg):
    W1, _, W2, _ = model
    rows = np.arange(len(X))
    h, scores = scores_of(X, model)
    scores = scores - scores.max(axis=1, keepdims=True)
    p = np.exp(scores)
    sums = p.sum(axis=1, keepdims=True)
    loss = (np.log(sums[:, 0]) - scores[rows, y]).mean()
    loss += 0.5 * reg * (np.sum(W1**2) + np.sum(W2**2))
    p /= sums
    p[rows, y] -= 1
    p /= len(X)
    dh = np.where(h > 0, p @ W2.T, 0)
    return loss, [X.T @ dh + reg * W1, dh.sum(0), h.T @ p + reg * W2, p.sum(0)]


class Run:
    """A training: the loss of each iteration, the validation accuracy of each epoch."""

    def __init__(self, data, seed, learning_rate, iterations):
        self.data = data
        X, y, mean, Xval, yval = data
        random = RandomState(seed + 1)
        W1 = 1e-4 * random.randn(X.shape[1], HIDDEN)
        W2 = 1e-4 * random.randn(HIDDEN, CLASSES)
        self.model = [W1, np.zeros(HIDDEN), W2, np.zeros(CLASSES)]
        self.before = self.on_all_images()
        random = RandomState(seed)
        self.loss, self.accuracy = [], []
        for i in range(1, iterations + 1):
            rows = random.choice(len(X), BATCH)
            loss, gradients = loss_and_gradients(X[rows] - mean, y[rows], self.model, REG)
            self.loss.append(loss)
            for w, dw in zip(self.model, gradients):
                w -= learning_rate * dw
            if i % (len(X) // BATCH) == 0:
                _, scores = scores_of(Xval, self.model)
                right = (scores.argmax(axis=1) == yval) & ~np.isnan(scores[:, 0])
                self.accuracy.append(right.mean())
        self.after = self.on_all_images()

    def on_all_images(self):
        """The loss, and the sum of the squares of its gradient."""
        X, y, mean, *_ = self.data
        loss, gradients = 0, [0] * 4
        for rows in np.array_split(np.arange(len(X)), math.ceil(len(X) / 1000)):
            part = loss_and_gradients(X[rows] - mean, y[rows], self.model, 0)
            share = len(rows) / len(X)
            loss += share * part[0]
            gradients = [a + share * b for a, b in zip(gradients, part[1])]
        return loss, sum(np.sum(g**2) for g in gradients)


def figures(images, seed, scale):
    """All that one seed gives, by table and row."""
    X, y = cifar_like(seed, images + VALIDATION)
    mean = X[:images].mean(axis=0)
    data = X[:images], y[:images], mean, X[images:] - mean, y[images:]
    epoch = images // BATCH
    iterations = EPOCHS * epoch
    small = Run(data, seed, scale * 1e-6, iterations)
    large = Run(data, seed, scale * 1e6, 25)
    edge = Run(data, seed, scale * 3e-3, iterations)
    fall = small.before[0] - small.after[0]
    squares = (small.before[1] + small.after[1]) / 2
    digits = np.log10(large.loss[10] / large.loss[1]) / 9
    below = np.array(edge.loss) < 2
    return {
        "too small, 1e-6": {
            "loss in epoch 1": small.loss[epoch - 1],
            "change of the loss from epoch 1 to 10": small.loss[-1] - small.loss[epoch - 1],
            "fall of the loss on all images": fall,
            "that fall / (iterations · rate · ‖gradient‖²)": fall / (iterations * 1e-6 * squares),
            "validation accuracy after epoch 1": small.accuracy[0],
            "validation accuracy after epoch 10": small.accuracy[-1],
        },
        "too large, 1e6": {
            "first iteration with a loss of NaN": 1 + np.log10(LARGEST / large.loss[1]) / digits,
            "loss of iteration 1": large.loss[1],
            "digits that the loss gains in an iteration": digits,
            "share of class 0 in the validation labels": np.mean(y[images:] == 0),
        },
        "at the edge, 3e-3": {
            "loss in epoch 1": edge.loss[epoch - 1],
            "first iteration with a loss below 2": np.argmax(below) if below.any() else iterations,
            "smallest loss": min(edge.loss),
            "best validation accuracy": max(edge.accuracy),
        },
    }


def interval(what, values):
    """Rounded so that nothing of it is cut off; only a change can be negative."""
    values = np.array(values)
    if what in LOGARITHMIC:
        values = np.log(values)
    middle, reach = values.mean(), SPREAD * values.std(ddof=1)
    ends = [middle - reach, middle + reach]
    if what in LOGARITHMIC:
        ends = np.exp(ends)
    if "change" not in what:
        ends[0] = max(0, ends[0])
    if what in ROUNDED_UP:
        return [math.ceil(end) for end in ends]
    digits = 10.0 ** (math.floor(math.log10(ends[1] - ends[0])) - 2)
    low, high = math.floor(ends[0] / digits) * digits, math.ceil(ends[1] / digits) * digits
    return [float(f"{end:.12g}") for end in (low, high)]


def main(arguments):
    np.seterr(all="ignore")
    if arguments:
        images, seeds, scale = int(arguments[0]), int(arguments[1]), float((arguments + [1])[2])
        for seed in range(seeds):
            line = {"images": images, "figures": figures(images, seed, scale)}
            print(json.dumps(line, default=float, ensure_ascii=False), flush=True)
        return
    samples = {}
    for line in map(json.loads, sys.stdin):
        for table, rows in line["figures"].items():
            for what, value in rows.items():
                of = samples.setdefault(line["images"], {}).setdefault(table, {})
                of.setdefault(what, []).append(value)
    result = {
        images: {
            table: {what: interval(what, values) for what, values in rows.items()}
            for table, rows in tables.items()
        }
        for images, tables in samples.items()
    }
    print(json.dumps(result, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1:])
