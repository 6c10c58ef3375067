"""Chapter 24: cautious steps. No coordinate moves uphill."""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.optimizers.base import Wrapper, floats


@dataclass(frozen=True)
class Cautious(Wrapper):
    r"""Make the step of another rule, without the coordinates that would go uphill.

    .. math:: w_t = w_{t-1} + \frac{\phi_t \odot u_t}{\max(s_t, \epsilon)}, \qquad
              \phi_t = [\,u_t\,g_t < 0\,], \qquad s_t = \mathrm{mean}(\phi_t)

    with u the step of the rule. Momentum keeps its direction for some steps after the gradient has
    turned. Meanwhile the mask :math:`\phi` holds the coordinate, although its momentum goes on
    changing. The others take over its share: with half of them held, their steps are twice as long.
    To first order, no step raises the loss.

    Parameters
    ----------
    rule : Optimizer
        The rule that makes the step.
    smallest_share : float or array_like of shape runs, default 0.001
        :math:`\epsilon`, above 0 and at most 1: no step is longer than :math:`1/\epsilon` times the
        rule's.
    flavor : str, default "timm"
        "timm": as above. "pytorch_optimizer": with n coordinates, of which k move, the factor is
        :math:`n/(k+1)`, which is less than 1 if all move.

    Notes
    -----
    K. Liang, L. Chen, B. Liu and Q. Liu, "Cautious optimizers: improving training with one line of
    code", arXiv:2411.16085 (2024). It is the option ``caution`` of timm and ``cautious`` of
    pytorch_optimizer; PyTorch, Keras and optax do not have it. All parameters are one layer, over
    which the share is taken: for several, use `RuleForEach`. A weight decay belongs outside,
    ``DecoupledDecay(Cautious(Adam()), 0.01)``, or the mask holds the decay too.

    Examples
    --------
    The velocity of the first weight still goes down after its gradient has turned:

    >>> from lrkit.optimizers import Momentum
    >>> rule, w = Cautious(Momentum(0.5)), np.array([1.0, 1.0])
    >>> w, state = rule.step(w, [1.0, 1.0], rule.init(w), lr=0.1)
    >>> w, state = rule.step(w, [-0.25, 1.0], state, lr=0.1)
    >>> w  # the second moves by 2 * 0.1 * 1.5
    array([0.9, 0.6])
    """

    smallest_share: ArrayLike = 1e-3
    flavor: str = "timm"

    elementwise: ClassVar[bool] = False  # the share is one of all coordinates
    defaults: ClassVar = {"timm": {}, "pytorch_optimizer": {}}

    def __post_init__(self) -> None:
        super().__post_init__()
        least = np.asarray(self.smallest_share)
        if not np.all((least > 0) & (least <= 1)):
            raise ValueError("smallest_share must be above 0 and at most 1, "
                             f"got {self.smallest_share!r}")

    def step(
        self, params: ArrayLike, grad: ArrayLike, state: Any, lr: ArrayLike, **extra: Any
    ) -> tuple[NDArray, Any]:
        """Make the step of the wrapped rule where it goes against the gradient."""
        w, g = floats(params, grad)
        new, state = self.rule.step(w, g, state, lr, **extra)
        moves = (new - w) * g < 0
        share = moves.mean(axis=0) if moves.ndim else 1.0 * moves
        if self.flavor == "timm":
            factor = 1 / np.maximum(share, self.smallest_share)
        else:
            count = len(moves) if moves.ndim else 1
            factor = 1 / (share + 1 / count)
        return w + factor * np.where(moves, new - w, 0.0), state
