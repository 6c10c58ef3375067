"""What all optimizers have in common.

An optimizer is a rule: given where we are, the gradient there and a learning rate, where to go
next. What a rule remembers from step to step is its *state*, which it hands out and takes back:
nothing is hidden in the object, so that a cell that is run twice gives the same result.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class Optimizer(ABC):
    """A rule with its hyperparameters as fields.

    The learning rate is not among them: it is an argument of each step, because it may change
    from step to step, and because it is the subject of this course.
    """

    @abstractmethod
    def init(self, params: ArrayLike) -> Any:
        """The state before the first step, for parameters of shape ``(P, *runs)``."""

    @abstractmethod
    def step(
        self, params: ArrayLike, grad: ArrayLike, state: Any, lr: ArrayLike
    ) -> tuple[NDArray, Any]:
        """One step: the new parameters and the new state; the arguments are left as they were."""
