"""What notebook 11 asks beside its exercises: two quiz questions and the predictions."""

from lrkit.exercises.questions import Choice, Prediction, Question

NOTEBOOK = "11_rates_at_scale"

QUESTIONS = (
    Question(
        "nb11_q1",
        NOTEBOOK,
        {
            "a": Choice("the same as before", "That is true of the input layer and the biases. A "
                        "unit of a hidden layer adds up four times as many inputs now."),
            "b": Choice("a quarter", "Each unit adds up four times as many changes, and Adam makes "
                        "them agree in sign: with a quarter of the rate the sum stays as it was."),
            "c": Choice("half", "That is one over the root of 4, the rule for the weights at the "
                        "start, which are independent. Adam's changes are not."),
            "d": Choice("four times as much", "Then each unit would change sixteen times as much "
                        "in a step: four times as many inputs, each with four times the change."),
        },
        right="b",
    ),
    Question(
        "nb11_q2",
        NOTEBOOK,
        {
            "a": Choice("half as many", "Far below the critical size that would be right. Far "
                        "above it the gradient has hardly any noise left to average away."),
            "b": Choice("nearly as many", "The gradient was almost exact before. Twice the "
                        "examples make it a little more exact, and hardly save a step."),
            "c": Choice("a quarter as many", "Even far below the critical size twice the batch "
                        "saves at most half of the steps."),
            "d": Choice("twice as many", "A more exact gradient does not ask for more steps. What "
                        "nearly doubles here is the number of examples."),
        },
        right="b",
    ),
)

PREDICTIONS = (
    Prediction("best_rate_when_wide", NOTEBOOK, lowest=1e-6, highest=1e3),
    Prediction("examples_at_512", NOTEBOOK, unit="times", lowest=0, highest=1e6),
)
