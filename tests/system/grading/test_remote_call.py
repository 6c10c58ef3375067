"""Messages while an answer is judged: nobody's is taken for another's."""

import pytest

from tests.system.grading.judging import OTHER, graded, judge, scores

PATH = """\
import threading, time
def gd_path(grad_fn, w0, lr, num_steps):
    {first}
    path = [np.asarray(w0, float)]
    for _ in range(num_steps):
        path.append(path[-1] - lr * np.asarray(grad_fn(path[-1])))
    return np.stack(path)"""
KEEPS = PATH.format(first="global kept; kept = grad_fn")
ASKS_ON = PATH.format(first="threading.Thread(target=ask_on, args=(grad_fn, w0)).start()") + """
def ask_on(grad_fn, w0):
    while True:
        try:
            grad_fn(w0)
        except RuntimeError:
            break
        time.sleep(0.001)"""


@pytest.mark.parametrize("answer", [KEEPS, ASKS_ON], ids=["keeps it", "a thread asks on"])
def test_a_function_of_the_judges_is_over_when_its_question_is(full, answer):
    """To ask it later is an error in that cell, or thread, and costs nobody a point.

    The judge's next messages, and the answers to them, are not mistaken for something else.
    """
    done = judge(full, answer, graded("gd_path"), "kept(1.0)" if answer is KEEPS else "print(1)",
                 OTHER, graded("steps_to_tol"))
    assert scores(done) == {"check_gd_path": 5, "check_steps_to_tol": 5}
    assert done.remarks == []
    if answer is KEEPS:
        assert "which is over" in done.outputs[3][-1]["evalue"]
