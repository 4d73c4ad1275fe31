"""NumPy, float64. The number of threads is OpenBLAS's: OPENBLAS_NUM_THREADS."""

import multiprocessing
import os
import queue
from multiprocessing.pool import ThreadPool

import numpy as np

from peer import (
    CLASSES,
    HIDDEN,
    LEARNING_RATE,
    MOMENTUM,
    PRODUCTS,
    REG,
    Trials,
    factors,
    function_input,
    has_openblas,
    net_data,
    search_data,
    search_trials,
    serve,
    study_data,
)


def loss_and_gradients(X, y, W1, b1, W2, b2, reg):
    n = len(X)
    h = np.maximum(X @ W1 + b1, 0)
    scores = h @ W2 + b2
    scores -= scores.max(axis=1, keepdims=True)
    p = np.exp(scores)
    sums = p.sum(axis=1, keepdims=True)
    rows = np.arange(n)
    loss = (np.log(sums[:, 0]) - scores[rows, y]).mean()
    if reg:
        loss += 0.5 * reg * (np.vdot(W1, W1) + np.vdot(W2, W2))
    p /= sums
    p[rows, y] -= 1
    p /= n
    dh = p @ W2.T
    dh[h <= 0] = 0
    dW1, dW2 = X.T @ dh, h.T @ p
    if reg:
        dW1 += reg * W1
        dW2 += reg * W2
    return loss, (dW1, dh.sum(axis=0), dW2, p.sum(axis=0))


def training_step():
    X, y, W1, W2 = net_data(100)
    parameters = [W1, np.zeros(HIDDEN), W2, np.zeros(CLASSES)]
    velocities = [np.zeros_like(w) for w in parameters]

    def work():
        loss, gradients = loss_and_gradients(X, y, *parameters, REG)
        for w, v, dw in zip(parameters, velocities, gradients):
            v *= MOMENTUM
            v -= LEARNING_RATE * dw
            w += v
        return loss

    return work


def accuracy(X, y, W1, b1, W2, b2):
    scores = np.maximum(X @ W1 + b1, 0) @ W2 + b2
    # Without numbers there is no answer, where argmax says 0.
    return ((scores.argmax(axis=1) == y) & ~np.isnan(scores[:, 0])).mean()


def overfitting():
    X, y, W1, W2 = net_data(20)

    def work():
        parameters = [W1.copy(), np.zeros(HIDDEN), W2.copy(), np.zeros(CLASSES)]
        for _ in range(200):
            loss, gradients = loss_and_gradients(X, y, *parameters, 0)
            for w, dw in zip(parameters, gradients):
                w -= LEARNING_RATE * dw
            accuracy(X, y, *parameters)  # of training, and of validation
            accuracy(X, y, *parameters)
        return loss

    return work


def study(nonlinearity):
    x, weights = study_data(nonlinearity)
    f = np.tanh if nonlinearity == "tanh" else lambda h: np.maximum(h, 0)

    def work():
        h = x
        for w in weights:
            h = f(h @ w)
        return np.square(h).mean()

    return work


def product(shape):
    x, y = factors(*shape)
    z = np.empty((shape[0], shape[2]))

    def work():
        np.matmul(x, y, out=z)
        return np.square(z[0]).mean()

    return work


def element_wise(f):
    x = function_input()
    return lambda: np.square(f(x)[:1000]).mean()


def normals():
    return np.square(np.random.RandomState(0).randn(1_000_000)[:1000]).mean()


def train(data, seed, learning_rate, reg):
    X, y, X_val, y_val = data
    random = np.random.RandomState(seed)
    n, inputs = X.shape
    parameters = [
        1e-4 * random.randn(inputs, HIDDEN),
        np.zeros(HIDDEN),
        1e-4 * random.randn(HIDDEN, CLASSES),
        np.zeros(CLASSES),
    ]
    velocities = [np.zeros_like(w) for w in parameters]
    best, best_parameters = -1, None
    for _ in range(5):
        for _ in range(n // 100):
            rows = random.choice(n, 100)
            loss, gradients = loss_and_gradients(X[rows], y[rows], *parameters, reg)
            for w, v, dw in zip(parameters, velocities, gradients):
                v *= MOMENTUM
                dw *= learning_rate
                v -= dw
                w += v
        accuracy(X, y, *parameters)
        validation = accuracy(X_val, y_val, *parameters)
        if validation > best:
            best, best_parameters = validation, [w.copy() for w in parameters]
        learning_rate *= 0.9
    return best


def train_for(connection, other_end, data):
    """A process of the search: trains until there is nobody who asks."""
    other_end.close()  # or it would never be known that the other process has ended
    np.seterr(all="ignore")
    try:
        while True:
            connection.send(train(data, *connection.recv()))
    except (EOFError, KeyboardInterrupt):
        pass


def search():
    data, fork = search_data(), multiprocessing.get_context("fork")
    idle = queue.SimpleQueue()
    for _ in range(2):
        here, there = fork.Pipe()
        fork.Process(
            target=train_for, args=(there, here, data), daemon=True
        ).start()
        there.close()
        idle.put(here)

    def score(trial):
        connection = idle.get()
        connection.send(trial)
        result = connection.recv()
        idle.put(connection)
        return result

    threads = ThreadPool(2)
    return Trials(lambda count: np.mean(threads.map(score, search_trials(count), 1)))


np.ones((2, 2)) @ np.ones((2, 2))
threads = os.environ.get("OPENBLAS_NUM_THREADS", "all")
blas = f"OpenBLAS, threads: {threads}" if has_openblas() else "reference BLAS"
serve(
    f"NumPy {np.__version__} ({blas})",
    "float64",
    {
        "training_step": training_step,
        "overfit_20": overfitting,
        "study_tanh": lambda: study("tanh"),
        "study_relu": lambda: study("relu"),
        **{
            name: (lambda shape: lambda: product(shape))(shape)
            for name, shape in PRODUCTS.items()
        },
        "tanh": lambda: element_wise(np.tanh),
        "sigmoid": lambda: element_wise(lambda x: 1 / (1 + np.exp(-x))),
        "exp": lambda: element_wise(np.exp),
        "normals": lambda: normals,
        # Two processes with a thread each: with two threads there is nothing to gain.
        **({"search": search} if threads == "1" else {}),
    },
)
