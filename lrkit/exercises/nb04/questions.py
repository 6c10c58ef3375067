"""What notebook 4 asks beside its exercises: two quiz questions and the predictions."""

from lrkit.exercises.questions import Choice, Prediction, Question

NOTEBOOK = "04_schedules"

QUESTIONS = (
    Question(
        "nb04_q1",
        NOTEBOOK,
        {
            "a": Choice("0.0349", "Step 500 is the first step of epoch 10, so the factor has acted "
                        "ten times: 0.1 * 0.9**10."),
            "b": Choice("0.0", "That subtracts a tenth of the first rate each time. A factor of "
                        "0.9 removes a tenth of what is left, and so the rate never reaches 0."),
            "c": Choice("0.0387", "That is 0.1 * 0.9**9, the rate one epoch earlier. The first "
                        "epoch uses 0.1 itself; after ten epochs the factor has acted ten times."),
            "d": Choice("1.3e-24", "That is 0.1 * 0.9**500: the factor is applied in every step. "
                        "It is meant per epoch, so it acts once in 50 steps."),
        },
        right="a",
    ),
    Question(
        "nb04_q2",
        NOTEBOOK,
        {
            "a": Choice("cosine", "It knows the number of the step and nothing else, and falls in "
                        "the same way when the loss rises."),
            "b": Choice("exponential", "It is a function of the step alone. The loss plays no part "
                        "in it."),
            "c": Choice("reduce on plateau", "It waits until the loss no longer improves. Of the "
                        "four it alone looks at how well the model does."),
            "d": Choice("Adam", "Adam looks at past gradients, and not at how good the loss is: "
                        "multiply the loss by 1000, and its path stays the same."),
        },
        right="c",
    ),
)

PREDICTIONS = (
    Prediction("after_the_cut", NOTEBOOK, unit="steps", lowest=0, highest=1e6, or_never=True),
    Prediction("halved_each_step", NOTEBOOK, unit="steps", lowest=0, highest=1e6, or_never=True),
)
