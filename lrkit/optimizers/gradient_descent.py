"""Chapter 1: gradient descent, the rule from which all others are derived."""

from dataclasses import dataclass

from numpy.typing import ArrayLike, NDArray

from lrkit.optimizers.base import Optimizer, floats


@dataclass(frozen=True)
class GradientDescent(Optimizer):
    r"""Gradient descent: a step against the gradient, of lr times its length.

    .. math:: w_{t+1} = w_t - \text{lr} \cdot g_t, \qquad g_t = \nabla L(w_t)

    It has no hyperparameter besides the rate, and no state. With gradients of the whole data set
    it is gradient descent; with gradients of a sample it is called SGD, and the rule is the same.

    **Meaning of the rate.** The rate is a factor on the gradient, not the length of the step: the
    step is lr times the slope, so that steps become shorter where the loss becomes flat. Its unit
    is the square of the weight's unit over the unit of the loss. No range, such as 0 to 1, is
    therefore right for all problems: measure a weight in units ten times as small, and the usable
    rate is a hundred times as large.

    **Limit of the rate.** Along a direction of curvature :math:`c` a step multiplies the distance
    from the minimum by :math:`1 - \text{lr}\,c`. Below :math:`1/c` the run approaches the minimum
    from one side; at :math:`1/c` it arrives in one step; between :math:`1/c` and :math:`2/c` it
    jumps over the minimum and still comes closer; from :math:`2/c` on it does not. The largest
    curvature :math:`L` sets the limit, :math:`0 < \text{lr} < 2/L`; the smallest, :math:`\mu`,
    determines the number of steps. The best compromise is :math:`2/(\mu + L)`: after a step at most
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
        """Return an empty state: there is nothing to remember."""
        return ()

    def step(
        self, params: ArrayLike, grad: ArrayLike, state: tuple, lr: ArrayLike
    ) -> tuple[NDArray, tuple]:
        """Make one step against the gradient.

        Parameters
        ----------
        params, grad : array_like, shape (P, *runs), or a number
            The current parameters and the gradient there; integers are accepted.
        state : tuple
            The state that `init` or the step before returned; here it is empty.
        lr : float or array_like, shape runs
            The rate of this step.

        Returns
        -------
        params : ndarray
            A new array of floats; the arguments are not changed.
        state : tuple
            The new state; here it is empty.

        Raises
        ------
        ValueError
            If the gradient and the parameters differ in shape.
        """
        w, g = floats(params, grad)
        return w - lr * g, state
