"""What notebook 4 asks beside its exercises: two quiz questions and the predictions."""

from lrkit.exercises.questions import Choice, Prediction, Question

NOTEBOOK = "04_schedules"

QUESTIONS = (
    Question(
        "nb04_q1",
        NOTEBOOK,
        {
            "a": Choice("0.0349", "0.1 times 0.9 ten times over: 0.1 * 0.9**10."),
            "b": Choice("0.0", "That takes a tenth of the first rate away each time. A factor "
                        "takes a tenth of what is left, and never arrives at 0."),
            "c": Choice("0.0387", "That is 0.1 * 0.9**9, one epoch too early. The first epoch uses "
                        "0.1 itself; after ten epochs the factor has acted ten times."),
            "d": Choice("0.01", "That divides the first rate by the number of epochs. The factor "
                        "0.9 plays no part in it."),
        },
        right="a",
    ),
    Question(
        "nb04_q2",
        NOTEBOOK,
        {
            "a": Choice("cosine", "It knows the number of the step and nothing else. It "
                        "falls just the same when the loss rises."),
            "b": Choice("exponential", "A function of the step alone: the loss plays no part."),
            "c": Choice("reduce on plateau", "It waits until the loss no longer improves. It is "
                        "the only one of these that looks at how well the model does."),
            "d": Choice("Adam", "Adam looks at the gradients of the past. Multiply the loss by "
                        "1000 and its path stays the same: it does not know how good the loss "
                        "is."),
        },
        right="c",
    ),
)

PREDICTIONS = (
    Prediction("after_the_cut", NOTEBOOK, unit="steps", lowest=0, highest=1e6, or_never=True),
    Prediction("halved_each_step", NOTEBOOK, unit="steps", lowest=0, highest=1e6, or_never=True),
)
