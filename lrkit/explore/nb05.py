"""Notebook 5: batch size and rate, and the cloud of points at which runs with them end."""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lrkit.explore.controls import Rate, Stops
from lrkit.explore.explorer import Explorer
from lrkit.explore.learner_functions import LearnerError, as_numbers, guard
from lrkit.explore.marks import Image, Line, Mark, Points, Text
from lrkit.explore.scene import Axis, Panel, Pointer, Scene
from lrkit.explore.ticks import number
from lrkit.problems import NoisyQuadratic, Quadratic

CURVATURES = np.array([0.25, 1.0])
LIMIT = 2 / CURVATURES.max()
START = np.array([6.0, 4.0])
NOISE = 4.0  # standard deviation of the gradient of one example, in each direction
NUM_EXAMPLES = 1024  # in each run
BATCHES = tuple(2**k for k in range(9))
MIN_RATE, MAX_RATE, NUM_RUNS = 0.005, 4.0, 300
VIEW = np.array([8.5, 7.0])  # half the picture of the cloud
MAX_DISTANCE = 1e9  # beyond it a run counts as blown up
NoiseFloor = Callable[[float, float, float], float]


class NoiseBall(Explorer):
    """The mean loss of each batch size and rate, and the points at which runs of a pair end."""

    def __init__(self, noise_floor: NoiseFloor | None = None):
        self.floor = checked_noise_floor(noise_floor)
        self.whose = "your formula" if is_learners(noise_floor) else "the formula"
        lrs = np.geomspace(MIN_RATE, MAX_RATE, 200)
        losses = np.array([expected_loss(lrs, NUM_EXAMPLES // size, NOISE / np.sqrt(size))
                           for size in BATCHES])
        self.best = dict(zip(BATCHES, lrs[np.nan_to_num(losses, nan=np.inf).argmin(axis=1)],
                             strict=True))
        self.heat = Image(losses, x=(MIN_RATE, MAX_RATE), y=_batch_range(), low=0.05, high=20,
                          log=True, bar="mean loss")
        super().__init__(
            batch=Stops("batch size", 4, stops=BATCHES),
            lr=Rate("learning rate", 0.1, low=MIN_RATE, high=MAX_RATE),
        )

    def update(self, batch: int, lr: float) -> Scene:
        steps, noise = NUM_EXAMPLES // batch, NOISE / np.sqrt(batch)
        ends = run_ends(lr, steps, noise)
        spread, why_not = self.spread(noise, lr)
        return Scene(
            panels=[self.plane(batch, lr), self.cloud(lr, steps, ends, spread)],
            columns=(1, 1),
            says=self.tell(batch, lr, ends, spread, why_not),
        )

    def spread(self, noise: float, lr: float) -> tuple[NDArray, str]:
        """Return the cloud's width by the formula, or the reason why the formula gives none.

        A function that is not written yet is not an error: everything but the ellipse is drawn.
        """
        try:
            variances = np.array([self.floor(c, noise, lr) for c in CURVATURES])
        except LearnerError as error:
            return np.full(2, np.nan), f"{error}, so there is no ellipse."
        settles = np.isfinite(variances).all()
        words = "Nothing settles at this rate." if self.whose == "the formula" else \
            "Your formula says that nothing settles at this rate."
        return np.sqrt(variances), "" if settles else words

    def tell(self, batch: int, lr: float, ends: NDArray, spread: NDArray, why_not: str) -> str:
        """Describe the cloud: how far its middle is from the minimum, its width, its loss."""
        steps, noise = NUM_EXAMPLES // batch, NOISE / np.sqrt(batch)
        loss = (CURVATURES @ ends**2 / 2).mean()
        words = (f"Batch size {batch}, rate {number(lr, 6)}, {steps} steps; the best rate for this "
                 f"batch size is {number(self.best[batch], 2)}. ")
        if not np.abs(ends).max() < MAX_DISTANCE:
            return f"{words}The runs blow up. {why_not}".strip()
        middle, found = ends.mean(axis=1), ends.std(axis=1)
        formula = why_not or \
            f"{self.whose.capitalize()} says {number(spread[0])} and {number(spread[1])}."
        left = START * (1 - lr * CURVATURES) ** steps  # exact: the middle of few runs has noise too
        share = CURVATURES @ left**2 / 2 / expected_loss(np.array([lr]), steps, noise)[0]
        return (f"{words}The middle of the cloud is {number(np.linalg.norm(middle))} from the "
                f"minimum. Its spread is {number(found[0])} along the flat direction and "
                f"{number(found[1])} along the steep one. {formula} The mean loss of the runs is "
                f"{number(loss)}; {share:.0%} of it is still due to the start.")

    def plane(self, batch: int, lr: float) -> Panel:
        """Draw the heat map, the best rate of each batch size, and the chosen pair."""
        chosen = float(np.clip(lr, MIN_RATE, MAX_RATE))
        beyond = " ◀" if lr < MIN_RATE else " ▶" if lr > MAX_RATE else ""
        return Panel(
            Axis("learning rate, log scale", MIN_RATE, MAX_RATE, log=True),
            Axis("batch size, log scale", *_batch_range(), log=True,
                 ticks={size: str(size) for size in BATCHES}),
            [self.heat,
             Line([LIMIT, LIMIT], _batch_range(), "black", width=1.2, dash=(4, 3)),
             Text(LIMIT, 11.3, f"limit {number(LIMIT)}", align="right", shift=(-5, 0)),
             Points(list(self.best.values()), BATCHES, "black", "diamond", size=6, hollow=True),
             Text(self.best[128], 181, "best rates", align="right", shift=(4, 0)),
             Points(chosen, batch, "vermillion", size=15, hollow=True),
             Points(chosen, batch, "vermillion", size=6)],
            title=f"batch size {batch}, rate {number(lr, 6)}{beyond}", height=400,
            pointer=Pointer(x="lr", y="batch"))

    def cloud(self, lr: float, steps: int, ends: NDArray, spread: NDArray) -> Panel:
        """Draw the cloud, the path of its middle, and the ellipse of the formula."""
        outside = int((~(np.abs(ends.T) <= VIEW).all(axis=1)).sum())
        gone = f", {outside} of them outside" if outside else ""
        path, (wide, high) = mean_path(lr, steps), VIEW
        return Panel(
            Axis("w₁, flat direction", -wide, wide), Axis("w₂, steep direction", -high, high),
            [Line(*path, "grey", width=1.4), Points(*path, "grey", size=3),
             Points(*np.clip(ends, -MAX_DISTANCE, MAX_DISTANCE), "blue", size=4, alpha=0.6),
             *ellipse(spread, self.whose),
             Points(0, 0, "black", "star", size=12),
             Text(wide, -high, "★ minimum", align="right", shift=(0, 12)),  # off the cloud
             Points(*START, "black", size=9), Text(*START, "start", shift=(-8, 14))],
            title=f"{NUM_RUNS} runs of {steps} steps{gone}", equal=True, height=400)


def ellipse(spread: NDArray, whose: str) -> list[Mark]:
    """Draw two standard deviations to each side of the minimum; name them above."""
    if not np.isfinite(spread).all():
        return [Text(-VIEW[0], VIEW[1], f"{whose}: no ellipse", "vermillion", shift=(4, -10))]
    top = 2 * spread[1]
    words = Text(0, min(top, VIEW[1]), whose, "vermillion", "center",
                 (0, 12 if top < 0.9 * VIEW[1] else -12))
    angle = np.linspace(0, 2 * np.pi, 97)
    x, y = 2 * spread[:, None] * np.array([np.cos(angle), np.sin(angle)])
    return [Line(x, y, "vermillion", width=2.2), words]


def is_learners(function: Callable | None) -> bool:
    """Return True for a function that is not lrkit's own, which `mine` may hand in."""
    return function is not None and not getattr(function, "__module__", "").startswith("lrkit.")


def mean_path(lr: float, steps: int) -> NDArray:
    """Compute the path of the mean of all runs, without noise, until it leaves the picture."""
    path = START[:, None] * (1 - lr * CURVATURES[:, None]) ** np.arange(steps + 1)
    outside = np.flatnonzero(~(np.abs(path).max(axis=0) <= 2 * VIEW[0]))
    return np.clip(path[:, : outside[0] + 1] if outside.size else path, -MAX_DISTANCE, MAX_DISTANCE)


def run_ends(lr: float, steps: int, noise: float) -> NDArray:
    """Compute the points at which `NUM_RUNS` noisy runs end, shape ``(2, NUM_RUNS)``."""
    bowl, w = Quadratic(np.diag(CURVATURES)), np.repeat(START[:, None], NUM_RUNS, axis=1)
    for drawn in _noise_draws()[:steps]:
        w = w - lr * (bowl.grad(w) + noise * drawn)
        if not np.abs(w).max() < MAX_DISTANCE:
            break
    return w


@lru_cache(maxsize=1)
def _noise_draws() -> NDArray:
    """Draw the noise of every step, the same for every pair of batch size and rate.

    Two pictures then differ in their batch size and rate alone.
    """
    return np.random.default_rng(0).standard_normal((NUM_EXAMPLES, 2, NUM_RUNS))


def expected_loss(lrs: NDArray, steps: int, noise: float) -> NDArray:
    """Compute the exact mean loss after so many steps: the part of the start and that of the noise.

    A step multiplies the mean by ``1 - lr c``; the variance it multiplies by the square of that and
    adds ``(lr noise)**2``.

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


def checked_noise_floor(noise_floor: NoiseFloor | None) -> NoiseFloor:
    """Wrap the learner's ``noise_floor(curvature, sigma, lr)``; without one, return lrkit's.

    An error in the learner's function becomes a `LearnerError` with a sentence for the figure.
    """
    if noise_floor is None:
        return lambda c, sigma, lr: np.inf if np.isinf(lr) else float(
            NoisyQuadratic(Quadratic([[c]]), sigma).noise_floor(lr)[0])
    guarded = guard(noise_floor, "noise_floor")

    def checked(c: float, sigma: float, lr: float) -> float:
        variance = float(as_numbers(guarded(c, sigma, lr), "noise_floor", ()))
        if not variance >= 0:
            raise LearnerError(f"Your noise_floor returned {number(variance)}, "
                               "which is not a variance")
        return variance

    return checked


def _batch_range() -> tuple[float, float]:
    """Return the lower end of the first row of the heat map, and the upper end of the last."""
    return BATCHES[0] / np.sqrt(2), BATCHES[-1] * np.sqrt(2)


def noise_ball(noise_floor: NoiseFloor | None = None) -> NoiseBall:
    """Show batch size and rate at a fixed number of examples, and the cloud in which runs end.

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
