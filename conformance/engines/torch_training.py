"""Initialization, normalization, updates, training and search of the PyTorch engine.

Each function takes the inputs and attributes of its operation by name and
returns its outputs by name. All are forward only. The numbers in parentheses
are sections of the specification (SPEC.md).
"""

import torch
import torch.nn.functional as F
from torch.nn import init
from torch.optim.lr_scheduler import ExponentialLR
from torch.utils.data import DataLoader, RandomSampler, TensorDataset

from torch_gates import Refusal, require, two_layer_net, two_layer_scores

# --- Initialization (7) ------------------------------------------------------

SCHEMES = {
    "zeros": lambda w, std: init.zeros_(w),
    "gaussian": lambda w, std: init.normal_(w, std=std),
    # PyTorch's xavier_normal_ is √(2/(fan_in + fan_out)); 1/√fan_in is this one.
    "xavier": lambda w, std: init.kaiming_normal_(w, nonlinearity="linear"),
    "he": lambda w, std: init.kaiming_normal_(w, nonlinearity="relu"),
}


def new_weights(scheme, fan_in, fan_out, std):
    require(scheme in SCHEMES, f"there is no scheme {scheme!r}", "value")
    # PyTorch's layers keep their weights as [outputs, inputs].
    return SCHEMES[scheme](torch.empty(fan_out, fan_in), std).T


def initialize(scheme, shape, seed, std=None):
    torch.manual_seed(seed)
    return {"w": new_weights(scheme, *shape, std)}


def layer_statistics(nonlinearity, scheme, samples, widths, seed, std=None):
    torch.manual_seed(seed)
    activation = {"tanh": torch.tanh, "relu": F.relu}[nonlinearity]
    h = torch.randn(samples, widths[0])
    means, stds = [], []
    for fan_in, fan_out in zip(widths, widths[1:]):
        h = activation(h @ new_weights(scheme, fan_in, fan_out, std))
        means.append(h.mean())
        stds.append(h.std(unbiased=False))
    return {"means": torch.stack(means), "stds": torch.stack(stds)}


# --- Normalization (8); batch_norm itself is a gate --------------------------

def batch_norm_inference(x, gamma, beta, running_mean, running_variance, epsilon):
    return {"y": F.batch_norm(x, running_mean, running_variance, gamma, beta, eps=epsilon)}


def batch_norm_running(x, running_mean, running_variance, momentum, variance):
    if variance != "unbiased":
        raise Refusal("unsupported", "PyTorch divides the running variance by n - 1")
    # PyTorch's momentum is the weight of the new value. The statistics change in place.
    F.batch_norm(x, running_mean, running_variance, training=True, momentum=1 - momentum)
    return {"running_mean": running_mean, "running_variance": running_variance}


def preprocess(train, x):
    std, mean = torch.std_mean(train, dim=0, unbiased=False)
    # The rounded mean of equal numbers can differ from them, and their std from 0.
    constant = (train == train[0]).all(dim=0)
    return {"mean": mean, "std": std.masked_fill(constant, 0),
            "y": ((x - mean) / std).masked_fill(constant, 0)}


# --- Updates (9) -------------------------------------------------------------

def step(optimizer_class, w, dw, state, **options):
    """One step of an optimizer from a state: the parameter and the new state."""
    parameter = torch.nn.Parameter(w)
    parameter.grad = dw
    optimizer = optimizer_class([parameter], **options)
    optimizer.state[parameter].update(state)
    optimizer.step()
    return parameter, optimizer.state[parameter]


def sgd(w, dw, learning_rate):
    w, _ = step(torch.optim.SGD, w, dw, {}, lr=learning_rate)
    return {"w": w}


def step_with_velocity(w, dw, v, learning_rate, momentum, nesterov):
    # PyTorch's velocity is -v/η: the rate is outside, and the sign the gradient's.
    if learning_rate == 0 or momentum == 0:
        raise Refusal("unsupported", "PyTorch has no such velocity for a rate or momentum of 0")
    w, state = step(torch.optim.SGD, w, dw, {"momentum_buffer": v / -learning_rate},
                    lr=learning_rate, momentum=momentum, nesterov=nesterov)
    return {"w": w, "v": state["momentum_buffer"] * -learning_rate}


def momentum(w, dw, v, learning_rate, momentum):
    return step_with_velocity(w, dw, v, learning_rate, momentum, nesterov=False)


def nesterov(w, dw, v, learning_rate, momentum):
    # Written with -v/η, PyTorch's step is w + v′ + μ·(v′ - v), a formula of 3.4.
    return step_with_velocity(w, dw, v, learning_rate, momentum, nesterov=True)


def adagrad(w, dw, cache, learning_rate, epsilon):
    w, state = step(torch.optim.Adagrad, w, dw, {"sum": cache}, lr=learning_rate, eps=epsilon)
    return {"w": w, "cache": state["sum"]}


def rmsprop(w, dw, cache, learning_rate, decay, epsilon):
    w, state = step(torch.optim.RMSprop, w, dw, {"step": 0, "square_avg": cache},
                    lr=learning_rate, alpha=decay, eps=epsilon)
    return {"w": w, "cache": state["square_avg"]}


def adam(w, dw, m, v, learning_rate, beta1, beta2, epsilon, t):
    # PyTorch counts the steps that were made before this one, in float32.
    steps = torch.tensor(t - 1, dtype=torch.float32)
    w, state = step(torch.optim.Adam, w, dw, {"step": steps, "exp_avg": m, "exp_avg_sq": v},
                    lr=learning_rate, betas=(beta1, beta2), eps=epsilon)
    return {"w": w, "m": state["exp_avg"], "v": state["exp_avg_sq"]}


def learning_rate_decay(learning_rate, decay, epoch):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.empty(0))], lr=learning_rate)
    scheduler = ExponentialLR(optimizer, gamma=decay)
    for _ in range(epoch - 1):
        optimizer.step()
        scheduler.step()
    return {"learning_rate": torch.tensor(float(scheduler.get_last_lr()[0]))}


def update_ratio(w, dw, learning_rate):
    parameter = torch.nn.Parameter(w)
    parameter.grad = dw
    return {"ratio": (learning_rate * parameter.grad).norm() / parameter.norm()}


# --- Training (10) -----------------------------------------------------------

@torch.no_grad()
def accuracy(x, labels, parameters):
    right = two_layer_scores(x, *parameters).argmax(dim=1) == labels  # NaN is PyTorch's largest
    return right.to(x.dtype).mean()


def train(x, labels, x_val, labels_val, w1, b1, w2, b2, epochs, reg, update, learning_rate,
          learning_rate_decay, batch_size, seed, momentum=0):
    require(update in ("sgd", "momentum"), f"there is no update {update!r}", "value")
    # PyTorch applies a new rate to the gradients of earlier epochs too.
    require(momentum == 0 or learning_rate_decay == 1,
            "PyTorch keeps the rate outside the velocity", "unsupported")
    # Of the labels to validate by, PyTorch only sees whether they equal something.
    require(torch.isin(labels_val, torch.arange(len(b2))).all(),
            "a label of the validation data is no class", "value")
    parameters = [torch.nn.Parameter(value) for value in (w1, b1, w2, b2)]
    optimizer = torch.optim.SGD(parameters, lr=learning_rate, momentum=momentum)
    scheduler = ExponentialLR(optimizer, gamma=learning_rate_decay)
    batches = [(x, labels)]  # without sampling, the whole set is the only one
    if batch_size != 0:
        generator = torch.Generator().manual_seed(seed)
        dataset = TensorDataset(x, labels)
        sampler = RandomSampler(dataset, replacement=True, generator=generator,
                                num_samples=len(x) // batch_size * batch_size)
        batches = DataLoader(dataset, batch_size, sampler=sampler, generator=generator)

    loss_history, train_accuracy, val_accuracy = [], [], []
    best, best_accuracy = None, None
    for _ in range(epochs):
        for batch in batches:
            loss = two_layer_net(*batch, *parameters, reg)["loss"]
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            loss_history.append(loss.detach())
        scheduler.step()
        train_accuracy.append(accuracy(x, labels, parameters))
        val_accuracy.append(accuracy(x_val, labels_val, parameters))
        if best is None or val_accuracy[-1] > best_accuracy:
            best_accuracy = val_accuracy[-1]
            # Copies: the optimizer changes parameters in place.
            best = [parameter.detach().clone() for parameter in parameters]

    return {"loss_history": torch.stack(loss_history),
            "train_accuracy": torch.stack(train_accuracy),
            "val_accuracy": torch.stack(val_accuracy),
            "best_val_accuracy": best_accuracy, **dict(zip(("w1", "b1", "w2", "b2"), best))}


# --- Search (11) -------------------------------------------------------------

def sample_trials(seed, trials, learning_rate, reg):
    # All trials up to the last are drawn, so that none depends on the others asked for.
    generator = torch.Generator().manual_seed(seed)
    uniform = torch.rand(max(trials) + 1, 2, generator=generator)[trials]
    low, high = torch.tensor([learning_rate, reg], dtype=uniform.dtype).T
    rates, regs = torch.pow(10, torch.lerp(low, high, uniform)).T
    return {"learning_rate": rates, "reg": regs}


def narrow_ranges(values, scores, keep):
    trials = torch.stack([values, scores])
    best = trials[:, trials[1].topk(keep).indices]
    exponents = best[0].log10()
    return {"low": exponents.min(), "high": exponents.max()}
