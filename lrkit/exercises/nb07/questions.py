"""What notebook 7 asks beside its exercises: two quiz questions and the predictions."""

from lrkit.exercises.questions import Choice, Prediction, Question

NOTEBOOK = "07_adaptive_learning_rates"

QUESTIONS = (
    Question(
        "nb07_q1",
        NOTEBOOK,
        {
            "a": Choice("0.0000001", "That is the rate times the gradient: gradient descent's "
                        "step. Adam divides by the size of the gradients that it has seen."),
            "b": Choice("0.0001", "The gradient itself is not the step. It is divided by its own "
                        "size, and only then multiplied by the rate."),
            "c": Choice("0.001", "After the bias correction the two averages are the gradient "
                        "and its square. One divided by the root of the other is 1 in size, so "
                        "the step is the rate, almost: eps takes a hundredth of a percent."),
            "d": Choice("0.00316...", "That is (1 - beta1) / sqrt(1 - beta2) times the rate, the "
                        "first step without the bias correction."),
        },
        right="c",
    ),
    Question(
        "nb07_q2",
        NOTEBOOK,
        {
            "a": Choice("SGD only", "SGD's steps become a thousand times as long. Adam divides by "
                        "the size of the gradients, and the factor cancels (but for eps)."),
            "b": Choice("Adam only", "The other way round: Adam's numerator and denominator both "
                        "grow by 1000."),
            "c": Choice("both", "True of SGD. In Adam's step the factor stands above and below the "
                        "line of the fraction, and cancels."),
            "d": Choice("neither", "SGD's step is the rate times the gradient, and the gradient is "
                        "a thousand times as large."),
        },
        right="a",
    ),
)

PREDICTIONS = (
    Prediction("paths_that_stay", NOTEBOOK, lowest=0, highest=5),
    Prediction("adam_at_a_half", NOTEBOOK, unit="%", lowest=0, highest=100),
)
