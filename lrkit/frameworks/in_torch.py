"""The runs in PyTorch: a model, and a training loop as in the library's own examples."""

from inspect import signature

import numpy as np

from lrkit.frameworks.recipes import RECIPES, batches, network, start
from lrkit.frameworks.sources import load


def train_recipe(name: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the parameters after 0, 1, ... steps, and the rate that each step used."""
    import torch

    recipe = RECIPES[name]
    model = _network(getattr(torch, recipe.dtype))
    optimizer = getattr(torch.optim, recipe.torch)(
        model.parameters(), lr=recipe.lr, **recipe.options)
    factor = 0.5 ** (1 / recipe.halves_after) if recipe.halves_after else 1.0
    return _loop(model, optimizer, torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=factor))


def train_own(
    optimizer: tuple[str, str], schedule: tuple[str, str] | None, numbers: dict
) -> tuple[np.ndarray, np.ndarray]:
    """Return the same of a learner's optimizer and schedule, given as texts with their names.

    TypeError if they are not PyTorch's.
    """
    import torch

    model = _network(torch.float32)
    made = load(*optimizer)(
        torch, model, numbers["lr"], numbers["bias_lr"], numbers["weight_decay"])
    if not isinstance(made, torch.optim.Optimizer):
        raise TypeError(f"{optimizer[1]} must return an optimizer, got {type(made).__name__}")
    if schedule is None:
        return _loop(model, made, None)
    scheduler = load(*schedule)(torch, made, numbers["warmup_steps"], numbers["total_steps"])
    if not isinstance(scheduler, torch.optim.lr_scheduler.LRScheduler):
        raise TypeError(f"{schedule[1]} must return a scheduler, got {type(scheduler).__name__}")
    return _loop(model, made, scheduler)


def _loop(model, optimizer, scheduler) -> tuple[np.ndarray, np.ndarray]:
    """Train; the rates are those of the first weights."""
    import torch
    from torch import nn

    first, net = next(model.parameters()), network()
    X, labels = torch.tensor(net.X, dtype=first.dtype), torch.tensor(net.labels)
    group = next((group for group in optimizer.param_groups
                  if any(param is first for param in group["params"])), optimizer.param_groups[0])
    places, lrs = [start()], []
    for batch in batches():
        lrs.append(group["lr"])
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(X[batch]), labels[batch])
        loss.backward()
        optimizer.step()
        if scheduler is not None:
            scheduler.step()
        places.append(_weights(model))
    return np.array(places), np.array(lrs)


def optimizer_defaults(name: str) -> dict:
    """Return the defaults of an optimizer, read from its signature."""
    import torch

    options = signature(getattr(torch.optim, name).__init__).parameters
    known = ("lr", "momentum", "alpha", "betas", "eps", "initial_accumulator_value")
    return {key: options[key].default for key in known if key in options}


def _network(dtype):
    """Make the network with our first weights; ours are stored by input, PyTorch's by output."""
    import torch
    from torch import nn

    model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10)).to(dtype)
    with torch.no_grad():
        for theirs, ours in zip(model.parameters(), network().split(start()), strict=True):
            theirs.copy_(torch.from_numpy(np.ascontiguousarray(ours.T)))
    return model


def _weights(model) -> np.ndarray:
    return np.concatenate([theirs.detach().numpy().T.ravel().astype(float)
                           for theirs in model.parameters()])
