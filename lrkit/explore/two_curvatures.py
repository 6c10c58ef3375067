"""Notebook 2: a bowl with two curvatures, and the factor of each."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from lrkit.explore.controls import Rate, Slider
from lrkit.explore.explorer import Explorer
from lrkit.explore.learner_functions import LearnerError, checked_step, guard
from lrkit.explore.marks import Band, Bars, Line, Points, Text
from lrkit.explore.scene import Axis, Panel, Scene
from lrkit.explore.ticks import number
from lrkit.problems import Quadratic

VIEW, STEPS, MAX_BAR = 3.4, 40, 2.4  # half the picture, steps of a run, the longest bar
TOP, RIGHT = 2.4, 2.6  # the ends of the factors' axes, with room for the words around the bars
START = np.array([3.0, 2.0])
VERDICT_STYLES = {  # a character and a colour for each verdict, so that one of them is enough
    "converges": ("●", "green"),
    "overshoots and converges": ("▲", "orange"),
    "does not move": ("◆", "grey"),
    "never settles": ("◆", "vermillion"),
    "diverges": ("■", "vermillion"),
    "takes another path than lrkit's": ("◆", "purple"),
    "stops: your step failed": ("■", "grey"),
}


class TwoCurvatures(Explorer):
    """The path on the contours on the left, the factor 1 - lr*λ of each direction on the right."""

    def __init__(self, step: Callable | None = None, regime: Callable | None = None):
        self.step = checked_step(step, shape=START.shape)
        self.regime = regime and guard(regime, "regime")
        super().__init__(
            lr=Rate("learning rate", 0.12, low=0.01, high=3.0),
            kappa=Slider("steepest / flattest", 10.0, low=1.0, high=30.0, step=0.5),
            rotation=Slider("rotation", 20, low=0, high=90, unit="°"),
        )

    def update(self, lr: float, kappa: float, rotation: int) -> Scene:
        bowl = Quadratic.from_curvatures((1.0, kappa), angle=rotation)
        factors = 1 - lr * np.array([1.0, kappa])
        positions, trouble = self.run(bowl, lr)
        word = self.verdict(bowl, factors, lr, positions, trouble)
        regimes, failure = self.regimes(lr, kappa)
        return Scene(
            panels=[path_panel(positions, kappa, np.deg2rad(rotation), word),
                    factor_panel(factors, regimes)],
            columns=(1, 1),
            says=self.tell(bowl, lr, word, positions) + regimes_text(regimes),
            trouble=trouble or failure,
        )

    def run(self, bowl: Quadratic, lr: float) -> tuple[NDArray, str]:
        """Return the positions of a run, and an error message if something failed."""
        positions = [START]
        for _ in range(STEPS):
            try:
                positions.append(self.step(positions[-1].copy(), bowl.grad(positions[-1]), lr))
            except LearnerError as error:
                return np.array(positions), f"{error}. The figure shows the steps before that."
            if not np.abs(positions[-1]).max() < 1e6:  # far outside the picture, or nan
                break
        return np.array(positions), ""

    def regimes(self, lr: float, kappa: float) -> tuple[list[str], str]:
        """Return the learner's word for each direction, and an error message if that failed."""
        if self.regime is None:
            return [], ""
        try:
            return [str(self.regime(lr, curvature))[:16] for curvature in (1.0, kappa)], ""
        except LearnerError as error:
            return [], f"{error}. The figure shows the run without its words."

    def verdict(self, bowl: Quadratic, factors: NDArray, lr: float, positions: NDArray,
                trouble: str) -> str:
        """Return the verdict on this run: that of its factors, if it follows them."""
        if trouble:
            return "stops: your step failed"
        expected = positions[:-1] - lr * bowl.grad(positions[:-1].T).T
        as_lrkit = np.allclose(positions[1:], expected, equal_nan=True)
        return bowl_verdict(factors) if as_lrkit else "takes another path than lrkit's"

    def tell(self, bowl: Quadratic, lr: float, word: str, positions: NDArray) -> str:
        """Describe the run in a sentence: the verdict, the limit, and the change of the loss."""
        loss, steps = bowl.value(positions.T), len(positions) - 1
        loss = np.where(np.isnan(loss) & ~np.isnan(positions).any(axis=1), np.inf, loss)  # overflow
        return (f"At rate {number(lr, 6)} the run {word}. The limit is "
                f"{number(bowl.max_stable_lr)}. The loss goes from {number(loss[0])} to "
                f"{number(loss[-1])} in {steps} step{'s' if steps != 1 else ''}.")


def path_panel(positions: NDArray, kappa: float, turn: float, word: str) -> Panel:
    """Draw the contours and the path on them, under the verdict."""
    # A run that leaves the picture is drawn to its first position outside: its later swings, each
    # longer than the last, would only cover the picture.
    outside = np.flatnonzero(~(np.abs(positions).max(axis=1) <= 2 * VIEW))
    x, y = positions[: outside[0] + 1 if outside.size else None].T
    character, colour = VERDICT_STYLES[word]
    return Panel(
        Axis("w₁", -VIEW, VIEW), Axis("w₂", -VIEW * 0.8, VIEW * 0.8),
        [rings(kappa, turn),
         Line(x, y, "blue", width=1.6), Points(x, y, "blue", size=6),
         Points(0, 0, "black", "star", size=13), minimum_label(turn),
         Points(*START, "black", size=10), Text(*START, "start", align="center", shift=(0, 14))],
        title=f"{character} {word}", colour=colour, equal=True, height=330,
    )


def minimum_label(turn: float) -> Text:
    """Write the name of the minimum behind it, as seen along the valley from the start.

    A run comes down the valley from the other side, and swings across it.
    """
    along, across = np.cos(turn), np.sin(turn)
    return Text(0, 0, "minimum", align="right" if along > 0.6 else "center",
                shift=(-14 * along, -22 * across))


def rings(kappa: float, turn: float) -> Line:
    """Make the contours: ellipses, narrower along the steep direction by the root of `kappa`."""
    angle = np.append(np.linspace(0, 2 * np.pi, 121), np.nan)  # nan: a gap between two rings
    across, along = np.cos(angle), np.sin(angle) / np.sqrt(kappa)
    radii = 0.9 * np.arange(1, 10)[:, None] ** 1.35
    x = radii * (across * np.cos(turn) - along * np.sin(turn))
    y = radii * (across * np.sin(turn) + along * np.cos(turn))
    return Line(x.ravel(), y.ravel(), "faint", width=1.1)


def factor_panel(factors: NDArray, regimes: Sequence[str] = ()) -> Panel:
    """Draw the factor of each direction as a bar, blue if the distance along it shrinks.

    `regimes` are words for the directions, written above the bars.
    """
    marks: list = [Band(-1, 1, colour="green"),
                   Text(RIGHT - 0.05, 0.5, "comes closer", "green", "right"),
                   Text(RIGHT - 0.05, -1.8, "moves away", "vermillion", "right"),
                   Line([-0.5, RIGHT], [0, 0], "grey", width=1),
                   *(Text(x, TOP - 0.22 - 0.45 * x, word, "purple", "center")  # one below the other
                     for x, word in enumerate(regimes))]
    for x, factor in enumerate(factors):
        close = abs(factor) < 1
        shown = float(np.clip(factor, -MAX_BAR, 1.3))
        colour = "blue" if close else "vermillion"
        cut = " ▼" if factor < shown else ""  # the bar goes on below the picture
        marks += [Bars(x, shown, colour, width=0.42, hatch=not close),
                  Text(x, shown, number(round(factor, 2)) + cut, colour, "center",
                       (0, 12 if factor >= 0 else -12), size=14, bold=True)]
    return Panel(Axis("direction", -0.5, RIGHT, ticks={0: "flattest", 1: "steepest"}),
                 Axis("1 − lr·λ", -MAX_BAR - 0.3, TOP), marks, title="factor of one step",
                 height=330)


def regimes_text(regimes: Sequence[str]) -> str:
    """Return the learner's words for the two directions as a sentence."""
    return " Your regime: {} in the flattest direction, {} in the steepest.".format(*regimes) \
        if regimes else ""


def bowl_verdict(factors: NDArray) -> str:
    """Return the verdict on factors: the largest in size decides, a negative one overshoots."""
    worst = np.abs(factors).max()
    if (factors == 1).all():  # a rate of 0
        return "does not move"
    if np.isclose(worst, 1, rtol=1e-9):
        return "never settles"
    if worst > 1:
        return "diverges"
    return "overshoots and converges" if factors.min() < 0 else "converges"


def two_curvatures(step: Callable | None = None, *, regime: Callable | None = None
                   ) -> TwoCurvatures:
    """Show a bowl with two curvatures: its contours, a run, and the factor of each direction.

    Parameters
    ----------
    step : callable, optional
        Your own ``gd_step(w, grad, lr)``; lrkit's gradient descent by default.
    regime : callable, optional
        Your own ``regime(lr, curvature)``; its word for each direction is written above the bar.

    Examples
    --------
    >>> two_curvatures().set(lr=0.3, kappa=10.0)
    TwoCurvatures: At rate 0.3 the run diverges. The limit is 0.2. ...
    """
    return TwoCurvatures(step, regime)
