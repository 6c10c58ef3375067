"""`mine`: whose function runs in the next figure, and that it is a right one in any case."""

import time

import numpy as np
import pytest

from lrkit import mine
from lrkit.exercises import all_exercises, get
from lrkit.exercises.errors import CallError
from lrkit.progress_file import load_progress
from lrkit.sandbox import stubs


def line(capsys) -> str:
    """The one line that was printed."""
    text = capsys.readouterr().out
    assert text.count("\n") == 1
    return text.strip()


@pytest.mark.parametrize("exercise", [e for e in all_exercises() if e.signature],
                         ids=lambda e: e.name)
def test_every_right_answer_runs_itself_and_no_wrong_one_does(exercise, capsys):
    """The reference comes back for a misconception that a shown case exposes, and for the stub."""
    def own(*args, **kwargs):
        return exercise.reference(*args, **kwargs)

    assert mine(exercise.name, own) is own
    assert line(capsys) == f"{exercise.name}: your own function runs below."
    namespace: dict = {}
    exec(exercise.stub, namespace)
    assert mine(exercise.name, namespace[exercise.name]) is exercise.reference
    assert line(capsys).endswith("because yours returns nothing yet.")
    replaced = [mine(exercise.name, wrong.function) is exercise.reference
                for wrong in exercise.misconceptions]
    assert sum(replaced) >= len(replaced) / 2


def test_it_is_no_longer_than_its_limit_and_ends_an_endless_loop(capsys):
    """An endless answer is replaced within a moment, and the reason is told."""
    def endless(w, grad, lr):
        while True:
            pass

    start = time.perf_counter()
    assert mine("gd_step", endless) is get("gd_step").reference
    assert time.perf_counter() - start < 2  # 50 ms of the processor; far less than 3 s a call
    assert "more than 50 ms" in line(capsys)


@pytest.mark.parametrize(("answer", "reason"), [
    (None, "there is none of yours yet"),
    (3.0, "there is none of yours yet"),
    (lambda w, grad, lr: 1 / 0, "yours fails an example of its check"),
    (lambda w: w, "yours fails an example of its check"),
])
def test_what_is_no_function_or_fails_is_replaced(answer, reason, capsys):
    """Whatever is handed in, a right function comes back and no error is raised."""
    step = mine("gd_step", answer)
    assert line(capsys).endswith(f"because {reason}.")
    assert np.allclose(step(np.array([1.0, 2.0]), np.array([4.0, 8.0]), 0.25), [0.0, 0.0])


def test_an_answer_that_changes_its_arguments_does_not_run(capsys):
    """It would change what the next cells use."""
    def in_place(w, grad, lr):
        w -= lr * grad
        return w

    assert mine("gd_step", in_place) is get("gd_step").reference


def test_nothing_is_stored(tmp_path, monkeypatch, capsys):
    """It is not an attempt, so that the progress stays as it was."""
    monkeypatch.chdir(tmp_path)
    before = load_progress()
    mine("gd_step", lambda w, grad, lr: w + lr * grad)
    assert load_progress() == before
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_name_is_an_error_for_people():
    """As with `check`."""
    with pytest.raises(CallError):
        mine("gd_stop", abs)


def test_in_the_sandbox_it_hands_back_the_answer_and_knows_no_other(capsys):
    """There the exercises are out of reach: what is handed in comes back."""
    assert stubs._mine("gd_step", abs) is abs
    assert "gd_step" in capsys.readouterr().out
