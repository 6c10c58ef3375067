"""What notebook 2 asks beside its exercises: two quiz questions and the predictions."""

from lrkit.exercises.questions import Choice, Prediction, Question

NOTEBOOK = "02_too_small_too_large"

QUESTIONS = (
    Question(
        "nb02_q1",
        NOTEBOOK,
        {
            "a": Choice("0.05", "0.05 * 10 = 0.5: the factor is +0.5. It converges, but creeps "
                        "down on one side and never crosses the minimum."),
            "b": Choice("0.15", "0.15 * 10 = 1.5: the factor is -0.5. Each step jumps across the "
                        "minimum and lands at half the distance."),
            "c": Choice("0.2", "0.2 * 10 = 2: the factor is exactly -1. It oscillates, but it does "
                        "not come any closer. This is the limit itself."),
            "d": Choice("0.25", "0.25 * 10 = 2.5: the factor is -1.5. It oscillates, and each "
                        "swing is half as large again as the last."),
        },
        right="b",
    ),
    Question(
        "nb02_q2",
        NOTEBOOK,
        {
            "a": Choice("it stays the same", "That would be so if the limit belonged to the "
                        "algorithm. It belongs to the curvature, and the features make that."),
            "b": Choice("it becomes 10 times as large", "The right direction. But every entry of "
                        "the Hessian is a product of two features: it is divided by 100."),
            "c": Choice("it becomes 100 times as large", "The curvature is proportional to the "
                        "square of the features. It is divided by 100, and the limit is 2 "
                        "over it."),
            "d": Choice("it becomes a hundredth of what it was", "The size of the change is right. "
                        "Smaller features make a flatter bowl, and on a flatter bowl a rate may "
                        "be larger."),
        },
        right="c",
    ),
)

PREDICTIONS = (
    Prediction("steps_at_1_9", NOTEBOOK, unit="steps", lowest=0, highest=1e9, or_never=True),
    Prediction("limit_standardised", NOTEBOOK, lowest=0, highest=1e6),
)
