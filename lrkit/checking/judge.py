"""Judge observations: verdicts on the parts of an exercise, and the misconception behind them.

The judge runs the reference and the misconceptions, never the learner's function: it needs only
the observations, which may come from another process.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lrkit.checking.compare import Raised, holds_several, mismatch
from lrkit.checking.observe import (
    CALL_TIMEOUT,
    Observation,
    RaisedError,
    build_args,
    observe,
)
from lrkit.exercises.base import PURITY, Case, Exercise, Misconception, Part
from lrkit.exercises.callbacks import Rng

SHAPE_ADVICE = "print the shapes of both sides: must one of them be transposed, or made a column?"
LENGTH_ADVICE = "print the lengths of both sides: entry by entry, they must be the same"
EMPTY_ADVICE = "one of the two is empty: len(x) == 0 asks whether x is"
INVERSE_ADVICE = ("only a square matrix whose columns are independent has an inverse; "
                  "every matrix has a pseudo-inverse")
# Explanations that Python's and NumPy's own messages do not give: the type of an error, words of
# its message, and what to say.
ADVICE = (
    ("OverflowError", "(34,", "a plain Python float raises where a NumPy number becomes inf"),
    ("OverflowError", "range error", "the functions of math raise where NumPy's return inf"),
    ("OverflowError", "infinity to integer", "no whole number is infinite: ask for inf first"),
    ("UFuncTypeError", "output from", "an array of integers cannot hold the result: make it one of "
                                      "floats"),
    ("RecursionError", "", "the function calls itself without an end"),
    ("LinAlgError", "Singular", INVERSE_ADVICE),
    ("LinAlgError", "Last 2 dimensions", INVERSE_ADVICE),
    ("ValueError", "matmul", SHAPE_ADVICE),
    ("IndexError", "list index out of range", "the list has no entry of that number: the first is "
                                              "number 0, and len(...) gives how many there are"),
    ("TypeError", "'int' has no len()", "a number has no length: should it stand in a list?"),
    ("TypeError", "required positional argument", "what is given without a name fills the places "
                                                  "from the left"),
    ("ValueError", "truth value of an",
     "an array has a True or False for each entry, and `if` wants a single one: len(x) == 0 asks "
     "whether it is empty"),
)
CONTRACT_ERRORS = ("ValueError",)  # those that a contract may ask for
ENDLESS_TIMEOUT = 0.2  # seconds for a misconception that is known to never end


@dataclass(frozen=True)
class Failure:
    """A case in which one part of the contract does not hold, and how."""

    case: Case
    expected: object
    observation: Observation
    how: str


@dataclass(frozen=True)
class Verdict:
    """The verdict on one part of the contract, with the cases in which it fails."""

    part: Part
    holds: bool
    counts: bool
    failures: tuple[Failure, ...] = ()


def judge(
    exercise: Exercise, cases: Sequence[Case], observations: Sequence[Observation | None]
) -> tuple[Verdict, ...]:
    """Judge each part of an exercise; None stands for a call that was not made."""
    expected = [expect(exercise, case) for case in cases]
    verdicts = []
    for part in exercise.parts:
        failures = tuple(_failures(exercise, part, cases, expected, observations))
        core_holds = verdicts[0].holds if verdicts else True
        holds = not failures
        verdicts.append(Verdict(part, holds, holds and core_holds, failures))
    return tuple(verdicts)


def expect(exercise: Exercise, case: Case):
    """Return the reference's answer to a case."""
    seen = _reference(exercise, case)
    if not seen.returned:
        return Raised(seen.error.type_name)
    several = len(exercise.returns) > 1 and case.times == 1
    return tuple(seen.value) if several else seen.value


def _observed(exercise: Exercise, function: Callable, case: Case, *, endless: bool = False,
              ) -> Observation:
    """Observe one of our own functions on a case, once.

    The case keeps the observation, since a whole class is judged on the same cases. A function that
    ends but took too long, as on a busy machine, is called again the next time.
    """
    if (seen := case.known.get(function)) is None:
        seconds = ENDLESS_TIMEOUT if endless else CALL_TIMEOUT
        seen = observe(function, case, exercise.signature, seconds=seconds, prints=False)
        if seen.timed_out == endless:
            case.known[function] = seen
    return seen


def _reference(exercise: Exercise, case: Case) -> Observation:
    seen = _observed(exercise, exercise.reference, case)
    if seen.timed_out or (seen.error and seen.error.type_name not in CONTRACT_ERRORS):
        raise RuntimeError(f"{exercise.name}: the reference failed on {case.about}: {seen.error}")
    return seen


def imitate(exercise: Exercise, misconception: Misconception, case: Case) -> Observation:
    """Return what a stored wrong answer does in a case."""
    return _observed(exercise, misconception.function, case, endless=misconception.never_ends)


def _failures(exercise: Exercise, part: Part, cases, expected, observations):
    # Without a part for purity, an impure call is a fault of the part whose case it is.
    strict = all(other.name != PURITY for other in exercise.parts)
    for case, want, seen in zip(cases, expected, observations, strict=True):
        if part.name == PURITY:
            how = _impurity(case, seen)
        elif part.name in case.parts:
            how = _fault(exercise, part, case, want, seen) or (strict and _impurity(case, seen))
        else:
            continue
        if how:
            yield Failure(case, want, seen, how)


def _impurity(case: Case, seen: Observation | None) -> str | None:
    if seen is None or not seen.returned:
        return None  # the part whose case it is says so
    if seen.modified:
        return f"the call changed its argument {' and '.join(seen.modified)}"
    return _unsteadiness(case) if seen.unsteady else None


def _unsteadiness(case: Case) -> str:
    if any(isinstance(arg, Rng) for arg in case.args):
        return ("a second call with a new generator of the same seed gave something else: do all "
                "random numbers come from the given generator?")
    return "a second call with the same arguments gave something else: hidden state"


def _advice(error: RaisedError) -> str | None:
    if "broadcast" in error.message:
        shapes = re.findall(r"\(([\d, ]*)\)", error.message)
        if "0," in shapes:
            return EMPTY_ADVICE
        return SHAPE_ADVICE if any("," in each.rstrip(",") for each in shapes) else LENGTH_ADVICE
    return next((advice for name, words, advice in ADVICE
                 if error.type_name == name and words in error.message), None)


def _fault(
    exercise: Exercise, part: Part, case: Case, want, seen: Observation | None
) -> str | None:
    if seen is None:
        return "not tried, because earlier calls did not end"
    if seen.timed_out:
        return f"still running after {CALL_TIMEOUT:g} s, so it was stopped: does every loop end?"
    if isinstance(want, Raised) and seen.error is not None:
        if seen.error.type_name == want.type_name:
            return None
        return f"another error should be raised here, a {want.type_name}; got {seen.error}"
    if seen.error is not None:
        advice = _advice(seen.error)
        return f"{seen.error}" + (f" ({advice})" if advice else "")
    if part.calls is not None:
        return _wrong_calls(part.calls, seen, _reference(exercise, case))
    if exercise.right_if is not None and not isinstance(want, Raised):
        return exercise.right_if(tuple(build_args(case)), seen.value, part.name)
    got = seen.value
    names = exercise.returns
    if part.uses is not None and holds_several(got, len(want)):
        want, got = tuple(want[i] for i in part.uses), [got[i] for i in part.uses]
        names = [names[i] for i in part.uses]
    how = mismatch(want, got, diverges=case.diverges, names=names, series=exercise.series)
    if how is None and part.name in exercise.also_holds:
        how = exercise.also_holds[part.name](tuple(build_args(case)), seen.value)
    return f"{how}; and {_unsteadiness(case)}" if how and seen.unsteady else how


def _wrong_calls(rule: str, seen: Observation, reference: Observation) -> str | None:
    """Describe how the calls of the functions among the arguments differ from the contract."""
    for made, right in zip(seen.calls, reference.calls, strict=True):
        if len(made) > len(right) or (rule == "same" and len(made) < len(right)):
            return f"the function that it was given was called {len(made)} times; " \
                   f"{'at most ' if rule == 'at most' else ''}{len(right)} were expected"
        if rule == "same" and not _same_calls(made, right):
            return "the function that it was given was called with other arguments than expected"
    return None


def _same_calls(made: list, right: list) -> bool:
    """Return whether two lists hold the same calls, in any order."""
    left = list(right)
    for call in made:
        match = next((k for k, other in enumerate(left) if len(other) == len(call) and all(
            mismatch(a, b) is None for a, b in zip(other, call, strict=True))), None)
        if match is None:
            return False
        left.pop(match)
    return not left
