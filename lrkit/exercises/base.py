"""What an exercise is made of.

One object holds everything about an exercise: its contract, the cases that expose a wrong
answer, the reference, the misconceptions, the hints and the points. The check in the notebook,
the grade, the hints, the sample class and the tests all come from it.

A chapter writes an exercise like this::

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

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from types import CodeType
from typing import Any
from zlib import crc32

import numpy as np

PURITY = "purity"  # the part that is lost when an argument changes or a second call differs


@dataclass(frozen=True)
class Case:
    """One call of the learner's function, as data.

    Parameters
    ----------
    args : tuple
        Numbers, strings, arrays, lists, None and `Callback` descriptions: nothing that
        cannot be sent to another process.
    about : str
        The kind of input in words; all that a learner is told of a case that is not shown.
    part : str
        The name of the `Part` whose points it carries.
    also : tuple of str
        Further parts that look at the same call (at other components of the answer).
    shown : bool
        Whether a message may show the input and the expected value.
    diverges : bool
        Whether the right answer runs off to infinity: from where it is huge, anything huge,
        infinite or nan is right.
    times : int
        How often the function is called with the same argument objects; with 2 or more the
        value is the list of what came back. For a generator, which moves on from call to call.
    """

    args: tuple
    about: str
    part: str = "value"
    also: tuple[str, ...] = ()
    shown: bool = False
    diverges: bool = False
    times: int = 1
    # What the course's own functions did with it, once they were asked: see `judge`.
    known: dict = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of all parts that look at this call."""
        return (self.part, *self.also)


@dataclass(frozen=True)
class Part:
    """Something that the contract asks for, with its points.

    The first part of an exercise is its core: the others count only when it holds, so that
    nobody earns the edge cases with an answer that does nothing.

    `uses` names the components of the returned tuple that the part looks at (None: all).

    `calls` makes it a part about how the learner's function calls the functions that it was
    given: "same" asks for the calls that the reference makes, in any order; "at most" for no more
    calls than the reference makes.
    """

    name: str
    points: float
    about: str
    uses: tuple[int, ...] | None = None
    calls: str | None = None


@dataclass(frozen=True)
class Misconception:
    """A named wrong answer, as code, with what to say to somebody who gave it."""

    name: str
    message: str
    function: Callable
    never_ends: bool = False


@dataclass
class Exercise:
    """An exercise of the course; see the module's docstring for how one is written.

    Attributes
    ----------
    name : str
        The name of the function that the learner writes.
    signature : tuple of str
        The names of its arguments, in order; the reference has their defaults.
    notebook : str
        The assignment it belongs to, such as ``"01_one_step_downhill"``.
    returns : tuple of str
        What comes back, a word for each component.
    in_time : tuple of str
        Those of `returns` whose entries follow each other in time, as those of a path do: only
        for them does "wrong from entry [2] on" say something.
    from_start : tuple of str
        Those of `in_time` whose entry 0 is the start and entry k the place after k steps.
    parts : tuple of Part
        The contract in parts; their points add up to `points`.
    hints : tuple of three str
        From a nudge to the last step before the line itself.
    with_lrkit : bool
        The answer is to use lrkit's own optimizers, as an experiment does; elsewhere the instructor
        is told of an answer that does.
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
    reference: Callable = field(init=False)
    build_cases: Callable[[np.random.Generator], Iterator[Case]] = field(init=False)
    also_holds: dict[str, Callable[[tuple, Any], str | None]] = field(
        init=False, default_factory=dict)
    right_if: Callable[[tuple, Any, str], str | None] | None = field(init=False, default=None)
    misconceptions: tuple[Misconception, ...] = field(init=False, default=())

    @property
    def series(self) -> dict[str, str]:
        """For each of `returns` that goes on in time, what an entry stands for."""
        return {name: "step" if name in self.from_start else "entry"
                for name in (*self.in_time, *self.from_start)}

    @property
    def points(self) -> float:
        """Points of all parts together."""
        return float(sum(part.points for part in self.parts))

    @property
    def stub(self) -> str:
        """The cell that the learner starts from.

        >>> from lrkit.exercises import get
        >>> print(get("gd_step").stub)
        def gd_step(w, grad, lr):
            ...  # your code here
        """
        return f"def {self.name}{inspect.signature(self.reference)}:\n    ...  # your code here"

    def cases(self, seed: int | None = None, *, num_drawn: int = 8) -> list[Case]:
        """The cases for a seed: the shown ones first, always the same, then the drawn ones.

        Without a seed the draw is the exercise's own, so that a notebook says the same thing
        each time it runs. The builder is called again, and draws anew, until there are at least
        `num_drawn` cases that are not shown: more of them when a grade depends on it.
        """
        rng = np.random.default_rng(crc32(self.name.encode()) if seed is None else seed)
        cases = list(self.build_cases(rng))
        drawn = [case for case in cases if not case.shown]
        while self.signature and 0 < len(drawn) < num_drawn:
            drawn += [case for case in self.build_cases(rng) if not case.shown]
        return [case for case in cases if case.shown] + drawn

    def set_cases(self, builder: Callable) -> Callable:
        """Decorator: a generator function from a numpy Generator to `Case` objects."""
        self.build_cases = builder
        return builder

    def set_reference(self, function: Callable) -> Callable:
        """Decorator: the right answer."""
        self.reference = function
        return function

    def set_right_if(self, function: Callable) -> Callable:
        """Decorator: what makes an answer right where there are many right ones.

        ``function(args, value, part)`` gets the case's arguments, what came back as plain data, and
        the name of the part that asks; it returns None if that is right, else in words what is
        wrong. It takes the place of the comparison with the reference.
        """
        self.right_if = function
        return function

    def set_also_holds(self, part: str) -> Callable:
        """Decorator: ``function(args, value)``, asked for one part after the comparison."""

        def add(function: Callable) -> Callable:
            self.also_holds[part] = function
            return function

        return add

    def misconception(self, function: Callable | None = None, *, never_ends: bool = False):
        """Decorator: a wrong answer; its name and docstring are what the learner is told."""

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
        """A reference's or misconception's code as a learner would have written it.

        It runs in any cell that knows NumPy as np; whatever else it needs, it imports.

        >>> from lrkit.exercises import get
        >>> print(get("gd_step").source(get("gd_step").reference))
        def gd_step(w, grad, lr):
            return np.asarray(w, dtype=float) - lr * np.asarray(grad, dtype=float)
        """
        helpers = _helpers(function)
        texts = [_undocumented(helper, helper.__name__) for helper in helpers]
        return "\n\n\n".join([*_imports((function, *helpers)), *texts,
                              _undocumented(function, self.name)])


def _helpers(function: Callable) -> list[Callable]:
    """The private functions of its module that a stored answer needs, each once."""
    found: dict[str, Callable] = {}
    for name in _names(function.__code__):
        helper = function.__globals__.get(name)
        if name.startswith("_") and inspect.isfunction(helper):
            found |= {needed.__name__: needed for needed in (*_helpers(helper), helper)}
    return list(found.values())


def _imports(functions: Sequence[Callable]) -> list[str]:
    """The line that imports the modules that functions use, besides NumPy; none, or one."""
    used = {function.__globals__.get(name) for function in functions
            for name in _names(function.__code__)
            if inspect.ismodule(function.__globals__.get(name))}
    found = sorted(module.__name__ for module in used if module is not np)
    return [f"import {', '.join(found)}"] if found else []


def _names(code: CodeType) -> tuple[str, ...]:
    """Every name that code looks up outside itself, that of inner functions too."""
    inner = (entry for entry in code.co_consts if isinstance(entry, CodeType))
    return (*code.co_names, *(name for entry in inner for name in _names(entry)))


def _undocumented(function: Callable, name: str) -> str:
    """A function's code under another name and without its docstring."""
    text = textwrap.dedent(inspect.getsource(function))
    node = ast.parse(text).body[0]
    lines = text.splitlines()
    has_docstring = ast.get_docstring(node, clean=False) is not None
    head = lines[node.lineno - 1 : node.body[0].lineno - 1]
    head[0] = head[0].replace(f"def {node.name}(", f"def {name}(", 1)
    body = node.body[1:] if has_docstring else node.body
    return "\n".join([*head, *lines[body[0].lineno - 1 : node.end_lineno]])
