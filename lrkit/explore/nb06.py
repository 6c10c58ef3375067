"""Notebook 6: the plane of rate and momentum, and the run of the pair that is chosen in it."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from lrkit.explore.controls import Rate, Slider
from lrkit.explore.explorer import Explorer
from lrkit.explore.learner_functions import LearnerError, as_arrays, guard
from lrkit.explore.marks import Bars, Image, Line, Mark, Points, Text
from lrkit.explore.palette import method_style
from lrkit.explore.scene import Axis, Panel, Pointer, Scene
from lrkit.explore.ticks import number
from lrkit.explore.two_curvatures import rings
from lrkit.optimizers import Momentum
from lrkit.plotting.planes import spectral_radius
from lrkit.problems import Quadratic

CURVATURES = np.array([1.0, 10.0])
VALLEY, TURN = Quadratic.from_curvatures(CURVATURES, angle=20), np.deg2rad(20)
START = np.array([3.0, 2.0])
MAX_RATE, VIEW, MAX_BAR = 0.45, 4.0, 1.25  # rates in the plane, half the picture, the longest bar
LAST = 2.1  # end of the axis of factors; what the bars say stands beyond the longest one
MIN_LOSS, MAX_LOSS = 1e-7, 1e3  # losses in the picture
COLOUR, MARKER, DASH = method_style("momentum")
PLAIN, PLAIN_MARKER, PLAIN_DASH = method_style("no momentum")
VERDICT_STYLES = {  # a character and a colour for each verdict, so that one of them is enough
    "arrives": ("●", "green"),
    "has not arrived yet": ("▲", "orange"),
    "does not move": ("◆", "grey"),
    "is at the limit": ("◆", "vermillion"),
    "diverges": ("■", "vermillion"),
    "differs from lrkit's": ("◆", "purple"),
    "stops: your step failed": ("■", "grey"),
}


class MomentumPlane(Explorer):
    """The plane and the run of the chosen pair above, its factors and its losses below."""

    def __init__(self, step: Callable | None = None):
        self.step = None if step is None else guard(step, "step")
        self.plane = factor_map()
        super().__init__(
            lr=Rate("learning rate", 0.1, low=0.005, high=MAX_RATE),
            momentum=Slider("momentum", 0.7, low=0.0, high=0.99, step=0.01),
            steps=Slider("steps", 60, low=0, high=100, limit=5000),
        )

    def update(self, lr: float, momentum: float, steps: int) -> Scene:
        factors = factors_of(lr, momentum)
        right, _ = momentum_run(None, lr, momentum, steps)
        path, trouble = momentum_run(self.step, lr, momentum, steps) if self.step else (right, "")
        strange = not np.allclose(path, right[: len(path)], equal_nan=True)
        word = "stops: your step failed" if trouble else \
            "differs from lrkit's" if strange else momentum_verdict(lr, factors, path)
        plain, _ = momentum_run(None, lr, 0.0, steps)
        return Scene(
            panels=[self.chosen(lr, momentum), run_panel(path, right if strange else None, word),
                    momentum_factor_panel(factors, factors_of(lr, 0.0), momentum),
                    momentum_loss_panel(path, plain, momentum, steps)],
            columns=(1, 1),
            says=momentum_sentence(lr, momentum, factors, word, path),
            trouble=trouble,
        )

    def chosen(self, lr: float, momentum: float) -> Panel:
        """Draw the plane, each point coloured by its factor in the long run, and the choice."""
        beta = np.array([0.0, 1.0])
        beyond = f"rate {number(lr)} ▶" if lr > MAX_RATE else ""
        return Panel(
            Axis("learning rate", 0, MAX_RATE), Axis("momentum", 0, 1),
            [self.plane,
             Line(2 * (1 + beta) / CURVATURES.max(), beta, "black", width=1.4, dash=(4, 3)),
             Text(0.225, 0.06, "limit", shift=(6, 0)), Text(MAX_RATE, 0.13, "diverges", "grey",
                                                            "right", (-8, 0)),
             Points(min(lr, MAX_RATE), momentum, "black", size=15, hollow=True),
             Points(min(lr, MAX_RATE), momentum, COLOUR, MARKER, size=8),
             Text(MAX_RATE, momentum, beyond, "vermillion", "right", (-14, 0), bold=True)],
            title="click to choose rate and momentum", height=330,
            pointer=Pointer(x="lr", y="momentum"),
        )


def momentum_run(step: Callable | None, lr: float, momentum: float,
                 steps: int) -> tuple[NDArray, str]:
    """Return the positions of a run, by lrkit's rule if `step` is None, and an error message."""
    rule = Momentum(momentum)
    positions, state = [START], rule.init(START)
    for _ in range(steps):
        here, grad = positions[-1].copy(), VALLEY.grad(positions[-1])
        if step is None:
            new, state = rule.step(here, grad, state, lr)
        else:
            try:
                answer = step(here, state.velocity.copy(), grad, lr, momentum)
                new, velocity = as_arrays(answer, "step", 2, START.shape)
            except LearnerError as error:
                return np.array(positions), f"{error}. The figure shows the steps before that."
            state = state._replace(velocity=velocity)
        positions.append(new)
        if not np.abs(new).max() < 1e6:  # far outside the picture, or nan
            break
    return np.array(positions), ""


def loss_of(positions: NDArray) -> NDArray:
    """Compute the loss at each position; an overflow counts as infinite."""
    loss = VALLEY.value(positions.T)
    undefined = np.isnan(positions).any(axis=1)
    return np.where(undefined, np.nan, np.where(np.isfinite(loss), loss, np.inf))


def factors_of(lr: float, momentum: float) -> NDArray:
    """Return the factors of a step in the flat and the steep direction, in the long run."""
    factors = spectral_radius("heavy ball", lr * CURVATURES, np.array(momentum))
    return np.nan_to_num(factors, nan=np.inf, posinf=np.inf)  # nan: the rate overflowed


def factor_map() -> Image:
    """Compute the larger of the two factors for every rate and momentum; above 1 it is grey."""
    lr, momentum = np.meshgrid((np.arange(270) + 0.5) / 270 * MAX_RATE,
                               (np.arange(200) + 0.5) / 200)
    worst = np.max([spectral_radius("heavy ball", lr * c, momentum) for c in CURVATURES], axis=0)
    return Image(worst, (0, MAX_RATE), (0, 1), low=0.4, high=1.0, bar="factor of a step")


def momentum_verdict(lr: float, factors: NDArray, positions: NDArray) -> str:
    """Return the verdict on a run, from the larger factor and its distance from the minimum."""
    worst = factors.max()
    if lr == 0:
        return "does not move"
    if np.isclose(worst, 1, rtol=1e-9):
        return "is at the limit"
    if worst > 1:
        return "diverges"
    near = np.linalg.norm(positions[-1]) <= np.linalg.norm(positions[0]) / 1000
    return "arrives" if near else "has not arrived yet"


def run_panel(positions: NDArray, right: NDArray | None, word: str) -> Panel:
    """Draw the contours and the run under the verdict; lrkit's run too if the two differ."""
    marks: list[Mark] = [rings(CURVATURES.max(), TURN)]
    if right is not None:
        x, y = visible_path(right)
        marks += [Line(x, y, "grey", width=1.4, dash=(2, 2)),
                  Text(*right[: 3][-1], "lrkit's", "grey", shift=(-8, -4), align="right")]
    x, y = visible_path(positions)
    character, colour = VERDICT_STYLES[word]
    marks += [
        Line(x, y, COLOUR, width=1.2), Points(x, y, COLOUR, MARKER, size=5.5),
        Points(0, 0, "black", "star", size=13),
        Text(VIEW, -VIEW * 0.7, "★ minimum", align="right", shift=(0, 12)),  # off the run
        Points(*START, "black", size=10), Text(*START, "start", shift=(11, 2)),
    ]
    return Panel(Axis("w₁", -VIEW, VIEW), Axis("w₂", -VIEW * 0.7, VIEW * 0.7), marks,
                 title=f"{character} the run {word}", colour=colour, equal=True, height=330)


def visible_path(positions: NDArray) -> NDArray:
    """Return x and y of a run up to its first position outside the picture.

    Later swings, each longer than the one before, would only cover the picture.
    """
    outside = np.flatnonzero(~(np.abs(positions).max(axis=1) <= 1.5 * VIEW))
    return positions[: outside[0] + 1 if outside.size else None].T


def momentum_factor_panel(factors: NDArray, plain: NDArray, momentum: float) -> Panel:
    """Draw the factor of each direction as a bar, and a ring at its value without momentum."""
    root = np.sqrt(momentum)
    marks: list[Mark] = [Line([1, 1], [-1.6, 0.36], "black", width=1.4, dash=(4, 3)),
                         Line([root, root], [-1.6, 0.36], COLOUR, width=1.4, dash=(2, 2)),
                         Text(root, -1.42, "√momentum", COLOUR, "right", (-5, 0)),
                         Text(1, -1.42, "limit", shift=(5, 0)),
                         Text(min(plain[0], MAX_BAR), 0.52, "without momentum", PLAIN, "center")]
    for row, (factor, without) in enumerate(zip(factors, plain, strict=True)):
        cut = " ▶" if factor > MAX_BAR else ""  # the bar goes on beyond the picture
        swings = bool(np.isclose(factor, root, rtol=1e-6) and momentum)
        end = min(factor, MAX_BAR)
        marks += [Bars(-row, end, COLOUR, width=0.5, sideways=True, hatch=bool(factor > 1)),
                  Points(min(without, MAX_BAR), -row, PLAIN, PLAIN_MARKER, size=9, hollow=True),
                  Text(LAST, -row, f"{number(factor)}{cut}", COLOUR, "right", (0, 8 * swings),
                       bold=True)]
        if swings:
            marks.append(Text(LAST, -row, "swings", COLOUR, "right", (0, -9), bold=True))
    return Panel(Axis("factor", -0.06, LAST), Axis("", -1.6, 0.8, ticks={0: "flat", -1: "steep"}),
                 marks, title="factor of one step, in the long run", height=235)


def momentum_loss_panel(positions: NDArray, plain: NDArray, momentum: float, steps: int) -> Panel:
    """Draw the loss after each step, with momentum and without."""
    drawn = [(positions, f"momentum {number(momentum)}", COLOUR, DASH)]
    if momentum:
        drawn.insert(0, (plain, "no momentum", PLAIN, PLAIN_DASH))
    falls = [loss_of(path) for path, *_ in drawn]
    order = np.argsort([loss[-1] for loss in falls], kind="stable")  # the higher label goes higher
    marks: list[Mark] = []
    for row, (loss, (_, label, colour, dash)) in enumerate(zip(falls, drawn, strict=True)):
        end = loss[-1]
        character = " ▼" if end < MIN_LOSS else " ▲" if not end <= MAX_LOSS else ""
        height = np.clip(np.nan_to_num(end, nan=MAX_LOSS), 10 * MIN_LOSS, MAX_LOSS / 10)
        up = 0 if len(drawn) == 1 else 8 if row == order[-1] else -8
        marks += [Line(np.arange(len(loss)), np.clip(loss, 1e-300, 1e300), colour, dash=dash),
                  Text(max(steps, 1), height, label + character, colour, shift=(7, up))]
    return Panel(Axis("step", 0, 1.9 * max(steps, 10)),
                 Axis("loss, log scale", MIN_LOSS, MAX_LOSS, log=True), marks, height=235,
                 title=f"loss {number(falls[-1][0])} → {number(falls[-1][-1])}")


def momentum_sentence(lr: float, momentum: float, factors: NDArray, word: str,
                      positions: NDArray) -> str:
    """Describe the run in a sentence: the verdict, the factor of each direction, and the losses."""
    loss, steps = loss_of(positions), len(positions) - 1
    return (f"At rate {number(lr, 6)} and momentum {number(momentum)} the run {word}. In the long "
            f"run a step multiplies the flat direction by {number(factors[0])} and the steep one "
            f"by {number(factors[1])}. The loss goes from {number(loss[0])} to {number(loss[-1])} "
            f"in {steps} step{'s' if steps != 1 else ''}; the highest is {number(loss.max())}.")


def momentum_plane(step: Callable | None = None) -> MomentumPlane:
    """Show the plane of rate and momentum, and a run, in a valley ten times as steep as flat.

    Parameters
    ----------
    step : callable, optional
        Your own ``momentum_step(w, v, grad, lr, beta)`` for arrays of two weights; lrkit's by
        default. What it does is drawn, right or wrong.

    Examples
    --------
    >>> momentum_plane().set(lr=0.3, momentum=0.2)
    MomentumPlane: At rate 0.3 and momentum 0.2 the run diverges. ...
    """
    return MomentumPlane(step)
