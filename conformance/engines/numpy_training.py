"""Initialization, normalization, updates, training and search of the NumPy engine.

The numbers in parentheses are sections of the specification (SPEC.md). The
functions whose first parameter is `inputs` take inputs and attributes as they
are; the others take both by name, as numbers in the engine's format. All of
them are forward only, and return their outputs by name.
"""

import functools

import numpy as np

from numpy_gates import (ONE, TWO, ZERO, Refusal, affine, relu, require,
                         require_columns, require_same_shape, tanh, tensor,
                         two_layer_net)


def new_generator(*seed):
    require(all(isinstance(number, int) and number >= 0 for number in seed),
            f"the seed {seed} must be of integers from 0", "value")
    return np.random.default_rng(seed)


# --- Initialization (7) -----------------------------------------------------

def draw_weights(generator, attributes, shape, dtype):
    """Weights by the scheme that the attributes name (7.1)."""
    fan_in = dtype.type(shape[0])
    match attributes["scheme"]:
        case "zeros":
            return np.zeros(shape, dtype)
        case "gaussian":
            std = dtype.type(attributes["std"])
            require(std >= 0, f"a standard deviation of {std}", "value")
        case "xavier":
            std = ONE / np.sqrt(fan_in)
        case "he":
            std = np.sqrt(TWO / fan_in)
        case scheme:
            raise Refusal("value", f"unknown scheme {scheme!r}")
    return std * generator.standard_normal(shape, dtype)


def initialize(inputs, attributes, dtype):
    generator = new_generator(attributes["seed"])
    return {"w": draw_weights(generator, attributes, attributes["shape"], dtype)}


def layer_statistics(inputs, attributes, dtype):
    gate = {"tanh": tanh, "relu": relu}.get(attributes["nonlinearity"])
    require(gate, f"unknown nonlinearity {attributes['nonlinearity']!r}", "value")
    generator = new_generator(attributes["seed"])
    widths = attributes["widths"]

    signal = generator.standard_normal((attributes["samples"], widths[0]), dtype)
    means, stds = [], []
    for shape in zip(widths, widths[1:]):
        signal, _ = gate(signal @ draw_weights(generator, attributes, shape, dtype))
        means.append(signal.mean())
        stds.append(signal.std())
    return {"means": tensor(means, dtype), "stds": tensor(stds, dtype)}


# --- Normalization (8); batch_norm itself is a gate -------------------------

def batch_norm_inference(x, gamma, beta, running_mean, running_variance, epsilon):
    require_columns(x, gamma, beta, running_mean, running_variance)
    normalized = (x - running_mean) / np.sqrt(running_variance + epsilon)
    return {"y": gamma * normalized + beta}


def batch_norm_running(inputs, attributes, dtype):
    x, mean, variance = (inputs[name] for name in ("x", "running_mean", "running_variance"))
    require_columns(x, mean, variance)
    kind = attributes["variance"]
    require(kind in ("biased", "unbiased"), f"unknown variance {kind!r}", "value")
    correction = 1 if kind == "unbiased" else 0
    require(len(x) > correction, f"a batch of {len(x)} has no {kind} variance")

    old = tensor(attributes["momentum"], dtype)
    new = ONE - old
    return {"running_mean": old * mean + new * x.mean(axis=0),
            "running_variance": old * variance + new * x.var(axis=0, ddof=correction)}


def preprocess(train, x):
    require(train.ndim == 2 and len(train) > 0, f"no statistics of shape {train.shape}")
    require_columns(x, train[0])
    # The rounded mean of equal numbers can differ from them, and the rounded
    # deviation from 0; only the numbers themselves tell.
    constant = (train == train[0]).all(axis=0)
    mean = train.mean(axis=0)
    std = np.where(constant, ZERO, train.std(axis=0))
    return {"mean": mean, "std": std, "y": np.where(constant, ZERO, (x - mean) / std)}


# --- Updates (9) ------------------------------------------------------------

def sgd(w, dw, learning_rate):
    require_same_shape(w, dw)
    return {"w": w - learning_rate * dw}


def momentum(w, dw, v, learning_rate, momentum):
    require_same_shape(w, dw, v)
    v = momentum * v - learning_rate * dw
    return {"w": w + v, "v": v}


def nesterov(w, dw, v, learning_rate, momentum):
    require_same_shape(w, dw, v)
    new = momentum * v - learning_rate * dw
    return {"w": w - momentum * v + (ONE + momentum) * new, "v": new}


def adagrad(w, dw, cache, learning_rate, epsilon):
    require_same_shape(w, dw, cache)
    cache = cache + dw * dw
    return {"w": w - learning_rate * dw / (np.sqrt(cache) + epsilon), "cache": cache}


def rmsprop(w, dw, cache, learning_rate, decay, epsilon):
    require_same_shape(w, dw, cache)
    cache = decay * cache + (ONE - decay) * (dw * dw)
    return {"w": w - learning_rate * dw / (np.sqrt(cache) + epsilon), "cache": cache}


def adam(w, dw, m, v, learning_rate, beta1, beta2, epsilon, t):
    require_same_shape(w, dw, m, v)
    require(t >= 1, f"steps count from 1, and this is {t}", "value")
    m = beta1 * m + (ONE - beta1) * dw
    v = beta2 * v + (ONE - beta2) * (dw * dw)
    m_hat = m / (ONE - beta1 ** t)
    v_hat = v / (ONE - beta2 ** t)
    return {"w": w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), "m": m, "v": v}


def learning_rate_decay(learning_rate, decay, epoch):
    require(epoch >= 1, f"epochs count from 1, and this is {epoch}", "value")
    return {"learning_rate": learning_rate * decay ** (epoch - ONE)}


def update_ratio(w, dw, learning_rate):
    require_same_shape(w, dw)
    return {"ratio": np.linalg.norm(learning_rate * dw) / np.linalg.norm(w)}


# --- Training (10) ----------------------------------------------------------

def accuracy(x, labels, w1, b1, w2, b2):
    """The share of samples whose largest score is that of their label."""
    hidden, _ = relu(affine(x, w1, b1)[0])
    scores, _ = affine(hidden, w2, b2)
    # fmax passes over NaN: where all scores of a sample are NaN, none is largest.
    largest = scores == np.fmax.reduce(scores, axis=1, keepdims=True)
    right = largest.any(axis=1) & (largest.argmax(axis=1) == labels)
    return right.mean(dtype=x.dtype)


def train(inputs, attributes, dtype):
    parameters = {name: inputs[name] for name in ("w1", "b1", "w2", "b2")}
    training_set = inputs["x"], inputs["labels"]
    validation_set = inputs["x_val"], inputs["labels_val"]
    reg, rate, decay = (tensor(attributes[name], dtype) for name
                        in ("reg", "learning_rate", "learning_rate_decay"))
    for data in (training_set, validation_set):
        two_layer_net(*data, **parameters, reg=reg)  # refuses what does not fit

    # What a rule keeps of a parameter is what it returns: w, and its state.
    state = {name: {"w": value} for name, value in parameters.items()}
    match attributes["update"]:
        case "sgd":
            rule = sgd
        case "momentum":
            rule = functools.partial(momentum, momentum=tensor(attributes["momentum"], dtype))
            for kept in state.values():
                kept["v"] = np.zeros_like(kept["w"])
        case update:
            raise Refusal("value", f"unknown update {update!r}")

    x, labels = training_set
    samples, epochs, size = len(x), attributes["epochs"], attributes["batch_size"]
    require(epochs >= 1, f"{epochs} epochs leave no model", "value")
    require(0 <= size <= samples, f"a batch of {size} from {samples} samples", "value")
    generator = new_generator(attributes["seed"])

    def batches():
        if size == 0:
            yield training_set
            return
        for _ in range(samples // size):
            drawn = generator.integers(samples, size=size)
            yield x[drawn], labels[drawn]

    loss_history, train_accuracy, val_accuracy = [], [], []
    best, best_accuracy = None, None
    for epoch in range(1, epochs + 1):
        step = learning_rate_decay(rate, decay, dtype.type(epoch))["learning_rate"]
        for batch in batches():
            loss, backward = two_layer_net(*batch, **parameters, reg=reg)
            _, _, *gradients = backward(dtype.type(1))
            loss_history.append(loss)
            for name, gradient in zip(parameters, gradients):
                state[name] = rule(dw=gradient, learning_rate=step, **state[name])
            # New arrays each time, so that the best model stays as it was.
            parameters = {name: kept["w"] for name, kept in state.items()}
        train_accuracy.append(accuracy(*training_set, **parameters))
        val_accuracy.append(accuracy(*validation_set, **parameters))
        if best is None or val_accuracy[-1] > best_accuracy:
            best, best_accuracy = parameters, val_accuracy[-1]

    return {"loss_history": tensor(loss_history, dtype),
            "train_accuracy": tensor(train_accuracy, dtype),
            "val_accuracy": tensor(val_accuracy, dtype),
            "best_val_accuracy": best_accuracy, **best}


# --- Search (11) ------------------------------------------------------------

def sample_trials(inputs, attributes, dtype):
    seed, trials = attributes["seed"], attributes["trials"]
    ranges = tensor([attributes["learning_rate"], attributes["reg"]], dtype)
    low, high = ranges.min(axis=1), ranges.max(axis=1)
    # A generator for each trial: no trial knows of another.
    uniform = tensor([new_generator(seed, trial).random(2) for trial in trials], dtype)
    exponents = low + (high - low) * uniform.reshape(-1, 2)
    learning_rate, reg = np.power(dtype.type(10), exponents).T
    return {"learning_rate": learning_rate, "reg": reg}


def narrow_ranges(values, scores, keep):
    require(values.ndim == 1, f"{values.shape} is no shape of a list")
    require_same_shape(values, scores)
    require((values > 0).all(), "a hyper-parameter must be positive", "value")
    require(1 <= keep <= len(values) and keep == np.floor(keep),
            f"cannot keep {keep} of {len(values)}", "value")
    best = np.argsort(-scores, kind="stable")[:int(keep)]  # NaN comes last
    exponents = np.log10(values[best])
    return {"low": exponents.min(), "high": exponents.max()}
