"""The page on pitfalls is true: each block prints, in the libraries themselves, what stands below.

A block is a script of its own. It runs in the process of a backend, as a cell of notebook 9 does:
one that imports TensorFlow, PyTorch or optax with that library's, and one that imports Keras
alone with each of Keras' three.
"""

import re
from pathlib import Path

import pytest

from lrkit.frameworks import process
from tests.parts import need

PAGE = Path(__file__).resolve().parents[3] / "docs" / "pitfalls.md"
PAIR = re.compile(r"```python\n(?P<code>.*?)```\n\n<!--[^>]*-->\n```text\n(?P<shown>.*?)```", re.S)
FENCE = re.compile(r"^```(\w+)$", re.M)
PAIRS = [(found["code"], found["shown"]) for found in PAIR.finditer(PAGE.read_text("utf-8"))]


def packages_of(code: str) -> list[tuple[str, ...]]:
    """Return what a block needs, the backend of its process first: one entry for each run."""
    if 'environ["KERAS_BACKEND"] = "jax"' in code:
        return [("jax", "tensorflow", "keras")]
    for package, backend in (("tensorflow", "tensorflow"), ("torch", "torch"), ("optax", "jax")):
        if f"import {package}\n" in code or f"import {package} as" in code:
            return [(backend, package)]
    return [(backend, "keras") for backend in ("tensorflow", "jax", "torch")]


RUNS = [pytest.param(number, needs, id=f"block{number + 1}-{needs[0]}")
        for number, (code, _) in enumerate(PAIRS) for needs in packages_of(code)]


def same(printed: str, shown: str) -> bool:
    """Compare word by word; of an error its last lines are shown, and ``...`` stands for any."""
    shown = " ".join(shown.split())
    printed = re.sub(r"Traceback.*?\n(?=\w+: )", "", printed, flags=re.S)
    pattern = re.escape(shown).replace(re.escape("..."), ".*")
    return re.fullmatch(pattern, " ".join(printed.split())) is not None


@pytest.mark.parametrize(("number", "needs"), RUNS)
def test_a_block_prints_what_the_page_shows(number, needs, monkeypatch):
    """In the process of the library; without it the test is skipped."""
    monkeypatch.delenv("LRKIT_FRAMEWORKS", raising=False)
    for package in needs:
        need("frameworks", package)
    code, shown = PAIRS[number]
    printed = []
    process.call(needs[0], "lrkit.frameworks.scripts:run_script", code, say=printed.append)
    assert same("".join(printed), shown), "".join(printed)


@pytest.mark.parametrize("backend", ["jax", "torch"])
def test_an_assigned_schedule_acts_on_other_backends(backend):
    """As the page says below the block in which TensorFlow overlooks it."""
    for package in (backend, "keras"):
        need("frameworks", package)
    [code] = [code for code, _ in PAIRS if "model.optimizer.learning_rate = " in code]
    code = code.replace("import tensorflow as tf\n", "import keras\n").replace("tf.keras", "keras")
    printed = []
    process.call(backend, "lrkit.frameworks.scripts:run_script", code, say=printed.append)
    assert "weight 0.20 -> 0.20" in "".join(printed)


def test_every_block_has_its_output():
    """A block of Python is followed by one of text, and there are no others."""
    kinds = FENCE.findall(PAGE.read_text("utf-8"))
    assert kinds == ["python", "text"] * len(PAIRS) and len(PAIRS) >= 20


@pytest.mark.parametrize(("printed", "shown"), [
    ("0.1\n", "0.2\n"), ("0.1\n0.1\n", "0.1\n"), ("ValueError: no\n", "TypeError: ...\n"), ("", "1"),
])
def test_another_output_is_noticed(printed, shown):
    """A number, a line more, the type of an error."""
    assert not same(printed, shown)
