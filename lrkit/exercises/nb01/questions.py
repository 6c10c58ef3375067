"""What notebook 1 asks beside its exercises: two quiz questions and the predictions."""

from lrkit.exercises.questions import Choice, Prediction, Question

NOTEBOOK = "01_one_step_downhill"

QUESTIONS = (
    Question(
        "nb01_q1",
        NOTEBOOK,
        {
            "a": Choice("at 4, and the next step is half as long",
                        "The slope is negative, so downhill is to the right: 3 - 0.2 * (-5) = 4, "
                        "a step of 1. Half the slope makes half the step, at the same rate."),
            "b": Choice("at 2, and the next step is half as long",
                        "The lengths are right, but you went in the direction of the gradient. "
                        "The rule has a minus, and the slope has one: minus 0.2 times minus 5 "
                        "is plus 1."),
            "c": Choice("at 3.2, and the next step is just as long",
                        "You moved by the rate itself. The rate is a factor: on a slope of size 5 "
                        "the step is 1 long, and it changes when the slope does."),
            "d": Choice("at -1, and the next step is just as long",
                        "-1 is lr times the gradient, the amount that is subtracted from 3. And "
                        "the step changes when the slope does, although the rate stays the same."),
        },
        right="a",
        edition=2,
    ),
    Question(
        "nb01_q2",
        NOTEBOOK,
        {
            "a": Choice("nothing changes with either loss", "True for the mean. A sum has twice as "
                        "many terms now, and each adds its own slope."),
            "b": Choice("with the mean the gradient doubles; with the sum nothing changes",
                        "The other way round: dividing by the number of examples makes the "
                        "mean independent of how many there are."),
            "c": Choice("with the mean nothing changes; with the sum the gradient doubles, and the "
                        "largest usable rate is halved",
                        "The mean divides the doubled sum by the doubled number. With a sum, a "
                        "rate that was just small enough is now twice too large."),
            "d": Choice("with the mean nothing changes; with the sum the gradient doubles, and the "
                        "largest usable rate doubles too",
                        "The first half is right. But a step is rate times gradient: if the "
                        "gradient doubles, the rate must be halved to make the same step."),
        },
        right="c",
    ),
)

PREDICTIONS = (
    Prediction("steps_at_0_01", NOTEBOOK, unit="steps", lowest=1, highest=1e9, or_never=True),
    Prediction("raw_units", NOTEBOOK,
               options=("both arrive", "only 0.01 arrives", "only 0.1 arrives", "neither arrives")),
)
