"""What notebook 8 asks beside its exercises: two quiz questions and the predictions."""

from lrkit.exercises.questions import Choice, Prediction, Question

NOTEBOOK = "08_claims_on_trial"

QUESTIONS = (
    Question(
        "nb08_q1",
        NOTEBOOK,
        {
            "a": Choice("the number of epochs", "It is the same for both already, and that is the "
                        "trouble: in as many epochs the larger rate has gone much further."),
            "b": Choice("the training loss that was reached", "The large rate had time to learn "
                        "the wrong labels, the small one not yet. Compare them where both have "
                        "come equally far."),
            "c": Choice("the test set", "Both were tested on the same images. A larger test set "
                        "would make the numbers more exact, not the comparison fair."),
            "d": Choice("the start of the weights", "Several starts tell noise from an effect, and "
                        "a difference of .13 is no noise. But the runs would still have come "
                        "unequally far."),
        },
        right="b",
    ),
    Question(
        "nb08_q2",
        NOTEBOOK,
        {
            "a": Choice("the larger rate is worse", "The difference is .0004, and the uncertainty "
                        "is .003: seven times as much."),
            "b": Choice("the rate has no effect on test accuracy", "That would say more than was "
                        "seen. An effect of .002 would be hidden by this uncertainty, and other "
                        "data may behave differently."),
            "c": Choice("no effect was detected; one of more than about .006 is unlikely here",
                        "That is what the numbers carry: about twice the uncertainty, on these "
                        "data and this network."),
            "d": Choice("the experiment failed", "An experiment that could have found an effect "
                        "and did not is a result: it limits how large the effect can be."),
        },
        right="c",
    ),
)

PREDICTIONS = (
    Prediction("behind_at_equal_loss", NOTEBOOK, unit="percentage points", lowest=-100,
               highest=100),
    Prediction("lost_above_the_limit", NOTEBOOK, unit="%", lowest=0, highest=100),
)
