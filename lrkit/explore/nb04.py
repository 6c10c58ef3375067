"""Notebook 4: design a schedule, and see what it does to runs in noise."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from lrkit.explore.controls import Choice, Rate, Slider, Stops
from lrkit.explore.explorer import Explorer
from lrkit.explore.given import GivenSchedule, read
from lrkit.explore.marks import Band, Line, Mark, Points, Text
from lrkit.explore.scene import Axis, Panel, Pointer, Scene
from lrkit.explore.ticks import number
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

CURVATURES = np.array([0.05, 1.0])
VALLEY = NoisyQuadratic(Quadratic.from_curvatures(CURVATURES), noise=0.5)
LIMIT = 2 / CURVATURES.max()
START, STEPS, RUNS, STAIRS = 5.0, 200, 300, 4
BEST_CONSTANT = 0.2  # of these runs, to one digit
SHARES = (1.0, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 1e-4)
FAMILIES = ("constant", "step decay", "exponential", "inverse time", "linear", "cosine")
YOURS = "yours"
SLOWEST, FASTEST = 5e-5, 8.0  # rates in the picture
FLOOR, CEILING = 2e-3, 60.0  # losses in the picture
WIDE = 1.3 * STEPS  # the axis of steps goes on, so that there is room for the labels
GAP = 0.32  # powers of ten between two labels


class ScheduleDesigner(Explorer):
    """Above the rate of each step, below the mean loss of runs that use it."""

    def __init__(self, schedule: Callable | None = None):
        self.schedule = None if schedule is None else GivenSchedule(schedule)
        self.noise = np.random.default_rng(0).standard_normal((STEPS, 2, RUNS))
        self.reference = self.losses(np.full(STEPS, BEST_CONSTANT))
        families = FAMILIES if schedule is None else (*FAMILIES, YOURS)
        super().__init__(
            family=Choice("schedule", families[0 if schedule is None else -1], options=families),
            lr=Rate("highest rate", 1.0, low=0.01, high=3.0),
            left=Stops("left at the end", 0.01, stops=SHARES,
                       texts=[np.format_float_positional(share, trim="-") for share in SHARES]),
            warmup=Slider("warm-up steps", 0, low=0, high=50),
            rounds=Slider("rounds", 1, low=1, high=4),
        )

    def update(self, family: str, lr: float, left: float, warmup: int, rounds: int) -> Scene:
        rates, trouble = self.design(family, lr, left, warmup, rounds)
        parts = self.parts(rates)
        background = rhythm(warmup, rounds) if family != YOURS else []
        return Scene(
            panels=[rate_panel(rates, background, None if family == YOURS else Pointer(y="lr")),
                    self.loss_panel(parts)],
            columns=(1,),
            says=self.tell(family, rates, parts),
            trouble=trouble,
            off={"constant": ("left",), YOURS: ("lr", "left", "warmup", "rounds")}.get(family, ()),
        )

    def design(self, family: str, lr: float, left: float, warmup: int,
               rounds: int) -> tuple[NDArray, str]:
        """The rate of each step, and what went wrong if something did."""
        if family == YOURS:
            return self.yours()
        length = -(-STEPS // rounds)  # of a round, rounded up
        schedule = member(family, lr, left, max(length - warmup, 1))
        t = np.arange(STEPS) % length
        rising = lr * (t + 1) / max(warmup, 1)
        return np.where(t < warmup, rising, schedule(np.maximum(t - warmup, 0))), ""

    def yours(self) -> tuple[NDArray, str]:
        """What the learner's schedule says for each step, until it fails."""
        rates, trouble = read(self.schedule, STEPS)
        return rates, trouble and f"{trouble}. The figure shows the steps before that."

    def parts(self, rates: NDArray) -> NDArray:
        """The mean loss along each direction, at the start and after each step: ``(steps, 2)``."""
        w = np.full((2, RUNS), START)
        squares = [(w**2).mean(axis=1)]
        for lr, noise in zip(rates, self.noise, strict=False):
            w = w - lr * (VALLEY.grad(w) + VALLEY.noise * noise)
            squares.append((w**2).mean(axis=1))
        return np.nan_to_num(CURVATURES / 2 * squares, nan=np.inf)

    def losses(self, rates: NDArray) -> NDArray:
        """The mean loss of the runs, at the start and after each step."""
        return self.parts(rates).sum(axis=1)

    def loss_panel(self, parts: NDArray) -> Panel:
        """The mean loss and its two parts, with the best constant rate for comparison."""
        looks = [("flat part", "purple", 1.4, (6, 3)), ("steep part", "orange", 1.4, (2, 2)),
                 ("loss", "blue", 2.6, ())]
        drawn = [(self.reference, f"always {number(BEST_CONSTANT)}:", "grey", 1.6, (4, 3))]
        drawn += [(losses, *look) for losses, look
                  in zip((*parts.T, parts.sum(axis=1)), looks, strict=True)]
        marks: list[Mark] = [
            Line(np.arange(len(losses)), np.clip(losses, 1e-300, 1e300), colour, width, dash)
            for losses, _, colour, width, dash in drawn]
        ends = [losses[-1] for losses, *_ in drawn]
        for (losses, name, colour, *_), y in zip(drawn, apart(ends), strict=True):
            marks.append(Text(len(losses) - 1, y, f"{name} {_told(losses[-1], FLOOR, CEILING)}",
                              colour, shift=(8, 0), bold=name == "loss"))
        return Panel(
            _steps(), Axis("loss, log scale", FLOOR, CEILING, log=True), marks, height=330,
            title=f"mean loss of {RUNS} runs {number(parts[0].sum())} → {number(parts[-1].sum())}")

    def tell(self, family: str, rates: NDArray, parts: NDArray) -> str:
        """The sentence: the rates, what the loss did, and in which direction it is left."""
        name = "Your schedule" if family == YOURS else family.capitalize()
        if not rates.size:
            return f"{name} has no rate."
        losses = parts.sum(axis=1)
        start = (f"{name}: the rate begins with {number(rates[0])}, is at most "
                 f"{number(rates.max())} and ends with {number(rates[-1])}.")
        if not losses[-1] <= losses[0]:
            return f"{start} The mean loss of {RUNS} runs ends above its start: they run away."
        word = "below" if losses[-1] < self.reference[-1] else "not below"
        share = parts[-1, 0] / losses[-1]
        return (f"{start} The mean loss of {RUNS} runs goes from {number(losses[0])} to "
                f"{number(losses[-1])}, {word} the {number(self.reference[-1])} of the best "
                f"constant rate, {number(BEST_CONSTANT)}. In the end {share:.0%} of it lies along "
                "the flat direction.")


def rate_panel(rates: NDArray, background: list[Mark], pointer: Pointer | None) -> Panel:
    """The rate of each step, below the rate at which the steep direction runs away."""
    marks = [*background, Line([0, WIDE], [LIMIT, LIMIT], "vermillion", width=1.2, dash=(4, 3)),
             Text(WIDE, LIMIT, f"limit {number(LIMIT)}", "vermillion", "right", (0, 9))]
    if rates.size:
        held = np.append(rates, rates[-1])  # the last step lasts as long as the others
        top = rates.argmax()
        y = np.clip([rates[-1], rates[top]], SLOWEST, FASTEST)
        marks += [Line(np.arange(len(held)), np.clip(held, 1e-300, 1e300), "green", width=2.6,
                       stairs=True),
                  Points(top, y[1], "green", size=11, hollow=True),
                  Text(len(rates), y[0], f"rate {_told(rates[-1], SLOWEST, FASTEST)}", "green",
                       shift=(8, -2), bold=True)]
    return Panel(_steps(), Axis("learning rate, log scale", SLOWEST, FASTEST, log=True), marks,
                 title=f"sum of the rates {number(rates.sum())}", height=240, pointer=pointer)


def rhythm(warmup: int, rounds: int) -> list[Mark]:
    """Where each round begins, and the warm-up in it."""
    length, foot = -(-STEPS // rounds), 1.6 * SLOWEST
    marks: list[Mark] = []
    for start in range(0, STEPS, length):
        if warmup:
            marks.append(Band(start, start + warmup, "x", "sky", 0.16))
        if start:
            marks += [Line([start, start], [SLOWEST, FASTEST], "grey", width=1),
                      Text(start, foot, "restart", "grey", shift=(5, 0))]
    if warmup:
        marks.append(Text(0, foot, "warm-up", "sky", shift=(5, 0)))
    return marks


def member(family: str, lr: float, left: float, length: int) -> Schedule:
    """The schedule of a family that falls from `lr` to the share `left` in `length` steps.

    >>> member("linear", 1.0, 0.1, 10)(10)
    0.1
    """
    lr = min(lr, 1e300)  # an infinite rate is drawn at the edge, too
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


def apart(losses: list[float]) -> list[float]:
    """Heights for labels near the losses, so far from each other that none covers another.

    >>> [round(height, 2) for height in apart([0.1, 1.0, 0.1])]
    [0.1, 1.0, 0.21]
    """
    heights = np.log10(np.clip(losses, FLOOR, CEILING))
    order = np.argsort(heights, kind="stable")
    for below, above in pairwise(order):
        heights[above] = max(heights[above], heights[below] + GAP)
    for above, below in pairwise(order[::-1]):  # none above the panel
        heights[above] = min(heights[above], np.log10(CEILING / 1.4))
        heights[below] = min(heights[below], heights[above] - GAP)
    return (10**heights).tolist()


def _steps() -> Axis:
    return Axis("step", 0, WIDE, ticks={step: str(step) for step in range(0, STEPS + 1, 25)})


def _told(value: float, low: float, high: float) -> str:
    """A number at its place; with a sign if that is outside of the picture."""
    return number(value) + (" ▼" if value < low else " ▲" if value > high else "")


def schedule_designer(schedule: Callable | None = None) -> ScheduleDesigner:
    """A schedule with controls, and the mean loss of 300 runs in a noisy valley that use it.

    Parameters
    ----------
    schedule : callable, optional
        Your own ``schedule(step)`` for the steps 0 to 199, a choice beside those of the figure. A
        schedule of lrkit, Keras or PyTorch will do, too.

    Examples
    --------
    >>> schedule_designer(lambda step: 0.2)
    ScheduleDesigner: Your schedule: the rate begins with 0.2, is at most 0.2 and ends with 0.2. ...
    """
    return ScheduleDesigner(schedule)
