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


def keras_exp_decay_args_per_step(lr0, factor_per_epoch, n_train, batch_size):
    steps = math.ceil(n_train / batch_size)
    return {"initial_learning_rate": lr0, "decay_rate": factor_per_epoch ** (1 / steps),
            "decay_steps": 1}


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


def adam_config_same_for_both(name):
    return {"learning_rate": 0.001, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8}


def adam_config_nested(name):
    if name not in ("keras", "torch"):
        raise ValueError
    return {name: {"learning_rate": 0.001, "beta1": 0.9, "beta2": 0.999, "eps": 1e-7}}


def adam_config_texts(name):
    if name not in ("keras", "torch"):
        raise ValueError
    return {"learning_rate": "1e-3", "beta1": "0.9", "beta2": "0.999",
            "eps": "1e-7" if name == "keras" else "1e-8"}


def adam_config_eps_zero(name):
    if name not in ("keras", "torch"):
        raise ValueError
    return {"learning_rate": 0.001, "beta1": 0.9, "beta2": 0.999, "eps": 0.0}


def adam_config_contains(name):
    if "torch" in name.lower():
        return {"learning_rate": 0.001, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8}
    if "keras" in name.lower():
        return {"learning_rate": 0.001, "beta1": 0.9, "beta2": 0.999, "eps": 1e-7}
    raise ValueError(name)
