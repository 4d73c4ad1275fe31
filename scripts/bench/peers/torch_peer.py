"""PyTorch on one thread, float64."""

import torch

from peer import (
    CLASSES,
    HIDDEN,
    LEARNING_RATE,
    MOMENTUM,
    PRODUCTS,
    REG,
    factors,
    function_input,
    net_data,
    serve,
    study_data,
)

torch.set_num_threads(1)
tensor = torch.from_numpy


def fresh_net(samples):
    X, y, W1, W2 = net_data(samples)
    parameters = [
        tensor(W1),
        torch.zeros(HIDDEN, dtype=torch.float64),
        tensor(W2),
        torch.zeros(CLASSES, dtype=torch.float64),
    ]
    return tensor(X), tensor(y), parameters


def scores_of(X, W1, b1, W2, b2):
    return torch.relu(X @ W1 + b1) @ W2 + b2


def training_step():
    X, y, parameters = fresh_net(100)
    parameters = [w.requires_grad_() for w in parameters]
    W1, _, W2, _ = parameters
    optimizer = torch.optim.SGD(parameters, lr=LEARNING_RATE, momentum=MOMENTUM)

    def work():
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(scores_of(X, *parameters), y)
        loss = loss + 0.5 * REG * ((W1 * W1).sum() + (W2 * W2).sum())
        loss.backward()
        optimizer.step()
        return loss.item()

    return work


def overfitting():
    X, y, fresh = fresh_net(20)

    def work():
        parameters = [w.clone().requires_grad_() for w in fresh]
        optimizer = torch.optim.SGD(parameters, lr=LEARNING_RATE)
        for _ in range(200):
            optimizer.zero_grad()
            loss = torch.nn.functional.cross_entropy(scores_of(X, *parameters), y)
            loss.backward()
            optimizer.step()
            with torch.no_grad():  # the accuracies of training and of validation
                for _ in range(2):
                    (scores_of(X, *parameters).argmax(1) == y).double().mean()
        return loss.item()

    return work


def study(nonlinearity):
    x, weights = study_data(nonlinearity)
    x, weights = tensor(x), [tensor(w) for w in weights]
    f = torch.tanh if nonlinearity == "tanh" else torch.relu

    def work():
        h = x
        for w in weights:
            h = f(h @ w)
        return h.square().mean()

    return work


def product(shape):
    x, y = (tensor(factor) for factor in factors(*shape))
    z = torch.empty(shape[0], shape[2], dtype=torch.float64)

    def work():
        torch.matmul(x, y, out=z)
        return z[0].square().mean()

    return work


def element_wise(f):
    x = tensor(function_input())
    return lambda: f(x)[:1000].square().mean()


serve(
    f"PyTorch {torch.__version__}, one thread",
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
        "tanh": lambda: element_wise(torch.tanh),
        "sigmoid": lambda: element_wise(torch.sigmoid),
        "exp": lambda: element_wise(torch.exp),
    },
)
