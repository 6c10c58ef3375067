"""Name the misconception behind an answer: only where it explains what is seen.

A stored wrong answer is named where

- it did what the learner's did in all that the first failing part looks at;
- it fails no part that the learner's passes;
- it did the same in every other failing part that is counted, or one more stored answer did in
  those that are left: then both are named;
- it has the form of the learner's value (type, length, shape, number of values) wherever that form
  is at fault;
- its message calls nothing right that is not, and an answer that is the same for every input gets
  only the name of one that is, too.

A wrong name is worse than none: what came back and what was expected is told anyway.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from lrkit.checking.compare import Raised, holds_several, mismatch
from lrkit.checking.form import form_is_wrong, form_of
from lrkit.checking.judge import Failure, Verdict, expect, imitate, judge
from lrkit.checking.observe import Observation, OpaqueValue, RaisedError, same
from lrkit.exercises.base import PURITY, Case, Exercise, Misconception, Part

PRAISE = re.compile(r"\b(is|are) right\b|^(Nearly r|R)ight\b")
WORDS_COMPARED = 20  # letters of a library's error message
ALIKE_WORDS = 0.6  # how similar the messages are of two errors that have one cause


@dataclass(frozen=True)
class Explanation:
    """A stored wrong answer, and what it explains.

    Attributes
    ----------
    misconception : Misconception
        The stored answer.
    parts : frozenset of str
        The names of the failing parts in which it did what the learner's answer did.
    agreements : int
        In how many cases altogether it did so.
    """

    misconception: Misconception
    parts: frozenset[str]
    agreements: int


def find_misconceptions(
    exercise: Exercise, cases: Sequence[Case], observations: Sequence[Observation | None],
    verdicts: Sequence[Verdict],
) -> tuple[Explanation, ...]:
    """Find the stored wrong answers that explain the learner's: none, one, or two together.

    Of several that explain it, the one that did the same in most cases altogether is taken.
    """
    made = [(case, seen) for case, seen in zip(cases, observations, strict=True)
            if seen is not None]
    to_explain = _parts_to_explain(verdicts)
    first, wanted = to_explain[0], frozenset(part.name for part in to_explain)
    candidates = _candidates(exercise, made, verdicts, to_explain)
    whole = [each for each in candidates if each.parts == wanted]
    if whole:
        return (max(whole, key=lambda each: each.agreements),)
    pairs = [(one, two) for one in candidates for two in candidates
             if first.name in one.parts and one.parts | two.parts == wanted
             and not one.parts & two.parts]
    return max(pairs, key=lambda pair: pair[0].agreements + pair[1].agreements, default=())


def explains(exercise: Exercise, misconception: Misconception, failure: Failure) -> bool:
    """Return whether a stored wrong answer did in this case what the learner's did."""
    seen = failure.observation
    return seen is not None and _alike(exercise, failure.case,
                                       imitate(exercise, misconception, failure.case), seen)


def _parts_to_explain(verdicts: Sequence[Verdict]) -> list[Part]:
    """Return the failing parts that are counted, the first of them in front.

    Where the core fails, nothing else is counted.
    """
    if not verdicts[0].holds:
        return [verdicts[0].part]
    return [verdict.part for verdict in verdicts if not verdict.holds]


def _candidates(
    exercise: Exercise, made: Sequence[tuple[Case, Observation]], verdicts: Sequence[Verdict],
    to_explain: Sequence[Part],
) -> list[Explanation]:
    """Return each stored answer that explains a part and contradicts nothing that is seen.

    An answer that is the same whatever the input agrees with many by accident: it is explained only
    by one that is the same everywhere.
    """
    timed_out = any(seen.timed_out for _, seen in made)
    names = {part.name for part in to_explain}
    misshapen = [(case, seen) for case, seen in made
                 if names.intersection(case.parts) and _form_is_wrong(exercise, case, seen)]
    constant = len(made) > 1 and all(same(seen.value, made[0][1].value) for _, seen in made)
    found = []
    for misconception in exercise.misconceptions:
        # The others end, so they cannot be what a learner wrote whose answer did not.
        if misconception.never_ends != timed_out:
            continue
        explained = frozenset(part.name for part in to_explain
                              if _agrees_on(part, exercise, misconception, made))
        if explained and all(_same_form(imitate(exercise, misconception, case), seen)
                             for case, seen in misshapen) \
                and _contradicts_nothing(explained, exercise, misconception, made, verdicts):
            alike = _agreements(exercise, misconception, made)
            if alike == len(made) or not constant:
                found.append(Explanation(misconception, explained, alike))
    return found


def _contradicts_nothing(
    explained: frozenset[str], exercise: Exercise, misconception: Misconception,
    made: Sequence[tuple[Case, Observation]], verdicts: Sequence[Verdict],
) -> bool:
    """Return whether a stored answer fails what it explains, and nothing that holds.

    One whose message calls the rest right must fail all that the learner's answer fails.
    """
    failing = {verdict.part.name for verdict in verdicts if not verdict.holds}
    failed = {name for case, _ in made for name in _failed_parts(exercise, misconception, case)}
    return explained <= failed <= failing \
        and (failing <= failed or not PRAISE.search(misconception.message))


def _failed_parts(
    exercise: Exercise, misconception: Misconception, case: Case
) -> frozenset[str]:
    """Return the parts that a stored answer fails in a case, which keeps them for a whole class."""
    key = misconception.function, "failed"
    if key not in case.known:
        made = imitate(exercise, misconception, case)
        case.known[key] = frozenset(
            each.part.name for each in judge(exercise, [case], [made])
            if not (each.holds or _says_nothing_to(each.part, exercise, made.value)))
    return case.known[key]


def _says_nothing_to(part: Part, exercise: Exercise, value: object) -> bool:
    """Return whether a stored dict has none of the keys that only this part looks at.

    A recipe without a rival is a mistake about the recipe, whatever the learner says of a rival.
    """
    apart = exercise.parts[0].ignores
    return bool(apart) and not part.ignores and isinstance(value, dict) and not value.keys() & apart


def _form_is_wrong(exercise: Exercise, case: Case, seen: Observation) -> bool:
    """Return whether the form of a value is at fault; where several values are right, it is not."""
    if not seen.returned or exercise.right_if is not None:
        return False
    expected = expect(exercise, case)
    return not isinstance(expected, Raised) and form_is_wrong(expected, seen.value)


def _same_form(a: Observation, b: Observation) -> bool:
    return a.returned and b.returned and form_of(a.value) == form_of(b.value)


def _agrees_on(
    part: Part, exercise: Exercise, misconception: Misconception,
    made: Sequence[tuple[Case, Observation]],
) -> bool:
    """Return whether a stored answer did the same as the learner's in all that one part sees."""
    for case, seen in made:
        if part.name != PURITY and part.name not in case.parts:
            continue
        theirs = imitate(exercise, misconception, case)
        if part.name == PURITY:
            alike = (theirs.modified, theirs.unsteady) == (seen.modified, seen.unsteady)
        else:
            alike = part.calls is None or _counts(theirs) == _counts(seen)
            alike = alike and _alike(exercise, case, _as_seen_by(part, exercise, theirs),
                                     _as_seen_by(part, exercise, seen))
        if not alike:
            return False
    return True


def _agreements(
    exercise: Exercise, misconception: Misconception, made: Sequence[tuple[Case, Observation]]
) -> int:
    """Count the cases in which a stored answer did exactly what the learner's did."""
    return sum(_alike(exercise, case, imitate(exercise, misconception, case), seen)
               for case, seen in made)


def _as_seen_by(part: Part, exercise: Exercise, seen: Observation) -> Observation:
    """Return an observation without what the part does not look at."""
    value = seen.value
    if part.uses is not None and holds_several(value, len(exercise.returns)):
        value = [value[i] for i in part.uses]
    if part.ignores and isinstance(value, dict):
        value = {key: entry for key, entry in value.items() if key not in part.ignores}
    return replace(seen, value=value, modified=(), unsteady=False, calls=())


def _alike(exercise: Exercise, case: Case, a: Observation, b: Observation) -> bool:
    if (a.returned, a.timed_out, a.modified, _counts(a)) != \
            (b.returned, b.timed_out, b.modified, _counts(b)):
        return False
    if a.error and b.error:
        return a.error.type_name == b.error.type_name and (
            isinstance(expect(exercise, case), Raised) or _same_cause(a.error, b.error, case))
    return a.error is b.error and (a.timed_out or _close(a.value, b.value, case.diverges))


def _same_cause(a: RaisedError, b: RaisedError, case: Case) -> bool:
    """Return whether two errors of one type have one cause; where one is due, the type counts.

    A library says in fixed words what is wrong, and in quotes of which name. In Python's and
    NumPy's words, what stands in quotes is the answer's own, and the shapes of arrays tell what met
    what.
    """
    if case.reads:
        starts = [re.sub(r"\d", "", error.message)[:WORDS_COMPARED] for error in (a, b)]
        about = [set(re.findall(r"'(\w+)'", error.message)) for error in (a, b)]
        return starts[0] == starts[1] and about[0] == about[1]
    shapes = [sorted(re.findall(r"\(\d[\d, ]*\)", error.message)) for error in (a, b)]
    words = [re.sub(r"'[^']*'", "", error.message) for error in (a, b)]
    return shapes[0] == shapes[1] and SequenceMatcher(None, *words).ratio() > ALIKE_WORDS


def _counts(seen: Observation) -> list[int]:
    """Count the calls of each function among the arguments."""
    return [len(calls) for calls in seen.calls]


def _close(a, b, diverges: bool) -> bool:
    if isinstance(a, list):
        return holds_several(b, len(a)) and all(
            _close(x, y, diverges) for x, y in zip(a, b, strict=True))
    if isinstance(a, dict):
        return isinstance(b, dict) and a.keys() == b.keys() and all(
            _close(a[key], b[key], diverges) for key in a)
    if isinstance(a, (OpaqueValue, complex)):
        return same(a, b)
    return mismatch(a, b, diverges=diverges) is None
