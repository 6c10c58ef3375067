"""Natural slips in the exercises of notebook 9, written from its text and only counted."""

import math

import numpy as np

# --- keras_optimizer --------------------------------------------------------------------------


def keras_optimizer_lr_as_in_pytorch(keras, lr, weight_decay):
    return keras.optimizers.AdamW(lr=lr, weight_decay=weight_decay)




def keras_optimizer_leaves_out_the_decay(keras, lr, weight_decay):
    return keras.optimizers.AdamW(learning_rate=lr)


def keras_optimizer_decay_times_the_rate(keras, lr, weight_decay):
    # AdamW shrinks by the share lr * lambda
    return keras.optimizers.AdamW(learning_rate=lr, weight_decay=lr * weight_decay)


def keras_optimizer_decay_in_the_first_place(keras, lr, weight_decay):
    return keras.optimizers.AdamW(weight_decay, lr)


def keras_optimizer_eps_of_notebook_7(keras, lr, weight_decay):
    return keras.optimizers.AdamW(learning_rate=lr, weight_decay=weight_decay, epsilon=1e-8)


def keras_optimizer_sets_lr_afterwards(keras, lr, weight_decay):
    optimizer = keras.optimizers.AdamW(weight_decay=weight_decay)
    optimizer.lr = lr
    return optimizer


def keras_optimizer_spares_the_biases(keras, lr, weight_decay):
    optimizer = keras.optimizers.AdamW(learning_rate=lr, weight_decay=weight_decay)
    optimizer.exclude_from_weight_decay(var_names=["bias"])
    return optimizer


def keras_optimizer_copied_with_tf_in_front(keras, lr, weight_decay):
    optimizer = tf.keras.optimizers.AdamW(learning_rate=lr, weight_decay=weight_decay)  # noqa: F821
    return optimizer


def keras_optimizer_decay_without_weight(keras, lr, weight_decay):
    return keras.optimizers.AdamW(learning_rate=lr, decay=weight_decay)


# --- torch_optimizer --------------------------------------------------------------------------


def torch_optimizer_biases_inherit_the_decay(torch, model, lr, bias_lr, weight_decay):
    weights = [p for name, p in model.named_parameters() if name.endswith("weight")]
    biases = [p for name, p in model.named_parameters() if name.endswith("bias")]
    return torch.optim.AdamW(
        [{"params": weights}, {"params": biases, "lr": bias_lr}], lr=lr, weight_decay=weight_decay
    )


def torch_optimizer_biases_get_the_default_decay(torch, model, lr, bias_lr, weight_decay):
    weights, biases = [], []
    for name, param in model.named_parameters():
        (biases if name.endswith("bias") else weights).append(param)
    groups = [
        {"params": weights, "lr": lr, "weight_decay": weight_decay},
        {"params": biases, "lr": bias_lr},  # no decay
    ]
    return torch.optim.AdamW(groups)


def torch_optimizer_goes_through_the_outer_layers(torch, model, lr, bias_lr, weight_decay):
    weights = [layer.weight for layer in model]
    biases = [layer.bias for layer in model]
    return torch.optim.AdamW(
        [
            {"params": weights, "lr": lr, "weight_decay": weight_decay},
            {"params": biases, "lr": bias_lr, "weight_decay": 0.0},
        ]
    )


def torch_optimizer_two_optimizers(torch, model, lr, bias_lr, weight_decay):
    weights = [p for name, p in model.named_parameters() if "weight" in name]
    biases = [p for name, p in model.named_parameters() if "bias" in name]
    return (
        torch.optim.AdamW(weights, lr=lr, weight_decay=weight_decay),
        torch.optim.AdamW(biases, lr=bias_lr, weight_decay=0.0),
    )


def torch_optimizer_every_second_is_a_bias(torch, model, lr, bias_lr, weight_decay):
    params = [param for _, param in model.named_parameters()]
    return torch.optim.AdamW(
        [
            {"params": params[0::2]},
            {"params": params[1::2], "lr": bias_lr, "weight_decay": 0.0},
        ],
        lr=lr,
        weight_decay=weight_decay,
    )


def torch_optimizer_learning_rate_as_a_key(torch, model, lr, bias_lr, weight_decay):
    named = list(model.named_parameters())
    return torch.optim.AdamW(
        [
            {"params": [p for name, p in named if name.endswith("weight")]},
            {
                "params": [p for name, p in named if name.endswith("bias")],
                "learning_rate": bias_lr,
                "weight_decay": 0.0,
            },
        ],
        lr=lr,
        weight_decay=weight_decay,
    )


def torch_optimizer_adam_with_a_penalty(torch, model, lr, bias_lr, weight_decay):
    named = dict(model.named_parameters())
    weights = [named[name] for name in named if name.endswith("weight")]
    biases = [named[name] for name in named if name.endswith("bias")]
    return torch.optim.Adam(
        [
            {"params": weights, "lr": lr, "weight_decay": weight_decay},
            {"params": biases, "lr": bias_lr, "weight_decay": 0},
        ]
    )


def torch_optimizer_rate_of_the_weights_left_out(torch, model, lr, bias_lr, weight_decay):
    weights = [p for name, p in model.named_parameters() if name.endswith("weight")]
    biases = [p for name, p in model.named_parameters() if name.endswith("bias")]
    groups = [{"params": weights}, {"params": biases, "lr": bias_lr, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, weight_decay=weight_decay)


def torch_optimizer_changes_a_second_group(torch, model, lr, bias_lr, weight_decay):
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr, weight_decay=weight_decay)
    optimizer.param_groups[1]["lr"] = bias_lr
    optimizer.param_groups[1]["weight_decay"] = 0.0
    return optimizer


def torch_optimizer_second_part_of_the_name(torch, model, lr, bias_lr, weight_decay):
    weights, biases = [], []
    for name, param in model.named_parameters():
        if name.split(".")[1] == "weight":
            weights.append(param)
        else:
            biases.append(param)
    return torch.optim.AdamW(
        [
            {"params": weights, "lr": lr, "weight_decay": weight_decay},
            {"params": biases, "lr": bias_lr, "weight_decay": 0.0},
        ]
    )


# --- keras_velocity ---------------------------------------------------------------------------


def keras_velocity_without_the_minus(v_torch, lr):
    return lr * v_torch


def keras_velocity_without_the_rate(v_torch, lr):
    return -v_torch


def keras_velocity_divides_by_the_rate(v_torch, lr):
    return -v_torch / lr


def keras_velocity_once_more_the_momentum(v_torch, lr):
    return -lr * 0.9 * v_torch


def keras_velocity_as_an_average(v_torch, lr):
    return -lr * (1 - 0.9) * v_torch


def keras_velocity_in_place(v_torch, lr):
    v_torch *= -lr
    return v_torch


def keras_velocity_copy_stays_integer(v_torch, lr):
    v_keras = np.array(v_torch)
    v_keras[...] = -lr * v_keras
    return v_keras


def keras_velocity_makes_another_update(v_torch, lr):
    return 0.9 * v_torch - lr * v_torch  # v = momentum * v - lr * grad


def keras_velocity_list_entry_by_entry(v_torch, lr):
    return [-lr * float(v) for v in v_torch]


def keras_velocity_as_if_settled(v_torch, lr):
    return -lr * v_torch / (1 - 0.9)  # the sum of all the steps to come


# --- keras_exp_decay_args ---------------------------------------------------------------------


def keras_exp_decay_args_drops_the_last_batch(lr0, factor_per_epoch, n_train, batch_size):
    return {
        "initial_learning_rate": lr0,
        "decay_steps": n_train // batch_size,
        "decay_rate": factor_per_epoch,
    }


def keras_exp_decay_args_rounds(lr0, factor_per_epoch, n_train, batch_size):
    steps = int(round(n_train / batch_size))
    return {
        "initial_learning_rate": lr0,
        "decay_steps": steps,
        "decay_rate": factor_per_epoch,
    }


def keras_exp_decay_args_always_one_more(lr0, factor_per_epoch, n_train, batch_size):
    return dict(
        initial_learning_rate=lr0,
        decay_steps=n_train // batch_size + 1,  # and the smaller one
        decay_rate=factor_per_epoch,
    )


def keras_exp_decay_args_rate_as_a_loss(lr0, factor_per_epoch, n_train, batch_size):
    return {
        "initial_learning_rate": lr0,
        "decay_steps": math.ceil(n_train / batch_size),
        "decay_rate": 1 - factor_per_epoch,
    }


def keras_exp_decay_args_names_of_the_exercise(lr0, factor_per_epoch, n_train, batch_size):
    steps = -(-n_train // batch_size)
    return {"learning_rate": lr0, "decay_steps": steps, "decay_rate": factor_per_epoch}


def keras_exp_decay_args_a_tuple(lr0, factor_per_epoch, n_train, batch_size):
    return lr0, math.ceil(n_train / batch_size), factor_per_epoch


def keras_exp_decay_args_np_ceil_is_a_float(lr0, factor_per_epoch, n_train, batch_size):
    return {
        "initial_learning_rate": lr0,
        "decay_steps": np.ceil(n_train / batch_size),
        "decay_rate": factor_per_epoch,
    }


def keras_exp_decay_args_counts_examples(lr0, factor_per_epoch, n_train, batch_size):
    # an epoch is over after n_train examples
    return {
        "initial_learning_rate": lr0,
        "decay_steps": n_train,
        "decay_rate": factor_per_epoch,
    }


def keras_exp_decay_args_as_a_staircase(lr0, factor_per_epoch, n_train, batch_size):
    return {
        "initial_learning_rate": lr0,
        "decay_steps": math.ceil(n_train / batch_size),
        "decay_rate": factor_per_epoch,
        "staircase": True,  # once per epoch
    }


def keras_exp_decay_args_converts_twice(lr0, factor_per_epoch, n_train, batch_size):
    steps = math.ceil(n_train / batch_size)
    return {
        "initial_learning_rate": lr0,
        "decay_steps": steps,
        "decay_rate": factor_per_epoch ** (1 / steps),
    }


# --- lr_per_epoch -----------------------------------------------------------------------------


def lr_per_epoch_only_full_batches(schedule, n_train, batch_size, epochs):
    steps = n_train // batch_size
    return [schedule(epoch * steps) for epoch in range(epochs)]


def lr_per_epoch_asks_by_the_epoch(schedule, n_train, batch_size, epochs):
    return [schedule(epoch) for epoch in range(epochs)]


def lr_per_epoch_last_batch_of_each(schedule, n_train, batch_size, epochs):
    steps = math.ceil(n_train / batch_size)
    return [schedule(steps * (epoch + 1) - 1) for epoch in range(epochs)]


def lr_per_epoch_epochs_from_1(schedule, n_train, batch_size, epochs):
    steps = math.ceil(n_train / batch_size)
    return [schedule(epoch * steps) for epoch in range(1, epochs + 1)]


def lr_per_epoch_examples_as_steps(schedule, n_train, batch_size, epochs):
    return [schedule(epoch * n_train) for epoch in range(epochs)]


def lr_per_epoch_mean_of_the_epoch(schedule, n_train, batch_size, epochs):
    steps = math.ceil(n_train / batch_size)
    rates = []
    for epoch in range(epochs):
        rates.append(sum(schedule(epoch * steps + k) for k in range(steps)) / steps)
    return rates




def lr_per_epoch_always_the_first_rate(schedule, n_train, batch_size, epochs):
    steps, rates = math.ceil(n_train / batch_size), [schedule(0)]
    for epoch in range(1, epochs):
        rates.append(schedule(epoch * steps))
    return rates


def lr_per_epoch_rounds_down_at_the_end(schedule, n_train, batch_size, epochs):
    total = epochs * n_train // batch_size
    return [schedule(step) for step in range(0, total, math.ceil(n_train / batch_size))]


def lr_per_epoch_batches_run_over_the_border(schedule, n_train, batch_size, epochs):
    return [schedule(int(epoch * n_train / batch_size)) for epoch in range(epochs)]


# --- keras_schedule ---------------------------------------------------------------------------


def keras_schedule_cosine_over_all_steps(keras, lr, warmup_steps, total_steps):
    return keras.optimizers.schedules.CosineDecay(
        0.0, total_steps, warmup_target=lr, warmup_steps=warmup_steps
    )


def keras_schedule_begins_at_the_full_rate(keras, lr, warmup_steps, total_steps):
    return keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=lr,
        decay_steps=total_steps - warmup_steps,
        warmup_target=lr,
        warmup_steps=warmup_steps,
    )


def keras_schedule_zero_as_an_integer(keras, lr, warmup_steps, total_steps):
    return keras.optimizers.schedules.CosineDecay(
        0, total_steps - warmup_steps, warmup_target=lr, warmup_steps=warmup_steps
    )


def keras_schedule_without_a_target(keras, lr, warmup_steps, total_steps):
    return keras.optimizers.schedules.CosineDecay(
        lr, total_steps - warmup_steps, warmup_steps=warmup_steps
    )


def keras_schedule_zero_in_the_last_step_made(keras, lr, warmup_steps, total_steps):
    return keras.optimizers.schedules.CosineDecay(
        0.0, total_steps - warmup_steps - 1, warmup_target=lr, warmup_steps=warmup_steps
    )


def keras_schedule_from_a_hundredth_as_in_torch(keras, lr, warmup_steps, total_steps):
    return keras.optimizers.schedules.CosineDecay(
        lr / 100, total_steps - warmup_steps, warmup_target=lr, warmup_steps=warmup_steps
    )


def keras_schedule_lengths_swapped(keras, lr, warmup_steps, total_steps):
    decay_steps = warmup_steps
    return keras.optimizers.schedules.CosineDecay(
        0.0, decay_steps, warmup_target=lr, warmup_steps=total_steps - decay_steps
    )


def keras_schedule_arguments_by_position(keras, lr, warmup_steps, total_steps):
    return keras.optimizers.schedules.CosineDecay(
        0.0, total_steps - warmup_steps, lr, warmup_steps
    )


def keras_schedule_a_function_of_its_own(keras, lr, warmup_steps, total_steps):
    def schedule(step):
        if step < warmup_steps:
            return lr * step / warmup_steps
        done = (step - warmup_steps) / (total_steps - warmup_steps)
        return lr * 0.5 * (1 + math.cos(math.pi * done))

    return schedule


def keras_schedule_the_whole_optimizer(keras, lr, warmup_steps, total_steps):
    schedule = keras.optimizers.schedules.CosineDecay(
        0.0, total_steps - warmup_steps, warmup_target=lr, warmup_steps=warmup_steps
    )
    return keras.optimizers.AdamW(learning_rate=schedule)


# --- torch_schedule ---------------------------------------------------------------------------


def torch_schedule_cosine_over_all_steps(torch, optimizer, warmup_steps, total_steps):
    lrs = torch.optim.lr_scheduler
    up = lrs.LinearLR(optimizer, start_factor=0.01, total_iters=warmup_steps)
    down = lrs.CosineAnnealingLR(optimizer, T_max=total_steps)
    return lrs.SequentialLR(optimizer, [up, down], milestones=[warmup_steps])


def torch_schedule_default_start_factor(torch, optimizer, warmup_steps, total_steps):
    lrs = torch.optim.lr_scheduler
    up = lrs.LinearLR(optimizer, total_iters=warmup_steps)
    down = lrs.CosineAnnealingLR(optimizer, T_max=total_steps - warmup_steps)
    return lrs.SequentialLR(optimizer, [up, down], milestones=[warmup_steps])


def torch_schedule_a_rate_as_start_factor(torch, optimizer, warmup_steps, total_steps):
    lrs = torch.optim.lr_scheduler
    hundredth = optimizer.param_groups[0]["lr"] / 100
    up = lrs.LinearLR(optimizer, start_factor=hundredth, total_iters=warmup_steps)
    down = lrs.CosineAnnealingLR(optimizer, T_max=total_steps - warmup_steps)
    return lrs.SequentialLR(optimizer, [up, down], milestones=[warmup_steps])


def torch_schedule_milestone_is_a_length(torch, optimizer, warmup_steps, total_steps):
    lrs = torch.optim.lr_scheduler
    rest = total_steps - warmup_steps
    up = lrs.LinearLR(optimizer, start_factor=0.01, total_iters=warmup_steps)
    down = lrs.CosineAnnealingLR(optimizer, T_max=rest)
    return lrs.SequentialLR(optimizer, [up, down], milestones=[rest])


def torch_schedule_both_at_once(torch, optimizer, warmup_steps, total_steps):
    lrs = torch.optim.lr_scheduler
    return lrs.ChainedScheduler(
        [
            lrs.LinearLR(optimizer, start_factor=0.01, total_iters=warmup_steps),
            lrs.CosineAnnealingLR(optimizer, T_max=total_steps - warmup_steps),
        ]
    )


def torch_schedule_makes_the_first_call(torch, optimizer, warmup_steps, total_steps):
    lrs = torch.optim.lr_scheduler
    up = lrs.LinearLR(optimizer, start_factor=0.01, total_iters=warmup_steps)
    down = lrs.CosineAnnealingLR(optimizer, T_max=total_steps - warmup_steps)
    scheduler = lrs.SequentialLR(optimizer, [up, down], milestones=[warmup_steps])
    scheduler.step()
    return scheduler


def torch_schedule_own_factor_from_0(torch, optimizer, warmup_steps, total_steps):
    def factor(step):
        if step < warmup_steps:
            return step / warmup_steps
        done = (step - warmup_steps) / (total_steps - warmup_steps)
        return 0.5 * (1 + math.cos(math.pi * done))

    return torch.optim.lr_scheduler.LambdaLR(optimizer, factor)


def torch_schedule_milestone_one_step_early(torch, optimizer, warmup_steps, total_steps):
    lrs = torch.optim.lr_scheduler
    up = lrs.LinearLR(optimizer, start_factor=0.01, total_iters=warmup_steps)
    down = lrs.CosineAnnealingLR(optimizer, T_max=total_steps - warmup_steps)
    # steps are counted from 0, so warmup_steps - 1 is the last one of the warm-up
    return lrs.SequentialLR(optimizer, [up, down], milestones=[warmup_steps - 1])


def torch_schedule_a_list_of_two(torch, optimizer, warmup_steps, total_steps):
    up = torch.optim.lr_scheduler.LinearLR(optimizer, 0.01, total_iters=warmup_steps)
    down = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, total_steps - warmup_steps)
    return [up, down]


def torch_schedule_end_as_a_milestone(torch, optimizer, warmup_steps, total_steps):
    lrs = torch.optim.lr_scheduler
    up = lrs.LinearLR(optimizer, start_factor=0.01, total_iters=warmup_steps)
    down = lrs.CosineAnnealingLR(optimizer, T_max=total_steps - warmup_steps)
    return lrs.SequentialLR(optimizer, [up, down], milestones=[warmup_steps, total_steps])
