"""The record of a run."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class History:
    """The record of a run of T steps.

    Attributes
    ----------
    params : ndarray, shape (T + 1, P)
        The parameters at the start and after each step. With ``record="ends"`` only the first and
        the last.
    losses : ndarray, shape (T + 1,)
        ``losses[k]`` is the loss after k steps.
    grads : ndarray, shape (T + 1, P)
        ``grads[t]`` is the gradient that step t used: that of the mini-batch if there are batches,
        and at the optimizer's `gradient_point`. The last one is at the last parameters. Empty with
        ``record="ends"``.
    lrs : ndarray, shape (T,)
        ``lrs[t]`` is the rate that step t used, t = 0, ..., T - 1.
    effective_lrs : ndarray, shape (T, P)
        ``effective_lrs[t]`` is the factor of each coordinate's gradient (or of its average) in step
        t: the rate itself for gradient descent, the adapted rates for AdaGrad or Adam. Empty with
        ``record="ends"``.
    stopped : str or None
        The reason why the run ended early; None if it did not.
    """

    params: NDArray
    losses: NDArray
    grads: NDArray
    lrs: NDArray
    stopped: str | None = None
    effective_lrs: NDArray = field(default_factory=lambda: np.zeros((0, 0)))

    @property
    def num_steps(self) -> int:
        """The number of steps that were made."""
        return len(self.lrs)

    def __repr__(self) -> str:
        end = f", stopped: {self.stopped}" if self.stopped else ""
        return (f"History({self.num_steps} steps, loss {self.losses[0]:.4g} -> "
                f"{self.losses[-1]:.4g}{end})")
