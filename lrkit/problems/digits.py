"""Handwritten digits, and a network that is small enough to train within a lesson."""

from abc import abstractmethod
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from itertools import accumulate

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.problems.base import ExamplesProblem, TrainTest
from lrkit.problems.checks import check_count, check_examples, check_labels, check_rng
from lrkit.problems.classification import accuracy, cross_entropy, cross_entropy_grad, softmax

NUM_CLASSES = 10
NUM_TRAIN = 1000


def load_digits() -> TrainTest:
    """Load 1,797 handwritten digits of 8 x 8 pixels: 1,000 for training and 797 for testing.

    Returns
    -------
    TrainTest
        ``X_train (1000, 64)``, ``y_train``, ``X_test (797, 64)``, ``y_test``: pixels row by row
        from 0 (paper) to 1 (ink), labels 0 to 9. Fresh arrays at each call.

    Notes
    -----
    E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning
    Repository (1998), CC BY 4.0: its test part, which is also scikit-learn's ``load_digits``, where
    pixels range from 0 to 16. The split is a shuffle that is stored with the data, and so always
    the same: ``data/README.md`` says how it was drawn.

    Examples
    --------
    >>> digits = load_digits()
    >>> digits
    TrainTest(1000 training examples, 797 test, 64 features)
    >>> digits.X_train[0].reshape(8, 8)[0]
    array([0. , 0. , 0.0625, 0.8125, 0.4375, 0. , 0. , 0. ])
    """
    X, y = _read_digits()
    X_train, X_test = np.split(X / 16, [NUM_TRAIN])
    y_train, y_test = np.split(y.astype(int), [NUM_TRAIN])
    return TrainTest(X_train.copy(), y_train.copy(), X_test.copy(), y_test.copy())


class DigitsProblem(ExamplesProblem):
    """Images of digits and their labels, read by a network whose layers a subclass has.

    `_forward` gives what each layer computes, the logits last, and `_grad_of_run` the gradient.
    Both take the parameters of one run; runs are computed one after another.
    """

    def __init__(self, X: ArrayLike | None, labels: ArrayLike | None):
        if (X is None) != (labels is None):
            raise ValueError(f"X and labels must be given together, got labels={labels}")
        if X is None:
            X, labels, _, _ = load_digits()
        self.X, labels = check_examples(X, labels, "labels")
        self.labels = check_labels(labels, NUM_CLASSES)
        self.num_examples, self.num_inputs = self.X.shape

    @abstractmethod
    def _forward(self, w: NDArray, X: NDArray) -> tuple[NDArray, ...]:
        """Compute the units of each hidden layer, (n, H), and the logits, (n, 10), of one run."""

    @abstractmethod
    def _grad_of_run(self, w: NDArray, X: NDArray, labels: NDArray) -> NDArray:
        """Return the gradient of the mean loss over these examples, shape ``(P,)``."""

    def value(self, params: ArrayLike) -> NDArray:
        """Return the loss over all examples, shape ``(P, *runs)`` -> ``runs``."""

        def one_run(w: NDArray) -> float:
            return cross_entropy(self._forward(w, self.X)[-1], self.labels).mean()

        return np.apply_along_axis(one_run, 0, self._checked(params))[()]

    def grad(self, params: ArrayLike) -> NDArray:
        """Return the gradient over all examples by backpropagation, shape ``(P, *runs)``."""
        return self._grad_over(self._checked(params), self.X, self.labels)

    def accuracy(self, params: ArrayLike, X: ArrayLike, labels: ArrayLike) -> NDArray:
        """Return the share of images classified correctly, shape ``(P, *runs)`` -> ``runs``."""
        X, labels = check_examples(X, labels, "labels")
        labels = check_labels(labels, NUM_CLASSES)
        if X.shape[1] != self.num_inputs:
            raise ValueError(f"X must have shape (n, {self.num_inputs}), got {X.shape}")

        def one_run(w: NDArray) -> float:
            return accuracy(self._forward(w, X)[-1], labels)

        return np.apply_along_axis(one_run, 0, self._checked(params))[()]

    def _batch_grad(self, params: NDArray, indices: NDArray) -> NDArray:
        return self._grad_over(params, self.X[indices], self.labels[indices])

    def _grad_over(self, params: NDArray, X: NDArray, labels: NDArray) -> NDArray:
        if params.ndim == 1:  # the same without the loop, for which a small batch would wait
            return self._grad_of_run(params, X, labels)
        return np.apply_along_axis(self._grad_of_run, 0, params, X, labels)


class DigitsNetwork(DigitsProblem):
    r"""The network of the course: 64 pixels, 64 ReLU units, 10 digits, softmax cross-entropy.

    .. math::
        L = -\frac1n \sum_i \log p_{i, \text{label}_i}, \qquad
        p_i = \operatorname{softmax}\bigl(\max(0,\, x_i^T W_1 + b_1)\, W_2 + b_2\bigr)

    Parameters
    ----------
    X : array_like, shape (n, F), optional
        Images; by default the 1,000 of `load_digits` for training.
    labels : array_like, shape (n,), optional
        0 to 9; given if and only if `X` is.
    num_hidden : int
        H, the number of hidden units, at least 1. By default P = 4,810.

    Raises
    ------
    ValueError
        If the shapes do not fit, a number is not finite, a label is not 0 to 9, or `num_hidden`
        is below 1.

    Notes
    -----
    The parameters lie in this order: W1 of shape ``(F, H)`` row by row, b1 ``(H,)``, W2
    ``(H, 10)`` row by row, b2 ``(10,)``. `split` takes them apart. The slope of ReLU at exactly 0
    is 0, as in PyTorch, Keras and JAX. Runs are computed one after another, because a single
    network of this size fills the cache.

    Examples
    --------
    >>> net = DigitsNetwork()
    >>> params = net.init(np.random.default_rng(0))
    >>> net.num_params, float(net.value(np.zeros(4810)).round(4))  # log 10
    (4810, 2.3026)
    >>> for batch in np.random.default_rng(1).integers(1000, size=(200, 32)):
    ...     params = params - 0.3 * net.sample_grad(params, batch)
    >>> test = load_digits()
    >>> bool(net.accuracy(params, test.X_test, test.y_test) > 0.9)
    True
    """

    def __init__(
        self, X: ArrayLike | None = None, labels: ArrayLike | None = None, num_hidden: int = 64
    ):
        super().__init__(X, labels)
        self.num_hidden = check_count("num_hidden", num_hidden)
        self._sizes = (
            self.num_inputs * self.num_hidden,
            self.num_hidden,
            self.num_hidden * NUM_CLASSES,
            NUM_CLASSES,
        )
        self.num_params = sum(self._sizes)

    def __repr__(self) -> str:
        shape = f"{self.num_inputs}-{self.num_hidden}-{NUM_CLASSES}"
        return f"DigitsNetwork({self.num_examples} examples, {shape})"

    def init(self, rng: np.random.Generator) -> NDArray:
        """Draw initial parameters, shape ``(P,)``.

        Weights are Gaussian of variance 2 / (number of inputs of their unit), biases 0: K. He et
        al., "Delving Deep into Rectifiers", ICCV (2015). PyTorch's default is uniform and
        narrower, Keras' is Glorot's.
        """
        params = np.zeros(self.num_params)
        W1, _, W2, _ = self.split(params)
        for W in (W1, W2):
            W[:] = check_rng(rng).normal(size=W.shape) * np.sqrt(2 / len(W))
        return params

    def split(self, params: ArrayLike) -> tuple[NDArray, NDArray, NDArray, NDArray]:
        """Return one run's W1 ``(F, H)``, b1 ``(H,)``, W2 ``(H, 10)``, b2 ``(10,)``, as views."""
        w = self._checked_point(params)
        first, second, third, _ = accumulate(self._sizes)  # np.split takes much longer
        W1, W2 = w[:first], w[second:third]
        return (W1.reshape(self.num_inputs, -1), w[first:second],
                W2.reshape(self.num_hidden, -1), w[third:])

    def hessian_times(self, params: ArrayLike, direction: ArrayLike) -> NDArray:
        """Return the Hessian over all examples times a direction, exactly, both ``(P,)``.

        It is the derivative of the gradient along the direction, worked out layer by layer:
        B. Pearlmutter, "Fast exact multiplication by the Hessian", Neural Computation 6 (1994).
        ReLU counts as straight on both sides of 0.
        """
        return self.hessian_operator(params)(direction)

    def hessian_operator(self, params: ArrayLike) -> Callable[[ArrayLike], NDArray]:
        """Return `hessian_times` at one point, with all that does not depend on the direction."""
        W2 = self.split(params)[2]
        hidden, logits = self._forward(np.asarray(params, dtype=float), self.X)
        active, shares = hidden > 0, softmax(logits) / self.num_examples
        d_logits = cross_entropy_grad(logits, self.labels) / self.num_examples

        def times(direction: ArrayLike) -> NDArray:
            W1_along, b1_along, W2_along, b2_along = self.split(direction)
            # Derivatives along the direction: of hidden, logits, d_logits, d_hidden.
            hidden_along = (self.X @ W1_along + b1_along) * active
            logits_along = hidden_along @ W2 + hidden @ W2_along + b2_along
            weighted = shares * logits_along
            d_logits_along = weighted - self.num_examples * shares * weighted.sum(1, keepdims=True)
            d_hidden_along = (d_logits_along @ W2.T + d_logits @ W2_along.T) * active
            into_output = hidden_along.T @ d_logits + hidden.T @ d_logits_along
            return np.concatenate([(self.X.T @ d_hidden_along).ravel(), d_hidden_along.sum(axis=0),
                                   into_output.ravel(), d_logits_along.sum(axis=0)])

        return times

    def _forward(self, w: NDArray, X: NDArray) -> tuple[NDArray, NDArray]:
        """Compute the hidden units (n, H) and the logits (n, 10) of one run."""
        W1, b1, W2, b2 = self.split(w)
        hidden = np.maximum(X @ W1 + b1, 0)
        return hidden, hidden @ W2 + b2

    def _grad_of_run(self, w: NDArray, X: NDArray, labels: NDArray) -> NDArray:
        hidden, logits = self._forward(w, X)
        d_logits = cross_entropy_grad(logits, labels) / len(X)
        # hidden > 0 is the derivative of ReLU, taken to be 0 at exactly 0.
        d_hidden = (d_logits @ self.split(w)[2].T) * (hidden > 0)
        return np.concatenate(
            [
                (X.T @ d_hidden).ravel(),
                d_hidden.sum(axis=0),
                (hidden.T @ d_logits).ravel(),
                d_logits.sum(axis=0),
            ]
        )


@cache
def _read_digits() -> tuple[NDArray, NDArray]:
    with (
        files("lrkit.problems").joinpath("data/digits.npz").open("rb") as file,
        np.load(file) as data,
    ):
        return data["images"][data["order"]], data["labels"][data["order"]]
