"""The exercises of notebook 10, Capstone: digits on a budget."""

from lrkit.exercises.nb10.budget_meter import budget_meter
from lrkit.exercises.nb10.mlp_grads import mlp_grads
from lrkit.exercises.nb10.questions import PREDICTIONS, QUESTIONS
from lrkit.exercises.nb10.softmax_xent import softmax_xent
from lrkit.exercises.nb10.submission import submission

EXERCISES = (softmax_xent, mlp_grads, budget_meter, submission)

__all__ = ["EXERCISES", "PREDICTIONS", "QUESTIONS"]
