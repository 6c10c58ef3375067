"""A schedule of any make, read step by step: lrkit's, Keras', PyTorch's, or the learner's own.

A rate that was read is kept, so that a moved slider asks for none twice. What goes wrong ends the
rates and becomes a sentence.
"""

import copy
import warnings
from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.explore.learners import StepError, as_numbers, own
from lrkit.explore.ticks import number

MOST_CALLS = 100_000  # of a PyTorch scheduler, which cannot be asked for a step far away


class GivenSchedule:
    """The rate of each step from 0 on, whoever made the schedule.

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
    >>> halving = GivenSchedule(lambda step: 0.5**step)
    >>> halving.name, halving(2)
    ('your schedule', 0.25)
    """

    def __init__(self, schedule: Callable | object):
        self.counts_calls = hasattr(schedule, "get_last_lr") and hasattr(schedule, "optimizer")
        if not self.counts_calls and not callable(schedule):
            raise ValueError("schedule must be a function of the step, a schedule of lrkit or "
                             f"Keras, or a PyTorch scheduler, got {schedule!r}")
        self.name = name_of(schedule)
        guarded = _Calls(schedule) if self.counts_calls else own(schedule, "schedule")
        self._read = cache(lambda step: rate_of(guarded(step)))

    def __call__(self, step: ArrayLike) -> float | NDArray:
        """The rate of a step, or of each of several; a `StepError` if there is none."""
        if np.ndim(step):
            return np.array([self(one) for one in np.ravel(step)]).reshape(np.shape(step))
        return self._read(step if isinstance(step, int) else np.asarray(step).item())


class _Calls:
    """The rate after so many calls of a PyTorch scheduler; that of its first group.

    A scheduler that failed, or was interrupted, may have counted the call: from then on it would
    tell the rates of other steps. So a failure stays, and after an interruption a new copy begins.
    """

    def __init__(self, scheduler: object):
        self._scheduler = scheduler
        self._copy: object = None
        self._rates: list[float] = []
        self._failure: StepError | None = None

    def __call__(self, calls: int) -> float:
        if not 0 <= calls <= MOST_CALLS or calls != int(calls):
            raise StepError(f"A scheduler can be called 0 to {MOST_CALLS} times, not {calls:g}")
        if calls >= len(self._rates) and self._failure:
            raise self._failure
        while len(self._rates) <= calls:
            self._go_on()
        return self._rates[int(calls)]

    def _go_on(self) -> None:
        try:
            if self._copy is None:
                self._rates, self._copy = [], own(copy.deepcopy, "schedule")(self._scheduler)
            else:
                with warnings.catch_warnings(action="ignore"):  # that the optimizer makes no step
                    own(lambda: (self._copy.step(), "done")[1], "schedule")()
            self._rates.append(own(lambda: self._copy.get_last_lr()[0], "schedule")())
        except StepError as error:
            self._failure = error
            raise
        except BaseException:  # stopped in the middle
            self._copy = None
            raise


def rate_of(answer: object) -> float:
    """What a schedule returned as a rate; a `StepError` if it is none.

    >>> rate_of(-0.1)
    Traceback (most recent call last):
    lrkit.explore.learners.StepError: Your schedule gave −0.1, which is no rate
    """
    rate = float(as_numbers(answer, "schedule", ()))
    if not (np.isfinite(rate) and rate >= 0):
        raise StepError(f"Your schedule gave {number(rate)}, which is no rate")
    return rate


def read(schedule: Callable, num_steps: int) -> tuple[NDArray, str]:
    """The rates of the first steps, fewer if the schedule fails, and what went wrong.

    >>> read(GivenSchedule(lambda step: 1 / (2 - step)), 4)
    (array([0.5, 1. ]), 'At step 2 your schedule raised ZeroDivisionError: division by zero')
    """
    rates: list[float] = []
    for step in range(num_steps):
        try:
            rates.append(schedule(step))
        except StepError as error:
            words = str(error)
            return np.array(rates), f"At step {step} {words[:1].lower()}{words[1:]}"
    return np.array(rates), ""


def name_of(schedule: Callable | object) -> str:
    """What a schedule is called: a short repr, or the name of the function or the class.

    >>> name_of(lambda step: 0.1), name_of(np.sqrt)
    ('your schedule', 'sqrt')
    """
    name = getattr(schedule, "__name__", "")
    if name == "<lambda>":
        return "your schedule"
    told = repr(schedule)
    short = type(schedule).__name__ if "<" in told or len(told) > 60 else told
    return name or short
