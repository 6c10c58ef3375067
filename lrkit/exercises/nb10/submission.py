"""submission: the learner's recipe for the digits, trained and measured by the check."""

from lrkit.exercises.base import Case, Exercise, Part

# Set by `python -m tests.benchmarks.calibration`: mean test cross-entropy over 30 starts, and in
# brackets the standard deviation of a mean of five starts, which is what a score is:
#   constant rates: SGD 0.1 0.236 (0.005), SGD 0.3 0.147 (0.008), Adam 0.01 0.103 (0.009);
#   cosine: SGD 1 0.101 (0.002), momentum 0.1 0.099 (0.003), momentum 0.2 0.075 (0.003);
#   with a warm-up and batches of 16: momentum 0.1 0.072 (0.002), Adam 0.03 0.066 (0.003).
# A high constant rate is a lottery: SGD 1 has 0.109 (0.012), and 0.181 from the seeds of the score.
THRESHOLDS = {"0.25": 0.25, "0.15": 0.15, "0.115": 0.115, "0.09": 0.09, "0.077": 0.077}

submission = Exercise(
    name="submission",
    signature=(),
    notebook="10_digits_on_a_budget",
    returns=("recipe",),
    parts=tuple(
        Part(name, 2, f"mean test cross-entropy of at most {name}") for name in THRESHOLDS
    ),
    hints=(
        "Start from a recipe that is known to work and change one thing at a time. A logarithmic "
        "grid of rates comes first; write every run down.",
        "Compare the rules at their own best rates, and look at both ends of a run: does it stand "
        "still at the end, and is it wild at the start?",
        "A rate that is best when constant is not the best one to decay from. And the budget can "
        "be spent on fewer large batches or on more small ones.",
    ),
)


@submission.set_cases
def cases(rng):
    """There is nothing to draw: the function has no arguments."""
    first, *others = submission.parts
    yield Case((), "your recipe", first.name, tuple(part.name for part in others))


@submission.set_reference
def reference():
    return {"optimizer": "adam", "lr": 0.02, "schedule": "warmup_cosine", "batch_size": 16}


@submission.set_right_if
def right_if(args, value, part):
    """Trained on all seeds, once for each recipe."""
    from lrkit import capstone

    try:
        recipe = capstone.read_recipe(value)
    except ValueError as error:
        return str(error)
    loss = capstone.score(recipe)
    if loss <= THRESHOLDS[part]:
        return None
    if loss == float("inf"):
        return "at least one of the runs diverged"
    return f"the mean test cross-entropy is {loss:.4f}"


@submission.misconception
def took_the_default_rate():
    """0.001 is the usual default of Adam. It was chosen for long runs; in a few hundred steps it
    does not get far. Try larger rates on a logarithmic grid."""
    return {"optimizer": "adam", "lr": 0.001, "schedule": "constant", "batch_size": 32}


@submission.misconception
def was_careful_with_sgd():
    """0.01 is a careful rate for SGD. On a budget of a few hundred steps it is far too small."""
    return {"optimizer": "sgd", "lr": 0.01, "schedule": "constant", "batch_size": 32}


@submission.misconception
def used_the_whole_data_in_each_step():
    """With all 1,000 examples in a batch the budget pays for ten steps. Smaller batches have
    noisier gradients and allow far more steps."""
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
    """A rate that is good for SGD makes Adam diverge or end badly: its steps are as long as the
    rate, whatever the gradient."""
    return {"optimizer": "adam", "lr": 1.0, "schedule": "constant", "batch_size": 32}


@submission.misconception
def decayed_too_fast():
    """SGD at this rate is only half way when the rate has fallen away. A schedule that
    falls can start from a rate several times larger than the best constant one."""
    return {"optimizer": "sgd", "lr": 0.1, "schedule": "exponential", "batch_size": 32}


@submission.misconception
def gave_a_tuple():
    """The four values came back without their names. A recipe is a dict."""
    return "adam", 0.02, "cosine", 16


@submission.misconception
def forgot_the_schedule():
    """The schedule is missing; write "constant" if there is to be none."""
    return {"optimizer": "adam", "lr": 0.02, "batch_size": 16}


@submission.misconception
def gave_a_float_for_the_batch():
    """batch_size counts examples: a whole number, of type int."""
    return {"optimizer": "adam", "lr": 0.02, "schedule": "cosine", "batch_size": 16.0}
