"""nesterov_step: the gradient at the point to which the momentum leads."""

import numpy as np

from lrkit.exercises.base import PURITY, Case, Exercise, Part
from lrkit.exercises.callbacks import CubicGradient, QuadraticGradient

nesterov_step = Exercise(
    name="nesterov_step",
    signature=("w", "v", "grad_fn", "lr", "beta"),
    notebook="06_momentum",
    returns=("weights", "velocity"),
    parts=(
        Part("velocity", 2, "the new velocity", uses=(1,)),
        Part("weights", 1.5, "the new weights", uses=(0,)),
        Part("look ahead", 1.5, "asks for the gradient once, at the point ahead", calls="same"),
        Part("arrays", 0.5, "arrays of weights, and integers"),
        Part(PURITY, 0.5, "leaves w and v as they were, and answers the same each time"),
    ),
    hints=(
        "Plain momentum asks for the gradient at w. To which point would the old velocity alone "
        "carry the weights?",
        "The point ahead is w, moved against the part of the velocity that is kept. Every move of "
        "the weights contains the rate, and so does this one.",
        "Ask grad_fn once, at that point. The rest is momentum_step with this gradient; the "
        "weights start from w, not from the point ahead.",
    ),
)


@nesterov_step.set_cases
def cases(rng):
    """Bowls and a quartic; at rest and moving; several betas, 0 among them; arrays, integers."""
    also = ("weights", "look ahead")
    bowl = QuadraticGradient(curvature=1.0)
    yield Case((4.0, 0.0, bowl, 0.1, 0.5), "a start at rest", "velocity", also, shown=True)
    yield Case((4.0, 2.0, bowl, 0.5, 0.5), "a ball that rolls", "velocity", also, shown=True)
    yield Case((1.0, -1.0, CubicGradient(2.0), 0.25, 0.5), "a valley that is not a bowl",
               "velocity", also, shown=True)
    yield Case((np.array([4.0, 1.0]), np.array([1.0, -2.0]), QuadraticGradient((1.0, 4.0)), 0.25,
                0.5), "two weights", "arrays", shown=True)
    yield Case((3.0, 2.0, QuadraticGradient(2.0, 1.0), 0.1), "the momentum left out", "velocity",
               also)
    for _ in range(3):
        w, v = rng.normal(scale=3, size=2)
        yield Case((w, v, QuadraticGradient(rng.uniform(0.5, 3), rng.normal()),
                    rng.uniform(0.05, 0.6), rng.uniform(0.1, 0.85)),
                   "a bowl whose minimum is not at 0, momentum not 0.9", "velocity", also)
    yield Case((rng.uniform(0.5, 1.5), rng.normal(), CubicGradient(rng.uniform(0.5, 1)), 0.2, 0.7),
               "a valley whose curvature changes", "velocity", also)
    yield Case((rng.normal(), rng.normal(), QuadraticGradient(1.5), 0.3, 0.0), "a momentum of 0",
               "velocity", also)
    yield Case((rng.normal(size=3), rng.normal(size=3),
                QuadraticGradient((0.5, 1.5, 3.0), (1.0, 0.0, -1.0)), 0.2, 0.6), "three weights",
               "arrays")
    yield Case((rng.integers(2, 9, 2), rng.integers(-5, -1, 2), QuadraticGradient((1.0, 2.0)), 0.3,
                0.7), "integer weights and velocity", "arrays")


@nesterov_step.set_reference
def reference(w, v, grad_fn, lr, beta=0.9):
    w, v = np.asarray(w, dtype=float), np.asarray(v, dtype=float)
    new_v = beta * v + grad_fn(w - lr * beta * v)
    return w - lr * new_v, new_v


@nesterov_step.misconception
def asked_where_it_stands(w, v, grad_fn, lr, beta=0.9):
    """You asked for the slope at w: that is plain momentum. Nesterov's idea is to ask at the point
    to which the momentum is about to carry the weights."""
    new_v = beta * np.asarray(v, dtype=float) + grad_fn(np.asarray(w, dtype=float))
    return w - lr * new_v, new_v


@nesterov_step.misconception
def looked_ahead_without_the_rate(w, v, grad_fn, lr, beta=0.9):
    """The rate is missing in your look ahead. The velocity is a sum of gradients and becomes a
    distance only when it is multiplied by the rate."""
    w, v = np.asarray(w, dtype=float), np.asarray(v, dtype=float)
    new_v = beta * v + grad_fn(w - beta * v)
    return w - lr * new_v, new_v


@nesterov_step.misconception
def looked_ahead_by_the_whole_velocity(w, v, grad_fn, lr, beta=0.9):
    """You looked ahead by the whole old velocity. Only the share beta of it survives into this
    step, and only that share will carry the weights."""
    w, v = np.asarray(w, dtype=float), np.asarray(v, dtype=float)
    new_v = beta * v + grad_fn(w - lr * v)
    return w - lr * new_v, new_v


@nesterov_step.misconception
def looked_back(w, v, grad_fn, lr, beta=0.9):
    """You looked in the wrong direction. The weights move against the velocity, so the point ahead
    is w minus something."""
    w, v = np.asarray(w, dtype=float), np.asarray(v, dtype=float)
    new_v = beta * v + grad_fn(w + lr * beta * v)
    return w - lr * new_v, new_v


@nesterov_step.misconception
def moved_twice(w, v, grad_fn, lr, beta=0.9):
    """The velocity is right, but you made the step from the point ahead. Use that point only to ask
    for the gradient: the new velocity already contains the momentum, and yours counts it twice."""
    w, v = np.asarray(w, dtype=float), np.asarray(v, dtype=float)
    ahead = w - lr * beta * v
    new_v = beta * v + grad_fn(ahead)
    return ahead - lr * new_v, new_v


@nesterov_step.misconception
def used_the_practical_form(w, v, grad_fn, lr, beta=0.9):
    """This is the form that libraries use: the slope at w, and the velocity counted once more in
    the step. Its weights are the points ahead. The exercise asks for the form that keeps w and
    looks ahead itself."""
    w, v = np.asarray(w, dtype=float), np.asarray(v, dtype=float)
    g = grad_fn(w)
    new_v = beta * v + g
    return w - lr * (g + beta * new_v), new_v


@nesterov_step.misconception
def looked_ahead_twice(w, v, grad_fn, lr, beta=0.9):
    """The velocity is right. Your step belongs to the other form of Nesterov's momentum, which
    takes the gradient at w. You have looked ahead already, so the weights move by the rate times
    the new velocity and by nothing else."""
    w, v = np.asarray(w, dtype=float), np.asarray(v, dtype=float)
    g = grad_fn(w - lr * beta * v)
    new_v = beta * v + g
    return w - lr * (g + beta * new_v), new_v


@nesterov_step.misconception
def averaged_the_gradient(w, v, grad_fn, lr, beta=0.9):
    """You multiplied the gradient by 1 - beta, which makes the velocity an average. Here it is a
    sum of gradients."""
    w, v = np.asarray(w, dtype=float), np.asarray(v, dtype=float)
    new_v = beta * v + (1 - beta) * grad_fn(w - lr * beta * v)
    return w - lr * new_v, new_v


@nesterov_step.misconception
def put_the_rate_into_the_velocity(w, v, grad_fn, lr, beta=0.9):
    """Your velocity contains the rate. In this convention it is a sum of gradients, and the rate
    enters only when the weights move."""
    w, v = np.asarray(w, dtype=float), np.asarray(v, dtype=float)
    new_v = beta * v + lr * grad_fn(w - beta * v)
    return w - new_v, new_v


@nesterov_step.misconception
def forgot_the_momentum(w, v, grad_fn, lr, beta=0.9):
    """You kept all of the old velocity. Your look ahead contains beta, and the new velocity must
    contain it too."""
    w, v = np.asarray(w, dtype=float), np.asarray(v, dtype=float)
    new_v = v + grad_fn(w - lr * beta * v)
    return w - lr * new_v, new_v


@nesterov_step.misconception
def asked_twice(w, v, grad_fn, lr, beta=0.9):
    """The numbers are right, but you called grad_fn twice. Gradients are what takes the time: ask
    once, and keep the answer."""
    w, v = np.asarray(w, dtype=float), np.asarray(v, dtype=float)
    new_v = beta * v + grad_fn(w - lr * beta * v)
    return w - lr * (beta * v + grad_fn(w - lr * beta * v)), new_v


@nesterov_step.misconception
def wrote_nine_tenths(w, v, grad_fn, lr, beta=0.9):
    """Right for a momentum of 0.9, which your code has written into it. Use the argument both
    times."""
    w, v = np.asarray(w, dtype=float), np.asarray(v, dtype=float)
    new_v = 0.9 * v + grad_fn(w - lr * 0.9 * v)
    return w - lr * new_v, new_v


@nesterov_step.misconception
def went_uphill(w, v, grad_fn, lr, beta=0.9):
    """The velocity is right, but you moved the weights along it. It points uphill, like the
    gradients in it."""
    w, v = np.asarray(w, dtype=float), np.asarray(v, dtype=float)
    new_v = beta * v + grad_fn(w - lr * beta * v)
    return w + lr * new_v, new_v


@nesterov_step.misconception
def changed_them_in_place(w, v, grad_fn, lr, beta=0.9):
    """Your call changes w or v, as -= and += do. With arrays that changes the caller's own, and
    arrays of integers cannot hold the result. Make new values."""
    g = grad_fn(w - lr * beta * v)
    v *= beta
    v += g
    w -= lr * v
    return w, v


@nesterov_step.misconception
def returned_velocity_before_weights(w, v, grad_fn, lr, beta=0.9):
    """Both are right, but their order is wrong: first the weights, then the velocity."""
    w, v = np.asarray(w, dtype=float), np.asarray(v, dtype=float)
    new_v = beta * v + grad_fn(w - lr * beta * v)
    return new_v, w - lr * new_v


@nesterov_step.misconception
def moved_by_the_slope_alone(w, v, grad_fn, lr, beta=0.9):
    """The weights move by lr times the slope ahead. They should move by lr times the new velocity,
    of which that slope is one part."""
    w, v = np.asarray(w, dtype=float), np.asarray(v, dtype=float)
    slope = grad_fn(w - lr * beta * v)
    return w - lr * slope, beta * v + slope
