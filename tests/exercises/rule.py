"""The rule for naming a misconception, written a second time and in another way.

What a learner's answer and the named one returned is compared here as numbers in a row and as a
skeleton of types, with none of the code that the check uses to compare.
"""

import itertools
import math
from collections.abc import Sequence
from numbers import Number

import numpy as np

from lrkit.checking import Result
from lrkit.checking.judge import Verdict, judge
from lrkit.checking.observe import Observation, observe
from lrkit.exercises import Case, Exercise, Misconception
from lrkit.exercises.base import PURITY, Part


def forbidden(
    exercise: Exercise, cases: Sequence[Case], seen: Sequence[Observation | None], result: Result
) -> list[str]:
    """Say in words why a name should not have been given; nothing where it was right to."""
    names = [name for name in (result.misconception, result.second) if name]
    if not names:
        return []
    entries = [each for name in names for each in exercise.misconceptions if each.name == name]
    made = [(case, mine) for case, mine in zip(cases, seen, strict=True) if mine is not None]
    failing = _failing(judge(exercise, cases, seen))
    core = exercise.parts[0].name
    to_explain = {core} if core in failing else set(failing)
    found, explained = [], []
    for entry in entries:
        theirs = [_observed(exercise, entry, case) for case, _ in made]
        others = _failing(judge(exercise, [case for case, _ in made], theirs))
        if _is_silent(exercise, theirs):  # about the parts for which the first one has no eye
            others = [name for name in others if name == core]
        if wrongly := set(others) - set(failing):
            found.append(f"{entry.name} fails {sorted(wrongly)}, which the answer passes")
        if _praises(entry.message) and (more := set(failing) - set(others)):
            found.append(f"{entry.name} calls right what is not: {sorted(more)}")
        explained.append({part.name for part in exercise.parts if part.name in to_explain
                          and _agree(exercise, part, made, theirs)})
        if _other_form(exercise, to_explain, made, theirs):
            found.append(f"{entry.name} has another form than the answer, whose form is wrong")
    if failing[0] not in explained[0]:
        found.append(f"{names[0]} does not account for {failing[0]!r}, which fails first")
    if left := to_explain - set().union(*explained):
        found.append(f"{names} leave {sorted(left)} unexplained")
    if len(explained) > 1 and explained[0] & explained[1]:
        found.append(f"{names} explain the same part")
    return found


def _praises(message: str) -> bool:
    words = message.replace(",", "").split()
    return words[0].strip(".") == "Right" or words[:2] == ["Nearly", "right"] or any(
        verb in ("is", "are") and word.strip(".;:") == "right"
        for verb, word in itertools.pairwise(words))


def _is_silent(exercise: Exercise, theirs: Sequence[Observation]) -> bool:
    """Tell whether a stored recipe has no word of a comparison, which is judged by itself."""
    extra = set(exercise.parts[0].ignores)
    return bool(extra) and all(isinstance(each.value, dict) and extra.isdisjoint(each.value)
                               for each in theirs)


def _failing(verdicts: Sequence[Verdict]) -> list[str]:
    return [verdict.part.name for verdict in verdicts if not verdict.holds]


def _observed(exercise: Exercise, entry: Misconception, case: Case) -> Observation:
    key = "rule", entry.name
    if key not in case.known:
        case.known[key] = observe(entry.function, case, exercise.signature,
                                  seconds=0.2 if entry.never_ends else 3.0)
    return case.known[key]


def _agree(exercise: Exercise, part: Part, made: Sequence, theirs: Sequence[Observation]) -> bool:
    """Tell whether two answers agree in everything that a part looks at."""
    for (case, a), b in zip(made, theirs, strict=True):
        if part.name == PURITY:
            if (a.modified, a.unsteady) != (b.modified, b.unsteady):
                return False
        elif part.name in case.parts and not _agree_in(exercise, part, case, a, b):
            return False
    return True


def _agree_in(exercise: Exercise, part: Part, case: Case, a: Observation, b: Observation) -> bool:
    if part.calls and list(map(len, a.calls)) != list(map(len, b.calls)):
        return False
    if not (a.returned and b.returned):
        return (a.timed_out, type_of(a)) == (b.timed_out, type_of(b))
    left, right = a.value, b.value
    count = len(exercise.returns)
    if part.uses and _holds(left, count) and _holds(right, count):
        left, right = ([np.asarray(value[k]).tolist() if isinstance(value, np.ndarray) else value[k]
                        for k in part.uses] for value in (left, right))
    if part.ignores and isinstance(left, dict) and isinstance(right, dict):
        left, right = ({key: entry for key, entry in value.items() if key not in part.ignores}
                       for value in (left, right))
    return skeleton(left) == skeleton(right) and all(
        near(x, y, case.diverges) for x, y in zip(leaves(left), leaves(right), strict=True))


def type_of(seen: Observation) -> str | None:
    """The type of an error, if there was one."""
    return seen.error and seen.error.type_name


def _holds(value, count: int) -> bool:
    if isinstance(value, np.ndarray):
        return value.ndim > 0 and len(value) == count
    return isinstance(value, list) and len(value) == count


def _other_form(exercise: Exercise, to_explain, made, theirs) -> bool:
    """Tell whether the answer's form is wrong somewhere, and not that of the named one as well."""
    if exercise.right_if is not None:
        return False
    for (case, a), b in zip(made, theirs, strict=True):
        if not a.returned or not to_explain.intersection(case.parts):
            continue
        right = observe(exercise.reference, case, exercise.signature)
        if right.returned and skeleton(right.value) != skeleton(a.value) \
                and (not b.returned or skeleton(a.value) != skeleton(b.value)):
            return True
    return False


def skeleton(value) -> str:
    """Brackets and commas of a value, with a letter for each kind of leaf."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{key}:{skeleton(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, list):
        return "[" + ",".join(map(skeleton, value)) + "]"
    return "#" if isinstance(value, Number) else type(value).__name__ + (
        value.type_name if hasattr(value, "type_name") else "")


def leaves(value) -> list:
    """Everything that is neither a list nor a dict, in one row."""
    if isinstance(value, dict):
        return [leaf for key in sorted(value) for leaf in leaves(value[key])]
    if isinstance(value, np.ndarray):
        value = value.tolist()
    return [leaf for entry in value for leaf in leaves(entry)] if isinstance(value, list) \
        else [value]


def near(a, b, diverges: bool) -> bool:
    """Tell whether two leaves are the same to six digits, or both lost on a run that explodes."""
    numbers = [float(each) for each in (a, b) if isinstance(each, Number)
               and not isinstance(each, complex)]
    if len(numbers) < 2:
        return a == b or (a != a and b != b)
    if diverges and all(not math.isfinite(each) or abs(each) > 1e100 for each in numbers):
        return True
    return (math.isnan(a) and math.isnan(b)) or math.isclose(a, b, rel_tol=2e-6, abs_tol=2e-9)
