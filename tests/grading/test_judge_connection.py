"""Messages of two threads, and time limits between them, in one process."""

import signal
import socket
import threading

import pytest

from lrkit.sandbox import session
from lrkit.sandbox.messages import receive, send
from lrkit.sandbox.session import JudgeConnection
from lrkit.timeouts import TimeLimitExceeded


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
    """The signal must not stay blocked, or nothing would stop the next call that does not end.

    Python raises what rang just before out of the call that has blocked the signal.
    """
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
