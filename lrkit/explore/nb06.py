"""Notebook 6: the plane of rate and momentum, and the run of the point that is chosen there."""

from collections.abc import Callable

import matplotlib as mpl
import numpy as np

from lrkit.explore.base import Explorer, StepError, rate_slider, slider
from lrkit.optimizers import Momentum
from lrkit.plotting.planes import DIVERGED, spectral_radius
from lrkit.plotting.style import COLOURS
from lrkit.problems import Quadratic

CURVATURES = (1.0, 10.0)
START = np.array([3.0, 2.0])
STEPS, FASTEST, VIEW = 60, 0.45, 4.0  # steps of a run, rates in the plane, half the picture
LIGHTS = {  # a sign and a colour for each verdict, so that neither is needed alone
    "arrives": ("●", COLOURS["green"]),
    "is on its way": ("▲", "#8a6d00"),
    "is at the limit": ("◆", COLOURS["vermillion"]),
    "diverges": ("■", COLOURS["vermillion"]),
}


class MomentumPlane(Explorer):
    """Left the plane with the worse factor of two directions, right the run of one point."""

    size = (9.5, 3.9)

    def __init__(self, step: Callable | None = None):
        self.step = momentum_step_of(step)
        self.valley = Quadratic.from_curvatures(CURVATURES, angle=20)
        super().__init__(
            lr=rate_slider("learning rate", 0.1, 0.005, FASTEST),
            momentum=slider("momentum", 0.0, 0.0, 0.99, 0.01),
        )

    def draw(self) -> None:
        left, self.right = self.figure.subplots(1, 2, width_ratios=(5, 5))
        self.figure.subplots_adjust(0.065, 0.14, 0.985, 0.9, wspace=0.2)
        self._draw_plane(left)
        (self.point,) = left.plot([], [], "o", mfc="white", mec="black", mew=2, ms=11)
        self._draw_rings()
        (self.path,) = self.right.plot([], [], "o-", color=COLOURS["blue"], lw=1.2, ms=3.5)
        self.right.plot(*START, "o", color="black", ms=8)
        self.right.plot(0, 0, "*", color="black", ms=11)
        self.right.set(xlim=(-VIEW * 1.15, VIEW * 1.15), ylim=(-VIEW * 0.9, VIEW * 0.9),
                       aspect="equal", xlabel="$w_1$", ylabel="$w_2$")

    def update(self, lr: float, momentum: float) -> str:
        self.point.set_data([min(lr, FASTEST)], [momentum])
        places, trouble = self.run(lr, momentum)
        # A run that leaves the picture is drawn to its first place outside.
        outside = np.flatnonzero(np.abs(places).max(axis=1) > 1.5 * VIEW)
        self.path.set_data(*places[: outside[0] + 1 if outside.size else None].T)
        factors = spectral_radius("heavy ball", lr * np.array(CURVATURES), np.array(momentum))
        word = verdict(factors, places)
        sign, colour = LIGHTS[word]
        self.right.set_title(f"{sign} {word}", color=colour, loc="left", weight="bold")
        return trouble or self.tell(lr, momentum, factors, word, places)

    def run(self, lr: float, momentum: float) -> tuple[np.ndarray, str]:
        """The places of a run, and what went wrong if something did."""
        places, velocity = [START], np.zeros(2)
        for _ in range(STEPS):
            try:
                new, velocity = self.step(places[-1].copy(), velocity.copy(),
                                          self.valley.grad(places[-1]), lr, momentum)
            except StepError as error:
                return np.array(places), f"{error}. The figure shows the steps before that."
            places.append(new)
            if not np.abs(new).max() < 1e6:  # far outside the picture, or nan
                break
        return np.array(places), ""

    def tell(self, lr: float, momentum: float, factors: np.ndarray, word: str,
             places: np.ndarray) -> str:
        """The sentence: the verdict, the factor of each direction, and what the loss did."""
        loss = self.valley.value(places.T)
        return (f"At rate {lr:.4g} and momentum {momentum:.2g} the run {word}. In the long run a "
                f"step multiplies the flat direction by {factors[0]:.3g} and the steep one by "
                f"{factors[1]:.3g}. The loss goes from {loss[0]:.3g} to {loss[-1]:.3g} in "
                f"{len(places) - 1} steps; the highest is {loss.max():.3g}.")

    def _draw_plane(self, ax: mpl.axes.Axes) -> None:
        lr = (np.arange(270) + 0.5) / 270 * FASTEST
        momentum = (np.arange(200)[:, None] + 0.5) / 200
        worst = np.max([spectral_radius("heavy ball", *np.broadcast_arrays(lr * c, momentum))
                        for c in CURVATURES], axis=0)
        colours = mpl.colormaps["viridis_r"].with_extremes(bad=DIVERGED)
        image = ax.imshow(np.ma.masked_greater(worst, 1), origin="lower", aspect="auto",
                          extent=(0, FASTEST, 0, 1), cmap=colours, vmin=0.4, vmax=1)
        bar = self.figure.colorbar(image, ax=ax, pad=0.02)
        bar.set_label("worse of the two factors")
        ax.set(xlabel="learning rate", ylabel="momentum", ylim=(-0.03, 1))
        ax.set_title("○ the chosen point", loc="left")
        ax.text(FASTEST * 0.97, 0.04, "diverges", ha="right", color="#444444")

    def _draw_rings(self) -> None:
        angle, turn = np.linspace(0, 2 * np.pi, 97), np.deg2rad(20)
        across, along = np.cos(angle), np.sin(angle) / np.sqrt(CURVATURES[1])
        for radius in 0.9 * np.arange(1, 10) ** 1.35:
            self.right.plot(radius * (across * np.cos(turn) - along * np.sin(turn)),
                            radius * (across * np.sin(turn) + along * np.cos(turn)),
                            color="#b9b9b9", lw=0.9)


def verdict(factors: np.ndarray, places: np.ndarray) -> str:
    """What the larger factor does to a run, and whether this one has come near the minimum."""
    worst = factors.max()
    if np.isclose(worst, 1, rtol=1e-9):
        return "is at the limit"
    if worst > 1:
        return "diverges"
    near = np.linalg.norm(places[-1]) <= np.linalg.norm(places[0]) / 1000
    return "arrives" if near else "is on its way"


def momentum_step_of(step: Callable | None) -> Callable:
    """The learner's ``step(w, v, grad, lr, beta)``, or lrkit's momentum if there is none.

    What the learner's step raises becomes a `StepError` with a sentence for the figure.
    """
    if step is None:
        return _lrkits_step

    def guarded(w, v, grad, lr, beta):
        try:
            new, velocity = (np.asarray(part, dtype=float) for part in step(w, v, grad, lr, beta))
        except Exception as error:
            raise StepError(f"your step raised {type(error).__name__}: {error}") from error
        if new.shape != w.shape or velocity.shape != w.shape:
            raise StepError(f"your step returned shapes {new.shape} and {velocity.shape}, "
                            f"not {w.shape} twice")
        return new, velocity

    return guarded


def _lrkits_step(w, v, grad, lr, beta):
    rule = Momentum(beta)
    new, state = rule.step(w, grad, rule.init(w)._replace(velocity=v), lr)
    return new, state.velocity


def momentum_plane(step: Callable | None = None) -> MomentumPlane:
    """A valley ten times as steep as flat: the plane of rate and momentum, and a run.

    Parameters
    ----------
    step : callable, optional
        Your own ``momentum_step(w, v, grad, lr, beta)`` for arrays of two weights; lrkit's by
        default.

    Examples
    --------
    >>> momentum_plane().set(lr=0.3, momentum=0.2)
    MomentumPlane: At rate 0.3 and momentum 0.2 the run diverges. ...
    """
    return MomentumPlane(step)
