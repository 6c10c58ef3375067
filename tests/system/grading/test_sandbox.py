"""The sandbox: all that a submission can see, reach and use up; and the cost of a fault."""

import base64
import contextlib
import io
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pytest

from lrkit.errors import UserError
from lrkit.grading.execution import sandbox_environment
from lrkit.grading.execution.sandbox_environment import bubblewrap
from lrkit.grading.execution.sandbox_fork import ForkSandbox
from lrkit.sandbox.hidden import HIDDEN_PARTS
from tests.system.grading.judging import (
    OTHER,
    RIGHT,
    graded,
    judge,
    nap,
    need_bubblewrap,
    scores,
)


def printed(box, source):
    """Return what a cell prints in a fresh session."""
    with box.session() as session:
        outputs = session.request(90, do="run", source=source, limit=30, patience=2)["outputs"]
    return "".join(out.get("text", out.get("evalue", "")) for out in outputs)


@pytest.mark.parametrize("place", ["/home", "/root", "/work", "/var", "/etc/passwd", "/etc/shadow",
                                   os.path.expanduser("~"), os.getcwd()])
def test_nothing_of_the_machine_is_seen(full, place):
    """Homes, the checkout, other submissions: they are not there, or hold nothing but packages."""
    found = printed(full, f"""
import os, sys, lrkit
known = (sys.prefix, sys.base_prefix, os.path.dirname(lrkit.__file__))
for root, folders, names in os.walk({place!r}):
    for name in names:
        path = os.path.join(root, name)
        if not path.startswith(known):
            print(path)
if os.path.isfile({place!r}):
    print({place!r})
""")
    assert found == ""


def test_a_cell_for_a_library_shows_its_recording(full):
    """And one that was changed a line; no library is asked for, whatever is installed."""
    found = printed(full, "%%framework jax\nimport jax\nprint(jax.numpy.ones(3))")
    assert found.startswith("JAX does not run here, and there is no recording of this cell")
    ran = printed(full, """
from lrkit import frameworks
print(frameworks.run("Adam", "keras").origin)
print("keras" in __import__("sys").modules)
""")
    assert "recorded" in ran and ran.endswith("False\n")


def test_python_may_be_called_on_a_way_through_another_folder(monkeypatch, tmp_path):
    """As `../.venv/bin/python -m lrkit.cli grade` does: that folder is not in the sandbox."""
    program = bubblewrap()
    need_bubblewrap(program)
    way, name = os.path.split(sys.executable)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.setattr(sys, "executable",
                        os.path.join(elsewhere, os.path.relpath(way, elsewhere), name))
    with ForkSandbox(program) as box:
        assert printed(box, "print(6 * 7)") == "42\n"


def test_the_answers_are_not_there(full):
    """Neither as files nor as modules nor in the memory that was forked."""
    found = printed(full, """
import gc, os, lrkit
package = os.path.dirname(lrkit.__file__)
print([os.listdir(os.path.join(package, 'exercises', n)) for n in ('nb01', 'nb10')],
      os.listdir(os.path.join(package, 'grading')))
import sys
print([name for name in sys.modules if name.startswith(('lrkit.exercises.nb', 'lrkit.grading'))])
""")
    assert found.split("\n")[:2] == ["[[], []] []", "[]"]


def test_the_solved_notebooks_that_an_installation_carries_are_not_there(full, tmp_path,
                                                                         monkeypatch):
    """Neither those of this installation, nor those of a copy of lrkit among the packages."""
    assert printed(full, """
import pathlib, sys
print([str(file) for place in sys.path for file in pathlib.Path(place).glob('lrkit/_*/*/*.ipynb')
       if '_course' not in str(file)])
""") == "[]\n"
    answers = tmp_path / "site-packages" / "lrkit" / "_solutions"
    answers.mkdir(parents=True)
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "site-packages")])
    assert str(answers) in sandbox_environment.hidden_folders()


@pytest.mark.parametrize("part", HIDDEN_PARTS)
def test_the_grader_cannot_be_imported(sandbox, part):
    """Also where isolation is partial, and the files are there."""
    assert "ModuleNotFoundError" in printed(sandbox, f"""
try:
    import lrkit.{part}
except ModuleNotFoundError as error:
    print(type(error).__name__)
""")


def test_there_is_no_network(full):
    """Not even the loopback of this machine."""
    found = printed(full, """
import socket
server = socket.socket(); server.settimeout(2)
for address in (('127.0.0.1', 22), ('10.0.0.1', 80), ('1.1.1.1', 53)):
    try:
        socket.create_connection(address, timeout=2); print('reached', address)
    except OSError as error:
        print('no')
print(sorted(name for _, name in socket.if_nameindex()))
""")
    assert "reached" not in found
    assert "['lo']" in found or "[]" in found


def test_the_system_is_read_only_and_the_environment_is_bare(full):
    """No file outside the private folder can be written; no variable of ours is passed on."""
    os.environ["LRKIT_TEST_SECRET"] = "a token"
    try:
        found = printed(full, """
import os, lrkit
for place in ('/usr', os.path.dirname(lrkit.__file__), os.path.dirname(os.__file__)):
    try:
        open(place + '/x', 'w'); print('wrote', place)
    except OSError:
        pass
print('LRKIT_TEST_SECRET' in os.environ, os.getuid() != 0, len(os.listdir('/proc')) < 100)
""")
    finally:
        del os.environ["LRKIT_TEST_SECRET"]
    assert found.splitlines() == ["False True True"]


LEAVES = """
import ctypes, os, platform, subprocess, sys
written = []
for root, folders, names in os.walk('/'):
    if root.startswith(('/proc', '/sys')):
        folders.clear()
    try:
        open(os.path.join(root, 'left'), 'w').write('the answer')
        written.append(root)
    except OSError:
        pass
os.makedirs('deep/er'); os.chmod('deep', 0)
os.symlink('/usr', 'link')
libc, add_key = ctypes.CDLL(None), {'x86_64': 248, 'aarch64': 217}[platform.machine()]
made = [libc.shmget(4711, 4096, 0o1666), libc.msgget(4711, 0o1666), libc.semget(4711, 1, 0o1666),
        libc.syscall(ctypes.c_long(add_key), b'user', b'left', b'it', ctypes.c_size_t(2), -4)]
subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'], start_new_session=True)
print('/submission' in written, '/tmp' in written, '/dev/shm' in written, min(made) >= 0)
print(repr(written))
"""
LEAVES = LEAVES.replace("time.sleep(600)", nap(600))
LOOKS = """
import ctypes, os, platform
found = [root for root in %s if os.path.exists(os.path.join(root, 'left'))] + os.listdir('.')
for pid in filter(str.isdigit, os.listdir('/proc')):
    try:
        found += [pid] if 'time.sleep(600)' in open(f'/proc/{pid}/cmdline').read() else []
    except OSError:
        pass
libc, request_key = ctypes.CDLL(None), {'x86_64': 249, 'aarch64': 218}[platform.machine()]
print(found, libc.shmget(4711, 4096, 0), libc.msgget(4711, 0), libc.semget(4711, 1, 0),
      libc.syscall(ctypes.c_long(request_key), b'user', b'left', None, 0))
""".replace("time.sleep(600)", nap(600))


def test_nothing_survives_its_submission(full):
    """Two submissions of one worker cannot pass each other an answer.

    Neither by files, wherever they can be written, nor by processes, shared memory, queues,
    semaphores and keys.
    """
    made, written = printed(full, LEAVES).splitlines()
    assert made == "True True True True"
    assert printed(full, LOOKS % written) == "[] -1 -1 -1 -1\n"


def test_nothing_survives_in_partial_isolation():
    """Files in the working and the temporary folder, and processes, are gone all the same."""
    leaves = "\n".join(["import os, subprocess, sys, tempfile",
                        *[line for line in LEAVES.splitlines() if "Popen" in line],
                        "open('left.txt', 'w').close(); os.makedirs('deep/er')",
                        "open(tempfile.gettempdir() + '/left.txt', 'w').close()",
                        "open(os.path.expanduser('~/left.txt'), 'w').close()"])
    with ForkSandbox(None) as box:
        printed(box, leaves)
        found = printed(box, "import os, tempfile\nprint(os.listdir('.'), "
                             "'left.txt' in os.listdir(tempfile.gettempdir()))")
        assert found == "[] False\n"
        assert not _sleepers()


def test_a_grader_that_is_killed_leaves_no_folder_behind(tmp_path):
    """A submission's files are this machine's if isolation is partial."""
    script = ("import os\nfrom lrkit.grading.execution.sandbox_fork import ForkSandbox\n"
              "with ForkSandbox(None).session() as session:\n"
              "    session.request(60, do='file', name='left', content='')\n"
              "    print(len(os.listdir(os.environ['TMPDIR'])), flush=True)\n    os._exit(1)")
    ran = subprocess.run([sys.executable, "-c", script], env=os.environ | {"TMPDIR": str(tmp_path)},
                         stdout=subprocess.PIPE, text=True, timeout=300, check=False)
    assert ran.stdout == "1\n"
    until = time.monotonic() + 60
    while os.listdir(tmp_path) and time.monotonic() < until:
        time.sleep(0.05)
    assert os.listdir(tmp_path) == []


def test_a_submission_that_kills_its_keeper_takes_nothing_with_it():
    """Without bubblewrap it can; what it started is ended, and the next one is graded."""
    with ForkSandbox(None) as box:
        judge(box, "import os, signal, subprocess, sys\n"
              f"subprocess.Popen([sys.executable, '-c', 'import time; {nap(601)}'], "
              "start_new_session=True)\nos.kill(os.getppid(), signal.SIGKILL)")
        assert scores(judge(box, RIGHT, graded("gd_step"))) == {"check_gd_step": 4}
        assert not _sleepers(nap(601))


def _sleepers(command: str = nap(600)) -> list[str]:
    """The processes of this machine that run a command."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if command in (place / "cmdline").read_text():
                found.append(place.name)
    return found


def test_limits_on_files_memory_and_output(sandbox):
    """Open files, the size of a file and the memory of a process are limited, and no core is left.

    Of what is printed, the first and the last part are kept.
    """
    found = printed(sandbox, """
import os
held = []
try:
    for _ in range(1000):
        held.append(open('/dev/null'))
except OSError as error:
    print('open files:', error.strerror)
del held
try:
    with open('large', 'wb') as file:
        for _ in range(100):
            file.write(bytes(1_000_000))
except OSError as error:
    print('file:', error.strerror, os.path.getsize('large') <= 64 * 1024**2)
try:
    bytearray(4 * 1024**3)
except MemoryError:
    print('memory')
import resource
print('core:', resource.getrlimit(resource.RLIMIT_CORE))
print('a' * 100_000 + 'end')
""")
    assert found.splitlines()[:4] == ["open files: Too many open files",
                                      "file: File too large True", "memory", "core: (0, 0)"]
    assert len(found) < 30_000
    assert "characters left out" in found
    assert found.endswith("aaaend\n")


def test_the_private_folder_has_a_size(full):
    """Many files of a legal size do not fill the grader's memory."""
    found = printed(full, """
for place in ('.', '/tmp', '/dev/shm'):
    try:
        for number in range(9):
            with open(f'{place}/{number}', 'wb') as file:
                file.write(bytes(60_000_000))
    except OSError as error:
        print(number, error.strerror)
""")
    assert found == "4 No space left on device\n" * 3


def test_processes_are_counted(sandbox):
    """Also where the grader is root, whom the kernel's limit on processes does not bind."""
    _ended(sandbox, "import os, time\nfor _ in range(400):\n    if os.fork() == 0:\n"
                    "        time.sleep(600)")


def test_memory_is_added_up(full):
    """Each of these processes keeps to its own limit."""
    _ended(full, "import os, time\nfor _ in range(9):\n    if os.fork() == 0:\n"
                 "        held = b'x' * 800_000_000\n        time.sleep(600)\ntime.sleep(600)")


def _ended(box, bomb):
    done = judge(box, RIGHT, graded("gd_step"), bomb, OTHER, graded("steps_to_tol"))
    assert scores(done) == {"check_gd_step": 4, "check_steps_to_tol": 5}
    assert "more memory or processes than it may" in done.remarks[0].text


def test_a_notebook_has_a_time_too(sandbox, monkeypatch):
    """Cells after it is used up are not run; answers before keep their points."""
    monkeypatch.setattr("lrkit.grading.execution.judge.NOTEBOOK_TIMEOUT", 3.0)
    done = judge(sandbox, RIGHT, graded("gd_step"), "import time\ntime.sleep(60)", OTHER,
                 graded("steps_to_tol"))
    assert scores(done) == {"check_gd_step": 4, "check_steps_to_tol": 0}
    assert "had used up its time" in done.outputs[4][0]["evalue"]


@pytest.mark.parametrize("program", [bubblewrap(), None], ids=["full", "partial"])
def test_it_works_for_an_ordinary_user(program):
    """A grader who is not root gives the same marks; root becomes nobody here for it."""
    script = ("import sys; sys.path[1:1] = sys.argv[2:]\n"
              "from tests.system.grading.judging import OTHER, RIGHT, graded, judge, scores\n"
              "from lrkit.grading.execution.sandbox_fork import ForkSandbox\n"
              "with ForkSandbox(sys.argv[1] or None) as box:\n"
              "    print(scores(judge(box, RIGHT, graded('gd_step'), 'import os, signal\\n"
              "os.kill(os.getpid(), signal.SIGKILL)', OTHER, graded('steps_to_tol'))), "
              "box.isolation)")
    paths = [str(Path(__file__).parents[3]), *(path for path in sys.path if "-packages" in path)]
    python = next(filter(_starts_for_others, (
        sys.executable, f"/usr/bin/python3.{sys.version_info.minor}")), None)
    if python is None:
        pytest.skip("no Python here that another user may start")
    done = _as_nobody(python, "-c", script, program or "", *paths)
    isolation = "full" if program else "partial"
    assert done.stdout == f"{{'check_gd_step': 4.0, 'check_steps_to_tol': 5.0}} {isolation}\n", \
        done.stderr


def _starts_for_others(python):
    with contextlib.suppress(OSError):
        paths = [path for path in sys.path if "-packages" in path]
        return _as_nobody(python, "-c", "import sys; sys.path += sys.argv[1:]; import numpy",
                          *paths).returncode == 0
    return False


def _as_nobody(*command):
    user = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.getuid() == 0 else {}
    with tempfile.TemporaryDirectory() as place:
        os.chmod(place, 0o777)
        return subprocess.run(
            command, capture_output=True, text=True, timeout=240, check=False, cwd="/", **user,
            env={"PATH": os.environ["PATH"], "MPLCONFIGDIR": place, "HOME": "/nonexistent"})


FAULTS = {
    "exit": "import os\nos._exit(3)",
    "kill": "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
    "sys.exit": "import sys\nsys.exit()",
    "memory": "blocks = []\nwhile True:\n    blocks.append(bytearray(200_000_000))",
    "recursion": "def f(): return f()\nf()",
    "crash": "import ctypes\nctypes.string_at(0)",
    "stdin": "input('name? ')",
    "output": "for _ in range(2000):\n    print('x' * 100_000)",
    "exception": "raise RuntimeError('oh')",
    "syntax": "def broken(:",
    "endless thread": "import threading\ndef spin():\n    while True: pass\n"
                      "threading.Thread(target=spin).start()",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_costs_its_cell(sandbox, fault):
    """The exercises before it and behind it keep their points, and so does the next submission."""
    done = judge(sandbox, RIGHT, graded("gd_step"), FAULTS[fault], OTHER, graded("steps_to_tol"))
    assert scores(done) == {"check_gd_step": 4, "check_steps_to_tol": 5}
    bystander = judge(sandbox, RIGHT, graded("gd_step"))
    assert scores(bystander) == {"check_gd_step": 4}
    assert bystander.remarks == []


def test_a_loop_without_an_end_is_stopped(sandbox, monkeypatch):
    """One that can be interrupted ends at its limit; one that swallows it ends with its process."""
    monkeypatch.setattr("lrkit.grading.execution.judge.STUDENT_CELL_TIMEOUT", 1.0)
    monkeypatch.setattr("lrkit.grading.execution.judge.CELL_PATIENCE", 2.0)
    monkeypatch.setattr("lrkit.grading.execution.judge.REPLY_SLACK", 4.0)
    monkeypatch.setattr("lrkit.grading.execution.remote_call.REPLY_SLACK", 4.0)
    stubborn = "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, " \
        "{signal.SIGALRM, signal.SIGPROF})\nwhile True: pass"
    done = judge(sandbox, RIGHT, graded("gd_step"), "while True: pass", stubborn, OTHER,
                 graded("steps_to_tol"))
    assert scores(done) == {"check_gd_step": 4, "check_steps_to_tol": 5}
    said = [out["evalue"] for outputs in done.outputs for out in outputs if "evalue" in out]
    assert "longer than its time limit" in said[0]
    assert "could not be interrupted" in said[1]


def test_an_input_on_which_an_answer_does_not_end_is_tried_once(full, monkeypatch):
    """A second call would show nothing; and after two such inputs the others are not tried."""
    monkeypatch.setattr("lrkit.grading.execution.judge.CALL_TIMEOUT", 0.2)
    endless = ("calls = 0\ndef gd_step(w, grad, lr):\n    global calls\n    calls += 1\n"
               "    while True: pass")
    done = judge(full, endless, graded("gd_step"), "print(calls)")
    assert scores(done) == {"check_gd_step": 0}
    assert done.outputs[3][0]["text"] == "2\n"


def test_an_answer_that_ends_the_process_costs_that_exercise(sandbox):
    """Its cell says so, and the next exercise is checked."""
    deadly = "def gd_step(w, grad, lr):\n    import os\n    os._exit(0)"
    done = judge(sandbox, deadly, graded("gd_step"), OTHER, graded("steps_to_tol"))
    assert scores(done) == {"check_gd_step": 0, "check_steps_to_tol": 5}
    assert "ended the Python process" in str(done.results["check_gd_step"])


def test_feedback_has_no_active_content(sandbox):
    """Scripts and HTML of a student's are left out, pictures and text stay."""
    done = judge(sandbox, "from IPython.display import HTML, Javascript, display\n"
                 "display(HTML('<script>alert(1)</script>'), Javascript('alert(2)'))\n"
                 "import matplotlib.pyplot as plt\nplt.plot([1, 2]); plt.show()\nprint('hello')")
    kinds = {kind for out in done.outputs[1] for kind in out.get("data", ())}
    assert "image/png" in kinds
    assert "hello" in done.outputs[1][0]["text"]
    assert not kinds & {"text/html", "application/javascript"}


PLAIN = """\
import base64, io
import matplotlib.pyplot as plt
fig, ax = plt.subplots()
ax.plot([1, 2, 4], label="a line")
ax.legend()
"""
SAVED = """
file = io.BytesIO()
fig.savefig(file, bbox_inches="tight")
print(base64.b64encode(file.getvalue()).decode())"""


def test_a_figure_is_what_the_student_saw(sandbox):
    """It is, pixel by pixel, the one that Matplotlib draws in a fresh process.

    Nothing that was drawn before the fork changes that, nor how the file was packed.
    """
    Image = pytest.importorskip("PIL.Image")
    alone = subprocess.run([sys.executable, "-c", PLAIN + SAVED], capture_output=True, check=True,
                           env={**os.environ, "MPLBACKEND": "agg"}).stdout
    (output,) = judge(sandbox, f"{PLAIN}plt.show()").outputs[1]
    here, there = (np.asarray(Image.open(io.BytesIO(base64.b64decode(picture))))
                   for picture in (output["data"]["image/png"], alone))
    assert np.array_equal(here, there)


def test_an_interactive_figure_leaves_its_picture(sandbox):
    """Moved from code it draws the new picture; its sentence is the picture's description.

    Nothing is loaded that would show it live.
    """
    done = judge(sandbox, "from lrkit import explore\nwalk = explore.walk()\nwalk",
                 "import sys\nprint('anywidget' in sys.modules)\nwalk.set(lr=0.5)")
    first, (said, second) = done.outputs[1][0]["data"], done.outputs[2]
    assert said["text"] == "False\n"
    assert set(first) == {"image/png", "text/plain"}
    assert second["data"]["image/png"] != first["image/png"]
    about = second["metadata"]["image/png"]
    assert second["data"]["text/plain"] == f"Walk: {about['alt']}"
    assert about["alt"].startswith("After 2 steps at rate 0.5")
    assert about.keys() == {"alt", "width"}


def test_a_fault_of_the_judges_own_is_no_silent_zero(sandbox, monkeypatch):
    """It costs neither the rest of the notebook nor a word: a person is told to look."""
    from lrkit.grading.execution import judge as judge_module

    def judges(exercise, *rest):
        if exercise.name == "gd_step":
            raise ZeroDivisionError
        return real(exercise, *rest)

    real = judge_module.grade_observations
    monkeypatch.setattr(judge_module, "grade_observations", judges)
    done = judge(sandbox, RIGHT, graded("gd_step"), OTHER, graded("steps_to_tol"))
    assert scores(done) == {"check_gd_step": 0, "check_steps_to_tol": 5}
    assert "look at the answer" in done.remarks[0].text


def test_each_submission_finds_a_shell_that_is_new(sandbox):
    """The shell is made, and a figure drawn in it, before the fork: nothing of that is there."""
    for _ in range(2):
        words = printed(sandbox, "import sys\nmatplotlib = sys.modules['matplotlib.pyplot']\n"
                        "print([name for name in dir() if name in ('np', 'plt', 'fig', 'ax')],"
                        "matplotlib.get_fignums(), get_ipython().execution_count, len(In), Out,"
                        "str(_dh[0]) == get_ipython().starting_dir == __import__('os').getcwd())")
        assert words.split() == ["[]", "[]", "2", "2", "{}", "True"]


@pytest.mark.parametrize("kind", ["full", "partial"])
def test_a_sandbox_that_cannot_start_says_why_at_once(kind, monkeypatch):
    """Its end is noticed, rather than waited for, and what it said last is passed on."""
    program = bubblewrap() if kind == "full" else None
    if kind == "full":
        need_bubblewrap(program)
    command = ForkSandbox._command

    def broken(self, descriptor):
        words, environment = command(self, descriptor)
        return [word.replace("forkserver", "nothing") for word in words], environment

    monkeypatch.setattr(ForkSandbox, "_command", broken)
    with ForkSandbox(program) as box, pytest.raises(UserError,
                                                    match=r"ended: .*sandbox\.nothing"), \
            box.session():
        pass
