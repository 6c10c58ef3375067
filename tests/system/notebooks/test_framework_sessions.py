"""Runs of the libraries beside a session that has its own: it stays as it is."""

import numpy as np
import pytest

from lrkit import frameworks
from lrkit.frameworks import cells
from tests.parts import need_installed
from tests.test_framework_process import interpreter

UNTOUCHED = """
import os, sys
from lrkit import frameworks
from lrkit.frameworks import cells
modules, environment = set(sys.modules), dict(os.environ)
frameworks.run("SGD", {library!r}, {backend!r})
frameworks.defaults("Adam", {library!r})
cells.run_framework_cell({backend!r}, "import {library} as library")
new = {{name.split(".")[0] for name in set(sys.modules) - modules}}
print(sorted(new - set(sys.stdlib_module_names) - {{"numpy", "lrkit"}}))
print(dict(os.environ) == environment)
"""


@pytest.mark.parametrize(("library", "backend", "theirs"), [
    ("keras", "tensorflow", {}), ("keras", "jax", {}), ("keras", "torch", {}),
    ("torch", "torch", {}), ("keras", "jax", {"KERAS_BACKEND": "torch"})])
def test_the_session_stays_as_it_is(library, backend, theirs):
    """No library is loaded and no variable set, whether or not the student has chosen a backend."""
    need_installed(backend, library, backend)
    out = interpreter(UNTOUCHED.format(library=library, backend=backend), **theirs)
    assert out.splitlines()[-2:] == ["[]", "True"]


def test_the_sessions_tensorflow_works_after_a_run():
    """A GradientTape and tf.keras' optimizer, after runs on two backends."""
    need_installed("frameworks", "tensorflow", "keras", "jax")
    out = interpreter("""
from lrkit import frameworks
for backend in ("jax", "tensorflow"):
    frameworks.run("SGD", "keras", backend)
import tensorflow as tf
w, optimizer = tf.Variable(1.0), tf.keras.optimizers.SGD(learning_rate=0.1)
with tf.GradientTape() as tape:
    loss = w**2
optimizer.apply_gradients([(tape.gradient(loss, w), w)])
print(tf.keras.backend.backend(), round(float(w), 6))
""")
    assert out == "tensorflow 0.8\n"


def test_keras_settings_at_home_are_neither_read_nor_written(tmp_path):
    """Of a student who has chosen 64 bits there, and of one who has no file."""
    need_installed("jax", "keras", "jax")
    theirs = tmp_path / ".keras" / "keras.json"
    code = ("from lrkit.frameworks import cells\n"
            "cells.run_framework_cell('jax', 'import keras; print(keras.config.floatx())')")
    homes = {"HOME": str(tmp_path), "USERPROFILE": str(tmp_path)}
    assert interpreter(code, **homes).endswith("float32\n") and not theirs.exists()
    theirs.parent.mkdir()
    theirs.write_text('{"floatx": "float64"}', encoding="utf-8")
    assert interpreter(code, **homes).endswith("float32\n")
    assert theirs.read_text(encoding="utf-8") == '{"floatx": "float64"}'


def test_the_sessions_own_backend_stays():
    """Keras was imported on PyTorch, and is on PyTorch after a run on JAX."""
    need_installed("frameworks", "keras", "torch", "jax")
    out = interpreter("""
import keras
from lrkit import frameworks
print(frameworks.run("SGD", "keras", "jax").origin.backend)
print(keras.config.backend(), keras.config.floatx())
""", KERAS_BACKEND="torch")
    assert out == "jax\ntorch float32\n"


@pytest.mark.parametrize("backend", frameworks.BACKENDS)
def test_a_library_is_as_new_in_each_cell(backend, capsys, monkeypatch):
    """Keras' type for numbers, and its names of layers."""
    monkeypatch.delenv("LRKIT_FRAMEWORKS", raising=False)
    need_installed(backend, "keras", backend)
    script = ("import keras\nprint(keras.config.floatx(), keras.layers.Dense(1).name)\n"
              "keras.config.set_floatx('float64')")
    for _ in range(2):
        cells.run_framework_cell(backend, script)
        assert capsys.readouterr().out.endswith("\nfloat32 dense\n")


@pytest.mark.parametrize("backend", frameworks.BACKENDS)
def test_what_a_cell_sets_does_not_reach_a_run(backend, monkeypatch):
    """64 bits in a cell: a learner's schedule still divides whole numbers in 32 bits."""
    monkeypatch.delenv("LRKIT_FRAMEWORKS", raising=False)
    need_installed(backend, "keras", backend)

    def optimizer(keras, lr, weight_decay):
        return keras.optimizers.SGD(lr)

    def schedule(keras, lr, warmup_steps, total_steps):
        constant = keras.optimizers.schedules.ExponentialDecay(lr, 1, 1.0)

        class Warmup(keras.optimizers.schedules.LearningRateSchedule):
            def __call__(self, step):
                return keras.ops.minimum(step / warmup_steps, 1.0) * constant(step)

        return Warmup()

    cells.run_framework_cell(backend, "import keras\nkeras.config.set_floatx('float64')")
    rates = frameworks.train(optimizer, schedule, "keras", backend, warmup_steps=2).lrs
    np.testing.assert_allclose(rates[:3], [0.0, 0.005, 0.01], rtol=1e-6)
