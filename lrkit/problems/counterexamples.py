"""Counterexamples from the literature: problems on which adaptive methods fail."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.problems.base import OneWeightProblem, TrainTest
from lrkit.problems.checks import check_count, check_number, check_rng


class _ReddiProblem(OneWeightProblem):
    """A loss of one weight in [-1, 1] that rises on average, so that -1 is the minimum."""

    mean_slope: float

    def value(self, params: ArrayLike) -> NDArray:
        """Return the average loss, ``mean_slope * x``: ``(1, *runs)`` -> ``runs``."""
        return self.mean_slope * self._weight(params)

    def grad(self, params: ArrayLike) -> NDArray:
        """Return the average slope, in the shape of `params`."""
        return np.full_like(self._checked(params), self.mean_slope)

    def project(self, params: ArrayLike) -> NDArray:
        """Return the nearest point in [-1, 1], in the shape of `params`, after each step."""
        return np.clip(self._checked(params), -1.0, 1.0)

    @property
    def minimum(self) -> NDArray:
        """The left end of the interval, -1, shape ``(1,)``; the slope is not zero there."""
        return np.array([-1.0])


class ReddiOnline(_ReddiProblem):
    r"""A loss that changes with the step, on which Adam converges to the worst point.

    .. math:: f_t(x) = \begin{cases} C x & t \bmod \text{period} = 0 \\
        -\text{small}\cdot x & \text{otherwise} \end{cases}
        \qquad -1 \le x \le 1

    The one large gradient of a period outweighs the small ones, so that -1 is the minimum. Adam
    divides it by its own root mean square: it counts no more than a small one, and x goes to +1.
    AMSGrad keeps the largest mean square and goes to -1.

    Parameters
    ----------
    C : float
        The large slope; ValueError unless it is above ``(period - 1) * small``.
    small : float
        The small slope; ValueError unless it is positive.
    period : int
        The number of steps from one large slope to the next, at least 2.

    Notes
    -----
    S. Reddi, S. Kale and S. Kumar, "On the Convergence of Adam and Beyond", ICLR (2018): theorem 1
    has C > 2, period 3, beta1 = 0, beta2 = 1/(1 + C²) and the rate lr/sqrt(t). The experiment of
    section 5 is ``ReddiOnline(C=1010, small=10, period=101)``. The paper counts steps from 1 and
    has the large slope at t mod 3 = 1; here steps count from 0, so that it is at step 0, 3, 6: the
    same sequence.

    Examples
    --------
    >>> problem = ReddiOnline(C=3.0)
    >>> [float(problem.grad_at(0.5, step)) for step in range(4)]
    [3.0, -1.0, -1.0, 3.0]
    >>> problem.project(1.7), problem.minimum
    (np.float64(1.0), array([-1.]))
    """

    def __init__(self, C: float = 3.0, *, small: float = 1.0, period: int = 3):
        self.small = check_number("small", small, above=0)
        self.period = check_count("period", period, at_least=2)
        self.C = check_number("C", C, above=(self.period - 1) * self.small)
        self.mean_slope = (self.C - (self.period - 1) * self.small) / self.period

    def __repr__(self) -> str:
        return f"ReddiOnline(C={self.C:g}, small={self.small:g}, period={self.period})"

    def value_at(self, params: ArrayLike, step: int) -> NDArray:
        """Return the loss of one step, counted from 0: ``(1, *runs)`` -> ``runs``."""
        return self._slope(step) * self._weight(params)

    def grad_at(self, params: ArrayLike, step: int) -> NDArray:
        """Return the slope of the loss of one step, in the shape of `params`."""
        return np.full_like(self._checked(params), self._slope(step))

    def _slope(self, step: int) -> float:
        return self.C if check_count("step", step, at_least=0) % self.period == 0 else -self.small


class ReddiStochastic(_ReddiProblem):
    r"""A random version of `ReddiOnline`: a rare large gradient and many small ones.

    .. math:: f(x) = \begin{cases} C x & \text{with probability } p \\
        -\text{small}\cdot x & \text{otherwise} \end{cases}
        \qquad -1 \le x \le 1

    Parameters
    ----------
    C, small : float
        The slopes, both positive.
    probability : float
        p; ValueError unless the mean slope, ``p C - (1 - p) small``, is positive.

    Notes
    -----
    Theorem 3 and the stochastic experiment of section 5 of Reddi et al. (2018), whose numbers are
    the defaults: the mean slope is 0.2.

    Examples
    --------
    >>> problem = ReddiStochastic()
    >>> problem.sample_grad(np.zeros((1, 4)), np.random.default_rng(0))
    array([[-10., -10., -10., -10.]])
    >>> round(problem.mean_slope, 9)
    0.2
    """

    def __init__(self, C: float = 1010.0, *, small: float = 10.0, probability: float = 0.01):
        self.C, self.small = check_number("C", C, above=0), check_number("small", small, above=0)
        self.probability = check_number("probability", probability, above=0)
        self.mean_slope = self.probability * self.C - (1 - self.probability) * self.small
        if self.probability >= 1 or self.mean_slope <= 0:
            raise ValueError(
                "probability must be below 1 and make the mean slope positive, "
                f"got {probability} and a mean slope of {self.mean_slope:g}"
            )

    def __repr__(self) -> str:
        return (
            f"ReddiStochastic(C={self.C:g}, small={self.small:g}, probability={self.probability:g})"
        )

    def sample_grad(self, params: ArrayLike, rng: np.random.Generator) -> NDArray:
        """Draw the slope again for each run, in the shape of `params`."""
        params = self._checked(params)
        return np.where(check_rng(rng).random(params.shape) < self.probability, self.C, -self.small)


def wilson_data(
    num_examples: int, fraction_positive: float, rng: np.random.Generator, num_test: int
) -> TrainTest:
    """Make two classes that gradient descent learns to separate and adaptive methods do not.

    Feature 0 is the label, features 1 and 2 are always 1, and every example has features of its
    own, which are 1 for it and 0 for all others: one if it is positive, five if it is negative.
    With least squares from 0, gradient descent finds the weights of smallest norm, whose weight on
    the label's feature is large enough. AdaGrad, RMSProp and Adam make all weights equally large,
    so that the two constant features outvote it: every unseen example is classified as positive,
    and the error is the share of the negatives.

    Parameters
    ----------
    num_examples : int
        The size of the training set, at least 2.
    fraction_positive : float
        Above 1/2 and below 1. The number of positives is this times the number of examples,
        rounded, but at least one example is negative and more than half are positive.
    rng : numpy.random.Generator
        Draws the order.
    num_test : int
        The size of the test set, at least 2, with the same fraction.

    Returns
    -------
    TrainTest
        Features of shape ``(n, 3 + 5 * (num_examples + num_test))``; labels +1 and -1.

    Raises
    ------
    ValueError
        If a count is too small, the fraction is out of range or so near to 1/2 or 1 that so few
        examples cannot have it, or `rng` is not a generator.

    Notes
    -----
    A. Wilson et al., "The Marginal Value of Adaptive Gradient Methods in Machine Learning",
    NeurIPS (2017), section 3.3. The paper draws each label by itself, with a probability above
    1/2; here the counts are fixed and only the order is drawn, so that the fraction is exact. The
    paper allows more features than are needed; here every example has a block of five, of which a
    positive one uses the first. Test examples have blocks of their own, which are never seen in
    training, as in the paper.

    Examples
    --------
    >>> X, y, X_test, y_test = wilson_data(4, 0.75, np.random.default_rng(0), num_test=4)
    >>> np.sort(y), X.shape
    (array([-1., 1., 1., 1.]), (4, 43))
    >>> X[y < 0].sum(axis=1), X[y > 0].sum(axis=1)  # -1 + 1 + 1 + 5, and 1 + 1 + 1 + 1
    (array([6.]), array([4., 4., 4.]))
    """
    n, m = check_count("num_examples", num_examples, 2), check_count("num_test", num_test, 2)
    labels = np.concatenate([_shuffled_labels(k, fraction_positive, rng) for k in (n, m)])
    X = np.zeros((n + m, 3 + 5 * (n + m)))
    X[:, 0], X[:, 1:3] = labels, 1.0
    for i, label in enumerate(labels):
        first = 3 + 5 * i
        X[i, first : first + (1 if label > 0 else 5)] = 1.0
    return TrainTest(X[:n], labels[:n], X[n:], labels[n:])


def _shuffled_labels(count: int, fraction: float, rng: np.random.Generator) -> NDArray:
    positive = round(count * check_number("fraction_positive", fraction, above=0.5))
    if fraction >= 1 or not count / 2 < positive < count:
        raise ValueError(
            "fraction_positive must be above 1/2 and below 1, and leave a negative and more "
            f"positives than negatives among {count} examples, got {fraction}"
        )
    return check_rng(rng).permutation(np.where(np.arange(count) < positive, 1.0, -1.0))
