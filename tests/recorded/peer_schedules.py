"""The schedules of timm, transformers and MLX, written with ours."""

import warnings
from collections.abc import Callable

import numpy as np

from lrkit import schedules as ours
from tests.recorded.schedule_cases import BEYOND, Case, Plateau, losses

TIMM, TRANSFORMERS, MLX = "timm", "transformers", "mlx"


def wsd(tail: str, **options) -> ours.Schedule:
    """Return timm's, with a warm-up of 5 steps from 0.05, a plateau of 8 and a tail of 12."""
    return ours.Warmup(ours.WarmupStableDecay(0.5, 20, 0, 12, 0.02, tail, **options), 5, 0.05)


PEER_CASES = {
    # timm.
    "timm.StepLRScheduler(warmup_t=3)": Case(
        TIMM, ours.Warmup(ours.StepDecay(0.5, 7, 0.3), 3, 0.05),
        lambda lib, opt: lib.StepLRScheduler(
            opt, decay_t=7, decay_rate=0.3, warmup_t=3, warmup_lr_init=0.05), 40),
    "timm.StepLRScheduler(warmup_t=3, warmup_prefix=False)": Case(
        TIMM, ours.Warmup(ours.StepDecay(0.5, 7, 0.3), 3, 0.05, shifted=False),
        lambda lib, opt: lib.StepLRScheduler(
            opt, decay_t=7, decay_rate=0.3, warmup_t=3, warmup_lr_init=0.05,
            warmup_prefix=False), 40),
    "timm.MultiStepLRScheduler": Case(
        TIMM, ours.MultiStepDecay(0.5, milestones=(3, 8, 9), decay_rate=0.3),
        lambda lib, opt: lib.MultiStepLRScheduler(opt, decay_t=[4, 9, 10], decay_rate=0.3),
        10 + BEYOND),
    "timm.CosineLRScheduler": Case(
        TIMM, ours.CosineDecay(0.5, total_steps=20, final_lr=0.1),
        lambda lib, opt: lib.CosineLRScheduler(opt, t_initial=20, lr_min=0.1), 20 + BEYOND),
    "timm.CosineLRScheduler(k_decay=1.7)": Case(
        TIMM, ours.CosineDecay(0.5, total_steps=20, final_lr=0.1, k_decay=1.7),
        lambda lib, opt: lib.CosineLRScheduler(opt, t_initial=20, lr_min=0.1, k_decay=1.7),
        20 + BEYOND),
    "timm.CosineLRScheduler(warmup_t=5)": Case(
        TIMM, ours.Warmup(ours.CosineDecay(0.5, 20), 5, 0.05, shifted=False),
        lambda lib, opt: lib.CosineLRScheduler(
            opt, t_initial=20, warmup_t=5, warmup_lr_init=0.05), 20 + BEYOND),
    "timm.CosineLRScheduler(warmup_t=5, warmup_prefix=True)": Case(
        TIMM, ours.Warmup(ours.CosineDecay(0.5, 20), 5, init_lr=0.0),
        lambda lib, opt: lib.CosineLRScheduler(
            opt, t_initial=20, warmup_t=5, warmup_prefix=True), 25 + BEYOND),
    "timm.CosineLRScheduler(cycle_limit=3)": Case(
        TIMM, ours.CosineRestarts(0.5, 8, peak_mult=0.7, final_lr=0.1, num_periods=3),
        lambda lib, opt: lib.CosineLRScheduler(
            opt, t_initial=8, lr_min=0.1, cycle_decay=0.7, cycle_limit=3), 24 + BEYOND),
    "timm.CosineLRScheduler(cycle_mul=2, cycle_limit=3)": Case(
        TIMM, ours.CosineRestarts(0.5, 5, 2, peak_mult=0.7, final_lr=0.1, num_periods=3),
        lambda lib, opt: lib.CosineLRScheduler(
            opt, t_initial=5, lr_min=0.1, cycle_mul=2.0, cycle_decay=0.7, cycle_limit=3),
        35 + BEYOND),
    "timm.CosineLRScheduler(k_decay=1.7, cycle_limit=3)": Case(
        TIMM, ours.Repeat(ours.CosineDecay(0.5, 5, k_decay=1.7), 5, 2, 0.7, num_periods=3),
        lambda lib, opt: lib.CosineLRScheduler(
            opt, t_initial=5, k_decay=1.7, cycle_mul=2.0, cycle_decay=0.7, cycle_limit=3),
        35 + BEYOND),
    "timm.TanhLRScheduler": Case(
        TIMM, ours.TanhDecay(0.5, total_steps=20, final_lr=0.1),
        lambda lib, opt: lib.TanhLRScheduler(opt, t_initial=20, lr_min=0.1), 20 + BEYOND),
    "timm.TanhLRScheduler(lb=-4, ub=2, cycle_limit=3)": Case(
        TIMM, ours.Repeat(ours.TanhDecay(0.5, 8, 0.0, -4.0, 2.0), 8, 1, 0.7, num_periods=3),
        lambda lib, opt: lib.TanhLRScheduler(
            opt, t_initial=8, lb=-4.0, ub=2.0, cycle_decay=0.7, cycle_limit=3), 24 + BEYOND),
    "timm.PolyLRScheduler": Case(
        TIMM, ours.PolynomialDecay(0.5, 20, final_lr=0.1, power=0.5),
        lambda lib, opt: lib.PolyLRScheduler(opt, t_initial=20, lr_min=0.1), 20 + BEYOND),
    "timm.PolyLRScheduler(k_decay=1.7)": Case(
        TIMM, ours.PolynomialDecay(0.5, 20, final_lr=0.1, power=2.0, k_decay=1.7),
        lambda lib, opt: lib.PolyLRScheduler(
            opt, t_initial=20, lr_min=0.1, power=2.0, k_decay=1.7), 20 + BEYOND),
    "timm.PolyLRScheduler(cycle_mul=2, cycle_limit=3)": Case(
        TIMM, ours.Repeat(ours.PolynomialDecay(0.5, 5, 0.1, 2.0), 5, 2, num_periods=3),
        lambda lib, opt: lib.PolyLRScheduler(
            opt, t_initial=5, lr_min=0.1, power=2.0, cycle_mul=2.0, cycle_limit=3), 35 + BEYOND),
    **{
        f"timm.WSDLRScheduler(decay_fn={theirs!r})": Case(
            TIMM, wsd(tail, **options),
            lambda lib, opt, theirs=theirs, more=more: lib.WSDLRScheduler(
                opt, t_initial=20, decay_t=12, lr_min=0.02, warmup_t=5, warmup_lr_init=0.05,
                decay_fn=theirs, **more), 25 + BEYOND)
        for theirs, tail, options, more in (
            ("linear", "linear", {}, {}), ("1-sqrt", "sqrt", {}, {}), ("cosine", "cosine", {}, {}),
            ("power", "power", {"tail_power": 1.7}, {"decay_power": 1.7}),
            ("exp", "exponential", {"tail_ratio": 0.2}, {"decay_ratio": 0.2}))
    },
    **{
        f"timm.WSDLRScheduler(stable_fn={theirs!r})": Case(
            TIMM,
            ours.Warmup(ours.Product([ours.PowerLawDecay(0.5, 5, power), ours.WarmupStableDecay(
                1.0, 20, 0, 12, tail="linear")]), 5, init_lr=0.0),
            lambda lib, opt, theirs=theirs: lib.WSDLRScheduler(
                opt, t_initial=20, decay_t=12, warmup_t=5, decay_fn="linear", stable_fn=theirs,
                stable_power=0.8), 25 + BEYOND)
        for theirs, power in (("rsqrt", 0.5), ("power", 0.8))
    },
    # transformers: each after a warm-up of 5 steps from 0.
    "transformers.get_constant_schedule_with_warmup": Case(
        TRANSFORMERS, ours.Warmup(ours.Constant(0.5), 5, 0.0),
        lambda lib, opt: lib.get_constant_schedule_with_warmup(opt, 5), 5 + BEYOND),
    "transformers.get_linear_schedule_with_warmup": Case(
        TRANSFORMERS, ours.Warmup(ours.LinearDecay(0.5, 20), 5, 0.0),
        lambda lib, opt: lib.get_linear_schedule_with_warmup(opt, 5, 25), 25 + BEYOND),
    "transformers.get_polynomial_decay_schedule_with_warmup": Case(
        TRANSFORMERS, ours.Warmup(ours.PolynomialDecay(0.5, 20, 0.1, 1.7), 5, 0.0),
        lambda lib, opt: lib.get_polynomial_decay_schedule_with_warmup(
            opt, 5, 25, lr_end=0.1, power=1.7), 25 + BEYOND),
    "transformers.get_cosine_schedule_with_warmup": Case(
        TRANSFORMERS, ours.Warmup(ours.CosineDecay(0.5, 20, flavor="torch"), 5, 0.0),
        lambda lib, opt: lib.get_cosine_schedule_with_warmup(opt, 5, 25), 25 + BEYOND),
    "transformers.get_cosine_schedule_with_warmup(num_cycles=1.25)": Case(
        TRANSFORMERS, ours.Warmup(ours.CosineDecay(0.5, 8, flavor="torch"), 5, 0.0),
        lambda lib, opt: lib.get_cosine_schedule_with_warmup(opt, 5, 25, 1.25), 25 + BEYOND),
    "transformers.get_cosine_with_min_lr_schedule_with_warmup": Case(
        TRANSFORMERS, ours.Warmup(ours.CosineDecay(0.5, 20, 0.1, flavor="torch"), 5, 0.0),
        lambda lib, opt: lib.get_cosine_with_min_lr_schedule_with_warmup(
            opt, 5, 25, min_lr_rate=0.2), 25 + BEYOND),
    "transformers.get_cosine_with_min_lr_schedule_with_warmup_lr_rate": Case(
        TRANSFORMERS, ours.Warmup(ours.CosineDecay(0.5, 20, 0.1, flavor="torch"), 4, 0.1),
        lambda lib, opt: lib.get_cosine_with_min_lr_schedule_with_warmup_lr_rate(
            opt, 5, 25, min_lr_rate=0.2), 25 + BEYOND),
    "transformers.get_cosine_with_hard_restarts_schedule_with_warmup": Case(
        TRANSFORMERS, ours.Warmup(ours.CosineRestarts(0.5, 8, num_periods=4), 5, 0.0),
        lambda lib, opt: lib.get_cosine_with_hard_restarts_schedule_with_warmup(opt, 5, 37, 4),
        37 + BEYOND),
    **{
        f"transformers.get_inverse_sqrt_schedule(timescale={scale})": Case(
            TRANSFORMERS, ours.Warmup(ours.PowerLawDecay(0.5, scale or 5), 5, 0.0),
            lambda lib, opt, scale=scale: lib.get_inverse_sqrt_schedule(opt, 5, scale), 60)
        for scale in (None, 12)
    },
    **{
        f"transformers.get_wsd_schedule({up!r}, {down!r})": Case(
            TRANSFORMERS,
            ours.Warmup(ours.WarmupStableDecay(0.5, 20, 0, 12, 0.1, down.removeprefix("1-")), 5,
                        0.1, shape=up.removeprefix("1-")),
            lambda lib, opt, up=up, down=down: lib.get_wsd_schedule(
                opt, 5, 12, 25, warmup_type=up, decay_type=down, min_lr_ratio=0.2), 25 + BEYOND)
        for up, down in (("linear", "cosine"), ("cosine", "1-sqrt"), ("1-sqrt", "linear"))
    },
    # MLX, which computes in float32.
    "mlx.exponential_decay": Case(
        MLX, ours.ExponentialDecay(0.5, decay_steps=1, decay_rate=0.9),
        lambda lib: lib.exponential_decay(0.5, 0.9), 40),
    "mlx.step_decay": Case(
        MLX, ours.StepDecay(0.5, decay_steps=7, decay_rate=0.3),
        lambda lib: lib.step_decay(0.5, 0.3, 7), 40),
    "mlx.linear_schedule": Case(
        MLX, ours.LinearDecay(0.5, total_steps=20, final_lr=0.1),
        lambda lib: lib.linear_schedule(0.5, 0.1, 20), 20 + BEYOND),
    "mlx.cosine_decay": Case(
        MLX, ours.CosineDecay(0.5, total_steps=20, final_lr=0.1),
        lambda lib: lib.cosine_decay(0.5, 20, 0.1), 20 + BEYOND),
    "mlx.join_schedules": Case(
        MLX, ours.Warmup(ours.CosineDecay(0.5, 20), 5, 0.0),
        lambda lib: lib.join_schedules(
            [lib.linear_schedule(0.0, 0.5, 5), lib.cosine_decay(0.5, 20)], [5]), 25 + BEYOND),
}

GREEDY = {"patience": 1, "min_lr": 0.1, "max_lr": 0.9}
PEER_PLATEAUS = {
    **{
        f"transformers.GreedyLR({mode}, cooldown={cooldown}, reset={reset})": Plateau(
            TRANSFORMERS,
            ours.GreedyRate(0.5, 0.8, threshold=0.01, threshold_mode=mode, cooldown=cooldown,
                            warmup=2 * cooldown, reset_after=reset, **GREEDY),
            {"factor": 0.8, "threshold": 0.01, "threshold_mode": mode, "cooldown": cooldown,
             "warmup": 2 * cooldown, "reset_start": reset, **GREEDY})
        for mode, cooldown, reset in (("abs", 0, 500), ("rel", 1, 500), ("abs", 1, 3))
    },
    "timm.PlateauLRScheduler": Plateau(
        TIMM,
        ours.ReduceOnPlateau(0.5, 0.4, 2, 0.01, cooldown=3, min_lr=0.01, flavor="torch"),
        {"decay_rate": 0.4, "patience_t": 2, "threshold": 0.01, "cooldown_t": 3, "lr_min": 0.01,
         "mode": "min"}),
}


def step_with(step: Callable, optimizer, arguments) -> list[float]:
    """The rate of a PyTorch optimizer after each call of ``step(*arguments)``."""
    lrs = []
    with warnings.catch_warnings(action="ignore"):  # optimizer.step() was not called: no need
        for these in arguments:
            step(*these)
            lrs.append(optimizer.param_groups[0]["lr"])
    return lrs


def make_optimizer(lr: float):
    """An optimizer of PyTorch for one parameter."""
    import torch

    return torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=lr)


def run_timm(case):
    """The rate of each epoch, set by hand; of a plateau the rate after each, counted from 1."""
    import timm.scheduler as lib

    if isinstance(case, Plateau):
        optimizer = make_optimizer(case.rule.init_lr)
        with warnings.catch_warnings(action="ignore"):  # it is deprecated
            scheduler = lib.PlateauLRScheduler(optimizer, **case.options)
        return np.array(step_with(scheduler.step, optimizer, enumerate(losses(), start=1)))
    optimizer = make_optimizer(case.lr)
    scheduler = case.theirs(lib, optimizer)
    epochs = ((epoch,) for epoch in range(case.steps))
    return np.array(step_with(scheduler.step, optimizer, epochs))


def run_transformers(case):
    """The rate that each step uses; of the greedy rate the rate after each loss."""
    import transformers.optimization as lib

    if isinstance(case, Plateau):
        optimizer = make_optimizer(case.rule.init_lr)
        scheduler = lib.GreedyLR(optimizer, **case.options)
        return np.array(step_with(scheduler.step, optimizer, ((loss,) for loss in losses())))
    optimizer = make_optimizer(case.lr)
    scheduler = case.theirs(lib, optimizer)
    first = optimizer.param_groups[0]["lr"]
    return np.array([first, *step_with(scheduler.step, optimizer, [()] * (case.steps - 1))])


def run_mlx(case):
    """The schedule, called with each step as an array, as MLX's optimizers do."""
    import mlx.core as mx
    import mlx.optimizers as lib

    schedule = case.theirs(lib)
    return np.array([float(schedule(mx.array(step))) for step in range(case.steps)])


PEER_RUN = {TIMM: run_timm, TRANSFORMERS: run_transformers, MLX: run_mlx}
