"""Notebook 9: a schedule of any library in steps, and the rate of each epoch."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from lrkit.explore.controls import Rate, Select, Slider, Switch
from lrkit.explore.explorer import Explorer
from lrkit.explore.learner_functions import LearnerError, as_numbers, guard
from lrkit.explore.marks import Band, Bars, Line, Mark, Points, Text
from lrkit.explore.scene import Axis, Panel, Scene
from lrkit.explore.schedule_adapter import ScheduleAdapter, read_rates
from lrkit.explore.ticks import number
from lrkit.schedules import ExponentialDecay, InverseTimeDecay, Schedule

NUM_TRAIN, EPOCHS, MAX_ROWS = 1000, 10, 20
MAX_RATE = 1e300  # larger rates are drawn at the end of the axis
KERAS_SCHEDULES = {"ExponentialDecay": ExponentialDecay, "InverseTimeDecay": InverseTimeDecay}
ARGUMENTS = ("lr0", "decay_steps", "decay_rate", "staircase")


class ScheduleInspector(Explorer):
    """The rate of every step on the left, the rate at the start of each epoch on the right."""

    def __init__(self, lr_per_epoch: Callable | None = None, schedule: object = None):
        self.lr_per_epoch = lr_per_epoch
        self.given = None if schedule is None else ScheduleAdapter(schedule)
        self.name = self.given.name if self.given else ""
        if self.name in KERAS_SCHEDULES:
            self.name = f"your {self.name}"
        names = (self.name, *KERAS_SCHEDULES) if self.given else tuple(KERAS_SCHEDULES)
        super().__init__(
            schedule=Select("schedule", names[0], options=names),
            lr0=Rate("initial rate", 0.1, low=0.001, high=1.0),
            decay_steps=Slider("decay_steps", 10, low=1, high=200, limit=100_000),
            decay_rate=Slider("decay_rate", 0.9, low=0.1, high=1.0, step=0.01),
            staircase=Switch("staircase", False),
            batch_size=Slider("batch size", 64, low=4, high=256, step=4),
            **given_controls(self.given),
        )

    def update(self, batch_size: int, calls: str = "", group: str = "1", **chosen) -> Scene:
        per_epoch = -(-NUM_TRAIN // batch_size)
        last, is_given = EPOCHS * per_epoch, chosen["schedule"] not in KERAS_SCHEDULES
        by_epoch = is_given and (calls or self.given.counts[0]) == "epoch"
        if is_given:
            plan, title = self.given_schedule(group, per_epoch if by_epoch else 1, chosen["lr0"])
        else:
            plan, title = keras_schedule(**chosen)
        steps, why_not = read_rates(plan, last + 1) if is_given else (plan(np.arange(last + 1)), "")
        right = np.append(steps, np.full(last + 1 - len(steps), np.nan))[:last:per_epoch]
        rates, whose, trouble = self.rates(plan, batch_size, right)
        wrong = len(rates) != EPOCHS or not np.allclose(rates, right, rtol=1e-6, atol=0,
                                                        equal_nan=True)
        stairs = by_epoch or (not is_given and chosen["staircase"])
        panels = [step_panel(steps, per_epoch, rates, wrong, title, stairs=stairs),
                  epoch_panel(rates, whose, wrong)]
        says = f"{whose[1]}{epoch_sentence(rates, per_epoch, batch_size)}"
        return Scene(
            panels, columns=(6, 4), says=says + (told_of(self.given) if is_given else ""),
            trouble=(why_not and f"{why_not}. The figure shows the steps before that.") or trouble,
            off=self.switched_off(is_given))

    def given_schedule(self, group: str, calls_in: int, lr0: float) -> tuple[Callable, str]:
        """Return the schedule that was handed in, for one of its groups, and its title."""
        plan = self.given.of(group=int(group) - 1, calls_in=calls_in, init_lr=min(lr0, MAX_RATE))
        return plan, group_title(self.name, group, self.given.groups)

    def switched_off(self, is_given: bool) -> tuple[str, ...]:
        """Return the names of the controls that the chosen schedule has no use for."""
        if not is_given:
            return tuple(name for name in ("calls", "group") if name in self.controls)
        return ARGUMENTS[1:] if self.given.uses_lr else ARGUMENTS

    def rates(self, plan: Callable, batch_size: int,
              right: NDArray) -> tuple[NDArray, tuple[str, str], str]:
        """Return the rate of each epoch, the source of these rates, and an error message."""
        lrkits = ("at the first step of an epoch", "")
        if self.lr_per_epoch is None:
            return right, lrkits, ""
        try:
            answer = guard(self.lr_per_epoch, "lr_per_epoch")(plan, NUM_TRAIN, batch_size, EPOCHS)
            rates = as_numbers(answer, "lr_per_epoch")
            if rates.ndim != 1:
                raise LearnerError("Your lr_per_epoch must return a list of rates")
        except LearnerError as error:
            if "returned nothing" in str(error):  # not written yet, which is not an error
                return right, (lrkits[0], f"{error}. The figure shows lrkit's own rates. "), ""
            return right, lrkits, f"{error}. The figure shows lrkit's own rates."
        # `mine` hands in lrkit's own function where the learner's is not right yet.
        is_lrkits = (getattr(self.lr_per_epoch, "__module__", None) or "").startswith("lrkit.")
        return rates, lrkits if is_lrkits else ("from your lr_per_epoch", ""), ""


def keras_schedule(schedule: str, lr0: float, decay_steps: int, decay_rate: float,
                   staircase: bool) -> tuple[Schedule, str]:
    """Make one of Keras' schedules, and return it with the line of code that makes it.

    >>> keras_schedule("InverseTimeDecay", 0.1, 10, 1.0, staircase=False)[1]
    'InverseTimeDecay(0.1, 10, 1)'
    """
    lr0 = min(lr0, MAX_RATE)
    line = f"{schedule}({number(lr0, 6)}, {decay_steps}, {number(decay_rate)}"
    return (KERAS_SCHEDULES[schedule](lr0, decay_steps, decay_rate, staircase=staircase),
            f"{line}{', staircase=True' if staircase else ''})")


def given_controls(given: ScheduleAdapter | None) -> dict[str, Select]:
    """Return the controls that only a schedule that was handed in has."""
    controls = {}
    if given and len(given.counts) > 1:
        label = "step() is called after each" if given.counts_calls else "it is called for each"
        controls["calls"] = Select(label, given.counts[0], given.counts, radio=True)
    if given and given.groups > 1:
        names = tuple(str(number) for number in range(1, given.groups + 1))
        controls["group"] = Select("parameter group", "1", names, radio=given.groups <= 6)
    return controls


def group_title(name: str, group: str, groups: int) -> str:
    """Return the title of the figure, with the parameter group if there are several.

    >>> group_title("StepLR", "2", 3)
    'StepLR, parameter group 2 of 3'
    """
    return name if groups == 1 else f"{name}, parameter group {group} of {groups}"


def told_of(given: ScheduleAdapter) -> str:
    """Return what is to be said about the schedule that was handed in, after its rates."""
    short = ("The schedule computes in 32 bits: the seventh digit of a rate may not be exact."
             if given.is_short else "")
    return "".join(f" {sentence}" for sentence in (given.note, short) if sentence)


def step_panel(steps: NDArray, per_epoch: int, rates: NDArray, wrong: bool, title: str, *,
               stairs: bool) -> Panel:
    """Draw the rate of each step, a stripe for every other epoch, and the start of each epoch."""
    firsts = per_epoch * np.arange(min(len(rates), EPOCHS))
    top = 1.12 * highest_rate(np.append(rates, steps))
    marks: list[Mark] = [Band(first, first + per_epoch, "x", "grey", 0.08)
                         for first in per_epoch * np.arange(1, EPOCHS, 2)]
    marks += [
        *(Text(per_epoch * (epoch + 0.5), 0, str(epoch + 1), "grey", "center", (0, 9), size=11)
          for epoch in range(EPOCHS)),
        Line(np.arange(len(steps)), steps, "green", stairs=stairs),
        Points(firsts, rates[:EPOCHS], "vermillion", "square", size=8, hollow=wrong),
    ]
    if firsts.size and not np.isnan(rates[0]):
        told = "yours" if wrong else "first step of each epoch"
        marks.append(Text(EPOCHS * per_epoch, top, f"■ {told}", "vermillion", "right", (0, -10)))
    return Panel(Axis("step; the grey numbers count the epochs", 0, EPOCHS * per_epoch),
                 Axis("learning rate", 0, top), marks, title=title, colour="green", height=330)


def epoch_panel(rates: NDArray, whose: tuple[str, str], wrong: bool) -> Panel:
    """Draw a bar for each rate that was returned, and its number."""
    shown, marks = rates[:MAX_ROWS], []
    edge = 1.3 * highest_rate(shown)
    for row, rate in enumerate(shown):
        end = float(np.clip(np.nan_to_num(rate), 0, edge / 1.3))
        cut = " ▶" if rate > edge else ""  # the bar goes on beyond the picture
        told = "none" if np.isnan(rate) and not wrong else number(rate) + cut
        marks += [Bars(-row, end, "vermillion", width=0.7, sideways=True, hatch=bool(wrong)),
                  Text(end, -row, told, "vermillion", shift=(6, 0))]
    rows = max(len(shown), EPOCHS)
    ticks = {-row: str(row + 1) for row in range(rows)}
    return Panel(Axis("learning rate", 0, edge),
                 Axis("epoch", 0.4 - rows, 0.6, ticks=ticks),
                 marks, title=whose[0], colour="vermillion", height=330)


def highest_rate(rates: NDArray) -> float:
    """Return the highest of the rates that an axis can show, or 1."""
    return float(np.max(rates, initial=0, where=np.isfinite(rates) & (rates <= MAX_RATE))) or 1.0


def epoch_sentence(rates: NDArray, per_epoch: int, batch_size: int) -> str:
    """Describe in a sentence the steps in an epoch, and the change of the rate in one."""
    steps = f"{NUM_TRAIN} images in batches of {batch_size} make {per_epoch} steps an epoch."
    if len(rates) != EPOCHS:
        return f"{steps} {EPOCHS} rates are expected, one for each epoch; there are {len(rates)}."
    if not rates.any():
        return f"{steps} The rate is 0 in every epoch: nothing moves."
    told = (f"{number(rates[0])} in the first, {number(rates[1])} in the second, "
            f"{number(rates[-1])} in the tenth.")
    with np.errstate(divide="ignore", invalid="ignore"):
        factors = rates[1:] / rates[:-1]
    if np.isinf(factors).any():  # up from a rate of 0, as in a warm-up
        return f"{steps} The rate of the epochs: {told}"
    factors = factors[np.isfinite(factors)]
    if not factors.size:
        return f"{steps} These are not rates: {number(rates[0])} in the first epoch."
    low, high = factors.min(), factors.max()
    factor = number(low) if np.isclose(low, high, rtol=1e-3) else f"{number(low)} to {number(high)}"
    return f"{steps} From one epoch to the next the rate is multiplied by {factor}: {told}"


def schedule_inspector(lr_per_epoch: Callable | None = None, *,
                       schedule: object = None) -> ScheduleInspector:
    """Show a schedule's arguments as controls, and the rate of each of ten epochs.

    Parameters
    ----------
    lr_per_epoch : callable, optional
        Your own ``lr_per_epoch(schedule, n_train, batch_size, epochs)``; lrkit's by default. The
        figure draws its result, right or wrong.
    schedule : optional
        A schedule to inspect, beside Keras' ExponentialDecay and InverseTimeDecay:

        - any of `lrkit.schedules`, a schedule of optax, or a function of the step; a function of
          `epoch`, or of `epoch` and `lr`, is called once an epoch;
        - of Keras a schedule, an optimizer, or the callback LearningRateScheduler;
        - of PyTorch a scheduler, of which a copy is called, or an optimizer.

    Raises
    ------
    ValueError
        If `schedule` is something else, or has no rates before the run, as ReduceLROnPlateau.

    Examples
    --------
    >>> schedule_inspector().set(decay_steps=16)
    ScheduleInspector: 1000 images in batches of 64 make 16 steps an epoch. From one epoch to the
    next the rate is multiplied by 0.9: 0.1 in the first, 0.09 in the second, 0.0387 in the tenth.
    >>> schedule_inspector(schedule=lambda step: 1 / (1 + step))
    ScheduleInspector: ... 1 in the first, 0.0588 in the second, 0.0069 in the tenth.
    """
    return ScheduleInspector(lr_per_epoch, schedule)
