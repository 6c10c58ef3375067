"""The interface that all optimizers share.

An optimizer is a rule that computes new parameters from the current ones, the gradient and a
learning rate. Whatever a rule remembers from step to step is its *state*, which each step takes as
an argument and returns: nothing is hidden in the object, so that a cell that is run twice gives
the same result.

Parameters lie on the leading axis and runs on the trailing ones, ``(P, *runs)``. Every rule is
written for one run and works for a million: a rate, a momentum or a beta may be an array of shape
``runs``, which NumPy broadcasts.

What the chapters say of libraries was seen in PyTorch 2.14.1, Keras 3.15.1 and optax 0.2.8, unless
they name another version. Recorded runs of those versions are part of the tests.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass, fields
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

# Hyperparameters with the same range in every rule.
BELOW_ONE = ("momentum", "beta1", "beta2", "beta3", "rho")  # shares of the past, from 0 to below 1
NON_NEGATIVE = ("eps", "weight_decay", "initial_accumulator", "momentum_decay", "weight_power",
                "alpha", "clip_power", "warmup")


@dataclass(frozen=True)
class Optimizer(ABC):
    """A rule with its hyperparameters as fields.

    The learning rate is not a field but an argument of each step, because it may change from step
    to step, and because it is the subject of this course.

    A rule that PyTorch, Keras and optax compute differently has a field `flavor` and then gives the
    numbers of that library; "authors" are the authors of its paper, with their package. A
    hyperparameter that is left at None takes the default of its flavor.

    Attributes
    ----------
    elementwise : bool
        Whether each coordinate is updated independently of the others, so that a large array can
        be updated in parts.
    requires : tuple of str
        The keyword arguments that `step` needs besides the gradient: ``"loss"``, the loss at
        `params`, and ``"loss_at"``, the function that computes the loss at any point.
    defaults : dict
        For each flavor, the values of the fields that are None.
    up_to_one : tuple of str
        The shares of the past that may be 1, which in other rules would never learn.

    Raises
    ------
    ValueError
        For an unknown flavor and for a hyperparameter out of its range.
    """

    elementwise: ClassVar[bool] = True
    requires: ClassVar[tuple[str, ...]] = ()
    defaults: ClassVar[dict[str, dict[str, float]]] = {}
    up_to_one: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        if self.defaults:
            known = ", ".join(map(repr, self.defaults))
            if self.flavor not in self.defaults:
                raise ValueError(f"flavor must be one of {known}, got {self.flavor!r}")
            for name, value in self.defaults[self.flavor].items():
                if getattr(self, name) is None:
                    object.__setattr__(self, name, value)  # the dataclass is frozen
        for field in fields(self):
            if getattr(self, field.name) is None and field.default is None:
                continue  # the rule computes it from others
            _check_range(field.name, getattr(self, field.name), field.name in self.up_to_one)

    @abstractmethod
    def init(self, params: ArrayLike) -> Any:
        """Return the state before the first step, for parameters of shape ``(P, *runs)``."""

    @abstractmethod
    def step(
        self, params: ArrayLike, grad: ArrayLike, state: Any, lr: ArrayLike
    ) -> tuple[NDArray, Any]:
        """Return the new parameters and the new state; the arguments are not changed."""

    def gradient_point(self, params: NDArray, state: Any, lr: ArrayLike) -> NDArray:
        """Return the point at which the next step needs the gradient: `params` for most rules."""
        return params

    def effective_lr(self, state: Any, lr: ArrayLike) -> ArrayLike:
        """Return the factor of the gradient, or of its average, in the step that led to `state`.

        For rules without a separate rate for each coordinate it is the rate itself.
        """
        return lr


@dataclass(frozen=True)
class Wrapper(Optimizer):
    """A rule that changes the step of another and delegates everything else to it."""

    rule: Optimizer

    def __post_init__(self) -> None:
        super().__post_init__()
        if not isinstance(self.rule, Optimizer):
            raise ValueError(f"rule must be an optimizer, such as Adam(), got {self.rule!r}")

    @property
    def elementwise(self) -> bool:
        """The value of the wrapped rule."""
        return self.rule.elementwise

    @property
    def requires(self) -> tuple[str, ...]:
        """The value of the wrapped rule."""
        return self.rule.requires

    def init(self, params: ArrayLike) -> Any:
        """Return the initial state of the wrapped rule."""
        return self.rule.init(params)

    def gradient_point(self, params: NDArray, state: Any, lr: ArrayLike) -> NDArray:
        """Return the gradient point of the wrapped rule."""
        return self.rule.gradient_point(params, state, lr)

    def effective_lr(self, state: Any, lr: ArrayLike) -> ArrayLike:
        """Return the effective rate of the wrapped rule."""
        return self.rule.effective_lr(state, lr)


def floats(params: ArrayLike, grad: ArrayLike) -> tuple[NDArray, NDArray]:
    """Return both as arrays of floats; ValueError unless they have the same shape."""
    w, g = np.asarray(params, dtype=float), np.asarray(grad, dtype=float)
    if w.shape != g.shape:
        raise ValueError(f"grad must have the shape of params, {w.shape}, got {g.shape}")
    return w, g


def zeros(params: ArrayLike) -> NDArray:
    """Return a zero for each parameter."""
    return np.zeros(np.shape(params))


def _check_range(name: str, value: Any, one_too: bool) -> None:
    if name not in BELOW_ONE and name not in NON_NEGATIVE:
        return
    below = np.nextafter(1.0, 2.0) if one_too else 1.0
    below = below if name in BELOW_ONE else np.inf
    try:
        numbers = np.asarray(value, dtype=float)
        fits = bool(np.all((numbers >= 0) & (numbers < below)))
    except (TypeError, ValueError):
        fits = False
    if not fits:
        share = "from 0 to 1" if one_too else "from 0 to below 1"
        limits = share if name in BELOW_ONE else "at least 0 and finite"
        raise ValueError(f"{name} must be {limits}, got {value!r}")
