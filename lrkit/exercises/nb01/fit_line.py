"""fit_line: gradient descent for a line, both parameters at once."""

import numpy as np

from lrkit.exercises.base import PURITY, Case, Exercise, Part

fit_line = Exercise(
    name="fit_line",
    signature=("x", "y", "lr", "n_steps"),
    notebook="01_one_step_downhill",
    returns=("slope", "intercept", "losses"),
    from_start=("losses",),
    parts=(
        Part("value", 3, "slope and intercept after n_steps steps", uses=(0, 1)),
        Part("losses", 2, "losses[k], the loss after k steps, n_steps + 1 of them", uses=(2,)),
        Part("diverging", 0.5, "a run that diverges comes back like any other"),
        Part(PURITY, 0.5, "leaves x and y as they were, and answers the same each time"),
    ),
    hints=(
        "The gradient has two numbers, and both belong to the same point. If you move the slope of "
        "the line first, at which point do you compute the second number?",
        "In each step: the residuals once, slope*x + intercept - y. From them two gradients, one "
        "with x and one without, each 2 times a mean. Only then both updates.",
        "Record the loss before the first step, then after each step: that makes n_steps + 1. With "
        "NumPy numbers an overflow becomes inf by itself; there is nothing to catch.",
    ),
)


def _data(rng, n):
    x = rng.normal(loc=0.5, size=n)
    return x, rng.normal(1, 2) * x + rng.normal(1, 2) + rng.normal(scale=0.3, size=n)


@fit_line.set_cases
def cases(rng):
    """Ordinary data, one point, integers; 0 and 1 steps; runs that overflow."""
    x, y = np.array([0.0, 1.0, 2.0]), np.array([1.0, 3.0, 5.0])
    losses = ("losses",)
    yield Case((x, y, 0.1, 1), "a single step", also=losses, shown=True)
    yield Case((x, y, 0.1, 3), "three steps", also=losses, shown=True)
    yield Case((x, y, 0.1, 0), "no steps", also=losses, shown=True)
    yield Case((x, y, 1e4, 100), "a rate at which the run diverges", part="diverging", shown=True,
               diverges=True)
    for n, steps in ((8, 5), (20, 12)):
        yield Case((*_data(rng, n), rng.uniform(0.02, 0.2), steps),
                   "random data and a few steps", also=losses)
    yield Case((*_data(rng, 15), rng.uniform(0.1, 0.3), 100), "many steps", also=losses)
    yield Case((*_data(rng, 1), 0.1, 4), "a single data point", also=losses)
    yield Case((rng.integers(-3, 6, 6), rng.integers(-3, 6, 6), 0.02, 4), "integer data",
               also=losses)
    yield Case((*_data(rng, 6), rng.uniform(2, 3), 6), "a run that has begun to diverge",
               also=losses)
    yield Case((*_data(rng, 6), rng.uniform(5e3, 9e3), 110), "a rate at which the run diverges",
               part="diverging", diverges=True)


@fit_line.set_reference
def reference(x, y, lr, n_steps):
    slope, intercept = np.float64(0), np.float64(0)
    losses = [np.mean(np.square(y, dtype=float))]
    for _ in range(n_steps):
        residual = slope * x + intercept - y
        slope, intercept = (
            slope - lr * 2 * np.mean(residual * x),
            intercept - lr * 2 * np.mean(residual),
        )
        losses.append(np.mean((slope * x + intercept - y) ** 2))
    return slope, intercept, np.array(losses)


@fit_line.misconception
def one_after_the_other(x, y, lr, n_steps):
    """You moved the slope first and computed the intercept's gradient with the new slope. Both
    gradients belong to the same point: compute both, then move both."""
    slope, intercept = np.float64(0), np.float64(0)
    losses = [np.mean((slope * x + intercept - y) ** 2)]
    for _ in range(n_steps):
        slope = slope - lr * 2 * np.mean((slope * x + intercept - y) * x)
        intercept = intercept - lr * 2 * np.mean(slope * x + intercept - y)
        losses.append(np.mean((slope * x + intercept - y) ** 2))
    return slope, intercept, losses


@fit_line.misconception
def the_other_after_the_one(x, y, lr, n_steps):
    """You moved the intercept first and computed the slope's gradient with the new intercept. Both
    gradients belong to the same point: compute both, then move both."""
    slope, intercept = np.float64(0), np.float64(0)
    losses = [np.mean((slope * x + intercept - y) ** 2)]
    for _ in range(n_steps):
        intercept = intercept - lr * 2 * np.mean(slope * x + intercept - y)
        slope = slope - lr * 2 * np.mean((slope * x + intercept - y) * x)
        losses.append(np.mean((slope * x + intercept - y) ** 2))
    return slope, intercept, losses


@fit_line.misconception
def summed_the_gradient(x, y, lr, n_steps):
    """Your gradients are sums over the examples, but the loss is a mean. With n examples every step
    is n times too long: look for sum where a mean should be."""
    slope, intercept = np.float64(0), np.float64(0)
    losses = [np.mean((slope * x + intercept - y) ** 2)]
    for _ in range(n_steps):
        residual = slope * x + intercept - y
        slope = slope - lr * 2 * np.sum(residual * x)
        intercept = intercept - lr * 2 * np.sum(residual)
        losses.append(np.mean((slope * x + intercept - y) ** 2))
    return slope, intercept, losses


@fit_line.misconception
def forgot_the_two(x, y, lr, n_steps):
    """Your steps are half as long as they should be: the 2 from the square is missing in the
    gradients."""
    slope, intercept = np.float64(0), np.float64(0)
    losses = [np.mean((slope * x + intercept - y) ** 2)]
    for _ in range(n_steps):
        residual = slope * x + intercept - y
        slope = slope - lr * np.mean(residual * x)
        intercept = intercept - lr * np.mean(residual)
        losses.append(np.mean((slope * x + intercept - y) ** 2))
    return slope, intercept, losses


@fit_line.misconception
def left_out_the_first_loss(x, y, lr, n_steps):
    """The line is right, but the list of losses begins after the first step. losses[0] is the loss
    after 0 steps: of the line you start from."""
    slope, intercept = np.float64(0), np.float64(0)
    losses = []
    for _ in range(n_steps):
        residual = slope * x + intercept - y
        slope = slope - lr * 2 * np.mean(residual * x)
        intercept = intercept - lr * 2 * np.mean(residual)
        losses.append(np.mean((slope * x + intercept - y) ** 2))
    return slope, intercept, losses


@fit_line.misconception
def left_out_the_last_loss(x, y, lr, n_steps):
    """The line is right, but the loss after the last step is missing: you record the loss before
    each update, and nothing after the loop."""
    slope, intercept = np.float64(0), np.float64(0)
    losses = []
    for _ in range(n_steps):
        residual = slope * x + intercept - y
        losses.append(np.mean(residual**2))
        slope = slope - lr * 2 * np.mean(residual * x)
        intercept = intercept - lr * 2 * np.mean(residual)
    return slope, intercept, losses


@fit_line.misconception
def made_one_step_too_many(x, y, lr, n_steps):
    """Your losses are right, but the line is one step further. n_steps + 1 losses belong to n_steps
    steps: after the last loss there is no update."""
    slope, intercept = np.float64(0), np.float64(0)
    losses = []
    for _ in range(n_steps + 1):
        residual = slope * x + intercept - y
        losses.append(np.mean(residual**2))
        slope = slope - lr * 2 * np.mean(residual * x)
        intercept = intercept - lr * 2 * np.mean(residual)
    return slope, intercept, losses


@fit_line.misconception
def recorded_sums_of_squares(x, y, lr, n_steps):
    """The line is right, but the losses are sums of squares. The loss here is a mean: with it,
    twice as much data does not mean twice the loss."""
    slope, intercept = np.float64(0), np.float64(0)
    losses = [np.sum((slope * x + intercept - y) ** 2)]
    for _ in range(n_steps):
        residual = slope * x + intercept - y
        slope = slope - lr * 2 * np.mean(residual * x)
        intercept = intercept - lr * 2 * np.mean(residual)
        losses.append(np.sum((slope * x + intercept - y) ** 2))
    return slope, intercept, losses


@fit_line.misconception
def recorded_half_losses(x, y, lr, n_steps):
    """The line is right, but each loss is half of what it should be: the loss of this course has no
    1/2."""
    slope, intercept = np.float64(0), np.float64(0)
    losses = [np.mean((slope * x + intercept - y) ** 2) / 2]
    for _ in range(n_steps):
        residual = slope * x + intercept - y
        slope = slope - lr * 2 * np.mean(residual * x)
        intercept = intercept - lr * 2 * np.mean(residual)
        losses.append(np.mean((slope * x + intercept - y) ** 2) / 2)
    return slope, intercept, losses


@fit_line.misconception
def never_moved_the_intercept(x, y, lr, n_steps):
    """The intercept stays 0: only the slope is updated. The loss has two parameters, and each has a
    gradient."""
    slope, intercept = np.float64(0), np.float64(0)
    losses = [np.mean((slope * x + intercept - y) ** 2)]
    for _ in range(n_steps):
        slope = slope - lr * 2 * np.mean((slope * x + intercept - y) * x)
        losses.append(np.mean((slope * x + intercept - y) ** 2))
    return slope, intercept, losses


@fit_line.misconception
def left_x_out_of_the_gradient(x, y, lr, n_steps):
    """Slope and intercept always move together: both use the mean residual. The slope of the line
    acts on the prediction through x, so x belongs in its gradient."""
    slope, intercept = np.float64(0), np.float64(0)
    losses = [np.mean((slope * x + intercept - y) ** 2)]
    for _ in range(n_steps):
        residual = slope * x + intercept - y
        slope = slope - lr * 2 * np.mean(residual)
        intercept = intercept - lr * 2 * np.mean(residual)
        losses.append(np.mean((slope * x + intercept - y) ** 2))
    return slope, intercept, losses


@fit_line.misconception
def went_uphill(x, y, lr, n_steps):
    """The losses grow from the first step, at any rate: you add the gradients. Look at the
    signs."""
    slope, intercept = np.float64(0), np.float64(0)
    losses = [np.mean((slope * x + intercept - y) ** 2)]
    for _ in range(n_steps):
        residual = slope * x + intercept - y
        slope = slope + lr * 2 * np.mean(residual * x)
        intercept = intercept + lr * 2 * np.mean(residual)
        losses.append(np.mean((slope * x + intercept - y) ** 2))
    return slope, intercept, losses


@fit_line.misconception
def gave_up_when_it_diverged(x, y, lr, n_steps):
    """Your function ends the run when the loss explodes. Here a diverging run is a result like any
    other, inf and nan included: the notebook wants to show it."""
    slope, intercept = np.float64(0), np.float64(0)
    losses = [np.mean((slope * x + intercept - y) ** 2)]
    for _ in range(n_steps):
        residual = slope * x + intercept - y
        slope = slope - lr * 2 * np.mean(residual * x)
        intercept = intercept - lr * 2 * np.mean(residual)
        losses.append(np.mean((slope * x + intercept - y) ** 2))
        if not np.isfinite(losses[-1]):
            break
    return slope, intercept, losses


@fit_line.misconception
def returned_intercept_before_slope(x, y, lr, n_steps):
    """The numbers are right, but in the wrong order: slope first, then intercept, then losses."""
    slope, intercept = np.float64(0), np.float64(0)
    losses = [np.mean((slope * x + intercept - y) ** 2)]
    for _ in range(n_steps):
        residual = slope * x + intercept - y
        slope = slope - lr * 2 * np.mean(residual * x)
        intercept = intercept - lr * 2 * np.mean(residual)
        losses.append(np.mean((slope * x + intercept - y) ** 2))
    return intercept, slope, losses


@fit_line.misconception
def swapped_the_derivatives(x, y, lr, n_steps):
    """Each weight moves by the derivative of the other: the mean of residual * x, times 2, belongs
    to the slope, and the mean of the residuals alone, times 2, to the intercept."""
    slope, intercept = np.float64(0), np.float64(0)
    losses = [np.mean((slope * x + intercept - y) ** 2)]
    for _ in range(n_steps):
        residual = slope * x + intercept - y
        slope = slope - lr * 2 * np.mean(residual)
        intercept = intercept - lr * 2 * np.mean(residual * x)
        losses.append(np.mean((slope * x + intercept - y) ** 2))
    return slope, intercept, losses


@fit_line.misconception
def took_one_derivative_for_both(x, y, lr, n_steps):
    """Both weights move by the slope's derivative. The chain rule gives the intercept another: the
    residual's derivative with respect to it is 1, not x."""
    slope, intercept = np.float64(0), np.float64(0)
    losses = [np.mean((slope * x + intercept - y) ** 2)]
    for _ in range(n_steps):
        change = lr * 2 * np.mean((slope * x + intercept - y) * x)
        slope, intercept = slope - change, intercept - change
        losses.append(np.mean((slope * x + intercept - y) ** 2))
    return slope, intercept, losses
