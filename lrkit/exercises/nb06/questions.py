"""What notebook 6 asks beside its exercises: two quiz questions and the predictions."""

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
            "c": Choice("0.09", "That is rate times momentum. Here momentum makes no step "
                        "shorter: the share that is kept is added to the new gradient."),
            "d": Choice("10", "That is the velocity. A step is the rate times the velocity."),
        },
        right="b",
    ),
    Question(
        "nb06_q2",
        NOTEBOOK,
        {
            "a": Choice("Keras", "Its velocity is a step, which contains the rate and the sign. "
                        "When the rate is cut, the velocity still contains the old one."),
            "b": Choice("PyTorch", "PyTorch adds up gradients and multiplies by the rate at the "
                        "end. So a change of the rate acts on the whole step at once."),
            "c": Choice("both", "Then the two would respond alike when the rate is cut in "
                        "mid-run. Look again at the figure of the cut."),
            "d": Choice("neither", "Then a cut of the rate would act at once in both. In the "
                        "figure of the cut one of them lags behind."),
        },
        right="a",
    ),
)

PREDICTIONS = (
    Prediction("limit_with_momentum", NOTEBOOK, lowest=0, highest=1e6),
    Prediction("rate_cut", NOTEBOOK,
               options=("both at once", "only PyTorch's", "only Keras'", "neither at once")),
)
