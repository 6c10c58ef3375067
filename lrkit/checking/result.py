"""The result of a check: its score, and its message in words."""

from dataclasses import dataclass
from html import escape

import numpy as np

from lrkit.checking.calls import call_lines
from lrkit.checking.compare import SAYS_NOTHING, describe_value
from lrkit.checking.judge import Failure, Verdict
from lrkit.checking.naming import Explanation, explains
from lrkit.checking.observe import PlainTuple
from lrkit.exercises.base import Exercise
from lrkit.exercises.callbacks import Described

MAX_FURTHER = 2  # failures of further parts that are shown where nothing is named


@dataclass(frozen=True, repr=False)
class Result:
    """The result of a check.

    In a notebook cell its value is the number of points, which is what nbgrader reads as
    partial credit. ``str(result)`` is the message; ``bool(result)`` is not defined on
    purpose: ask for `passed`.

    Attributes
    ----------
    name : str
        The exercise, question or prediction.
    score, points : float
        The points that were earned, and that can be earned.
    headline : str
        A sentence, such as "gd_step is right."
    lines : tuple of str
        The rest of the message.
    misconception : str or None
        The name of the misconception that gives the same answers.
    second : str or None
        The name of one more, which explains the failing parts that the first does not.
    relation : str or None
        Where nothing is named: a sentence on how the values are related to the right ones.
    attempted : bool
        False where there is nothing to judge: a stub, or no function at all.
    """

    name: str
    score: float
    points: float
    headline: str
    lines: tuple[str, ...] = ()
    misconception: str | None = None
    attempted: bool = True
    second: str | None = None
    relation: str | None = None

    @property
    def passed(self) -> bool:
        """True if every point was earned."""
        return self.score == self.points

    def __float__(self) -> float:
        return float(self.score)

    def __str__(self) -> str:
        return "\n".join([f"{self.headline}  [{self.score:g} of {self.points:g} points]",
                          *self.lines])

    def __repr__(self) -> str:
        return f"<{self.name}: {self.score:g} of {self.points:g} points>"

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        # nbgrader casts the text to a number: it must be nothing else.
        score = f"{self.score:g} of {self.points:g} points"
        return {"text/plain": str(float(self.score)), "text/html": f"<small>{score}</small>"}

    def html(self) -> str:
        """Return the message as HTML, with everything in it escaped.

        Only the bar at the side is coloured. The words keep the page's colour, so that they can
        be read in a light and in a dark theme.
        """
        colour, mark = ("#009e73", "✓") if self.passed else ("#d55e00", "✗")
        if self.headline.startswith("Not "):
            colour, mark = "#8a8a8a", "○"
        return (
            f'<div role="status" style="border-left:5px solid {colour};padding:.3em .8em">'
            f"<strong>{mark} {escape(self.headline)}</strong> "
            f"{self.score:g} of {self.points:g} points{_body(self.lines)}</div>"
        )


def _body(lines: tuple[str, ...]) -> str:
    """Return lines as HTML: indented ones are code and keep their columns, others may wrap."""
    pieces = []
    for line in lines:
        if line.startswith("    "):
            style = "margin:0 0 0 2em;background:none;color:inherit;white-space:pre-wrap;" \
                    "word-break:normal;overflow-wrap:anywhere"
            pieces.append(f'<pre style="{style}">{escape(line[4:])}</pre>')
        else:
            pieces.append(f'<div style="min-height:.6em">{escape(line)}</div>')
    return "".join(pieces)


def build_result(
    exercise: Exercise, verdicts: tuple[Verdict, ...], named: tuple[Explanation, ...],
    relation: str | None = None,
) -> Result:
    """Build the result of an attempt from the verdicts on its parts, and what explains them.

    `relation` is a sentence on how the values are related to the right ones.
    """
    score = float(sum(verdict.part.points for verdict in verdicts if verdict.counts))
    if score == exercise.points:
        lines = [f"✓ {verdict.part.about}" for verdict in verdicts]
        return Result(exercise.name, score, score, f"{exercise.name} is right.", tuple(lines))
    lines = [_part_line(verdict) for verdict in verdicts]
    failure = first_to_show(verdicts)
    lines += ["", *explain(exercise, failure)]
    if only_integers(exercise, verdicts):
        lines += ["Right on floats, wrong on integers: which type has the array that you fill?"]
    for found in named:
        lines += ["", *_line_of_thought(exercise, verdicts, failure, found)]
    lines += ["", relation] if relation else []
    for other in () if named else _of_other_parts(verdicts, failure):
        lines += ["", *explain(exercise, other)]
    headline = f"{exercise.name} is not right yet." if score == 0 else \
        f"{exercise.name} is partly right."
    names = [found.misconception.name for found in named]
    return Result(exercise.name, score, exercise.points, headline, tuple(lines),
                  *names[:1], second=names[1] if names[1:] else None, relation=relation)


def _line_of_thought(
    exercise: Exercise, verdicts: tuple[Verdict, ...], shown: Failure, found: Explanation
) -> list[str]:
    """Return a misconception in words.

    The part that it explains is named where the case that is shown belongs to another and went
    wrong in another way.
    """
    explained = [verdict for verdict in verdicts if verdict.part.name in found.parts]
    same = any(failure is shown for verdict in explained for failure in verdict.failures) \
        or explains(exercise, found.misconception, shown)
    about = "This" if same else f"As to “{explained[0].part.about}”: this"
    name = found.misconception.name.replace("_", " ")
    return [f"{about} looks like “{name}”.", found.misconception.message]


def _of_other_parts(verdicts: tuple[Verdict, ...], shown: Failure) -> list[Failure]:
    """Choose a visible failure of each other part that costs points.

    Without a name, a learner sees by them where else to look.
    """
    if not verdicts[0].holds:
        return []
    others = [verdict for verdict in verdicts
              if not any(failure.case is shown.case for failure in verdict.failures)
              and any(failure.case.shown for failure in verdict.failures)]
    return [first_to_show((verdict,)) for verdict in others][:MAX_FURTHER]


def first_to_show(verdicts: tuple[Verdict, ...]) -> Failure:
    """Choose the failure to show: a shown case before a drawn one, the core first, the smallest."""

    def size(failure: Failure) -> int:
        return sum(map(_count_numbers, failure.case.args))

    ranked = [(not failure.case.shown, order, size(failure), failure)
              for order, verdict in enumerate(verdicts) for failure in verdict.failures]
    return min(ranked, key=lambda entry: entry[:3])[3]


def only_integers(exercise: Exercise, verdicts: tuple[Verdict, ...]) -> bool:
    """Return whether every failure has integers where other cases have floats."""
    floats_at = {k for case in exercise.cases() for k, arg in enumerate(case.args)
                 if _kind(arg) == "f"}
    return all(
        any(_kind(arg) == "i" and k in floats_at for k, arg in enumerate(failure.case.args))
        for verdict in verdicts for failure in verdict.failures
    )


def _count_numbers(arg: object) -> int:
    if isinstance(arg, (list, tuple)):
        return sum(map(_count_numbers, arg))
    return 0 if isinstance(arg, Described) else np.size(arg)


def _kind(arg: object) -> str:
    """Return NumPy's letter for the numbers of an argument: i for integers, f for floats."""
    if isinstance(arg, np.ndarray):
        return arg.dtype.kind
    return {int: "i", float: "f"}.get(type(arg), "")


def explain(exercise: Exercise, failure: Failure) -> list[str]:
    """Describe a failing case; one that was not shown never gives its numbers away."""
    case, seen = failure.case, failure.observation
    if not exercise.signature:
        return [f"In {case.about}:", f"    {failure.how}"]
    if not case.shown:
        return [f"All visible cases pass; a hidden one fails: {case.about}.",
                f"    {failure.how}"]
    lines = [f"For {case.about}:", *(f"    {line}" for line in call_lines(exercise, case, seen))]
    if seen is not None and seen.returned:
        label = "expected      " if exercise.right_if is None else "for example   "
        came = "you returned  " if case.reads is None else "which gives   "  # an object was read
        lines += [f"    {came}{format_value(seen.value)}",
                  f"    {label}{format_value(failure.expected)}"]
    return lines if failure.how in SAYS_NOTHING else [*lines, f"    {failure.how}"]


def format_value(value) -> str:
    """Format a value as a learner would write it, shortened where it is long."""
    if isinstance(value, Described):
        return str(value)
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key!r}: {format_value(entry)}' for key, entry in value.items())}}}"
    if isinstance(value, np.ndarray):
        if value.size > 12:
            head = format_value(value.ravel()[:4].tolist())[:-1]
            return f"array of shape {value.shape}: {head}, ...]"
        return format_value(value.tolist())
    if value is None or isinstance(value, (bool, str)):
        return repr(value)
    if isinstance(value, float):
        text = f"{value:.8g}"
        return text if not text.lstrip("-").isdigit() else f"{text}.0"  # 4.0 is not the integer 4
    if isinstance(value, (list, tuple)) and len(value) <= 12:
        inner = ", ".join(format_value(entry) for entry in value)
        closed = "," * (len(value) == 1)  # a tuple of one
        return f"({inner}{closed})" if isinstance(value, (tuple, PlainTuple)) else f"[{inner}]"
    return describe_value(value)


def _part_line(verdict: Verdict) -> str:
    points = f"{verdict.part.points:g} point{'s' if verdict.part.points != 1 else ''}"
    if verdict.counts:
        return f"✓ {verdict.part.about} ({points})"
    if verdict.holds:
        return f"○ {verdict.part.about} ({points}, counted once the first line holds)"
    return f"✗ {verdict.part.about} ({points})"
