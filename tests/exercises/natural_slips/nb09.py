"""Natural slips in the exercises of notebook 9."""

import math

import numpy as np

from lrkit import frameworks

keras = frameworks.stand_in("keras")


def keras_optimizer_lr_as_in_pytorch(keras, lr, weight_decay):
    return keras.optimizers.AdamW(lr=lr, weight_decay=weight_decay)


def keras_optimizer_decay_forgotten(keras, lr, weight_decay):
    return keras.optimizers.AdamW(learning_rate=lr)


def keras_optimizer_swapped(keras, lr, weight_decay):
    return keras.optimizers.AdamW(weight_decay, lr)


def keras_optimizer_decay_of_old_keras(keras, lr, weight_decay):
    return keras.optimizers.AdamW(learning_rate=lr, decay=weight_decay)


def keras_optimizer_order_of_adam(keras, lr, weight_decay):
    return keras.optimizers.AdamW(lr, 0.9, 0.999, 1e-7, weight_decay)


def keras_optimizer_not_of_optimizers(keras, lr, weight_decay):
    return keras.AdamW(learning_rate=lr, weight_decay=weight_decay)


def keras_optimizer_multiplies_the_decay(keras, lr, weight_decay):
    return keras.optimizers.AdamW(learning_rate=lr, weight_decay=lr * weight_decay)


def keras_optimizer_attribute_lr(keras, lr, weight_decay):
    optimizer = keras.optimizers.AdamW(weight_decay=weight_decay)
    optimizer.lr = lr
    return optimizer


def keras_optimizer_spares_the_biases(keras, lr, weight_decay):
    optimizer = keras.optimizers.AdamW(learning_rate=lr, weight_decay=weight_decay)
    optimizer.exclude_from_weight_decay(var_names=["bias"])
    return optimizer


def keras_optimizer_epsilon_of_pytorch(keras, lr, weight_decay):
    return keras.optimizers.AdamW(learning_rate=lr, weight_decay=weight_decay, epsilon=1e-8)


def _weights_and_biases(model):
    named = list(model.named_parameters())
    weights = [parameter for name, parameter in named if name.endswith("weight")]
    return weights, [parameter for name, parameter in named if name.endswith("bias")]


def torch_optimizer_default_decay_of_biases(torch, model, lr, bias_lr, weight_decay):
    weights, biases = _weights_and_biases(model)
    return torch.optim.AdamW([
        {"params": weights, "lr": lr, "weight_decay": weight_decay},
        {"params": biases, "lr": bias_lr}])


def torch_optimizer_decay_behind_the_list(torch, model, lr, bias_lr, weight_decay):
    weights, biases = _weights_and_biases(model)
    return torch.optim.AdamW([{"params": weights}, {"params": biases, "lr": bias_lr}],
                             lr=lr, weight_decay=weight_decay)


def torch_optimizer_name_is_bias(torch, model, lr, bias_lr, weight_decay):
    weights, biases = [], []
    for name, parameter in model.named_parameters():
        if name == "bias":
            biases.append(parameter)
        else:
            weights.append(parameter)
    return torch.optim.AdamW([
        {"params": weights, "lr": lr, "weight_decay": weight_decay},
        {"params": biases, "lr": bias_lr, "weight_decay": 0.0}])


def torch_optimizer_biases_twice(torch, model, lr, bias_lr, weight_decay):
    biases = [p for name, p in model.named_parameters() if "bias" in name]
    return torch.optim.AdamW([
        {"params": model.parameters()},
        {"params": biases, "lr": bias_lr, "weight_decay": 0.0}], lr=lr, weight_decay=weight_decay)


def torch_optimizer_loops_over_layers(torch, model, lr, bias_lr, weight_decay):
    weights, biases = [], []
    for layer in model:
        weights.append(layer.weight)
        biases.append(layer.bias)
    return torch.optim.AdamW([
        {"params": weights, "lr": lr, "weight_decay": weight_decay},
        {"params": biases, "lr": bias_lr, "weight_decay": 0.0}])


def torch_optimizer_learning_rate_in_the_group(torch, model, lr, bias_lr, weight_decay):
    weights, biases = _weights_and_biases(model)
    return torch.optim.AdamW([
        {"params": weights, "learning_rate": lr, "weight_decay": weight_decay},
        {"params": biases, "learning_rate": bias_lr, "weight_decay": 0.0}])


def torch_optimizer_rates_swapped(torch, model, lr, bias_lr, weight_decay):
    weights, biases = _weights_and_biases(model)
    return torch.optim.AdamW([
        {"params": weights, "lr": bias_lr, "weight_decay": weight_decay},
        {"params": biases, "lr": lr, "weight_decay": 0.0}])


def torch_optimizer_adam(torch, model, lr, bias_lr, weight_decay):
    weights, biases = _weights_and_biases(model)
    return torch.optim.Adam([
        {"params": weights, "lr": lr, "weight_decay": weight_decay},
        {"params": biases, "lr": bias_lr, "weight_decay": 0.0}])


def torch_optimizer_generator_used_up(torch, model, lr, bias_lr, weight_decay):
    named = model.named_parameters()
    weights = [p for name, p in named if "weight" in name]
    biases = [p for name, p in named if "bias" in name]
    return torch.optim.AdamW([
        {"params": weights, "lr": lr, "weight_decay": weight_decay},
        {"params": biases, "lr": bias_lr, "weight_decay": 0.0}])


def torch_optimizer_second_group_by_hand(torch, model, lr, bias_lr, weight_decay):
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr, weight_decay=weight_decay)
    optimizer.param_groups[1]["lr"] = bias_lr
    optimizer.param_groups[1]["weight_decay"] = 0.0
    return optimizer


def keras_velocity_no_minus(v_torch, lr):
    return lr * np.asarray(v_torch)


def keras_velocity_divides(v_torch, lr):
    return -np.asarray(v_torch) / lr


def keras_velocity_only_the_sign(v_torch, lr):
    return -np.asarray(v_torch, float)


def keras_velocity_average(v_torch, lr):
    return -lr * (1 - 0.9) * np.asarray(v_torch)


def keras_velocity_in_place(v_torch, lr):
    v_torch *= -lr
    return v_torch


def keras_velocity_momentum_again(v_torch, lr):
    return -lr * 0.9 * np.asarray(v_torch)


def keras_velocity_subtracts_the_step(v_torch, lr):
    return v_torch - lr * np.asarray(v_torch)


def keras_velocity_loops(v_torch, lr):
    return [-lr * v for v in v_torch]


def keras_velocity_copy_of_integers(v_torch, lr):
    v = np.array(v_torch)
    v *= -lr
    return v


def keras_velocity_one_number(v_torch, lr):
    return -lr * float(v_torch)


def keras_exp_decay_args_floor(lr0, factor_per_epoch, n_train, batch_size):
    return {"initial_learning_rate": lr0,
            "decay_steps": n_train // batch_size,
            "decay_rate": factor_per_epoch}


def keras_exp_decay_args_quotient(lr0, factor_per_epoch, n_train, batch_size):
    return {"initial_learning_rate": lr0,
            "decay_steps": n_train / batch_size,
            "decay_rate": factor_per_epoch}


def keras_exp_decay_args_ceil_of_numpy(lr0, factor_per_epoch, n_train, batch_size):
    return {"initial_learning_rate": lr0,
            "decay_steps": np.ceil(n_train / batch_size),
            "decay_rate": factor_per_epoch}


def keras_exp_decay_args_every_batch(lr0, factor_per_epoch, n_train, batch_size):
    return {"initial_learning_rate": lr0, "decay_steps": 1, "decay_rate": factor_per_epoch}


def keras_exp_decay_args_learning_rate(lr0, factor_per_epoch, n_train, batch_size):
    return {"learning_rate": lr0,
            "decay_steps": math.ceil(n_train / batch_size),
            "decay_rate": factor_per_epoch}


def keras_exp_decay_args_one_minus(lr0, factor_per_epoch, n_train, batch_size):
    return {"initial_learning_rate": lr0,
            "decay_steps": math.ceil(n_train / batch_size),
            "decay_rate": 1 - factor_per_epoch}


def keras_exp_decay_args_one_batch_more(lr0, factor_per_epoch, n_train, batch_size):
    return {"initial_learning_rate": lr0,
            "decay_steps": n_train // batch_size + 1,
            "decay_rate": factor_per_epoch}


def keras_exp_decay_args_images(lr0, factor_per_epoch, n_train, batch_size):
    return {"initial_learning_rate": lr0, "decay_steps": n_train, "decay_rate": factor_per_epoch}


def keras_exp_decay_args_the_schedule(lr0, factor_per_epoch, n_train, batch_size):
    steps = math.ceil(n_train / batch_size)
    return keras.optimizers.schedules.ExponentialDecay(
        initial_learning_rate=lr0, decay_steps=steps, decay_rate=factor_per_epoch)


def keras_exp_decay_args_root_as_well(lr0, factor_per_epoch, n_train, batch_size):
    steps = math.ceil(n_train / batch_size)
    return {"initial_learning_rate": lr0,
            "decay_steps": steps,
            "decay_rate": factor_per_epoch ** (1 / steps)}


def lr_per_epoch_floor(schedule, n_train, batch_size, epochs):
    steps = n_train // batch_size
    return [schedule(epoch * steps) for epoch in range(epochs)]


def lr_per_epoch_epoch_for_a_step(schedule, n_train, batch_size, epochs):
    return [schedule(epoch) for epoch in range(epochs)]


def lr_per_epoch_last_batch(schedule, n_train, batch_size, epochs):
    steps = math.ceil(n_train / batch_size)
    return [schedule((epoch + 1) * steps - 1) for epoch in range(epochs)]


def lr_per_epoch_one_epoch_late(schedule, n_train, batch_size, epochs):
    steps = math.ceil(n_train / batch_size)
    return [schedule(epoch * steps) for epoch in range(1, epochs + 1)]


def lr_per_epoch_steps_from_one(schedule, n_train, batch_size, epochs):
    steps = math.ceil(n_train / batch_size)
    return [schedule(epoch * steps + 1) for epoch in range(epochs)]


def lr_per_epoch_every_step(schedule, n_train, batch_size, epochs):
    steps = math.ceil(n_train / batch_size)
    return [schedule(step) for step in range(epochs * steps)]


def lr_per_epoch_images(schedule, n_train, batch_size, epochs):
    return [schedule(epoch * n_train) for epoch in range(epochs)]


def lr_per_epoch_first_epoch_always(schedule, n_train, batch_size, epochs):
    steps = math.ceil(n_train / batch_size)
    rates = [schedule(0)]
    for epoch in range(1, epochs):
        rates.append(schedule(epoch * steps))
    return rates


def lr_per_epoch_returns_at_once(schedule, n_train, batch_size, epochs):
    steps = math.ceil(n_train / batch_size)
    rates = []
    for epoch in range(epochs):
        rates.append(schedule(epoch * steps))
        return rates


def lr_per_epoch_rounds_the_product(schedule, n_train, batch_size, epochs):
    return [schedule(int(epoch * n_train / batch_size)) for epoch in range(epochs)]


def keras_schedule_whole_length(keras, lr, warmup_steps, total_steps):
    return keras.optimizers.schedules.CosineDecay(
        0.0, total_steps, warmup_target=lr, warmup_steps=warmup_steps)


def keras_schedule_no_target(keras, lr, warmup_steps, total_steps):
    return keras.optimizers.schedules.CosineDecay(
        lr, total_steps - warmup_steps, warmup_steps=warmup_steps)


def keras_schedule_begins_at_the_target(keras, lr, warmup_steps, total_steps):
    return keras.optimizers.schedules.CosineDecay(
        lr, total_steps - warmup_steps, warmup_target=lr, warmup_steps=warmup_steps)


def keras_schedule_integer_zero(keras, lr, warmup_steps, total_steps):
    return keras.optimizers.schedules.CosineDecay(
        0, total_steps - warmup_steps, warmup_target=lr, warmup_steps=warmup_steps)


def keras_schedule_by_position(keras, lr, warmup_steps, total_steps):
    return keras.optimizers.schedules.CosineDecay(
        0.0, total_steps - warmup_steps, lr, warmup_steps)


def keras_schedule_hundredth(keras, lr, warmup_steps, total_steps):
    return keras.optimizers.schedules.CosineDecay(
        lr / 100, total_steps - warmup_steps, warmup_target=lr, warmup_steps=warmup_steps)


def keras_schedule_ends_swapped(keras, lr, warmup_steps, total_steps):
    return keras.optimizers.schedules.CosineDecay(
        lr, total_steps - warmup_steps, warmup_target=0.0, warmup_steps=warmup_steps)


def keras_schedule_last_step_is_zero(keras, lr, warmup_steps, total_steps):
    return keras.optimizers.schedules.CosineDecay(
        0.0, total_steps - warmup_steps - 1, warmup_target=lr, warmup_steps=warmup_steps)


def keras_schedule_wrong_place(keras, lr, warmup_steps, total_steps):
    return keras.optimizers.CosineDecay(
        0.0, total_steps - warmup_steps, warmup_target=lr, warmup_steps=warmup_steps)


def keras_schedule_the_optimizer(keras, lr, warmup_steps, total_steps):
    schedule = keras.optimizers.schedules.CosineDecay(
        0.0, total_steps - warmup_steps, warmup_target=lr, warmup_steps=warmup_steps)
    return keras.optimizers.AdamW(learning_rate=schedule)


def torch_schedule_whole_length(torch, optimizer, warmup_steps, total_steps):
    lrs = torch.optim.lr_scheduler
    warmup = lrs.LinearLR(optimizer, start_factor=0.01, total_iters=warmup_steps)
    cosine = lrs.CosineAnnealingLR(optimizer, T_max=total_steps)
    return lrs.SequentialLR(optimizer, [warmup, cosine], milestones=[warmup_steps])


def torch_schedule_default_start(torch, optimizer, warmup_steps, total_steps):
    lrs = torch.optim.lr_scheduler
    warmup = lrs.LinearLR(optimizer, total_iters=warmup_steps)
    cosine = lrs.CosineAnnealingLR(optimizer, T_max=total_steps - warmup_steps)
    return lrs.SequentialLR(optimizer, [warmup, cosine], milestones=[warmup_steps])


def torch_schedule_default_iters(torch, optimizer, warmup_steps, total_steps):
    lrs = torch.optim.lr_scheduler
    warmup = lrs.LinearLR(optimizer, start_factor=0.01)
    cosine = lrs.CosineAnnealingLR(optimizer, T_max=total_steps - warmup_steps)
    return lrs.SequentialLR(optimizer, [warmup, cosine], milestones=[warmup_steps])


def torch_schedule_chained(torch, optimizer, warmup_steps, total_steps):
    lrs = torch.optim.lr_scheduler
    warmup = lrs.LinearLR(optimizer, start_factor=0.01, total_iters=warmup_steps)
    cosine = lrs.CosineAnnealingLR(optimizer, T_max=total_steps - warmup_steps)
    return lrs.ChainedScheduler([warmup, cosine])


def torch_schedule_milestone_a_number(torch, optimizer, warmup_steps, total_steps):
    lrs = torch.optim.lr_scheduler
    warmup = lrs.LinearLR(optimizer, start_factor=0.01, total_iters=warmup_steps)
    cosine = lrs.CosineAnnealingLR(optimizer, T_max=total_steps - warmup_steps)
    return lrs.SequentialLR(optimizer, [warmup, cosine], milestones=warmup_steps)


def torch_schedule_start_is_a_rate(torch, optimizer, warmup_steps, total_steps):
    lrs = torch.optim.lr_scheduler
    lr = optimizer.param_groups[0]["lr"]
    warmup = lrs.LinearLR(optimizer, start_factor=lr / 100, total_iters=warmup_steps)
    cosine = lrs.CosineAnnealingLR(optimizer, T_max=total_steps - warmup_steps)
    return lrs.SequentialLR(optimizer, [warmup, cosine], milestones=[warmup_steps])


def torch_schedule_two_schedulers(torch, optimizer, warmup_steps, total_steps):
    lrs = torch.optim.lr_scheduler
    warmup = lrs.LinearLR(optimizer, start_factor=0.01, total_iters=warmup_steps)
    cosine = lrs.CosineAnnealingLR(optimizer, T_max=total_steps - warmup_steps)
    return [warmup, cosine]


def torch_schedule_one_cycle(torch, optimizer, warmup_steps, total_steps):
    return torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=[group["lr"] for group in optimizer.param_groups],
        total_steps=total_steps, pct_start=warmup_steps / total_steps, div_factor=100)


def torch_schedule_cosine_without_its_half(torch, optimizer, warmup_steps, total_steps):
    def factor(step):
        if step < warmup_steps:
            return 0.01 + 0.99 * step / warmup_steps
        return math.cos(math.pi * (step - warmup_steps) / (total_steps - warmup_steps))

    return torch.optim.lr_scheduler.LambdaLR(optimizer, factor)


def torch_schedule_optimizer_left_out(torch, optimizer, warmup_steps, total_steps):
    lrs = torch.optim.lr_scheduler
    warmup = lrs.LinearLR(optimizer, start_factor=0.01, total_iters=warmup_steps)
    cosine = lrs.CosineAnnealingLR(optimizer, T_max=total_steps - warmup_steps)
    return lrs.SequentialLR([warmup, cosine], milestones=[warmup_steps])
