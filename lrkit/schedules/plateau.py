"""Chapter 8: schedules that depend on the loss: reduction on a plateau, and the greedy rate."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lrkit.schedules.base import FLAVORS, check_fields, is_number

TORCH_MIN_CHANGE = 1e-8  # PyTorch's `eps`: it makes no smaller change of the rate


class PlateauState(NamedTuple):
    """The state between two losses: the current rate, the best loss, two counters."""

    lr: float  # the rate that the next step uses
    best: float  # the lowest loss so far
    bad: int  # losses in a row without an improvement
    cooldown_left: int  # losses that still do not count


@dataclass(frozen=True)
class ReduceOnPlateau:
    r"""Reduction on a plateau: the rate is multiplied when the loss has stopped improving.

    .. math:: \text{lr} \leftarrow \max(r \cdot \text{lr},\; \text{lr}_{\min})
        \quad\text{when } \text{patience} \text{ losses in a row are not below }
        \text{best} - \text{threshold} \cdot |\text{best}|

    It adapts to the progress of the training, which Adam does not. It is not
    a function of the step, so it has a state, which is passed to each update and returned by it:

    >>> rule = ReduceOnPlateau(0.1, decay_rate=0.5, patience=2)
    >>> state = rule.init()
    >>> for loss in (1.0, 1.0, 1.0):
    ...     state = rule.update(loss, state)
    >>> state.lr
    0.05

    The first loss is always an improvement, unless it is nan or inf; step 0 uses `init_lr`. A loss
    that was measured in step t decides the rate of step ``t + 1``. After a reduction the count
    starts at 0; with `cooldown`, the first losses after it do not count. A rate of `min_lr` is not
    reduced any more. nan is never an improvement.

    Parameters
    ----------
    init_lr : float
        The first rate, at least 0.
    decay_rate : float, default 0.1
        :math:`r`, the factor, from 0 to below 1.
    patience : int, default 10
        The number of losses without improvement before a reduction, at least 0; the flavors count
        differently.
    threshold : float, default 1e-4
        The smallest improvement that counts, at least 0; with 0 any improvement counts.
    threshold_mode : str, default "rel"
        "rel": as a share of the best loss (below 1); "abs": in units of the loss.
    cooldown : int, default 0
        The number of losses after a reduction that do not count, at least 0.
    min_lr : float, default 0
        :math:`\text{lr}_{\min}`, the lower limit of the rate, at least 0.
    flavor : str, default "optax"
        - "optax": reduces at the `patience`-th bad loss in a row; `cooldown` losses do not count.
        - "torch": reduces at the bad loss after those, number ``patience + 1``, that is when
          there are *more than* `patience`; and never by less than 1e-8.
        - "keras": reduces at the `patience`-th; but only ``cooldown - 1`` losses do not count,
          because it looks at the counter after counting down.

    Notes
    -----
    ``torch.optim.lr_scheduler.ReduceLROnPlateau``, ``keras.callbacks.ReduceLROnPlateau``
    (`min_delta`, always absolute), ``optax.contrib.reduce_on_plateau`` (`rtol` and `atol` at the
    same time; a *scale* instead of a rate, so that `min_scale` is ``min_lr / init_lr``). optax
    takes the loss together with the gradient, and the step to which the loss belongs already
    uses the lower rate. timm's ``PlateauLRScheduler`` (`patience_t`, `cooldown_t`) is PyTorch's,
    with a `mode` of "max" by default, so that it takes a falling loss for a plateau; it is
    deprecated. ``get_reduce_on_plateau_schedule`` of transformers is PyTorch's too.

    Not imitated: with a negative loss, PyTorch and optax put the relative threshold on the wrong
    side of the best loss, so that a slightly worse loss is an improvement; Keras takes a first loss
    of nan for the best ever, after which nothing improves; a `patience` of 0 makes
    optax reduce after each improvement, and never after a bad loss (here it is the same as 1, as
    in Keras).

    Examples
    --------
    >>> rule.rates([5.0, 4.0, 4.0, 4.0, 4.0, 4.0])
    array([0.1 , 0.1 , 0.1 , 0.1 , 0.05, 0.05])
    """

    init_lr: float
    decay_rate: float = 0.1
    patience: int = 10
    threshold: float = 1e-4
    threshold_mode: str = "rel"
    cooldown: int = 0
    min_lr: float = 0.0
    flavor: str = "optax"

    options: ClassVar = {"threshold_mode": ("rel", "abs"), "flavor": FLAVORS}

    def __post_init__(self) -> None:
        check_fields(self, self.options)
        if self.decay_rate >= 1:
            raise ValueError(f"decay_rate must be below 1, got {self.decay_rate}")
        if self.threshold_mode == "rel" and self.threshold >= 1:
            raise ValueError(f"threshold must be below 1 in mode 'rel', got {self.threshold}")
        if self.min_lr > self.init_lr:
            raise ValueError(f"min_lr must be at most init_lr = {self.init_lr}, got {self.min_lr}")

    def init(self) -> PlateauState:
        """Return the state before the first loss."""
        return PlateauState(lr=float(self.init_lr), best=np.inf, bad=0, cooldown_left=0)

    def update(self, loss: float, state: PlateauState) -> PlateauState:
        """Return the state after one more loss; the argument is not changed.

        Parameters
        ----------
        loss : float
            The measured loss; nan and inf are never an improvement. ValueError if not a number.
        state : PlateauState
            The state so far.

        Returns
        -------
        PlateauState
            Its `lr` is the rate for the next step.
        """
        better = improves(loss, state.best, self.threshold, self.threshold_mode)
        best, bad = (float(loss), 0) if better else (state.best, state.bad + 1)
        left = max(state.cooldown_left - 1, 0)
        # Keras tests the cooldown after counting down, the others before.
        if (left if self.flavor == "keras" else state.cooldown_left) > 0:
            bad = 0
        enough = self.patience + 1 if self.flavor == "torch" else max(self.patience, 1)
        if bad < enough:
            return PlateauState(state.lr, best, bad, left)
        return PlateauState(self._reduced(state.lr), best, 0, self.cooldown)

    def rates(self, losses: Iterable[float]) -> NDArray:
        """Return the rates in use when each loss was measured, `init_lr` first."""
        return rates_in_use(self, losses)

    def _reduced(self, lr: float) -> float:
        lower = max(lr * self.decay_rate, float(self.min_lr))
        if self.flavor == "torch" and lr - lower <= TORCH_MIN_CHANGE:
            return lr
        return lower


class GreedyState(NamedTuple):
    """The state between two losses: the present rate, the best loss, and four counters."""

    lr: float  # the rate that the next step uses
    best: float  # the lowest loss so far
    good: int  # losses in a row with an improvement
    bad: int  # losses in a row without one
    rest: int  # losses that still do not count
    at_floor: int  # times that the lowest rate could not be lowered


@dataclass(frozen=True)
class GreedyRate:
    r"""The greedy rate: multiplied while the loss improves, and divided when it does not.

    .. math:: \text{lr} \leftarrow \begin{cases}
        \min(\text{lr} / r,\; \text{lr}_{\max}) & \text{after more than } \text{patience}
        \text{ improvements in a row} \\
        \max(r \cdot \text{lr},\; \text{lr}_{\min}) & \text{after more than } \text{patience}
        \text{ losses in a row without one} \end{cases}

    As `ReduceOnPlateau` it has a state, and a loss that was measured in step t decides the rate of
    step ``t + 1``. After a change both counts start at 0, and the next losses do not count at all,
    `warmup` of them after a rise and `cooldown` after a reduction: a better one among them is not
    kept as the best. nan is never an improvement.

    Parameters
    ----------
    init_lr : float
        The first rate, from `min_lr` to `max_lr`.
    decay_rate : float, default 0.95
        :math:`r`, the factor, above 0 and below 1.
    patience : int, default 10
        The number of losses in a row that may improve, or not, before the rate changes.
    threshold : float, default 1e-6
        The smallest improvement that counts, at least 0.
    threshold_mode : str, default "abs"
        "abs": in units of the loss; "rel": as a share of the best loss (below 1).
    cooldown, warmup : int, default 0
        The losses that do not count after a reduction, and after a rise.
    min_lr, max_lr : float, default 0.001 and 1
        The limits of the rate.
    reset_after : int, default 500
        How often the lowest rate may be due for a reduction, without a rise in between, before
        everything starts anew with `init_lr`.

    Notes
    -----
    S. Subramanian, B. Krishnamoorthy and P. Murthy, "Dynamic Learning Rate Scheduling based on Loss
    Changes Leads to Faster Convergence" (2025). ``transformers.GreedyLR`` (`factor`,
    `reset_start`), which can also smooth the losses first; here, hand in smoothed ones.

    Not imitated: with a first rate below `min_lr`, such as 5e-5 and the default of 0.001, the rate
    of transformers can rise and never falls; here it is an error. Changes of 1e-8 or less are not
    made there; here they are.

    Examples
    --------
    >>> rule = GreedyRate(0.1, decay_rate=0.5, patience=1)
    >>> rule.rates([4.0, 3.0, 2.0, 2.0, 2.0, 2.0])
    array([0.1, 0.1, 0.2, 0.2, 0.2, 0.1])
    """

    init_lr: float
    decay_rate: float = 0.95
    patience: int = 10
    threshold: float = 1e-6
    threshold_mode: str = "abs"
    cooldown: int = 0
    warmup: int = 0
    min_lr: float = 1e-3
    max_lr: float = 1.0
    reset_after: int = 500

    options: ClassVar = {"threshold_mode": ("rel", "abs")}

    def __post_init__(self) -> None:
        check_fields(self, self.options)
        if not 0 < self.decay_rate < 1:
            raise ValueError(f"decay_rate must be above 0 and below 1, got {self.decay_rate}")
        if self.threshold_mode == "rel" and self.threshold >= 1:
            raise ValueError(f"threshold must be below 1 in mode 'rel', got {self.threshold}")
        if not self.min_lr <= self.init_lr <= self.max_lr:
            raise ValueError(f"init_lr must be from min_lr = {self.min_lr} to max_lr = "
                             f"{self.max_lr}, got {self.init_lr}")

    def init(self) -> GreedyState:
        """Return the state before the first loss."""
        return GreedyState(float(self.init_lr), np.inf, 0, 0, 0, 0)

    def update(self, loss: float, state: GreedyState) -> GreedyState:
        """Return the state after one more loss; the argument is not changed.

        Parameters
        ----------
        loss : float
            The measured loss; nan is never an improvement. ValueError if not a number.
        state : GreedyState
            The state so far.

        Returns
        -------
        GreedyState
            Its `lr` is the rate for the next step.
        """
        better = improves(loss, state.best, self.threshold, self.threshold_mode)
        if state.rest:
            return state._replace(good=0, bad=0, rest=state.rest - 1)
        good, bad = (state.good + 1, 0) if better else (0, state.bad + 1)
        state = state._replace(best=float(loss) if better else state.best, good=good, bad=bad)
        if good > self.patience:
            lr = min(state.lr / self.decay_rate, float(self.max_lr))
            return state._replace(lr=lr, good=0, rest=self.warmup, at_floor=0)
        return self._reduced(state) if bad > self.patience else state

    def rates(self, losses: Iterable[float]) -> NDArray:
        """Return the rates in use when each loss was measured, `init_lr` first."""
        return rates_in_use(self, losses)

    def _reduced(self, state: GreedyState) -> GreedyState:
        lr = max(state.lr * self.decay_rate, float(self.min_lr))
        at_floor = state.at_floor + (lr <= self.min_lr)
        if at_floor >= self.reset_after:
            return self.init()._replace(rest=self.cooldown)
        return state._replace(lr=lr, bad=0, rest=self.cooldown, at_floor=at_floor)


def rates_in_use(rule: ReduceOnPlateau | GreedyRate, losses: Iterable[float]) -> NDArray:
    """Return the rates in use when each loss was measured."""
    state, lrs = rule.init(), []
    for loss in losses:
        lrs.append(state.lr)
        state = rule.update(loss, state)
    return np.array(lrs)


def improves(loss: float, best: float, threshold: float, mode: str) -> bool:
    """Return whether a loss is below the best one by the threshold; ValueError if no number."""
    if not is_number(loss):
        raise ValueError(f"loss must be a number, got {loss!r}")
    if best == np.inf:
        return bool(loss < best)
    return bool(loss < best - threshold * (abs(best) if mode == "rel" else 1.0))
