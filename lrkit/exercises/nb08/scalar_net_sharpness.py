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
        "The sharpness is an eigenvalue of the 2x2 matrix in the text. First write that matrix "
        "down with np.array.",
        "NumPy has a function for the eigenvalues of a symmetric matrix; you used it in "
        "notebook 2. In which order does it return them?",
        "A symmetric 2x2 matrix has two real eigenvalues, and one of them may be negative. The "
        "sharpness is the larger one.",
    ),
)


@scalar_net_sharpness.set_cases
def cases(rng):
    """Far from the minima and at them; other targets; the saddle; all signs; integers."""
    yield Case((2.0, 1.0), "a point beside the minimum", shown=True)
    yield Case((3.0, -1.0), "weights of both signs", shown=True)
    yield Case((2.0, 0.5), "a minimum", part="minimum", shown=True)
    yield Case((1.0, 1.0, 3.0), "another target", part="target", shown=True)
    yield Case((0.0, 0.0), "the saddle", part="saddle", shown=True)
    for _ in range(4):
        u, v = rng.uniform(0.5, 4, 2)
        yield Case((u, v), "a point with positive weights")
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
    yield Case((0.3, 0.2), "a point near the saddle", part="saddle")


@scalar_net_sharpness.set_reference
def reference(u, v, y=1.0):
    mixed = 2 * u * v - y
    return np.linalg.eigvalsh(np.array([[v * v, mixed], [mixed, u * u]], dtype=float))[-1]


def _top(a, b, d):
    """Return the larger eigenvalue of [[a, b], [b, d]]."""
    return (a + d) / 2 + math.hypot((a - d) / 2, b)


@scalar_net_sharpness.misconception
def used_the_formula_of_the_minimum(u, v, y=1.0):
    """u*u + v*v is the sharpness at a minimum, where the residual u*v - y is 0 and the mixed entry
    equals u*v. Elsewhere the residual adds to that entry, and the exercise asks for any point."""
    return u * u + v * v


@scalar_net_sharpness.misconception
def took_the_largest_second_derivative(u, v, y=1.0):
    """This is the larger entry on the diagonal, the curvature along an axis. The direction of the
    largest curvature may lie between the axes; an eigenvalue finds it."""
    return max(u * u, v * v)


@scalar_net_sharpness.misconception
def took_the_largest_entry(u, v, y=1.0):
    """This is the largest entry of the matrix. The direction of the largest curvature may
    lie between the axes: return the largest eigenvalue."""
    return max(u * u, v * v, 2 * u * v - y)



@scalar_net_sharpness.misconception
def took_the_smaller_eigenvalue(u, v, y=1.0):
    """This is the smaller of the two eigenvalues. eigvalsh sorts them in ascending order."""
    return u * u + v * v - _top(v * v, 2 * u * v - y, u * u)


@scalar_net_sharpness.misconception
def forgot_the_two_in_the_mixed_derivative(u, v, y=1.0):
    """Your mixed entry is u*v - y. Differentiate u*(u*v - y) with respect to u: there are two
    factors with u, so the product rule gives two terms."""
    return _top(v * v, u * v - y, u * u)


@scalar_net_sharpness.misconception
def left_the_target_out(u, v, y=1.0):
    """Your matrix does not contain the target y."""
    return _top(v * v, 2 * u * v, u * u)


@scalar_net_sharpness.misconception
def wrote_one_for_the_target(u, v, y=1.0):
    """Your answer is right for a target of 1 only, because your code has the 1 written into it. Use
    the argument y."""
    return _top(v * v, 2 * u * v - 1, u * u)


@scalar_net_sharpness.misconception
def forgot_the_square(u, v, y=1.0):
    """The diagonal of your matrix has v and u. They must be squared."""
    return _top(v, 2 * u * v - y, u)


@scalar_net_sharpness.misconception
def multiplied_the_eigenvalues(u, v, y=1.0):
    """This is the determinant, the product of the two eigenvalues. Return the larger of them."""
    return u * u * v * v - (2 * u * v - y) ** 2


@scalar_net_sharpness.misconception
def took_the_size_of_the_matrix(u, v, y=1.0):
    """This is the root of the sum of all squared entries, which mixes the two eigenvalues. It is
    what np.linalg.norm returns by default."""
    return math.sqrt(u**4 + v**4 + 2 * (2 * u * v - y) ** 2)


@scalar_net_sharpness.misconception
def averaged_the_eigenvalues(u, v, y=1.0):
    """This is the mean of the two eigenvalues. The direction of the largest curvature alone decides
    what is stable."""
    return (u * u + v * v) / 2


@scalar_net_sharpness.misconception
def took_the_length_of_the_gradient(u, v, y=1.0):
    """This is the length of the gradient, which says how steep the loss is. The sharpness is a
    second derivative and says how fast the gradient changes."""
    return abs(u * v - y) * math.hypot(u, v)


@scalar_net_sharpness.misconception
def gave_both_eigenvalues(u, v, y=1.0):
    """You return both eigenvalues. The sharpness is the larger one."""
    top = _top(v * v, 2 * u * v - y, u * u)
    return u * u + v * v - top, top


@scalar_net_sharpness.misconception
def halved_it(u, v, y=1.0):
    """This is half of the sharpness. When you differentiate, the 2 of the square cancels the 0.5 in
    the loss, so no factor of 0.5 remains."""
    return _top(v * v, 2 * u * v - y, u * u) / 2


@scalar_net_sharpness.misconception
def did_not_halve_the_root(u, v, y=1.0):
    """You add the whole root of trace**2 - 4*det to half of the trace. The quadratic formula
    divides their sum by 2: brackets may be missing."""
    mean = (u * u + v * v) / 2
    return mean + 2 * (_top(v * v, 2 * u * v - y, u * u) - mean)


@scalar_net_sharpness.misconception
def halved_only_the_root(u, v, y=1.0):
    """You add half of the root of trace**2 - 4*det to the whole trace. The quadratic formula
    divides their sum by 2: brackets may be missing."""
    return (u * u + v * v) / 2 + _top(v * v, 2 * u * v - y, u * u)


@scalar_net_sharpness.misconception
def forgot_the_four(u, v, y=1.0):
    """Under your root the square of the mixed entry has no factor of 4. The quadratic formula has
    trace**2 - 4*det there."""
    return (u * u + v * v + math.hypot(u * u - v * v, 2 * u * v - y)) / 2


@scalar_net_sharpness.misconception
def added_the_determinant(u, v, y=1.0):
    """Your root is that of trace**2 + 4*det. In the quadratic formula 4*det is
    subtracted."""
    trace, det = u * u + v * v, u * u * v * v - (2 * u * v - y) ** 2
    return (trace + np.sqrt(trace**2 + 4 * det)) / 2



@scalar_net_sharpness.misconception
def gave_the_limit_of_the_rate(u, v, y=1.0):
    """This is 2 over the sharpness, the largest stable rate on a bowl. Return the sharpness itself,
    the largest eigenvalue."""
    return 2 / _top(v * v, 2 * u * v - y, u * u)



@scalar_net_sharpness.misconception
def took_the_first_of_eigvals(u, v, y=1.0):
    """np.linalg.eigvals returns the eigenvalues in no particular order, so its first entry is only
    sometimes the larger one. np.linalg.eigvalsh, for symmetric matrices, sorts them."""
    mixed = 2 * u * v - y
    return np.linalg.eigvals(np.array([[v * v, mixed], [mixed, u * u]], dtype=float))[0]


@scalar_net_sharpness.misconception
def took_the_last_of_eigvals(u, v, y=1.0):
    """np.linalg.eigvals returns the eigenvalues in no particular order, so its last entry is only
    sometimes the larger one. np.linalg.eigvalsh, for symmetric matrices, sorts them."""
    mixed = 2 * u * v - y
    return np.linalg.eigvals(np.array([[v * v, mixed], [mixed, u * u]], dtype=float))[-1]
