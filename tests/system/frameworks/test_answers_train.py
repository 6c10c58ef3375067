"""Answers with full marks in notebook 9 train in the library itself, with the same rates."""

from itertools import zip_longest

import numpy as np
import pytest

from lrkit import frameworks
from lrkit.frameworks.recordings import PIECES
from tests.exercises.changed import EVERY_ANSWER
from tests.exercises.right_answers import answers_to
from tests.parts import need_installed
from tests.recorded.record_own import answers


@pytest.mark.parametrize(("library", "backend"), PIECES.values(), ids=PIECES)
def test_every_right_answer_trains(library, backend, monkeypatch):
    """An optimizer and a schedule at a time, as a script would have them.

    A third of the answers, others on each backend; all of them where `EVERY_ANSWER` is set.
    """
    monkeypatch.delenv("LRKIT_FRAMEWORKS", raising=False)
    need_installed(backend, backend)
    optimizer, schedule = answers(library)
    run = frameworks.train(optimizer, schedule, library, backend)
    pairs = [*zip_longest(answers_to(f"{library}_optimizer"), answers_to(f"{library}_schedule"))]
    first = [*PIECES.values()].index((library, backend)) % 3
    for mine, my_schedule in pairs if EVERY_ANSWER else pairs[first::3]:
        told = f"{getattr(mine, '__name__', '')} {getattr(my_schedule, '__name__', '')}"
        again = frameworks.train(mine or optimizer, my_schedule or schedule, library, backend)
        np.testing.assert_allclose(again.lrs, run.lrs, rtol=1e-4, atol=1e-7, err_msg=told)
        np.testing.assert_allclose(again.losses, run.losses, rtol=1e-3, err_msg=told)
