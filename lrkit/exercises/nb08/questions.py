"""Two quiz questions and the predictions of notebook 8."""

from lrkit.exercises.questions import Choice, Prediction, Question

NOTEBOOK = "08_claims_on_trial"

QUESTIONS = (
    Question(
        "nb08_q1",
        NOTEBOOK,
        {
            "a": Choice("the number of epochs", "Both runs already have the same number of epochs, "
                        "and that is the trouble: in these epochs the larger rate has gone much "
                        "further."),
            "b": Choice("the training loss that was reached", "The large rate had time to learn "
                        "the wrong labels, and the small one did not yet. Compare the runs where "
                        "both have come equally far."),
            "c": Choice("the test set", "Both were tested on the same images. A larger test set "
                        "would make the numbers more precise; it would not make the comparison "
                        "fair."),
            "d": Choice("the start of the weights", "Equal starts take some chance out of the "
                        "comparison, and 13 percentage points are far more than chance. But the "
                        "runs would still have come unequally far."),
        },
        right="b",
    ),
    Question(
        "nb08_q2",
        NOTEBOOK,
        {
            "a": Choice("the larger rate is worse", "The means differ by 0.0004, and that "
                        "difference has a standard error of 0.0042, ten times as much."),
            "b": Choice("the rate has no effect on test accuracy", "The numbers cannot show that. "
                        "An effect of 0.002 would stay hidden in this noise, and other data may "
                        "behave differently."),
            "c": Choice("no difference was detected; one of more than about 0.0085 would probably "
                        "have been", "The standard error of the difference is the root of 0.003² + "
                        "0.003², which is 0.0042, and the bound is about twice that. With five "
                        "runs each it would be larger; paired seeds would make it smaller."),
            "d": Choice("no difference was detected; one of more than 0.003 is ruled out",
                        "0.003 is the standard error of each mean. Both means are uncertain, so "
                        "that of their difference is 0.0042. Only a difference of more than about "
                        "twice that can be ruled out."),
        },
        right="c",
        edition=2,
    ),
)

PREDICTIONS = (
    Prediction("behind_at_equal_loss", NOTEBOOK, unit="percentage points", lowest=-100,
               highest=100),
    Prediction("lost_above_the_limit", NOTEBOOK, unit="%", lowest=0, highest=100),
)
