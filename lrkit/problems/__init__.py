"""Losses to be made small: bowls, valleys, and least squares on real data.

Each problem knows its value, its gradient and, where it is quadratic, its minimum, its
curvatures and the largest stable rate.
"""

from lrkit.problems.base import Problem, QuadraticProblem
from lrkit.problems.quadratic import Bowl, Quadratic
from lrkit.problems.regression import Dataset, LeastSquares, LineFit, load_diabetes
from lrkit.problems.two_weights import TwoWeights

__all__ = [
    "Bowl",
    "Dataset",
    "LeastSquares",
    "LineFit",
    "Problem",
    "Quadratic",
    "QuadraticProblem",
    "TwoWeights",
    "load_diabetes",
]
