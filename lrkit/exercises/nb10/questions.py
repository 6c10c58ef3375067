"""Two quiz questions and two predictions, which notebook 10 asks beside its exercises."""

from lrkit.exercises.questions import Choice, Prediction, Question

NOTEBOOK = "10_digits_on_a_budget"

QUESTIONS = (
    Question(
        "nb10_q1",
        NOTEBOOK,
        {
            "a": Choice("313", "10,000 / 32 is 312.5, so these are the steps with batches of 32."),
            "b": Choice("625", "10,000 example-gradients in batches of 16 are 625 steps. With half "
                        "the batch size you get twice the steps: this is the trade that a budget "
                        "offers."),
            "c": Choice("10,000", "That is the number of example-gradients. A step uses 16 of "
                        "them."),
            "d": Choice("160,000", "You multiplied. The steps share the budget, so divide."),
        },
        right="b",
    ),
    Question(
        "nb10_q2",
        NOTEBOOK,
        {
            "a": Choice("accuracy cannot be computed for a network", "It can, and the notebook "
                        "does it. Accuracy is the share of images that are read correctly."),
            "b": Choice("accuracy needs a larger budget", "Both are computed from the same outputs "
                        "and cost the same."),
            "c": Choice("accuracy counts images, and good recipes differ in few of the 300: "
                        "chance decides their order",
                        "One image is a third of a per cent, and good recipes differ by about as "
                        "much. Cross-entropy also uses how sure the network is of each image."),
            "d": Choice("cross-entropy is always smaller", "The two measure different things. A "
                        "small cross-entropy is good, and so is a large accuracy."),
        },
        right="c",
        edition=2,
    ),
)

PREDICTIONS = (
    Prediction("worst_of_five", NOTEBOOK, lowest=0, highest=20),
    Prediction("my_score", NOTEBOOK, lowest=0, highest=20),
)
