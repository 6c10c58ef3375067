"""gd_path: every position of a run, the start included."""

import numpy as np

from lrkit.exercises.base import PURITY, Case, Exercise, Part
from lrkit.exercises.callbacks import CubicGradient, QuadraticGradient

gd_path = Exercise(
    name="gd_path",
    signature=("grad_fn", "w0", "lr", "n_steps"),
    notebook="01_one_step_downhill",
    returns=("positions",),
    from_start=("positions",),
    parts=(
        Part("value", 3, "every position of a walk that starts at a number"),
        Part("vectors", 1, "a vector of weights, and starts that are integers"),
        Part("zero steps", 0.5, "no step at all: only the start"),
        Part(PURITY, 0.5, "leaves w0 as it was, and answers the same each time"),
    ),
    hints=(
        "After n_steps steps there are n_steps + 1 positions to return. Which one is easily "
        "forgotten?",
        "Keep a list that begins with the start. In a loop, compute a new w from the old one "
        "with the slope at the current w, and append it.",
        "Start from a float copy of w0. Ask grad_fn inside the loop, each time at the newest w. "
        "Make a new w in each step (not -=), append it, and turn the list into an array.",
    ),
)


@gd_path.set_cases
def cases(rng):
    """One weight and several; bowls and a quartic, whose slope changes; 0, 1 and more steps."""
    bowl = QuadraticGradient(curvature=1.0)
    yield Case((bowl, 4.0, 0.25, 3), "three steps on a bowl", shown=True)
    yield Case((QuadraticGradient((1.0, 4.0)), np.array([4.0, 1.0]), 0.25, 2), "two weights",
               part="vectors", shown=True)
    yield Case((bowl, 4.0, 0.5, 0), "no steps", part="zero steps", shown=True)
    yield Case((bowl, 3, 0.5, 2), "a start that is an integer", part="vectors", shown=True)
    for _ in range(2):
        yield Case((QuadraticGradient(rng.uniform(0.5, 3), rng.normal()), rng.normal(scale=3),
                    rng.uniform(0.05, 0.6), int(rng.integers(4, 9))),
                   "a bowl whose curvature is not 1 and whose minimum is not at 0")
    yield Case((CubicGradient(rng.uniform(0.5, 1)), rng.uniform(0.5, 1.5),
                rng.uniform(0.05, 0.3), 6), "a valley whose curvature changes")
    yield Case((QuadraticGradient(rng.uniform(0.5, 2)), rng.normal(), 0.2, 1), "a single step")
    yield Case((QuadraticGradient(1.0), 2.0, 2.5, 5), "a rate that makes the run diverge")
    yield Case((QuadraticGradient(2.0, 0.5), 0.5, 0.25, 4), "a start in the minimum")
    yield Case((QuadraticGradient((0.5, 1.5, 3.0), (1.0, 0.0, -1.0)), rng.normal(size=3),
                rng.uniform(0.05, 0.3), 5), "three weights", part="vectors")
    yield Case((QuadraticGradient((1.0, 2.0)), rng.integers(2, 9, size=2), 0.3, 4),
               "integer weights", part="vectors")
    yield Case((QuadraticGradient((1.0, 2.0)), rng.normal(size=2), 0.3, 0), "no steps, two weights",
               part="zero steps")


@gd_path.set_reference
def reference(grad_fn, w0, lr, n_steps):
    w = np.asarray(w0, dtype=float)
    path = [w]
    for _ in range(n_steps):
        w = w - lr * grad_fn(w)
        path.append(w)
    return np.array(path)


@gd_path.misconception
def left_out_the_start(grad_fn, w0, lr, n_steps):
    """Your path begins after the first step. The start is a position too: w0 is the position
    after 0 steps."""
    w = np.asarray(w0, dtype=float)
    path = []
    for _ in range(n_steps):
        w = w - lr * grad_fn(w)
        path.append(w)
    return np.array(path)


@gd_path.misconception
def recorded_only_after_each_step(grad_fn, w0, lr, n_steps):
    """The number of entries is right, but every one of them is a step too late: the start is
    missing, and a step too many follows at the end. Put w0 into the list before the loop."""
    w = np.asarray(w0, dtype=float)
    path = []
    for _ in range(n_steps + 1):
        w = w - lr * grad_fn(w)
        path.append(w)
    return np.array(path)


@gd_path.misconception
def made_room_for_numbers_only(grad_fn, w0, lr, n_steps):
    """Right for a start that is a number. np.zeros(n_steps + 1) has room for one number a position,
    and a position with d weights needs d of them. A list takes either."""
    path = np.zeros(n_steps + 1)
    path[0] = w0
    for k in range(n_steps):
        path[k + 1] = path[k] - lr * grad_fn(path[k])
    return path


@gd_path.misconception
def stopped_one_step_early(grad_fn, w0, lr, n_steps):
    """The last step is missing: your path has n_steps entries, including the start. Count the
    fence posts, not the gaps between them."""
    w = np.asarray(w0, dtype=float)
    path = [w]
    for _ in range(n_steps - 1):
        w = w - lr * grad_fn(w)
        path.append(w)
    return np.array(path)


@gd_path.misconception
def went_one_step_too_far(grad_fn, w0, lr, n_steps):
    """You made n_steps + 1 steps. There are n_steps + 1 entries, but one of them is the start,
    which costs no step."""
    w = np.asarray(w0, dtype=float)
    path = [w]
    for _ in range(n_steps + 1):
        w = w - lr * grad_fn(w)
        path.append(w)
    return np.array(path)


@gd_path.misconception
def recorded_the_start_twice(grad_fn, w0, lr, n_steps):
    """The start is in your path twice, and the last position is missing: you append w before the
    step, although the list already begins with it. Append each position after the step that led
    there."""
    w = np.asarray(w0, dtype=float)
    path = [w]
    for _ in range(n_steps):
        path.append(w)
        w = w - lr * grad_fn(w)
    return np.array(path)


@gd_path.misconception
def kept_the_first_slope(grad_fn, w0, lr, n_steps):
    """You asked for the gradient once, at the start, and used it in every step. The slope changes
    as you move: look at where grad_fn is called."""
    w = np.asarray(w0, dtype=float)
    grad = grad_fn(w)
    path = [w]
    for _ in range(n_steps):
        w = w - lr * grad
        path.append(w)
    return np.array(path)


@gd_path.misconception
def went_uphill(grad_fn, w0, lr, n_steps):
    """Each step adds the gradient, so that the path climbs. Look at the sign in front of the
    step."""
    w = np.asarray(w0, dtype=float)
    path = [w]
    for _ in range(n_steps):
        w = w + lr * grad_fn(w)
        path.append(w)
    return np.array(path)


@gd_path.misconception
def returned_only_the_end(grad_fn, w0, lr, n_steps):
    """You returned the last position only. The question asks for the whole path: keep each w."""
    w = np.asarray(w0, dtype=float)
    for _ in range(n_steps):
        w = w - lr * grad_fn(w)
    return w


@gd_path.misconception
def recorded_one_array_many_times(grad_fn, w0, lr, n_steps):
    """Every row of your path is the same: the last one. With -= there is only one array, and the
    list holds it many times. Make a new array in each step, or append a copy."""
    w = np.array(w0, dtype=float)
    path = [w]
    for _ in range(n_steps):
        w -= lr * grad_fn(w)
        path.append(w)
    return np.array(path)


@gd_path.misconception
def moved_the_start_itself(grad_fn, w0, lr, n_steps):
    """You changed w0 with -=. It is the caller's array, and after your function it no longer holds
    their start. Work on a copy or make new values."""
    w = w0
    path = [np.array(w, dtype=float)]
    for _ in range(n_steps):
        w -= lr * grad_fn(w)
        path.append(np.array(w, dtype=float))
    return np.array(path)


@gd_path.misconception
def kept_integers(grad_fn, w0, lr, n_steps):
    """Right for a start that is a float, wrong for an integer: the path was made with the type of
    w0, and an integer array drops everything after the decimal point. Ask for float."""
    w = np.asarray(w0)
    path = np.empty((n_steps + 1, *w.shape), dtype=w.dtype)
    path[0] = w
    for k in range(n_steps):
        path[k + 1] = path[k] - lr * grad_fn(path[k])
    return path


@gd_path.misconception
def asked_for_the_slope_at_the_step_number(grad_fn, w0, lr, n_steps):
    """You called grad_fn with the number of the step. It needs a weight: ask for the slope at w."""
    w = np.asarray(w0, dtype=float)
    path = [w]
    for k in range(n_steps):
        w = w - lr * grad_fn(k)
        path.append(w)
    return np.array(path)


@gd_path.misconception
def made_the_rate_shrink(grad_fn, w0, lr, n_steps):
    """Your first step is right and the later ones are too short: you divide the rate by the step
    number. Here the rate stays the same; the steps get shorter by themselves, because the slope
    does."""
    w = np.asarray(w0, dtype=float)
    path = [w]
    for k in range(n_steps):
        w = w - lr / (k + 1) * grad_fn(w)
        path.append(w)
    return np.array(path)


@gd_path.misconception
def put_the_steps_in_columns(grad_fn, w0, lr, n_steps):
    """Your path lies on its side: for a vector, each row is one iterate, so that the shape is
    (n_steps + 1, d)."""
    w = np.asarray(w0, dtype=float)
    path = [w]
    for _ in range(n_steps):
        w = w - lr * grad_fn(w)
        path.append(w)
    return np.array(path).T


@gd_path.misconception
def recorded_the_start_many_times(grad_fn, w0, lr, n_steps):
    """Right for a number, wrong for an array: with -= there is only one array, the caller's own w0.
    Your list holds it many times, and the caller's start is overwritten. Begin with a copy, and
    make a new array in each step."""
    w = w0
    path = [w]
    for _ in range(n_steps):
        w -= lr * grad_fn(w)
        path.append(w)
    return np.array(path)


@gd_path.misconception
def took_the_weight_for_the_slope(grad_fn, w0, lr, n_steps):
    """You never call grad_fn: you move by lr * w. That is right on one bowl only, the one whose
    slope at w is w. Ask grad_fn for the slope."""
    w = np.asarray(w0, dtype=float)
    path = [w]
    for _ in range(n_steps):
        w = w - lr * w
        path.append(w)
    return np.array(path)


@gd_path.misconception
def recorded_the_slopes(grad_fn, w0, lr, n_steps):
    """These are the slopes at the points of the walk. The points themselves are asked for."""
    w = np.array(w0, dtype=float)
    slopes = [grad_fn(w)]
    for _ in range(n_steps):
        w = w - lr * slopes[-1]
        slopes.append(grad_fn(w))
    return np.array(slopes)


@gd_path.misconception
def stopped_where_it_is_flat(grad_fn, w0, lr, n_steps):
    """Your walk ends early where the slope is nearly 0. Make all n_steps steps: the positions then
    repeat, and there are n_steps + 1 of them."""
    w = np.asarray(w0, dtype=float)
    path = [w]
    for _ in range(n_steps):
        slope = grad_fn(w)
        if np.all(np.abs(slope) < 1e-6):
            break
        w = w - lr * slope
        path.append(w)
    return np.array(path)
