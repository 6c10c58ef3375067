"""Notebook 1: a walk down a parabola, step by step."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from lrkit.explore.controls import Rate, Slider
from lrkit.explore.explorer import Explorer
from lrkit.explore.learner_functions import LearnerError, checked_step
from lrkit.explore.marks import Arrow, Line, Mark, Points, Text
from lrkit.explore.scene import Axis, Panel, Pointer, Scene
from lrkit.explore.ticks import number
from lrkit.problems import Bowl

VIEW = 6.0  # the picture reaches from -VIEW to VIEW
MIN_LOSS, MAX_LOSS = 1e-6, 1e3  # of the losses in the picture
ROOM = 0.6  # the share of the steps up to which the last loss has room for its number beside it
REGIMES = (  # the largest product lr*c of a regime, and the regime in words
    (0, "At a rate of 0 nothing moves."),
    (1 - 1e-9, "It comes down on one side."),
    (1 + 1e-9, "It arrives in a single step."),
    (2 - 1e-9, "It jumps from side to side and still comes closer."),
    (2 + 1e-9, "It jumps from side to side and comes no closer."),
    (np.inf, "Each jump is longer than the last: it runs away."),
)


class Walk(Explorer):
    """A run on a parabola on the left, and the loss after each of its steps on the right."""

    def __init__(self, step: Callable | None = None, *, curvature: float = 1.0):
        self.bowl = Bowl(curvature)
        w = np.linspace(-VIEW, VIEW, 201)
        self.curve = Line(w, self.loss(w), "faint", width=2.5)
        self.step = checked_step(step, shape=())
        super().__init__(
            lr=Rate("learning rate", 0.3, low=1e-3, high=3.0),
            steps=Slider("steps", 2, low=0, high=40, limit=5000),
            start=Slider("start w₀", 4.0, low=-5.0, high=5.0, step=0.5),
        )

    def update(self, lr: float, steps: int, start: float) -> Scene:
        positions, coming, trouble = self.walk(lr, steps, start)
        losses = self.loss(positions)
        return Scene(
            panels=[self.parabola(positions, losses, coming), self.fall(losses, steps)],
            columns=(3, 2),
            says=self.tell(lr, positions, losses, coming),
            trouble=trouble,
        )

    def walk(self, lr: float, steps: int, start: float) -> tuple[NDArray, float, str]:
        """Return the positions of a run, the position after the next step, and an error message."""
        positions = [float(start)]
        try:
            while len(positions) <= steps and abs(positions[-1]) <= 1e100:  # nor nan
                positions.append(self.next(positions[-1], lr))
            return np.array(positions), self.next(positions[-1], lr), ""
        except LearnerError as error:
            words = f"{error}. The figure shows the steps before that."
            return np.array(positions), np.nan, words

    def next(self, w: float, lr: float) -> float:
        """Return the position after a step, by the learner's function if there is one."""
        return float(self.step(w, self.bowl.grad(w), lr))

    def loss(self, w: NDArray) -> NDArray:
        """Compute the loss at each position."""
        return np.array([self.bowl.value(position) for position in w])

    def parabola(self, positions: NDArray, losses: NDArray, coming: float) -> Panel:
        """Draw the parabola, the walk on it, the slope at its end, and the step that comes next."""
        top, here, slope = self.bowl.value(VIEW), positions[-1], self.bowl.grad(positions[-1])
        marks = [
            self.curve,
            Line(positions, losses, "blue", width=1.2, alpha=0.7),
            Points(positions, losses, "blue", size=6.5),
            Points(positions[:1], losses[:1], "black", size=10),
            Text(positions[0], losses[0], "start", shift=_beside(positions[0])),
        ]
        marks += self.now(here, losses[-1], slope, coming) if abs(here) <= VIEW \
            else outside_mark(here, top)
        if len(positions) > 1 and abs(here) <= VIEW:
            # Below the outer side of the curve, where neither the next step nor the tangent is.
            side, align = (1, "left") if here >= 0 else (-1, "right")
            marks.append(Text(here, losses[-1], "now", "vermillion", align, (7 * side, -17),
                              bold=True))
        return Panel(
            Axis("weight w", -VIEW, VIEW), Axis("loss", -0.09 * top, top), marks,
            title=f"w = {number(here)}   slope {number(slope)}   "
                  f"next step {_signed(coming - here)}",
            pointer=Pointer(x="start"),
        )

    def now(self, here: float, loss: float, slope: float, coming: float) -> list[Mark]:
        """Draw the current position: the tangent there, and the step that comes next."""
        top = self.bowl.value(VIEW)
        run = np.array([-1, 1]) * min(1.2, 0.25 * top / max(abs(slope), 1e-9))
        return [
            Line(here + run, loss + slope * run, "orange", dash=(5, 3)),
            Points(coming, self.bowl.value(coming), "vermillion", size=8, hollow=True),
            Arrow(here, loss, coming, loss, "vermillion"),
            Points(here, loss, "vermillion", "square", size=11),
        ]

    def fall(self, losses: NDArray, steps: int) -> Panel:
        """Draw the loss after each step, on a logarithmic scale."""
        taken = np.arange(len(losses))
        shown, inside = np.clip(losses, 1e-300, 1e300), np.clip(losses, MIN_LOSS, MAX_LOSS)
        character = {True: "", losses[-1] < MIN_LOSS: " ▼", losses[-1] > MAX_LOSS: " ▲"}[True]
        end = max(40, steps) * 1.0125
        beside = taken[-1] <= ROOM * end
        # Else on the side of the last point from which the run does not come.
        below = -15 if MIN_LOSS < losses[-1] <= losses[0] else 15
        return Panel(
            Axis("step", -1, end), Axis("loss, log scale", MIN_LOSS, MAX_LOSS,
                                                               log=True),
            [Line(taken, shown, "blue", width=1.2, alpha=0.7),
             Points(taken, shown, "blue", size=5.5),
             Points(taken[-1:], inside[-1:], "vermillion", "square", size=9),
             Text(taken[-1], inside[-1], number(losses[-1]) + character, "vermillion",
                  "left" if beside else "right", (10, 0) if beside else (6, below), bold=True)],
            title=f"loss {number(losses[0])} → {number(losses[-1])}",
        )

    def tell(self, lr: float, positions: NDArray, losses: NDArray, coming: float) -> str:
        """Describe the walk in a sentence: its position, the next step, and the regime."""
        w, slope = positions[-1], self.bowl.grad(positions[-1])
        regime = next((word for limit, word in REGIMES if lr * self.bowl.curvature <= limit), "")
        if slope == 0 and positions[0] == w:
            regime = "It starts at the minimum, where the slope is 0: nothing moves."
        path, so = np.append(positions, coming), "so"
        expected = path[:-1] - lr * self.bowl.grad(path[None, :-1])[0]
        if not np.allclose(path[1:], expected, equal_nan=True):
            regime, so = "Your step is not w − lr · slope.", "and"
        left = np.flatnonzero(~(np.abs(positions) <= VIEW))
        gone = f" It left the picture in step {left[0]}." if left.size else ""
        count = f"{len(positions) - 1} step{'s' if len(positions) != 2 else ''}"
        return (f"After {count} at rate {number(lr, 6)}: w = {number(w)}, loss {number(losses[0])}"
                f" → {number(losses[-1])}. The slope here is {number(slope)}, {so} the next step "
                f"is {_signed(coming - w)}. {regime}{gone}")


def outside_mark(here: float, top: float) -> list[Mark]:
    """Mark the side on which the walk has left the picture."""
    right = not here < 0  # also for nan
    return [Text(VIEW if right else -VIEW, 0.93 * top, "it has left the picture ▲", "vermillion",
                 "right" if right else "left", bold=True)]


def _beside(w: float) -> tuple[float, float]:
    """Return the shift of a word that keeps it outside the parabola."""
    return (12.0, -4.0) if w >= 0 else (-40.0, -4.0)


def _signed(value: float) -> str:
    return f"+{number(value)}" if value > 0 else number(value + 0.0)


def walk(step: Callable | None = None, *, curvature: float = 1.0) -> Walk:
    """Show a walk down the parabola ``0.5 * curvature * w**2``, with sliders.

    Parameters
    ----------
    step : callable, optional
        Your own ``gd_step(w, grad, lr)``; lrkit's gradient descent by default. What it does is
        drawn, right or wrong.
    curvature : float
        Of the parabola; positive.

    Examples
    --------
    >>> walk().set(lr=1.0, steps=1)
    Walk: After 1 step at rate 1: w = 0, loss 8 → 0. ... It arrives in a single step.
    """
    return Walk(step, curvature=curvature)
