"""What is said while an answer is judged: nobody's message is taken for another's."""

import signal
import socket
import threading

import pytest

from lrkit.sandbox import session
from lrkit.sandbox.messages import receive, send
from lrkit.sandbox.session import JudgeConnection
from lrkit.timeouts import TimeLimitExceeded
from tests.grading.judged import OTHER, graded, judge, scores

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
    """To ask it later is an error in that cell, or thread, and costs nobody a point: the judge's
    next messages, and the answers to them, are not mistaken for something else."""
    done = judge(full, answer, graded("gd_path"), "kept(1.0)" if answer is KEEPS else "print(1)",
                 OTHER, graded("steps_to_tol"))
    assert scores(done) == {"check_gd_path": 5, "check_steps_to_tol": 5}
    assert done.remarks == []
    if answer is KEEPS:
        assert "which is over" in done.outputs[3][-1]["evalue"]


def test_messages_of_two_threads_stay_whole():
    """A thread may ask while the main one says what a call returned."""
    ours, theirs = socket.socketpair()
    connection, answers, received = JudgeConnection(theirs), [], []

    def speak():
        asking = threading.Thread(
            target=lambda: answers.extend(connection.call(0, (n,)) for n in range(99)))
        asking.start()
        for n in range(999):
            connection.queue({"value": n})
        asking.join()
        connection.send_last({"used": []})

    with ours, theirs:
        threading.Thread(target=speak).start()
        while "used" not in (message := receive(ours, 10)):
            received.append(message.get("value"))
            if "ask" in message:
                send(ours, {"value": message["args"][0] + 0.5})
    assert [value for value in received if value is not None] == list(range(999))
    assert answers == [n + 0.5 for n in range(99)]


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="there are no such signals")
def test_a_time_limit_that_rings_as_it_is_held_back_rings_again_the_next_time(monkeypatch):
    """Python raises what rang just before out of the call that has blocked the signal: it must not
    stay blocked, or nothing would stop the next call that does not end."""
    real = signal.pthread_sigmask

    def rung(how, signals):
        before = real(how, signals)
        if how == signal.SIG_BLOCK and signals:
            raise TimeLimitExceeded
        return before

    monkeypatch.setattr(session.signal, "pthread_sigmask", rung)
    with pytest.raises(TimeLimitExceeded), session._alarms_blocked():
        pass
    assert signal.SIGALRM not in real(signal.SIG_BLOCK, ())
