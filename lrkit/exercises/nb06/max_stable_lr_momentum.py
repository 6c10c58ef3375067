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
        "At the limit x changes its sign in each step and neither grows nor shrinks. Put x' = -x "
        "into the second equation of a step: what must lr times v' be?",
        "At the limit the velocity changes its sign in each step as well: v' = -v. The first "
        "equation then gives v' from the gradient L*x, and the second the rate at which x' = -x.",
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
    """2/L is the limit without momentum. Momentum moves it: in the plane of rate and momentum the
    line of the limit is not vertical."""
    return 2 / L


@max_stable_lr_momentum.misconception
def took_momentum_for_a_danger(L, beta):
    """You made the limit smaller. Many believe that momentum needs a smaller rate because its steps
    add up. But at the limit the gradient changes its sign in every step, and the old velocity
    takes away from the new gradient."""
    return 2 * (1 - beta) / L


@max_stable_lr_momentum.misconception
def divided_by_the_rest(L, beta):
    """You divided by 1 - beta: steps add up by that factor on a slope that stays the same. At the
    limit the slope changes its sign in each step, and nothing adds up."""
    return 2 / (L * (1 - beta))


@max_stable_lr_momentum.misconception
def let_the_velocity_add_up(L, beta):
    """In your limit the old velocity makes the new one larger than the gradient. But at the limit
    the velocity changes its sign in each step: v = -v_new, so that v_new = L*x - beta*v_new."""
    return 2 / (L * (1 + beta))


@max_stable_lr_momentum.misconception
def forgot_the_two(L, beta):
    """Half of the limit. Without momentum your formula gives 1/L, where overshooting begins; the
    limit there is 2/L."""
    return (1 + beta) / L


@max_stable_lr_momentum.misconception
def added_the_momentum(L, beta):
    """Right where the curvature is 2 or the momentum 0: you added beta after dividing by L. The
    whole limit is proportional to one over the curvature."""
    return 2 / L + beta


@max_stable_lr_momentum.misconception
def forgot_the_brackets(L, beta):
    """Without brackets the 2 multiplies only the 1. That is right for a momentum of 0 alone."""
    return (2 + beta) / L


@max_stable_lr_momentum.misconception
def took_nesterovs_limit(L, beta):
    """This is the limit of Nesterov's momentum, which is lower. The exercise asks for the heavy
    ball, whose gradient is taken at the current weights."""
    return (2 + 2 * beta) / ((1 + 2 * beta) * L)


@max_stable_lr_momentum.misconception
def took_the_limit_of_the_average(L, beta):
    """This is the limit for a velocity that is an average, with 1 - beta before the gradient. In
    PyTorch's form the whole gradient enters."""
    return 2 * (1 + beta) / ((1 - beta) * L)


@max_stable_lr_momentum.misconception
def squared_the_momentum(L, beta):
    """The momentum enters as it is, not squared. A momentum of 0.5 raises the limit by a half."""
    return 2 * (1 + beta**2) / L


@max_stable_lr_momentum.misconception
def multiplied_by_the_curvature(L, beta):
    """You multiplied by the curvature. A steeper bowl needs a smaller rate: divide by it."""
    return 2 * (1 + beta) * L


@max_stable_lr_momentum.misconception
def took_four_over_the_curvature(L, beta):
    """4/L is the value that the limit approaches as the momentum approaches 1. A smaller momentum
    has a lower limit."""
    return 4 / L


@max_stable_lr_momentum.misconception
def forgot_the_curvature(L, beta):
    """Right for a curvature of 1, as in the figure of the bowl. A steeper bowl needs a smaller
    rate, but your formula lacks L."""
    return 2 * (1 + beta)


@max_stable_lr_momentum.misconception
def capped_the_limit_at_one(L, beta):
    """You cap the limit at 1. Nothing in the rule does: on a flat bowl a rate of several hundred is
    stable."""
    return min(2 * (1 + beta) / L, 1.0)


@max_stable_lr_momentum.misconception
def squared_the_gain(L, beta):
    """The factor 1 + beta is squared here. It comes in once: put v = -v_new into the rule of the
    velocity, and then into the first equation."""
    return 2 * (1 + beta) ** 2 / L
