"""Losses to minimise: bowls, valleys, landscapes, real data, networks, counterexamples.

Each problem computes its value and its gradient and, if it has them, its minimum and its curvature.
In the order in which the course uses them:

`base`: the interface of a problem. `quadratic`: bowls. `regression`: least squares. `landscapes`
and `classics`: kinks, saddles, winding valleys. `noisy`: a quadratic with noisy gradients.
`two_weights`: the smallest network. `classification`: logistic and softmax regression. `networks`
and `digits`: a network with an exact Hessian, and one that reads handwritten digits. `deep_digits`:
one of two hidden layers, for its width. `curvature`: the largest curvature of any of these losses
at a point.
`counterexamples`: problems on which adaptive methods fail.
"""

from lrkit.problems.base import (
    CurvedProblem,
    ExamplesProblem,
    OneWeightProblem,
    Problem,
    QuadraticProblem,
    TrainTest,
)
from lrkit.problems.classics import Beale, Himmelblau, Rosenbrock
from lrkit.problems.classification import LogisticRegression, SoftmaxRegression
from lrkit.problems.counterexamples import ReddiOnline, ReddiStochastic, wilson_data
from lrkit.problems.curvature import largest_curvature
from lrkit.problems.deep_digits import DeepDigitsNetwork
from lrkit.problems.digits import DigitsNetwork, load_digits
from lrkit.problems.landscapes import AbsoluteValue, Ravine, Saddle
from lrkit.problems.networks import TanhNetwork
from lrkit.problems.noisy import NoisyQuadratic
from lrkit.problems.quadratic import Bowl, Quadratic
from lrkit.problems.regression import Dataset, LeastSquares, LineFit, load_diabetes
from lrkit.problems.two_weights import TwoWeights

__all__ = [  # noqa: RUF022  in the order of teaching
    "Problem",
    "QuadraticProblem",
    "CurvedProblem",
    "OneWeightProblem",
    "ExamplesProblem",
    "Bowl",
    "Quadratic",
    "LineFit",
    "LeastSquares",
    "Dataset",
    "load_diabetes",
    "AbsoluteValue",
    "Saddle",
    "Ravine",
    "Rosenbrock",
    "Beale",
    "Himmelblau",
    "NoisyQuadratic",
    "TwoWeights",
    "LogisticRegression",
    "SoftmaxRegression",
    "TanhNetwork",
    "TrainTest",
    "load_digits",
    "DigitsNetwork",
    "largest_curvature",
    "DeepDigitsNetwork",
    "ReddiOnline",
    "ReddiStochastic",
    "wilson_data",
]
