"""adagrad_step: a rate of its own for each weight."""

import numpy as np

from lrkit.exercises.base import PURITY, Case, Exercise, Part

adagrad_step = Exercise(
    name="adagrad_step",
    signature=("w", "G", "grad", "lr", "eps"),
    notebook="07_adaptive_learning_rates",
    returns=("weights", "sum of squares"),
    parts=(
        Part("sum", 1.5, "the new sum of squares", uses=(1,)),
        Part("weights", 2.5, "the new weights", uses=(0,)),
        Part("eps", 1, "tiny gradients and a large eps: the position of eps", uses=(0,)),
        Part("arrays", 0.5, "arrays of any shape, and integers"),
        Part(PURITY, 0.5, "leaves w, G and grad as they were, and answers the same each time"),
    ),
    hints=(
        "The state G remembers how large the gradients were, whatever their sign. What makes a "
        "number forget its sign?",
        "Bring G up to date first: the current gradient already counts in the divisor of its own "
        "step.",
        "G is a sum of squares; to divide a gradient it must be brought back to the gradient's "
        "units. eps is added after that, so that nothing is divided by 0.",
    ),
)


@adagrad_step.set_cases
def cases(rng):
    """Numbers, vectors, integers; empty and full states; tiny gradients, large eps."""
    both = ("weights",)
    yield Case((1.0, 0.0, 2.0, 0.5, 0.5), "a first step", "sum", both, shown=True)
    yield Case((1.0, 9.0, 4.0, 0.5, 1.0), "a step after others", "sum", both, shown=True)
    yield Case((2.0, 0.0, 1e-9, 0.1), "a tiny gradient", "sum", ("eps",), shown=True)
    yield Case((np.array([1.0, 2.0]), np.array([9.0, 0.0]), np.array([4.0, -3.0]), 0.5, 1.0),
               "two weights", "arrays", shown=True)
    yield Case((np.array([1, 2]), np.array([9, 0]), np.array([4, -3]), 0.5, 1.0), "integer arrays",
               "arrays", shown=True)
    for _ in range(4):
        w, grad = rng.normal(scale=3, size=2)
        yield Case((w, rng.uniform(0.5, 20), grad, rng.uniform(0.05, 2)),
                   "a step after others, eps left out", "sum", both)
    yield Case((rng.normal(), 2.0, 0.0, 0.3), "a gradient of 0", "sum", both)
    yield Case((rng.normal(), 0.0, 0.0, 0.3, 0.1), "nothing but zeros", "sum", ("eps",))
    yield Case((rng.normal(), 0.0, rng.uniform(1e-9, 9e-9), 0.5), "a tiny gradient", "sum",
               ("eps",))
    yield Case((rng.normal(), 1e-16, 1e-8, 0.5, 1e-8), "a tiny gradient and a tiny state", "sum",
               ("eps",))
    yield Case((rng.normal(), 1e-4, 0.01, 0.5, 0.02), "a large eps", "sum", ("eps",))
    yield Case((rng.normal(size=5), rng.uniform(0, 4, 5), rng.normal(size=5), 0.3), "five weights",
               "arrays")
    yield Case((rng.normal(size=(2, 3)), rng.uniform(0, 4, (2, 3)), rng.normal(size=(2, 3)), 0.3),
               "a matrix of weights", "arrays")
    yield Case((rng.integers(1, 9, 3), rng.integers(1, 9, 3), rng.integers(1, 9, 3), 0.25, 0.01),
               "integer arrays", "arrays")


@adagrad_step.set_reference
def reference(w, G, grad, lr, eps=1e-8):
    grad = np.asarray(grad)
    new_G = np.asarray(G) + grad**2
    return np.asarray(w) - lr * grad / (np.sqrt(new_G) + eps), new_G


def _step(w, G, grad, lr, eps):
    """The right step, from a state that is already up to date."""
    return np.asarray(w) - lr * np.asarray(grad) / (np.sqrt(G) + eps)


@adagrad_step.misconception
def divided_by_the_old_sum(w, G, grad, lr, eps=1e-8):
    """The sum is right, but you divided by the old one. In a first step that is 0, and the weight
    flies off: bring G up to date first."""
    return _step(w, G, grad, lr, eps), np.asarray(G) + np.square(grad)


@adagrad_step.misconception
def forgot_the_root(w, G, grad, lr, eps=1e-8):
    """You divided by the sum of squares itself. Its root has the units of a gradient, and it is the
    root by which the gradient is divided."""
    new_G = np.asarray(G) + np.square(grad)
    return np.asarray(w) - lr * np.asarray(grad) / (new_G + eps), new_G


@adagrad_step.misconception
def multiplied_by_the_root(w, G, grad, lr, eps=1e-8):
    """You multiplied the gradient by the root. Divide by it: a weight that has seen large gradients
    gets a small rate."""
    new_G = np.asarray(G) + np.square(grad)
    return np.asarray(w) - lr * np.asarray(grad) * (np.sqrt(new_G) + eps), new_G



@adagrad_step.misconception
def put_eps_under_the_root(w, G, grad, lr, eps=1e-8):
    """You added eps under the root. Some libraries do (PyTorch does not): there 1e-8 acts like
    1e-4, and weights with tiny gradients hardly move. Here eps is added to the root."""
    new_G = np.asarray(G) + np.square(grad)
    return np.asarray(w) - lr * np.asarray(grad) / np.sqrt(new_G + eps), new_G


@adagrad_step.misconception
def left_eps_out(w, G, grad, lr, eps=1e-8):
    """Your step does not use eps. Where all gradients have been 0 so far it avoids 0 / 0, and with
    tiny gradients it changes the result."""
    new_G = np.asarray(G) + np.square(grad)
    return np.asarray(w) - lr * np.asarray(grad) / np.sqrt(new_G), new_G


@adagrad_step.misconception
def left_out_the_brackets(w, G, grad, lr, eps=1e-8):
    """You added eps to the quotient, perhaps because brackets are missing. Add eps to the root
    first, and then divide by their sum."""
    new_G = np.asarray(G) + np.square(grad)
    return np.asarray(w) - (lr * np.asarray(grad) / np.sqrt(new_G) + eps), new_G


@adagrad_step.misconception
def added_eps_to_the_weight(w, G, grad, lr, eps=1e-8):
    """Your eps ends up in the new weight, perhaps because brackets are missing. Add eps to the root
    first, and then divide by their sum."""
    new_G = np.asarray(G) + np.square(grad)
    return np.asarray(w) - lr * np.asarray(grad) / np.sqrt(new_G) + eps, new_G



@adagrad_step.misconception
def put_eps_into_the_state(w, G, grad, lr, eps=1e-8):
    """You added eps to the state. It is added when you divide, and only there: in the state it
    would pile up, step after step."""
    new_G = np.asarray(G) + np.square(grad) + eps
    return np.asarray(w) - lr * np.asarray(grad) / np.sqrt(new_G), new_G


@adagrad_step.misconception
def summed_the_gradients(w, G, grad, lr, eps=1e-8):
    """You added up gradients without squaring them. Gradients of different signs would cancel, and
    the sum may be 0 or negative."""
    new_G = np.asarray(G) + np.asarray(grad)
    return np.asarray(w) - lr * np.asarray(grad) / (np.sqrt(np.abs(new_G)) + eps), new_G


@adagrad_step.misconception
def summed_the_sizes(w, G, grad, lr, eps=1e-8):
    """You added the size of the gradient, not its square. A root of sizes has the wrong units."""
    new_G = np.asarray(G) + np.abs(grad)
    return _step(w, new_G, grad, lr, eps), new_G


@adagrad_step.misconception
def put_the_rate_into_the_sum(w, G, grad, lr, eps=1e-8):
    """You multiplied the gradient by lr before you squared it. The sum holds squares of the
    gradients alone: the rate multiplies the step, and nothing else."""
    new_G = np.asarray(G) + np.square(lr * np.asarray(grad))
    return _step(w, new_G, grad, lr, eps), new_G



@adagrad_step.misconception
def forgot_the_past(w, G, grad, lr, eps=1e-8):
    """Your state is the square of this gradient alone. AdaGrad adds it to the old sum."""
    new_G = np.square(np.asarray(grad, dtype=float))
    return _step(w, new_G, grad, lr, eps), new_G


@adagrad_step.misconception
def averaged_as_rmsprop(w, G, grad, lr, eps=1e-8):
    """You let the old sum fade, as RMSProp does. AdaGrad forgets nothing: its sum only grows."""
    new_G = 0.9 * np.asarray(G) + 0.1 * np.square(grad)
    return _step(w, new_G, grad, lr, eps), new_G


@adagrad_step.misconception
def used_one_sum_for_all(w, G, grad, lr, eps=1e-8):
    """This is right for a single weight. With several, you added the squares of all weights into
    one sum. Each weight needs its own: that is the point of the method."""
    new_G = np.asarray(G) + np.sum(np.square(grad))
    return _step(w, new_G, grad, lr, eps), new_G


@adagrad_step.misconception
def went_uphill(w, G, grad, lr, eps=1e-8):
    """The state is right, but the step goes uphill: check the sign."""
    new_G = np.asarray(G) + np.square(grad)
    return np.asarray(w) + lr * np.asarray(grad) / (np.sqrt(new_G) + eps), new_G


@adagrad_step.misconception
def forgot_the_gradient_in_the_step(w, G, grad, lr, eps=1e-8):
    """You divided the rate correctly, but did not multiply it by the gradient: every step goes in
    the same direction."""
    new_G = np.asarray(G) + np.square(grad)
    return np.asarray(w) - lr / (np.sqrt(new_G) + eps), new_G


@adagrad_step.misconception
def changed_them_in_place(w, G, grad, lr, eps=1e-8):
    """Your call changes its arguments, as += and -= do. With arrays the caller's own weights and
    state are then changed, and arrays of integers cannot hold the result. Create new values
    instead."""
    G += np.square(grad)
    w -= lr * grad / (np.sqrt(G) + eps)
    return w, G


@adagrad_step.misconception
def returned_the_old_state(w, G, grad, lr, eps=1e-8):
    """You return the old state. The next step needs the new one; without it AdaGrad remembers
    nothing."""
    return _step(w, np.asarray(G) + np.square(grad), grad, lr, eps), G
