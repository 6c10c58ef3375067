"""Record the rates of other libraries: ``python -m tests.recorded.record_schedules torch keras``.

Writes the rates of the named libraries, by default PyTorch, Keras and optax, into
``schedules.json`` beside this file, with their versions, and keeps those of the others: timm,
transformers and mlx (``pip install timm transformers "mlx[cpu]"``) may be recorded in an
environment of their own. With the argument ``tensorflow`` it writes the rates of Keras on
TensorFlow, which are in float32, into ``schedules_on_tensorflow.json``. The tests use the functions
below for their live comparison.
"""

import json
import os
import sys
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from lrkit import schedules as ours
from tests.recorded.peer_schedules import PEER_CASES, PEER_PLATEAUS, PEER_RUN
from tests.recorded.schedule_cases import BEYOND, Case, Plateau, losses

FILE = Path(__file__).with_name("schedules.json")
ON_TENSORFLOW = Path(__file__).with_name("schedules_on_tensorflow.json")
KERAS, OPTAX, TORCH = "keras", "optax", "torch"


CASES = {
    # Stairs and boundaries.
    "torch.StepLR": Case(
        TORCH, ours.StepDecay(0.5, decay_steps=7, decay_rate=0.3),
        lambda lib, opt: lib.StepLR(opt, step_size=7, gamma=0.3), 40),
    "torch.MultiStepLR": Case(
        TORCH, ours.MultiStepDecay(0.5, milestones=(4, 9, 10), decay_rate=0.3),
        lambda lib, opt: lib.MultiStepLR(opt, milestones=[4, 9, 10], gamma=0.3), 10 + BEYOND),
    "torch.MultiStepLR as piecewise": Case(
        TORCH, ours.Piecewise((4, 9), (0.5, 0.05, 0.005), flavor="torch"),
        lambda lib, opt: lib.MultiStepLR(opt, milestones=[4, 9], gamma=0.1), 9 + BEYOND),
    "torch.ConstantLR": Case(
        TORCH, ours.Piecewise((5,), (0.25, 0.5), flavor="torch"),
        lambda lib, opt: lib.ConstantLR(opt, factor=0.5, total_iters=5), 5 + BEYOND),
    "keras.PiecewiseConstantDecay": Case(
        KERAS, ours.Piecewise((4, 9, 10), (0.5, 0.2, 0.3, 0.01), flavor="keras"),
        lambda lib: lib.PiecewiseConstantDecay([4, 9, 10], [0.5, 0.2, 0.3, 0.01]), 10 + BEYOND),
    "optax.piecewise_constant_schedule": Case(
        OPTAX, ours.Piecewise((4, 9, 10), (0.5, 0.2, 0.3, 0.03), flavor="optax"),
        lambda lib: lib.piecewise_constant_schedule(0.5, {4: 0.4, 9: 1.5, 10: 0.1}), 10 + BEYOND),
    "optax.constant_schedule": Case(
        OPTAX, ours.Constant(0.5), lambda lib: lib.constant_schedule(0.5), 3),
    # Exponential and inverse time.
    "torch.ExponentialLR": Case(
        TORCH, ours.ExponentialDecay(0.5, decay_steps=1, decay_rate=0.9),
        lambda lib, opt: lib.ExponentialLR(opt, gamma=0.9), 40),
    **{
        f"keras.ExponentialDecay(staircase={stairs})": Case(
            KERAS, ours.ExponentialDecay(0.5, decay_steps=7, decay_rate=0.6, staircase=stairs),
            lambda lib, stairs=stairs: lib.ExponentialDecay(0.5, 7, 0.6, staircase=stairs), 40)
        for stairs in (False, True)
    },
    **{
        f"optax.exponential_decay(staircase={stairs})": Case(
            OPTAX, ours.ExponentialDecay(0.5, 7, 0.6, final_lr=0.1, staircase=stairs),
            lambda lib, stairs=stairs: lib.exponential_decay(
                0.5, 7, 0.6, staircase=stairs, end_value=0.1), 40)
        for stairs in (False, True)
    },
    "optax.exponential_decay growing": Case(
        OPTAX, ours.ExponentialDecay(0.5, decay_steps=5, decay_rate=2.0, final_lr=3.0),
        lambda lib: lib.exponential_decay(0.5, 5, 2.0, end_value=3.0), 13 + BEYOND),
    **{
        f"keras.InverseTimeDecay(staircase={stairs})": Case(
            KERAS, ours.InverseTimeDecay(0.5, decay_steps=7, decay_rate=0.6, staircase=stairs),
            lambda lib, stairs=stairs: lib.InverseTimeDecay(0.5, 7, 0.6, staircase=stairs), 40)
        for stairs in (False, True)
    },
    # Lines and powers.
    "torch.LinearLR": Case(
        TORCH, ours.LinearDecay(0.4, total_steps=10, final_lr=0.1),
        lambda lib, opt: lib.LinearLR(opt, 0.8, 0.2, total_iters=10), 10 + BEYOND),
    "optax.linear_schedule": Case(
        OPTAX, ours.LinearDecay(0.5, total_steps=10, final_lr=0.1),
        lambda lib: lib.linear_schedule(0.5, 0.1, 10), 10 + BEYOND),
    "torch.PolynomialLR": Case(
        TORCH, ours.PolynomialDecay(0.5, total_steps=10, power=1.7),
        lambda lib, opt: lib.PolynomialLR(opt, total_iters=10, power=1.7), 10 + BEYOND),
    **{
        f"keras.PolynomialDecay(cycle={cycle})": Case(
            KERAS, ours.PolynomialDecay(0.5, 10, final_lr=0.1, power=1.7, cycle=cycle),
            lambda lib, cycle=cycle: lib.PolynomialDecay(0.5, 10, 0.1, power=1.7, cycle=cycle),
            20 + BEYOND)
        for cycle in (False, True)
    },
    "optax.polynomial_schedule": Case(
        OPTAX, ours.PolynomialDecay(0.5, total_steps=10, final_lr=0.1, power=1.7),
        lambda lib: lib.polynomial_schedule(0.5, 0.1, 1.7, 10), 10 + BEYOND),
    # Cosines.
    "torch.CosineAnnealingLR": Case(
        TORCH, ours.CosineDecay(0.5, total_steps=10, final_lr=0.1, flavor="torch"),
        lambda lib, opt: lib.CosineAnnealingLR(opt, T_max=10, eta_min=0.1), 20 + BEYOND),
    "keras.CosineDecay": Case(
        KERAS, ours.CosineDecay(0.5, total_steps=10, final_lr=0.1, flavor="keras"),
        lambda lib: lib.CosineDecay(0.5, 10, alpha=0.2), 10 + BEYOND),
    "optax.cosine_decay_schedule": Case(
        OPTAX, ours.CosineDecay(0.5, total_steps=10, final_lr=0.1, flavor="optax"),
        lambda lib: lib.cosine_decay_schedule(0.5, 10, alpha=0.2), 10 + BEYOND),
    "torch.CosineAnnealingWarmRestarts": Case(
        TORCH, ours.CosineRestarts(0.5, 6, final_lr=0.1, flavor="torch"),
        lambda lib, opt: lib.CosineAnnealingWarmRestarts(opt, T_0=6, eta_min=0.1), 40),
    "torch.CosineAnnealingWarmRestarts(T_mult=3)": Case(
        TORCH, ours.CosineRestarts(0.5, 2, period_mult=3, flavor="torch"),
        lambda lib, opt: lib.CosineAnnealingWarmRestarts(opt, T_0=2, T_mult=3), 26 + BEYOND),
    "keras.CosineDecayRestarts": Case(
        KERAS, ours.CosineRestarts(0.5, 6, final_lr=0.1, peak_mult=0.7, flavor="keras"),
        lambda lib: lib.CosineDecayRestarts(0.5, 6, t_mul=1.0, m_mul=0.7, alpha=0.2), 40),
    "keras.CosineDecayRestarts(t_mul=2)": Case(
        KERAS, ours.CosineRestarts(0.5, 4, 2, peak_mult=0.7, final_lr=0.1, flavor="keras"),
        lambda lib: lib.CosineDecayRestarts(0.5, 4, t_mul=2.0, m_mul=0.7, alpha=0.2), 28 + BEYOND),
    "optax.sgdr_schedule": Case(
        OPTAX, ours.CosineRestarts(0.5, 4, 2, peak_mult=0.7, final_lr=0.1, flavor="optax"),
        lambda lib: lib.sgdr_schedule([
            {"init_value": 0.0, "peak_value": 0.5 * 0.7**i, "warmup_steps": 0,
             "decay_steps": 4 * 2**i, "end_value": 0.1}
            for i in range(4)
        ]), 4 + 8 + 16 + 32),
    # Warm-up.
    "torch.SequentialLR(LinearLR, CosineAnnealingLR)": Case(
        TORCH,
        ours.Warmup(ours.CosineDecay(0.5, total_steps=10, final_lr=0.1, flavor="torch"), 5, 0.1),
        lambda lib, opt: lib.SequentialLR(opt, [
            lib.LinearLR(opt, start_factor=0.2, total_iters=5),
            lib.CosineAnnealingLR(opt, T_max=10, eta_min=0.1),
        ], milestones=[5]), 15 + BEYOND),
    "torch.SequentialLR, one share in the first step": Case(
        TORCH, ours.Warmup(ours.ExponentialDecay(0.5, 1, 0.9), warmup_steps=5),
        lambda lib, opt: lib.SequentialLR(opt, [
            lib.LinearLR(opt, start_factor=0.2, total_iters=4), lib.ExponentialLR(opt, gamma=0.9),
        ], milestones=[5]), 15 + BEYOND),
    "keras.CosineDecay(warmup_steps=5)": Case(
        KERAS, ours.Warmup(ours.CosineDecay(0.5, total_steps=10, final_lr=0.1), 5, init_lr=0.05),
        lambda lib: lib.CosineDecay(0.05, 10, alpha=0.2, warmup_target=0.5, warmup_steps=5),
        15 + BEYOND),
    "optax.warmup_cosine_decay_schedule": Case(
        OPTAX, ours.Warmup(ours.CosineDecay(0.5, total_steps=10, final_lr=0.1), 5, init_lr=0.0),
        lambda lib: lib.warmup_cosine_decay_schedule(0.0, 0.5, 5, 15, 0.1), 15 + BEYOND),
    "optax.warmup_constant_schedule": Case(
        OPTAX, ours.Warmup(ours.Constant(0.5), 5, init_lr=0.05),
        lambda lib: lib.warmup_constant_schedule(0.05, 0.5, 5), 5 + BEYOND),
    "optax.warmup_exponential_decay_schedule": Case(
        OPTAX, ours.Warmup(ours.ExponentialDecay(0.5, 7, 0.6), 5, init_lr=0.0),
        lambda lib: lib.warmup_exponential_decay_schedule(0.0, 0.5, 5, 7, 0.6), 15 + BEYOND),
    # Cycles.
    **{
        f"torch.CyclicLR(mode={mode!r})": Case(
            TORCH, ours.Triangular(0.1, 0.5, 4, 3, mode=mode, decay_rate=0.95),
            lambda lib, opt, mode=mode: lib.CyclicLR(
                opt, 0.1, 0.5, 4, 3, mode=mode, gamma=0.95, cycle_momentum=False), 40)
        for mode in ("triangular", "triangular2", "exp_range")
    },
    **{
        f"torch.OneCycleLR(anneal_strategy={theirs!r})": Case(
            TORCH, ours.OneCycle(0.5, total_steps=35, anneal=anneal, flavor="torch"),
            lambda lib, opt, theirs=theirs: lib.OneCycleLR(
                opt, 0.5, total_steps=35, anneal_strategy=theirs, cycle_momentum=False), 35)
        for anneal, theirs in (("cosine", "cos"), ("linear", "linear"))
    },
    "torch.OneCycleLR(three_phase=True)": Case(
        TORCH, ours.OneCycle(0.5, 35, peak_at=0.4, back_at=0.8, div_factor=5, flavor="torch"),
        lambda lib, opt: lib.OneCycleLR(
            opt, 0.5, total_steps=35, pct_start=0.4, three_phase=True, div_factor=5.0,
            cycle_momentum=False), 35),
    "optax.cosine_onecycle_schedule": Case(
        OPTAX, ours.OneCycle(0.5, total_steps=35, flavor="optax"),
        lambda lib: lib.cosine_onecycle_schedule(35, 0.5), 35 + BEYOND),
    "optax.linear_onecycle_schedule": Case(
        OPTAX, ours.OneCycle(0.5, 35, back_at=0.85, anneal="linear", final_div_factor=10.0),
        lambda lib: lib.linear_onecycle_schedule(35, 0.5, final_div_factor=10.0), 35 + BEYOND),
    **{
        f"optax.piecewise_interpolate_schedule({anneal!r})": Case(
            OPTAX, ours.Interpolate([0, 4, 9, 20], [0.5, 0.2, 0.4, 0.1], anneal),
            lambda lib, anneal=anneal: lib.piecewise_interpolate_schedule(
                anneal, 0.5, {4: 0.4, 9: 2.0, 20: 0.25}), 20 + BEYOND)
        for anneal in ("linear", "cosine")
    },
    # Made of others.
    "optax.join_schedules": Case(
        OPTAX,
        ours.Join([ours.LinearDecay(0.1, 4, 0.5), ours.Constant(0.3), ours.CosineDecay(0.5, 10)],
                  boundaries=[6, 9]),
        lambda lib: lib.join_schedules([
            lib.linear_schedule(0.1, 0.5, 4), lib.constant_schedule(0.3),
            lib.cosine_decay_schedule(0.5, 10),
        ], [6, 9]), 19 + BEYOND),
    "torch.SequentialLR": Case(
        TORCH,
        ours.Join([ours.Constant(0.1), ours.ExponentialDecay(0.5, 1, 0.8)], boundaries=[6]),
        lambda lib, opt: lib.SequentialLR(opt, [
            lib.ConstantLR(opt, factor=0.2, total_iters=100), lib.ExponentialLR(opt, gamma=0.8),
        ], milestones=[6]), 6 + BEYOND),
    "torch.ChainedScheduler": Case(
        TORCH,
        ours.Product([ours.ExponentialDecay(0.5, 1, 0.9), ours.Piecewise([5], [0.2, 1.0]),
                      ours.Scale(ours.StepDecay(2.0, 4, 0.5), factor=0.5)]),
        lambda lib, opt: lib.ChainedScheduler([
            lib.ExponentialLR(opt, gamma=0.9), lib.ConstantLR(opt, factor=0.2, total_iters=5),
            lib.StepLR(opt, step_size=4, gamma=0.5),
        ]), 40),
} | PEER_CASES

RULE = {"init_lr": 0.5, "decay_rate": 0.4, "min_lr": 0.01}
PLATEAUS = {
    **{
        f"torch.ReduceLROnPlateau(patience={patience}, {mode}, cooldown={rest})": Plateau(
            TORCH,
            ours.ReduceOnPlateau(**RULE, patience=patience, threshold=0.01, threshold_mode=mode,
                                 cooldown=rest, flavor="torch"),
            {"factor": 0.4, "patience": patience, "threshold": 0.01, "threshold_mode": mode,
             "cooldown": rest, "min_lr": 0.01})
        for patience, mode, rest in ((0, "rel", 0), (2, "rel", 3), (2, "abs", 1), (1, "rel", 2))
    },
    **{
        f"keras.ReduceLROnPlateau(patience={patience}, cooldown={rest})": Plateau(
            KERAS,
            ours.ReduceOnPlateau(**RULE, patience=patience, threshold=0.01, threshold_mode="abs",
                                 cooldown=rest, flavor="keras"),
            {"factor": 0.4, "patience": patience, "min_delta": 0.01, "cooldown": rest,
             "min_lr": 0.01})
        for patience, rest in ((0, 0), (2, 3), (2, 1), (1, 2))
    },
    **{
        f"optax.reduce_on_plateau(patience={patience}, {mode}, cooldown={rest})": Plateau(
            OPTAX,
            ours.ReduceOnPlateau(**RULE, patience=patience, threshold=0.01, threshold_mode=mode,
                                 cooldown=rest, flavor="optax"),
            {"factor": 0.4, "patience": patience, "cooldown": rest, "min_scale": 0.01 / 0.5,
             "rtol": 0.01 * (mode == "rel"), "atol": 0.01 * (mode == "abs")})
        for patience, mode, rest in ((1, "rel", 0), (2, "rel", 3), (2, "abs", 1), (1, "rel", 2))
    },
} | PEER_PLATEAUS


def run_ours(case):
    """The rates of our schedule, or after each loss those of our rule."""
    if isinstance(case, Case):
        return case.schedule(np.arange(case.steps))
    state, lrs = case.rule.init(), []
    for loss in losses():
        state = case.rule.update(loss, state)
        lrs.append(state.lr)
    return np.array(lrs)


def run_torch(case):
    """The rate that each step uses, read before the scheduler is stepped."""
    import torch

    lr = case.lr if isinstance(case, Case) else case.rule.init_lr
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=lr)
    lib = torch.optim.lr_scheduler
    lrs = []
    if isinstance(case, Plateau):
        scheduler = lib.ReduceLROnPlateau(optimizer, **case.options)
        for loss in losses():
            scheduler.step(loss)
            lrs.append(optimizer.param_groups[0]["lr"])
        return np.array(lrs)
    scheduler = case.theirs(lib, optimizer)
    for _ in range(case.steps):
        lrs.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return np.array(lrs)


def run_keras(case):
    """The schedule, called with each step; of a plateau the rate after each epoch."""
    keras = import_keras()
    if isinstance(case, Case):
        schedule = case.theirs(keras.optimizers.schedules)
        return np.array([float(schedule(step)) for step in range(case.steps)])
    callback = keras.callbacks.ReduceLROnPlateau(monitor="loss", mode="min", **case.options)
    model = SimpleNamespace(optimizer=keras.optimizers.SGD(case.rule.init_lr))
    callback.set_model(model)
    callback.on_train_begin()
    lrs = []
    for epoch, loss in enumerate(losses()):
        callback.on_epoch_end(epoch, {"loss": loss})
        lrs.append(float(model.optimizer.learning_rate))
    return np.array(lrs)


def run_optax(case):
    """The schedule, called with each step; of a plateau its scale times the first rate."""
    jax = import_jax()
    import optax

    if isinstance(case, Case):
        schedule = case.theirs(optax)
        return np.array([float(schedule(step)) for step in range(case.steps)])
    rule, params = optax.contrib.reduce_on_plateau(**case.options), jax.numpy.zeros(1)
    update = jax.jit(rule.update)
    state, lrs = rule.init(params), []
    for loss in losses():
        _, state = update(params, state, value=loss)
        lrs.append(case.rule.init_lr * float(state.scale))
    return np.array(lrs)


def import_jax():
    """JAX in float64."""
    import jax

    jax.config.update("jax_enable_x64", True)
    return jax


def import_keras():
    """Keras in float64, computed by JAX if nothing else is wished: as the optimizers' tests do."""
    os.environ.setdefault("KERAS_BACKEND", "jax")
    import_jax()
    import keras

    keras.config.set_floatx("float64")
    return keras


RUN = {TORCH: run_torch, KERAS: run_keras, OPTAX: run_optax} | PEER_RUN
MODULES = {TORCH: ("torch",), KERAS: ("keras", "jax"), OPTAX: ("optax", "jax")}


def recorded():
    """The recorded rates of each case."""
    return json.loads(FILE.read_text())["rates"]


def record_tensorflow():
    """Write the rates of Keras' schedules on TensorFlow, which computes them in float32."""
    os.environ["KERAS_BACKEND"] = "tensorflow"
    import keras
    import tensorflow

    rates = {name: [float(case.theirs(keras.optimizers.schedules)(step))
                    for step in range(case.steps)]
             for name, case in CASES.items() if case.library == KERAS}
    versions = {m.__name__: m.__version__ for m in (keras, tensorflow, np)}
    lines = [f"  {json.dumps(name)}: {json.dumps(these)}" for name, these in rates.items()]
    body = ",\n".join(lines)
    ON_TENSORFLOW.write_text(
        f'{{"versions": {json.dumps(versions)},\n "rates": {{\n{body}\n}}}}\n')


def main(*libraries):
    """Run the cases of the libraries, and write the recording."""
    if "tensorflow" in libraries:
        return record_tensorflow()
    versions, rates = json.loads(FILE.read_text(encoding="utf-8"))["versions"], recorded()
    if KERAS in libraries:
        # On JAX, Keras rounds a cosine to float32, whatever its floatx; on PyTorch it does not.
        os.environ["KERAS_BACKEND"] = "torch"
        import_keras()
    both = CASES | PLATEAUS
    rates |= {name: RUN[case.library](case).tolist() for name, case in both.items()
              if case.library in libraries}
    for module in {m for name in libraries for m in (*MODULES.get(name, (name,)), "numpy")}:
        # MLX has its version in its core.
        home = import_module("mlx.core" if module == "mlx" else module)
        versions[module] = home.__version__
    lines = [f"  {json.dumps(name)}: {json.dumps(rates[name])}" for name in both
             if name in rates]
    versions, body = json.dumps(dict(sorted(versions.items()))), ",\n".join(lines)
    FILE.write_text(f'{{"versions": {versions},\n "rates": {{\n{body}\n}}}}\n')


if __name__ == "__main__":
    main(*(sys.argv[1:] or (TORCH, KERAS, OPTAX)))
