"""momentum_step: one step of the heavy ball, in PyTorch's convention."""

import numpy as np

from lrkit.exercises.base import PURITY, Case, Exercise, Part

momentum_step = Exercise(
    name="momentum_step",
    signature=("w", "v", "grad", "lr", "beta"),
    notebook="06_momentum",
    returns=("weights", "velocity"),
    parts=(
        Part("velocity", 2.5, "the new velocity", uses=(1,)),
        Part("weights", 2.5, "the new weights", uses=(0,)),
        Part("arrays", 0.5, "arrays of any shape, and integers"),
        Part(PURITY, 0.5, "leaves w, v and grad as they were, and answers the same each time"),
    ),
    hints=(
        "A step changes two things, and one of them depends on the other. Which must you compute "
        "first?",
        "The new velocity is a share of the old one plus something. In this convention the "
        "learning rate has no part in it.",
        "Only the weights see the rate: they move against the velocity that you have just "
        "computed. Make new values of both; -= and += would change the caller's arrays.",
    ),
)


@momentum_step.set_cases
def cases(rng):
    """Numbers and arrays; at rest and moving; several betas, 0 among them; integers."""
    both = ("weights",)
    yield Case((4.0, 0.0, 2.0, 0.1, 0.5), "a start at rest", "velocity", both, shown=True)
    yield Case((4.0, 3.0, 2.0, 0.1, 0.5), "a ball that rolls", "velocity", both, shown=True)
    yield Case((1.0, -2.0, 0.0, 0.5, 0.25), "a point without slope", "velocity", both, shown=True)
    yield Case((np.array([1.0, 2.0]), np.array([0.5, -1.0]), np.array([2.0, 4.0]), 0.25, 0.5),
               "two weights", "arrays", shown=True)
    yield Case((np.array([3, -1]), np.array([1, 2]), np.array([2, -3]), 0.25, 0.75),
               "integer arrays", "arrays", shown=True)
    yield Case((4.0, 3.0, 2.0, 0.1), "the momentum left out", "velocity", both)
    for _ in range(3):
        w, v, g = rng.normal(scale=3, size=3)
        yield Case((w, v, g, rng.uniform(0.01, 0.9), rng.uniform(0.1, 0.85)),
                   "a rolling ball, momentum not 0.9", "velocity", both)
    w, v, g = rng.normal(size=3)
    yield Case((w, v, g, 0.3, 0.0), "a momentum of 0", "velocity", both)
    yield Case((w, v, g, rng.uniform(1.5, 3), 0.99), "a rate above 1", "velocity", both)
    yield Case((*rng.normal(size=(3, 5)), 0.2, 0.6), "five weights", "arrays")
    yield Case((*rng.normal(size=(3, 2, 3)), 0.2, 0.6), "a matrix of weights", "arrays")
    yield Case((*rng.integers(-9, 9, size=(3, 4)), 0.3, 0.7), "integer arrays of four weights",
               "arrays")
    yield Case((int(rng.integers(2, 9)), int(rng.integers(2, 9)), 3, 0.25, 0.5), "plain integers",
               "arrays")


@momentum_step.set_reference
def reference(w, v, grad, lr, beta=0.9):
    new_v = beta * np.asarray(v) + np.asarray(grad)
    return np.asarray(w) - lr * new_v, new_v


@momentum_step.misconception
def averaged_the_gradient(w, v, grad, lr, beta=0.9):
    """You multiplied the gradient by 1 - beta: that makes the velocity an average. In PyTorch's
    convention it is a sum: a constant gradient makes it grow."""
    new_v = beta * np.asarray(v) + (1 - beta) * np.asarray(grad)
    return np.asarray(w) - lr * new_v, new_v


@momentum_step.misconception
def put_the_rate_into_the_velocity(w, v, grad, lr, beta=0.9):
    """Your velocity contains the rate, as in Keras. The weights may come out right as long as the
    rate is constant, but the velocity asked for is a sum of gradients: keep lr out of it."""
    new_v = beta * np.asarray(v) - lr * np.asarray(grad)
    return np.asarray(w) + new_v, new_v


@momentum_step.misconception
def scaled_the_gradient_in_the_velocity(w, v, grad, lr, beta=0.9):
    """You multiplied the gradient by lr before adding it to the velocity, as the classical form
    does. Here the rate comes last: it multiplies the whole velocity, the old part too."""
    new_v = beta * np.asarray(v) + lr * np.asarray(grad)
    return np.asarray(w) - new_v, new_v


@momentum_step.misconception
def moved_by_the_old_velocity(w, v, grad, lr, beta=0.9):
    """The velocity is right, but you moved the weights by the old one, so this step's gradient acts
    one step late. Compute the new velocity first, then use it."""
    new_v = beta * np.asarray(v) + np.asarray(grad)
    return np.asarray(w) - lr * np.asarray(v), new_v


@momentum_step.misconception
def forgot_the_momentum(w, v, grad, lr, beta=0.9):
    """You kept all of the old velocity: without friction the ball never comes to rest. Look for
    beta in your formula."""
    new_v = np.asarray(v) + np.asarray(grad)
    return np.asarray(w) - lr * new_v, new_v


@momentum_step.misconception
def wrote_nine_tenths(w, v, grad, lr, beta=0.9):
    """Right for a momentum of 0.9, which your code has written into it. Use the argument."""
    new_v = 0.9 * np.asarray(v) + np.asarray(grad)
    return np.asarray(w) - lr * new_v, new_v


@momentum_step.misconception
def made_a_plain_step(w, v, grad, lr, beta=0.9):
    """The velocity is right, but you do not use it: you moved the weights by the gradient alone.
    Move them by the velocity, which contains the gradient."""
    new_v = beta * np.asarray(v) + np.asarray(grad)
    return np.asarray(w) - lr * np.asarray(grad), new_v


@momentum_step.misconception
def took_the_gradient_away(w, v, grad, lr, beta=0.9):
    """You subtract the gradient from the velocity and then subtract the velocity: two minus signs
    lead uphill. In this convention the velocity points along the gradient."""
    new_v = beta * np.asarray(v) - np.asarray(grad)
    return np.asarray(w) - lr * new_v, new_v


@momentum_step.misconception
def went_uphill(w, v, grad, lr, beta=0.9):
    """The velocity is right, but you added it. It points uphill, like the gradients in it, so the
    weights must move against it."""
    new_v = beta * np.asarray(v) + np.asarray(grad)
    return np.asarray(w) + lr * new_v, new_v


@momentum_step.misconception
def looked_ahead(w, v, grad, lr, beta=0.9):
    """The velocity is right, but the step is Nesterov's, which counts the gradient once more. Plain
    momentum moves by the new velocity and nothing else."""
    new_v = beta * np.asarray(v) + np.asarray(grad)
    return np.asarray(w) - lr * (np.asarray(grad) + beta * new_v), new_v


@momentum_step.misconception
def weighted_with_the_rest(w, v, grad, lr, beta=0.9):
    """You swapped the shares: beta is the share of the old velocity that is kept, and you keep
    1 - beta. With a momentum of 0.5 the two are the same."""
    new_v = (1 - beta) * np.asarray(v) + np.asarray(grad)
    return np.asarray(w) - lr * new_v, new_v


@momentum_step.misconception
def changed_them_in_place(w, v, grad, lr, beta=0.9):
    """Your call changes its arguments, as *=, += and -= do. With arrays that changes the caller's
    own weights and velocity, and arrays of integers cannot hold the result. Make new values."""
    v *= beta
    v += grad
    w -= lr * v
    return w, v


@momentum_step.misconception
def returned_velocity_before_weights(w, v, grad, lr, beta=0.9):
    """Both are right, but their order is wrong: first the weights, then the velocity."""
    new_v = beta * np.asarray(v) + np.asarray(grad)
    return new_v, np.asarray(w) - lr * new_v


@momentum_step.misconception
def returned_only_the_weights(w, v, grad, lr, beta=0.9):
    """You return only the weights. The next step needs the velocity too: return both."""
    return np.asarray(w) - lr * (beta * np.asarray(v) + np.asarray(grad))
