"""The parts of an exercise: cases, contract, reference, misconceptions, hints.

One object holds everything about an exercise: its contract, the cases that expose a wrong
answer, the reference, the misconceptions, the hints and the points. The check in the notebook,
the grade, the hints, the sample class and the tests all use it.

A chapter defines an exercise like this::

    gd_step = Exercise("gd_step", ...)

    @gd_step.set_cases
    def cases(rng):
        yield Case((4.0, -6.0, 0.1), about="plain numbers", shown=True)

    @gd_step.set_reference
    def reference(w, grad, lr):
        return np.asarray(w, float) - lr * np.asarray(grad, float)

    @gd_step.misconception
    def went_uphill(w, grad, lr):
        \"\"\"You added the gradient, ...\"\"\"       # the message that the learner sees
        return w + lr * grad
"""

import copy
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

import numpy as np

from lrkit.exercises.source import source_of

# The part whose points are lost if a call changes its arguments, or a second call differs.
PURITY = "purity"


@dataclass(frozen=True)
class Case:
    """One call of the learner's function, as data.

    Parameters
    ----------
    args : tuple
        The arguments: numbers, strings, arrays, lists, None and `Callback` descriptions, all of
        which can be sent to another process.
    about : str
        The kind of input in words; of a case that is not shown, a learner is told only this.
    part : str
        The name of the `Part` whose points depend on the case.
    also : tuple of str
        The names of further parts that depend on the same call (on other components of the value).
    shown : bool
        Whether a message may show the input and the expected value.
    diverges : bool
        Whether the right answer goes to infinity: where it is huge, any value that is huge,
        infinite or nan is right.
    times : int
        The number of calls with the same argument objects; with 2 or more the value is the list of
        the returned values. For arguments that change from call to call, such as a generator.
    reads : str or None
        The reader of `lrkit.frameworks.standins` that turns an object of a library into plain
        data: what kind it is, and the rates of each step. None where plain data is returned.
    """

    args: tuple
    about: str
    part: str = "value"
    also: tuple[str, ...] = ()
    shown: bool = False
    diverges: bool = False
    times: int = 1
    reads: str | None = None
    # A cache of what the course's own functions returned for this case: see `judge`.
    known: dict = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of all parts that depend on this call."""
        return (self.part, *self.also)


@dataclass(frozen=True)
class Part:
    """A part of the contract, with its points.

    The first part of an exercise is its core: the others count only if it holds, so that an answer
    that does nothing does not earn the points of the edge cases.

    `uses` gives the components of the returned tuple that the part depends on (None: all), and
    `ignores` the keys of a returned dict that it does not.

    `calls` makes it a part about the calls that the learner's function makes to the functions among
    its arguments: "same" requires the calls that the reference makes, in any order; "at most"
    allows no more calls than the reference makes.
    """

    name: str
    points: float
    about: str
    uses: tuple[int, ...] | None = None
    calls: str | None = None
    ignores: tuple[str, ...] = ()


@dataclass(frozen=True)
class Misconception:
    """A named wrong answer, as code, with the message for a learner who gave it."""

    name: str
    message: str
    function: Callable
    never_ends: bool = False


@dataclass
class Exercise:
    """An exercise of the course; the module's docstring shows an example.

    Attributes
    ----------
    name : str
        The name of the function that the learner writes.
    signature : tuple of str
        The names of its arguments, in order; the reference has their defaults.
    notebook : str
        The assignment it belongs to, such as ``"01_one_step_downhill"``.
    returns : tuple of str
        The returned value, a word for each component.
    in_time : tuple of str
        Those of `returns` whose entries follow each other in time, like those of a path: only for
        them is "wrong from entry [2] on" a helpful message.
    from_start : tuple of str
        Those of `in_time` whose entry 0 is the start and entry k the point after k steps.
    parts : tuple of Part
        The contract in parts; their points add up to `points`.
    hints : tuple of three str
        From a nudge to the last step before the line itself.
    with_lrkit : bool
        Whether the answer is meant to use lrkit's own optimizers, as an experiment does; in other
        exercises the instructor is told of an answer that uses them.
    edition : int
        The edition of the course in which the contract became what it is: see `EDITION`.
    """

    name: str
    signature: tuple[str, ...]
    notebook: str
    returns: tuple[str, ...]
    parts: tuple[Part, ...]
    hints: tuple[str, str, str]
    in_time: tuple[str, ...] = ()
    from_start: tuple[str, ...] = ()
    with_lrkit: bool = False
    edition: int = 1
    reference: Callable = field(init=False)
    build_cases: Callable[[np.random.Generator], Iterator[Case]] = field(init=False)
    also_holds: dict[str, Callable[[tuple, Any], str | None]] = field(
        init=False, default_factory=dict)
    right_if: Callable[[tuple, Any, str], str | None] | None = field(init=False, default=None)
    note: Callable[[Any], str | None] | None = field(init=False, default=None)
    make_graded: Callable[["Exercise", np.random.Generator], "Exercise"] | None = field(
        init=False, default=None)
    misconceptions: tuple[Misconception, ...] = field(init=False, default=())

    @property
    def series(self) -> dict[str, str]:
        """The meaning of an entry, "step" or "entry", for each of `returns` that is a series."""
        return {name: "step" if name in self.from_start else "entry"
                for name in (*self.in_time, *self.from_start)}

    @property
    def points(self) -> float:
        """The points of all parts together."""
        return float(sum(part.points for part in self.parts))

    @property
    def stub(self) -> str:
        """The code of the cell that the learner starts from.

        >>> from lrkit.exercises import get
        >>> print(get("gd_step").stub)
        def gd_step(w, grad, lr):
            ...  # your code here
        """
        return f"def {self.name}{inspect.signature(self.reference)}:\n    ...  # your code here"

    def cases(self, seed: int | None = None, *, num_drawn: int = 8) -> list[Case]:
        """Return the cases for a seed: the shown ones, which never change, then the drawn ones.

        Without a seed the draw is fixed for each exercise, so that a notebook gives the same output
        each time it runs. The builder is called again, and draws again, until there are at least
        `num_drawn` cases that are not shown; a grade uses more of them than a check. The drawn ones
        come part by part: after a few calls without an end no more are made, and those must not be
        the calls of the core.
        """
        rng = np.random.default_rng(crc32(self.name.encode()) if seed is None else seed)
        cases = list(self.build_cases(rng))
        drawn = [case for case in cases if not case.shown]
        while self.signature and 0 < len(drawn) < num_drawn:
            drawn += [case for case in self.build_cases(rng) if not case.shown]
        place = {part.name: k for k, part in enumerate(self.parts)}
        drawn.sort(key=lambda case: place.get(case.part, len(place)))
        return [case for case in cases if case.shown] + drawn

    def graded(self, seed: int) -> "Exercise":
        """Return the exercise as the grader judges it: itself, unless `set_graded` says otherwise.

        `seed` comes from the secret of a class.
        """
        if self.make_graded is None:
            return self
        return self.make_graded(copy.copy(self), np.random.default_rng(seed))

    def set_cases(self, builder: Callable) -> Callable:
        """Decorate the builder of the cases, a generator function of a numpy Generator."""
        self.build_cases = builder
        return builder

    def set_reference(self, function: Callable) -> Callable:
        """Decorate the reference, the right answer."""
        self.reference = function
        return function

    def set_right_if(self, function: Callable) -> Callable:
        """Decorate a function that decides whether a value is right, if several values are.

        ``function(args, value, part)`` gets the case's arguments, the returned value as plain data,
        and the name of a part; it returns None if the value is right, else the fault in words. It
        replaces the comparison with the reference.
        """
        self.right_if = function
        return function

    def set_note(self, function: Callable) -> Callable:
        """Decorate ``function(value)``, which adds a sentence to the result of every attempt.

        It gets the value that the first case returned, as plain data; None adds nothing.
        """
        self.note = function
        return function

    def set_graded(self, function: Callable) -> Callable:
        """Decorate ``function(exercise, rng)``, which changes a copy of the exercise for the grade.

        For an answer that the grade measures on other data than the notebook. The points of the
        parts must stay the same.
        """
        self.make_graded = function
        return function

    def set_also_holds(self, part: str) -> Callable:
        """Decorate ``function(args, value)``, a further condition of one part.

        It is tested after the comparison, and returns None or the fault in words.
        """

        def add(function: Callable) -> Callable:
            self.also_holds[part] = function
            return function

        return add

    def misconception(self, function: Callable | None = None, *, never_ends: bool = False):
        """Decorate a wrong answer; the learner is told its name and its docstring."""

        def add(function: Callable) -> Callable:
            message = " ".join((function.__doc__ or "").split())
            if not message:
                raise ValueError(f"the misconception {function.__name__} of {self.name} has no "
                                 "docstring: that is what the learner is told")
            entry = Misconception(function.__name__, message, function, never_ends)
            self.misconceptions = (*self.misconceptions, entry)
            return function

        return add if function is None else add(function)

    def source(self, function: Callable) -> str:
        """Return a reference's or misconception's code as a learner would have written it.

        It runs in any cell in which NumPy is imported as np; whatever else it needs, it imports.

        >>> from lrkit.exercises import get
        >>> print(get("gd_step").source(get("gd_step").reference))
        def gd_step(w, grad, lr):
            return np.asarray(w, dtype=float) - lr * np.asarray(grad, dtype=float)
        """
        return source_of(function, self.name)
