"""The runs in Keras: a model, `compile` and `fit`, as in the library's own examples.

Called in a process whose ``KERAS_BACKEND`` names the backend (`process`).
"""

from contextlib import contextmanager

import numpy as np

from lrkit.frameworks.recipes import (
    BATCH_SIZE,
    EPOCHS,
    RECIPES,
    FrameworkRecipe,
    network,
    start,
)
from lrkit.frameworks.sources import load


def train_recipe(name: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the parameters after 0, 1, ... steps, and the rate that each step used."""
    import keras

    recipe = RECIPES[name]
    with _precision(keras, recipe.dtype):
        return _fit(keras, _optimizer(keras, recipe), recipe.dtype)


def train_own(
    optimizer: tuple[str, str], schedule: tuple[str, str] | None, numbers: dict
) -> tuple[np.ndarray, np.ndarray]:
    """Return the same of a learner's optimizer and schedule, given as texts with their names.

    TypeError if they are not Keras'.
    """
    import keras

    made = load(*optimizer)(keras, numbers["lr"], numbers["weight_decay"])
    if not isinstance(made, keras.optimizers.Optimizer):
        raise TypeError(f"{optimizer[1]} must return an optimizer, got {type(made).__name__}")
    if schedule is not None:
        rates = load(*schedule)(
            keras, numbers["lr"], numbers["warmup_steps"], numbers["total_steps"])
        if not isinstance(rates, keras.optimizers.schedules.LearningRateSchedule):
            raise TypeError(f"{schedule[1]} must return a LearningRateSchedule, "
                            f"got {type(rates).__name__}")
        made.learning_rate = rates
    return _fit(keras, made, "float32")


def _fit(keras, optimizer, dtype: str) -> tuple[np.ndarray, np.ndarray]:
    net = network()
    model = keras.Sequential([
        keras.Input((64,)),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(10),
    ])
    model.set_weights([part.astype(dtype) for part in net.split(start())])
    model.compile(
        optimizer=optimizer,
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    recorder = _recording_callback(keras)
    model.fit(net.X.astype(dtype), net.labels, batch_size=BATCH_SIZE, epochs=EPOCHS,
              shuffle=False, callbacks=[recorder], verbose=0)
    return np.array([start(), *recorder.places]), np.array(recorder.lrs)


def optimizer_defaults(name: str) -> dict:
    """Return the defaults of an optimizer, read from its signature."""
    from inspect import signature

    import keras

    options = signature(getattr(keras.optimizers, name).__init__).parameters
    known = ("learning_rate", "momentum", "rho", "beta_1", "beta_2", "epsilon",
             "initial_accumulator_value")
    return {key: options[key].default for key in known if key in options}


def rounded_numbers() -> dict[str, float]:
    """Return four numbers as Keras computes them with 64 bits; `rounding` says why they differ."""
    import keras

    with _precision(keras, "float64"):
        third, one = (keras.ops.convert_to_tensor([[x]], "float64") for x in (1 / 3, 1.0))
        schedule = keras.optimizers.schedules.ExponentialDecay(0.02, 16, 0.5)
        found = {
            "cast of 0.9": keras.ops.cast(0.9, "float64"),
            "constant of 0.1": keras.initializers.Constant(0.1)((), "float64"),
            "schedule from 0.02": schedule(0),
            "1/3 times 1": keras.ops.matmul(third, one)[0, 0],
        }
        return {name: float(keras.ops.convert_to_numpy(value)) for name, value in found.items()}


def _optimizer(keras, recipe: FrameworkRecipe):
    lr = recipe.lr
    if recipe.halves_after is not None:
        lr = keras.optimizers.schedules.ExponentialDecay(
            recipe.lr, decay_steps=recipe.halves_after, decay_rate=0.5)
    return getattr(keras.optimizers, recipe.keras)(learning_rate=lr, **recipe.options)


def _recording_callback(keras):
    """Make a callback that records the rate before each step and the weights after it."""

    class Recorder(keras.callbacks.Callback):
        def __init__(self):
            super().__init__()
            self.places, self.lrs = [], []

        def on_train_batch_begin(self, batch, logs=None):
            self.lrs.append(float(self.model.optimizer.learning_rate))

        def on_train_batch_end(self, batch, logs=None):
            weights = (keras.ops.convert_to_numpy(variable.value)
                       for variable in self.model.trainable_variables)
            self.places.append(np.concatenate([part.ravel().astype(float) for part in weights]))

    return Recorder()


@contextmanager
def _precision(keras, dtype: str):
    """Set Keras' type for everything inside the block; restore the old one after it."""
    before, policy, jax = keras.config.floatx(), keras.config.dtype_policy(), None
    if keras.config.backend() == "jax":
        import jax

        wide = jax.config.jax_enable_x64
        jax.config.update("jax_enable_x64", dtype == "float64")
    keras.config.set_floatx(dtype)
    keras.config.set_dtype_policy(dtype)
    try:
        yield
    finally:
        keras.config.set_floatx(before)
        keras.config.set_dtype_policy(policy)
        if jax:
            jax.config.update("jax_enable_x64", wide)
