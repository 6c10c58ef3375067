"""The submission: a recipe, and a comparison with its rival that anybody can repeat.

A submission is a recipe's dict with four more keys: ``rival`` is another recipe, ``starts`` says
from how many starts (0, 1, 2, ...) both were run on the meter, ``difference`` is the mean of their
paired differences, and ``detected`` says whether it shows one of the two to be better.

The log behind this is the learner's own file, and they could rewrite it. So nobody reads it. A run
is determined by its recipe and its start: check and grader make the runs again, on the validation
images, and find out what is true. A false claim earns nothing. A true one needs a rival that is
good in its own right and really another recipe. A bare verdict could be guessed, and the check
would confirm the guess; the mean difference cannot, so both points depend on it. No message
contains it. More than ten starts are refused, so that a judge makes 25 runs at most.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from lrkit.capstone.recipes import (
    Recipe,
    check_range,
    check_whole_number,
    differs,
    plain,
    read_recipe,
    shown,
)
from lrkit.capstone.runs import validation_losses
from lrkit.uncertainty import Difference, paired_difference

CLAIM = ("rival", "starts", "difference", "detected")  # the keys that a submission adds to a recipe
MIN_STARTS, MAX_STARTS = 3, 10  # with two, a difference must reach 12.7 standard errors
GOOD_RIVAL = 0.13  # the mean validation loss that a rival must reach itself
CLOSE = 0.02  # as a share of the bound: nearer to it, both verdicts are right
ROUNDED = 0.05  # as a share of the mean or the bound: how far a stated difference may be off
SAME = 1e-6  # a relative difference of all losses below it: one recipe under two names


@dataclass(frozen=True)
class Claim:
    """The comparison of a recipe with its rival, as a learner states it.

    Attributes
    ----------
    rival : Recipe
        The recipe that came closest.
    starts : int
        Both were run from the starts 0 to ``starts - 1``.
    difference : float
        The mean of their paired differences, the rival's loss minus the recipe's.
    detected : bool
        Whether it shows one of the two to be better.
    """

    rival: Recipe
    starts: int
    difference: float
    detected: bool


def recipe_of(submission: Any) -> Recipe:
    """Return the recipe of a submission; ValueError as for `read_recipe`."""
    if isinstance(submission, Mapping):
        submission = {key: value for key, value in submission.items() if key not in CLAIM}
    return read_recipe(submission)


def claim_of(submission: Any) -> Claim:
    """Return the comparison that a submission states.

    Raises
    ------
    ValueError
        If a key is missing or its value is not allowed; the message says which.
    """
    entries = submission if isinstance(submission, Mapping) else {}
    if missing := [key for key in CLAIM if key not in entries]:
        raise ValueError(f"the key {missing[0]!r} is missing")
    rival, starts, difference, detected = (plain(entries[key]) for key in CLAIM)
    try:
        rival = read_recipe(rival)
    except ValueError as error:
        raise ValueError(f"rival: {error}") from error
    check_whole_number("starts", starts, MIN_STARTS, MAX_STARTS)
    check_range("difference", difference, -100, 100, ends="[")
    if not isinstance(detected, bool):
        raise ValueError(f"detected must be True or False; got {shown(detected)}")
    return Claim(rival, starts, difference, detected)


def rival_fault(recipe: Recipe, claim: Claim) -> str | None:
    """Return why a rival does not count, in words; None if it does."""
    if not differs(recipe, claim.rival):
        return ("the rival is nearly the same recipe: it needs another optimizer or schedule, or "
                "a rate or batch size that is larger or smaller by a factor of at least 1.5")
    mine, theirs = _losses(recipe, claim)
    if not max(theirs) < np.inf or np.mean(theirs) > GOOD_RIVAL:
        return (f"the rival's mean validation loss is {np.mean(theirs):.4f}, above {GOOD_RIVAL}: "
                "compare with a recipe that might have won")
    if not max(mine) < np.inf:
        return "a run of your recipe diverged"
    if np.allclose(mine, theirs, rtol=SAME, atol=0):
        return "the rival is your own recipe under another name: all their runs are the same"
    found = paired_difference(mine, theirs)
    if found.detected and found.mean < 0:
        return "the rival is better: submit it"
    return _difference_fault(claim, found)


def _difference_fault(claim: Claim, found: Difference) -> str | None:
    """Return what is wrong with `difference`, in words that do not tell the right one."""
    room = ROUNDED * max(abs(found.mean), found.bound)
    if abs(claim.difference - found.mean) <= room:
        return None
    if abs(claim.difference + found.mean) <= room:
        return "the sign of difference is wrong: subtract your recipe's losses from the rival's"
    return (f"{shown(claim.difference)} is not the mean paired difference of the starts 0 to "
            f"{claim.starts - 1}: tuning.compare(recipe, rival) prints it, once you have run both "
            "from each of them")


def verdict_fault(recipe: Recipe, claim: Claim) -> str | None:
    """Return what is wrong with `detected`, in words; None if it is right, or too close to call."""
    if fault := rival_fault(recipe, claim):
        return fault
    found = paired_difference(*_losses(recipe, claim))
    if abs(abs(found.mean) - found.bound) < CLOSE * found.bound or \
            found.detected == claim.detected:
        return None
    return (f"the mean is right, but detected is not {claim.detected}. Compare the mean with its "
            f"bound, the standard error times the t factor for {claim.starts} values")


def _losses(recipe: Recipe, claim: Claim) -> tuple[tuple[float, ...], ...]:
    """Return the validation losses of a recipe and its rival from the shared starts."""
    starts = tuple(range(claim.starts))
    return validation_losses(recipe, starts), validation_losses(claim.rival, starts)
