"""Notebook 2: a bowl with two curvatures, and the factor of each."""

from collections.abc import Callable

import numpy as np
from matplotlib.patches import Patch

from lrkit.explore.base import Explorer, StepError, rate_slider, slider, step_of
from lrkit.plotting.style import COLOURS
from lrkit.problems import Quadratic

VIEW, STEPS, REACH = 4.0, 40, 2.4  # half the picture, steps of a run, how far the bars may go
START = np.array([3.0, 2.0])
LIGHTS = {  # a sign and a colour for each verdict, so that neither is needed alone
    "converges": ("●", COLOURS["green"]),
    "overshoots and converges": ("▲", "#8a6d00"),
    "never settles": ("◆", COLOURS["vermillion"]),
    "diverges": ("■", COLOURS["vermillion"]),
}


class TwoCurvatures(Explorer):
    """Left the path on the contours, right the factor 1 - lr*λ of each direction."""

    def __init__(self, step: Callable | None = None):
        self.step = step_of(step)
        super().__init__(
            lr=rate_slider("learning rate", 0.12, 0.01, 3.0),
            kappa=slider("steepest / flattest", 10.0, 1.0, 30.0, 0.5),
            rotation=slider("rotation, degrees", 20, 0, 90),
        )

    def draw(self) -> None:
        self.left, right = self.figure.subplots(1, 2, width_ratios=(3, 2))
        self.figure.subplots_adjust(0.06, 0.15, 0.985, 0.89, wspace=0.22)
        self.rings = [self.left.plot([], [], color="#b9b9b9", lw=0.9)[0] for _ in range(9)]
        (self.path,) = self.left.plot([], [], "o-", color=COLOURS["blue"], lw=1.3, ms=4)
        self.left.plot(*START, "o", color="black", ms=8)
        self.left.plot(0, 0, "*", color="black", ms=11)
        self.left.set(xlim=(-VIEW * 1.45, VIEW * 1.45), ylim=(-VIEW * 0.78, VIEW * 0.78),
                      aspect="equal", xlabel="$w_1$", ylabel="$w_2$")
        right.axhspan(-1, 1, color=COLOURS["green"], alpha=0.09, lw=0)
        right.text(1.45, 0.86, "comes closer", ha="right", va="top", color="#00734f", fontsize=9)
        right.axhline(0, color="#8a8a8a", lw=0.8)
        self.bars: list[Patch] = list(right.bar((0, 1), (0, 0), width=0.45, color=COLOURS["blue"]))
        self.numbers = [right.text(x, 0, "", ha="center", va="center", weight="bold", fontsize=10,
                                   bbox={"fc": "white", "ec": "none", "pad": 1.5})
                        for x in (0, 1)]
        right.set(xticks=(0, 1), xticklabels=("flattest direction", "steepest direction"),
                  ylim=(-REACH, 1.3), xlim=(-0.5, 1.5), ylabel="factor of one step, 1 − lr·λ")

    def update(self, lr: float, kappa: float, rotation: int) -> str:
        bowl = Quadratic.from_curvatures((1.0, kappa), angle=rotation)
        self._draw_rings(kappa, np.deg2rad(rotation))
        factors = 1 - lr * np.array([1.0, kappa])
        for bar, number, factor in zip(self.bars, self.numbers, factors, strict=True):
            shown = np.clip(factor, -REACH, 1.3)
            bar.set(height=shown, color=COLOURS["blue" if abs(factor) < 1 else "vermillion"])
            number.set(text=f"{factor:+.2f}".replace("-", "−"),
                       y=np.clip(shown + np.copysign(0.16, factor), -REACH + 0.15, 1.2))
        places, trouble = self.run(bowl, lr)
        # A run that leaves the picture is drawn to its first place outside: its later swings,
        # each longer than the last, would only paint the picture over.
        outside = np.flatnonzero(np.abs(places).max(axis=1) > 1.5 * VIEW)
        self.path.set_data(*places[: outside[0] + 1 if outside.size else None].T)
        word = verdict(factors)
        sign, colour = LIGHTS[word]
        self.left.set_title(f"{sign} {word}", color=colour, loc="left", weight="bold")
        return trouble or self.tell(bowl, lr, word, places)

    def run(self, bowl: Quadratic, lr: float) -> tuple[np.ndarray, str]:
        """The places of a run, and what went wrong if something did."""
        places = [START]
        for _ in range(STEPS):
            try:
                new = self.step(places[-1].copy(), bowl.grad(places[-1]), lr)
            except StepError as error:
                return np.array(places), f"{error}. The figure shows the steps before that."
            if new.shape != START.shape:
                return np.array(places), f"Your step returned shape {new.shape}, not (2,)."
            places.append(new)
            if not np.abs(new).max() < 1e6:  # far outside the picture, or nan
                break
        return np.array(places), ""

    def tell(self, bowl: Quadratic, lr: float, word: str, places: np.ndarray) -> str:
        """The sentence: the verdict, the limit, and what became of the loss."""
        loss = bowl.value(places.T)
        return (f"At rate {lr:.4g} the run {word}. The limit 2/L is {bowl.max_stable_lr:.3g}. "
                f"The loss goes from {loss[0]:.3g} to {loss[-1]:.3g} in {len(places) - 1} steps.")

    def _draw_rings(self, kappa: float, turn: float) -> None:
        # The contours of a quadratic are ellipses: moving nine lines is far quicker than
        # tracing them anew.
        angle = np.linspace(0, 2 * np.pi, 97)
        across, along = np.cos(angle), np.sin(angle) / np.sqrt(kappa)
        x = across * np.cos(turn) - along * np.sin(turn)
        y = across * np.sin(turn) + along * np.cos(turn)
        for size, ring in enumerate(self.rings, start=1):
            radius = 0.9 * size**1.35
            ring.set_data(radius * x, radius * y)


def verdict(factors: np.ndarray) -> str:
    """What factors do: the largest in size decides, a negative one overshoots."""
    worst = np.abs(factors).max()
    if np.isclose(worst, 1, rtol=1e-9):
        return "never settles"
    if worst > 1:
        return "diverges"
    return "overshoots and converges" if factors.min() < 0 else "converges"


def two_curvatures(step: Callable | None = None) -> TwoCurvatures:
    """A bowl with two curvatures: its contours, a run, and the factor of each direction.

    Parameters
    ----------
    step : callable, optional
        Your own ``gd_step(w, grad, lr)`` for arrays of two weights; lrkit's by default.

    Examples
    --------
    >>> two_curvatures().set(lr=0.3, kappa=10.0)
    TwoCurvatures: At rate 0.3 the run diverges. The limit 2/L is 0.2. ...
    """
    return TwoCurvatures(step)
