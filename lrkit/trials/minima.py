"""Trials about where runs end: two weights, and a small network with bad minima."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from lrkit.optimizers import GradientDescent
from lrkit.problems import Problem, Quadratic, TanhNetwork, TwoWeights
from lrkit.sweeps import sweep
from lrkit.trials.base import Exhibit, Trial

FACTORS = (1.9, 2.1, 3.0, 3.9, 5.0)  # the rate times the sharpness at the start
GROUPS, STARTS = 5, 200  # repetitions, and starts in each
LRS, STEPS = (0.03, 0.1, 0.3), 3000
LOW_LOSS = 0.1


def diverged_shares(num_steps: int = 500) -> tuple[Exhibit]:
    """Measure how many runs of two weights diverge, at multiples of 1 over the sharpness.

    Each start has its own sharpness, and so its own rates.
    """
    net, values = TwoWeights(), {factor: [] for factor in FACTORS}
    for seed in range(GROUPS):
        w = np.random.default_rng(seed).uniform(-4, 4, size=(2, STARTS))
        sharpness = np.array([net.sharpness(point) for point in w.T])
        for factor in FACTORS:
            values[factor].append(_diverged(net, w, factor / sharpness, num_steps))
    return (Exhibit("share of starts that diverge",
                    {f"{factor:g} / sharpness": np.array(shares)
                     for factor, shares in values.items()}),)


def _diverged(net: TwoWeights, w: NDArray, lrs: NDArray, num_steps: int) -> float:
    """Return the share of runs whose final loss is not finite, or higher than at the start."""
    rule, first = GradientDescent(), net.value(w)
    state = rule.init(w)
    with np.errstate(all="ignore"):
        for _ in range(num_steps):
            w, state = rule.step(w, net.grad(w), state, lrs)
        return float(np.mean(~(net.value(w) <= first)))


def well_ended_shares() -> tuple[Exhibit]:
    """Measure the share of starts that reach a low loss, on a bowl and with three tanh units.

    The three units learn a sine.
    """
    x = np.linspace(-1, 1, 16)
    net = TanhNetwork(x[:, None], np.sin(5 * x), num_hidden=3)
    rngs = [np.random.default_rng(seed) for seed in range(100)]
    shares = _shares("bowl", Quadratic.from_curvatures((1.0, 6.0)),
                     [rng.normal(scale=3, size=2) for rng in rngs])
    shares |= _shares("three tanh units", net, [net.init(rng) for rng in rngs])
    return (Exhibit(f"share of starts that reach a loss of {LOW_LOSS:g}", shares),)


def _shares(name: str, problem: Problem, starts: list[NDArray]) -> dict[str, NDArray]:
    runs = sweep(problem, GradientDescent(), None, {"lr": LRS, "start": starts}, STEPS)
    ended_well = (runs.final_losses < LOW_LOSS).reshape(len(LRS), GROUPS, -1).mean(axis=-1)
    return {f"{name}, {lr:g}": shares for lr, shares in zip(LRS, ended_well, strict=True)}


def _above_the_limit(shares: Exhibit) -> Mapping[str, float]:
    return {name: share.mean() for name, share in shares.values.items()
            if float(name.split()[0]) > 2}


def _some_rate_suffices(shares: Exhibit) -> Mapping[str, float]:
    seen: dict[str, bool] = {}
    for name, share in shares.values.items():
        problem = name.split(", ")[0]
        seen[problem] = seen.get(problem, False) or bool(np.min(share) == 1)
    return seen


TRIALS = (
    Trial(
        "large_diverges", "large overshoots and diverges",
        expected="above 2 / sharpness, the limit of a bowl, every run diverges",
        equal=f"the network of two weights, 500 steps, the rate as a multiple of 1 / sharpness at "
              f"the start; {GROUPS} times {STARTS} starts",
        rule="a run ends with a higher loss than it began with",
        limit="how often large networks recover in this way",
        measure=diverged_shares, seen=_above_the_limit),
    Trial(
        "ensures_the_optimum", "a proper rate ensures convergence to an optimal solution",
        expected="on a bowl, and in a network of three tanh units, some rate brings every start "
                 f"to a loss below {LOW_LOSS:g}",
        equal=f"for each problem the {len(LRS)} rates, {STEPS:,} steps, {GROUPS} times 20 starts",
        rule="at one rate at least, all starts get there",
        limit="whether wide networks have such traps; noisy gradients",
        measure=well_ended_shares, seen=_some_rate_suffices),
)
