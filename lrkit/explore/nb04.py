"""Notebook 4: a schedule to design, and its effect on runs in noise."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from lrkit.explore.controls import Rate, Select, Slider, Stops
from lrkit.explore.explorer import Explorer
from lrkit.explore.marks import Band, Line, Mark, Points, Text
from lrkit.explore.scene import Axis, Panel, Pointer, Scene
from lrkit.explore.schedule_adapter import ScheduleAdapter, read_rates
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
    WarmupStableDecay,
)

CURVATURES = np.array([0.05, 1.0])
VALLEY = NoisyQuadratic(Quadratic.from_curvatures(CURVATURES), noise=0.5)
LIMIT = 2 / CURVATURES.max()
START, STEPS, NUM_RUNS, NUM_STAIRS = 5.0, 200, 300, 4
BEST_CONSTANT = 0.2  # the best constant rate for these runs, to one digit
SHARES = (0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 1e-4)
YOURS, STABLE = "yours", "stable, decay"
FAMILIES = ("constant", "step decay", "exponential", "inverse time", "linear", STABLE, "cosine")
MIN_RATE, MAX_RATE = 5e-5, 8.0  # rates in the picture
MIN_LOSS, MAX_LOSS = 2e-3, 60.0  # losses in the picture
MAX_STEP = 1.3 * STEPS  # the end of the panel: beyond the last step there are only labels
LABEL_GAP = 0.32  # powers of ten between two labels


class ScheduleDesigner(Explorer):
    """A figure of the rate of each step, and of the mean loss of runs that use it."""

    def __init__(self, schedule: Callable | None = None, wsd_lr: Callable | None = None):
        self.schedule = None if schedule is None else ScheduleAdapter(schedule)
        self.wsd_lr = wsd_lr
        self.noise = np.random.default_rng(0).standard_normal((STEPS, 2, NUM_RUNS))
        self.reference = self.losses(np.full(STEPS, BEST_CONSTANT))
        families = FAMILIES if schedule is None else (*FAMILIES, YOURS)
        first = YOURS if schedule is not None else FAMILIES[0] if wsd_lr is None else STABLE
        super().__init__(
            family=Select("schedule", first, options=families),
            lr=Rate("highest rate", 1.0, low=0.01, high=3.0),
            left=Stops("left at the end", 0.01, stops=SHARES,
                       texts=[np.format_float_positional(share, trim="-") for share in SHARES]),
            warmup=Slider("warm-up steps", 0, low=0, high=50),
            rounds=Slider("rounds", 1, low=1, high=4),
        )

    def update(self, family: str, lr: float, left: float, warmup: int, rounds: int) -> Scene:
        rates, trouble = self.design(family, lr, left, warmup, rounds)
        parts = self.parts(rates)
        background = round_marks(warmup, rounds) if family != YOURS else []
        return Scene(
            panels=[schedule_panel(rates, background, None if family == YOURS else Pointer(y="lr")),
                    self.loss_panel(parts)],
            columns=(1,),
            says=self.tell(family, rates, parts),
            trouble=trouble,
            off={"constant": ("left",), YOURS: ("lr", "left", "warmup", "rounds")}.get(family, ()),
        )

    def design(self, family: str, lr: float, left: float, warmup: int,
               rounds: int) -> tuple[NDArray, str]:
        """Return the rate of each step, and an error message if something failed."""
        length = -(-STEPS // rounds)  # of a round, rounded up
        if family == YOURS:
            return learners_rates(self.schedule)
        if family == STABLE and self.wsd_lr is not None:
            stretches = length, warmup, last_stretch(length - warmup)
            return learners_rates(ScheduleAdapter(
                lambda step: self.wsd_lr(step % length, *stretches, lr, left * lr)))
        schedule = family_schedule(family, lr, left, max(length - warmup, 1))
        t = np.arange(STEPS) % length
        rising = lr * (t + 1) / max(warmup, 1)
        return np.where(t < warmup, rising, schedule(np.maximum(t - warmup, 0))), ""

    def parts(self, rates: NDArray) -> NDArray:
        """Compute the mean loss along each direction after 0, 1, ... steps, of shape (steps, 2)."""
        w = np.full((2, NUM_RUNS), START)
        squares = [(w**2).mean(axis=1)]
        for lr, noise in zip(rates, self.noise, strict=False):
            w = w - lr * (VALLEY.grad(w) + VALLEY.noise * noise)
            squares.append((w**2).mean(axis=1))
        return np.nan_to_num(CURVATURES / 2 * squares, nan=np.inf)

    def losses(self, rates: NDArray) -> NDArray:
        """Compute the mean loss of the runs, at the start and after each step."""
        return self.parts(rates).sum(axis=1)

    def loss_panel(self, parts: NDArray) -> Panel:
        """Draw the mean loss and its two parts, with the best constant rate for comparison."""
        looks = [("flat part", "purple", 1.4, (6, 3)), ("steep part", "orange", 1.4, (2, 2)),
                 ("loss", "blue", 2.6, ())]
        drawn = [(self.reference, f"always {number(BEST_CONSTANT)}:", "grey", 1.6, (4, 3))]
        drawn += [(losses, *look) for losses, look
                  in zip((*parts.T, parts.sum(axis=1)), looks, strict=True)]
        marks: list[Mark] = [
            Line(np.arange(len(losses)), np.clip(losses, 1e-300, 1e300), colour, width, dash)
            for losses, _, colour, width, dash in drawn]
        ends = [losses[-1] for losses, *_ in drawn]
        for (losses, name, colour, *_), y in zip(drawn, label_heights(ends), strict=True):
            marks.append(Text(len(losses) - 1, y, f"{name} {_told(losses[-1], MIN_LOSS, MAX_LOSS)}",
                              colour, shift=(8, 0), bold=name == "loss"))
        return Panel(
            _steps(), Axis("loss, log scale", MIN_LOSS, MAX_LOSS, log=True), marks, height=330,
            title=f"mean loss of {NUM_RUNS} runs {number(parts[0].sum())} → "
                  f"{number(parts[-1].sum())}")

    def tell(self, family: str, rates: NDArray, parts: NDArray) -> str:
        """Describe in a sentence the rates, the losses, and the direction that the loss lies in."""
        name = "Your schedule" if family == YOURS else family.capitalize()
        if not rates.size:
            return f"{name} has no rate."
        losses = parts.sum(axis=1)
        start = (f"{name}: the rate starts at {number(rates[0])}, is at most "
                 f"{number(rates.max())} and ends at {number(rates[-1])}.")
        if not losses[-1] <= losses[0]:
            return f"{start} The mean loss of {NUM_RUNS} runs ends above its start: they diverge."
        word = "below" if losses[-1] < self.reference[-1] else "not below"
        share = parts[-1, 0] / losses[-1]
        return (f"{start} The mean loss of {NUM_RUNS} runs goes from {number(losses[0])} to "
                f"{number(losses[-1])}, {word} the {number(self.reference[-1])} of the best "
                f"constant rate, {number(BEST_CONSTANT)}. In the end {share:.0%} of it lies along "
                "the flat direction.")


def schedule_panel(rates: NDArray, background: list[Mark], pointer: Pointer | None) -> Panel:
    """Draw the rate of each step, below the rate at which the steep direction diverges."""
    marks = [*background, Line([0, STEPS], [LIMIT, LIMIT], "vermillion", width=1.2, dash=(4, 3)),
             Text(STEPS, LIMIT, f"limit {number(LIMIT)}", "vermillion", "right", (0, 9))]
    if rates.size:
        held = np.append(rates, rates[-1])  # the last step lasts as long as the others
        top = rates.argmax()
        y = np.clip([rates[-1], rates[top]], MIN_RATE, MAX_RATE)
        marks += [Line(np.arange(len(held)), np.clip(held, 1e-300, 1e300), "green", width=2.6,
                       stairs=True),
                  Points(top, y[1], "green", size=11, hollow=True),
                  Text(len(rates), y[0], f"rate {_told(rates[-1], MIN_RATE, MAX_RATE)}", "green",
                       shift=(8, -2), bold=True)]
    return Panel(_steps(), Axis("learning rate, log scale", MIN_RATE, MAX_RATE, log=True), marks,
                 title=f"sum of the rates {number(rates.sum())}", height=240, pointer=pointer)


def round_marks(warmup: int, rounds: int) -> list[Mark]:
    """Mark the beginning of each round, and its warm-up."""
    length, foot = -(-STEPS // rounds), 1.6 * MIN_RATE
    marks: list[Mark] = []
    for start in range(0, STEPS, length):
        if warmup:
            marks.append(Band(start, start + warmup, "x", "sky", 0.16))
        if start:
            marks += [Line([start, start], [MIN_RATE, MAX_RATE], "grey", width=1),
                      Text(start, foot, "restart", "grey", shift=(5, 0))]
    if warmup:
        marks.append(Text(0, foot, "warm-up", "sky", shift=(5, 0)))
    return marks


def learners_rates(schedule: ScheduleAdapter) -> tuple[NDArray, str]:
    """Return the rates of the learner's schedule until it fails, and an error message."""
    rates, trouble = read_rates(schedule, STEPS)
    return rates, trouble and f"{trouble}. The figure shows the steps before that."


def last_stretch(length: int) -> int:
    """Return the number of steps in which "stable, decay" falls: the last fifth, but at least 1."""
    return max(length // 5, 1)


def family_schedule(family: str, lr: float, left: float, length: int) -> Schedule:
    """Make the schedule of a family that falls from `lr` to the share `left` in `length` steps.

    >>> family_schedule("linear", 1.0, 0.1, 10)(10)
    0.1
    """
    lr = min(lr, 1e300)  # so that an infinite rate too is drawn at the edge
    if family == "step decay":
        return StepDecay(lr, max(length // NUM_STAIRS, 1), left ** (1 / (NUM_STAIRS - 1)))
    if family == "exponential":
        return ExponentialDecay(lr, length, left)
    if family == "inverse time":
        return InverseTimeDecay(lr, length, 1 / left - 1)
    if family == "linear":
        return LinearDecay(lr, length, left * lr)
    if family == "cosine":
        return CosineDecay(lr, length, left * lr)
    if family == STABLE:
        return WarmupStableDecay(lr, length, 0, last_stretch(length), left * lr, tail="linear")
    return Constant(lr)


def label_heights(losses: list[float]) -> list[float]:
    """Return heights for labels near the losses, far enough apart that none covers another.

    >>> [round(height, 2) for height in label_heights([0.1, 1.0, 0.1])]
    [0.1, 1.0, 0.21]
    """
    heights = np.log10(np.clip(losses, MIN_LOSS, MAX_LOSS))
    order = np.argsort(heights, kind="stable")
    for below, above in pairwise(order):
        heights[above] = max(heights[above], heights[below] + LABEL_GAP)
    for above, below in pairwise(order[::-1]):  # none above the panel
        heights[above] = min(heights[above], np.log10(MAX_LOSS / 1.4))
        heights[below] = min(heights[below], heights[above] - LABEL_GAP)
    return (10**heights).tolist()


def _steps() -> Axis:
    return Axis("step", 0, MAX_STEP, ticks={step: str(step) for step in range(0, STEPS + 1, 25)})


def _told(value: float, low: float, high: float) -> str:
    """Format a number; an arrow follows if it lies outside the picture."""
    return number(value) + (" ▼" if value < low else " ▲" if value > high else "")


def schedule_designer(schedule: Callable | None = None, *,
                      wsd_lr: Callable | None = None) -> ScheduleDesigner:
    """Show a schedule with controls, and the mean loss of 300 runs in a noisy valley that use it.

    Parameters
    ----------
    schedule : callable, optional
        Your own ``schedule(step)`` for the steps 0 to 199, which joins the figure's own. A schedule
        of lrkit, Keras or PyTorch will do, too.
    wsd_lr : callable, optional
        Your own ``wsd_lr(step, total_steps, warmup_steps, decay_steps, lr_max, lr_min)``: it gives
        the rates of "stable, decay", with the numbers of the controls; lrkit's by default.

    Examples
    --------
    >>> schedule_designer(lambda step: 0.2)
    ScheduleDesigner: Your schedule: the rate starts at 0.2, is at most 0.2 and ends at 0.2. ...
    """
    return ScheduleDesigner(schedule, wsd_lr)
