"""Chapter 20: groups of parameters, each with a rate or a rule of its own.

Every library lets its user give groups of parameters their own rates. Which groups are worth it
depends on the network: muP gives the wide layers of a network smaller rates than the others. The
rules of `trust_ratio` find the rate of each layer from the size of its weights.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.optimizers.base import Optimizer, floats


@dataclass(frozen=True, eq=False)
class LayerRates(Optimizer):
    r"""Make the step of another rule, with the rate times a factor of its own for each parameter.

    .. math:: \text{lr}_i = \text{lr} \cdot \text{factor}_i

    Parameters
    ----------
    rule : Optimizer
        The rule that makes the step.
    factors : array_like, shape (P,)
        The factors, at least 0. A factor of 0 keeps a parameter where it is.

    Notes
    -----
    These are PyTorch's parameter groups with one rate each, optax' ``multi_transform`` and Keras'
    ``MultiOptimizer`` (3.15), which gives each group an optimizer of its own. A rule that
    multiplies its weight decay by the rate, as `AdamW` does, multiplies it by the parameter's
    own rate here, as PyTorch does.

    Examples
    --------
    >>> from lrkit.optimizers import GradientDescent
    >>> rule = LayerRates(GradientDescent(), [1.0, 0.1])
    >>> rule.step([2.0, 2.0], [1.0, 1.0], (), lr=0.5)[0]
    array([1.5 , 1.95])
    """

    rule: Optimizer
    factors: ArrayLike

    elementwise: ClassVar[bool] = False  # a part of the parameters would need its part of factors

    def __post_init__(self) -> None:
        super().__post_init__()
        if not isinstance(self.rule, Optimizer):
            raise ValueError(f"rule must be an optimizer, such as Adam(), got {self.rule!r}")
        factors = np.asarray(self.factors, dtype=float)
        if factors.ndim != 1 or not (np.isfinite(factors).all() and (factors >= 0).all()):
            raise ValueError("factors must be finite numbers of at least 0, one for each "
                             f"parameter, got {self.factors!r}")
        object.__setattr__(self, "factors", factors)

    def __repr__(self) -> str:
        return f"LayerRates({self.rule!r}, {len(self.factors)} factors)"

    @property
    def requires(self) -> tuple[str, ...]:
        """The value of the wrapped rule."""
        return self.rule.requires

    def init(self, params: ArrayLike) -> Any:
        """Return the initial state of the wrapped rule."""
        return self.rule.init(params)

    def step(
        self, params: ArrayLike, grad: ArrayLike, state: Any, lr: ArrayLike, **extra: Any
    ) -> tuple[NDArray, Any]:
        """Make the step of the wrapped rule with each parameter's own rate."""
        return self.rule.step(params, grad, state, self._rates(np.shape(params), lr), **extra)

    def gradient_point(self, params: NDArray, state: Any, lr: ArrayLike) -> NDArray:
        """Return the gradient point of the wrapped rule."""
        return self.rule.gradient_point(params, state, self._rates(np.shape(params), lr))

    def effective_lr(self, state: Any, lr: ArrayLike) -> ArrayLike:
        """Return the effective rate of the wrapped rule."""
        return self.rule.effective_lr(state, self._rates(self.factors.shape + np.shape(lr), lr))

    def _rates(self, shape: tuple[int, ...], lr: ArrayLike) -> NDArray:
        if shape[:1] != self.factors.shape:
            raise ValueError(f"params must have {len(self.factors)} entries on the first axis, one "
                             f"for each factor, got an array of shape {shape}")
        return self.factors.reshape(-1, *[1] * (len(shape) - 1)) * np.asarray(lr, dtype=float)


@dataclass(frozen=True)
class RuleForEach(Optimizer):
    r"""Make the step of another rule for each group of parameters, all with the same rate.

    .. math:: w_{t+1}^{(k)} = \text{step}_k\bigl(w_t^{(k)}, g_t^{(k)}, \text{lr}\bigr)

    Muon is a rule for matrices: a network that is trained with it needs another rule for its
    biases, and usually has one for its output layer too.

    Parameters
    ----------
    rules : sequence of Optimizer
        A rule for each group. None of them may require the loss.
    sizes : sequence of int
        The number of parameters in each group; the groups follow each other on the first axis.

    Notes
    -----
    PyTorch needs an optimizer object for each rule; Keras (3.15) has ``MultiOptimizer``, and its
    Muon makes AdamW's step for the parameters that are not matrices; optax has ``multi_transform``.

    Examples
    --------
    >>> from lrkit.optimizers import Adam, Muon
    >>> rule = RuleForEach([Muon(shape=(2, 2)), Adam()], [4, 2])
    >>> w, grad = np.zeros(6), np.array([5.0, 0.0, 0.0, 0.5, 1e-4, -50.0])
    >>> rule.step(w, grad, rule.init(w), lr=0.1)[0].round(2)
    array([-0.07,  0.  ,  0.  , -0.07, -0.1 ,  0.1 ])
    """

    rules: Sequence[Optimizer]
    sizes: Sequence[int]

    elementwise: ClassVar[bool] = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self.rules) != len(self.sizes):
            raise ValueError(f"rules and sizes must be of one length, got {len(self.rules)} and "
                             f"{len(self.sizes)}")
        for rule in self.rules:
            if not isinstance(rule, Optimizer) or rule.requires:
                raise ValueError("rules must be optimizers that need the gradient only, "
                                 f"got {rule!r}")

    def init(self, params: ArrayLike) -> tuple:
        """Return the initial state of each rule; ValueError if the sizes do not add up."""
        w = np.asarray(params, dtype=float)
        if w.ndim == 0 or len(w) != sum(self.sizes):
            raise ValueError(f"params must have {sum(self.sizes)} entries on the first axis, "
                             f"got an array of shape {w.shape}")
        return tuple(rule.init(part) for rule, part in zip(self.rules, self._cut(w), strict=True))

    def step(
        self, params: ArrayLike, grad: ArrayLike, state: tuple, lr: ArrayLike
    ) -> tuple[NDArray, tuple]:
        """Make the step of each rule on its own group."""
        w, g = floats(params, grad)
        groups = zip(self.rules, self._cut(w), self._cut(g), state, strict=True)
        made = [rule.step(*parts, lr) for rule, *parts in groups]
        return np.concatenate([new for new, _ in made]), tuple(state for _, state in made)

    def gradient_point(self, params: NDArray, state: tuple, lr: ArrayLike) -> NDArray:
        """Return the gradient point of each rule, for its own group."""
        groups = zip(self.rules, self._cut(params), state, strict=True)
        return np.concatenate([rule.gradient_point(w, own, lr) for rule, w, own in groups])

    def _cut(self, params: NDArray) -> list[NDArray]:
        return np.split(params, np.cumsum(self.sizes)[:-1])
