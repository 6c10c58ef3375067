"""submission: the learner's recipe for the digits, and its comparison with a rival.

The check trains the recipe from five starts and measures the validation images. The grader does
the same once with the 797 test images, from starts that it draws from the secret of the class
(`Exercise.graded`). Two further points are for the comparison with a rival, which the check and the
grader repeat from the recipes alone, on the validation images: `lrkit.capstone.submissions` says
why a made-up log earns nothing.
"""

from collections.abc import Callable, Sequence

import numpy as np

from lrkit.exercises.base import Case, Exercise, Part

# Mean cross-entropies: on the validation images, and on the test images, which a network that has
# learnt from all 1,000 images reads a little better. `python -m tests.benchmarks.calibration` has
# measured recipes on both, and tests/recorded/capstone.json keeps what it found. The last bar
# leaves room for every good recipe: a rule with its own best rate, a rate that falls, and batches
# of 16 or 32.
BARS = {"first": (0.25, 0.25), "second": (0.165, 0.165), "third": (0.13, 0.13),
        "fourth": (0.115, 0.1)}
NUM_STARTS = 5


def _parts(images: str, which: int) -> tuple[Part, ...]:
    bars = (Part(name, 2, f"mean {images} cross-entropy of at most {bar[which]:g}",
                 ignores=("rival", "starts", "difference", "detected"))
            for name, bar in BARS.items())
    return (
        *bars,
        Part("rival", 1, "a good rival that is not better, and the mean paired difference"),
        Part("verdict", 1, "whether this difference is detected"),
    )


submission = Exercise(
    name="submission",
    signature=(),
    notebook="10_digits_on_a_budget",
    edition=2,
    returns=("recipe",),
    parts=_parts("validation", 0),
    hints=(
        "Start from a recipe that works and change one thing at a time. A logarithmic grid of "
        "rates comes first, and every run is written down.",
        "Compare the rules at their own best rates, and look at both ends of a curve. Does it "
        "still fluctuate at the end? Is it wild at the start?",
        "The best constant rate is not the best rate to decay from. The budget can pay for a few "
        "large batches or for many small ones. For the rival, take the recipe that came closest, "
        "and run both from the same starts. tuning.compare prints their difference.",
    ),
)


@submission.set_cases
def cases(rng):
    """There is nothing to draw: the function has no arguments."""
    first, *others = submission.parts
    yield Case((), "your recipe", first.name, tuple(part.name for part in others))


@submission.set_reference
def reference():
    warm = {"optimizer": "adam", "lr": 0.03, "schedule": "warmup_cosine", "batch_size": 16}
    rival = {"optimizer": "adam", "lr": 0.03, "schedule": "cosine", "batch_size": 32}
    return {**warm, "rival": rival, "starts": 5, "difference": 0.0056, "detected": False}


def _validation_losses(recipe):
    """Return the losses of the score that the notebook shows."""
    from lrkit import capstone

    return capstone.validation_losses(recipe)


def _loss_fault(losses: Sequence[float], bar: float) -> str | None:
    """Return why losses miss a bar, in words; None if their mean does not."""
    if max(losses) == np.inf:
        return "at least one of the runs diverged"
    loss = float(np.mean(losses))
    return None if loss <= bar else f"the mean cross-entropy is {loss:.4f}"


def _judged_by(losses_of: Callable, which: int) -> Callable:
    """Return the function that decides whether a part is right, by the losses of a recipe."""

    def right_if(args, value, part):
        """Return the fault of a part in words, or None; every run is made once for a recipe."""
        from lrkit.capstone import submissions

        try:
            recipe = submissions.recipe_of(value)
            claim = None if part in BARS else submissions.claim_of(value)
        except ValueError as error:
            return str(error)
        if claim is None:
            return _loss_fault(losses_of(recipe), BARS[part][which])
        judge = submissions.rival_fault if part == "rival" else submissions.verdict_fault
        return judge(recipe, claim)

    return right_if


def _noted_by(losses_of: Callable, words: str) -> Callable:
    """Return the function that states the score, whatever it earned."""

    def note(value):
        """Return the mean loss with its standard error; None where there is no recipe."""
        from lrkit.capstone import submissions
        from lrkit.uncertainty import standard_error

        try:
            recipe = submissions.recipe_of(value)
        except ValueError:
            return None
        losses = losses_of(recipe)
        error = f", standard error {standard_error(losses):.4f}" if max(losses) < np.inf else ""
        return words.format(f"{np.mean(losses):.4f}{error}")

    return note


submission.set_right_if(_judged_by(_validation_losses, 0))
submission.set_note(_noted_by(
    _validation_losses, "The mean validation cross-entropy from five starts is {}. The grade uses "
    "other images and starts."))


@submission.set_graded
def graded(exercise, rng):
    """Measure the 797 test images, from starts that nobody could know in advance."""
    starts = tuple(int(start) for start in rng.integers(10_000, 2**31, NUM_STARTS))

    def test_losses(recipe):
        from lrkit.capstone import runs

        return runs.test_losses(recipe, starts)

    exercise.parts = _parts("test", 1)
    exercise.right_if = _judged_by(test_losses, 1)
    exercise.note = _noted_by(
        test_losses, "The mean cross-entropy on the 797 test images, from five starts that were "
        "drawn for your class, is {}.")
    return exercise


@submission.misconception
def took_the_default_rate():
    """0.001 is Adam's usual default. It was chosen for long runs, and a few hundred steps at this
    rate do not get far. Try larger rates on a logarithmic grid."""
    return {"optimizer": "adam", "lr": 0.001, "schedule": "constant", "batch_size": 32}


@submission.misconception
def was_careful_with_sgd():
    """0.01 is a careful rate for SGD. On a budget of a few hundred steps it is far too small."""
    return {"optimizer": "sgd", "lr": 0.01, "schedule": "constant", "batch_size": 32}


@submission.misconception
def used_the_whole_data_in_each_step():
    """With 1,000 examples in a batch the budget pays for ten steps. Smaller batches have noisier
    gradients, but they allow far more steps."""
    return {"optimizer": "momentum", "lr": 0.1, "schedule": "cosine", "batch_size": 1000}


@submission.misconception
def called_the_rate_learning_rate():
    """The rate is called lr in a recipe, as in lrkit. learning_rate is Keras' name."""
    return {"optimizer": "adam", "learning_rate": 0.02, "schedule": "cosine", "batch_size": 16}


@submission.misconception
def wrote_the_name_in_capitals():
    """The names of the optimizers are written in small letters."""
    return {"optimizer": "Adam", "lr": 0.02, "schedule": "cosine", "batch_size": 16}


@submission.misconception
def used_the_rate_of_sgd_for_adam():
    """A rate that suits SGD is far too large for Adam, whose first steps move each weight by the
    rate, however small the gradient is."""
    return {"optimizer": "adam", "lr": 1.0, "schedule": "constant", "batch_size": 32}


@submission.misconception
def decayed_too_fast():
    """At this rate SGD has not got far when the schedule has already taken the rate away. A falling
    schedule can start from a rate several times larger than the best constant one."""
    return {"optimizer": "sgd", "lr": 0.1, "schedule": "exponential", "batch_size": 32}


@submission.misconception
def gave_a_tuple():
    """The four values came back without their names. A recipe is a dict, which names each of
    them."""
    return "adam", 0.02, "cosine", 16


@submission.misconception
def forgot_the_schedule():
    """The schedule is missing. If the rate is to stay the same, write "constant"."""
    return {"optimizer": "adam", "lr": 0.02, "batch_size": 16}


@submission.misconception
def gave_a_float_for_the_batch():
    """batch_size counts examples: a whole number, of type int."""
    return {"optimizer": "adam", "lr": 0.02, "schedule": "cosine", "batch_size": 16.0}
