"""max_stable_lr: the rate above which a quadratic blows up."""

import numpy as np

from lrkit.exercises.base import PURITY, Case, Exercise, Part
from lrkit.exercises.random_inputs import symmetric_matrix

max_stable_lr = Exercise(
    name="max_stable_lr",
    signature=("H",),
    notebook="02_too_small_too_large",
    returns=("the limit",),
    parts=(
        Part("value", 3, "2 over the largest curvature of a matrix"),
        Part("saddles", 1, "surfaces that also curve downwards, and inf where nothing curves up"),
        Part("scalar", 0.5, "a single number as Hessian"),
        Part(PURITY, 0.5, "leaves H as it was, and answers the same each time"),
    ),
    hints=(
        "In one dimension the limit is 2/c. In more dimensions each eigenvector is a bowl of its "
        "own: which of them diverges first?",
        "The curvatures are the eigenvalues of H, and H is symmetric: np.linalg.eigvalsh. It needs "
        "a matrix: np.atleast_2d turns a number into one.",
        "Only the largest eigenvalue counts, with its sign. If it is not above 0, no direction "
        "curves upwards, and there is no such limit: return np.inf.",
    ),
)


@max_stable_lr.set_cases
def cases(rng):
    """Diagonal and rotated; indefinite, where the largest is not the largest in size; flat."""
    yield Case((np.diag([1.0, 10.0]),), "a diagonal matrix", shown=True)
    yield Case((np.array([[2.0, 1.0], [1.0, 2.0]]),), "a matrix whose axes are turned", shown=True)
    yield Case((4.0,), "a single number", part="scalar", shown=True)
    yield Case((np.diag([0.0, 0.0]),), "a flat surface", part="saddles", shown=True)
    yield Case((symmetric_matrix(rng, [1, 30]),), "a long valley, turned")
    yield Case((symmetric_matrix(rng, rng.uniform(0.1, 5, 4)),), "four weights")
    yield Case((np.diag([3.0, 0.0, 0.5]),), "a surface with one flat direction")
    yield Case((symmetric_matrix(rng, [-8, 2]),), "a saddle that falls more steeply than it rises",
               part="saddles")
    yield Case((symmetric_matrix(rng, [-1, 6, 7]),), "a saddle", part="saddles")
    yield Case((np.array([[1.0, 3.0], [3.0, 1.0]]),), "a saddle between the axes", part="saddles")
    yield Case((np.array([[3, 1], [1, 5]]),), "an integer matrix")
    yield Case((symmetric_matrix(rng, [1e-3, 2e-3]),), "a very flat bowl, with a limit far above 1")
    yield Case((np.array([[2.5]]),), "a 1 x 1 matrix", part="scalar")
    yield Case((int(rng.integers(3, 9)),), "a single integer", part="scalar")
    yield Case((float(rng.uniform(0.01, 0.5)),), "a single number", part="scalar")
    yield Case((symmetric_matrix(rng, [-3, -1]),), "a hilltop", part="saddles")
    yield Case((symmetric_matrix(rng, [-3, -0.5]),), "a hilltop that is nearly flat one way",
               part="saddles")
    yield Case((-2.0,), "a single negative number", part="scalar")
    yield Case((0.0,), "a single 0", part="scalar")


@max_stable_lr.set_reference
def reference(H):
    largest = np.linalg.eigvalsh(np.atleast_2d(H)).max()
    return 2 / largest if largest > 0 else np.inf


@max_stable_lr.misconception
def took_one_over_the_curvature(H):
    """Half of the limit: 1/L is where overshooting begins. The run still comes closer up to 2/L,
    where the factor reaches -1."""
    largest = np.linalg.eigvalsh(np.atleast_2d(H)).max()
    return 1 / largest if largest > 0 else np.inf


@max_stable_lr.misconception
def used_the_average_curvature(H):
    """You used the average of the curvatures. One direction that diverges is enough to ruin the
    run, however tame the others are."""
    mean = np.linalg.eigvalsh(np.atleast_2d(H)).mean()
    return 2 / mean if mean > 0 else np.inf


@max_stable_lr.misconception
def used_the_smallest_curvature(H):
    """You used the smallest curvature. The flattest direction tolerates the largest rates; the
    steepest one diverges first."""
    smallest = np.linalg.eigvalsh(np.atleast_2d(H)).min()
    return 2 / smallest if smallest > 0 else np.inf


@max_stable_lr.misconception
def added_up_the_curvatures(H):
    """You used the trace, the sum of all curvatures. Directions do not add up: each has a limit of
    its own, and the smallest limit counts."""
    trace = np.trace(np.atleast_2d(H))
    return 2 / trace if trace > 0 else np.inf


@max_stable_lr.misconception
def ignored_the_sign(H):
    """Right for a bowl, wrong for a saddle: you took the largest eigenvalue in size (the norm of
    H). A direction that curves downwards runs away at every rate, so it sets no limit. Keep the
    sign."""
    largest = np.abs(np.linalg.eigvalsh(np.atleast_2d(H))).max()
    return 2 / largest if largest > 0 else np.inf


@max_stable_lr.misconception
def used_the_frobenius_norm(H):
    """You divide by the root of the sum of all squared curvatures, as np.linalg.norm(H) without
    ord=2 gives it: every direction adds to it. Only the largest curvature counts."""
    norm = np.linalg.norm(H)
    return 2 / norm if norm > 0 else np.inf


@max_stable_lr.misconception
def read_the_diagonal(H):
    """Right where the matrix is diagonal. Otherwise the diagonal is the curvature along the axes,
    and the steepest direction may lie between them: you need the eigenvalues."""
    largest = np.diag(np.atleast_2d(H)).max()
    return 2 / largest if largest > 0 else np.inf


@max_stable_lr.misconception
def took_the_largest_entry(H):
    """You used the largest entry of H. It is a curvature only if the matrix is diagonal: you need
    the eigenvalues."""
    largest = np.max(H)
    return 2 / largest if largest > 0 else np.inf


@max_stable_lr.misconception
def could_not_take_a_number(H):
    """For one weight the Hessian is a plain number, and eigvalsh needs a matrix: turn the number
    into one first."""
    largest = np.linalg.eigvalsh(H).max()
    return 2 / largest if largest > 0 else np.inf


@max_stable_lr.misconception
def returned_zero_for_flat(H):
    """Where nothing curves upwards you return 0. But this limit is about directions that curve
    upwards: above it their swings grow. Where there is none, there is no such limit: inf."""
    largest = np.linalg.eigvalsh(np.atleast_2d(H)).max()
    return 2 / largest if largest > 0 else 0.0


@max_stable_lr.misconception
def gave_a_negative_limit(H):
    """On a hilltop your limit is negative. Where nothing curves upwards there is no upper limit:
    return inf. Look at what happens if the largest curvature is not above 0."""
    largest = np.linalg.eigvalsh(np.atleast_2d(H)).max()
    return 2 / largest


@max_stable_lr.misconception
def capped_the_limit_at_one(H):
    """You cap the limit at 1. Nothing in the rule stops at 1: a bowl of curvature 0.002 is
    stable up to a rate of 1000."""
    largest = np.linalg.eigvalsh(np.atleast_2d(H)).max()
    return min(2 / largest, 1.0) if largest > 0 else np.inf


@max_stable_lr.misconception
def returned_the_curvature(H):
    """You returned the largest curvature itself. The rate is limited by its inverse: the steeper
    the bowl, the smaller the rate."""
    return np.linalg.eigvalsh(np.atleast_2d(H)).max()


@max_stable_lr.misconception
def gave_up_at_a_saddle(H):
    """You return inf as soon as one direction curves downwards. Leave that direction out: the
    others still have a limit, and only where none curves upwards is there none."""
    curvatures = np.linalg.eigvalsh(np.atleast_2d(H))
    return np.inf if curvatures.min() <= 0 else 2 / curvatures.max()
