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


# adam_config -------------------------------------------------------------------------------


def adam_config_looked_up(name):
    eps = {"keras": 1e-7, "torch": 1e-8}
    if name not in eps:
        raise ValueError(f"keras or torch, not {name}")
    return {"eps": eps[name], "beta2": 0.999, "beta1": 0.9, "learning_rate": 0.001}


def adam_config_by_match(name):
    match name:
        case "keras":
            eps = 1e-7
        case "torch":
            eps = 1e-8
        case _:
            raise ValueError(name)
    return {"learning_rate": 1e-3, "beta1": 9e-1, "beta2": 1 - 1e-3, "eps": eps}


def adam_config_with_try(name):
    common = {"learning_rate": 0.001, "beta1": 0.9, "beta2": 0.999}
    try:
        return common | {"keras": {"eps": 1e-7}, "torch": {"eps": 1e-8}}[name]
    except KeyError:
        raise ValueError("unknown") from None


def adam_config_in_numpy(name):
    if name not in {"keras", "torch"}:
        raise ValueError
    values = np.array([1e-3, 0.9, 0.999, 1e-7 if name == "keras" else 1e-8])
    return dict(zip(("learning_rate", "beta1", "beta2", "eps"), values))


def adam_config_by_the_index(name):
    power = -7 - ["keras", "torch"].index(name)  # index raises the ValueError
    return {"learning_rate": 10.0**-3, "beta1": 0.9, "beta2": 0.999, "eps": 10.0**power}


def adam_config_one_from_the_other(name):
    if name == "torch":
        return {"learning_rate": 0.001, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8}
    if name == "keras":
        return {**adam_config_one_from_the_other("torch"), "eps": 1e-7}
    raise ValueError("choose keras or torch")
