"""linreg_max_lr: the limit of a real data set, before any run."""

import numpy as np

from lrkit.exercises.base import PURITY, Case, Exercise, Part

linreg_max_lr = Exercise(
    name="linreg_max_lr",
    signature=("X",),
    notebook="02_too_small_too_large",
    returns=("the limit",),
    parts=(
        Part("value", 3.5, "the limit for more examples than features"),
        Part("shapes", 1, "one feature, one example, fewer examples than features, integers"),
        Part(PURITY, 0.5, "leaves X as it was, and answers the same each time"),
    ),
    hints=(
        "You have the limit for any Hessian. What is the Hessian of mean((X @ w - y)**2)? "
        "Take the derivative of its gradient 2/n * X.T @ (X @ w - y) once more.",
        "Only one term of the gradient contains w, so y drops out. In that term a matrix "
        "multiplies w: it is the Hessian. Keep both of its factors, the 2 and the 1/n.",
        "With the Hessian in hand the limit is that of exercise 2. n is the number of examples, "
        "the rows of X. Test yourself on the one feature [1, 2]: the Hessian is 5 there.",
    ),
)


@linreg_max_lr.set_cases
def cases(rng):
    """Tall and wide; features of very different size; means far from 0; correlated features."""
    yield Case((np.array([[1.0], [2.0]]),), "two examples with one feature", part="shapes",
               shown=True)
    yield Case((np.array([[1.0, 0.0], [0.0, 2.0], [0.0, 0.0], [0.0, 0.0]]),),
               "four examples with two features", shown=True)
    yield Case((np.array([[1.0, 2.0], [3.0, 1.0], [2.0, 2.0]]),), "features that are correlated",
               shown=True)
    yield Case((rng.normal(size=(20, 3)),), "random numbers, more examples than features")
    yield Case((rng.normal(size=(8, 4)) * [0.01, 1, 5, 40],), "features of very different size")
    yield Case((rng.normal(loc=50, size=(12, 2)),), "features whose mean is far from 0")
    base = rng.normal(size=(15, 1))
    yield Case((base + 0.1 * rng.normal(size=(15, 3)),), "features that are nearly equal")
    yield Case((rng.normal(size=(30, 5)) / 30,), "very small features, with a limit far above 1")
    yield Case((rng.normal(size=(3, 6)),), "fewer examples than features", part="shapes")
    yield Case((rng.normal(size=(1, 4)),), "a single example with four features", part="shapes")
    yield Case((rng.normal(size=(9, 1)),), "nine examples with one feature", part="shapes")
    yield Case((rng.integers(-3, 9, size=(6, 2)),), "an integer matrix", part="shapes")
    yield Case((np.outer(rng.normal(size=5), rng.normal(size=3)),),
               "features that are multiples of each other", part="shapes")


@linreg_max_lr.set_reference
def reference(X):
    n = len(X)
    return n / np.linalg.norm(X, ord=2) ** 2


@linreg_max_lr.misconception
def took_one_over_the_curvature(X):
    """Half of the limit: you divided 1 by the largest curvature. Up to 2/L the run still comes
    closer, jumping from side to side. (Or did you keep the 2 of the Hessian and forget the 2 of the
    limit?)"""
    return len(X) / (2 * np.linalg.norm(X, ord=2) ** 2)


@linreg_max_lr.misconception
def forgot_the_two_of_the_square(X):
    """Twice the limit: your Hessian lacks the 2 that comes down from the square. Without it, it
    belongs to a loss with 1/2 in front."""
    return 2 * len(X) / np.linalg.norm(X, ord=2) ** 2


@linreg_max_lr.misconception
def forgot_the_mean(X):
    """You left the number of examples out: this is the limit of a SUM of squares. The mean divides
    the curvature by n, and so allows a rate that is n times as large."""
    return 1 / np.linalg.norm(X, ord=2) ** 2


@linreg_max_lr.misconception
def took_x_transposed_x_for_the_hessian(X):
    """You used X^T X itself. The loss is a mean of squares, so its Hessian carries a 2 from the
    square and a 1/n from the mean. Take the derivative of the gradient again."""
    return 2 / np.linalg.norm(X, ord=2) ** 2


@linreg_max_lr.misconception
def divided_by_the_number_of_features(X):
    """You used the number of features for n. The mean is over examples: the rows of X."""
    return X.shape[1] / np.linalg.norm(X, ord=2) ** 2


@linreg_max_lr.misconception
def forgot_to_square(X):
    """The singular value of X must be squared: the eigenvalue of X^T X is sigma**2."""
    return len(X) / np.linalg.norm(X, ord=2)


@linreg_max_lr.misconception
def added_up_the_curvatures(X):
    """You divide by the sum of all squared entries, which is the trace of X.T @ X, and the square
    of np.linalg.norm(X). It adds up the curvatures of all directions. Only the largest counts."""
    return len(X) / np.linalg.norm(X) ** 2


@linreg_max_lr.misconception
def used_the_smallest_curvature(X):
    """You used the smallest eigenvalue. The flattest direction tolerates the largest rates; the
    steepest one diverges first."""
    return len(X) / np.linalg.svd(X, compute_uv=False)[-1] ** 2


@linreg_max_lr.misconception
def used_the_average_curvature(X):
    """You used the average curvature. One direction that diverges is enough to ruin the run."""
    return len(X) * X.shape[1] / np.linalg.norm(X) ** 2


@linreg_max_lr.misconception
def looked_at_each_feature_alone(X):
    """You took the largest mean square of a single feature. Features that move together make a
    direction that is steeper than each of them: you need the eigenvalues of X^T X."""
    return 1 / np.mean(np.asarray(X) ** 2, axis=0).max()


@linreg_max_lr.misconception
def centred_the_data(X):
    """You subtracted the mean of each column first. That changes the problem: the limit belongs to
    X as it is, and a mean far from 0 is exactly what makes it steep."""
    X = X - np.mean(X, axis=0)
    return len(X) / np.linalg.norm(X, ord=2) ** 2


@linreg_max_lr.misconception
def returned_the_curvature(X):
    """You returned the largest curvature itself. The limit is 2 divided by it."""
    return 2 * np.linalg.norm(X, ord=2) ** 2 / len(X)
