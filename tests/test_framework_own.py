"""`frameworks.train`: a learner's own functions in the library, or the recorded run."""

import json
import linecache
import textwrap

import numpy as np
import pytest

from lrkit import frameworks
from lrkit.frameworks import is_live
from lrkit.frameworks.own import NUMBERS, settings
from lrkit.frameworks.process import ProcessError
from lrkit.frameworks.recordings import PIECES
from lrkit.frameworks.sources import load, source_with_needs
from tests.exercises.right_answers import answers_to
from tests.parts import need_installed
from tests.recorded.record_own import FILE, answers

RECORDED = json.loads(FILE.read_text(encoding="utf-8"))
each_piece = pytest.mark.parametrize(("library", "backend"), PIECES.values(), ids=PIECES)


@pytest.fixture
def nothing_installed(monkeypatch):
    """As on a machine without the libraries."""
    monkeypatch.setenv("LRKIT_FRAMEWORKS", "recorded")


def cell(text):
    """Run a text as a cell of a notebook does; returns what it defines."""
    text = textwrap.dedent(text)
    file = f"<cell {hash(text)}>"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    space = {"__name__": "__main__", "np": np}
    exec(compile(text, file, "exec"), space)
    return space


OWN = """
    import math
    PEAK_AT = np.float64(3)
    BOUNDS = (float("-inf"), [np.int64(4)], ())

    class Sinus(object):
        '''Made in a cell, and used by the function.'''
        def __init__(self, length):
            self.length = length
        def at(self, step):
            return math.sin(step / self.length) + PEAK_AT if BOUNDS[0] < step < 9 else BOUNDS[1][0]

    def helper(x):
        return np.sqrt(x) * Sinus(4).at(1)

    def answer(x):
        return helper(x) + (answer(x - 4) if x > 4 else 0)
"""


def test_a_text_has_all_that_its_function_needs():
    """Imports, numbers, classes and functions of the same notebook, and itself."""
    space = cell(OWN)
    text = source_with_needs(space["answer"])
    assert "import math as math" in text and "PEAK_AT = 3" in text
    assert load(text, "answer")(9.0) == space["answer"](9.0)


@pytest.mark.parametrize(("text", "words"), [
    ("answer = lambda x: x", "must be written with `def`"),
    ("def around(k):\n    def answer(x):\n        return k\n    return answer\nanswer = around(3)",
     "uses k, a variable of the function around it"),
])
def test_what_has_no_text_of_its_own_is_told(text, words):
    """A lambda, and what hangs on a function around it."""
    with pytest.raises(ValueError, match=words):
        source_with_needs(cell(text)["answer"])


@each_piece
def test_where_nothing_is_installed_the_recorded_run_is_returned(
        library, backend, nothing_installed):
    """For every right answer to the exercises; it says that it is recorded."""
    run = frameworks.train(*answers(library), library, backend)
    assert not run.origin.live and len(run.losses) == 49 and len(run.lrs) == 48
    assert run.losses[-1] < 0.5 < run.losses[0]
    assert run.lrs.argmax() == NUMBERS[library]["warmup_steps"]
    for other in answers_to(f"{library}_optimizer"):
        assert frameworks.train(other, answers(library)[1], library, backend).losses is not None
    for other in answers_to(f"{library}_schedule"):
        again = frameworks.train(answers(library)[0], other, library, backend)
        np.testing.assert_array_equal(again.losses, run.losses)


@pytest.mark.parametrize("library", frameworks.LIBRARIES)
def test_other_functions_have_no_recorded_run(library, nothing_installed):
    """A sentence says so, and which part is another."""
    optimizer, schedule = answers(library)
    with pytest.raises(ValueError, match=r"is not installed here.*Yours set another rates"):
        frameworks.train(optimizer, None, library)
    with pytest.raises(ValueError, match="Yours set another optimizer"):
        frameworks.train(optimizer, schedule, library, weight_decay=0.3)
    with pytest.raises(ValueError, match="no optimizer yet: the function returned nothing"):
        frameworks.train(lambda *args: None, schedule, library)
    with pytest.raises(ValueError, match="no schedule yet: the function returned float"):
        frameworks.train(optimizer, lambda *args: 0.1, library)
    with pytest.raises(ValueError, match="steps must be one of"):
        frameworks.train(optimizer, schedule, library, steps=3)
    with pytest.raises(ValueError, match="library must be one of"):
        frameworks.train(optimizer, schedule, "jax")


@each_piece
def test_the_recording_is_what_a_run_gives(library, backend, monkeypatch):
    """The losses to five digits, which is what 32 bits keep, where the library is installed."""
    monkeypatch.delenv("LRKIT_FRAMEWORKS", raising=False)
    need_installed(backend, backend)
    assert is_live(library, backend)
    run, entry = frameworks.train(*answers(library), library, backend), RECORDED[
        next(name for name, piece in PIECES.items() if piece == (library, backend))]
    np.testing.assert_allclose(run.losses, entry["losses"], rtol=1e-5)
    np.testing.assert_allclose(run.lrs, entry["lrs"], rtol=1e-5, atol=1e-8)
    set_by_stand_in = settings(*answers(library), library, NUMBERS[library])["rates"]
    np.testing.assert_allclose(np.array(set_by_stand_in).reshape(48, -1)[:, 0], run.lrs,
                               rtol=1e-5, atol=1e-8)


def test_an_error_in_the_library_names_the_learners_line(monkeypatch):
    """And what the library said."""
    monkeypatch.delenv("LRKIT_FRAMEWORKS", raising=False)
    need_installed("torch", "torch")
    wrong = cell("def wrong(torch, model, lr, bias_lr, weight_decay):\n"
                 "    groups = model.parameters()\n"
                 "    return torch.optim.AdamW(groups, learning_rate=lr)")["wrong"]
    with pytest.raises(ProcessError, match="PyTorch stopped at line 3 of wrong: return torch.optim"
                       r"[^\n]*\nTypeError: [^\n]*learning_rate"):
        frameworks.train(wrong, None, "torch")
