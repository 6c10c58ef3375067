"""The processes of the libraries: the session stays as it is, and an error is for people."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import psutil
import pytest

from lrkit import frameworks
from lrkit.frameworks import cells, process, worker
from lrkit.frameworks.plain import decode_plain, encode_plain
from lrkit.frameworks.process import ProcessError, call

BACKEND = "jax"  # its process starts without JAX, which is imported when it is first used


@pytest.fixture(autouse=True)
def live(monkeypatch):
    """As in a session of a student's."""
    monkeypatch.delenv("LRKIT_FRAMEWORKS", raising=False)


def pid() -> int:
    """The number of the process."""
    return call(BACKEND, "os:getpid")


def interpreter(code: str, **environment: str) -> str:
    """Run a script in a fresh interpreter, and return what it prints."""
    clean = {name: value for name, value in os.environ.items()
             if name not in ("KERAS_BACKEND", "LRKIT_FRAMEWORKS")}
    ran = subprocess.run([sys.executable, "-c", code], text=True, timeout=300,
                         capture_output=True, env=clean | environment)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_a_call_returns_what_the_function_returns():
    """Numbers to the last bit, arrays with their type, and each backend in its own environment."""
    assert call(BACKEND, "operator:add", 0.1, 0.2) == 0.1 + 0.2
    assert call(BACKEND, "os:getenv", "KERAS_BACKEND") == BACKEND
    assert call("torch", "os:getenv", "KERAS_BACKEND") == "torch"
    assert os.environ.get("KERAS_BACKEND") != "tensorflow"
    assert pid() == pid() != os.getpid()


@pytest.mark.parametrize("value", [
    None, True, -3, 0.1, 1e308, float("inf"), "é\n", [], (1, [2.5, ()]), {1: "a", "b": {"c": None}},
    {"array": [1, 2]}, np.arange(6, dtype="float32").reshape(2, 3), np.array(0.5), np.empty((0, 3)),
    np.array([True, False]), np.array([1 + 2j])])
def test_plain_data_goes_through_unchanged(value):
    """Types too: a tuple is no list, and 32 bits stay 32."""
    found = call(BACKEND, "copy:copy", value)
    assert type(found) is type(value)
    np.testing.assert_equal(found, value)
    assert getattr(found, "dtype", None) == getattr(value, "dtype", None)
    assert np.isnan(decode_plain(encode_plain(float("nan"))))


@pytest.mark.parametrize("value", [{1}, object(), np.array([None]), [len], b"x"])
def test_what_is_not_plain_is_refused(value):
    """Before it is sent, and the process lives."""
    before = pid()
    with pytest.raises(TypeError, match="is not plain data"):
        call(BACKEND, "copy:copy", value)
    with pytest.raises(ProcessError, match="TypeError: a set is not plain data"):
        call(BACKEND, "builtins:set", [1])
    assert pid() == before


def test_an_error_there_is_an_error_here():
    """With its type, its message and its traceback; the process lives."""
    before = pid()
    with pytest.raises(ProcessError, match=r"math:sqrt failed in the process of JAX: ValueError") \
            as caught:
        call(BACKEND, "math:sqrt", -1)
    assert caught.value.kind == "ValueError" and "Traceback" in caught.value.trace
    with pytest.raises(ProcessError, match="No module named 'no_such'"):
        call(BACKEND, "no_such:thing")
    with pytest.raises(ValueError, match=r"backend must be one of .*, got 'numpy'"):
        call("numpy", "os:getpid")
    assert pid() == before


def test_a_killed_process_is_started_anew():
    """Between two calls without a word; in mid-call with one."""
    first = pid()
    theirs = psutil.Process(first)
    theirs.kill()
    theirs.wait(10)
    second = pid()
    assert second != first
    timer = threading.Timer(0.5, psutil.Process(second).kill)
    timer.start()
    with pytest.raises(ProcessError, match="the process of JAX has died") as caught:
        call(BACKEND, "time:sleep", 60)
    assert caught.value.kind == "" and "the next call starts another" in str(caught.value)
    assert pid() not in (first, second)


def test_a_process_that_ends_itself_shows_its_last_lines():
    """The last lines are of what a library wrote to its log before it gave up."""
    script = "import os; os.write(2, b'first\\nno such device\\n'); os._exit(3)"
    with pytest.raises(ProcessError, match=r"exit status 3\).*\n.*\n  no such device"):
        call(BACKEND, "lrkit.frameworks.scripts:run_script", script)
    assert pid()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a fork")
@pytest.mark.parametrize("script", [
    # Half a reply, as of a process that is killed while it writes.
    "import os\nfor fd in range(3, 20):\n    try:\n        os.write(fd, b'{\"value\": {\"ar')\n"
    "    except OSError:\n        pass\nos._exit(1)",
    "import os, time\nif os.fork():\n    os._exit(1)\ntime.sleep(60)",  # a child holds the pipe
])
def test_what_a_dying_process_leaves_is_no_answer(script, recwarn):
    """Neither half a line nor a child that keeps the pipe open makes the session wait."""
    begun = time.monotonic()
    with pytest.raises(ProcessError, match=r"the process of JAX has died \(exit status 1\)"):
        call(BACKEND, "lrkit.frameworks.scripts:run_script", script, timeout=40)
    assert time.monotonic() - begun < 20 and pid()
    assert not [each for each in recwarn if "Thread" in str(each.category)]


def _assert_ended(printed: list[str]) -> None:
    """Assert that the process whose number was printed ends."""
    with suppress(psutil.NoSuchProcess):
        child = psutil.Process(int("".join(printed)))
        assert child.status() == psutil.STATUS_ZOMBIE or child.wait(5) is None


STARTS = "import subprocess, time\nprint(subprocess.Popen(['sleep', '60']).pid)\n"


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="a group of processes")
def test_what_a_process_has_started_ends_with_it():
    """Such as the workers that load data, where a call is given up."""
    said = []
    with pytest.raises(ProcessError, match="gave no answer"):
        call(BACKEND, "lrkit.frameworks.scripts:run_script", STARTS + "time.sleep(60)", timeout=3,
             say=said.append)
    _assert_ended(said)


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="a group of processes")
def test_what_a_process_has_started_ends_where_it_ends_by_itself():
    """At the end of the session, too: it hears of that, and may be gone before it is killed."""
    said = []
    call(BACKEND, "lrkit.frameworks.scripts:run_script", STARTS, say=said.append)
    process.close()
    _assert_ended(said)


def test_a_hung_process_is_ended():
    """After the time that the caller gives it."""
    before = pid()
    with pytest.raises(ProcessError, match=r"gave no answer in 0\.5 seconds and was ended"):
        call(BACKEND, "time:sleep", 60, timeout=0.5)
    assert pid() != before
    with suppress(psutil.NoSuchProcess):
        psutil.Process(before).wait(10)


FOREVER = "print('begun', flush=True)\nwhile True:\n    pass"
DEAF = f"import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n{FOREVER}"


@pytest.mark.skipif(sys.platform == "win32", reason="a test cannot interrupt itself there")
@pytest.mark.parametrize(("script", "lives"), [
    (FOREVER, True), ("import time\ntime.sleep(600)", True), (DEAF, False)])
def test_a_cell_that_never_ends_is_interrupted(script, lives, monkeypatch, capsys):
    """The process stays, unless it does not listen; the interrupt reaches the session."""
    monkeypatch.setattr(process, "PATIENCE", 2.0)
    monkeypatch.setattr(cells, "live_origin", lambda *names: "(origin)")
    monkeypatch.setattr(cells, "can_run", lambda *names: True)
    before = pid()
    timer = threading.Timer(1.0, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        cells.run_framework_cell(BACKEND, script)
    assert (pid() == before) is lives
    assert capsys.readouterr().out.startswith("(origin)")


def printed(script, capsys, monkeypatch) -> str:
    """Return what a script prints as a cell, without the line on its origin."""
    monkeypatch.setattr(cells, "live_origin", lambda *names: "(origin)")
    monkeypatch.setattr(cells, "can_run", lambda *names: True)
    cells.run_framework_cell(BACKEND, script)
    first, _, rest = capsys.readouterr().out.partition("\n")
    assert first == "(origin)"
    return rest


@pytest.mark.parametrize(("script", "shown"), [
    ("print('é', 1)", "é 1\n"),
    ("1 + 1", ""),
    ("x = 1\ndef f():\n    return x / 0\nf()\nprint('not reached')",
     "Traceback (most recent call last):\n  Cell, line 4, in <module>\n    f()\n"
     "  Cell, line 3, in f\n    return x / 0\n"),
    ("import json\njson.loads('{')", "Traceback (most recent call last):\n"
     "  Cell, line 2, in <module>\n    json.loads('{')\njson.decoder.JSONDecodeError: "),
    ("print(1", '  Cell, line 1\n    print(1\n'),
    ("import sys\nprint(1)\nsys.exit(0)\nprint(2)", "1\n"),
    ("raise SystemExit('enough')", "enough\n"),
    ("import sys\nprint('careful', file=sys.stderr)", "careful\n"),
    ("input()", "Traceback (most recent call last):\n  Cell, line 1, in <module>\n"),
    ("if __name__ == '__main__':\n    import inspect\n    def f(): pass\n"
     "    print(inspect.getsource(f))", "    def f(): pass\n\n"),
    ("import os\nos._exit(1)", "the process of JAX has died (exit status 1)"),
])
def test_a_cell_shows_what_a_file_would(script, shown, capsys, monkeypatch):
    """An error is shown as Python shows it, with the cell's own lines only, and not raised."""
    found = printed(script, capsys, monkeypatch)
    assert found.startswith(shown) and bool(shown) == bool(found)
    if not any(word in shown for word in ("Traceback", "died", "Cell, line")):
        assert found == shown


def test_a_cell_knows_nothing_of_the_one_before(capsys, monkeypatch):
    """A name of the first is not there in the second."""
    assert printed("secret = 1", capsys, monkeypatch) == ""
    assert "NameError" in printed("print(secret)", capsys, monkeypatch)


def test_very_much_is_shortened(capsys, monkeypatch):
    """Its beginning and its end are shown, and how much is not."""
    found = printed("for k in range(200_000):\n    print(k)", capsys, monkeypatch)
    assert found.startswith("0\n1\n2\n") and found.endswith("199998\n199999\n")
    assert len(found) < worker.KEPT_FIRST + worker.KEPT_LAST + 100
    whole = sum(len(f"{k}\n") for k in range(200_000))
    left_out = whole - worker.KEPT_FIRST - worker.KEPT_LAST
    assert f"\n[... {left_out} characters left out ...]\n" in found


def test_a_print_comes_at_once():
    """A long training can be watched."""
    came = []
    script = "import time\nprint('first')\ntime.sleep(1)\nprint('second')"
    cells.run_script_here(script, BACKEND, lambda text: came.append((time.monotonic(), text)))
    assert "".join(text for _, text in came) == "first\nsecond\n"
    assert came[-1][0] - came[0][0] > 0.9


@pytest.mark.parametrize("how", ["ends", "killed"])
def test_a_process_ends_with_its_session(how):
    """Even if it is busy, and even if the session is killed."""
    busy = "call('jax', 'lrkit.frameworks.scripts:run_script', 'while True: pass')"
    code = ("import threading, time\nfrom lrkit.frameworks.process import call\n"
            f"print(call('jax', 'os:getpid'), flush=True)\n"
            f"threading.Thread(target=lambda: {busy}, daemon=True).start()\n"
            f"time.sleep({0.5 if how == 'ends' else 600})")
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True) as session:
        number = int(session.stdout.readline())
        theirs = psutil.Process(number)
        if how == "killed":
            time.sleep(0.5)
            session.kill()
    theirs.wait(20)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a fork")
def test_a_fork_of_the_session_starts_its_own():
    """Two writers on one pipe would talk into each other's words."""
    out = interpreter("""
import os
from lrkit.frameworks.process import call
first = call("jax", "os:getpid")
if child := os.fork():
    os.waitpid(child, 0)
    print(call("jax", "os:getpid") == first)
else:
    print(call("jax", "os:getpid") != first, flush=True)
    from lrkit.frameworks import process
    process.close()
    os._exit(0)
""")
    assert out == "True\nTrue\n"


def test_calls_from_two_threads_take_turns():
    """Each gets its own answer."""
    found = {}

    def ask(k):
        found[k] = [call(BACKEND, "operator:add", k, n) for n in range(20)]

    threads = [threading.Thread(target=ask, args=(1000 * k,)) for k in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {1000 * k: [1000 * k + n for n in range(20)] for k in range(4)}


def test_the_environment_of_a_process(monkeypatch):
    """The session's, with the backend, the folders of packages, and less noise; Keras' settings."""
    monkeypatch.setenv("KERAS_MAX_EPOCHS", "1")
    monkeypatch.setenv("TF_USE_LEGACY_KERAS", "1")  # which makes Keras 2 of tf.keras
    found = process.environment("torch")
    assert {name for name in found if name.startswith("KERAS")} == {"KERAS_BACKEND", "KERAS_HOME"}
    assert "TF_USE_LEGACY_KERAS" not in found
    monkeypatch.delenv("KERAS_MAX_EPOCHS")
    monkeypatch.delenv("TF_USE_LEGACY_KERAS")
    assert found["KERAS_BACKEND"] == "torch" and found["TF_CPP_MIN_LOG_LEVEL"] == "3"
    assert str(Path(frameworks.__file__).parents[2]) == found["PYTHONPATH"].split(os.pathsep)[0]
    assert {name for name in os.environ if not name.startswith("KERAS_")} <= set(found)
