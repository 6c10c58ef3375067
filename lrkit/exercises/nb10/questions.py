"""What notebook 10 asks beside its exercises: two quiz questions and the predictions."""

from lrkit.exercises.questions import Choice, Prediction, Question

NOTEBOOK = "10_digits_on_a_budget"

QUESTIONS = (
    Question(
        "nb10_q1",
        NOTEBOOK,
        {
            "a": Choice("313", "10,000 / 32 is 312.5: that would be batches of 32."),
            "b": Choice("625", "10,000 example-gradients in batches of 16 are 625 steps. Half the "
                        "batch size, twice the steps: that is what the budget lets you trade."),
            "c": Choice("10,000", "That is the number of example-gradients. A step uses 16 of "
                        "them."),
            "d": Choice("160,000", "You multiplied. The budget is shared out among the steps: "
                        "divide."),
        },
        right="b",
    ),
    Question(
        "nb10_q2",
        NOTEBOOK,
        {
            "a": Choice("accuracy cannot be computed for a network", "It can, and the notebook "
                        "does. It is the share of images given their own label."),
            "b": Choice("accuracy needs a larger budget", "Both are computed from the same outputs "
                        "and cost the same."),
            "c": Choice("accuracy counts images, and between good recipes few of 797 change "
                        "sides: chance decides the order",
                        "From start to start it varies by about half a percent, as much as good "
                        "recipes differ. Cross-entropy uses how sure the network is of each "
                        "image, and tells them apart with fewer runs."),
            "d": Choice("cross-entropy is always smaller", "Smaller than what? They are different "
                        "things, and one is better when small, the other when large."),
        },
        right="c",
    ),
)

PREDICTIONS = (
    Prediction("worst_of_five", NOTEBOOK, lowest=0, highest=20),
    Prediction("my_test_loss", NOTEBOOK, lowest=0, highest=20),
)
