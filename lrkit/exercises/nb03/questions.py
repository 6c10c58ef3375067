"""Quiz questions and predictions of notebook 3."""

from lrkit.exercises.questions import Choice, Prediction, Question

NOTEBOOK = "03_trial_error_and_grids"

QUESTIONS = (
    Question(
        "nb03_q1",
        NOTEBOOK,
        {
            "a": Choice("report it", "It is the best rate that was tried. Nobody knows whether "
                        "it is the best there is: the loss may go on falling above the grid."),
            "b": Choice("extend the grid upwards", "Since the best rate is the largest one, the "
                        "search ended too early in that direction. Go on upwards until the loss "
                        "rises again. (If the smallest were best, you would go on downwards.)"),
            "c": Choice("refine the grid around it", "You have not seen the rates above it yet. A "
                        "finer grid below the best rate does not tell what lies above it."),
            "d": Choice("train for more epochs", "That may change which rate is best, but it does "
                        "not tell you whether a larger rate would be better."),
        },
        right="b",
    ),
    Question(
        "nb03_q2",
        NOTEBOOK,
        {
            "a": Choice("0.930 and 0.932, each with a spread of 0.004 over 5 seeds",
                        "The standard error of each mean is 0.004 over the root of 5, "
                        "about 0.0018, and that of the difference 0.0025. The means differ by "
                        "0.002, less than one standard error, and the bound is 2.3 of them."),
            "b": Choice("0.93 and 0.95, one seed each", "With one seed each, nobody knows how "
                        "large the spread is here, and so nobody knows what chance can do."),
            "c": Choice("0.930 and 0.942, each with a spread of 0.004 over 5 seeds",
                        "The standard error of each mean is 0.004 over the root of 5, "
                        "about 0.0018, and that of the difference 0.0025. With 8 degrees of "
                        "freedom, 4 from each mean, the bound is 2.3 times that, 0.006. The "
                        "difference is twice as large."),
            "d": Choice("none of them", "Five seeds make a mean more certain than one run. In one "
                        "of the pairs the means differ by three spreads, well beyond chance."),
        },
        right="c",
    ),
)

PREDICTIONS = (
    Prediction("best_of_equal_distances", NOTEBOOK, lowest=0, highest=1),
    Prediction("people_for_0_8", NOTEBOOK, lowest=0, highest=20),
)
