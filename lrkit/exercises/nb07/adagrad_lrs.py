"""adagrad_lrs: how AdaGrad's effective rate falls."""

import math

import numpy as np

from lrkit.exercises.base import PURITY, Case, Exercise, Part

adagrad_lrs = Exercise(
    name="adagrad_lrs",
    signature=("grads", "lr", "eps"),
    notebook="07_adaptive_learning_rates",
    returns=("rates",),
    in_time=("rates",),
    parts=(
        Part("value", 3, "the effective rate of each step"),
        Part("eps", 1, "gradients of 0, tiny ones, a large eps"),
        Part("edges", 0.5, "lists, integers, one gradient, none"),
        Part(PURITY, 0.5, "leaves grads as it was, and answers the same each time"),
    ),
    hints=(
        "In step t the divisor includes the gradients of all steps up to t, that of step t too.",
        "You need a running sum of squares. NumPy has a function for running sums.",
        "The effective rate is the factor that multiplies the gradient: the rate over the root of "
        "the running sum, with eps added to the root. The gradient itself is not part of it.",
    ),
)


@adagrad_lrs.set_cases
def cases(rng):
    """Series of all signs, zeros among them; tiny ones; one, none; lists and integers."""
    yield Case((np.array([3.0, 4.0, 12.0]), 1.0), "three gradients", shown=True)
    yield Case((np.array([-2.0, 2.0, -2.0, 2.0]), 0.5), "gradients of both signs", shown=True)
    yield Case((np.array([0.0, 3.0]), 0.1, 1.0), "a first gradient of 0", part="eps", shown=True)
    yield Case((np.array([]), 0.1), "no gradient", part="edges", shown=True)
    for _ in range(4):
        size = int(rng.integers(3, 12))
        yield Case((rng.uniform(0.5, 3, size) * rng.choice([-1, 1], size), rng.uniform(0.05, 2)),
                   "a series of gradients")
    yield Case((rng.uniform(1e-9, 5e-9, 4), 0.01), "tiny gradients", part="eps")
    yield Case((rng.uniform(0.01, 0.05, 5), 0.5, 0.02), "small gradients and a large eps",
               part="eps")
    yield Case((np.array([0.0, 0.0, 2.0]), 0.5, 0.1), "gradients of 0 at first", part="eps")
    yield Case(([1.0, -3.0, 0.5], 0.3), "a list", part="edges")
    yield Case((rng.integers(-9, -1, 6), 0.3), "an array of integers", part="edges")
    yield Case(([5], 1), "a list of one integer", part="edges")
    yield Case(([], 0.5), "an empty list", part="edges")


@adagrad_lrs.set_reference
def reference(grads, lr, eps=1e-8):
    squares = np.square(np.asarray(grads, dtype=float))
    return lr / (np.sqrt(np.cumsum(squares)) + eps)


@adagrad_lrs.misconception
def gave_the_steps(grads, lr, eps=1e-8):
    """These are the steps: you multiplied by the gradients. The exercise asks for the factor in
    front of the gradient."""
    grads = np.asarray(grads, dtype=float)
    return lr * grads / (np.sqrt(np.cumsum(grads**2)) + eps)


@adagrad_lrs.misconception
def gave_the_sums(grads, lr, eps=1e-8):
    """These are the running sums of the squares. The effective rate is lr divided by the root of
    such a sum, to which eps is added."""
    return np.cumsum(np.square(np.asarray(grads, dtype=float)))



@adagrad_lrs.misconception
def left_out_the_current_gradient(grads, lr, eps=1e-8):
    """Your rates come one step late: the sum in step t already includes the gradient of step t."""
    grads = np.asarray(grads, dtype=float)
    return lr / (np.sqrt(np.cumsum(grads**2) - grads**2) + eps)


@adagrad_lrs.misconception
def did_not_add_up(grads, lr, eps=1e-8):
    """You divided by the size of each gradient by itself. AdaGrad also remembers all earlier
    gradients, so that its rate never rises again."""
    return lr / (np.abs(np.asarray(grads, dtype=float)) + eps)


@adagrad_lrs.misconception
def forgot_the_root(grads, lr, eps=1e-8):
    """The running sum is right; its root is missing."""
    return lr / (np.cumsum(np.square(np.asarray(grads, dtype=float))) + eps)


@adagrad_lrs.misconception
def put_eps_under_the_root(grads, lr, eps=1e-8):
    """You added eps under the root, where 1e-8 acts like 1e-4. Add it to the root instead."""
    return lr / np.sqrt(np.cumsum(np.square(np.asarray(grads, dtype=float))) + eps)


@adagrad_lrs.misconception
def left_eps_out(grads, lr, eps=1e-8):
    """You do not use eps: as long as all gradients are 0 you divide by 0."""
    return lr / np.sqrt(np.cumsum(np.square(np.asarray(grads, dtype=float))))


@adagrad_lrs.misconception
def left_out_the_brackets(grads, lr, eps=1e-8):
    """You added eps to the quotient, perhaps because brackets are missing. Add eps to the root
    first, and then divide by their sum."""
    return lr / np.sqrt(np.cumsum(np.square(np.asarray(grads, dtype=float)))) + eps


@adagrad_lrs.misconception
def summed_the_sizes(grads, lr, eps=1e-8):
    """You added up the sizes of the gradients. AdaGrad adds up squares and takes one root of the
    sum, which is smaller: 3 and 4 make 5, not 7."""
    return lr / (np.cumsum(np.abs(np.asarray(grads, dtype=float))) + eps)


@adagrad_lrs.misconception
def squared_the_sum(grads, lr, eps=1e-8):
    """You added first and squared afterwards, so that gradients of different signs cancel."""
    return lr / (np.abs(np.cumsum(np.asarray(grads, dtype=float))) + eps)


@adagrad_lrs.misconception
def took_the_mean(grads, lr, eps=1e-8):
    """You divided the sum by the number of steps. The rate then no longer falls while the gradients
    stay the same, which is closer to RMSProp. AdaGrad uses the sum itself."""
    squares = np.square(np.asarray(grads, dtype=float))
    return lr / (np.sqrt(np.cumsum(squares) / np.arange(1, len(squares) + 1)) + eps)


@adagrad_lrs.misconception
def took_the_total_for_each_step(grads, lr, eps=1e-8):
    """You used the sum over the whole run in every step. In step t the later gradients are not
    known yet: use a running sum."""
    grads = np.asarray(grads, dtype=float)
    return np.full(len(grads), lr / (np.sqrt(np.sum(grads**2)) + eps))


@adagrad_lrs.misconception
def gave_the_last_rate(grads, lr, eps=1e-8):
    """You return the rate of the last step only. Return one for each step."""
    return lr / (np.sqrt(np.sum(np.square(np.asarray(grads, dtype=float)))) + eps)


@adagrad_lrs.misconception
def returned_in_the_loop(grads, lr, eps=1e-8):
    """You return after the first gradient. Collect a rate for every gradient, and return them after
    the loop: look how far the return is indented."""
    for grad in grads:
        return [lr / (math.sqrt(float(grad) ** 2) + eps)]



@adagrad_lrs.misconception
def compounded(grads, lr, eps=1e-8):
    """You divided the previous step's rate again and again. Compute each rate from lr itself."""
    total, rates, rate = 0.0, [], lr
    for grad in grads:
        total += float(grad) ** 2
        rate = rate / (math.sqrt(total) + eps)
        rates.append(rate)
    return rates


@adagrad_lrs.misconception
def wrote_into_the_gradients(grads, lr, eps=1e-8):
    """You wrote into grads, which belongs to the caller: collect the rates in a new list or
    array."""
    total = 0.0
    for t, grad in enumerate(grads):
        total += float(grad) ** 2
        grads[t] = lr / (math.sqrt(total) + eps)
    return grads
