"""Chapter 1: gradient descent, the rule from which all others are made."""

from dataclasses import dataclass

from numpy.typing import ArrayLike, NDArray

from lrkit.optimizers.base import Optimizer, floats


@dataclass(frozen=True)
class GradientDescent(Optimizer):
    r"""Go against the gradient, by the learning rate times its length.

    .. math:: w_{t+1} = w_t - \text{lr} \cdot g_t, \qquad g_t = \nabla L(w_t)

    It has no hyperparameter beside the rate, and no state. With gradients of the whole data set
    it is gradient descent; with gradients of a sample it is called SGD, and the rule is the same.

    **What the rate means.** It is a factor on the gradient, not the length of the step: the step
    is lr times the slope, so that steps shrink by themselves where the loss becomes flat. Its unit
    is the square of the weight's unit over the unit of the loss. No range, such as 0 to 1, holds
    for all problems: measure a weight in units ten times as small, and the usable rate is a
    hundred times as large.

    **How large it may be.** Along a direction of curvature :math:`c` a step multiplies the
    distance from the minimum by :math:`1 - \text{lr}\,c`. Below :math:`1/c` the run comes down on
    one side; at :math:`1/c` it arrives in one step; between :math:`1/c` and :math:`2/c` it jumps
    over the minimum and still comes closer; from :math:`2/c` on it does not. The largest curvature
    :math:`L` sets the limit, :math:`0 < \text{lr} < 2/L`; the smallest, :math:`\mu`, sets how long
    it takes. The best compromise is :math:`2/(\mu + L)`: after a step at most
    :math:`(\kappa - 1)/(\kappa + 1)` of the distance is left, with :math:`\kappa = L/\mu`.

    Notes
    -----
    A. Cauchy, "Méthode générale pour la résolution des systèmes d'équations simultanées",
    Comptes rendus 25 (1847). The limit and the best rate are in Y. Nesterov, "Introductory
    Lectures on Convex Optimization" (2004), and in G. Goh, "Why Momentum Really Works", Distill
    (2017). ``torch.optim.SGD``, ``keras.optimizers.SGD`` and ``optax.sgd`` agree with it when
    their momentum is 0; their default rates differ (0.001, 0.01 and none).

    Examples
    --------
    >>> rule = GradientDescent()
    >>> w, state = rule.step(4.0, grad=-6.0, state=rule.init(4.0), lr=0.1)
    >>> round(float(w), 12)
    4.6
    """

    def init(self, params: ArrayLike) -> tuple:
        """Nothing to remember: an empty state."""
        return ()

    def step(
        self, params: ArrayLike, grad: ArrayLike, state: tuple, lr: ArrayLike
    ) -> tuple[NDArray, tuple]:
        """One step against the gradient.

        Parameters
        ----------
        params, grad : array_like, shape (P, *runs), or a number
            Where we are and the gradient there; integers are fine.
        state : tuple
            Empty.
        lr : float or array_like, shape runs
            The rate of this step.

        Returns
        -------
        params : ndarray
            New, of float; the arguments are not changed.
        state : tuple
            Empty.

        Raises
        ------
        ValueError
            If the gradient has another shape than the parameters.
        """
        w, g = floats(params, grad)
        return w - lr * g, state
