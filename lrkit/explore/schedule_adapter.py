"""An adapter for schedules: the rate of each step, for an object of any library.

Each rate is read once and kept, so that moving a slider reads none again. An error of the schedule
ends the list of rates and becomes a sentence.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.explore.learner_functions import LearnerError, as_numbers
from lrkit.explore.schedule_kinds import recognise
from lrkit.explore.ticks import number

BLOCK = 2560  # steps that are read at once, enough for ten epochs of 250
FIRST_LR = 0.01  # before the first call of a function that wants the present rate


class ScheduleAdapter:
    """A schedule of any library as a function of the step, counted from 0.

    Parameters
    ----------
    schedule : callable, scheduler, optimizer or callback
        - A function of the step, a schedule of lrkit, Keras or optax: ``schedule(step)`` gives a
          number. A function of `epoch`, or of `epoch` and the present rate, is called by epoch.
        - A scheduler of PyTorch has no such thing: it changes the rate of its optimizer with each
          call of ``step()``. Here a copy of it is called, so that the learner's own stays where it
          is.
        - An optimizer: of Keras with its schedule, else with its constant rate.
        - Keras' callback LearningRateScheduler.

    Attributes
    ----------
    name : str
        A name for it.
    counts : tuple of str
        What may make a call, "batch" or "epoch", the likelier first.
    counts_calls : bool
        Whether it counts the calls of its own ``step()``.
    groups : int
        The number of its parameter groups.
    uses_lr : bool
        Whether it wants the present rate.
    note : str
        A sentence about it, or nothing.
    is_short : bool
        Whether a rate was read that has 32 bits or fewer instead of Python's 64.

    Raises
    ------
    ValueError
        If it is none of these, or has rates only with a run's losses.

    Examples
    --------
    >>> halving = ScheduleAdapter(lambda step: 0.5**step)
    >>> halving.name, halving(2)
    ('your schedule', 0.25)
    """

    def __init__(self, schedule: object):
        kind = recognise(schedule)
        self.counts, self.groups, self.note = kind.counts, kind.groups, kind.note
        self.uses_lr, self.name = kind.uses_lr, kind.name or schedule_name(schedule)
        self.is_short, self.counts_calls = False, kind.counts_calls
        self._read, self._kept, self._made = kind.read, {}, {}
        self._read_many, self._blocks = kind.read_many, {}

    def __call__(self, step: ArrayLike) -> float | NDArray:
        """Return the rate of a step, or of each of several; a `LearnerError` if there is none."""
        return self.of()(step)

    def of(self, *, group: int = 0, calls_in: int = 1, init_lr: float = FIRST_LR) -> Callable:
        """Return the rate as a function of the step, or of several.

        Parameters
        ----------
        group : int
            The parameter group, from 0.
        calls_in : int
            The number of steps in which the schedule is called once.
        init_lr : float
            The rate before the first call, for a schedule that wants it.
        """
        def rate(step: ArrayLike) -> float | NDArray:
            if np.ndim(step):
                return np.array([rate(one) for one in np.ravel(step)]).reshape(np.shape(step))
            step = step if isinstance(step, int) else np.asarray(step).item()
            return self._rates(step // calls_in if calls_in > 1 else step, init_lr)[group]

        return rate

    def _rates(self, calls: float, init_lr: float) -> list[float]:
        if not self.uses_lr:
            if calls not in self._kept:
                known = self._ahead(calls) or self._read(calls)
                self._kept[calls] = self._checked(known)
            return self._kept[calls]
        if calls < 0 or calls != int(calls):
            raise LearnerError(f"Your schedule makes each rate from the one before, not that of "
                               f"{calls:g}")
        made = self._made.setdefault(init_lr, [])
        while len(made) <= calls:
            made.append(self._checked(self._read(len(made), made[-1][0] if made else init_lr)))
        return made[int(calls)]

    def _ahead(self, calls: float) -> list | None:
        """Return the answer for a call from a block that is read at once, if that is possible."""
        if self._read_many is None or calls < 0 or calls != int(calls):
            return None
        block = int(calls) // BLOCK
        if block not in self._blocks:
            try:
                first = BLOCK * block
                rates = np.asarray(self._read_many(np.arange(first, first + BLOCK)))
                self._blocks[block] = rates if rates.shape == (BLOCK,) else None
            except Exception:  # then each step by itself, which tells what is wrong, and where
                self._blocks[block] = None
        rates = self._blocks[block]
        return None if rates is None else [rates[int(calls) % BLOCK]]

    def _checked(self, answers: list) -> list[float]:
        self.is_short |= any(has_few_bits(answer) for answer in answers)
        return [as_rate(answer) for answer in answers]


def has_few_bits(answer: object) -> bool:
    """Return whether an answer is an array or a tensor of 32 bits or fewer.

    >>> has_few_bits(np.float32(0.1)), has_few_bits(0.1)
    (True, False)
    """
    kind = str(getattr(answer, "dtype", ""))  # "float32", "torch.float32", "<dtype: 'float32'>"
    return any(word in kind for word in ("float32", "float16"))


def as_rate(answer: object) -> float:
    """Return a schedule's answer as a rate; a `LearnerError` if it is none.

    >>> as_rate(-0.1)
    Traceback (most recent call last):
    lrkit.explore.learner_functions.LearnerError: Your schedule gave −0.1, which is not a rate
    """
    if callable(answer):
        raise LearnerError("Your schedule returned a function, not a rate: is it a function that "
                           "makes a schedule? Then call it, and hand in what it returns")
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
