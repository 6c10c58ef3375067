"""Chapter 10: weight decay in two forms, and AdamW.

For plain gradient descent, a penalty on the weights and a decay of the weights are the same rule.
For an adaptive rule they differ, which is the reason for AdamW.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

from numpy.typing import ArrayLike, NDArray

from lrkit.optimizers.adam import Adam, AdamState
from lrkit.optimizers.base import Wrapper, floats


@dataclass(frozen=True)
class _Decay(Wrapper):
    """A rule with weight decay."""

    weight_decay: ArrayLike


@dataclass(frozen=True)
class L2Penalty(_Decay):
    r"""Weight decay as an L2 penalty :math:`\tfrac12\lambda\lVert w\rVert^2` on the loss.

    .. math:: g_t \leftarrow g_t + \lambda w_t \quad\text{before the step of the rule}

    An adaptive rule divides the penalty's gradient by its root as well: a weight with large
    gradients hardly decays at all. See `DecoupledDecay`.

    Parameters
    ----------
    rule : Optimizer
        The rule that makes the step.
    weight_decay : float or array_like of shape runs
        :math:`\lambda`, at least 0, in loss per squared weight.

    Notes
    -----
    The ``weight_decay`` of PyTorch's SGD, Adagrad, Adadelta, RMSprop, Adam, Adamax, NAdam, RAdam
    and ASGD is this penalty, with a switch ``decoupled_weight_decay`` for Adam, NAdam and RAdam;
    that of AdamW, Adafactor and Muon is `DecoupledDecay`. In optax the position of
    ``add_decayed_weights`` in the chain decides between the two. All this as of PyTorch 2.14.1 and
    optax 0.2.8; for Keras see `DecoupledDecay`.

    Examples
    --------
    >>> from lrkit.optimizers import GradientDescent
    >>> L2Penalty(GradientDescent(), 0.5).step([2.0], [0.0], (), lr=0.1)[0]
    array([1.9])
    """

    def step(
        self, params: ArrayLike, grad: ArrayLike, state: Any, lr: ArrayLike, **extra: Any
    ) -> tuple[NDArray, Any]:
        """Make the step of the wrapped rule, with the penalty's gradient added."""
        w, g = floats(params, grad)
        return self.rule.step(w, g + self.weight_decay * w, state, lr, **extra)


@dataclass(frozen=True)
class DecoupledDecay(_Decay):
    r"""Decoupled weight decay: the weights shrink before the rule's step.

    .. math:: w_t \leftarrow (1 - \text{lr}\,\lambda)\, w_t \quad\text{before the step of the rule}

    The gradient is not changed. Without gradients, :math:`(1 - \text{lr}\,\lambda)^T` of a weight
    is left after T steps of any rule. The decay is decoupled from the gradient, not from the rate:
    a rate twice as large decays twice as much.

    Parameters
    ----------
    rule : Optimizer
        The rule that makes the step.
    weight_decay : float or array_like of shape runs
        :math:`\lambda`, at least 0; a step removes the share :math:`\text{lr}\,\lambda` of a
        weight.

    Notes
    -----
    I. Loshchilov and F. Hutter, "Decoupled weight decay regularization", ICLR 2019. PyTorch, Keras
    and optax multiply the decay by the rate, as here. The paper multiplies it by the schedule's
    factor only, so that the rate can be tuned without changing the decay.

    The ``weight_decay`` of Keras' optimizers is this one, with three exceptions in Keras 3.15.1.
    ScheduleFreeAdamW loses the first decay: a rate and a decay of 0.1 without gradients leave 1,
    0.995 and 0.990033 after three steps instead of 0.99, 0.9801 and 0.970299 (see
    `ScheduleFreeAdamW`). Ftrl computes the weights anew from its sums, which the decay
    changes only a little: without gradients they are 0 after one step, with or without decay. Muon
    takes ``adam_weight_decay`` for all parameters that are not matrices.

    Examples
    --------
    >>> from lrkit.optimizers import GradientDescent
    >>> DecoupledDecay(GradientDescent(), 0.5).step([2.0], [0.0], (), lr=0.1)[0]
    array([1.9])
    """

    def step(
        self, params: ArrayLike, grad: ArrayLike, state: Any, lr: ArrayLike, **extra: Any
    ) -> tuple[NDArray, Any]:
        """Decay the weights, then make the step of the wrapped rule with the unchanged gradient."""
        w, g = floats(params, grad)
        return self.rule.step(w * (1 - lr * self.weight_decay), g, state, lr, **extra)


@dataclass(frozen=True)
class AdamW(Adam):
    r"""AdamW: Adam with decoupled weight decay.

    .. math:: w_t = (1 - \text{lr}\,\lambda)\, w_{t-1}
                    - \text{lr}\,\hat m_t / (\sqrt{\hat v_t} + \epsilon)

    The decay does not enter the averages. With `L2Penalty` around `Adam` instead, a weight with
    large gradients would decay less than one with small ones. The rate multiplies the decay: see
    `DecoupledDecay` for the paper's form.

    Parameters
    ----------
    beta1, beta2, eps, flavor
        As for `Adam`.
    weight_decay : float or array_like of shape runs, optional
        :math:`\lambda`. Default 0.01 (torch), 0.004 (keras) or 0.0001 (optax).

    Notes
    -----
    I. Loshchilov and F. Hutter, "Decoupled weight decay regularization", ICLR 2019, Algorithm 2.

    Examples
    --------
    Without gradients only the decay acts: (1 - 0.1 * 0.5)**2 is left after two steps.

    >>> rule, w = AdamW(weight_decay=0.5), 1.0
    >>> state = rule.init(w)
    >>> for _ in range(2):
    ...     w, state = rule.step(w, 0.0, state, lr=0.1)
    >>> round(float(w), 6)
    0.9025
    """

    weight_decay: ArrayLike | None = None

    defaults: ClassVar = {
        "torch": {"eps": 1e-8, "weight_decay": 0.01},
        "keras": {"eps": 1e-7, "weight_decay": 0.004},
        "optax": {"eps": 1e-8, "weight_decay": 1e-4},
    }

    def step(
        self, params: ArrayLike, grad: ArrayLike, state: AdamState, lr: ArrayLike
    ) -> tuple[NDArray, AdamState]:
        """Make one step; see `GradientDescent.step` for the arguments."""
        w, g = floats(params, grad)
        return super().step(w * (1 - lr * self.weight_decay), g, state, lr)
