"""Notebook 7: four methods side by side in one valley, and the rate of each weight."""

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes

from lrkit.explore.base import Explorer, StepError, rate_slider, slider
from lrkit.optimizers import AdaGrad, Adam, GradientDescent, RMSProp
from lrkit.plotting.style import look
from lrkit.problems import Quadratic

START = np.array([3.0, 2.0])
VIEW, MOST_STEPS = 4.2, 80  # half the picture, the longest run
LOW, HIGH = 1e-3, 1e2  # of the axis of rates
METHODS = {
    "gradient descent": GradientDescent(),
    "AdaGrad": AdaGrad(),
    "RMSProp": RMSProp(0.9),
    "Adam": Adam(),
}


class OwnRates(Explorer):
    """Above the paths of four methods, below the rate that each weight has in the last step.

    Gradient descent uses the best rate of the valley, the three others that of the slider.
    """

    size = (10.0, 4.9)

    def __init__(self, adam_step: Callable | None = None):
        self.adam_step = adam_step
        super().__init__(
            lr=rate_slider("learning rate", 0.3, 0.01, 3.0),
            steps=slider("steps", 40, 1, MOST_STEPS),
            kappa=slider("steepest / flattest", 25, 1, 100),
            rotation=slider("rotation, degrees", 0, 0, 90),
        )

    def draw(self) -> None:
        axs = self.figure.subplots(2, 4, height_ratios=(5, 3))
        self.figure.subplots_adjust(0.065, 0.07, 0.99, 0.94, wspace=0.12, hspace=0.32)
        self.rings, self.paths, self.bars, self.numbers = [], [], [], []
        for column, (name, (top, bottom)) in enumerate(zip(METHODS, axs.T, strict=True)):
            self._draw_valley(top, name, look(column)["color"])
            self._draw_rates(bottom, look(column)["color"])
            for ax in (top, bottom) if column else ():
                ax.set_yticklabels([])
        axs[0, 0].set(ylabel="$w_2$")
        axs[1, 0].set(ylabel="rate in the last step")

    def update(self, lr: float, steps: int, kappa: int, rotation: int) -> str:
        valley = Quadratic.from_curvatures((1.0, kappa), angle=rotation)
        self._draw_rings(kappa, np.deg2rad(rotation))
        told, trouble = [], ""
        for column, name in enumerate(METHODS):
            places, rates, problem = self.run(name, valley, lr, steps)
            trouble = trouble or problem
            outside = np.flatnonzero(np.abs(places).max(axis=1) > 3 * VIEW)
            self.paths[column].set_data(*places[: outside[0] + 1 if outside.size else None].T)
            self._draw_bars(column, rates)
            told.append(f"{name} {np.linalg.norm(places[-1]):.2g}, rates {rates[0]:.3g} and "
                        f"{rates[1]:.3g}")
        return trouble or (
            f"After {steps} step{'s' if steps > 1 else ''} at rate {lr:.4g} (gradient descent has "
            f"the best rate of this valley, 2/(1+{kappa})), the distance from the minimum and the "
            f"rates of the two weights: {'; '.join(told)}.")

    def run(self, name: str, valley: Quadratic, lr: float,
            steps: int) -> tuple[np.ndarray, np.ndarray, str]:
        """The places of a run, the rate of each weight in the last step, and what went wrong."""
        if name == "Adam" and self.adam_step is not None:
            return self._learners_run(valley, lr, steps)
        rule, w = METHODS[name], START
        if name == "gradient descent":
            lr = 2 / (valley.curvatures[0] + valley.curvatures[-1])
        state, places = rule.init(w), [w]
        for _ in range(steps):
            w, state = rule.step(w, valley.grad(w), state, lr)
            places.append(w)
        rates = np.broadcast_to(rule.effective_lr(state, lr), 2)
        if name == "Adam":  # the factor of the corrected average
            rates = rates * (1 - rule.beta1**steps)
        return np.array(places), rates, ""

    def _learners_run(self, valley: Quadratic, lr: float,
                      steps: int) -> tuple[np.ndarray, np.ndarray, str]:
        places, m, v, t = [START], np.zeros(2), np.zeros(2), 0
        try:
            for t in range(1, steps + 1):
                w, m, v = _checked(self.adam_step, places[-1], m, v, t, valley.grad(places[-1]),
                                   lr)
                places.append(w)
        except StepError as error:
            return np.array(places), np.ones(2), \
                f"{error}. The figure shows the steps before that."
        return np.array(places), lr / (np.sqrt(v / (1 - 0.999**t)) + 1e-8), ""

    def _draw_valley(self, ax: Axes, name: str, colour: str) -> None:
        self.rings.append([ax.plot([], [], color="#b9b9b9", lw=0.8)[0] for _ in range(7)])
        self.paths += ax.plot([], [], "o-", color=colour, lw=1.1, ms=3)
        ax.plot(*START, "o", color="black", ms=7)
        ax.plot(0, 0, "*", color="black", ms=10)
        ax.set(xlim=(-VIEW, VIEW), ylim=(-VIEW, VIEW), aspect="equal", xlabel="$w_1$")
        ax.set_title(name, loc="left", color=colour)

    def _draw_rates(self, ax: Axes, colour: str) -> None:
        self.bars.append(ax.bar((0, 1), (1, 1), width=0.5, bottom=LOW, color=colour))
        self.bars[-1][1].set_hatch("//")
        self.numbers.append([ax.text(x, 1, "", ha="center", va="bottom", fontsize=9)
                             for x in (0, 1)])
        ax.set(yscale="log", ylim=(LOW, HIGH * 10), xlim=(-0.6, 1.6), xticks=(0, 1),
               xticklabels=("$w_1$", "$w_2$"), yticks=(1e-2, 1, 1e2))
        ax.minorticks_off()

    def _draw_bars(self, column: int, rates: np.ndarray) -> None:
        for x, rate in enumerate(rates):
            top = np.clip(rate, LOW * 1.3, HIGH)
            self.bars[column][x].set_height(top - LOW)
            self.numbers[column][x].set(text=f"{rate:.2g}", y=top * 1.15)

    def _draw_rings(self, kappa: float, turn: float) -> None:
        angle = np.linspace(0, 2 * np.pi, 97)
        across, along = np.cos(angle), np.sin(angle) / np.sqrt(kappa)
        radii = 0.9 * np.arange(1, 8) ** 1.3
        for panel in self.rings:
            for ring, radius in zip(panel, radii, strict=True):
                ring.set_data(radius * (across * np.cos(turn) - along * np.sin(turn)),
                              radius * (across * np.sin(turn) + along * np.cos(turn)))


def _checked(step: Callable, w, m, v, t, grad, lr) -> tuple[np.ndarray, ...]:
    """What the learner's step returns; whatever is wrong with it becomes a `StepError`."""
    try:
        found = tuple(np.asarray(part, dtype=float)
                      for part in step(w.copy(), m.copy(), v.copy(), t, grad, lr))
    except Exception as error:
        raise StepError(f"your step raised {type(error).__name__}: {error}") from error
    if [part.shape for part in found] != [w.shape] * 3:
        raise StepError("your step must return three arrays of two numbers, got shapes "
                        f"{[part.shape for part in found]}")
    return found


def own_rates(adam_step: Callable | None = None) -> OwnRates:
    """A valley, four methods in it, and the rate that each gives to each weight.

    Parameters
    ----------
    adam_step : callable, optional
        Your own ``adam_step(w, m, v, t, grad, lr)`` for arrays of two weights, in the place of
        lrkit's Adam.

    Examples
    --------
    >>> own_rates().set(lr=1.0, kappa=100, steps=1)
    OwnRates: After 1 step at rate 1 ... AdaGrad 2.2, rates 0.333 and 0.005; ...
    """
    return OwnRates(adam_step)
