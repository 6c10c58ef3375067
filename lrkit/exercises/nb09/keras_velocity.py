"""keras_velocity: PyTorch's velocity in Keras' units."""

import numpy as np

from lrkit.exercises.base import PURITY, Case, Exercise, Part

keras_velocity = Exercise(
    name="keras_velocity",
    signature=("v_torch", "lr"),
    notebook="09_real_frameworks",
    returns=("velocity",),
    parts=(
        Part("value", 2, "a single number"),
        Part("arrays", 1, "arrays of any shape, and integers"),
        Part(PURITY, 1, "leaves v_torch as it was, and answers the same each time"),
    ),
    hints=(
        "Both make the same step. Write the step of the weights down in each convention, with its "
        "own velocity.",
        "In Keras the weights are moved by adding the velocity as it is. What is added in "
        "PyTorch?",
        "Two things differ: whether the velocity points uphill or downhill, and whether the rate "
        "is in it already.",
    ),
)


@keras_velocity.set_cases
def cases(rng):
    """Both signs, 0, small and large rates; vectors, matrices, integers."""
    yield Case((2.0, 0.5), "a velocity of 2", shown=True)
    yield Case((-3.0, 0.1), "a negative velocity", shown=True)
    yield Case((np.array([1.0, -4.0]), 0.25), "two weights", part="arrays", shown=True)
    yield Case((np.array([1, -4, 3]), 0.25), "an array of integers", part="arrays", shown=True)
    for low, high in ((0.001, 0.05), (0.2, 0.9), (1.2, 4)):
        yield Case((rng.normal(scale=3), rng.uniform(low, high)),
                   f"a rate between {low} and {high}")
    yield Case((0.0, 0.3), "a velocity of 0")
    yield Case((int(rng.integers(3, 9)), 0.3), "an integer")
    yield Case((rng.normal(size=5), 0.3), "five weights", part="arrays")
    yield Case((rng.normal(size=(2, 3)), 1.5), "a matrix of weights", part="arrays")
    yield Case((rng.integers(-9, 9, 4), 0.3), "an array of integers", part="arrays")


@keras_velocity.set_reference
def reference(v_torch, lr):
    return -lr * np.asarray(v_torch)


@keras_velocity.misconception
def forgot_the_sign(v_torch, lr):
    """The rate is in, the sign is not. Keras adds its velocity to the weights, so it must point
    downhill; PyTorch's is a sum of gradients and points uphill."""
    return lr * np.asarray(v_torch)


@keras_velocity.misconception
def forgot_the_rate(v_torch, lr):
    """The sign is right. The rate is missing: Keras' velocity is the step itself."""
    return -np.asarray(v_torch)


@keras_velocity.misconception
def divided_by_the_rate(v_torch, lr):
    """You divided by the rate: that leads from Keras' velocity to PyTorch's. Asked for is the other
    way."""
    return -np.asarray(v_torch) / lr


@keras_velocity.misconception
def divided_and_forgot_the_sign(v_torch, lr):
    """Two things are turned round: the rate is multiplied into Keras' velocity, and it points
    downhill."""
    return np.asarray(v_torch) / lr


@keras_velocity.misconception
def left_it_alone(v_torch, lr):
    """You return PyTorch's velocity as it is. Keras adds its own to the weights without any further
    factor: it would be far too long, and uphill."""
    return np.array(v_torch)


@keras_velocity.misconception
def subtracted_the_rate(v_torch, lr):
    """You subtracted the rate. It is a factor."""
    return np.asarray(v_torch) - lr


@keras_velocity.misconception
def put_the_momentum_in(v_torch, lr):
    """You multiplied by a momentum of 0.9. The velocity of now is translated; the momentum comes in
    with the next step, in both conventions."""
    return -lr * 0.9 * np.asarray(v_torch)


@keras_velocity.misconception
def made_it_an_average(v_torch, lr):
    """You multiplied by 1 - 0.9, as if the velocity were an average. That is a third convention; in
    both of these it is a sum."""
    return -lr * (1 - 0.9) * np.asarray(v_torch)


@keras_velocity.misconception
def always_pointed_down(v_torch, lr):
    """Your velocity is never positive. Downhill is to the right where the gradients are
    negative."""
    return -lr * np.abs(v_torch)


@keras_velocity.misconception
def kept_integers(v_torch, lr):
    """Right on floats. An array of integers stays one of integers in your code, which cuts the
    fractions off."""
    v = np.asarray(v_torch)
    return (-lr * v).astype(v.dtype) if v.ndim else -lr * v_torch


@keras_velocity.misconception
def took_one_number_only(v_torch, lr):
    """Right for one weight. float(...) cannot take an array with several: leave it out, and numbers
    and arrays both work."""
    return -lr * float(v_torch)


@keras_velocity.misconception
def changed_it_in_place(v_torch, lr):
    """You used *= on v_torch. An array is then changed for the caller as well, and one of integers
    cannot hold the result."""
    v_torch *= -lr
    return v_torch
