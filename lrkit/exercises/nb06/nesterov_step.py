"""nesterov_step: the gradient at the place to which the momentum leads."""

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
        Part("weights", 1, "the new weights", uses=(0,)),
        Part("look ahead", 1, "asks for the gradient once, at the place ahead", calls="same"),
        Part("arrays", 1, "arrays of weights, and integers"),
        Part(PURITY, 1, "leaves w and v as they were, and answers the same each time"),
    ),
    hints=(
        "Plain momentum asks for the slope where it stands. Where would the old velocity alone "
        "have carried the weights?",
        "The place ahead is w moved against the part of the velocity that is kept. A move of the "
        "weights always has the rate in it, this one too.",
        "Ask grad_fn once, at that place. From there on it is momentum_step with this gradient: "
        "and the weights start from w, not from the place ahead.",
    ),
)


@nesterov_step.set_cases
def cases(rng):
    """Bowls and a quartic; at rest and moving; several betas, 0 among them; arrays, integers."""
    also = ("weights", "look ahead")
    bowl = QuadraticGradient(curvature=1.0)
    yield Case((4.0, 0.0, bowl, 0.1, 0.5), "a start at rest", "velocity", also, shown=True)
    yield Case((4.0, 2.0, bowl, 0.5, 0.5), "a ball that rolls", "velocity", also, shown=True)
    yield Case((1.0, -1.0, CubicGradient(2.0), 0.25, 0.5), "a valley that is no bowl", "velocity",
               also, shown=True)
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
    """You asked for the slope at w: that is plain momentum. Nesterov's idea is to ask at the place
    to which the momentum is about to carry the weights."""
    new_v = beta * np.asarray(v, dtype=float) + grad_fn(np.asarray(w, dtype=float))
    return w - lr * new_v, new_v


@nesterov_step.misconception
def looked_ahead_without_the_rate(w, v, grad_fn, lr, beta=0.9):
    """The rate is missing in the look ahead. The velocity is a sum of gradients; only with the
    rate does it become a distance."""
    w, v = np.asarray(w, dtype=float), np.asarray(v, dtype=float)
    new_v = beta * v + grad_fn(w - beta * v)
    return w - lr * new_v, new_v


@nesterov_step.misconception
def looked_ahead_by_the_whole_velocity(w, v, grad_fn, lr, beta=0.9):
    """You looked ahead by the whole old velocity. Only a share of it survives into this step: that
    share is what will carry the weights."""
    w, v = np.asarray(w, dtype=float), np.asarray(v, dtype=float)
    new_v = beta * v + grad_fn(w - lr * v)
    return w - lr * new_v, new_v


@nesterov_step.misconception
def looked_back(w, v, grad_fn, lr, beta=0.9):
    """You looked in the wrong direction: the weights move against the velocity, so the place ahead
    lies against it too."""
    w, v = np.asarray(w, dtype=float), np.asarray(v, dtype=float)
    new_v = beta * v + grad_fn(w + lr * beta * v)
    return w - lr * new_v, new_v


@nesterov_step.misconception
def moved_twice(w, v, grad_fn, lr, beta=0.9):
    """The velocity is right, but you made the step from the place ahead. That place is only for
    asking: the new velocity already contains the momentum, and now it counts twice."""
    w, v = np.asarray(w, dtype=float), np.asarray(v, dtype=float)
    ahead = w - lr * beta * v
    new_v = beta * v + grad_fn(ahead)
    return ahead - lr * new_v, new_v


@nesterov_step.misconception
def used_the_practical_form(w, v, grad_fn, lr, beta=0.9):
    """This is the form that libraries use: the slope at w, and the velocity counted once more in
    the step. Its weights are the looked-ahead ones; asked for is the form that looks ahead
    itself."""
    w, v = np.asarray(w, dtype=float), np.asarray(v, dtype=float)
    g = grad_fn(w)
    new_v = beta * v + g
    return w - lr * (g + beta * new_v), new_v


@nesterov_step.misconception
def looked_ahead_twice(w, v, grad_fn, lr, beta=0.9):
    """The velocity is right. Your step is that of the other way to write Nesterov's momentum, whose
    gradient is taken at w. Here you have looked ahead already: the weights move by the rate times
    the new velocity, and by nothing else."""
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
    comes in where the weights move."""
    w, v = np.asarray(w, dtype=float), np.asarray(v, dtype=float)
    new_v = beta * v + lr * grad_fn(w - beta * v)
    return w - new_v, new_v


@nesterov_step.misconception
def forgot_the_momentum(w, v, grad_fn, lr, beta=0.9):
    """You kept all of the old velocity. The look ahead has beta in it, the velocity must have it
    too."""
    w, v = np.asarray(w, dtype=float), np.asarray(v, dtype=float)
    new_v = v + grad_fn(w - lr * beta * v)
    return w - lr * new_v, new_v


@nesterov_step.misconception
def asked_twice(w, v, grad_fn, lr, beta=0.9):
    """The numbers are right, but you called grad_fn twice. A gradient is what costs time: ask
    once, and keep the answer."""
    w, v = np.asarray(w, dtype=float), np.asarray(v, dtype=float)
    new_v = beta * v + grad_fn(w - lr * beta * v)
    return w - lr * (beta * v + grad_fn(w - lr * beta * v)), new_v


@nesterov_step.misconception
def wrote_nine_tenths(w, v, grad_fn, lr, beta=0.9):
    """Right for a momentum of 0.9, which is written into your code. Use the argument, in both
    places."""
    w, v = np.asarray(w, dtype=float), np.asarray(v, dtype=float)
    new_v = 0.9 * v + grad_fn(w - lr * 0.9 * v)
    return w - lr * new_v, new_v


@nesterov_step.misconception
def went_uphill(w, v, grad_fn, lr, beta=0.9):
    """The velocity is right, but the weights went along it. It points uphill, as the gradients in
    it do."""
    w, v = np.asarray(w, dtype=float), np.asarray(v, dtype=float)
    new_v = beta * v + grad_fn(w - lr * beta * v)
    return w + lr * new_v, new_v


@nesterov_step.misconception
def changed_them_in_place(w, v, grad_fn, lr, beta=0.9):
    """You used -= or += on w or v. With arrays that changes the caller's own, and arrays of
    integers cannot hold the result. Make new values."""
    g = grad_fn(w - lr * beta * v)
    v *= beta
    v += g
    w -= lr * v
    return w, v


@nesterov_step.misconception
def returned_velocity_before_weights(w, v, grad_fn, lr, beta=0.9):
    """Both are right, in the wrong order: the weights come first, then the velocity."""
    w, v = np.asarray(w, dtype=float), np.asarray(v, dtype=float)
    new_v = beta * v + grad_fn(w - lr * beta * v)
    return new_v, w - lr * new_v
