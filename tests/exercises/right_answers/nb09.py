"""Right answers to the exercises of notebook 9 in unusual clothes."""

import functools
import itertools
import math

import numpy as np

# keras_exp_decay_args ----------------------------------------------------------------------


def keras_exp_decay_args_in_whole_numbers(lr0, factor_per_epoch, n_train, batch_size):
    return {"decay_rate": factor_per_epoch, "decay_steps": -(-n_train // batch_size),
            "initial_learning_rate": lr0}


def keras_exp_decay_args_by_counting(lr0, factor_per_epoch, n_train, batch_size):
    return {"initial_learning_rate": lr0, "decay_rate": factor_per_epoch,
            "decay_steps": len(range(0, n_train, batch_size))}


def keras_exp_decay_args_zipped(lr0, factor_per_epoch, n_train, batch_size):
    whole, left = divmod(n_train, batch_size)
    keys = ("initial_learning_rate", "decay_steps", "decay_rate")
    return dict(zip(keys, (lr0, whole + (left > 0), factor_per_epoch)))


def keras_exp_decay_args_numpy_integers(lr0, factor_per_epoch, n_train, batch_size):
    return {"initial_learning_rate": np.float64(lr0), "decay_rate": np.array(factor_per_epoch),
            "decay_steps": np.int64(np.ceil(n_train / batch_size))}


def keras_exp_decay_args_by_a_loop(lr0, factor_per_epoch, n_train, batch_size):
    steps = 0
    while n_train > 0:
        n_train -= batch_size
        steps += 1
    return {"initial_learning_rate": lr0, "decay_steps": steps, "decay_rate": factor_per_epoch}


def keras_exp_decay_args_by_recursion(lr0, factor_per_epoch, n_train, batch_size):
    def steps(n):
        return 0 if n <= 0 else 1 + steps(n - batch_size)

    rest = {"decay_steps": steps(n_train), "decay_rate": factor_per_epoch}
    return {"initial_learning_rate": lr0} | rest


def keras_exp_decay_args_at_every_step(lr0, factor_per_epoch, n_train, batch_size):
    steps = math.ceil(n_train / batch_size)
    return {"initial_learning_rate": lr0, "decay_rate": factor_per_epoch ** (1 / steps),
            "decay_steps": 1}


def keras_exp_decay_args_over_ten_epochs(lr0, factor_per_epoch, n_train, batch_size):
    steps = math.ceil(n_train / batch_size)
    return {"initial_learning_rate": lr0, "decay_rate": factor_per_epoch**10,
            "decay_steps": 10 * steps}


# lr_per_epoch ------------------------------------------------------------------------------


def lr_per_epoch_as_a_generator(schedule, n_train, batch_size, epochs):
    for epoch in range(epochs):
        yield schedule(epoch * -(-n_train // batch_size))


def lr_per_epoch_counting_on(schedule, n_train, batch_size, epochs):
    step, rates = 0, []
    for _ in range(epochs):
        rates.append(float(schedule(step)))
        for _ in range(0, n_train, batch_size):
            step += 1
    return tuple(rates)


def lr_per_epoch_with_map(schedule, n_train, batch_size, epochs):
    steps = int(np.ceil(n_train / batch_size))
    return list(map(schedule, itertools.islice(itertools.count(0, steps), epochs)))


def lr_per_epoch_at_an_array(schedule, n_train, batch_size, epochs):
    steps = math.ceil(n_train / batch_size)
    return np.array([schedule(step) for step in np.arange(epochs) * steps])


def lr_per_epoch_all_steps_then_some(schedule, n_train, batch_size, epochs):
    steps = (n_train + batch_size - 1) // batch_size
    return [schedule(step) for step in range(epochs * steps)][::steps]


def lr_per_epoch_by_recursion(schedule, n_train, batch_size, epochs):
    if epochs == 0:
        return []
    before = lr_per_epoch_by_recursion(schedule, n_train, batch_size, epochs - 1)
    return [*before, schedule((epochs - 1) * len(range(0, n_train, batch_size)))]


# keras_velocity ----------------------------------------------------------------------------


def keras_velocity_with_numpy_calls(v_torch, lr):
    return np.negative(np.multiply(lr, v_torch))


def keras_velocity_from_zero(v_torch, lr):
    return 0 - np.asarray(v_torch) * lr


def keras_velocity_as_lists(v_torch, lr):
    if np.ndim(v_torch) == 0:
        return float(v_torch) * -lr
    return [keras_velocity_as_lists(entry, lr) for entry in v_torch]


def keras_velocity_vectorized(v_torch, lr):
    return np.vectorize(lambda v: -(v * lr), otypes=[float])(v_torch)


def keras_velocity_on_a_copy(v_torch, lr):
    velocity = np.array(v_torch, dtype=np.longdouble)
    velocity *= lr
    return -velocity


def keras_velocity_as_a_partial(v_torch, lr):
    return functools.partial(np.multiply, -lr)(v_torch)


# keras_optimizer ---------------------------------------------------------------------------


def keras_optimizer_by_position(keras, lr, weight_decay):
    return keras.optimizers.AdamW(lr, weight_decay)


def keras_optimizer_adam_with_a_decay(keras, lr, weight_decay):
    return keras.optimizers.Adam(learning_rate=lr, weight_decay=weight_decay)


def keras_optimizer_set_afterwards(keras, lr, weight_decay):
    optimizer = keras.optimizers.AdamW()
    optimizer.learning_rate = lr
    optimizer.weight_decay = weight_decay
    return optimizer


def keras_optimizer_assigned(keras, lr, weight_decay):
    optimizer = keras.optimizers.AdamW(weight_decay=weight_decay)
    optimizer.learning_rate.assign(lr)
    return optimizer


def keras_optimizer_from_a_config(keras, lr, weight_decay):
    return keras.optimizers.get({
        "class_name": "adamw", "config": {"learning_rate": lr, "weight_decay": weight_decay}})


def keras_optimizer_at_a_constant_schedule(keras, lr, weight_decay):
    schedule = keras.optimizers.schedules.PiecewiseConstantDecay([10], [lr, lr])
    return keras.optimizers.AdamW(learning_rate=schedule, weight_decay=weight_decay)


def keras_optimizer_with_its_defaults_written_down(keras, lr, weight_decay):
    return keras.optimizers.AdamW(learning_rate=float(lr), beta_1=0.9, beta_2=0.999, epsilon=1e-7,
                                  weight_decay=weight_decay, name="mine")


def keras_optimizer_by_a_function(keras, lr, weight_decay):
    return keras.optimizers.AdamW(learning_rate=lambda: lr, weight_decay=weight_decay)


# torch_optimizer ---------------------------------------------------------------------------


def torch_optimizer_by_the_number_of_axes(torch, model, lr, bias_lr, weight_decay):
    return torch.optim.AdamW([
        {"params": [p for p in model.parameters() if p.ndim > 1], "weight_decay": weight_decay},
        {"params": [p for p in model.parameters() if p.ndim == 1], "lr": bias_lr,
         "weight_decay": 0},
    ], lr=lr)


def torch_optimizer_by_modules(torch, model, lr, bias_lr, weight_decay):
    layers = [m for m in model.modules() if isinstance(m, torch.nn.Linear)]
    weights = [layer.weight for layer in layers]
    biases = [layer.bias for layer in layers if layer.bias is not None]
    groups = [{"params": biases, "lr": bias_lr, "weight_decay": 0.0}, {"params": weights}]
    return torch.optim.AdamW(groups, lr=lr, weight_decay=weight_decay)


def torch_optimizer_a_group_each(torch, model, lr, bias_lr, weight_decay):
    groups = []
    for name, param in model.named_parameters():
        if "bias" in name:
            groups.append({"params": param, "lr": bias_lr, "weight_decay": 0.0})
        else:
            groups.append({"params": param, "lr": lr, "weight_decay": weight_decay})
    return torch.optim.AdamW(groups)


def torch_optimizer_group_added(torch, model, lr, bias_lr, weight_decay):
    split = {True: [], False: []}
    for param in model.parameters():
        split[len(param.shape) == 1].append(param)
    optimizer = torch.optim.AdamW(split[False], lr, weight_decay=weight_decay)
    optimizer.add_param_group({"params": split[True], "lr": bias_lr, "weight_decay": 0.0})
    return optimizer


def torch_optimizer_with_names(torch, model, lr, bias_lr, weight_decay):
    named = list(model.named_parameters())
    biases = [pair for pair in named if pair[0].split(".")[-1] == "bias"]
    weights = [pair for pair in named if pair not in biases]
    return torch.optim.AdamW(
        [{"params": weights, "lr": lr, "weight_decay": weight_decay},
         {"params": biases, "lr": bias_lr, "weight_decay": 0}])


def torch_optimizer_adam_decoupled(torch, model, lr, bias_lr, weight_decay):
    biases = {p for p in model.parameters() if p.dim() < 2}
    weights = [p for p in model.parameters() if p not in biases]
    return torch.optim.Adam(
        [{"params": weights}, {"params": list(biases), "lr": bias_lr, "weight_decay": 0}],
        lr=lr, weight_decay=weight_decay, decoupled_weight_decay=True)


def torch_optimizer_set_afterwards(torch, model, lr, bias_lr, weight_decay):
    state = model.state_dict()
    optimizer = torch.optim.AdamW([{"params": [p for n, p in model.named_parameters() if n in state
                                               and n.endswith("weight")]},
                                   {"params": [p for n, p in model.named_parameters()
                                               if n.endswith("bias")]}], lr=lr)
    optimizer.param_groups[0]["weight_decay"] = weight_decay
    optimizer.param_groups[1].update(lr=bias_lr, weight_decay=0.0)
    return optimizer


# keras_schedule ----------------------------------------------------------------------------


def keras_schedule_by_position(keras, lr, warmup_steps, total_steps):
    CosineDecay = keras.optimizers.schedules.CosineDecay
    return CosineDecay(0.0, total_steps - warmup_steps, 0.0, "mine", lr, warmup_steps)


def keras_schedule_of_its_own(keras, lr, warmup_steps, total_steps):
    class WarmupCosine(keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            step = keras.ops.cast(step, "float32")
            rise = lr * step / warmup_steps
            share = (step - warmup_steps) / (total_steps - warmup_steps)
            fall = 0.5 * lr * (1.0 + keras.ops.cos(math.pi * share))
            return keras.ops.where(step < warmup_steps, rise, fall)

        def get_config(self):
            return {}

    return WarmupCosine()


def keras_schedule_by_cond(keras, lr, warmup_steps, total_steps):
    ops = keras.ops

    class WarmupCosine(keras.optimizers.schedules.LearningRateSchedule):
        def __init__(self, peak):
            self.peak = peak

        def __call__(self, step):
            def rise():
                return self.peak * step / warmup_steps

            def fall():
                share = ops.divide(step - warmup_steps, total_steps - warmup_steps)
                return ops.multiply(self.peak, ops.square(ops.cos(np.pi / 2 * share)))

            return ops.cond(ops.less(step, warmup_steps), rise, fall)

    return WarmupCosine(lr)


def keras_schedule_around_a_cosine(keras, lr, warmup_steps, total_steps):
    schedules = keras.optimizers.schedules
    cosine = schedules.CosineDecay(lr, total_steps - warmup_steps)

    class Warmup(schedules.LearningRateSchedule):
        def __call__(self, step):
            rise = keras.ops.minimum(step / warmup_steps, 1.0)
            return rise * cosine(keras.ops.maximum(step - warmup_steps, 0))

    return Warmup()


def keras_schedule_of_two_parts(keras, lr, warmup_steps, total_steps):
    schedules = keras.optimizers.schedules
    line = schedules.PolynomialDecay(0.0, warmup_steps, end_learning_rate=lr)
    cosine = schedules.CosineDecay(lr, total_steps - warmup_steps)

    class Joined(schedules.LearningRateSchedule):
        def __call__(self, step):
            return keras.ops.where(step < warmup_steps, line(step), cosine(step - warmup_steps))

    return Joined()


def keras_schedule_table(keras, lr, warmup_steps, total_steps):
    left = total_steps - warmup_steps
    rates = [lr * k / warmup_steps for k in range(warmup_steps)]
    rates += [lr * (1 + math.cos(math.pi * k / left)) / 2 for k in range(left)]
    return keras.optimizers.schedules.PiecewiseConstantDecay(list(range(total_steps - 1)), rates)


def keras_schedule_that_starts_anew(keras, lr, warmup_steps, total_steps):
    schedules = keras.optimizers.schedules
    again = schedules.CosineDecayRestarts(lr, total_steps - warmup_steps)

    class Joined(schedules.LearningRateSchedule):
        def __call__(self, step):
            rising = keras.ops.cast(step < warmup_steps, "float32")
            late = again(keras.ops.maximum(step - warmup_steps, 0))
            return rising * lr * step / warmup_steps + (1 - rising) * late

    return Joined()


# torch_schedule ----------------------------------------------------------------------------


def torch_schedule_by_a_factor(torch, optimizer, warmup_steps, total_steps):
    def factor(step):
        if step < warmup_steps:
            return 0.01 + 0.99 * step / warmup_steps
        return 0.5 + 0.5 * math.cos(math.pi * (step - warmup_steps) / (total_steps - warmup_steps))

    return torch.optim.lr_scheduler.LambdaLR(optimizer, lr_lambda=factor)


def torch_schedule_a_factor_for_each_group(torch, optimizer, warmup_steps, total_steps):
    def factor(step):
        rise = 0.01 + (1 - 0.01) * step / warmup_steps
        share = max(0, step - warmup_steps) / (total_steps - warmup_steps)
        return min(rise, 1) * math.cos(math.pi / 2 * share) ** 2

    return torch.optim.lr_scheduler.LambdaLR(optimizer, [factor for _ in optimizer.param_groups])


def torch_schedule_with_restarts(torch, optimizer, warmup_steps, total_steps):
    from_torch = torch.optim.lr_scheduler
    parts = [from_torch.LinearLR(optimizer, 0.01, 1.0, warmup_steps),
             from_torch.CosineAnnealingWarmRestarts(optimizer, total_steps - warmup_steps)]
    return from_torch.SequentialLR(optimizer, schedulers=parts, milestones=[warmup_steps])


def torch_schedule_of_its_own(torch, optimizer, warmup_steps, total_steps):
    class WarmupCosine(torch.optim.lr_scheduler.LRScheduler):
        def get_lr(self):
            k = self.last_epoch
            if k < warmup_steps:
                share = 0.01 + 0.99 * k / warmup_steps
            else:
                share = (1 + np.cos(np.pi * (k - warmup_steps) / (total_steps - warmup_steps))) / 2
            return [base * share for base in self.base_lrs]

    return WarmupCosine(optimizer)


def torch_schedule_by_ratios(torch, optimizer, warmup_steps, total_steps):
    def share(k):
        done = (k - warmup_steps) / (total_steps - warmup_steps)
        return 0.01 + 0.99 * k / warmup_steps if k < warmup_steps else \
            (1 + math.cos(math.pi * done)) / 2

    for group in optimizer.param_groups:
        group["lr"] *= 0.01
    return torch.optim.lr_scheduler.MultiplicativeLR(
        optimizer, lambda k: share(k) / share(k - 1) if share(k - 1) else 0.0)


def torch_schedule_joined_with_a_factor(torch, optimizer, warmup_steps, total_steps):
    lrs = torch.optim.lr_scheduler
    length = total_steps - warmup_steps
    fall = lrs.LambdaLR(optimizer, lambda k: (1 + math.cos(math.pi * k / length)) / 2)
    rise = lrs.LinearLR(optimizer, start_factor=1e-2, end_factor=1, total_iters=warmup_steps)
    return lrs.SequentialLR(optimizer, [rise, fall], [warmup_steps])


def torch_schedule_longer_line(torch, optimizer, warmup_steps, total_steps):
    lrs = torch.optim.lr_scheduler
    fall = lrs.CosineAnnealingLR(optimizer, total_steps - warmup_steps, eta_min=0)
    rise = lrs.LinearLR(optimizer, start_factor=0.01, total_iters=warmup_steps)
    hold = lrs.ConstantLR(optimizer, factor=1.0, total_iters=1)
    milestones = [warmup_steps, total_steps]
    return lrs.SequentialLR(optimizer, [rise, fall, hold], milestones=milestones)
