"""Notebook 1: a walk down a parabola, step by step."""

from collections.abc import Callable

import numpy as np

from lrkit.explore.base import Explorer, StepError, rate_slider, slider, step_of
from lrkit.plotting.style import COLOURS
from lrkit.problems import Bowl

VIEW = 6.0  # the picture reaches from -VIEW to VIEW
REGIMES = (  # up to which product lr*c, in words
    (1 - 1e-9, "It comes down on one side."),
    (1 + 1e-9, "It arrives in a single step."),
    (2 - 1e-9, "It jumps from side to side and still comes closer."),
    (2 + 1e-9, "It jumps from side to side and comes no closer."),
    (np.inf, "Each jump is longer than the last: it runs away."),
)


class Walk(Explorer):
    """The places of a run on a parabola, and the loss at each."""

    def __init__(self, step: Callable | None = None, *, curvature: float = 1.0):
        self.bowl = Bowl(curvature)
        self.step = step_of(step)
        super().__init__(
            lr=rate_slider("learning rate", 0.1, 1e-3, 3.0),
            steps=slider("steps", 8, 0, 40),
            start=slider("start", 4.0, -5.0, 5.0, 0.5),
        )

    def draw(self) -> None:
        left, right = self.figure.subplots(1, 2, width_ratios=(3, 2))
        self.figure.subplots_adjust(0.075, 0.15, 0.985, 0.9, wspace=0.2)
        w = np.linspace(-VIEW, VIEW, 201)
        left.plot(w, [self.bowl.value(v) for v in w], color="#9a9a9a", lw=1.6)
        (self.path,) = left.plot([], [], "o-", color=COLOURS["blue"], lw=1, ms=5)
        (self.start,) = left.plot([], [], "o", color="black", ms=8)
        (self.last,) = left.plot([], [], "s", color=COLOURS["vermillion"], ms=9)
        left.set(xlim=(-VIEW, VIEW), ylim=(-0.8, self.bowl.value(VIEW)), xlabel="weight w",
                 ylabel="loss")
        left.set_title("● start", loc="left")
        self.now = left.set_title("", loc="right", color=COLOURS["vermillion"])
        (self.losses,) = right.plot([], [], "o-", color=COLOURS["blue"], lw=1, ms=4)
        right.set(yscale="log", xlim=(-0.5, 40.5), ylim=(1e-6, 1e3), xlabel="step",
                  ylabel="loss, log scale")

    def update(self, lr: float, steps: int, start: float) -> str:
        places, trouble = self.walk(lr, steps, start)
        losses = np.array([self.bowl.value(w) for w in places])
        self.path.set_data(places, losses)
        self.start.set_data(places[:1], losses[:1])
        gone = abs(places[-1]) > VIEW
        top = self.bowl.value(VIEW)
        self.last.set_data(np.clip(places[-1:], -0.97 * VIEW, 0.97 * VIEW),
                           [0.95 * top if gone else losses[-1]])
        self.last.set_marker("^" if gone else "s")
        self.now.set_text("▲ it has left the picture" if gone else "■ where it stands now")
        self.losses.set_data(np.arange(len(losses)), np.clip(losses, 1e-300, 1e300))
        return trouble or self.tell(lr, places, losses)

    def walk(self, lr: float, steps: int, start: float) -> tuple[np.ndarray, str]:
        """The places of a run, and what went wrong if something did."""
        places = [float(start)]
        for _ in range(steps):
            try:
                places.append(float(self.step(places[-1], self.bowl.grad(places[-1]), lr)))
            except StepError as error:
                return np.array(places), f"{error}. The figure shows the steps before that."
            except TypeError:
                return np.array(places), "Your step returned something that is not one number."
            if abs(places[-1]) > 1e100:
                break
        return np.array(places), ""

    def tell(self, lr: float, places: np.ndarray, losses: np.ndarray) -> str:
        """The sentence: where it stands, the next step, and the regime."""
        w, slope = places[-1], self.bowl.grad(places[-1])
        regime = next(word for limit, word in REGIMES if lr * self.bowl.curvature <= limit)
        left = np.flatnonzero(np.abs(places) > VIEW)
        gone = f" It left the picture in step {left[0]}." if left.size else ""
        count = f"{len(places) - 1} step{'s' if len(places) != 2 else ''}"
        return (f"After {count} at rate {lr:.4g}: w = {w:.3g}, loss {losses[0]:.3g}"
                f" → {losses[-1]:.3g}. The slope here is {slope:.3g}, so the next step is "
                f"{-lr * slope:+.3g}. {regime}{gone}")


def walk(step: Callable | None = None, *, curvature: float = 1.0) -> Walk:
    """A walk down the parabola ``0.5 * curvature * w**2``, with sliders.

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
