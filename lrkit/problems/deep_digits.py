"""A network of two hidden layers, whose width is what notebook 11 changes."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.problems.checks import check_count, check_rng
from lrkit.problems.classification import cross_entropy_grad
from lrkit.problems.digits import NUM_CLASSES, DigitsProblem

KINDS = ("input", "hidden", "output", "bias")


class DeepDigitsNetwork(DigitsProblem):
    r"""Handwritten digits read by two hidden layers of the same width: 64-H-H-10, ReLU, softmax.

    Only the matrix between the hidden layers grows with the width on both sides. A network needs
    at least two hidden layers to have such a matrix, and the rules that carry a rate from one width
    to another treat it differently from the first and the last matrix.

    Parameters
    ----------
    width : int
        H, the number of units in each hidden layer, at least 1.
    X : array_like, shape (n, F), optional
        Images; by default the 1,000 of `load_digits` for training.
    labels : array_like, shape (n,), optional
        0 to 9; given if and only if `X` is.

    Raises
    ------
    ValueError
        If the shapes do not fit, a number is not finite, a label is not 0 to 9, or `width` is below
        1.

    Notes
    -----
    The parameters lie in this order: W1 ``(F, H)`` row by row, b1, W2 ``(H, H)``, b2, W3
    ``(H, 10)``, b3. Their kinds are "input" (W1), "hidden" (W2), "output" (W3) and "bias" (all
    three). The slope of ReLU at exactly 0 is 0. Runs are computed one after another, as in
    `DigitsNetwork`.

    Examples
    --------
    >>> net = DeepDigitsNetwork(width=32)
    >>> net
    DeepDigitsNetwork(1000 examples, 64-32-32-10)
    >>> net.num_params, float(net.value(np.zeros(net.num_params)).round(4))  # log 10
    (3466, 2.3026)
    """

    def __init__(self, width: int, X: ArrayLike | None = None, labels: ArrayLike | None = None):
        super().__init__(X, labels)
        self.width = check_count("width", width)
        H = self.width
        self._shapes = ((self.num_inputs, H), (H,), (H, H), (H,), (H, NUM_CLASSES), (NUM_CLASSES,))
        self._cuts = np.cumsum([np.prod(shape) for shape in self._shapes])
        self.num_params = int(self._cuts[-1])

    def __repr__(self) -> str:
        shape = f"{self.num_inputs}-{self.width}-{self.width}-{NUM_CLASSES}"
        return f"DeepDigitsNetwork({self.num_examples} examples, {shape})"

    def init(self, rng: np.random.Generator, base_width: int | None = None) -> NDArray:
        r"""Draw initial parameters, shape ``(P,)``.

        Parameters
        ----------
        rng : numpy Generator
            Draws the weights; the biases are 0.
        base_width : int, optional
            None is the usual start: weights of variance 2 / (number of inputs of their unit), K. He
            et al. (2015). A number is the start of muP: the output weights have the standard
            deviation :math:`\sqrt{2 \cdot \text{base\_width}} / \text{width}`, which falls with the
            width instead of its root. At width = base_width the two are the same.

        Notes
        -----
        G. Yang et al., "Tensor Programs V: tuning large neural networks via zero-shot
        hyperparameter transfer", arXiv:2203.03466, Table 3: variance 1 / fan_in for input and
        hidden weights, 1 / fan_in squared for output weights, each up to a constant.
        """
        params = np.zeros(self.num_params)
        for W in self.split(params)[::2]:
            W[:] = check_rng(rng).normal(size=W.shape) * np.sqrt(2 / len(W))
        if base_width is not None:
            self.split(params)[4][:] *= np.sqrt(check_count("base_width", base_width) / self.width)
        return params

    def split(self, params: ArrayLike) -> tuple[NDArray, ...]:
        """Return one run's W1, b1, W2, b2, W3, b3, as views."""
        parts = np.split(self._checked_point(params), self._cuts[:-1])
        return tuple(part.reshape(shape) for part, shape in zip(parts, self._shapes, strict=True))

    def spread(self, rates: Mapping[str, float]) -> NDArray:
        """Return each parameter's number, shape ``(P,)``, from one for each of the four kinds.

        Examples
        --------
        >>> net = DeepDigitsNetwork(width=2)
        >>> rates = net.spread({"input": 1.0, "hidden": 0.5, "output": 0.5, "bias": 1.0})
        >>> rates.shape, float(rates.sum())  # 128 + 4 and 14 biases at 1, 4 + 20 at a half
        ((166,), 154.0)
        """
        if set(rates) != set(KINDS):
            raise ValueError(f"rates must have the keys {list(KINDS)}, got {list(rates)}")
        kinds = ("input", "bias", "hidden", "bias", "output", "bias")
        parts = [np.full(shape, float(rates[kind])).ravel()
                 for kind, shape in zip(kinds, self._shapes, strict=True)]
        return np.concatenate(parts)

    def _forward(self, w: NDArray, X: NDArray) -> tuple[NDArray, NDArray, NDArray]:
        """Compute both layers of hidden units, (n, H), and the logits, (n, 10), of one run."""
        W1, b1, W2, b2, W3, b3 = self.split(w)
        first = np.maximum(X @ W1 + b1, 0)
        second = np.maximum(first @ W2 + b2, 0)
        return first, second, second @ W3 + b3

    def _grad_of_run(self, w: NDArray, X: NDArray, labels: NDArray) -> NDArray:
        first, second, logits = self._forward(w, X)
        _, _, W2, _, W3, _ = self.split(w)
        d_logits = cross_entropy_grad(logits, labels) / len(X)
        # second > 0 is the derivative of ReLU, taken to be 0 at exactly 0.
        d_second = (d_logits @ W3.T) * (second > 0)
        d_first = (d_second @ W2.T) * (first > 0)
        layers = ((X, d_first), (first, d_second), (second, d_logits))
        parts = [part for inputs, d_outputs in layers
                 for part in ((inputs.T @ d_outputs).ravel(), d_outputs.sum(axis=0))]
        return np.concatenate(parts)
