"""Linear classifiers with the cross-entropy loss: logistic and softmax regression."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.problems.base import CurvedProblem, ExamplesProblem
from lrkit.problems.checks import check_count, check_examples, check_labels, check_number


class LogisticRegression(ExamplesProblem, CurvedProblem):
    r"""Logistic regression: the mean cross-entropy of a linear model of two classes.

    .. math::
        L(w) = \frac1n \sum_i \log\bigl(1 + e^{-m_i}\bigr) + \frac{\text{l2}}2 \lVert w\rVert^2,
        \qquad m_i = \pm\, x_i^T w

    with the plus for label 1 and the minus for label 0: the margin :math:`m_i` is positive if the
    model classifies the example correctly. The loss is convex, but not quadratic: it is flat where
    the margins are large.

    Parameters
    ----------
    X : array_like, shape (n, P)
        A row for each example. The parameters are the weights of its columns, in their order.
        There is no intercept: give X a column of ones.
    labels : array_like, shape (n,)
        0 or 1.
    l2 : float
        The strength of the penalty on all weights, an intercept's included; 0 by default.

    Raises
    ------
    ValueError
        If the shapes do not fit, a number is not finite, a label is neither 0 nor 1, or `l2` is
        negative.

    Notes
    -----
    D. Cox, "The regression analysis of binary sequences", JRSS B 20 (1958). PyTorch's
    ``BCEWithLogitsLoss`` and optax' ``sigmoid_binary_cross_entropy`` are the same number, the
    second before the mean. If a plane separates the classes and `l2` is 0, there is no minimum:
    the weights grow without bound. Soudry et al., "The Implicit Bias of Gradient Descent
    on Separable Data", JMLR 19 (2018).

    Examples
    --------
    >>> model = LogisticRegression([[1.0], [2.0], [3.0]], [0, 1, 0])
    >>> float(model.value([0.0]).round(6)), model.grad([0.0])  # log 2; the mean of ±x/2
    (0.693147, array([0.33333333]))
    >>> model.accuracy([1.0])
    np.float64(0.3333333333333333)
    """

    def __init__(self, X: ArrayLike, labels: ArrayLike, l2: float = 0.0):
        self.X, labels = check_examples(X, labels, "labels")
        self.labels = check_labels(labels, 2)
        self.l2 = check_number("l2", l2, at_least=0)
        self.num_examples, self.num_params = self.X.shape
        self._signed_X = self.X * (2 * self.labels - 1)[:, None]  # margins come from one product

    def __repr__(self) -> str:
        n, p = self.X.shape
        return f"LogisticRegression({n} examples, {p} parameters, l2={self.l2:g})"

    def value(self, params: ArrayLike) -> NDArray:
        """Return the loss, shape ``(P, *runs)`` -> ``runs``."""
        params = self._checked(params)
        margins = np.tensordot(self._signed_X, params, axes=1)
        return _softplus(-margins).mean(axis=0) + 0.5 * self.l2 * (params**2).sum(axis=0)

    def grad(self, params: ArrayLike) -> NDArray:
        """Return the gradient, shape ``(P, *runs)``: ``X^T (p - labels) / n + l2 w``."""
        return self._grad_over(self._checked(params), self._signed_X)

    def _batch_grad(self, params: NDArray, indices: NDArray) -> NDArray:
        return self._grad_over(params, self._signed_X[indices])

    def _grad_over(self, params: NDArray, signed_X: NDArray) -> NDArray:
        doubts = _sigmoid(-np.tensordot(signed_X, params, axes=1))
        return self.l2 * params - np.tensordot(signed_X.T, doubts, axes=1) / len(signed_X)

    def hessian(self, params: ArrayLike) -> NDArray:
        """Return ``X^T diag(p (1 - p)) X / n + l2`` at one point, shape ``(P,)`` -> ``(P, P)``."""
        logits = self.X @ self._checked_point(params)
        weights = _sigmoid(logits) * _sigmoid(-logits) / self.num_examples
        return (self.X.T * weights) @ self.X + self.l2 * np.eye(self.num_params)

    @property
    def max_sharpness(self) -> float:
        """The largest curvature anywhere: that at the origin, of ``X^T X / (4 n) + l2``.

        A rate below 2 over this number is stable at every point.
        """
        return self.sharpness(np.zeros(self.num_params))

    @property
    def minimum(self) -> NDArray:
        """The best weights, shape ``(P,)``, by Newton's method; ValueError if there are none."""
        return _newton(self)

    def accuracy(self, params: ArrayLike) -> NDArray:
        """Return the share of examples classified correctly, shape ``(P, *runs)`` -> ``runs``.

        An example with a margin of exactly 0 counts as wrong.
        """
        return (np.tensordot(self._signed_X, self._checked(params), axes=1) > 0).mean(axis=0)


class SoftmaxRegression(ExamplesProblem, CurvedProblem):
    r"""Softmax regression: the mean cross-entropy of a linear model of several classes.

    .. math::
        L(W) = -\frac1n \sum_i \log p_{i, \text{label}_i} + \frac{\text{l2}}2 \lVert W\rVert^2,
        \qquad p_i = \operatorname{softmax}(x_i^T W)

    Parameters
    ----------
    X : array_like, shape (n, F)
        A row for each example; no intercept, as in `LogisticRegression`.
    labels : array_like, shape (n,)
        0 to K - 1.
    num_classes : int
        K, at least 2.
    l2 : float
        The strength of the penalty on all weights; 0 by default.

    Raises
    ------
    ValueError
        As for `LogisticRegression`.

    Notes
    -----
    The parameters are W of shape ``(F, K)`` row by row: the K weights of the first feature, then
    those of the second; ``W = params.reshape(F, K)``. PyTorch's ``CrossEntropyLoss`` and optax'
    ``softmax_cross_entropy_with_integer_labels`` are the same number, the second before the mean;
    ``torch.nn.Linear`` stores the transpose of W. Adding the same number to the weights of all
    classes changes no probability, so that without `l2` the Hessian has eigenvalues of zero.
    C. Bishop, "Pattern Recognition and Machine Learning" (2006), section 4.3.4.

    Examples
    --------
    >>> model = SoftmaxRegression([[1.0], [2.0], [3.0]], [0, 0, 1], num_classes=3)
    >>> float(model.value(np.zeros(3)).round(6))  # log 3
    1.098612
    >>> model.grad(np.zeros(3)).round(6)
    array([-0.333333, -0.333333, 0.666667])
    """

    def __init__(self, X: ArrayLike, labels: ArrayLike, num_classes: int, l2: float = 0.0):
        self.X, labels = check_examples(X, labels, "labels")
        self.num_classes = check_count("num_classes", num_classes, at_least=2)
        self.labels = check_labels(labels, self.num_classes)
        self.l2 = check_number("l2", l2, at_least=0)
        self.num_examples, self.num_features = self.X.shape
        self.num_params = self.num_features * self.num_classes

    def __repr__(self) -> str:
        n, features = self.X.shape
        return f"SoftmaxRegression({n} examples, {features} features, {self.num_classes} classes)"

    def value(self, params: ArrayLike) -> NDArray:
        """Return the loss, shape ``(P, *runs)`` -> ``runs``."""
        params = self._checked(params)
        losses = cross_entropy(self._logits(params, self.X), self.labels)
        return losses.mean(axis=0) + 0.5 * self.l2 * (params**2).sum(axis=0)

    def grad(self, params: ArrayLike) -> NDArray:
        """Return the gradient, shape ``(P, *runs)``: ``X^T (p - one_hot(labels)) / n + l2 W``."""
        return self._grad_over(self._checked(params), self.X, self.labels)

    def _batch_grad(self, params: NDArray, indices: NDArray) -> NDArray:
        return self._grad_over(params, self.X[indices], self.labels[indices])

    def _grad_over(self, params: NDArray, X: NDArray, labels: NDArray) -> NDArray:
        errors = cross_entropy_grad(self._logits(params, X), labels)
        return self.l2 * params + np.tensordot(X.T / len(X), errors, axes=1).reshape(params.shape)

    def hessian(self, params: ArrayLike) -> NDArray:
        """Return the matrix of second derivatives at one point, shape ``(P,)`` -> ``(P, P)``.

        An example adds ``(diag(p) - p p^T)`` between the classes, times ``x x^T``.
        """
        p = softmax(self._logits(self._checked_point(params), self.X))
        blocks = np.empty((self.num_features, self.num_classes) * 2)
        for j, k in np.ndindex(self.num_classes, self.num_classes):
            weights = p[:, j] * ((j == k) - p[:, k]) / self.num_examples
            blocks[:, j, :, k] = (self.X.T * weights) @ self.X
        return blocks.reshape(self.num_params, -1) + self.l2 * np.eye(self.num_params)

    @property
    def minimum(self) -> NDArray:
        """The best weights, shape ``(P,)``, by Newton's method; the shortest if there are several.

        ValueError if there are none: the classes can be separated and `l2` is 0.
        """
        return _newton(self)

    def accuracy(self, params: ArrayLike) -> NDArray:
        """Return the share of examples classified correctly, shape ``(P, *runs)`` -> ``runs``."""
        return accuracy(self._logits(self._checked(params), self.X), self.labels)

    def _logits(self, params: NDArray, X: NDArray) -> NDArray:
        W = params.reshape(self.num_features, self.num_classes, *params.shape[1:])
        return np.tensordot(X, W, axes=1)


def softmax(logits: NDArray) -> NDArray:
    """Return the class probabilities of logits with classes on axis 1, shape ``(n, K, *runs)``."""
    # Subtracting the largest logit changes no probability and keeps exp from overflowing.
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def cross_entropy(logits: NDArray, labels: NDArray) -> NDArray:
    """Return minus the log-probability of each label, ``(n, K, *runs)`` -> ``(n, *runs)``."""
    logits = logits - logits.max(axis=1, keepdims=True)
    return np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(len(labels)), labels]


def cross_entropy_grad(logits: NDArray, labels: NDArray) -> NDArray:
    """Return the derivative of `cross_entropy` by the logits: p, minus 1 at the label."""
    errors = softmax(logits)
    errors[np.arange(len(labels)), labels] -= 1
    return errors


def accuracy(logits: NDArray, labels: NDArray) -> NDArray:
    """Return the share of rows whose largest logit is the label's, ``(n, K, *runs)`` -> runs."""
    return (logits.argmax(axis=1) == labels.reshape(-1, *[1] * (logits.ndim - 2))).mean(axis=0)


def _softplus(z: NDArray) -> NDArray:
    # log(1 + exp(z)) would overflow from z = 710 on; this exp only ever underflows.
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))


def _sigmoid(z: NDArray) -> NDArray:
    # 1 / (1 + exp(-z)), accurate even for results as small as 1e-300.
    return np.exp(-_softplus(-z))


def _newton(problem: LogisticRegression | SoftmaxRegression) -> NDArray:
    """Minimise a convex loss by Newton steps, each halved until the loss falls."""
    w = np.zeros(problem.num_params)
    # Compute in units in which the curvature at the origin is 1 along every direction. Directions
    # without curvature there have none anywhere: they are left out, and w stays 0 along them.
    scales, axes = np.linalg.eigh(problem.hessian(w))
    kept = scales > 1e-12 * scales[-1]
    units = axes[:, kept] / np.sqrt(scales[kept])
    for _ in range(100):
        hessian = units.T @ problem.hessian(w) @ units
        if problem.l2 == 0 and np.linalg.eigvalsh(hessian).min(initial=1.0) < 1e-10:
            break  # a curvature has vanished: w is diverging
        in_units = np.linalg.solve(hessian, units.T @ problem.grad(w))
        step, length = units @ in_units, 1.0
        if np.abs(in_units).max(initial=0.0) < 1e-9:
            return w - step  # this last step squares the error once more
        highest = problem.value(w) + 1e-13  # the margin is larger than rounding errors
        while length > 1e-6 and problem.value(w - length * step) > highest:
            length /= 2
        w = w - length * step
    raise ValueError(
        "there is no minimum: with l2 = 0, and classes that can be separated, the weights grow "
        "without end"
    )
