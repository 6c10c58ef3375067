"""noise_scale: how many examples it takes until noise and gradient are of one size."""

import numpy as np

from lrkit.exercises.base import PURITY, Case, Exercise, Part

noise_scale = Exercise(
    name="noise_scale",
    signature=("grad_small", "grad_big", "b_small", "b_big"),
    notebook="11_rates_at_scale",
    returns=("noise scale",),
    parts=(
        Part("value", 5, "the noise scale of two gradients"),
        Part("order", 0.5, "a ValueError unless the small batch is the smaller one"),
        Part(PURITY, 0.5, "leaves the gradients as they were, and answers the same each time"),
    ),
    hints=(
        "On average each squared norm is that of the true gradient plus the noise over the "
        "batch size. Two equations, two unknowns: which combination removes the noise?",
        "Multiply each squared norm by its batch size and subtract: the noise cancels, and what is "
        "left is the difference of the batch sizes times the squared gradient. Subtract the norms "
        "as they are: the gradient cancels.",
        "Compute the sum of all squared entries for each gradient. |G|^2 has the difference of the "
        "batch sizes below the line, S the difference of their inverses, 1 / b_small - 1 / b_big. "
        "Return the second over the first.",
    ),
)


def _pair(rng, shape, b_small, b_big, mean=1.0):
    """Draw gradients of two batch sizes whose true gradient is about `mean` in each entry.

    The noise is large enough that neither estimate is near 0.
    """
    true = mean * rng.choice([-1.0, 1.0], shape) * rng.uniform(0.8, 1.2, shape)
    small = true * np.sqrt(1 + rng.uniform(2, 6) / b_small)
    big = true * np.sqrt(1 + rng.uniform(0.1, 0.9) / b_big)
    return small, big


@noise_scale.set_cases
def cases(rng):
    """Vectors, matrices, one weight, integers; batch sizes near and far; wrong orders."""
    yield Case((np.array([3.0, 4.0]), np.array([2.0, 3.0]), 1, 4), "two weights", shown=True)
    yield Case((np.array([[2.0, 0.0], [1.0, 2.0]]), np.array([[2.0, 1.0], [0.0, 1.5]]), 8, 64),
               "a matrix", shown=True)
    yield Case((np.array([1.0, 1.0]), np.array([2.0, 0.5]), 2, 10),
               "a larger gradient in the larger batch", shown=True)
    yield Case((np.array([3.0, 4.0]), np.array([2.0, 3.0]), 4, 4), "two batches of one size",
               part="order", shown=True)
    for b_small, b_big in ((1, 2), (4, 100), (16, 1000), (7, 30)):
        shape = (int(rng.integers(3, 9)),)
        yield Case((*_pair(rng, shape, b_small, b_big), b_small, b_big),
                   f"batches of {b_small} and {b_big}")
    yield Case((*_pair(rng, (3, 4), 8, 128), 8, 128), "a matrix of weights")
    yield Case((*_pair(rng, (5, 2, 3), 2, 32, 0.01), 2, 32), "small gradients of three axes")
    yield Case((np.array([5, -3, 4]), np.array([4, 2, 3]), 3, 50), "integer arrays")
    yield Case((rng.uniform(2, 3, 1), rng.uniform(1, 1.5, 1), 4, 64), "a single weight")
    yield Case((np.array([2.0, -1.0]), np.array([2.0, 1.0]), 4, 16), "two norms that are equal")
    for b_small, b_big in ((64, 8), (5, 4), (1, 1)):
        yield Case((rng.normal(size=3), rng.normal(size=3), b_small, b_big),
                   f"batches of {b_small} and {b_big}, in this order", part="order")


@noise_scale.set_reference
def reference(grad_small, grad_big, b_small, b_big):
    if b_small >= b_big:
        raise ValueError("b_small must be below b_big")
    small = np.sum(np.asarray(grad_small, float) ** 2)
    big = np.sum(np.asarray(grad_big, float) ** 2)
    signal = (b_big * big - b_small * small) / (b_big - b_small)
    noise = (small - big) / (1 / b_small - 1 / b_big)
    return noise / signal


def _norms(grad_small, grad_big, b_small, b_big):
    """The two squared norms, after the order of the batch sizes was checked."""
    if b_small >= b_big:
        raise ValueError("b_small must be below b_big")
    small = np.sum(np.asarray(grad_small, float) ** 2)
    return small, np.sum(np.asarray(grad_big, float) ** 2)


def _ratio(small, big, b_small, b_big):
    """The right noise scale of two squared norms."""
    signal = (b_big * big - b_small * small) / (b_big - b_small)
    return (small - big) / (1 / b_small - 1 / b_big) / signal


@noise_scale.misconception
def left_out_the_brackets_of_the_gradient(grad_small, grad_big, b_small, b_big):
    """In your |G|^2 only the second term is divided by the difference of the batch sizes. The line
    stands below both: put brackets round the difference above it."""
    small, big = _norms(grad_small, grad_big, b_small, b_big)
    signal = b_big * big - b_small * small / (b_big - b_small)
    return (small - big) / (1 / b_small - 1 / b_big) / signal


@noise_scale.misconception
def left_out_the_brackets_of_the_noise(grad_small, grad_big, b_small, b_big):
    """In your S only the second squared norm is divided by the difference of the inverses. The line
    stands below both: put brackets round the difference above it."""
    small, big = _norms(grad_small, grad_big, b_small, b_big)
    signal = (b_big * big - b_small * small) / (b_big - b_small)
    return (small - big / (1 / b_small - 1 / b_big)) / signal


@noise_scale.misconception
def turned_the_noise_round(grad_small, grad_big, b_small, b_big):
    """Your result has the opposite sign. Above and below the line of S, as of |G|^2, the two
    batches must be subtracted in the order of the formula."""
    return -_ratio(*_norms(grad_small, grad_big, b_small, b_big), b_small, b_big)


@noise_scale.misconception
def squared_the_sum(grad_small, grad_big, b_small, b_big):
    """You add up the entries and square their sum, so that entries of opposite signs cancel. The
    squared norm is the sum of the squares: square each entry first."""
    _norms(grad_small, grad_big, b_small, b_big)
    return _ratio(np.sum(grad_small) ** 2, np.sum(grad_big) ** 2, b_small, b_big)


@noise_scale.misconception
def took_the_spectral_norm(grad_small, grad_big, b_small, b_big):
    """Right for a gradient that is a row of numbers. np.linalg.norm(grad, 2) of a matrix is its
    largest singular value, and arrays of three axes have none. The norm here is the root of the sum
    of all squared entries: leave the 2 out."""
    _norms(grad_small, grad_big, b_small, b_big)
    return _ratio(np.linalg.norm(grad_small, 2) ** 2, np.linalg.norm(grad_big, 2) ** 2,
                  b_small, b_big)


@noise_scale.misconception
def forgot_the_squares(grad_small, grad_big, b_small, b_big):
    """You used the norms instead of their squares. Variances add up, and standard deviations do
    not: only the squared norm is the sum of a part of the gradient and a part of the noise."""
    small, big = _norms(grad_small, grad_big, b_small, b_big)
    return _ratio(np.sqrt(small), np.sqrt(big), b_small, b_big)


@noise_scale.misconception
def took_the_mean_of_squares(grad_small, grad_big, b_small, b_big):
    """The squared norm of the large gradient and of the small one are computed differently: one as
    a mean, the other as a sum. Use the sum of the squared entries for both."""
    small, big = _norms(grad_small, grad_big, b_small, b_big)
    return _ratio(small, big / max(np.size(grad_big), 1), b_small, b_big)


@noise_scale.misconception
def took_the_big_norm_for_the_gradient(grad_small, grad_big, b_small, b_big):
    """The noise is right. Below the line you have the squared norm of the larger batch's gradient,
    which still contains noise over b_big. Remove it: that is what the formula for |G|^2 does."""
    small, big = _norms(grad_small, grad_big, b_small, b_big)
    return (small - big) / (1 / b_small - 1 / b_big) / big


@noise_scale.misconception
def swapped_the_batch_sizes(grad_small, grad_big, b_small, b_big):
    """You multiply the gradient of the larger batch by the size of the smaller one, and the other
    way round. Each squared norm goes with its own batch size."""
    small, big = _norms(grad_small, grad_big, b_small, b_big)
    signal = (b_small * big - b_big * small) / (b_small - b_big)
    return (small - big) / (1 / b_small - 1 / b_big) / signal


@noise_scale.misconception
def inverted_the_ratio(grad_small, grad_big, b_small, b_big):
    """You return the gradient over the noise. The noise scale is the noise of one example over the
    squared gradient: many examples are needed where the noise is large."""
    return 1 / _ratio(*_norms(grad_small, grad_big, b_small, b_big), b_small, b_big)


@noise_scale.misconception
def returned_the_noise(grad_small, grad_big, b_small, b_big):
    """You return S, the noise of a single example. The noise scale compares it with the squared
    gradient: divide it by |G|^2."""
    small, big = _norms(grad_small, grad_big, b_small, b_big)
    return (small - big) / (1 / b_small - 1 / b_big)


@noise_scale.misconception
def noise_without_the_batch_sizes(grad_small, grad_big, b_small, b_big):
    """You take the difference of the two squared norms for the noise of one example. It is that
    noise times (1 / b_small - 1 / b_big): divide by this."""
    small, big = _norms(grad_small, grad_big, b_small, b_big)
    return (small - big) / ((b_big * big - b_small * small) / (b_big - b_small))


@noise_scale.misconception
def multiplied_by_the_inverses(grad_small, grad_big, b_small, b_big):
    """The gradient is right. For the noise you multiply by the difference of the inverses, and the
    formula divides by it."""
    small, big = _norms(grad_small, grad_big, b_small, b_big)
    signal = (b_big * big - b_small * small) / (b_big - b_small)
    return (small - big) * (1 / b_small - 1 / b_big) / signal


@noise_scale.misconception
def differed_by_the_sizes(grad_small, grad_big, b_small, b_big):
    """The gradient is right. For the noise you divide by the difference of the batch sizes. The
    noise of a batch falls as one over its size, so the difference of the inverses belongs there."""
    small, big = _norms(grad_small, grad_big, b_small, b_big)
    signal = (b_big * big - b_small * small) / (b_big - b_small)
    return (small - big) / (b_big - b_small) / signal


@noise_scale.misconception
def squared_the_gradient_again(grad_small, grad_big, b_small, b_big):
    """You divide by the square of |G|^2. The formula gives |G|^2 as it stands, the square already:
    divide S by that."""
    small, big = _norms(grad_small, grad_big, b_small, b_big)
    signal = (b_big * big - b_small * small) / (b_big - b_small)
    return (small - big) / (1 / b_small - 1 / b_big) / signal**2


@noise_scale.misconception
def cut_off_below_zero(grad_small, grad_big, b_small, b_big):
    """Right where the small batch has the longer gradient. Where chance makes it the shorter one,
    you return 0 instead of a negative number. Alone, such an estimate is useless, but without the
    negative ones the mean over many estimates would be too high: return it as it is."""
    return max(_ratio(*_norms(grad_small, grad_big, b_small, b_big), b_small, b_big), 0.0)


@noise_scale.misconception
def dropped_the_sign(grad_small, grad_big, b_small, b_big):
    """Right where the small batch has the longer gradient. Chance can make it the shorter one; then
    the estimate of the noise is negative. Alone, such an estimate is useless, but with its sign
    turned round the mean over many estimates would be too high: return it as it is."""
    return abs(_ratio(*_norms(grad_small, grad_big, b_small, b_big), b_small, b_big))


@noise_scale.misconception
def swapped_instead_of_refusing(grad_small, grad_big, b_small, b_big):
    """The value is right. Where b_small is not below b_big the caller has mixed something up, and
    you return a number all the same. Raise a ValueError, before anything is computed."""
    small = np.sum(np.asarray(grad_small, float) ** 2)
    big = np.sum(np.asarray(grad_big, float) ** 2)
    if b_small == b_big:
        return 0.0
    return _ratio(small, big, b_small, b_big)


@noise_scale.misconception
def refused_nothing(grad_small, grad_big, b_small, b_big):
    """The value is right. Where b_small is not below b_big, you compute one all the same, and two
    batches of one size give nan. Raise a ValueError, before anything is computed."""
    small = np.sum(np.asarray(grad_small, float) ** 2)
    big = np.sum(np.asarray(grad_big, float) ** 2)
    return _ratio(small, big, b_small, b_big) if b_small != b_big else float("nan")


@noise_scale.misconception
def let_equal_sizes_through(grad_small, grad_big, b_small, b_big):
    """Right for two different batch sizes. Two batches of one size say nothing about the noise
    either: raise a ValueError there too, instead of dividing by 0."""
    if b_small > b_big:
        raise ValueError("b_small must be below b_big")
    small = np.sum(np.asarray(grad_small, float) ** 2)
    big = np.sum(np.asarray(grad_big, float) ** 2)
    return _ratio(small, big, b_small, b_big) if b_small < b_big else float("nan")
