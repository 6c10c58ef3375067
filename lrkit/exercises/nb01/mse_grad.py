"""mse_grad: the gradient of a mean squared error."""

import numpy as np

from lrkit.exercises.base import PURITY, Case, Exercise, Part

mse_grad = Exercise(
    name="mse_grad",
    signature=("X", "y", "w"),
    notebook="01_one_step_downhill",
    returns=("gradient",),
    parts=(
        Part("value", 3.5, "the gradient of the mean of the squared residuals"),
        Part("small", 1, "one example, one feature, integers, and the minimum itself"),
        Part(PURITY, 0.5, "leaves X, y and w as they were, and answers the same each time"),
    ),
    hints=(
        "Write the loss for one weight first: mean((x*w - y)**2). What does the chain rule give? "
        "Each example contributes its residual times something.",
        "One residual for each example: r = prediction minus target, shape (n,). Each weight's "
        "slope is a sum over the examples of r times that example's feature.",
        "A sum over examples of feature times residual is a matrix product with X transposed: "
        "its shape is (d,). The square brings a factor 2, the mean divides by the number of "
        "examples.",
    ),
)


def _problem(rng, n, d):
    return rng.normal(size=(n, d)), rng.normal(size=n), rng.normal(size=d)


@mse_grad.set_cases
def cases(rng):
    """More examples than features and fewer; one of each; integers; zero residuals."""
    yield Case((np.array([[1.0], [2.0]]), np.array([2.0, 4.0]), np.array([0.0])),
               "two examples with one feature", shown=True)
    yield Case((np.array([[1.0, 0.0], [0.0, 2.0], [1.0, 1.0]]), np.array([1.0, 2.0, 0.0]),
                np.array([1.0, -1.0])), "three examples with two features", shown=True)
    yield Case((np.array([[3.0, 1.0]]), np.array([1.0]), np.array([1.0, 1.0])),
               "a single example", part="small", shown=True)
    yield Case((np.array([[1, 2], [3, 4], [0, 1]]), np.array([1, 0, 2]), np.array([1, -1])),
               "integer arrays", part="small", shown=True)
    for n, d in ((6, 3), (5, 2), (30, 4)):
        yield Case(_problem(rng, n, d), "random numbers, more examples than features")
    yield Case(_problem(rng, 3, 5), "fewer examples than features")
    yield Case(_problem(rng, 4, 4), "as many examples as features")
    yield Case(_problem(rng, 7, 1), "seven examples with one feature", part="small")
    yield Case(_problem(rng, 1, 3), "a single example with three features", part="small")
    X, _, w = _problem(rng, 6, 2)
    yield Case((X, X @ w, w), "weights at the minimum", part="small")
    yield Case((rng.integers(-4, 5, (5, 2)), rng.integers(-4, 5, 5), rng.integers(1, 4, 2)),
               "integer arrays", part="small")


@mse_grad.set_reference
def reference(X, y, w):
    residual = X @ w - y
    return 2 / len(y) * X.T @ residual


@mse_grad.misconception
def forgot_the_two(X, y, w):
    """Half of what it should be: the 2 from the square is missing. Some books write 1/2 in front of
    the loss to cancel it; this loss has no 1/2."""
    return X.T @ (X @ w - y) / len(y)


@mse_grad.misconception
def summed_the_loss(X, y, w):
    """This is the gradient of the SUM of squares. A mean divides by the number of examples: with a
    sum the gradient, and so the usable rate, depends on how many examples you happen to have."""
    return 2 * X.T @ (X @ w - y)


@mse_grad.misconception
def summed_and_forgot_the_two(X, y, w):
    """X.T times the residual is half of the gradient of a SUM. Two factors are missing: one from
    the square, one from the mean."""
    return X.T @ (X @ w - y)


@mse_grad.misconception
def turned_the_residual_round(X, y, w):
    """Right except for the sign: you used y - X @ w. The square does not care about the sign of the
    residual, its derivative does."""
    return 2 / len(y) * X.T @ (y - X @ w)


@mse_grad.misconception
def left_out_the_features(X, y, w):
    """You returned one number, twice the mean residual. The chain rule has an inner derivative: the
    prediction changes with w_j as fast as feature j says."""
    return 2 * np.mean(X @ w - y)


@mse_grad.misconception
def averaged_over_features(X, y, w):
    """You divided by the number of features. The mean is over examples: look at which side of
    X.shape you used."""
    return 2 / X.shape[1] * X.T @ (X @ w - y)


@mse_grad.misconception
def averaged_over_every_entry(X, y, w):
    """You took the mean over all n*d entries of X. Only the n examples are averaged; over the
    features nothing is summed or averaged, since each weight keeps a slope of its own."""
    return 2 / X.size * X.T @ (X @ w - y)


@mse_grad.misconception
def returned_the_loss(X, y, w):
    """This is the loss, one number. The question asks for its gradient: one slope for each
    weight."""
    return np.mean((X @ w - y) ** 2)


@mse_grad.misconception
def left_out_the_prediction(X, y, w):
    """Your answer does not depend on w: the residual is the prediction minus the target, and the
    prediction is missing."""
    return -2 / len(y) * X.T @ y


@mse_grad.misconception
def kept_one_row_an_example(X, y, w):
    """You returned the contribution of each example, shape (n, d). The gradient is their mean over
    the examples, shape (d,)."""
    return 2 * X * (X @ w - y)[:, None]


@mse_grad.misconception
def squared_the_residual(X, y, w):
    """You kept the square. The derivative of r**2 is 2*r: one power lower."""
    return 2 / len(y) * X.T @ (X @ w - y) ** 2


@mse_grad.misconception
def changed_y_in_place(X, y, w):
    """Your call writes the residual into y, as -= does. The targets belong to the caller, and the
    second step of a descent would use spoiled data. Make a new array for the residual."""
    y -= X @ w
    return -2 / len(y) * X.T @ y


@mse_grad.misconception
def averaged_down_to_one_number(X, y, w):
    """The contributions are right, but the mean went over everything: np.mean without an axis
    averages over the features too. Average over the examples, and keep one number for each
    weight."""
    return np.mean(2 * (X @ w - y)[:, None] * X)


@mse_grad.misconception
def laid_the_residual_along_the_features(X, y, w):
    """There is one residual for each example, so r belongs to the rows of X. But X of shape (n, d)
    times r of shape (n,) lines r up with the columns: it fails, or gives a wrong answer without an
    error where n equals d. Turn r into a column first, or let a matrix product do the sum."""
    return np.mean(2 * (X @ w - y) * X, axis=0)


@mse_grad.misconception
def multiplied_two_means(X, y, w):
    """You multiplied the mean residual by the mean of each feature. The mean of the products is not
    the product of the means: multiply example by example, then average."""
    return 2 * np.mean(X @ w - y) * np.mean(X, axis=0)
