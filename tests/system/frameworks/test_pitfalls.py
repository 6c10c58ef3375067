"""The page on pitfalls is true: each block prints, in the libraries themselves, what stands below.

A block is a script of its own. It runs in the process of a backend, as a cell of notebook 9 does:
one that imports TensorFlow, PyTorch or optax with that library's, and one that imports Keras
alone with each of Keras' three.
"""

import re
from pathlib import Path

import pytest

from lrkit.frameworks import process
from tests.parts import need_installed

PAGE = Path(__file__).resolve().parents[3] / "docs" / "pitfalls.md"
PAIR = re.compile(r"```python\n(?P<code>.*?)```\n\n<!--[^>]*-->\n```text\n(?P<shown>.*?)```", re.S)
FENCE = re.compile(r"^```(\w+)$", re.M)
PAIRS = [(found["code"], found["shown"]) for found in PAIR.finditer(PAGE.read_text("utf-8"))]


def packages_of(code: str) -> list[tuple[str, ...]]:
    """Return what a block needs, the backend of its process first: one entry for each run."""
    if 'environ["KERAS_BACKEND"] = "jax"' in code:
        return [("jax", "keras", "tensorflow" if "import tensorflow" in code else "jax")]
    for package, backend in (("tensorflow", "tensorflow"), ("torch", "torch"), ("optax", "jax")):
        if f"import {package}\n" in code or f"import {package} as" in code:
            return [(backend, package)]
    return [(backend, "keras") for backend in ("tensorflow", "jax", "torch")]


RUNS = [pytest.param(number, needs, id=f"block{number + 1}-{needs[0]}")
        for number, (code, _) in enumerate(PAIRS) for needs in packages_of(code)]


def same(printed: str, shown: str) -> bool:
    """Compare word by word; of an error its last lines are shown, and ``...`` stands for any."""
    shown = " ".join(shown.split())
    printed = re.sub(r"Traceback.*?\n(?=[\w.]+: )", "", printed, flags=re.S)
    pattern = re.escape(shown).replace(re.escape("..."), ".*")
    return re.fullmatch(pattern, " ".join(printed.split())) is not None


def run(backend: str, code: str) -> str:
    """Run a script in the process of a backend, and return what it printed."""
    printed: list[str] = []
    process.call(backend, "lrkit.frameworks.scripts:run_script", code, say=printed.append)
    return "".join(printed)


@pytest.mark.parametrize(("number", "needs"), RUNS)
def test_a_block_prints_what_the_page_shows(number, needs, monkeypatch):
    """In the process of the library; without it the test is skipped."""
    monkeypatch.delenv("LRKIT_FRAMEWORKS", raising=False)
    for package in needs:
        need_installed("frameworks", package)
    code, shown = PAIRS[number]
    printed = run(needs[0], code)
    assert same(printed, shown), printed


@pytest.mark.parametrize("backend", ["jax", "torch"])
def test_an_assigned_schedule_acts_on_other_backends(backend):
    """As the page says below the block in which TensorFlow overlooks it."""
    for package in (backend, "keras"):
        need_installed("frameworks", package)
    [code] = [code for code, _ in PAIRS if "model.optimizer.learning_rate = " in code]
    code = code.replace("import tensorflow as tf\n", "import keras\n").replace("tf.keras", "keras")
    assert "weight 0.20 -> 0.20" in run(backend, code)


@pytest.mark.parametrize(("backend", "block", "says"), [
    ("torch", "CosineDecay(\n    0, ", "['0.00', '0.00', '0.00', '0.00']"),
    ("tensorflow", "CosineDecay(\n    0, ", "InvalidArgumentError"),
    ("jax", "if step < 100", "TracerBoolConversionError"),
    ("torch", "if step < 100", "0.1\n"),
])
def test_on_another_backend_it_is_as_the_page_says(backend, block, says):
    """The same lines on the backends with which the block itself is not run."""
    for package in (backend, "keras"):
        need_installed("frameworks", package)
    [code] = [code for code, _ in PAIRS if block in code]
    code = code.replace("import tensorflow as tf\n", "import keras\n").replace("tf.keras", "keras")
    code = code.replace('os.environ["KERAS_BACKEND"] = "jax"\n', "")
    printed = run(backend, code)
    assert says in printed and ("Error" in says) == ("Error" in printed), printed


def test_keras_ops_work_in_a_schedule_on_every_backend():
    """As the page recommends instead of an ``if``."""
    for backend in ("tensorflow", "jax", "torch"):
        need_installed("frameworks", backend)
        [code] = [code for code, _ in PAIRS if "if step < 100" in code]
        code = code.replace("import tensorflow as tf\n", "import keras\n")
        code = code.replace("tf.keras", "keras").replace("print(Halved()(7))", "")
        code = code.replace("0.1 if step < 100 else 0.05", "keras.ops.where(step < 100, 0.1, 0.05)")
        assert run(backend, code) == ""


def test_a_sum_with_the_step_works_where_the_page_says_so():
    """On JAX and PyTorch as it stands, on TensorFlow with the step in 32 bits first."""
    [code] = [code for code, _ in PAIRS if "(step + 1) / 10" in code]
    code = code.replace("import tensorflow as tf\n", "import keras\n").replace("tf.keras", "keras")
    code = code.replace("[tf.ones(1)], [tf.Variable([1.0])]",
                        "[keras.ops.ones(1)], [keras.Variable([1.0])]")
    cast = code.replace("cosine =", 'step = keras.ops.cast(step, "float32")\n        cosine =')
    for backend, script in (("jax", code), ("torch", code), ("tensorflow", cast)):
        need_installed("frameworks", backend)
        printed = run(backend, script)
        assert "Error" not in printed, printed


def test_schedules_inside_multisteps_count_updates():
    """As the page says of optax beside Keras' accumulation: 0.8, 0.4, 0.2 and 0.1 make 1.5."""
    need_installed("frameworks", "optax")
    printed = run("jax", "import jax.numpy as jnp\nimport optax\n"
                  "schedule = optax.exponential_decay(0.8, 1, 0.5)\n"
                  "optimizer = optax.MultiSteps(optax.sgd(schedule), every_k_schedule=4)\n"
                  "weight = jnp.zeros(1)\nstate = optimizer.init(weight)\n"
                  "for batch in range(16):\n"
                  "    updates, state = optimizer.update(jnp.ones(1), state, weight)\n"
                  "    weight = optax.apply_updates(weight, updates)\n"
                  "print(float(weight[0]))")
    assert float(printed) == pytest.approx(-1.5, rel=1e-6)


def test_every_block_has_its_output():
    """A block of Python is followed by one of text, and there are no others."""
    kinds = FENCE.findall(PAGE.read_text("utf-8"))
    assert kinds == ["python", "text"] * len(PAIRS) and len(PAIRS) >= 20


@pytest.mark.parametrize(("printed", "shown"), [
    ("0.1\n", "0.2\n"), ("0.1\n0.1\n", "0.1\n"), ("", "1"),
    ("ValueError: no\n", "TypeError: ...\n"),
])
def test_another_output_is_noticed(printed, shown):
    """A number, a line more, the type of an error."""
    assert not same(printed, shown)


IN_PASSING = """
import numpy as np
import tensorflow as tf

X, y, keras = np.ones((75, 1)), np.ones(75), tf.keras

def fitted(optimizer, *data, **options):
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile(optimizer=optimizer, loss="mse")
    return model, model.fit(*data, verbose=0, **options).history

split, _ = fitted("sgd", X, y, batch_size=10, validation_split=0.2)
dropped = tf.data.Dataset.from_tensor_slices((X, y)).batch(10, drop_remainder=True)
small, _ = fitted("sgd", dropped, shuffle=False)
print(int(split.optimizer.iterations), int(small.optimizer.iterations), len(dropped))

schedule = keras.optimizers.schedules.ExponentialDecay(0.5, 8, 0.5)
model, history = fitted(keras.optimizers.SGD(schedule), X, y, batch_size=10)
print(list(history), float(model.optimizer.learning_rate) == float(schedule(8)))
try:
    model.optimizer.lr
except AttributeError:
    print("no lr")

optimizer = keras.optimizers.AdamW(learning_rate=0.5, weight_decay=0.5)
optimizer.exclude_from_weight_decay(var_names=["bias"])
layer = keras.layers.Dense(1)
layer.build((None, 1))
layer.set_weights([np.ones((1, 1)), np.ones(1)])
optimizer.apply([tf.zeros((1, 1)), tf.zeros(1)], layer.trainable_variables)
print(*(float(value.ravel()[0]) for value in layer.get_weights()))

optimizer, weight = keras.optimizers.SGD(learning_rate=0.25), tf.Variable(1.0)
optimizer.build([weight])
step = tf.function(lambda: optimizer.apply_gradients([(tf.constant(1.0), weight)]))
step()
optimizer.learning_rate = 0.5
step()
print(float(weight))
"""


def test_what_the_page_says_without_a_block_is_so_in_tensorflow():
    """Steps after validation_split and drop_remainder, the rate and the history, lr, exclusions."""
    need_installed("frameworks", "tensorflow")
    process.close()  # after many runs of fit in one process TensorFlow warns of them
    assert run("tensorflow", IN_PASSING).splitlines() == [
        "6 7 7", "['loss'] True", "no lr", "0.75 1.0", "0.25"]
