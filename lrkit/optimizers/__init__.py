"""Optimizers, in the order in which they are taught: a file is a chapter.

Read `base` for what they have in common, then the chapters:

1. `gradient_descent`: the rule from which all others are made.
"""

from lrkit.optimizers.base import Optimizer
from lrkit.optimizers.gradient_descent import GradientDescent

__all__ = ["GradientDescent", "Optimizer"]
