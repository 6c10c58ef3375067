"""min_norm_vs_sign: two solutions of one problem, after Wilson et al. (2017)."""

import numpy as np

from lrkit.exercises.base import PURITY, Case, Exercise, Part

min_norm_vs_sign = Exercise(
    name="min_norm_vs_sign",
    signature=("X", "y"),
    notebook="08_claims_on_trial",
    returns=("w_gd", "w_sign"),
    parts=(
        Part("gd", 2, "the solution of smallest norm", uses=(0,)),
        Part("sign", 2.5, "the best multiple of the signs", uses=(1,)),
        Part("special", 1, "features that are always 0; two equal examples; integers"),
        Part(PURITY, 0.5, "leaves X and y as they were, and answers the same each time"),
    ),
    hints=(
        "Of all weights that fit the data, gradient descent from 0 finds those of smallest length. "
        "The pseudo-inverse gives them: look for it in np.linalg.",
        "Of the second solution only the direction is given, the signs of X.T @ y. How far to go "
        "in that direction is a least-squares problem with one unknown.",
        "Let p = X @ signs. Which multiple c * p is closest to y? The answer is a ratio of two "
        "scalar products.",
    ),
)


def _examples(rng, n, d):
    """Draw random features, and labels of both signs."""
    y = np.where(np.arange(n) % 2, 1.0, -1.0)
    return rng.normal(size=(n, d)), rng.permutation(y)


@min_norm_vs_sign.set_cases
def cases(rng):
    """Small and larger problems; features that are always 0; equal examples; integers."""
    both = ("sign",)
    yield Case((np.array([[1.0, 2.0]]), np.array([1.0])), "one example", "gd", both, shown=True)
    yield Case((np.array([[1.0, 2.0, 0.5], [1.0, -1.0, 2.0]]), np.array([1.0, -1.0])),
               "two examples", "gd", both, shown=True)
    yield Case((np.array([[1.0, 3.0, 0.0], [1.0, -1.0, 0.0]]), np.array([1.0, -1.0])),
               "a feature that is always 0", part="special", shown=True)
    yield Case((np.array([[2, 1, 0, 1], [0, 1, 3, -1]]), np.array([1, -1])), "integers",
               part="special", shown=True)
    for n, d in ((2, 4), (3, 5), (4, 9), (6, 20)):
        yield Case(_examples(rng, n, d), f"{n} examples with {d} features", "gd", both)
    X, y = _examples(rng, 4, 8)
    yield Case((X, -np.ones(4)), "one class only", "gd", both)
    yield Case((100 * X, y), "large features", "gd", both)
    X[:, 5] = 0
    yield Case((X, y), "a feature that is always 0", part="special")
    twice = np.vstack([X[:2], X[0]])
    yield Case((twice, np.array([1.0, -1.0, 1.0])), "two equal examples", part="special")
    yield Case((rng.integers(-3, 4, (3, 7)) + np.arange(7) % 2, np.array([1, -1, 1])), "integers",
               part="special")


@min_norm_vs_sign.set_reference
def reference(X, y):
    signs = np.sign(X.T @ y)
    predictions = X @ signs
    c = (predictions @ y) / (predictions @ predictions)
    return np.linalg.pinv(X) @ y, c * signs


def _gd(X, y):
    """Return the right first solution."""
    return np.linalg.pinv(X) @ y


def _sign(X, y):
    """Return the right second solution."""
    signs = np.sign(X.T @ y)
    predictions = X @ signs
    return (predictions @ y) / (predictions @ predictions) * signs


@min_norm_vs_sign.misconception
def took_the_signs_alone(X, y):
    """The first solution is right. The second consists of the bare signs: you still have to find
    how far to go in their direction."""
    return _gd(X, y), np.sign(X.T @ y)


@min_norm_vs_sign.misconception
def took_the_signs_of_the_solution(X, y):
    """The first solution is right. For the second you took the signs of the first solution. Methods
    like Adam follow the signs of the first gradient here, and those are the signs of X.T @ y."""
    signs = np.sign(np.linalg.pinv(X) @ y)
    predictions = X @ signs
    return _gd(X, y), (predictions @ y) / (predictions @ predictions) * signs


@min_norm_vs_sign.misconception
def took_no_signs(X, y):
    """Your second solution is a multiple of X.T @ y itself. Take its signs, so that all weights
    have the same size, and then fit c."""
    gradient = X.T @ y
    predictions = X @ gradient
    return _gd(X, y), (predictions @ y) / (predictions @ predictions) * gradient


@min_norm_vs_sign.misconception
def fitted_before_taking_the_signs(X, y):
    """Your c fits the multiples of X.T @ y, and you multiply it by the signs. Take the signs first:
    c is for the predictions X @ signs."""
    gradient = X.T @ y
    predictions = X @ gradient
    return _gd(X, y), (predictions @ y) / (predictions @ predictions) * np.sign(gradient)



@min_norm_vs_sign.misconception
def made_zero_positive(X, y):
    """Nearly right, but where X.T @ y is 0 you chose +1. A weight without a gradient never moves
    and stays 0; np.sign returns 0 there."""
    signs = np.where(X.T @ y >= 0, 1.0, -1.0)
    predictions = X @ signs
    return _gd(X, y), (predictions @ y) / (predictions @ predictions) * signs


@min_norm_vs_sign.misconception
def scaled_by_the_first_example(X, y):
    """You chose c so that the first example fits exactly. Choose the c with the smallest sum of
    squared residuals over all examples."""
    signs = np.sign(X.T @ y)
    return _gd(X, y), y[0] / (X @ signs)[0] * signs


@min_norm_vs_sign.misconception
def turned_the_ratio_over(X, y):
    """Your ratio for c is upside down. If the predictions were twice as large, c would have to be
    half as large."""
    signs = np.sign(X.T @ y)
    predictions = X @ signs
    return _gd(X, y), (predictions @ predictions) / (predictions @ y) * signs


@min_norm_vs_sign.misconception
def divided_by_the_number_of_examples(X, y):
    """You divided by the number of examples. Divide by the squared length of the predictions
    X @ signs instead."""
    signs = np.sign(X.T @ y)
    return _gd(X, y), (X @ signs) @ y / len(y) * signs


@min_norm_vs_sign.misconception
def divided_by_the_length(X, y):
    """You divided by the length of the predictions X @ signs. Divide by its square: if the
    predictions were twice as large, c would have to be half as large."""
    signs = np.sign(X.T @ y)
    predictions = X @ signs
    return _gd(X, y), (predictions @ y) / np.linalg.norm(predictions) * signs


@min_norm_vs_sign.misconception
def divided_by_the_number_of_signs(X, y):
    """You divided by signs @ signs, the number of signs that are not 0. Divide by the squared
    length of the predictions X @ signs."""
    signs = np.sign(X.T @ y)
    return _gd(X, y), (X @ signs) @ y / (signs @ signs) * signs



@min_norm_vs_sign.misconception
def fitted_the_other_solution(X, y):
    """You chose c so that w_sign comes closest to w_gd. Choose it so that the predictions
    X @ w_sign come closest to y."""
    signs = np.sign(X.T @ y)
    return _gd(X, y), (signs @ _gd(X, y)) / (signs @ signs) * signs



@min_norm_vs_sign.misconception
def gave_the_signs_unit_length(X, y):
    """You scaled the signs to length 1. Scale them so that the predictions come closest to y."""
    signs = np.sign(X.T @ y)
    return _gd(X, y), signs / np.linalg.norm(signs)


@min_norm_vs_sign.misconception
def inverted_what_has_no_inverse(X, y):
    """You inverted X.T @ X. With more features than examples that matrix has no inverse, because
    infinitely many weights fit. The pseudo-inverse chooses the shortest of them."""
    return np.linalg.inv(X.T @ X + 1e-3 * np.eye(X.shape[1])) @ X.T @ y, _sign(X, y)


@min_norm_vs_sign.misconception
def took_the_gradient_for_the_solution(X, y):
    """X.T @ y is the direction of the first step, not the point where gradient descent ends. The
    examples share features, so the inverse of X @ X.T comes in as well."""
    return X.T @ y, _sign(X, y)


@min_norm_vs_sign.misconception
def inverted_equal_examples(X, y):
    """This is right as long as the examples are linearly independent. Two equal ones make X @ X.T
    singular; np.linalg.inv then fails, and np.linalg.pinv does not."""
    gram = X @ X.T
    if np.linalg.matrix_rank(gram) < len(gram):
        raise np.linalg.LinAlgError("Singular matrix")
    return X.T @ np.linalg.inv(gram) @ y, _sign(X, y)


@min_norm_vs_sign.misconception
def returned_them_the_other_way_round(X, y):
    """Both solutions are right, but in the wrong order: gradient descent's comes first."""
    return _sign(X, y), _gd(X, y)


@min_norm_vs_sign.misconception
def gave_the_predictions(X, y):
    """These are the predictions for the examples. Return the weights, one for each feature."""
    return X @ _gd(X, y), X @ _sign(X, y)


@min_norm_vs_sign.misconception
def gave_one_solution(X, y):
    """You return only the first solution. Return both."""
    return _gd(X, y)


@min_norm_vs_sign.misconception
def kept_all_that_lstsq_returns(X, y):
    """np.linalg.lstsq returns four things, and only the first is the solution: take entry [0]."""
    return np.linalg.lstsq(X, y, rcond=None), _sign(X, y)



@min_norm_vs_sign.misconception
def divided_the_data_in_place(X, y):
    """You changed X, which belongs to the caller. Make a new array instead."""
    solutions = _gd(X, y), _sign(X, y)
    X *= 2
    return solutions


@min_norm_vs_sign.misconception
def averaged_the_ratios(X, y):
    """For c you averaged the ratio of label and prediction over the examples. Least squares
    minimises the sum of squared residuals: set its derivative with respect to c to 0."""
    signs = np.sign(X.T @ y)
    return _gd(X, y), np.mean(y / (X @ signs)) * signs


@min_norm_vs_sign.misconception
def gave_both_the_same_length(X, y):
    """You made w_sign as long as w_gd. Choose its length so that the predictions come closest to
    y."""
    signs = np.sign(X.T @ y)
    return _gd(X, y), np.linalg.norm(_gd(X, y)) / np.linalg.norm(signs) * signs
