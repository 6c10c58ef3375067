"""verdicts: the verdicts of the learner's own runs on ten popular claims."""

import math

import numpy as np

from lrkit.exercises.base import Case, Exercise, Part
from lrkit.exercises.nb08.claims import CLAIMS, EVERYWHERE

verdicts = Exercise(
    name="verdicts",
    signature=(),
    notebook="08_claims_on_trial",
    edition=2,
    returns=("verdicts",),
    with_lrkit=True,
    parts=(
        Part("contract", 1, "a verdict and a number for each claim"),
        Part("verdicts", 2, "the verdicts"),
        Part("numbers", 2, "the numbers of your own runs"),
    ),
    hints=(
        "The list in the text gives the keys and says for each claim which number to measure. "
        "Cells above, earlier notebooks and the trials of the courtroom have measured most.",
        "Apply the definition at the top of the notebook. In which conditions was the prediction "
        "seen: in all of them, in some, or in none?",
        "Print each number where it is measured, and write it down with three digits. If a number "
        "is refused, compare your settings with those in the list.",
    ),
)


@verdicts.set_cases
def cases(rng):
    """Return the same call for each part: the function has no arguments."""
    for part in verdicts.parts:
        yield Case((), "your own dict", part=part.name)


def _measured():
    """Return verdicts and numbers as our own runs gave them."""
    return {
        "between_0_and_1": ("wrong", 109.8),
        "small_is_slow": ("qualified", 1375),
        "large_is_fast": ("qualified", 132),
        "large_diverges": ("qualified", 123.3),
        "ensures_the_optimum": ("qualified", 9.76),
        "adapts_to_performance": ("wrong", 6e-9),
        "adaptive_is_stable": ("qualified", 1.0),
        "adaptive_balances": ("qualified", 0.3),
        "decay_refines": ("qualified", 0.0527),
        "keras_learning_rate": ("true", 0.418),
    }


@verdicts.set_reference
def reference():
    return _measured()


@verdicts.set_right_if
def right_if(args, value, part):
    """Judge the form, the verdicts or the numbers, each in its own part."""
    found = _wrong_form(value)
    if found or part == "contract":
        return found
    return next(filter(None, map(_wrong_verdict if part == "verdicts" else _wrong_number, CLAIMS,
                                 (value[claim.name] for claim in CLAIMS))), None)


def _wrong_form(value):
    """Say what is wrong with the form of the dict, or None."""
    if not isinstance(value, dict):
        return "return a dict"
    if missing := [claim.name for claim in CLAIMS if claim.name not in value]:
        return f"the claim {missing[0]!r} is missing"
    if extra := sorted(set(value) - {claim.name for claim in CLAIMS}):
        return f"there is no claim {extra[0]!r}"
    for name, entry in value.items():
        if not isinstance(entry, list) or len(entry) != 2:
            return f"{name}: the value should be a pair, (verdict, number)"
        if entry[0] not in EVERYWHERE:
            return f"{name}: the verdict should be one of {', '.join(EVERYWHERE)}; " \
                f"got {entry[0]!r}"
        if not _is_number(entry[1]):
            return f"{name}: the second entry should be a number"
    return None


def _is_number(entry):
    """Return True for one finite number; a 0-d array is one, too."""
    return isinstance(entry, (int, float, np.ndarray)) and np.ndim(entry) == 0 \
        and not isinstance(entry, bool) and math.isfinite(entry)


def _wrong_verdict(claim, entry):
    return None if entry[0] == claim.verdict else (
        f"{claim.name}: by the definition in section 8.1 the verdict is not “{entry[0]}”; in which "
        f"conditions was the prediction seen? hear({claim.name!r}) shows them")


def _wrong_number(claim, entry):
    low, high = claim.band
    return None if low <= entry[1] <= high else \
        f"{claim.name}: another number comes out when we run the experiment again: {claim.number}"


@verdicts.misconception
def believed_them_all():
    """You found every claim true. Most of these claims are right somewhere; the question is whether
    the prediction was seen in every condition."""
    return {name: ("true", number) for name, (_, number) in _measured().items()}


@verdicts.misconception
def refuted_them_all():
    """You found every claim wrong. Most of them hold under a condition that they do not name."""
    return {name: ("wrong", number) for name, (_, number) in _measured().items()}


@verdicts.misconception
def qualified_them_all():
    """You qualified every claim. Of one claim the prediction was seen in every condition, and of
    two in none."""
    return {name: ("qualified", number) for name, (_, number) in _measured().items()}


@verdicts.misconception
def put_the_number_first():
    """Your pairs are in the wrong order: the verdict comes first, then the number."""
    return {name: (number, verdict) for name, (verdict, number) in _measured().items()}


@verdicts.misconception
def gave_the_verdicts_alone():
    """The numbers are missing. A verdict without a measurement is an opinion."""
    return {name: verdict for name, (verdict, _) in _measured().items()}


@verdicts.misconception
def gave_the_numbers_alone():
    """The verdicts are missing. What does each number say about its claim?"""
    return {name: number for name, (_, number) in _measured().items()}


@verdicts.misconception
def wrote_the_verdicts_in_capitals():
    """You wrote the verdicts in capitals. Write true, qualified and wrong in small letters."""
    return {name: (verdict.upper(), number) for name, (verdict, number) in _measured().items()}


@verdicts.misconception
def used_true_and_false():
    """You used Python's True and False. There are three verdicts, and each is a word in quotation
    marks."""
    return {name: (verdict == "true", number) for name, (verdict, number) in _measured().items()}


@verdicts.misconception
def wrote_the_numbers_as_text():
    """Your numbers are texts. Leave the quotation marks off."""
    return {name: (verdict, str(number)) for name, (verdict, number) in _measured().items()}


@verdicts.misconception
def measured_nothing():
    """All your numbers are 0. They should come from your own runs; the list in the text says what
    to measure."""
    return {name: (verdict, 0.0) for name, (verdict, _) in _measured().items()}


@verdicts.misconception
def expected_adam_at_the_best_point():
    """You expected Adam at the best point of Reddi's problem. Run it: Adam ends at the opposite
    point, which is why AMSGrad was invented."""
    return _measured() | {"adaptive_is_stable": ("qualified", -1.0)}


@verdicts.misconception
def gave_percent():
    """You gave the error on Wilson's data in per cent. Give the share, a number between 0 and 1."""
    return _measured() | {"adaptive_balances": ("qualified", 30.0)}


@verdicts.misconception
def took_adaptation_for_performance():
    """You found that adaptive methods adjust to the performance of the model. But Adam's path does
    not shift when the loss is multiplied by 1000: Adam knows the history of the gradients, and not
    how well the model does."""
    return _measured() | {"adapts_to_performance": ("true", 6e-9)}
