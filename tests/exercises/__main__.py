"""Print how good the checks are: ``python -m tests.exercises``, with names behind it of some alone.

For each exercise: stored misconceptions, systematic mutants, wrong answers that were written
without looking at the misconceptions, and right answers in unusual clothes; how many of the wrong
ones earn full marks, how many get a name, how many of the right ones are rejected; and how many
stored answers, changed in one more way, get a name that does not explain what is seen. Then come
the cases with numbers changed in the last digits, and how many expected values move with them; the
last columns count the natural slips, those that the checks were changed for and those that no
check has seen: how many there are, get a name, or are told where they go wrong.
"""

import sys

from lrkit.checking import grade_function
from lrkit.exercises import all_exercises, get
from tests.exercises import natural_slips, right_answers, unseen_slips, wrong_answers
from tests.exercises.changed import false_names
from tests.exercises.equivalent import EQUIVALENT
from tests.exercises.margins import moving_cases
from tests.exercises.mutants import mutants_of, survives
from tests.exercises.natural_slips.told import told

HEAD = ("exercise", "stored", "accepted", "named", "mutants", "accepted", "equivalent",
        "others", "accepted", "named", "right", "rejected", "changed", "false names",
        "digits", "moved", "slips", "accepted", "named", "told",
        "unseen", "accepted", "named", "told")


def line(exercise) -> tuple:
    """One exercise's numbers."""
    stored = [grade_function(exercise, m.function, seconds=0.3, patience=20, num_drawn=24)
              for m in exercise.misconceptions]
    equivalent = EQUIVALENT.get(exercise.name, {})
    # A function without arguments computes nothing: it has only the answer itself.
    mutants = mutants_of(exercise) if exercise.signature else []
    alive = [m for m in mutants if survives(exercise, m)]
    others = [grade_function(exercise, f, seconds=0.3, patience=20, num_drawn=24)
              for f in right_answers.answers_to(exercise.name, wrong_answers.__name__)]
    right = [grade_function(exercise, f, num_drawn=24)
             for f in right_answers.answers_to(exercise.name)]
    changed, false = false_names(exercise)
    digits, moved = moving_cases(exercise, (None, 1))
    slips, unseen = (
        [told(exercise, slip) for slip in right_answers.answers_to(exercise.name, kind.__name__)]
        for kind in (natural_slips, unseen_slips))
    return (
        len(stored), sum(r.passed for r in stored), sum(bool(r.misconception) for r in stored),
        len(mutants), sum(m.name not in equivalent for m in alive),
        sum(m.name in equivalent for m in alive),
        len(others), sum(r.passed for r in others), sum(bool(r.misconception) for r in others),
        len(right), sum(not r.passed for r in right), changed, len(false),
        digits, len(moved),
        *count(slips), *count(unseen),
    )


def count(heard: list[str]) -> list[int]:
    """Return how many slips there are, are accepted, named, or told where they go wrong."""
    return [len(heard), *(heard.count(word) for word in ("accepted", "named", "told"))]


def share(numbers: list[int]) -> str:
    """Put into words what `count` gives."""
    slips, accepted, named, told_where = numbers
    return (f"{named} of {slips} named, {told_where} told where they go wrong, "
            f"{100 * (named + told_where) / max(slips, 1):.0f} % of both; {accepted} accepted")


def main() -> None:
    """The table, its sums, and the rates."""
    widths = [26, *[len(word) + 2 for word in HEAD[1:]]]
    print("".join(f"{word:>{width}}" for word, width in zip(HEAD, widths, strict=True)))
    sums = [0] * (len(HEAD) - 1)
    for exercise in [*map(get, sys.argv[1:])] or all_exercises():
        numbers = line(exercise)
        sums = [a + b for a, b in zip(sums, numbers, strict=True)]
        cells = zip((exercise.name, *numbers), widths, strict=True)
        print("".join(f"{cell:>{width}}" for cell, width in cells), flush=True)
    print("".join(f"{cell:>{width}}" for cell, width in zip(("sum", *sums), widths, strict=True)))
    wrong = sums[0] + sums[3] - sums[5] + sums[6]
    accepted = sums[1] + sums[4] + sums[7]
    print(f"\nwrong answers accepted: {accepted} of {wrong}"
          f"\nright answers rejected: {sums[10]} of {sums[9]}"
          f"\nnamed: {sums[2]} of {sums[0]} stored, {sums[8]} of {sums[6]} others, "
          f"{100 * (sums[2] + sums[8]) / (sums[0] + sums[6]):.0f} % of both"
          f"\nfalse names: {sums[12]} in {sums[11]} changed answers"
          f"\nexpected values that move with the last digits: {sums[14]} of {sums[13]}"
          f"\nnatural slips: {share(sums[15:19])}"
          f"\nthose that no check has seen: {share(sums[19:])}")


if __name__ == "__main__":
    main()
