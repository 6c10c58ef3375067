"""The runs of notebook 11 that take minutes: how each of them is made.

Every function makes the runs of one seed, so that a test can repeat a few of those that
``tests/recorded/record_scale.py`` wrote down.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lrkit.optimizers import Adam, AdamW, GradientDescent, LayerRates, Muon, Optimizer, RuleForEach
from lrkit.problems import DeepDigitsNetwork, DigitsNetwork, load_digits
from lrkit.schedules import CosineDecay, LinearDecay, WarmupStableDecay
from lrkit.sweeps import sweep

BASE_WIDTH = 32
WIDTHS = (32, 64, 128, 256, 512)
WIDTH_STEPS, WIDTH_BATCH = 100, 32
PARAMETRISATIONS = ("usual", "muP", "muP's rates, usual start")
BATCHES = (4, 8, 16, 32, 64, 128, 256, 512)
TARGET = 0.3  # the training loss that a run has to reach
TARGET_STEPS = {4: 3000, 8: 1500, 16: 1000, 32: 700, 64: 500, 128: 400, 256: 300, 512: 300}
RULE_WIDTH, RULE_STEPS = 64, 100  # of the network on which Muon meets Adam
DECAY_WIDTH, DECAY_STEPS = 64, 1500
LENGTHS, LENGTH_BATCH = (125, 250, 500, 1000), 8


def grid(low: int, high: int, per_octave: int = 2) -> list[float]:
    """Return rates from 2**low to 2**high, `per_octave` to each doubling.

    >>> grid(-2, 0, 1)
    [0.25, 0.5, 1.0]
    """
    powers = np.arange(low * per_octave, high * per_octave + 1) / per_octave
    return [float(f"{2.0**power:.4g}") for power in powers]


def width_net(width: int, parametrisation: str, seed: int) -> tuple[
        DeepDigitsNetwork, Optimizer, NDArray]:
    """Return network, rule and start of a parametrisation; at BASE_WIDTH all three are the same.

    muP (Yang et al. 2021, Table 3, for Adam) divides the rates of the hidden and the output matrix
    by the width relative to BASE_WIDTH, and starts the output matrix smaller.
    """
    net = DeepDigitsNetwork(width)
    share = 1.0 if parametrisation == "usual" else BASE_WIDTH / width
    factors = net.spread({"input": 1.0, "hidden": share, "output": share, "bias": 1.0})
    base = BASE_WIDTH if parametrisation == "muP" else None
    return net, LayerRates(Adam(), factors), net.init(np.random.default_rng(seed), base)


def width_losses(width: int, parametrisation: str, lrs: Sequence[float], seed: int) -> NDArray:
    """Return the training and test losses after 100 steps of a rate that falls to 0, (2, rates)."""
    net, rule, start = width_net(width, parametrisation, seed)
    return _losses(net, rule, start, {"lr": lrs, "seed": [seed]}, WIDTH_STEPS)


def rule_of(name: str, net: DeepDigitsNetwork) -> Optimizer:
    """Return Adam, Muon for both hidden matrices, or Muon for the one between the hidden layers.

    Muon's factor is that of Liu et al. (2025), which makes its steps about as long as Adam's, so
    that the remaining parameters, which have Adam, share its rate.
    """
    if name == "Adam":
        return Adam()
    shapes = [(net.num_inputs, net.width), (net.width, net.width)]
    first, second = (Muon(shape=shape, flavor="keras") for shape in shapes)
    sizes = [part.size for part in net.split(np.zeros(net.num_params))]
    rules = [first if name == "Muon" else Adam(), Adam(), second, Adam(), Adam(), Adam()]
    return RuleForEach(rules, sizes)


def rule_losses(name: str, lrs: Sequence[float], seed: int) -> NDArray:
    """Return the training and test losses after 100 steps of a rate that falls to 0, (2, rates)."""
    net = DeepDigitsNetwork(RULE_WIDTH)
    start = net.init(np.random.default_rng(seed))
    return _losses(net, rule_of(name, net), start, {"lr": lrs, "seed": [seed]}, RULE_STEPS)


def decay_losses(lrs: Sequence[float], weight_decays: Sequence[float], seed: int) -> NDArray:
    """Return the training and test losses of AdamW after 1,500 steps, (2, rates, decays)."""
    net = DeepDigitsNetwork(DECAY_WIDTH)
    axes = {"lr": lrs, "weight_decay": weight_decays, "seed": [seed]}
    return _losses(net, AdamW(), net.init(np.random.default_rng(seed)), axes, DECAY_STEPS)


def steps_to_target(batch_size: int, lrs: Sequence[float], seed: int) -> NDArray:
    """Return the steps of SGD until the training loss is at most 0.3, inf if never, (rates,)."""
    net = DigitsNetwork()
    made = sweep(net, GradientDescent(), net.init(np.random.default_rng(seed)),
                 {"lr": lrs, "seed": [seed]}, TARGET_STEPS[batch_size], batch_size=batch_size,
                 tolerance=TARGET)
    return made.steps[:, 0]


def length_losses(shape: str, num_steps: int, lrs: Sequence[float], seed: int) -> NDArray:
    """Return the training and test losses of SGD after a run of a given length, (2, rates).

    The shape is "cosine", or "stable, then decay": the rate stays, and falls along a straight line
    to 0 in the last fifth.
    """
    net = DigitsNetwork()
    fifth = num_steps // 5
    schedule = CosineDecay(1.0, num_steps) if shape == "cosine" else \
        WarmupStableDecay(1.0, num_steps, 0, fifth)
    axes = {"lr": lrs, "seed": [seed]}
    return _losses(net, GradientDescent(), net.init(np.random.default_rng(seed)), axes, num_steps,
                   batch_size=LENGTH_BATCH, schedule=schedule)


def _losses(net, rule, start, axes, num_steps, *, batch_size=32, schedule=None) -> NDArray:
    """Make the runs of one seed; return their training and test losses, inf for a lost run."""
    schedule = schedule or LinearDecay(1.0, num_steps)
    made = sweep(net, rule, start, axes, num_steps, batch_size=batch_size, schedule=schedule)
    _, _, X, labels = load_digits()
    test = DeepDigitsNetwork(net.width, X, labels) if isinstance(net, DeepDigitsNetwork) else \
        DigitsNetwork(X, labels)
    params = made.final_params[..., 0]
    with np.errstate(all="ignore"):
        losses = np.array([net.value(params), test.value(params)])
    return np.where(np.isfinite(losses), losses, np.inf)
