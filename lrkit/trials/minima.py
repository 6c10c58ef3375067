"""Trials about the ends of runs: two weights, and a small network with bad minima."""

import numpy as np
from numpy.typing import NDArray

from lrkit.optimizers import GradientDescent
from lrkit.problems import TanhNetwork, TwoWeights
from lrkit.sweeps import sweep
from lrkit.trials.base import QUALIFIED, TRUE, WRONG, Exhibit, Trial

FACTORS = (1.9, 2.1, 3.0, 3.9, 5.0)  # the rate times the sharpness at the start
GROUPS, STARTS = 5, 200  # repetitions, and starts in each
LRS = (0.03, 0.1, 0.2, 0.3)


def diverged_shares(num_steps: int = 500) -> tuple[Exhibit]:
    """Measure how many runs diverge, with two weights, at multiples of 1 over the sharpness.

    Each of many starts has its own sharpness.
    """
    net, values = TwoWeights(), {factor: [] for factor in FACTORS}
    for seed in range(GROUPS):
        w = np.random.default_rng(seed).uniform(-4, 4, size=(2, STARTS))
        sharpness = np.array([net.sharpness(place) for place in w.T])
        for factor in FACTORS:
            values[factor].append(_lost(net, w, factor / sharpness, num_steps))
    return (Exhibit("share of starts that diverge",
                    {f"{factor:g} / sharpness": np.array(shares)
                     for factor, shares in values.items()}),)


def _lost(net: TwoWeights, w: NDArray, lrs: NDArray, num_steps: int) -> float:
    """Return the share of runs whose final loss is no number, or higher than at the start."""
    rule, first = GradientDescent(), net.value(w)
    state = rule.init(w)
    with np.errstate(all="ignore"):
        for _ in range(num_steps):
            w, state = rule.step(w, net.grad(w), state, lrs)
        return float(np.mean(~(net.value(w) <= first)))


def well_ended_shares(num_steps: int = 3000) -> tuple[Exhibit]:
    """Measure the share of starts that reach low minima, for three tanh units that learn a sine."""
    x = np.linspace(-1, 1, 16)
    net = TanhNetwork(x[:, None], np.sin(5 * x), num_hidden=3)
    starts = [net.init(np.random.default_rng(seed)) for seed in range(100)]
    runs = sweep(net, GradientDescent(), None, {"lr": LRS, "start": starts}, num_steps)
    ended_well = (runs.final_losses < 0.1).reshape(len(LRS), GROUPS, -1).mean(axis=-1)
    return (Exhibit("share of starts that reach a loss of 0.1",
                    {f"rate {lr:g}": shares
                     for lr, shares in zip(LRS, ended_well, strict=True)}),)


def _judge_diverged(shares: Exhibit) -> str:
    above = [share for name, share in shares.values.items() if float(name.split()[0]) > 2]
    if np.min(above) == 1:
        return TRUE
    return WRONG if np.max(above) == 0 else QUALIFIED


def _judge_ended(shares: Exhibit) -> str:
    # In its weakest form the claim holds if at one rate at least every start gets there.
    every = [bool(np.min(share) == 1) for share in shares.values.values()]
    return TRUE if all(every) else QUALIFIED if any(every) else WRONG


TRIALS = (
    Trial(
        "large_diverges", "large overshoots and diverges",
        expected="above 2 / sharpness, the limit of a bowl, every run is lost",
        equal=f"the network of two weights, 500 steps, and the rate as a multiple of "
              f"1 / sharpness at the start; {GROUPS} times {STARTS} starts",
        rule="true if all runs above 2 are lost, wrong if none is",
        limit="how often large networks are saved in this way",
        measure=diverged_shares, judge=_judge_diverged),
    Trial(
        "ensures_the_optimum", "a proper rate ensures convergence to an optimal solution",
        expected="there are rates at which every start comes to the lowest loss",
        equal=f"a network of three tanh units, data, 3,000 steps; {GROUPS} times 20 starts, the "
              "same for every rate",
        rule="true if at every rate all starts get there, qualified at one at least, else wrong",
        limit="whether wide networks have such traps; and a bowl has none",
        measure=well_ended_shares, judge=_judge_ended),
)
