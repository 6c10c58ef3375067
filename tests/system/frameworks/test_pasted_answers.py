"""An answer of notebook 9 is a piece of a script: pasted above lines of the library, it trains."""

import re
from pathlib import Path

import nbformat
import pytest

from lrkit.frameworks import process
from tests.parts import need_installed

SOURCE = Path(__file__).parents[3] / "solutions/09_real_frameworks/09_real_frameworks.ipynb"
KERAS = """
import keras
from lrkit.problems import load_digits

{answers}

keras.utils.set_random_seed(0)
digits = load_digits()
model = keras.Sequential([keras.layers.Dense(64, activation="relu"), keras.layers.Dense(10)])
model.compile(optimizer=keras_optimizer(keras, keras_schedule(keras, 0.01, 8, 48), 0.1),
              loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
history = model.fit(digits.X_train, digits.y_train, batch_size=64, epochs=3, verbose=0).history
print(history["loss"][0], history["loss"][-1], float(model.optimizer.learning_rate))
"""
TORCH = """
import torch
from lrkit.problems import load_digits

{answers}

torch.manual_seed(0)
digits = load_digits()
X, y = torch.tensor(digits.X_train).float(), torch.tensor(digits.y_train)
model = torch.nn.Sequential(torch.nn.Linear(64, 64), torch.nn.ReLU(), torch.nn.Linear(64, 10))
optimizer = torch_optimizer(torch, model, 0.01, 0.02, 0.1)
scheduler, losses = torch_schedule(torch, optimizer, 8, 48), []
for step in range(48):
    optimizer.zero_grad()
    loss = torch.nn.functional.cross_entropy(model(X), y)
    loss.backward()
    optimizer.step()
    scheduler.step()
    losses.append(loss.item())
print(losses[0], losses[-1], optimizer.param_groups[0]["lr"])
"""
pytestmark = pytest.mark.skipif(not SOURCE.exists(), reason="needs a checkout")


def answers(library: str) -> str:
    """The solved cells of a library's two exercises, as a student would copy them."""
    cells = nbformat.read(SOURCE, as_version=4).cells
    wanted = [f"write_{library}_optimizer", f"write_{library}_schedule"]
    found = [cell.source for cell in cells
             if cell.metadata.get("nbgrader", {}).get("grade_id") in wanted]
    assert len(found) == 2
    return re.sub(r"^ *### (BEGIN|END) SOLUTION\n?", "", "\n\n".join(found), flags=re.M)


@pytest.mark.parametrize(("backend", "library", "script"), [
    ("tensorflow", "keras", KERAS), ("jax", "keras", KERAS), ("torch", "keras", KERAS),
    ("torch", "torch", TORCH),
])
def test_a_pasted_answer_trains(backend, library, script, monkeypatch):
    """The loss falls to less than a half, and the rate ends at 0 as the schedule says."""
    monkeypatch.delenv("LRKIT_FRAMEWORKS", raising=False)
    for package in (backend, library):
        need_installed("frameworks", package)
    printed: list[str] = []
    process.call(backend, "lrkit.frameworks.scripts:run_script",
                 script.format(answers=answers(library)), say=printed.append)
    first, last, rate = map(float, "".join(printed).split())
    assert last < 0.5 * first
    assert rate == pytest.approx(0, abs=1e-8)
