"""scalar_net_sharpness: the largest curvature of a network with two weights."""

import math

import numpy as np

from lrkit.exercises.base import Case, Exercise, Part

scalar_net_sharpness = Exercise(
    name="scalar_net_sharpness",
    signature=("u", "v", "y"),
    notebook="08_claims_on_trial",
    returns=("sharpness",),
    parts=(
        Part("value", 2, "anywhere, with y left out"),
        Part("target", 1, "another y"),
        Part("minimum", 1, "at a minimum, where u*v equals y"),
        Part("saddle", 1, "at the saddle, and with weights of both signs"),
    ),
    hints=(
        "The sharpness is an eigenvalue of the 2x2 matrix in the text. Write that matrix down with "
        "np.array first.",
        "NumPy has a function for the eigenvalues of a symmetric matrix; you used it in "
        "notebook 2. In which order do they come?",
        "A symmetric 2x2 matrix has two real eigenvalues, also where one of them is negative. The "
        "sharpness is the larger one.",
    ),
)


@scalar_net_sharpness.set_cases
def cases(rng):
    """Far from the minima and at them; other targets; the saddle; all signs; integers."""
    yield Case((2.0, 1.0), "a place beside the minimum", shown=True)
    yield Case((3.0, -1.0), "weights of both signs", shown=True)
    yield Case((2.0, 0.5), "a minimum", part="minimum", shown=True)
    yield Case((1.0, 1.0, 3.0), "another target", part="target", shown=True)
    yield Case((0.0, 0.0), "the saddle", part="saddle", shown=True)
    for _ in range(4):
        u, v = rng.uniform(0.5, 4, 2)
        yield Case((u, v), "a place with positive weights")
    yield Case((3, 2), "weights that are integers")
    for _ in range(2):
        u, v = rng.uniform(-3, 3, 2)
        yield Case((u, v, rng.uniform(1.5, 6)), "another target", part="target")
    yield Case((rng.normal(), rng.normal(), -2.0), "a negative target", part="target")
    yield Case((rng.normal(), rng.normal(), 0.0), "a target of 0", part="target")
    for u in (4.0, rng.uniform(0.2, 0.8), -rng.uniform(1, 3)):
        yield Case((u, 1 / u), "a minimum", part="minimum")
    yield Case((0.0, rng.uniform(1, 3)), "a weight of 0", part="saddle")
    yield Case((-rng.uniform(0.5, 3), rng.uniform(0.5, 3)), "weights of both signs",
               part="saddle")
    yield Case((0.3, 0.2), "a place near the saddle", part="saddle")


@scalar_net_sharpness.set_reference
def reference(u, v, y=1.0):
    mixed = 2 * u * v - y
    return np.linalg.eigvalsh(np.array([[v * v, mixed], [mixed, u * u]], dtype=float))[-1]


def _top(a, b, d):
    """The larger eigenvalue of [[a, b], [b, d]]."""
    return (a + d) / 2 + math.hypot((a - d) / 2, b)


@scalar_net_sharpness.misconception
def used_the_formula_of_the_minimum(u, v, y=1.0):
    """u*u + v*v is the sharpness at a minimum, where the residual is 0 and the mixed entry is u*v.
    Elsewhere the residual has its part in that entry: the exercise asks for it anywhere."""
    return u * u + v * v


@scalar_net_sharpness.misconception
def took_the_largest_second_derivative(u, v, y=1.0):
    """You looked along the axes only: the larger entry on the diagonal. The steepest curve may lie
    between the axes; that is what an eigenvalue finds."""
    return max(u * u, v * v)


@scalar_net_sharpness.misconception
def took_the_smaller_eigenvalue(u, v, y=1.0):
    """This is the smaller of the two eigenvalues. eigvalsh sorts them in ascending order."""
    return u * u + v * v - _top(v * v, 2 * u * v - y, u * u)


@scalar_net_sharpness.misconception
def forgot_the_two_in_the_mixed_derivative(u, v, y=1.0):
    """The entry beside the diagonal is derived from v*(u*v - y): u stands in it twice, so that the
    product rule gives two terms."""
    return _top(v * v, u * v - y, u * u)


@scalar_net_sharpness.misconception
def left_the_target_out(u, v, y=1.0):
    """The target y has no part in your matrix."""
    return _top(v * v, 2 * u * v, u * u)


@scalar_net_sharpness.misconception
def wrote_one_for_the_target(u, v, y=1.0):
    """Right for a target of 1, which is written into your code. Use the argument y."""
    return _top(v * v, 2 * u * v - 1, u * u)


@scalar_net_sharpness.misconception
def forgot_the_square(u, v, y=1.0):
    """The diagonal has u and v in your matrix; they stand there squared."""
    return _top(v, 2 * u * v - y, u)


@scalar_net_sharpness.misconception
def multiplied_the_eigenvalues(u, v, y=1.0):
    """This is the determinant, the product of both eigenvalues. Asked for is the larger one."""
    return u * u * v * v - (2 * u * v - y) ** 2


@scalar_net_sharpness.misconception
def took_the_size_of_the_matrix(u, v, y=1.0):
    """This is the root of the sum of all squared entries, which mixes both eigenvalues. np.linalg's
    norm gives that by default."""
    return math.sqrt(u**4 + v**4 + 2 * (2 * u * v - y) ** 2)


@scalar_net_sharpness.misconception
def averaged_the_eigenvalues(u, v, y=1.0):
    """This is the mean of both eigenvalues. The steepest direction alone decides what is stable."""
    return (u * u + v * v) / 2


@scalar_net_sharpness.misconception
def took_the_length_of_the_gradient(u, v, y=1.0):
    """This is the length of the gradient: how steep it is. The sharpness says how fast that
    changes, and is a second derivative."""
    return abs(u * v - y) * math.hypot(u, v)


@scalar_net_sharpness.misconception
def gave_both_eigenvalues(u, v, y=1.0):
    """Both eigenvalues came back. The sharpness is the larger one."""
    top = _top(v * v, 2 * u * v - y, u * u)
    return u * u + v * v - top, top


@scalar_net_sharpness.misconception
def halved_it(u, v, y=1.0):
    """Half of what it should be: the 0.5 in the loss cancels the 2 of the square when you
    differentiate."""
    return _top(v * v, 2 * u * v - y, u * u) / 2
