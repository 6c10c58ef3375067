"""max_stable_lr_momentum: how far momentum moves the limit."""

from lrkit.exercises.base import Case, Exercise, Part

max_stable_lr_momentum = Exercise(
    name="max_stable_lr_momentum",
    signature=("L", "beta"),
    notebook="06_momentum",
    returns=("the limit",),
    parts=(
        Part("value", 3, "the limit for a momentum between 0 and 1"),
        Part("none", 1, "a momentum of 0, which is gradient descent"),
        Part("scale", 1, "very flat and very steep bowls, and integers"),
    ),
    hints=(
        "You know the limit without momentum. The plane of rate and momentum above shows whether "
        "momentum makes the stable range wider or narrower.",
        "Along the line of the limit x changes sides in each step and neither grows nor shrinks. "
        "Put x' = -x into both equations of a step: what must the velocity be?",
        "In the limit the velocity changes its sign in each step as well: v' = -v. Then the first "
        "equation gives v' from the gradient, and the second one the rate at which x' = -x.",
    ),
)


@max_stable_lr_momentum.set_cases
def cases(rng):
    """Several momenta and curvatures; no momentum; limits far above 1."""
    yield Case((1.0, 0.5), "a momentum of one half", shown=True)
    yield Case((4.0, 0.75), "a steeper bowl", shown=True)
    yield Case((2.0, 0.0), "no momentum", part="none", shown=True)
    yield Case((0.01, 0.5), "a very flat bowl", part="scale", shown=True)
    for low, high in ((0.05, 0.3), (0.3, 0.6), (0.6, 0.9), (0.9, 0.999)):
        yield Case((rng.uniform(0.5, 9), rng.uniform(low, high)),
                   f"a momentum between {low:g} and {high:g}")
    yield Case((rng.uniform(3, 30), 0.0), "no momentum on a steep bowl", part="none")
    yield Case((rng.uniform(0.01, 0.3), 0.0), "no momentum on a flat bowl", part="none")
    yield Case((rng.uniform(1e-5, 1e-3), rng.uniform(0.2, 0.8)), "a limit far above 1",
               part="scale")
    yield Case((rng.uniform(1e3, 1e5), rng.uniform(0.2, 0.8)), "a very steep bowl", part="scale")
    yield Case((5, 0.25), "a curvature that is an integer", part="scale")
    yield Case((3, 0), "integers, and no momentum", part="none")


@max_stable_lr_momentum.set_reference
def reference(L, beta):
    return 2 * (1 + beta) / L


@max_stable_lr_momentum.misconception
def left_the_momentum_out(L, beta):
    """2/L is the limit without momentum. Momentum moves it: look at the plane of rate and momentum,
    where the line of the limit is not vertical."""
    return 2 / L


@max_stable_lr_momentum.misconception
def took_momentum_for_a_danger(L, beta):
    """You made the limit smaller. It is a common belief that momentum needs a smaller rate because
    its steps add up; but the steepest direction changes sides all the time, and there the velocity
    brakes."""
    return 2 * (1 - beta) / L


@max_stable_lr_momentum.misconception
def divided_by_the_rest(L, beta):
    """You divided by 1 - beta, the factor by which steps add up on a slope that stays the same. At
    the limit the slope changes its sign in each step: nothing adds up there."""
    return 2 / (L * (1 - beta))


@max_stable_lr_momentum.misconception
def forgot_the_two(L, beta):
    """Half of the limit. Without momentum your formula gives 1/L, where overshooting begins; the
    limit is 2/L there."""
    return (1 + beta) / L


@max_stable_lr_momentum.misconception
def added_the_momentum(L, beta):
    """Right where the curvature is 2 or the momentum 0: you added beta after dividing by L. The
    limit scales as one over the curvature as a whole."""
    return 2 / L + beta


@max_stable_lr_momentum.misconception
def forgot_the_brackets(L, beta):
    """Without brackets the 2 multiplies the 1 only. Right for a momentum of 0."""
    return (2 + beta) / L


@max_stable_lr_momentum.misconception
def took_nesterovs_limit(L, beta):
    """This is the limit of Nesterov's momentum, which is smaller. Asked for is the heavy ball,
    whose gradient is taken where it stands."""
    return (2 + 2 * beta) / ((1 + 2 * beta) * L)


@max_stable_lr_momentum.misconception
def took_the_limit_of_the_average(L, beta):
    """This is the limit where the velocity is an average, with 1 - beta before the gradient. In
    PyTorch's form the gradient enters whole."""
    return 2 * (1 + beta) / ((1 - beta) * L)


@max_stable_lr_momentum.misconception
def squared_the_momentum(L, beta):
    """The momentum enters as it is, not squared. At a momentum of 0.5 the limit is half as large
    again as without."""
    return 2 * (1 + beta**2) / L


@max_stable_lr_momentum.misconception
def multiplied_by_the_curvature(L, beta):
    """You multiplied by the curvature. A steeper bowl tolerates a smaller rate: divide by it."""
    return 2 * (1 + beta) * L


@max_stable_lr_momentum.misconception
def took_four_over_the_curvature(L, beta):
    """4/L is what the limit comes near to when the momentum comes near to 1. For a smaller momentum
    it is smaller."""
    return 4 / L


@max_stable_lr_momentum.misconception
def forgot_the_curvature(L, beta):
    """Right for a curvature of 1, as in the figure of the bowl. A steeper bowl tolerates a smaller
    rate: look for L in your formula."""
    return 2 * (1 + beta)


@max_stable_lr_momentum.misconception
def capped_the_limit_at_one(L, beta):
    """You let no limit be above 1. Nothing in the rule stops there: on a flat bowl a rate of
    hundreds is stable."""
    return min(2 * (1 + beta) / L, 1.0)
