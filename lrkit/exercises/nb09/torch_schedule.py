"""torch_schedule: a warm-up and a cosine as a scheduler of PyTorch."""

import math

from lrkit.exercises.base import Case, Exercise, Part
from lrkit.exercises.libraries import Library, TorchOptimizer
from lrkit.exercises.nb09.readings import (
    fault_of_kind,
    fault_of_rates,
    phases_of,
    warmup_cosine,
)

FIRST = 0.01  # of the full rate, in step 0: PyTorch's LinearLR cannot begin at 0

torch_schedule = Exercise(
    name="torch_schedule",
    signature=("torch", "optimizer", "warmup_steps", "total_steps"),
    notebook="09_real_frameworks",
    returns=("scheduler",),
    parts=(
        Part("warmup", 1, "the rate rises on a line, from a hundredth to all of it in step "
                          "warmup_steps"),
        Part("cosine", 1, "and falls on half a cosine, to 0 after total_steps"),
        Part("groups", 1, "each group has its own rate, and a warm-up may be one step"),
    ),
    hints=(
        "The two phases are two schedulers, LinearLR and CosineAnnealingLR, and a third one joins "
        "them. All three take the optimizer.",
        "SequentialLR takes a list of schedulers and the milestones: the steps at which the next "
        "one begins. Each of them counts its own steps from 0.",
        "LinearLR has start_factor=0.01 and as total_iters the length of the warm-up. T_max is "
        "what the warm-up leaves. There is one milestone.",
    ),
)


@torch_schedule.set_cases
def cases(rng):
    """Short and long runs, one group and several, warm-ups of one step and of nearly all."""

    def case(rates, warmup_steps, total_steps, about, part="warmup", **options):
        also = ("cosine",) if part == "warmup" else ()
        return Case((Library("torch"), TorchOptimizer(rates), warmup_steps, total_steps), about,
                    part, also, reads="torch_schedule", **options)

    yield case((0.5,), 2, 6, "two steps of warm-up in six", shown=True)
    yield case((0.01,), 4, 12, "four steps of warm-up in twelve", shown=True)
    yield case((0.1, 0.3), 3, 6, "an optimizer with two groups", "groups", shown=True)
    for _ in range(6):
        warmup = int(rng.integers(3, 12))
        yield case((rng.uniform(0.02, 2),), warmup, warmup + int(rng.integers(13, 40)),
                   "a short warm-up")
    warmup = int(rng.integers(20, 30))
    yield case((rng.uniform(0.02, 2),), warmup, warmup + 5, "a warm-up that is most of the run")
    yield case((0.2,), 1, int(rng.integers(10, 30)), "a warm-up of one step", "groups")
    yield case((0.2, rng.uniform(0.3, 2), 0.1), 7, 20, "an optimizer with three groups", "groups")
    yield case((0.02, 0.4), 7, 8, "a cosine of one step", "groups")


@torch_schedule.set_reference
def reference(torch, optimizer, warmup_steps, total_steps):
    lrs = torch.optim.lr_scheduler
    rise = lrs.LinearLR(optimizer, start_factor=0.01, total_iters=warmup_steps)
    fall = lrs.CosineAnnealingLR(optimizer, T_max=total_steps - warmup_steps)
    return lrs.SequentialLR(optimizer, [rise, fall], milestones=[warmup_steps])


@torch_schedule.set_right_if
def is_right(args, value, part):
    """Whatever gives the same rate to every group in every step of the run is right."""
    _, optimizer, warmup_steps, total_steps = args
    if fault := fault_of_kind(value, "a scheduler", "torch"):
        return fault
    phases = dict(phases_of(warmup_steps, total_steps))
    counted = {"warmup": ("the warm-up",), "cosine": ("the cosine",)}.get(part, tuple(phases))
    shares = warmup_cosine(FIRST, warmup_steps, total_steps)
    rates = [group["lr"] for group in optimizer.param_groups]
    wanted = shares * rates[0] if len(rates) == 1 else shares[:, None] * rates
    return fault_of_rates(value, wanted, {name: phases[name] for name in counted})


def _join(torch, optimizer, warmup_steps, cosine_steps, milestone):
    """A line and a cosine of these lengths, and the step in which the cosine begins."""
    lrs = torch.optim.lr_scheduler
    rise = lrs.LinearLR(optimizer, start_factor=0.01, total_iters=warmup_steps)
    fall = lrs.CosineAnnealingLR(optimizer, T_max=cosine_steps)
    return lrs.SequentialLR(optimizer, [rise, fall], milestones=[milestone])


@torch_schedule.misconception
def counted_the_warmup_twice(torch, optimizer, warmup_steps, total_steps):
    """T_max counts the steps of the cosine alone, which begins when the warm-up is over. With
    total_steps there the run ends before the rate is at 0."""
    return _join(torch, optimizer, warmup_steps, total_steps, warmup_steps)


@torch_schedule.misconception
def began_at_a_third(torch, optimizer, warmup_steps, total_steps):
    """Without start_factor LinearLR begins at a third of the rate. The exercise asks for a
    hundredth."""
    lrs = torch.optim.lr_scheduler
    rise = lrs.LinearLR(optimizer, total_iters=warmup_steps)
    fall = lrs.CosineAnnealingLR(optimizer, T_max=total_steps - warmup_steps)
    return lrs.SequentialLR(optimizer, [rise, fall], milestones=[warmup_steps])


@torch_schedule.misconception
def gave_a_start_factor_that_is_refused(torch, optimizer, warmup_steps, total_steps):
    """LinearLR refuses a start_factor of 0 or below, since every multiple of 0 is 0, and one above
    1. It is the share of the rate with which the warm-up begins: a hundredth."""
    lrs = torch.optim.lr_scheduler
    rise = lrs.LinearLR(optimizer, start_factor=0.0, total_iters=warmup_steps)
    fall = lrs.CosineAnnealingLR(optimizer, T_max=total_steps - warmup_steps)
    return lrs.SequentialLR(optimizer, [rise, fall], milestones=[warmup_steps])


@torch_schedule.misconception
def warmed_up_for_five_steps(torch, optimizer, warmup_steps, total_steps):
    """Without total_iters LinearLR rises within five steps, whatever the milestone says."""
    lrs = torch.optim.lr_scheduler
    rise = lrs.LinearLR(optimizer, start_factor=0.01)
    fall = lrs.CosineAnnealingLR(optimizer, T_max=total_steps - warmup_steps)
    return lrs.SequentialLR(optimizer, [rise, fall], milestones=[warmup_steps])


@torch_schedule.misconception
def put_the_milestone_at_the_length_of_the_cosine(torch, optimizer, warmup_steps, total_steps):
    """A milestone is the step at which the next scheduler begins. Here the cosine begins when the
    warm-up is over."""
    cosine_steps = total_steps - warmup_steps
    return _join(torch, optimizer, warmup_steps, cosine_steps, cosine_steps)


@torch_schedule.misconception
def put_the_milestone_one_step_early(torch, optimizer, warmup_steps, total_steps):
    """The milestone is one step early: steps are counted from 0, so that the warm-up's steps end
    before the one with the number warmup_steps."""
    return _join(torch, optimizer, warmup_steps, total_steps - warmup_steps, warmup_steps - 1)


@torch_schedule.misconception
def left_the_warmup_out(torch, optimizer, warmup_steps, total_steps):
    """This is a cosine over the whole run. The rise at the beginning is missing."""
    return torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=total_steps)


@torch_schedule.misconception
def let_both_run_at_once(torch, optimizer, warmup_steps, total_steps):
    """ChainedScheduler lets both change the rate in every step, from the first on: the cosine falls
    while the warm-up rises. SequentialLR lets one follow the other."""
    lrs = torch.optim.lr_scheduler
    rise = lrs.LinearLR(optimizer, start_factor=0.01, total_iters=warmup_steps)
    fall = lrs.CosineAnnealingLR(optimizer, T_max=total_steps - warmup_steps)
    return lrs.ChainedScheduler([rise, fall])


@torch_schedule.misconception
def gave_the_last_of_the_two(torch, optimizer, warmup_steps, total_steps):
    """You made both schedulers and returned the cosine: nobody calls the warm-up. Join them with
    SequentialLR."""
    lrs = torch.optim.lr_scheduler
    lrs.LinearLR(optimizer, start_factor=0.01, total_iters=warmup_steps)
    return lrs.CosineAnnealingLR(optimizer, T_max=total_steps - warmup_steps)


@torch_schedule.misconception
def gave_both(torch, optimizer, warmup_steps, total_steps):
    """You returned two schedulers, and the training loop calls one. Join them with
    SequentialLR."""
    lrs = torch.optim.lr_scheduler
    rise = lrs.LinearLR(optimizer, start_factor=0.01, total_iters=warmup_steps)
    return [rise, lrs.CosineAnnealingLR(optimizer, T_max=total_steps - warmup_steps)]


@torch_schedule.misconception
def returned_the_rate_for_the_factor(torch, optimizer, warmup_steps, total_steps):
    """LambdaLR multiplies the first rate by what your function returns. You return the rate itself,
    so that it counts twice."""
    lr = optimizer.param_groups[0]["lr"]

    def rate(step):
        if step < warmup_steps:
            return lr * (0.01 + 0.99 * step / warmup_steps)
        done = (step - warmup_steps) / (total_steps - warmup_steps)
        return lr * (1 + math.cos(math.pi * done)) / 2

    return torch.optim.lr_scheduler.LambdaLR(optimizer, rate)


@torch_schedule.misconception
def took_the_one_cycle(torch, optimizer, warmup_steps, total_steps):
    """OneCycleLR warms up on half a cosine, too, begins at a twenty-fifth of the rate, and is at
    its lowest in the last step. The exercise asks for a line that begins at a hundredth."""
    rates = [group["lr"] for group in optimizer.param_groups]
    return torch.optim.lr_scheduler.OneCycleLR(
        optimizer, rates, total_steps=total_steps, pct_start=warmup_steps / total_steps)


@torch_schedule.misconception
def gave_all_groups_the_first_rate(torch, optimizer, warmup_steps, total_steps):
    """This is right for one group. With several, each keeps its own rate: multiply what a group
    has, instead of setting one rate for all."""
    lrs = torch.optim.lr_scheduler
    for group in optimizer.param_groups:
        group["lr"] = optimizer.param_groups[0]["lr"]
    rise = lrs.LinearLR(optimizer, start_factor=0.01, total_iters=warmup_steps)
    fall = lrs.CosineAnnealingLR(optimizer, T_max=total_steps - warmup_steps)
    return lrs.SequentialLR(optimizer, [rise, fall], milestones=[warmup_steps])


@torch_schedule.misconception
def made_a_step_already(torch, optimizer, warmup_steps, total_steps):
    """You called step() before you returned the scheduler: the first rate is skipped. The training
    loop calls it, after each step of the optimizer."""
    lrs = torch.optim.lr_scheduler
    rise = lrs.LinearLR(optimizer, start_factor=0.01, total_iters=warmup_steps)
    fall = lrs.CosineAnnealingLR(optimizer, T_max=total_steps - warmup_steps)
    scheduler = lrs.SequentialLR(optimizer, [rise, fall], milestones=[warmup_steps])
    scheduler.step()
    return scheduler


@torch_schedule.misconception
def gave_a_rate_for_the_start_factor(torch, optimizer, warmup_steps, total_steps):
    """You gave LinearLR a hundredth of the rate. start_factor is a share of each group's own rate,
    0.01, so that your rate counts twice."""
    lrs = torch.optim.lr_scheduler
    lr = optimizer.param_groups[0]["lr"]
    rise = lrs.LinearLR(optimizer, start_factor=0.01 * lr, total_iters=warmup_steps)
    fall = lrs.CosineAnnealingLR(optimizer, T_max=total_steps - warmup_steps)
    return lrs.SequentialLR(optimizer, [rise, fall], milestones=[warmup_steps])


@torch_schedule.misconception
def took_the_one_cycle_from_a_hundredth(torch, optimizer, warmup_steps, total_steps):
    """OneCycleLR begins at a hundredth with div_factor=100. But it rises on half a cosine, not on a
    line, and is at its lowest in the last step."""
    rates = [group["lr"] for group in optimizer.param_groups]
    return torch.optim.lr_scheduler.OneCycleLR(
        optimizer, rates, total_steps=total_steps, pct_start=warmup_steps / total_steps,
        div_factor=100)


@torch_schedule.misconception
def let_the_cosine_fall_below_0(torch, optimizer, warmup_steps, total_steps):
    """Your rates fall from the full rate to its negative, as the cosine itself does. Half a cosine
    that ends at 0 is (1 + cos(...)) / 2."""

    def share(step):
        if step < warmup_steps:
            return 0.01 + 0.99 * step / warmup_steps
        return math.cos(math.pi * (step - warmup_steps) / (total_steps - warmup_steps))

    return torch.optim.lr_scheduler.LambdaLR(optimizer, share)


@torch_schedule.misconception
def joined_them_in_the_other_order(torch, optimizer, warmup_steps, total_steps):
    """The cosine comes first in your list, and the warm-up after it. SequentialLR takes the
    schedulers in the order in which they work."""
    lrs = torch.optim.lr_scheduler
    rise = lrs.LinearLR(optimizer, start_factor=0.01, total_iters=warmup_steps)
    fall = lrs.CosineAnnealingLR(optimizer, T_max=total_steps - warmup_steps)
    return lrs.SequentialLR(optimizer, [fall, rise], milestones=[warmup_steps])


@torch_schedule.misconception
def put_the_milestone_one_step_late(torch, optimizer, warmup_steps, total_steps):
    """The cosine begins one step late. The rate is full in step warmup_steps, and there the cosine
    begins: that is the milestone."""
    cosine_steps = total_steps - warmup_steps
    return _join(torch, optimizer, warmup_steps, cosine_steps, warmup_steps + 1)


@torch_schedule.misconception
def was_at_0_one_step_late(torch, optimizer, warmup_steps, total_steps):
    """The cosine is one step too long: it should be 0 in step total_steps, and begins in step
    warmup_steps."""
    cosine_steps = total_steps - warmup_steps + 1
    return _join(torch, optimizer, warmup_steps, cosine_steps, warmup_steps)


@torch_schedule.misconception
def was_at_0_one_step_early(torch, optimizer, warmup_steps, total_steps):
    """The cosine is one step too short: the rate is 0 in the last step, total_steps - 1. It should
    be 0 in step total_steps, one after the last."""
    cosine_steps = total_steps - warmup_steps - 1
    return _join(torch, optimizer, warmup_steps, cosine_steps, warmup_steps)
