"""Notebook 4: design a schedule, and see what it does to runs in noise."""

from collections.abc import Callable

import ipywidgets as widgets
import numpy as np

from lrkit.explore.base import Explorer, StepError, rate_slider, slider
from lrkit.plotting.style import COLOURS
from lrkit.problems import NoisyQuadratic, Quadratic
from lrkit.schedules import (
    Constant,
    CosineDecay,
    ExponentialDecay,
    InverseTimeDecay,
    LinearDecay,
    Schedule,
    StepDecay,
)

VALLEY = NoisyQuadratic(Quadratic.from_curvatures((0.05, 1.0)), noise=0.5)
START, STEPS, RUNS, STAIRS = 5.0, 200, 300, 4
BEST_CONSTANT = 0.2  # of these runs, to one digit
SHARES = (1.0, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 1e-4)
FAMILIES = ("constant", "step decay", "exponential", "inverse time", "linear", "cosine")
YOURS = "yours"
FAR = 1e4  # a loss that has left the picture


class ScheduleDesigner(Explorer):
    """Left the rate of each step, right the mean loss of runs that use it."""

    size = (9.5, 3.7)

    def __init__(self, schedule: Callable | None = None):
        self.schedule = schedule
        self.noise = np.random.default_rng(0).standard_normal((STEPS, 2, RUNS))
        families = FAMILIES if schedule is None else (*FAMILIES, YOURS)
        super().__init__(
            family=widgets.Dropdown(options=families, value=families[0 if schedule is None else -1],
                                    description="schedule",
                                    style={"description_width": "10em"}, layout={"width": "28em"}),
            lr=rate_slider("highest rate", 1.0, 0.01, 3.0),
            left=widgets.SelectionSlider(
                options=[(f"{share:g}", share) for share in SHARES], value=0.01,
                description="left at the end", style={"description_width": "10em"},
                layout={"width": "28em"}),
            warmup=slider("warm-up steps", 0, 0, 50),
            rounds=slider("rounds", 1, 1, 4),
        )

    def draw(self) -> None:
        left, right = self.figure.subplots(1, 2)
        self.figure.subplots_adjust(0.075, 0.15, 0.985, 0.9, wspace=0.22)
        (self.rates,) = left.plot([], [], color=COLOURS["vermillion"], drawstyle="steps-post")
        left.set(yscale="log", xlim=(-4, STEPS + 4), ylim=(5e-5, 5), xlabel="step",
                 ylabel="learning rate, log scale")
        self.sum = left.set_title("", loc="left")
        reference = self.losses(np.full(STEPS, BEST_CONSTANT))
        self.reference = reference[-1]
        right.plot(reference, color=COLOURS["grey"], lw=1.3, ls=(0, (4, 3)))
        (self.curve,) = right.plot([], [], color=COLOURS["blue"])
        right.set(yscale="log", xlim=(-4, STEPS + 4), ylim=(0.008, 60), xlabel="step",
                  ylabel="mean loss, log scale")
        right.set_title(f"dashed: always {BEST_CONSTANT:g}", loc="left", color=COLOURS["grey"])

    def update(self, family: str, lr: float, left: float, warmup: int, rounds: int) -> str:
        try:
            rates = self.design(family, lr, left, warmup, rounds)
        except StepError as error:
            for curve in (self.rates, self.curve):
                curve.set_data([], [])
            self.sum.set_text("")
            return f"{error}."
        losses = self.losses(rates)
        seen = losses <= FAR
        self.rates.set_data(np.arange(STEPS), np.where(rates > 0, rates, np.nan))
        self.curve.set_data(np.flatnonzero(seen), losses[seen])
        self.sum.set_text(f"sum of the rates {rates.sum():.3g}")
        return self.tell(family, rates, losses)

    def design(self, family: str, lr: float, left: float, warmup: int, rounds: int) -> np.ndarray:
        """The rate of each step."""
        if family == YOURS:
            return rates_of(self.schedule)
        length = -(-STEPS // rounds)  # of a round, rounded up
        schedule = member(family, lr, left, max(length - warmup, 1))
        t = np.arange(STEPS) % length
        rising = lr * (t + 1) / max(warmup, 1)
        return np.where(t < warmup, rising, schedule(np.maximum(t - warmup, 0)))

    def losses(self, rates: np.ndarray) -> np.ndarray:
        """The mean loss of the runs, at the start and after each step."""
        w = np.full((2, RUNS), START)
        losses = [VALLEY.value(w).mean()]
        for lr, noise in zip(rates, self.noise, strict=True):
            w = w - lr * (VALLEY.grad(w) + VALLEY.noise * noise)
            losses.append(VALLEY.value(w).mean())
        return np.array(losses)

    def tell(self, family: str, rates: np.ndarray, losses: np.ndarray) -> str:
        """The sentence: the rates, and what the loss did."""
        name = "Your schedule" if family == YOURS else family.capitalize()
        start = (f"{name}: the rate begins with {rates[0]:.3g}, is at most {rates.max():.3g} and "
                 f"ends with {rates[-1]:.3g}.")
        if not losses[-1] <= losses[0]:
            return f"{start} The mean loss of {RUNS} runs ends above its start: they run away."
        word = "below" if losses[-1] < self.reference else "not below"
        return (f"{start} The mean loss of {RUNS} runs goes from {losses[0]:.3g} to "
                f"{losses[-1]:.3g}, {word} the {self.reference:.3g} of the best constant rate, "
                f"{BEST_CONSTANT:g}.")


def member(family: str, lr: float, left: float, length: int) -> Schedule:
    """The schedule of a family that falls from `lr` to the share `left` in `length` steps.

    >>> member("linear", 1.0, 0.1, 10)(10)
    0.1
    """
    if family == "step decay":
        return StepDecay(lr, max(length // STAIRS, 1), left ** (1 / (STAIRS - 1)))
    if family == "exponential":
        return ExponentialDecay(lr, length, left)
    if family == "inverse time":
        return InverseTimeDecay(lr, length, 1 / left - 1)
    if family == "linear":
        return LinearDecay(lr, length, left * lr)
    if family == "cosine":
        return CosineDecay(lr, length, left * lr)
    return Constant(lr)


def rates_of(schedule: Callable) -> np.ndarray:
    """What the learner's ``schedule(step)`` says for each step; StepError if that is no rate."""
    rates = []
    for step in range(STEPS):
        try:
            rates.append(float(schedule(step)))
        except Exception as error:
            raise StepError(f"At step {step} your schedule raised "
                            f"{type(error).__name__}: {error}") from error
        if not (np.isfinite(rates[-1]) and rates[-1] >= 0):
            raise StepError(f"At step {step} your schedule gave {rates[-1]:g}, which is no rate")
    return np.array(rates)


def schedule_designer(schedule: Callable | None = None) -> ScheduleDesigner:
    """A schedule with controls, and the mean loss of 300 runs in a noisy valley that use it.

    Parameters
    ----------
    schedule : callable, optional
        Your own ``schedule(step)`` for the steps 0 to 199, a choice beside those of lrkit.

    Examples
    --------
    >>> schedule_designer(lambda step: 0.2)
    ScheduleDesigner: Your schedule: the rate begins with 0.2, is at most 0.2 and ends with 0.2. ...
    """
    return ScheduleDesigner(schedule)
