"""Wrong answers to the exercises of notebook 9, written without looking at the misconceptions."""

import math

import numpy as np


def keras_exp_decay_args_short_names(lr0, factor_per_epoch, n_train, batch_size):
    return {"lr": lr0, "steps": math.ceil(n_train / batch_size), "rate": factor_per_epoch}


def keras_exp_decay_args_swapped(lr0, factor_per_epoch, n_train, batch_size):
    return {"initial_learning_rate": factor_per_epoch, "decay_rate": lr0,
            "decay_steps": math.ceil(n_train / batch_size)}


def keras_exp_decay_args_turned_over(lr0, factor_per_epoch, n_train, batch_size):
    return {"initial_learning_rate": lr0, "decay_rate": factor_per_epoch,
            "decay_steps": math.ceil(batch_size / n_train)}


def keras_exp_decay_args_as_text(lr0, factor_per_epoch, n_train, batch_size):
    return {"initial_learning_rate": str(lr0), "decay_rate": str(factor_per_epoch),
            "decay_steps": str(math.ceil(n_train / batch_size))}


def keras_exp_decay_args_ten_epochs_too_slow(lr0, factor_per_epoch, n_train, batch_size):
    steps = math.ceil(n_train / batch_size)
    return {"initial_learning_rate": lr0, "decay_rate": factor_per_epoch, "decay_steps": 10 * steps}


def keras_exp_decay_args_product(lr0, factor_per_epoch, n_train, batch_size):
    return {"initial_learning_rate": lr0, "decay_rate": factor_per_epoch,
            "decay_steps": n_train * batch_size}


def lr_per_epoch_averages(schedule, n_train, batch_size, epochs):
    steps = math.ceil(n_train / batch_size)
    return [np.mean([schedule(e * steps + k) for k in range(steps)]) for e in range(epochs)]


def lr_per_epoch_compounds(schedule, n_train, batch_size, epochs):
    steps, rates, rate = math.ceil(n_train / batch_size), [], 1.0
    for e in range(epochs):
        rate *= schedule(e * steps)
        rates.append(rate)
    return rates


def lr_per_epoch_turned_over(schedule, n_train, batch_size, epochs):
    return [schedule(e * math.ceil(batch_size / n_train)) for e in range(epochs)]


def lr_per_epoch_backwards(schedule, n_train, batch_size, epochs):
    steps = math.ceil(n_train / batch_size)
    return [schedule(e * steps) for e in reversed(range(epochs))]


def lr_per_epoch_always_one_more(schedule, n_train, batch_size, epochs):
    return [schedule(e * (n_train // batch_size + 1)) for e in range(epochs)]


def keras_velocity_of_the_weights(v_torch, lr):
    return 1 - lr * np.asarray(v_torch)


def keras_velocity_squared_rate(v_torch, lr):
    return -(lr**2) * np.asarray(v_torch)


def keras_velocity_plus(v_torch, lr):
    return -(lr + np.asarray(v_torch))


def keras_velocity_of_the_sum(v_torch, lr):
    return -lr * np.sum(v_torch)


def keras_velocity_sign(v_torch, lr):
    return -lr * np.sign(v_torch)


def keras_optimizer_lion(keras, lr, weight_decay):
    return keras.optimizers.Lion(learning_rate=lr, weight_decay=weight_decay)


def keras_optimizer_positions_of_torch(keras, lr, weight_decay):
    return keras.optimizers.AdamW(lr, (0.9, 0.999), 1e-8, weight_decay)


def keras_optimizer_decays_at_a_schedule(keras, lr, weight_decay):
    schedule = keras.optimizers.schedules.ExponentialDecay(lr, 10, 0.9)
    return keras.optimizers.AdamW(learning_rate=schedule, weight_decay=weight_decay)


def keras_optimizer_other_beta(keras, lr, weight_decay):
    return keras.optimizers.AdamW(learning_rate=lr, weight_decay=weight_decay, beta_1=0.95)


def keras_optimizer_as_a_dict(keras, lr, weight_decay):
    return {"type": "AdamW", "learning_rate": lr, "weight_decay": weight_decay}


def keras_optimizer_spares_the_biases(keras, lr, weight_decay):
    optimizer = keras.optimizers.AdamW(learning_rate=lr, weight_decay=weight_decay)
    optimizer.exclude_from_weight_decay(var_names=["bias"])
    return optimizer


def keras_optimizer_no_such_name(keras, lr, weight_decay):
    return keras.optimizers.adamw(learning_rate=lr, weight_decay=weight_decay)


def torch_optimizer_two_optimizers(torch, model, lr, bias_lr, weight_decay):
    weights = [p for p in model.parameters() if p.ndim > 1]
    biases = [p for p in model.parameters() if p.ndim == 1]
    return [torch.optim.AdamW(weights, lr=lr, weight_decay=weight_decay),
            torch.optim.AdamW(biases, lr=bias_lr, weight_decay=0)]


def torch_optimizer_sgd(torch, model, lr, bias_lr, weight_decay):
    return torch.optim.SGD([
        {"params": [p for p in model.parameters() if p.ndim > 1], "weight_decay": weight_decay},
        {"params": [p for p in model.parameters() if p.ndim == 1], "lr": bias_lr}], lr=lr)


def torch_optimizer_all_and_again(torch, model, lr, bias_lr, weight_decay):
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr, weight_decay=weight_decay)
    biases = [p for p in model.parameters() if p.ndim == 1]
    optimizer.add_param_group({"params": biases, "lr": bias_lr, "weight_decay": 0})
    return optimizer


def torch_optimizer_first_and_last(torch, model, lr, bias_lr, weight_decay):
    first, *rest = model.parameters()
    return torch.optim.AdamW([{"params": [first]}, {"params": rest, "lr": bias_lr,
                                                    "weight_decay": 0}],
                             lr=lr, weight_decay=weight_decay)


def torch_optimizer_names_in_the_dict(torch, model, lr, bias_lr, weight_decay):
    return torch.optim.AdamW([{"weights": model.parameters(), "lr": lr}], lr=bias_lr)


def torch_optimizer_as_a_dict(torch, model, lr, bias_lr, weight_decay):
    names = [name for name, _ in model.named_parameters()]
    return {"type": "AdamW", "lr": {n: bias_lr if "bias" in n else lr for n in names},
            "weight_decay": {n: 0.0 if "bias" in n else weight_decay for n in names}}


def torch_optimizer_other_betas(torch, model, lr, bias_lr, weight_decay):
    return torch.optim.AdamW([
        {"params": [p for p in model.parameters() if p.ndim > 1]},
        {"params": [p for p in model.parameters() if p.ndim == 1], "lr": bias_lr,
         "weight_decay": 0}], lr=lr, weight_decay=weight_decay, betas=(0.9, 0.95))


def keras_schedule_exponential(keras, lr, warmup_steps, total_steps):
    return keras.optimizers.schedules.ExponentialDecay(lr, total_steps, 0.01)


def keras_schedule_a_number(keras, lr, warmup_steps, total_steps):
    return lr


def keras_schedule_quarter(keras, lr, warmup_steps, total_steps):
    class Quarter(keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            share = (step - warmup_steps) / (total_steps - warmup_steps)
            return lr * keras.ops.where(step < warmup_steps, step / warmup_steps,
                                        keras.ops.cos(np.pi / 2 * share))

    return Quarter()


def keras_schedule_with_min(keras, lr, warmup_steps, total_steps):
    class Least(keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            share = (step - warmup_steps) / (total_steps - warmup_steps)
            return min(lr * step / warmup_steps, 0.5 * lr * (1 + np.cos(np.pi * share)))

    return Least()


def keras_schedule_a_list(keras, lr, warmup_steps, total_steps):
    return [lr * min(1, step / warmup_steps) for step in range(total_steps)]


def keras_schedule_as_a_dict(keras, lr, warmup_steps, total_steps):
    left = total_steps - warmup_steps
    rates = [lr * k / warmup_steps for k in range(warmup_steps)]
    rates += [lr * (1 + math.cos(math.pi * k / left)) / 2 for k in range(left)]
    return {"rates": np.array(rates)}


def keras_schedule_warmup_after(keras, lr, warmup_steps, total_steps):
    return keras.optimizers.schedules.CosineDecay(
        0.0, total_steps - 2 * warmup_steps or 1, warmup_target=lr, warmup_steps=warmup_steps)


def torch_schedule_plateau(torch, optimizer, warmup_steps, total_steps):
    return torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer)


def torch_schedule_steps(torch, optimizer, warmup_steps, total_steps):
    return torch.optim.lr_scheduler.StepLR(optimizer, warmup_steps)


def torch_schedule_another_optimizer(torch, optimizer, warmup_steps, total_steps):
    mine = torch.optim.SGD(torch.nn.Linear(1, 1).parameters(), lr=0.5)
    return torch.optim.lr_scheduler.CosineAnnealingLR(mine, total_steps)


def torch_schedule_stepped_through(torch, optimizer, warmup_steps, total_steps):
    lrs = torch.optim.lr_scheduler
    rise = lrs.LinearLR(optimizer, start_factor=0.01, total_iters=warmup_steps)
    for _ in range(warmup_steps):
        rise.step()
    return lrs.CosineAnnealingLR(optimizer, total_steps - warmup_steps)


def torch_schedule_as_a_dict(torch, optimizer, warmup_steps, total_steps):
    return {"rates": np.zeros((total_steps, 1))}


def torch_schedule_starts_at_a_tenth(torch, optimizer, warmup_steps, total_steps):
    lrs = torch.optim.lr_scheduler
    return lrs.SequentialLR(optimizer, [
        lrs.LinearLR(optimizer, 0.1, total_iters=warmup_steps),
        lrs.CosineAnnealingLR(optimizer, total_steps - warmup_steps)], [warmup_steps])


def torch_schedule_without_milestones(torch, optimizer, warmup_steps, total_steps):
    lrs = torch.optim.lr_scheduler
    return lrs.SequentialLR(optimizer, [
        lrs.LinearLR(optimizer, 0.01, total_iters=warmup_steps),
        lrs.CosineAnnealingLR(optimizer, total_steps - warmup_steps)], [])
