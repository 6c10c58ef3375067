"""best_lr: the rate that is best for the worst direction."""

import numpy as np

from lrkit.exercises.base import PURITY, Case, Exercise, Part
from lrkit.exercises.random_inputs import symmetric_matrix

best_lr = Exercise(
    name="best_lr",
    signature=("H",),
    notebook="02_too_small_too_large",
    returns=("lr", "factor"),
    parts=(
        Part("lr", 2.5, "the best learning rate", uses=(0,)),
        Part("factor", 2, "the factor of the slowest direction at that rate", uses=(1,)),
        Part(PURITY, 0.5, "leaves H as it was, and answers the same each time"),
    ),
    hints=(
        "Two directions disagree about the rate: the flat one wants it large, the steep one small. "
        "At the best rate neither is better off than the other.",
        "Set the two factors equal in size: 1 - lr*lambda_min = -(1 - lr*lambda_max). Solve for "
        "lr.",
        "eigvalsh gives the eigenvalues in ascending order: the two that you need are the first "
        "and the last. Test yourself: with your lr, the factors of these two must be equal in size "
        "and opposite in sign. That size is the second number.",
    ),
)


@best_lr.set_cases
def cases(rng):
    """Round bowls and long valleys, turned and not; eigenvalues between the outer two."""
    also = ("factor",)
    yield Case((np.diag([1.0, 3.0]),), "a diagonal matrix", "lr", also, shown=True)
    yield Case((np.array([[2.0, 1.0], [1.0, 2.0]]),), "a matrix whose axes are turned", "lr", also,
               shown=True)
    yield Case((2.0 * np.eye(3),), "a round bowl", "lr", also, shown=True)
    yield Case((np.diag([9.0, 1.0, 2.0]),), "curvatures in no order", "lr", also)
    yield Case((symmetric_matrix(rng, [1, 50]),), "a long valley, turned", "lr", also)
    yield Case((symmetric_matrix(rng, rng.uniform(0.1, 0.4, 2)),), "a flat bowl", "lr", also)
    yield Case((symmetric_matrix(rng, [0.5, 0.6, 5.0]),), "three weights, two of them flat",
               "lr", also)
    yield Case((symmetric_matrix(rng, [0.5, 4.0, 5.0]),), "three weights, two of them steep",
               "lr", also)
    yield Case((np.array([[3, 1], [1, 5]]),), "an integer matrix", "lr", also)
    yield Case((np.array([[rng.uniform(2, 5)]]),), "a 1 x 1 matrix", "lr", also)
    yield Case((float(rng.uniform(0.1, 0.3)) * np.eye(2),), "a round bowl", "lr", also)
    yield Case((symmetric_matrix(rng, rng.uniform(1, 20, 5)),), "five weights", "lr", also)


@best_lr.set_reference
def reference(H):
    curvatures = np.linalg.eigvalsh(H)
    smallest, largest = curvatures[0], curvatures[-1]
    return 2 / (smallest + largest), (largest - smallest) / (largest + smallest)


@best_lr.misconception
def took_one_over_the_largest(H):
    """1/L suits the steepest direction: it arrives in one step, and the flat one crawls. The best
    rate is a compromise that overshoots a little in the steep direction."""
    c = np.linalg.eigvalsh(H)
    return 1 / c[-1], 1 - c[0] / c[-1]


@best_lr.misconception
def took_the_stability_limit(H):
    """2/L is the limit, not the best: there the steepest direction swings without end, with a
    factor of -1."""
    c = np.linalg.eigvalsh(H)
    return 2 / c[-1], 1.0


@best_lr.misconception
def took_the_average_curvature(H):
    """You used the mean of all curvatures. Only the outermost two decide: those in between are
    always better off."""
    c = np.linalg.eigvalsh(H)
    lr = 1 / c.mean()
    return lr, np.abs(1 - lr * c).max()


@best_lr.misconception
def forgot_the_two(H):
    """Half of the best rate. Set the two factors equal in size and opposite in sign: that gives a 2
    in the numerator."""
    c = np.linalg.eigvalsh(H)
    lr = 1 / (c[0] + c[-1])
    return lr, np.abs(1 - lr * c).max()


@best_lr.misconception
def read_the_diagonal(H):
    """Right where the matrix is diagonal. Otherwise the curvatures are the eigenvalues, not the
    diagonal."""
    c = np.sort(np.diag(H))
    return 2 / (c[0] + c[-1]), (c[-1] - c[0]) / (c[-1] + c[0])


@best_lr.misconception
def gave_the_factor_of_the_loss(H):
    """The learning rate is right. You returned the factor of the loss, which is the square. The
    question asks for the factor of the distance."""
    c = np.linalg.eigvalsh(H)
    return 2 / (c[0] + c[-1]), ((c[-1] - c[0]) / (c[-1] + c[0])) ** 2


@best_lr.misconception
def gave_the_condition_number(H):
    """The learning rate is right. The second number is kappa, the ratio of the curvatures. The
    question asks for the factor of one step, which must be below 1: put your lr into |1 -
    lr*lambda|."""
    c = np.linalg.eigvalsh(H)
    return 2 / (c[0] + c[-1]), c[-1] / c[0]


@best_lr.misconception
def gave_the_factor_of_one_over_the_largest(H):
    """The learning rate is right, but 1 - 1/kappa is the factor of another rate, 1/L. Put your own
    lr into |1 - lr*lambda|."""
    c = np.linalg.eigvalsh(H)
    return 2 / (c[0] + c[-1]), 1 - c[0] / c[-1]


@best_lr.misconception
def kept_the_sign(H):
    """Right except for the sign: you took the factor of the steepest direction, which is negative.
    Speed is its size."""
    c = np.linalg.eigvalsh(H)
    return 2 / (c[0] + c[-1]), (c[0] - c[-1]) / (c[-1] + c[0])


@best_lr.misconception
def swapped_lr_and_factor(H):
    """Right, but in the wrong order: the learning rate first, then the factor."""
    c = np.linalg.eigvalsh(H)
    return (c[-1] - c[0]) / (c[-1] + c[0]), 2 / (c[0] + c[-1])


@best_lr.misconception
def returned_only_the_lr(H):
    """You returned the learning rate alone. The question also asks for the factor by which the
    slowest direction shrinks: return both."""
    c = np.linalg.eigvalsh(H)
    return 2 / (c[0] + c[-1])


@best_lr.misconception
def trusted_the_order_of_eig(H):
    """np.linalg.eig promises no order: its first and last eigenvalue need not be the smallest and
    the largest. For a symmetric matrix use np.linalg.eigvalsh, which sorts them."""
    c = np.linalg.eig(H)[0]
    return 2 / (c[0] + c[-1]), abs(c[-1] - c[0]) / (c[-1] + c[0])


@best_lr.misconception
def took_the_fastest_direction(H):
    """This is the smallest of the factors: the one of the direction that shrinks fastest. The
    slowest direction decides, which is the one with the largest factor."""
    c = np.linalg.eigvalsh(H)
    lr = 2 / (c[0] + c[-1])
    return lr, np.min(np.abs(1 - lr * c))
