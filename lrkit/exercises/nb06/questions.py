"""What notebook 6 asks beside its exercises: two quiz questions."""

from lrkit.exercises.questions import Choice, Prediction, Question

NOTEBOOK = "06_momentum"

QUESTIONS = (
    Question(
        "nb06_q1",
        NOTEBOOK,
        {
            "a": Choice("0.1", "That is the first step, when the velocity is the gradient itself. "
                        "Each later one keeps nine tenths of the velocity and adds another 1."),
            "b": Choice("1.0", "The velocity settles where it loses as much as it gains: "
                        "0.1 v = 1, so v = 10, and a step is 0.1 * 10."),
            "c": Choice("0.09", "That is rate times momentum. The momentum does not make a step "
                        "shorter here: what is kept is added to the new gradient."),
        },
        right="b",
    ),
    Question(
        "nb06_q2",
        NOTEBOOK,
        {
            "a": Choice("Keras", "Its velocity is a length, with the rate and the sign inside. "
                        "When the rate is cut, what is in the velocity still has the old one."),
            "b": Choice("PyTorch", "PyTorch adds up gradients and multiplies by the rate at the "
                        "end. So a change of the rate acts on the whole step at once."),
        },
        right="a",
    ),
)

PREDICTIONS: tuple[Prediction, ...] = ()
