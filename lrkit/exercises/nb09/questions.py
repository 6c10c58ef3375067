"""What notebook 9 asks beside its exercises: two quiz questions and a prediction."""

from lrkit.exercises.questions import Choice, Prediction, Question

NOTEBOOK = "09_real_frameworks"

QUESTIONS = (
    Question(
        "nb09_q1",
        NOTEBOOK,
        {
            "a": Choice("its eps", "Its eps is 1e-7 in both: only an argument of its own changes a "
                        "default."),
            "b": Choice("nothing", "0.001 is Keras' default rate for Adam. Writing it down changes "
                        "nothing, but now the reader sees it."),
            "c": Choice("it switches off the adaptation", "learning_rate is the factor in front of "
                        "Adam's step. Adam still divides by the size of the gradients."),
            "d": Choice("it fixes the rate, which Adam() would lower during the run",
                        "Adam lowers no rate by itself: the factor in front is constant in both. "
                        "From step to step only the averages change."),
        },
        right="b",
    ),
    Question(
        "nb09_q2",
        NOTEBOOK,
        {
            "a": Choice("1", "ExponentialDecay counts the steps of the optimizer, and each batch "
                        "is one step."),
            "b": Choice("10", "1,050 / 100 is 10.5, and you rounded down. The last 50 examples are "
                        "a batch too."),
            "c": Choice("10.5", "There is no half step: the last 50 examples make a whole one."),
            "d": Choice("11", "Ten full batches and one of 50: eleven steps."),
        },
        right="d",
    ),
)

PREDICTIONS = (
    Prediction("decay_of_every_batch", NOTEBOOK, unit="%", lowest=0, highest=100),
)
