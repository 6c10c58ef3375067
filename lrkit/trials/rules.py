"""Six rules on the digits network, each at its own best rate: the recorded runs of notebook 7.

Muon needs a singular value decomposition, or five iterations instead, for each step of each
run: half a minute for all of them. So the runs are made once, by
``python -m tests.recorded.record_rules``, and read from ``data/rules.json`` here.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.optimizers import Adam, GradientDescent, Lion, Momentum, Muon, Optimizer
from lrkit.trials.digits import STEPS_PER_EPOCH, DigitRuns, digit_runs

LRS, EPOCHS, SEEDS = 2.0 ** np.arange(-14, 2), 10, range(6)
NUM_STEPS = EPOCHS * STEPS_PER_EPOCH


@dataclass(frozen=True)
class HiddenMuon(Optimizer):
    """Muon for the square matrix of the hidden layer, and Adam for all other parameters.

    Keras' flavor scales Muon's step so that it changes a weight by about as much as Adam's does
    (J. Liu et al., arXiv:2502.16982): one rate then serves both.
    """

    def init(self, params: NDArray) -> object:
        """Return the state of the rule for these parameters, of shape ``(*runs, rows, columns)``.

        >>> type(HiddenMuon().init(np.zeros((3, 2, 64, 64)))).__name__
        'MuonState'
        """
        return Muon(flavor="keras").init(_runs_last(params)) if _is_square(params) \
            else Adam().init(params)

    def step(self, params: NDArray, grad: NDArray, state: object, lr: NDArray) -> tuple:
        """Make one step of that rule; `lr` has an axis of length 1 for rows and for columns."""
        if not _is_square(params):
            return Adam().step(params, grad, state, lr)
        moved, state = Muon(flavor="keras").step(
            _runs_last(params), _runs_last(grad), state, lr[..., 0, 0])
        return np.moveaxis(moved, (0, 1), (-2, -1)), state


RULES: Mapping[str, Optimizer] = {
    "SGD": GradientDescent(), "momentum": Momentum(0.9), "Adam": Adam(),
    "Adam, beta2 0.95": Adam(beta2=0.95), "Lion": Lion(), "Muon": HiddenMuon(),
}
PLANS: Mapping[str, Callable[[int], float] | None] = {
    "constant": None, "linear to 0": lambda step: 1 - step / NUM_STEPS,
}


@dataclass(frozen=True, eq=False)
class TunedRuns:
    """Runs of one rule at its best rate: ``lr``, and the test losses of six starts, shape (6,)."""

    lr: float
    losses: NDArray


def measure_rule(rule: str, plan: str, lrs: ArrayLike = LRS, seeds: range = SEEDS) -> DigitRuns:
    """Train the network of the course by a rule of `RULES` under a schedule of `PLANS`."""
    return digit_runs(lrs, EPOCHS, seeds=seeds, optimizer=RULES[rule], factor=PLANS[plan],
                      every=EPOCHS)


def tuned_runs(rule: str, plan: str) -> TunedRuns:
    """Read the runs of a rule at the rate with its lowest mean loss on the held-out images.

    Parameters
    ----------
    rule : str
        One of `RULES`; ValueError otherwise. All are tuned over the same 16 rates.
    plan : str
        One of `PLANS`: ``"constant"`` or ``"linear to 0"``. ValueError otherwise.

    Returns
    -------
    TunedRuns
        The six starts, and the order of the batches after each, are the same for every rule.

    Examples
    --------
    >>> runs = tuned_runs("Adam", "constant")
    >>> runs.lr, runs.losses.shape
    (0.015625, (6,))
    """
    if rule not in RULES or plan not in PLANS:
        raise ValueError(f"rule must be one of {list(RULES)} and plan one of {list(PLANS)}, "
                         f"got {rule!r} and {plan!r}")
    found = {key: np.array(value, dtype=float) for key, value in _recorded()[plan][rule].items()}
    best = int(np.nan_to_num(found["held_out"].mean(axis=0), nan=np.inf).argmin())
    return TunedRuns(float(LRS[best]), found["test"][:, best])


@cache
def _recorded() -> dict:
    return json.loads(files("lrkit.trials").joinpath("data/rules.json").read_text("utf-8"))["runs"]


def _is_square(params: NDArray) -> bool:
    return params.shape[-2] == params.shape[-1]


def _runs_last(matrices: NDArray) -> NDArray:
    """Bring the rows and columns to the front, where Muon expects them."""
    return np.moveaxis(matrices, (-2, -1), (0, 1))
