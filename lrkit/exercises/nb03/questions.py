"""What notebook 3 asks beside its exercises: two quiz questions and the predictions."""

from lrkit.exercises.questions import Choice, Prediction, Question

NOTEBOOK = "03_trial_error_and_grids"

QUESTIONS = (
    Question(
        "nb03_q1",
        NOTEBOOK,
        {
            "a": Choice("report it", "It is the best that was tried. Whether it is the best there "
                        "is nobody knows: the loss may go on falling beyond the grid."),
            "b": Choice("extend the grid upwards", "A best value on the edge says only that the "
                        "search ended too early. Go on until the loss rises again."),
            "c": Choice("refine the grid around it", "Half of the neighbourhood has not been seen "
                        "yet. A finer grid on one side does not tell what lies on the other."),
            "d": Choice("train for more epochs", "That may change which rate is best, but it does "
                        "not tell whether a larger one would have been better."),
        },
        right="b",
    ),
    Question(
        "nb03_q2",
        NOTEBOOK,
        {
            "a": Choice("0.930 and 0.932, each with a spread of 0.004 over 5 seeds",
                        "The difference is half of what one seed does by chance. The "
                        "standard error of each mean is about 0.002: as large as the difference."),
            "b": Choice("0.93 and 0.95, one seed each", "The difference is larger than many "
                        "spreads, but with one seed nobody knows how large the spread is here."),
            "c": Choice("0.930 and 0.942, each with a spread of 0.004 over 5 seeds",
                        "The standard error of each mean is 0.004 over the root of 5, about "
                        "0.0018, and that of the difference 0.0025: it is nearly five of those."),
            "d": Choice("none of them", "More seeds make a mean more certain. With five, a "
                        "difference of three spreads is well beyond chance."),
        },
        right="c",
    ),
)

PREDICTIONS = (
    Prediction("best_of_equal_distances", NOTEBOOK, lowest=0, highest=1),
    Prediction("people_for_0_8", NOTEBOOK, lowest=0, highest=20),
)
