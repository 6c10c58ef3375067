"""Notebook 5: batch size and rate, and the cloud in which the runs of a pair of them end."""

from collections.abc import Callable

import ipywidgets as widgets
import matplotlib as mpl
import numpy as np
from numpy.typing import NDArray

from lrkit.explore.base import Explorer, StepError, rate_slider
from lrkit.plotting.planes import DIVERGED
from lrkit.plotting.style import COLOURS
from lrkit.problems import NoisyQuadratic, Quadratic

CURVATURES = np.array([0.25, 1.0])
START = np.array([6.0, 4.0])
NOISE = 4.0  # of the gradient of one example, in each direction
EXAMPLES = 1024  # that every run may look at
BATCHES = tuple(2**k for k in range(9))
SLOWEST, FASTEST, RUNS = 0.005, 4.0, 300
VIEW = 7.0  # half the picture of the cloud
BLOWN_UP = 1e9  # a loss or distance beyond it is of no interest
Floor = Callable[[float, float, float], float]


class NoiseBall(Explorer):
    """Left the mean loss of each batch size and rate, right the places where runs end."""

    size = (9.5, 3.9)

    def __init__(self, noise_floor: Floor | None = None):
        self.floor = floor_of(noise_floor)
        super().__init__(
            batch=widgets.SelectionSlider(
                options=[(str(size), size) for size in BATCHES], value=4, description="batch size",
                style={"description_width": "10em"}, layout={"width": "28em"}),
            lr=rate_slider("learning rate", 0.1, SLOWEST, FASTEST),
        )

    def draw(self) -> None:
        left, self.right = self.figure.subplots(1, 2, width_ratios=(5, 5))
        self.figure.subplots_adjust(0.065, 0.14, 0.985, 0.9, wspace=0.2)
        self._draw_plane(left)
        (self.point,) = left.plot([], [], "o", mfc="white", mec="black", mew=2, ms=11)
        (self.cloud,) = self.right.plot([], [], ".", color=COLOURS["blue"], ms=4, alpha=0.6)
        (self.ball,) = self.right.plot([], [], color=COLOURS["vermillion"], lw=2)
        self.right.plot(*START, "o", color="black", ms=8)
        self.right.plot(0, 0, "*", color="black", ms=11, zorder=5)
        self.right.set(xlim=(-1.2 * VIEW, 1.2 * VIEW), ylim=(-VIEW, VIEW), aspect="equal",
                       xlabel="$w_1$ (flat)", ylabel="$w_2$ (steep)")

    def update(self, batch: int, lr: float) -> str:
        steps, noise = EXAMPLES // batch, NOISE / np.sqrt(batch)
        self.point.set_data([lr], [batch])
        ends = cloud(lr, steps, noise)
        inside = np.abs(ends).max(axis=0) <= 1.3 * VIEW
        self.cloud.set_data(*ends[:, inside])
        try:
            spread = np.sqrt([self.floor(c, noise, lr) for c in CURVATURES])
            trouble = "" if np.isfinite(spread).all() else "Nothing settles at this rate."
        except StepError as error:
            spread, trouble = np.full(2, np.nan), f"{error}, so there is no ellipse."
        angle = np.linspace(0, 2 * np.pi, 97)
        ring = 2 * spread[:, None] * np.array([np.cos(angle), np.sin(angle)])
        self.ball.set_data(*(ring if np.isfinite(ring).all() else np.empty((2, 0))))
        gone = f" ({(~inside).sum()} outside)" if not inside.all() else ""
        self.right.set_title(f"{steps} steps, {RUNS} runs{gone}; ● start, ★ minimum", loc="left",
                             fontsize=10)
        return self.tell(batch, lr, steps, ends, spread, trouble)

    def tell(self, batch: int, lr: float, steps: int, ends: NDArray, spread: NDArray,
             trouble: str) -> str:
        """The sentence: how far the cloud's middle is, how wide it is, and what it costs."""
        loss = CURVATURES @ ends**2 / 2
        words = (f"Batch size {batch}, rate {lr:.4g}, {steps} steps; the best rate for this batch "
                 f"size is {self.best[batch]:.2g}. ")
        if not np.abs(ends).max() < BLOWN_UP:
            return f"{words}The runs blow up. {trouble}".strip()
        middle, found = ends.mean(axis=1), ends.std(axis=1)
        formula = trouble or f"The formula says {spread[0]:.3g} and {spread[1]:.3g}."
        return (f"{words}The middle of the cloud is {np.linalg.norm(middle):.3g} from the minimum. "
                f"Its spread is {found[0]:.3g} along the flat direction and {found[1]:.3g} along "
                f"the steep one. {formula} The mean loss of the runs is {loss.mean():.3g}.")

    def _draw_plane(self, ax: mpl.axes.Axes) -> None:
        lrs = np.geomspace(SLOWEST, FASTEST, 200)
        sizes = np.array(BATCHES)
        losses = np.array([expected_loss(lrs, EXAMPLES // size, NOISE / np.sqrt(size))
                           for size in sizes])
        colours = mpl.colormaps["viridis_r"].with_extremes(over=DIVERGED)
        edges = np.append(sizes, 2 * sizes[-1]) / np.sqrt(2)  # borders between the batch sizes
        losses = np.where(losses < BLOWN_UP, losses, BLOWN_UP)  # also inf and nan
        image = ax.pcolormesh(np.geomspace(SLOWEST, FASTEST, 201), edges, losses, cmap=colours,
                              norm=mpl.colors.LogNorm(0.05, 20), rasterized=True)
        self.best = dict(zip(BATCHES, lrs[losses.argmin(axis=1)], strict=True))
        ax.plot(list(self.best.values()), sizes, "k_", ms=9, mew=1.6)
        bar = self.figure.colorbar(image, ax=ax, pad=0.02, extend="max")
        bar.set_label("mean loss in the end")
        ax.set(xscale="log", yscale="log", xlabel="learning rate", ylabel="batch size")
        ax.set_yticks(sizes, [str(size) for size in sizes])
        ax.set_xticks([0.01, 0.1, 1], ["0.01", "0.1", "1"])
        ax.minorticks_off()
        ax.set_title("○ chosen   – best rate", loc="left", fontsize=10.5)


def cloud(lr: float, steps: int, noise: float) -> NDArray:
    """Where `RUNS` runs of gradient descent with noise end, shape ``(2, RUNS)``."""
    problem = NoisyQuadratic(Quadratic(np.diag(CURVATURES)), noise)
    rng, w = np.random.default_rng(0), np.repeat(START[:, None], RUNS, axis=1)
    for _ in range(steps):
        w = w - lr * problem.sample_grad(w, rng)
        if not np.abs(w).max() < BLOWN_UP:
            break
    return w


def expected_loss(lrs: NDArray, steps: int, noise: float) -> NDArray:
    """The mean loss after so many steps, exactly: what is left of the start, and the noise.

    A step multiplies the mean by ``1 - lr c``; the variance it multiplies by the square of that
    and adds ``(lr noise)**2``.

    Examples
    --------
    >>> expected_loss(np.array([0.0]), steps=5, noise=1.0)  # (0.25 * 36 + 1 * 16) / 2
    array([12.5])
    """
    factors = (1 - lrs[:, None] * CURVATURES) ** 2
    same = np.isclose(factors, 1)
    with np.errstate(over="ignore"):
        left = factors**steps
        # A geometric series; at a factor of 1 it has as many equal terms as there are steps.
        series = np.where(same, steps, (1 - left) / np.where(same, 1, 1 - factors))
        squared = START**2 * left + (lrs[:, None] * noise) ** 2 * series
        return squared @ CURVATURES / 2


def floor_of(noise_floor: Floor | None) -> Floor:
    """The learner's ``noise_floor(curvature, sigma, lr)``, or lrkit's if there is none.

    What the learner's function raises becomes a `StepError` with a sentence for the figure.
    """
    if noise_floor is None:
        return lambda c, sigma, lr: float(
            NoisyQuadratic(Quadratic([[c]]), sigma).noise_floor(lr)[0])

    def guarded(c, sigma, lr):
        try:
            variance = noise_floor(c, sigma, lr)
            if variance is None or variance is ...:
                raise StepError("Your noise_floor returned nothing")
            variance = float(variance)
        except StepError:
            raise
        except Exception as error:
            raise StepError(f"Your noise_floor raised {type(error).__name__}: {error}") from error
        if not variance >= 0:
            raise StepError(f"Your noise_floor returned {variance:g}, which is no variance")
        return variance

    return guarded


def noise_ball(noise_floor: Floor | None = None) -> NoiseBall:
    """Batch size and rate at a fixed number of examples, and the cloud in which the runs end.

    Parameters
    ----------
    noise_floor : callable, optional
        Your own ``noise_floor(curvature, sigma, lr)``, which draws the ellipse; lrkit's by default.

    Examples
    --------
    >>> noise_ball().set(batch=256, lr=2.5)
    NoiseBall: Batch size 256, rate 2.5, 4 steps; the best rate for this batch size is 1.4. ...
    """
    return NoiseBall(noise_floor)
