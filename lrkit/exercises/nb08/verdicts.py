"""verdicts: what the learner's own runs say of ten popular sentences."""

import math

import numpy as np

from lrkit.exercises.base import Case, Exercise, Part
from lrkit.exercises.nb08.claims import CLAIMS, EVERYWHERE

verdicts = Exercise(
    name="verdicts",
    signature=(),
    notebook="08_claims_on_trial",
    returns=("verdicts",),
    with_lrkit=True,
    parts=(
        Part("contract", 1, "a verdict and a number for each claim"),
        Part("verdicts", 2, "the verdicts"),
        Part("numbers", 2, "the numbers of your own runs"),
    ),
    hints=(
        "The list in the text names the keys and says for each claim which number to measure. "
        "The cells above have measured most of them.",
        "A sentence is wrong if its rule fails where nothing unusual is going on, and qualified if "
        "it holds under conditions that it does not name.",
        "Print each number where it is measured and write it down with three digits. Where one is "
        "refused, compare the settings with those in the list.",
    ),
)


@verdicts.set_cases
def cases(rng):
    """There is nothing to draw: the function has no arguments."""
    for part in verdicts.parts:
        yield Case((), "your own dict", part=part.name)


def _measured():
    """Verdicts and numbers as our own runs gave them."""
    return {
        "between_0_and_1": ("wrong", 109.8),
        "smaller_is_safe": ("qualified", 1.36e-5),
        "small_is_slow": ("true", 1375),
        "large_is_fast": ("wrong", 132),
        "large_diverges": ("qualified", 123.3),
        "ensures_the_optimum": ("wrong", 9.76),
        "adapts_to_performance": ("wrong", 6e-9),
        "adaptive_is_stable": ("qualified", 1.0),
        "adaptive_balances": ("qualified", 0.3),
        "decay_refines": ("true", 0.0527),
    }


@verdicts.set_reference
def reference():
    return _measured()


@verdicts.set_right_if
def right_if(args, value, part):
    """Each part looks at its own side of the entries."""
    found = _wrong_form(value)
    if found or part == "contract":
        return found
    return next(filter(None, map(_wrong_verdict if part == "verdicts" else _wrong_number, CLAIMS,
                                 (value[claim.name] for claim in CLAIMS))), None)


def _wrong_form(value):
    """Say what is wrong with the dict before anything of it is judged."""
    if not isinstance(value, dict):
        return "a dict should come back"
    if missing := [claim.name for claim in CLAIMS if claim.name not in value]:
        return f"the claim {missing[0]!r} is missing"
    if extra := sorted(set(value) - {claim.name for claim in CLAIMS}):
        return f"there is no claim {extra[0]!r}"
    for name, entry in value.items():
        if not isinstance(entry, list) or len(entry) != 2:
            return f"{name}: a pair should stand here, (verdict, number)"
        if entry[0] not in EVERYWHERE:
            return f"{name}: the verdict should be one of {', '.join(EVERYWHERE)}"
        if not _is_number(entry[1]):
            return f"{name}: a number should stand second"
    return None


def _is_number(entry):
    """Say whether it is one finite number, a 0-d array among them."""
    return isinstance(entry, (int, float, np.ndarray)) and np.ndim(entry) == 0 \
        and not isinstance(entry, bool) and math.isfinite(entry)


def _wrong_verdict(claim, entry):
    return None if entry[0] in claim.verdicts else f"{claim.name}: the verdict does not hold"


def _wrong_number(claim, entry):
    low, high = claim.band
    return None if low <= entry[1] <= high else \
        f"{claim.name}: not what comes out when the experiment is run again: {claim.number}"


@verdicts.misconception
def believed_them_all():
    """You found every claim true. Each of these sentences has a core that is right somewhere; the
    question is whether it holds as it stands."""
    return {name: ("true", number) for name, (_, number) in _measured().items()}


@verdicts.misconception
def refuted_them_all():
    """You found every claim wrong. Some hold, if one says under what conditions."""
    return {name: ("wrong", number) for name, (_, number) in _measured().items()}


@verdicts.misconception
def qualified_them_all():
    """You qualified every claim. That is never quite wrong and says little: some of these rules
    fail where nothing unusual is going on."""
    return {name: ("qualified", number) for name, (_, number) in _measured().items()}


@verdicts.misconception
def put_the_number_first():
    """The pairs are turned round: the verdict first, then the number."""
    return {name: (number, verdict) for name, (verdict, number) in _measured().items()}


@verdicts.misconception
def gave_the_verdicts_alone():
    """The numbers are missing. A verdict without a measurement is an opinion."""
    return {name: verdict for name, (verdict, _) in _measured().items()}


@verdicts.misconception
def gave_the_numbers_alone():
    """The verdicts are missing. What does each number say of its sentence?"""
    return {name: number for name, (_, number) in _measured().items()}


@verdicts.misconception
def wrote_the_verdicts_in_capitals():
    """The verdicts are written in capitals. The three words are true, qualified and wrong, in small
    letters."""
    return {name: (verdict.upper(), number) for name, (verdict, number) in _measured().items()}


@verdicts.misconception
def used_true_and_false():
    """You used Python's True and False. There are three verdicts, and they are words."""
    return {name: (verdict == "true", number) for name, (verdict, number) in _measured().items()}


@verdicts.misconception
def wrote_the_numbers_as_text():
    """The numbers came as text, in quotation marks. Leave them off."""
    return {name: (verdict, str(number)) for name, (verdict, number) in _measured().items()}


@verdicts.misconception
def measured_nothing():
    """All numbers are 0. They are the figures of your own runs: the table says what to measure."""
    return {name: (verdict, 0.0) for name, (verdict, _) in _measured().items()}


@verdicts.misconception
def expected_adam_at_the_best_place():
    """You expected Adam at the best place of Reddi's problem. Run it: the method ends at the other
    end, which is why AMSGrad was invented."""
    return _measured() | {"adaptive_is_stable": ("qualified", -1.0)}


@verdicts.misconception
def gave_percent():
    """Your error on Wilson's data is in percent. A share lies between 0 and 1."""
    return _measured() | {"adaptive_balances": ("qualified", 30.0)}


@verdicts.misconception
def took_adaptation_for_performance():
    """You found that adaptive methods adjust to the performance of the model. But Adam's path does
    not move when the loss is multiplied by 1000: it knows the history of the gradients, not how
    well the model does."""
    return _measured() | {"adapts_to_performance": ("true", 6e-9)}
