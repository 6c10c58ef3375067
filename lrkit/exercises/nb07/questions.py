"""What notebook 7 asks beside its exercises: two quiz questions and the predictions."""

from lrkit.exercises.questions import Choice, Prediction, Question

NOTEBOOK = "07_adaptive_learning_rates"

QUESTIONS = (
    Question(
        "nb07_q1",
        NOTEBOOK,
        {
            "a": Choice("0.0000001 both times", "That is the rate times the gradient, the step of "
                        "gradient descent. Adam divides by the size of the gradients that it has "
                        "seen."),
            "b": Choice("0.001 both times", "The first step is as long as the rate. In the second "
                        "the gradients disagree: in m they nearly cancel, in v their squares add "
                        "up."),
            "c": Choice("0.001, then 0.00005", "Call the first gradient g. After step 1, m is "
                        "0.1 g and v is 0.001 g²; corrected they are g and g², and the step is as "
                        "long as the rate. After step 2, m is 0.09 g − 0.1 g = −0.01 g and v is "
                        "0.001999 g². Corrected they are −g/19 and g²: gradients that disagree "
                        "make a step of a nineteenth of the rate."),
            "d": Choice("0.003, then 0.0002", "These are the steps without the correction of m and "
                        "v for their start at 0."),
        },
        right="c",
        edition=2,
    ),
    Question(
        "nb07_q2",
        NOTEBOOK,
        {
            "a": Choice("a factor of 1000 from the first step on", "Every gradient, the root of "
                        "v and m all become 1000 times as large, and the factor cancels in the "
                        "quotient. SGD's steps become 1000 times as long."),
            "b": Choice("a factor of 1000 from the hundredth step on", "The averages then hold "
                        "gradients of two sizes. Step 100 is too long, because v still consists "
                        "of small squares, and for a long time m and v mix both."),
            "c": Choice("a factor of 10⁻¹² from the first step on", "Such gradients are smaller "
                        "than eps, which then decides the divisor: Adam hardly moves. The factor "
                        "cancels only while eps is small beside the root of v."),
            "d": Choice("1000 added to it", "A constant has the slope 0: no gradient changes, and "
                        "SGD's path stays as it is, too."),
        },
        right="a",
        edition=2,
    ),
)

PREDICTIONS = (
    Prediction("paths_that_stay", NOTEBOOK, lowest=0, highest=5),
    Prediction("adam_at_a_half", NOTEBOOK, unit="%", lowest=0, highest=100),
)
