"""What notebook 5 asks beside its exercises: two quiz questions and the predictions."""

from lrkit.exercises.questions import Choice, Prediction, Question

NOTEBOOK = "05_noise_why_decay_matters"

QUESTIONS = (
    Question(
        "nb05_q1",
        NOTEBOOK,
        {
            "a": Choice("the same", "The noise of the gradient stays the same. But each step adds "
                        "the rate times that noise to x, so with half the rate it adds less."),
            "b": Choice("half", "Far below the limit the variance is proportional to the rate: "
                        "it is nearly lr sigma^2 / (2 c)."),
            "c": Choice("a quarter", "One step does bring in a quarter of the variance, because "
                        "the rate is squared. But the pull back is half as strong too, so the "
                        "noise of twice as many steps piles up."),
            "d": Choice("twice as large", "The pull back is half as strong with half the rate, but "
                        "the variance that each step brings in falls to a quarter."),
        },
        right="b",
    ),
    Question(
        "nb05_q2",
        NOTEBOOK,
        {
            "a": Choice("0.00625", "You divided. The gradient of a larger batch has less noise, so "
                        "the rule allows a larger rate, not a smaller one."),
            "b": Choice("0.05", "This keeps the rate. Each epoch then makes an eighth of the "
                        "steps, and each is as long as before."),
            "c": Choice("0.1414...", "That is the rule with the square root, 0.05 * sqrt(8). The "
                        "question asks for the linear one."),
            "d": Choice("0.4", "256 / 32 = 8, and 8 * 0.05 = 0.4. One step then does the work "
                        "of eight, provided that the gradient hardly changes over the eight."),
        },
        right="d",
    ),
)

PREDICTIONS = (
    Prediction("times_smaller", NOTEBOOK, unit="times", lowest=0, highest=1e9),
    Prediction("same_floor", NOTEBOOK, options=("0.0125", "0.05", "0.1", "0.2")),
)
