"""Notebook 7: four methods side by side in one valley, and the rate for each weight."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from lrkit.explore.controls import Rate, Slider
from lrkit.explore.explorer import Explorer
from lrkit.explore.learner_functions import LearnerError, as_arrays, guard
from lrkit.explore.marks import Bars, Line, Points, Text
from lrkit.explore.palette import method_style
from lrkit.explore.scene import Axis, Panel, Scene
from lrkit.explore.ticks import number
from lrkit.explore.two_curvatures import rings
from lrkit.optimizers import AdaGrad, Adam, GradientDescent, RMSProp
from lrkit.problems import Quadratic

START = np.array([3.0, 2.0])
VIEW, MAX_STEPS = 4.2, 80  # half the picture, the longest run of the slider
LOW, HIGH = 1e-3, 1e2  # ends of the axis of rates
METHODS = {
    "gradient descent": GradientDescent(),
    "AdaGrad": AdaGrad(),
    "RMSProp": RMSProp(0.9),
    "Adam": Adam(),
}


class OwnRates(Explorer):
    """The paths of four methods, and below them the rate of each weight in the last step.

    Gradient descent uses the best rate for the valley, the other three the rate of the slider.
    """

    def __init__(self, adam_step: Callable | None = None):
        self.adam_step = None if adam_step is None else guard(adam_step, "adam_step")
        # `mine` hands in lrkit's own function where the learner's is not right yet.
        self.is_own = (adam_step is not None and
                       not (getattr(adam_step, "__module__", None) or "").startswith("lrkit."))
        super().__init__(
            lr=Rate("learning rate", 0.3, low=0.01, high=3.0),
            steps=Slider("steps", 40, low=1, high=MAX_STEPS, limit=5000),
            kappa=Slider("steepest / flattest", 25, low=1, high=100),
            rotation=Slider("rotation", 0, low=0, high=90, unit="°"),
        )

    def update(self, lr: float, steps: int, kappa: int, rotation: int) -> Scene:
        valley = Quadratic.from_curvatures((1.0, kappa), angle=rotation)
        contours = rings(kappa, np.deg2rad(rotation))
        paths, bars, told, trouble = [], [], [], ""
        for name in METHODS:
            positions, rates, problem = self.run(name, valley, lr, steps)
            trouble = trouble or problem
            title = "your Adam" if name == "Adam" and self.is_own else name
            paths.append(method_path_panel(name, title, contours, positions))
            bars.append(weight_rate_panel(name, title, rates))
            told.append(f"{name} {number(np.linalg.norm(positions[-1]), 2)}, rates "
                        f"{number(rates[0])} and {number(rates[1])}")
        says = (f"After {steps} step{'s' if steps > 1 else ''} at rate {number(lr, 6)} (gradient "
                f"descent uses the best rate for this valley, 2/(1+{kappa})), the distance from "
                f"the minimum and the rates of the two weights are: {'; '.join(told)}.")
        return Scene([*paths, *bars], says, columns=(1, 1, 1, 1), trouble=trouble)

    def run(self, name: str, valley: Quadratic, lr: float,
            steps: int) -> tuple[NDArray, NDArray, str]:
        """Return the positions of a run, each weight's rate in the last step, and any error."""
        if name == "Adam" and self.adam_step is not None:
            return self.yours(valley, lr, steps)
        rule, w = METHODS[name], START
        if name == "gradient descent":
            lr = 2 / (valley.curvatures[0] + valley.curvatures[-1])
        state, positions = rule.init(w), [w]
        for _ in range(steps):
            w, state = rule.step(w, valley.grad(w), state, lr)
            positions.append(w)
        rates = np.broadcast_to(rule.effective_lr(state, lr), 2)
        if name == "Adam":  # `effective_lr` leaves out the correction of the first average
            rates = rates * (1 - rule.beta1**steps)
        return np.array(positions), rates, ""

    def yours(self, valley: Quadratic, lr: float, steps: int) -> tuple[NDArray, NDArray, str]:
        """Return the same for the learner's own Adam."""
        positions, m, v, t, trouble = [START], np.zeros(2), np.zeros(2), 0, ""
        for step in range(1, steps + 1):
            w, grad = positions[-1].copy(), valley.grad(positions[-1])
            try:
                answer = self.adam_step(w, m.copy(), v.copy(), step, grad, lr)
                w, m, v = as_arrays(answer, "adam_step", 3, START.shape)
            except LearnerError as error:
                trouble = f"{error}. The figure shows the steps before that."
                break
            positions.append(w)
            t = step
        corrected = v / (1 - METHODS["Adam"].beta2**t) if t else np.full(2, np.nan)
        return np.array(positions), lr / (np.sqrt(corrected) + METHODS["Adam"].eps), trouble


def method_path_panel(name: str, title: str, contours: Line, positions: NDArray) -> Panel:
    """Draw the contours and the path of a method, up to its first point outside the picture."""
    colour, marker, dash = method_style(name)
    outside = np.flatnonzero(~(np.abs(positions).max(axis=1) <= 3 * VIEW))
    x, y = positions[: outside[0] + 1 if outside.size else None].T
    far = "" if np.abs(positions[-1]).max() <= VIEW else "▲ "  # it has left the picture
    return Panel(
        Axis("w₁", -VIEW, VIEW, ticks={w: number(w) for w in (-4, -2, 0, 2, 4)}),
        Axis("w₂", -VIEW, VIEW, ticks={w: number(w) for w in (-4, -2, 0, 2, 4)}),
        [contours, Line(x, y, colour, dash=dash, width=1.6), Points(x, y, colour, marker, size=5),
         Points(0, 0, "black", "star", size=12),
         Points(*START, "black", size=9),  # named in the corner, where no path is hidden
         Text(-VIEW, VIEW, "● start  ★ minimum", shift=(4, -10), size=11),
         Text(-VIEW, -VIEW, f"{far}distance {_short(np.linalg.norm(positions[-1]))}", colour,
              shift=(4, 10), size=12, bold=True)],
        title=title, colour=colour, equal=True, height=242,
    )


def weight_rate_panel(name: str, title: str, rates: NDArray) -> Panel:
    """Draw the rate of each weight as a bar, and mark a bar that the axis cuts off."""
    colour, marks = method_style(name)[0], []
    is_wide = max(len(_short(rate)) for rate in rates) > 6  # one label is then set above the other
    for x, rate in enumerate(np.nan_to_num(rates, nan=0.0, posinf=np.inf)):
        top = float(np.clip(rate, LOW, HIGH))
        cut = " ▲" if rate > HIGH else " ▼" if 0 < rate < LOW else ""
        marks += [Bars(x, top, colour, width=0.55, base=LOW, hatch=x == 1),
                  Text(x, top, _short(rates[x]) + cut, colour, "center",
                       (0, 25 if is_wide and x == 0 else 11), bold=True)]
    return Panel(Axis("weight", -0.6, 1.6, ticks={0: "w₁", 1: "w₂"}),
                 Axis("in the last step, log scale", LOW, 20 * HIGH, log=True,
                      ticks={1e-2: "0.01", 1.0: "1", 1e2: "100"}),
                 marks, title=f"rates of {title}", colour=colour, height=225)


def _short(value: float) -> str:
    """Format a number with few digits, where there is little room."""
    return "nan" if np.isnan(value) else number(value, 2)


def own_rates(adam_step: Callable | None = None) -> OwnRates:
    """Show the paths of four methods in a valley, and the rate that each gives to each weight.

    Parameters
    ----------
    adam_step : callable, optional
        Your own ``adam_step(w, m, v, t, grad, lr)`` for arrays of two weights, instead of
        lrkit's Adam.

    Examples
    --------
    >>> own_rates().set(lr=1.0, kappa=100, steps=1)
    OwnRates: After 1 step at rate 1 ... AdaGrad 2.2, rates 0.333 and 0.005; ...
    """
    return OwnRates(adam_step)
