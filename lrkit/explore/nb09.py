"""Notebook 9: the arguments of Keras' ExponentialDecay, and the rate of each epoch."""

from collections.abc import Callable

import ipywidgets as widgets
import matplotlib as mpl
import numpy as np

from lrkit.explore.base import Explorer, StepError, rate_slider, slider
from lrkit.plotting.style import COLOURS, STYLE
from lrkit.schedules import ExponentialDecay

NUM_TRAIN, EPOCHS = 1000, 10


class ScheduleInspector(Explorer):
    """Left the rate of every step, right the rate with which each epoch begins."""

    size = (9.5, 3.9)

    def __init__(self, lr_per_epoch: Callable | None = None):
        self.lr_per_epoch = rates_of(lr_per_epoch)
        super().__init__(
            lr0=rate_slider("initial rate", 0.1, 0.001, 1.0),
            decay_steps=slider("decay_steps", 10, 1, 200),
            decay_rate=slider("decay_rate", 0.9, 0.1, 1.0, 0.01),
            staircase=widgets.Checkbox(value=False, description="staircase"),
            batch_size=slider("batch size", 64, 4, 256, 4),
        )

    def draw(self) -> None:
        self.left, self.right = self.figure.subplots(1, 2, width_ratios=(6, 4))
        self.figure.subplots_adjust(0.08, 0.14, 0.985, 0.9, wspace=0.22)

    def update(self, lr0: float, decay_steps: int, decay_rate: float, staircase: bool,
               batch_size: int) -> str:
        schedule = ExponentialDecay(lr0, decay_steps, decay_rate, staircase=staircase)
        per_epoch, trouble = -(-NUM_TRAIN // batch_size), ""
        try:
            rates = self.lr_per_epoch(schedule, NUM_TRAIN, batch_size, EPOCHS)
        except StepError as error:
            trouble, rates = f"{error}. The figure shows lrkit's own rates. ", None
        if rates is None:
            rates = np.array(schedule(per_epoch * np.arange(EPOCHS)))
        with mpl.rc_context(STYLE):
            self._draw_steps(schedule, per_epoch)
            self._draw_epochs(rates)
        return trouble + tell(rates, per_epoch, batch_size)

    def _draw_steps(self, schedule: ExponentialDecay, per_epoch: int) -> None:
        ax, steps = self.left, np.arange(EPOCHS * per_epoch + 1)
        ax.clear()
        for first in per_epoch * np.arange(EPOCHS + 1):
            ax.axvline(first, color="#dddddd", lw=0.8)
        ax.plot(steps, schedule(steps), color=COLOURS["blue"], lw=1.8,
                drawstyle="steps-post" if schedule.staircase else "default")
        firsts = per_epoch * np.arange(EPOCHS)
        ax.plot(firsts, schedule(firsts), "o", color=COLOURS["vermillion"], ms=6)
        ax.set(xlabel="step of the optimizer", ylabel="learning rate")
        ax.set_ylim(bottom=0)
        ax.set_title("● the first step of an epoch", color=COLOURS["vermillion"])

    def _draw_epochs(self, rates: np.ndarray) -> None:
        ax, rows = self.right, np.arange(len(rates))
        ax.clear()
        ax.barh(rows, rates, color=COLOURS["sky"], height=0.7)
        for row, rate in zip(rows, rates, strict=True):
            ax.text(rate, row, f" {rate:.3g}", va="center", fontsize=9)
        highest = np.max(rates, initial=0, where=np.isfinite(rates))
        ax.set(xlim=(0, 1.3 * highest or 1), ylim=(len(rates) - 0.4, -0.6),
               xlabel="learning rate", yticks=rows)
        ax.set_yticklabels([f"epoch {row + 1}" for row in rows])
        ax.set_title("at the beginning of each epoch")


def tell(rates: np.ndarray, per_epoch: int, batch_size: int) -> str:
    """The sentence: how many steps an epoch has, and what happens to the rate in one."""
    steps = f"{NUM_TRAIN} images in batches of {batch_size} make {per_epoch} steps an epoch."
    if len(rates) != EPOCHS:
        return f"{steps} {EPOCHS} rates are expected, one for each epoch; there are {len(rates)}."
    with np.errstate(divide="ignore", invalid="ignore"):
        factors = rates[1:] / rates[:-1]
    low, high = factors.min(), factors.max()
    factor = f"{low:.3g}" if np.isclose(low, high, rtol=1e-3) else f"{low:.3g} to {high:.3g}"
    return (f"{steps} From one epoch to the next the rate is multiplied by {factor}: "
            f"{rates[0]:.3g} in the first, {rates[1]:.3g} in the second, {rates[-1]:.3g} in the "
            f"tenth.")


def rates_of(lr_per_epoch: Callable | None) -> Callable:
    """The learner's function as one of arrays, which gives None where there is none yet.

    What it raises becomes a `StepError` with a sentence for the figure.
    """

    def guarded(*arguments):
        if lr_per_epoch is None:
            return None
        try:
            rates = lr_per_epoch(*arguments)
            if rates is None or rates is ...:
                raise StepError("your lr_per_epoch returned nothing")
            return np.array(list(rates), dtype=float).reshape(-1)
        except StepError:
            raise
        except Exception as error:
            raise StepError(f"your lr_per_epoch raised {type(error).__name__}: {error}") from error

    return guarded


def schedule_inspector(lr_per_epoch: Callable | None = None) -> ScheduleInspector:
    """The arguments of Keras' ExponentialDecay in, the rate of each of ten epochs out.

    Parameters
    ----------
    lr_per_epoch : callable, optional
        Your own ``lr_per_epoch(schedule, n_train, batch_size, epochs)``; lrkit's by default.

    Examples
    --------
    >>> schedule_inspector().set(decay_steps=16)
    ScheduleInspector: 1000 images in batches of 64 make 16 steps an epoch. From one epoch to the
    next the rate is multiplied by 0.9: 0.1 in the first, 0.09 in the second, 0.0387 in the tenth.
    """
    return ScheduleInspector(lr_per_epoch)
