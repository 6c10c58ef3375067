"""A network that is small enough for its whole Hessian to be computed."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.problems.base import CurvedProblem, ExamplesProblem
from lrkit.problems.checks import check_count, check_examples, check_rng


class TanhNetwork(ExamplesProblem, CurvedProblem):
    r"""A regression network with one hidden layer of tanh units: the mean squared error.

    .. math::
        L = \frac1n \sum_i (f(x_i) - y_i)^2, \qquad
        f(x) = b_2 + \sum_j v_j \tanh\Bigl(b_j + \sum_a x_a W_{aj}\Bigr)

    The error has no factor of 1/2. The loss is smooth, not convex, and has an exact Hessian: its
    largest eigenvalue, the sharpness, can be seen to grow during training until it reaches 2 over
    the learning rate.

    Parameters
    ----------
    X : array_like, shape (n, d)
        A row of inputs for each example.
    y : array_like, shape (n,)
        The targets.
    num_hidden : int
        H, the number of hidden units, at least 1. P = H (d + 2) + 1; the Hessian, of P x P, is
        quick to compute for up to a few hundred parameters.

    Raises
    ------
    ValueError
        If the shapes do not fit, a number is not finite, or `num_hidden` is below 1.

    Notes
    -----
    The parameters lie in this order: W of shape ``(d, H)`` row by row, the H hidden biases, the H
    output weights v, the output bias. `split` takes them apart. The loss is that of
    ``torch.nn.MSELoss``; ``optax.l2_loss`` has a 1/2, and half the sharpness.

    J. Cohen et al., "Gradient Descent on Neural Networks Typically Occurs at the Edge of
    Stability", ICLR (2021), arXiv:2103.00065. The Hessian is that of C. Bishop, "Exact
    calculation of the Hessian matrix for the multilayer perceptron", Neural Computation 4 (1992).

    Examples
    --------
    >>> x = np.linspace(-1, 1, 5)
    >>> net = TanhNetwork(x[:, None], x**2, num_hidden=3)
    >>> net.num_params, net.value(np.zeros(10))  # the mean of x**4
    (10, np.float64(0.425))
    >>> net.sharpness(np.zeros(10))  # only the output bias counts there
    2.0
    """

    def __init__(self, X: ArrayLike, y: ArrayLike, num_hidden: int):
        self.X, self.y = check_examples(X, y)
        self.num_hidden = check_count("num_hidden", num_hidden)
        self.num_examples, self.num_inputs = self.X.shape
        self.num_params = self.num_hidden * (self.num_inputs + 2) + 1
        # A column of ones, whose weights are the hidden biases.
        self._inputs = np.column_stack([self.X, np.ones(self.num_examples)])

    def __repr__(self) -> str:
        return f"TanhNetwork({self.num_examples} examples, {self.num_inputs}-{self.num_hidden}-1)"

    def init(self, rng: np.random.Generator) -> NDArray:
        """Draw initial parameters, shape ``(P,)``.

        Weights are Gaussian of variance 1 / (number of inputs of their unit), biases 0: Y. LeCun
        et al., "Efficient BackProp" (1998). PyTorch's default is uniform, Keras' is Glorot's.
        """
        params = np.zeros(self.num_params)
        W, _, v, _ = self.split(params)
        W[:] = check_rng(rng).normal(size=W.shape) / np.sqrt(self.num_inputs)
        v[:] = rng.normal(size=v.shape) / np.sqrt(self.num_hidden)
        return params

    def split(self, params: ArrayLike) -> tuple[NDArray, NDArray, NDArray, NDArray]:
        """Return W ``(d, H, *runs)``, b ``(H, *runs)``, v ``(H, *runs)`` and b2 of shape runs."""
        params = self._checked(params)
        W, b, v, b2 = np.split(
            params, np.cumsum([self.num_inputs * self.num_hidden] + 2 * [self.num_hidden])
        )
        return W.reshape(self.num_inputs, *b.shape), b, v, b2[0]

    def predict(self, params: ArrayLike, X: ArrayLike) -> NDArray:
        """Return the outputs for inputs of shape ``(m, d)``: ``(P, *runs)`` -> ``(m, *runs)``."""
        params, X = self._checked(params), np.asarray(X, dtype=float)
        if X.ndim != 2 or X.shape[1] != self.num_inputs:
            raise ValueError(f"X must have shape (m, {self.num_inputs}), got {X.shape}")
        outputs = self._forward(params, np.column_stack([X, np.ones(len(X))]))[0]
        return outputs.reshape(len(X), *params.shape[1:])

    def value(self, params: ArrayLike) -> NDArray:
        """Return the loss, shape ``(P, *runs)`` -> ``runs``, in the squared unit of y."""
        params = self._checked(params)
        errors = self._forward(params, self._inputs)[0] - self.y[:, None]
        return (errors * errors).mean(axis=0).reshape(params.shape[1:])[()]

    def grad(self, params: ArrayLike) -> NDArray:
        """Return the gradient by backpropagation, shape ``(P, *runs)``."""
        return self._grad_over(self._checked(params), self._inputs, self.y)

    def _batch_grad(self, params: NDArray, indices: NDArray) -> NDArray:
        return self._grad_over(params, self._inputs[indices], self.y[indices])

    def _forward(self, params: NDArray, inputs: NDArray) -> tuple[NDArray, NDArray, NDArray]:
        """Compute outputs (n, R), hidden units (n, H, R) and output weights (H, R) of R runs."""
        flat = params.reshape(self.num_params, -1)
        size = (self.num_inputs + 1) * self.num_hidden
        into_hidden = flat[:size].reshape(self.num_inputs + 1, -1)
        hidden = np.tanh(inputs @ into_hidden).reshape(len(inputs), self.num_hidden, -1)
        v = flat[size:-1]
        return (hidden * v).sum(axis=1) + flat[-1], hidden, v

    def _grad_over(self, params: NDArray, inputs: NDArray, y: NDArray) -> NDArray:
        outputs, hidden, v = self._forward(params, inputs)
        n, runs = outputs.shape
        d_output = 2 / n * (outputs - y[:, None])  # derivative of the loss by each output
        # The derivative by the input of each hidden unit.
        d_hidden = d_output[:, None] * v * (1 - hidden * hidden)
        grad = np.empty((self.num_params, runs))
        size = (self.num_inputs + 1) * self.num_hidden
        grad[:size] = (inputs.T @ d_hidden.reshape(n, -1)).reshape(size, runs)
        grad[size:-1] = (hidden * d_output[:, None]).sum(axis=0)
        grad[-1] = d_output.sum(axis=0)
        return grad.reshape(params.shape)

    def hessian(self, params: ArrayLike) -> NDArray:
        r"""Return the exact matrix of second derivatives at one point, ``(P,)`` -> ``(P, P)``.

        .. math::
            \frac2n \sum_i \bigl(\nabla f(x_i)\, \nabla f(x_i)^T
            + (f(x_i) - y_i)\, \nabla^2 f(x_i)\bigr)

        The first part is the Gauss-Newton matrix. The second has entries only between weights of
        the same unit.
        """
        outputs, hidden, v = self._forward(self._checked_point(params), self._inputs)
        hidden, slopes = hidden[:, :, 0], 1 - hidden[:, :, 0] ** 2  # slopes: tanh' at each unit
        jacobian = np.column_stack(
            [  # derivatives of each output, (n, P)
                (self._inputs[:, :, None] * (v[:, 0] * slopes)[:, None]).reshape(len(hidden), -1),
                hidden,
                np.ones(len(hidden)),
            ]
        )
        errors = outputs - self.y[:, None]
        hessian = jacobian.T @ jacobian
        self._add_curvature_of_units(
            hessian, errors * v[:, 0] * -2 * hidden * slopes, errors * slopes
        )
        return 2 / self.num_examples * hessian

    def _add_curvature_of_units(self, hessian: NDArray, within: NDArray, across: NDArray) -> None:
        """Add each unit's terms: among its input weights (`within`), with its output (`across`)."""
        inputs, units = self._inputs, np.arange(self.num_hidden)
        for j in units:
            rows = j + self.num_hidden * np.arange(inputs.shape[1])  # the weights into unit j
            hessian[np.ix_(rows, rows)] += (inputs.T * within[:, j]) @ inputs
            to_output = inputs.T @ across[:, j]
            hessian[rows, inputs.shape[1] * self.num_hidden + j] += to_output
            hessian[inputs.shape[1] * self.num_hidden + j, rows] += to_output
