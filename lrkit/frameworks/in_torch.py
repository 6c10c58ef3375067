"""The runs in PyTorch: a model, and a training loop as in the library's own examples."""

from inspect import signature

import numpy as np

from lrkit.frameworks.recipes import RECIPES, batches, network, start


def train_recipe(name: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the parameters after 0, 1, ... steps, and the rate that each step used."""
    import torch
    from torch import nn

    recipe, net = RECIPES[name], network()
    dtype = getattr(torch, recipe.dtype)
    X, labels = torch.tensor(net.X, dtype=dtype), torch.tensor(net.labels)
    model = _network(dtype)
    optimizer = getattr(torch.optim, recipe.torch)(
        model.parameters(), lr=recipe.lr, **recipe.options)
    factor = 0.5 ** (1 / recipe.halves_after) if recipe.halves_after else 1.0
    scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=factor)
    places, lrs = [start()], []
    for batch in batches():
        lrs.append(optimizer.param_groups[0]["lr"])
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(X[batch]), labels[batch])
        loss.backward()
        optimizer.step()
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
