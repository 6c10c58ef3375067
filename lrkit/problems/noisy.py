"""A quadratic with noisy gradients: the simplest model of training on mini-batches."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.problems.base import QuadraticProblem
from lrkit.problems.checks import check_number, check_rng


class NoisyQuadratic(QuadraticProblem):
    r"""A quadratic whose sampled gradient is the exact one plus Gaussian noise.

    .. math:: g = \nabla L(w) + s\,\xi, \qquad \xi \sim \mathcal N(0, I)

    `value` and `grad` are exact; `sample_grad` is the gradient that the optimizer gets. The noise
    is as large at the minimum as anywhere, so that at a constant rate a run never converges: it
    ends by scattering around the minimum, the wider the larger the rate (`noise_floor`).

    Parameters
    ----------
    quadratic : QuadraticProblem
        The loss itself: a `Bowl`, a `Quadratic`, `LeastSquares`.
    noise : float
        s, the standard deviation of each coordinate of the noise; ValueError if it is negative or
        not finite, or if `quadratic` is something else.

    Notes
    -----
    G. Zhang et al., "Which Algorithmic Choices Matter at Which Batch Sizes? Insights From a Noisy
    Quadratic Model", NeurIPS (2019), explain much of training with a model of this kind. A
    mini-batch of B examples has the noise of one over the root of B.

    Examples
    --------
    >>> from lrkit.problems import Bowl
    >>> noisy = NoisyQuadratic(Bowl(curvature=2.0), noise=0.5)
    >>> noisy.grad([1.0]), noisy.sample_grad([1.0], np.random.default_rng(0)).round(3)
    (array([2.]), array([2.063]))
    >>> noisy.noise_floor(0.5)  # 0.5 * 0.5**2 / (2 * (2 - 0.5 * 2))
    array([0.0625])
    """

    def __init__(self, quadratic: QuadraticProblem, noise: float):
        if not isinstance(quadratic, QuadraticProblem):
            raise ValueError(f"quadratic must be a quadratic problem, got {quadratic!r}")
        self.quadratic = quadratic
        self.noise = check_number("noise", noise, at_least=0)
        self.num_params = quadratic.num_params

    def __repr__(self) -> str:
        return f"NoisyQuadratic({self.quadratic!r}, noise={self.noise:g})"

    def value(self, params: ArrayLike) -> NDArray | float:
        """Return the loss without noise, shape ``(P, *runs)`` -> ``runs``."""
        return self.quadratic.value(params)

    def grad(self, params: ArrayLike) -> NDArray | float:
        """Return the gradient without noise, shape ``(P, *runs)``."""
        return self.quadratic.grad(params)

    def sample_grad(self, params: ArrayLike, rng: np.random.Generator) -> NDArray:
        """Return the gradient plus fresh noise, independent for each run, shape ``(P, *runs)``.

        ValueError unless `rng` is a ``numpy.random.Generator``; each call advances it.
        """
        exact = np.asarray(self.quadratic.grad(params))
        return exact + self.noise * check_rng(rng).standard_normal(exact.shape)

    @property
    def hessian(self) -> NDArray:
        """The matrix of second derivatives, shape ``(P, P)``; the noise does not change it."""
        return self.quadratic.hessian

    @property
    def minimum(self) -> NDArray:
        """The minimum of the loss without noise, shape ``(P,)``."""
        return self.quadratic.minimum

    def noise_floor(self, lr: float) -> NDArray:
        r"""Return the variance around the minimum in which a constant rate ends.

        .. math:: \frac{\text{lr}\,s^2}{h\,(2 - \text{lr}\,h)}

        along a direction of curvature h. At small rates it is about lr s²/(2 h): half the rate,
        half the variance.

        Parameters
        ----------
        lr : float
            The rate; ValueError if it is negative or not finite.

        Returns
        -------
        ndarray, shape (P,)
            The variance of each coordinate of the weights; inf where it grows without bound: for
            ``lr * h >= 2``, and along a direction that does not curve up.

        Notes
        -----
        A step makes the distance u into ``(1 - lr h) u - lr s xi``, so that the stationary
        variance V obeys ``V = (1 - lr h)^2 V + lr^2 s^2``. S. Mandt, M. Hoffman and D. Blei,
        "Stochastic Gradient Descent as Approximate Bayesian Inference", JMLR 18 (2017), has the
        limit of small rates, where the factor 2 - lr h is 2.
        """
        lr = check_number("lr", lr, at_least=0)
        h, directions = np.linalg.eigh(self.hessian)
        settles = (h > 0) & (lr * h < 2)
        scale = np.where(settles, h * (2 - lr * h), 1.0)
        shares = directions**2  # of each direction in each coordinate
        floor = shares @ np.where(settles, lr * self.noise**2 / scale, 0.0)
        return np.where(shares @ ~settles > 1e-12, np.inf, floor)  # eigh rounds to about 1e-15
