"""What notebook 1 asks beside its exercises: two quiz questions and the predictions."""

from lrkit.exercises.questions import Choice, Prediction, Question

NOTEBOOK = "01_one_step_downhill"

QUESTIONS = (
    Question(
        "nb01_q1",
        NOTEBOOK,
        {
            "a": Choice("4", "The slope is negative, so downhill is to the right: "
                        "3 - 0.2 * (-5) = 4."),
            "b": Choice("2", "You went in the direction of the gradient, as if the minus in the "
                        "rule and the minus of the slope were one. There are two: "
                        "minus 0.2 times minus 5 is plus."),
            "c": Choice("2.8", "You moved by exactly the rate. The rate is a factor: on this slope "
                        "of size 5 the step is 1 long. Its direction needs another look too."),
            "d": Choice("-1", "That is lr times the gradient, the amount that is taken away. "
                        "The question asks where you stand afterwards."),
        },
        right="a",
    ),
    Question(
        "nb01_q2",
        NOTEBOOK,
        {
            "a": Choice("nothing changes with either loss", "True for the mean. A sum has twice as "
                        "many terms now, and each brings its slope along."),
            "b": Choice("with the mean the gradient doubles; with the sum nothing changes",
                        "The other way round: dividing by the number of examples is just what "
                        "makes the mean forget how many there are."),
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
