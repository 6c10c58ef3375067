"""An adapter for schedules: the rate of each step, for lrkit, Keras, PyTorch or a function.

Each rate is read once and kept, so that moving a slider reads none again. An error of the schedule
ends the list of rates and becomes a sentence.
"""

import copy
import warnings
from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.explore.learner_functions import LearnerError, as_numbers, guard
from lrkit.explore.ticks import number

MAX_CALLS = 100_000  # of a PyTorch scheduler, which reaches a step only through all steps before it


class ScheduleAdapter:
    """A schedule of any library as a function of the step, counted from 0.

    Parameters
    ----------
    schedule : callable or PyTorch scheduler
        ``schedule(step)`` gives a number: a schedule of lrkit or Keras, or a function. A scheduler
        of PyTorch has no such thing: it changes the rate of its optimizer with each call of
        ``step()``. Here a copy of it is called, so that the learner's own stays where it is.

    Raises
    ------
    ValueError
        If it is neither.

    Examples
    --------
    >>> halving = ScheduleAdapter(lambda step: 0.5**step)
    >>> halving.name, halving(2)
    ('your schedule', 0.25)
    """

    def __init__(self, schedule: Callable | object):
        self.counts_calls = hasattr(schedule, "get_last_lr") and hasattr(schedule, "optimizer")
        if not self.counts_calls and not callable(schedule):
            raise ValueError("schedule must be a function of the step, a schedule of lrkit or "
                             f"Keras, or a PyTorch scheduler, got {schedule!r}")
        self.name = schedule_name(schedule)
        guarded = _SchedulerCalls(schedule) if self.counts_calls else guard(schedule, "schedule")
        self._read = cache(lambda step: as_rate(guarded(step)))

    def __call__(self, step: ArrayLike) -> float | NDArray:
        """Return the rate of a step, or of each of several; a `LearnerError` if there is none."""
        if np.ndim(step):
            return np.array([self(one) for one in np.ravel(step)]).reshape(np.shape(step))
        return self._read(step if isinstance(step, int) else np.asarray(step).item())


class _SchedulerCalls:
    """The rate after a number of calls of a PyTorch scheduler, for its first parameter group.

    A scheduler that failed, or was interrupted, may already have counted the call: from then on it
    would give the rates of other steps. So a failure is kept, and after an interruption a new copy
    is made.
    """

    def __init__(self, scheduler: object):
        self._scheduler = scheduler
        self._copy: object = None
        self._rates: list[float] = []
        self._failure: LearnerError | None = None

    def __call__(self, calls: int) -> float:
        if not 0 <= calls <= MAX_CALLS or calls != int(calls):
            raise LearnerError(f"A scheduler can be called 0 to {MAX_CALLS} times, not {calls:g}")
        if calls >= len(self._rates) and self._failure:
            raise self._failure
        while len(self._rates) <= calls:
            self._go_on()
        return self._rates[int(calls)]

    def _go_on(self) -> None:
        try:
            if self._copy is None:
                self._rates, self._copy = [], guard(copy.deepcopy, "schedule")(self._scheduler)
            else:
                # PyTorch warns that optimizer.step() was not called; here it need not be.
                with warnings.catch_warnings(action="ignore"):
                    guard(lambda: (self._copy.step(), "done")[1], "schedule")()
            self._rates.append(guard(lambda: self._copy.get_last_lr()[0], "schedule")())
        except LearnerError as error:
            self._failure = error
            raise
        except BaseException:  # an interruption, after which the count is unknown
            self._copy = None
            raise


def as_rate(answer: object) -> float:
    """Return a schedule's answer as a rate; a `LearnerError` if it is none.

    >>> as_rate(-0.1)
    Traceback (most recent call last):
    lrkit.explore.learner_functions.LearnerError: Your schedule gave −0.1, which is not a rate
    """
    rate = float(as_numbers(answer, "schedule", ()))
    if not (np.isfinite(rate) and rate >= 0):
        raise LearnerError(f"Your schedule gave {number(rate)}, which is not a rate")
    return rate


def read_rates(schedule: Callable, num_steps: int) -> tuple[NDArray, str]:
    """Return the rates of the first steps and an error message; fewer rates if the schedule fails.

    >>> read_rates(ScheduleAdapter(lambda step: 1 / (2 - step)), 4)
    (array([0.5, 1. ]), 'At step 2 your schedule raised ZeroDivisionError: division by zero')
    """
    rates: list[float] = []
    for step in range(num_steps):
        try:
            rates.append(schedule(step))
        except LearnerError as error:
            words = str(error)
            return np.array(rates), f"At step {step} {words[:1].lower()}{words[1:]}"
    return np.array(rates), ""


def schedule_name(schedule: Callable | object) -> str:
    """Return a name for a schedule: a short repr, or the name of the function or the class.

    >>> schedule_name(lambda step: 0.1), schedule_name(np.sqrt)
    ('your schedule', 'sqrt')
    """
    name = getattr(schedule, "__name__", "")
    if name == "<lambda>":
        return "your schedule"
    told = repr(schedule)
    short = type(schedule).__name__ if "<" in told or len(told) > 60 else told
    return name or short
