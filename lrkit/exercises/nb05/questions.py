"""What notebook 5 asks beside its exercises: two quiz questions and the predictions."""

from lrkit.exercises.questions import Choice, Prediction, Question

NOTEBOOK = "05_noise_why_decay_matters"

QUESTIONS = (
    Question(
        "nb05_q1",
        NOTEBOOK,
        {
            "a": Choice("the same", "The noise of the gradient is the same. But each step carries "
                        "the rate times that noise into x, and steps half as long carry less."),
            "b": Choice("half", "Far below the limit the variance is proportional to the rate: "
                        "lr sigma^2 / (2 c), almost."),
            "c": Choice("a quarter", "One step brings in a quarter of the variance, since it is "
                        "squared. But the pull back is half as strong too, and so the noise of "
                        "twice as many steps piles up."),
            "d": Choice("twice as large", "The pull back is weaker with a smaller rate, but the "
                        "noise that each step brings in falls faster: by four."),
        },
        right="b",
    ),
    Question(
        "nb05_q2",
        NOTEBOOK,
        {
            "a": Choice("0.00625", "You divided. A larger batch has a gradient with less noise, so "
                        "that the rule allows a larger step, not a smaller one."),
            "b": Choice("0.05", "This keeps the rate: but then each epoch makes eight times fewer "
                        "steps of the same size."),
            "c": Choice("0.1414...", "That is the rule with the square root, 0.05 * sqrt(8). The "
                        "question asks for the linear one."),
            "d": Choice("0.4", "256 / 32 = 8, and 8 * 0.05 = 0.4: one step does the work of "
                        "eight, as long as the eight would have seen nearly the same gradient."),
        },
        right="d",
    ),
)

PREDICTIONS = (
    Prediction("times_smaller", NOTEBOOK, unit="times", lowest=0, highest=1e9),
    Prediction("same_floor", NOTEBOOK, options=("0.0125", "0.05", "0.1", "0.2")),
)
