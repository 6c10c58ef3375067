"""newton_schulz: a matrix with the same directions, all of about the same length."""

import numpy as np

from lrkit.exercises.base import PURITY, Case, Exercise, Part

newton_schulz = Exercise(
    name="newton_schulz",
    signature=("G", "num_steps"),
    notebook="11_rates_at_scale",
    returns=("X",),
    parts=(
        Part("value", 3.5, "square matrices and wide ones"),
        Part("tall", 1, "matrices with more rows than columns"),
        Part("steps", 1, "other numbers of steps, tiny numbers, and a matrix of zeros"),
        Part(PURITY, 0.5, "leaves G as it was, and answers the same each time"),
    ),
    hints=(
        "Three things happen: G is divided by its norm, a loop changes X `num_steps` times, and a "
        "tall matrix is laid on its side before the loop and put upright after it.",
        "In the loop first compute A from the X that you have, then the new X from A and the same "
        "X. All products are products of matrices, with @, not entry by entry.",
        "The Frobenius norm is np.linalg.norm(G) or the root of the sum of all squares; add 1e-7 "
        "to it before you divide. Rows and columns are G.shape; X.T is the transpose.",
    ),
)


def _large(rng, shape):
    """Draw a matrix beside whose norm 1e-7 is rounding, so that only one part hangs on it."""
    return rng.normal(scale=100, size=shape)


@newton_schulz.set_cases
def cases(rng):
    """Diagonals that can be followed by hand; square, wide, tall; integers; zeros; 0 to 8 steps."""
    yield Case((np.array([[3.0, 0.0], [0.0, 4.0]]),), "a diagonal matrix", shown=True)
    yield Case((np.array([[1.0, 2.0, 0.0], [0.0, 1.0, -1.0]]),), "two rows, three columns",
               shown=True)
    yield Case((np.array([[1.0, 0.0], [2.0, 1.0], [0.0, -1.0]]),), "three rows, two columns",
               part="tall", shown=True)
    yield Case((np.array([[3.0, 0.0], [0.0, 4.0]]), 1), "a single step", part="steps", shown=True)
    for shape in ((3, 3), (2, 5), (4, 6)):
        yield Case((_large(rng, shape),), f"a matrix of {shape[0]} x {shape[1]}")
    yield Case((rng.integers(1, 9, (3, 4)) * 100,), "a matrix of integers")
    yield Case((1e4 * rng.normal(size=(3, 5)),), "a huge gradient")
    yield Case((np.outer(_large(rng, 3), rng.normal(size=4)),), "a matrix of rank 1")
    yield Case((_large(rng, (1, 6)),), "a single row")
    for shape in ((5, 2), (6, 4), (7, 1)):
        yield Case((_large(rng, shape),), f"a matrix of {shape[0]} x {shape[1]}", part="tall")
    yield Case((np.zeros((2, 3)),), "a matrix of zeros", part="steps")
    yield Case((rng.normal(scale=1e-5, size=(3, 3)),), "a tiny gradient", part="steps")
    for num_steps in (2, 3, 8):
        yield Case((_large(rng, (3, 4)), num_steps), f"{num_steps} steps", part="steps")
    yield Case((_large(rng, (2, 2)), 0), "no step at all", part="steps")


@newton_schulz.set_reference
def reference(G, num_steps=5):
    a, b, c = 3.4445, -4.7750, 2.0315
    G = np.asarray(G, float)
    tall = G.shape[0] > G.shape[1]
    X = (G.T if tall else G) / (np.linalg.norm(G) + 1e-7)
    for _ in range(num_steps):
        A = X @ X.T
        X = a * X + (b * A + c * A @ A) @ X
    return X.T if tall else X


def _iterate(G, num_steps, norm=None, coefficients=(3.4445, -4.7750, 2.0315), change=None):
    """The right iteration, but for another norm, other coefficients or another step."""
    a, b, c = coefficients
    G = np.asarray(G, float)
    tall = G.shape[0] > G.shape[1]
    X = (G.T if tall else G) / ((np.linalg.norm(G) if norm is None else norm) + 1e-7)
    with np.errstate(all="ignore"):
        for _ in range(num_steps):
            A = X @ X.T
            X = a * X + (b * A + c * A @ A) @ X if change is None else change(X, A, a, b, c)
    return X.T if tall else X


@newton_schulz.misconception
def skipped_the_norm(G, num_steps=5):
    """You do not divide by the norm first. The polynomial brings singular values between 0 and
    about 1 near to 1; larger ones explode."""
    return _iterate(G, num_steps, norm=1.0 - 1e-7)


@newton_schulz.misconception
def divided_by_the_largest_entry(G, num_steps=5):
    """You divide by the largest entry. A singular value can be larger than any entry, and the
    iteration needs all of them to be at most 1: divide by the Frobenius norm, which no singular
    value exceeds."""
    return _iterate(G, num_steps, norm=np.max(np.abs(G)) if np.size(G) else 0.0)


@newton_schulz.misconception
def divided_by_the_spectral_norm(G, num_steps=5):
    """You divide by the largest singular value. That works, but it takes the decomposition that the
    method exists to avoid. The exercise has the Frobenius norm, the root of the sum of squares."""
    return _iterate(G, num_steps, norm=np.linalg.norm(np.asarray(G, float), 2))


@newton_schulz.misconception
def squared_the_norm(G, num_steps=5):
    """You divide by the sum of the squares. The Frobenius norm is the root of that sum."""
    return _iterate(G, num_steps, norm=np.sum(np.asarray(G, float) ** 2))


@newton_schulz.misconception
def multiplied_entry_by_entry(G, num_steps=5):
    """You square A entry by entry, with * or ** 2. A A is the product of matrices: A @ A."""
    return _iterate(G, num_steps, change=lambda X, A, a, b, c: a * X + (b * A + c * A * A) @ X)


@newton_schulz.misconception
def used_the_cubic_step(G, num_steps=5):
    """You made the classical step, 1.5 X - 0.5 A X. It ends nearer to 1, but small singular values
    grow by only a half in each step, where Muon's polynomial more than triples them."""
    return _iterate(G, num_steps, change=lambda X, A, a, b, c: 1.5 * X - 0.5 * A @ X)


@newton_schulz.misconception
def dropped_the_last_term(G, num_steps=5):
    """The term c A A X is missing. Without it, nothing stops the second term, and large singular
    values become negative."""
    return _iterate(G, num_steps, change=lambda X, A, a, b, c: a * X + b * A @ X)


@newton_schulz.misconception
def dropped_the_first_term(G, num_steps=5):
    """The term a X is missing. It is the one that makes small singular values grow."""
    return _iterate(G, num_steps, change=lambda X, A, a, b, c: (b * A + c * A @ A) @ X)


@newton_schulz.misconception
def added_the_polynomial_to_x(G, num_steps=5):
    """You add the polynomial to the X that was there. The arrow means that it replaces X: write
    X = ..., not X += ..."""
    return _iterate(G, num_steps,
                    change=lambda X, A, a, b, c: X + a * X + (b * A + c * A @ A) @ X)


@newton_schulz.misconception
def divided_each_row(G, num_steps=5):
    """You divide each row by its own norm. One number divides the whole matrix: the root of the sum
    of all squares."""
    G = np.asarray(G, float)
    return _iterate(G / (np.linalg.norm(G, axis=1, keepdims=True) + 1e-7), num_steps, norm=1 - 1e-7)


@newton_schulz.misconception
def kept_the_first_product(G, num_steps=5):
    """You compute A once, before the loop. It belongs inside: each step uses the product of the
    current X with itself."""
    G = np.asarray(G, float)
    tall = G.shape[0] > G.shape[1]
    X = (G.T if tall else G) / (np.linalg.norm(G) + 1e-7)
    A = X @ X.T
    with np.errstate(all="ignore"):
        for _ in range(num_steps):
            X = 3.4445 * X + (-4.7750 * A + 2.0315 * A @ A) @ X
    return X.T if tall else X


@newton_schulz.misconception
def left_out_the_brackets(G, num_steps=5):
    """Without the brackets only the last term is multiplied by X. Both b A and c A A stand before
    it: (b * A + c * A @ A) @ X."""
    return _iterate(G, num_steps, change=lambda X, A, a, b, c: a * X + b * A + c * A @ A @ X)


@newton_schulz.misconception
def added_a_to_every_entry(G, num_steps=5):
    """You add the number a to the matrix b A + c A A, which adds it to every entry. a belongs in
    front of X: a * X + (b * A + c * A @ A) @ X, or a times the identity in the brackets."""
    return _iterate(G, num_steps, change=lambda X, A, a, b, c: (a + b * A + c * A @ A) @ X)


@newton_schulz.misconception
def swapped_b_and_c(G, num_steps=5):
    """You swapped b and c. b, the negative one, goes with A; c goes with A @ A."""
    return _iterate(G, num_steps, coefficients=(3.4445, 2.0315, -4.7750))


@newton_schulz.misconception
def forgot_to_turn_it_back(G, num_steps=5):
    """Square and wide matrices are right. A tall one comes back lying on its side: transpose the
    result once more, so that it has the shape of G."""
    result = _iterate(G, num_steps)
    return result.T if np.shape(G)[0] > np.shape(G)[1] else result


@newton_schulz.misconception
def always_five_steps(G, num_steps=5):
    """Right for five steps. The argument num_steps has no effect: your loop always makes five."""
    return _iterate(G, 5)


@newton_schulz.misconception
def took_the_exact_answer(G, num_steps=5):
    """You computed the exact orthogonal factor, from a singular value decomposition. The iteration
    only comes near to it, with singular values between about 0.7 and 1.2 and tiny ones still below,
    and is many times cheaper for a large matrix. The exercise asks for the iteration."""
    U, _, Vt = np.linalg.svd(np.asarray(G, float), full_matrices=False)
    return U @ Vt


@newton_schulz.misconception
def left_out_the_small_number(G, num_steps=5):
    """Right but for very small matrices: you divide by the norm alone. A matrix of zeros then gives
    0 / 0, which is nan. That is what the 1e-7 is for, which is added to the norm."""
    with np.errstate(all="ignore"):
        return _iterate(G, num_steps, norm=np.linalg.norm(G) - 1e-7)
