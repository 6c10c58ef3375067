"""Ways to earn points without solving anything: none of them works.

Each attack stands in a notebook whose answer is wrong, followed by the graded cell; behind it
comes an exercise that is solved, which keeps its points. Most of them need no isolation: the
judge is another process. Those that go for files need bubblewrap and are in `test_sandbox.py`.
"""

import numpy as np
import pytest

from lrkit.checking import grade_function
from lrkit.exercises import get
from tests.system.grading.judging import OTHER, RIGHT, WRONG, graded, judge, scores

# Finds the judge's socket, and says something on it as the sandbox would.
SENDER = """import json, os, struct
def say(message):
    text = json.dumps(message).encode()
    for fd in range(3, 40):
        try:
            os.write(fd, struct.pack('!I', len(text)) + text)
        except OSError:
            pass
"""
ATTACKS = {
    "replaced check": "check = lambda *a, **k: 4.0",
    "replaced lrkit.check": "import lrkit\nlrkit.check = lambda *a, **k: 4.0",
    "replaced grade_function": "import lrkit.checking as c\n"
                               "c.grade_function = lambda *a, **k: 4.0\nc.judge = lambda *a: ()",
    "patched allclose": "np.allclose = np.isclose = lambda *a, **k: np.True_\n"
                        "np.array_equal = lambda *a, **k: True",
    "patched mismatch": "import lrkit.checking.compare as c\nc.mismatch = lambda *a, **k: None",
    "patched same": "import lrkit.checking.observe as o\no.same = lambda a, b: True",
    "claims equality": "class Same(float):\n    __eq__ = lambda s, o: True\n"
                       "    __sub__ = __rsub__ = lambda s, o: 0.0\n"
                       "    __array__ = lambda s, *a, **k: np.zeros(())\n"
                       "def gd_step(w, grad, lr):\n    return Same()",
    "an array that lies": "class Lie(np.ndarray):\n    def __eq__(self, other): return True\n"
                          "    def __array_ufunc__(self, *a, **k): return np.True_\n"
                          "def gd_step(w, grad, lr):\n    return np.zeros(np.shape(w)).view(Lie)",
    "input transformer": "ip = get_ipython()\n"
                         "ip.input_transformers_cleanup.append(lambda lines: ['4.0\\n'])",
    "ast transformer": "import ast\nclass T(ast.NodeTransformer):\n"
                       "    def visit_Call(self, node): return ast.Constant(4.0)\n"
                       "get_ipython().ast_transformers.append(T())",
    "replaced run_cell": "get_ipython().run_cell = lambda *a, **k: 4.0",
    "replaced display hook": "import sys\nsys.displayhook = lambda x: print('4.0')",
    "post-run hook": "get_ipython().events.register('post_run_cell', lambda r: print(4.0))",
    "early output": "print('4.0')\nfrom IPython.display import display\n"
                    "display({'text/plain': '4.0'}, raw=True)\n4.0",
    "patched builtins": "import builtins\nbuiltins.all = lambda x: True\n"
                        "builtins.abs = lambda x: 0\nbuiltins.float = lambda x=0: 0.0",
    "walks the garbage": "import gc\nfound = [o for o in gc.get_objects() if hasattr(o, 'cases')\n"
                         "         and getattr(o, 'name', '') == 'gd_step']\n"
                         "def gd_step(w, grad, lr):\n    return found[0].reference(w, grad, lr)",
    "walks the frames": "import sys\ndef gd_step(w, grad, lr):\n    f = sys._getframe()\n"
                        "    while f:\n        for v in list(f.f_locals.values()):\n"
                        "            if hasattr(v, 'reference'):\n"
                        "                return v.reference(w, grad, lr)\n"
                        "            if hasattr(v, 'expected'):\n"
                        "                return v.expected\n"
                        "        f = f.f_back\n    return w",
    "imports the reference": "def gd_step(w, grad, lr):\n"
                             "    from lrkit.exercises.nb01.gd_step import reference\n"
                             "    return reference(w, grad, lr)",
    "asks for the exercise": "from lrkit.exercises import get\n"
                             "gd_step = get('gd_step').reference",
    "reads the reference": "from pathlib import Path\nimport lrkit\n"
                           "text = (Path(lrkit.__file__).parent"
                           " / 'exercises/nb01/gd_step.py').read_text()",
    "asks for the solution": "import lrkit\nfrom lrkit.learner import solution\n"
                             "solution('gd_step')",
    "grades itself": "import os\nos.environ['NBGRADER_EXECUTION'] = 'autograde'\n"
                     "from lrkit.checking.result import Result\n"
                     "gd_step = Result('gd_step', 4.0, 4.0, 'right')",
    "an exception that looks right": "class Right(Exception):\n    score = 4.0\n"
                                     "def gd_step(w, grad, lr):\n    raise Right(4.0)",
    "writes to the judge": "import os, json, struct\n"
                           "text = json.dumps({'value': 4.0, 'score': 4.0}).encode()\n"
                           "for fd in range(3, 40):\n    try:\n"
                           "        os.write(fd, struct.pack('!I', len(text)) + text)\n"
                           "    except OSError:\n        pass",
    "sends a pickle": "import os, pickle, struct\n"
                      "class P:\n    def __reduce__(self):\n"
                      "        return (os.system, ('touch /tmp/got',))\n"
                      "text = pickle.dumps(P())\n"
                      "for fd in range(3, 40):\n    try:\n"
                      "        os.write(fd, struct.pack('!I', len(text)) + text)\n"
                      "    except OSError:\n        pass",
    "ends before the check": "import atexit, os\natexit.register(lambda: print('4.0'))\n"
                             "os._exit(0)",
    "the name as a number": "gd_step = 4.0",
    "a mapping of answers": "from collections import defaultdict\n"
                            "class F(defaultdict):\n    def __call__(self, *a): return self[a[0]]\n"
                            "gd_step = F(float)",
    "forged performance": "import lrkit.sandbox.session as s\n"
                          "s.call_once = lambda *a, **k: 4.0\n"
                          "import lrkit.checking.wire as w\n"
                          "w.encode_call = lambda *a: {'value': 4.0, 'score': 4.0, "
                          "'args': [], 'calls': [], 'error': None, 'timed_out': False}",
    "forks": "import os\npid = os.fork()\nif pid:\n    os._exit(0)",
    "a child answers": f"{SENDER}import os\nif os.fork() == 0:\n    while True:\n"
                       "        say({'code': ''}); say({'value': 4.0, 'args': [1, 1, 1]})",
    "answers before it is asked": f"{SENDER}say({{'code': ''}})\nfor _ in range(99):\n"
                                  "    say({'value': 4.0, 'error': None, 'timed_out': False, "
                                  "'args': [1.0, 1.0, 1.0]})",
    "claims that calls do not end": f"{SENDER}say({{'code': ''}})\nfor _ in range(99):\n"
                                    "    say({'timed_out': True, 'args': []})",
    "always waits for a word": f"{SENDER}say({{'code': ''}})\nfor _ in range(99):\n"
                               "    say({'value': 4.0, 'args': [1.0, 1.0, 1.0], 'slow': True})",
    "asks for what there is not": f"{SENDER}def gd_step(w, grad, lr):\n"
                                  "    say({'ask': 0, 'args': [1]})\n    return w",
    "asks for what it must not": f"{SENDER}def gd_step(w, grad, lr):\n"
                                 "    say({'ask': -1, 'args': {'__class__': 'x'}})\n    return w",
    "announces a giant": "import os, struct\nfor fd in range(3, 40):\n    try:\n"
                         "        os.write(fd, struct.pack('!I', 2**32 - 1))\n"
                         "    except OSError:\n        pass",
    "tags and forms": f"{SENDER}for value in ({{'described': 'Formula', 'fields': ['1/0']}}, "
                      "{'array': ['O', [1], '']}, {'array': ['<f8', [10**12], '']}, "
                      "{'array': ['<f8', [-1, 0], '']}, {'int': '9' * 4000}, {'float': 'x'}, "
                      "{'scalar': ['V8', [], 'AAAAAAAAAAA=']}, {'function': 0}):\n"
                      "    say({'code': ''}); say({'value': value, 'args': [1, 1, 1]})",
    "a number without an end": "def gd_step(w, grad, lr):\n    return 10**5000",
    "a large number": "def gd_step(w, grad, lr):\n    return 10**1500",
    "not a number": "def gd_step(w, grad, lr):\n    return float('nan')",
    "infinite": "def gd_step(w, grad, lr):\n    return np.full(np.shape(w), np.inf)",
    "an array of many shapes": "def gd_step(w, grad, lr):\n"
                               "    return np.broadcast_to(w, (50, *np.shape(w)))",
    "an array of no bytes": "def gd_step(w, grad, lr):\n    return np.empty((0, 10**15))",
    "an array of objects": "def gd_step(w, grad, lr):\n    return np.array([[1], [1, 2]], object)",
    "lists in lists": "def gd_step(w, grad, lr):\n    deep = w\n    for _ in range(900):\n"
                      "        deep = [deep]\n    return deep",
    "itself in itself": "def gd_step(w, grad, lr):\n    loop = [w]\n    loop.append(loop)\n"
                        "    return loop",
    "a hundred million": "def gd_step(w, grad, lr):\n    return np.zeros(100_000_000)",
    "a text that is no text": "def gd_step(w, grad, lr):\n    return '\\ud800' * 10",
    "a dictionary of everything": "class D(dict):\n    __getitem__ = lambda s, k: 4.0\n"
                                  "def gd_step(w, grad, lr):\n    return D(value=4.0, score=4.0)",
    "profiles": "import sys, threading\nsys.setprofile(lambda f, what, arg: f.f_locals.update("
                "score=4.0, value=4.0))\nthreading.setprofile(sys.getprofile())",
    "traces": "import sys\ndef trace(frame, what, arg):\n    frame.f_locals['holds'] = True\n"
              "    return trace\nsys.settrace(trace)",
    "a thread that waits": "import builtins, threading, time\ndef later():\n    while True:\n"
                           "        globals()['gd_step'] = lambda *a: 4.0\n"
                           "        builtins.check = lambda *a: 4.0\n        time.sleep(0.01)\n"
                           "threading.Thread(target=later, daemon=True).start()",
    "signals its keeper": "import os, signal\nfor number in (1, 2, 3, 10, 12, 15):\n    try:\n"
                          "        os.kill(1 if os.getppid() == 1 else os.getppid(), "
                          "signal.SIGINT if os.getppid() != 1 else number)\n"
                          "    except OSError:\n        pass",
    "reads its keeper": "import ctypes, os\nkeeper = os.getppid()\n"
                        "ctypes.CDLL(None).ptrace(16, keeper, 0, 0)\n"
                        "for name in ('mem', 'environ', 'maps'):\n    try:\n"
                        "        open(f'/proc/{keeper}/{name}', 'rb').read(99)\n"
                        "    except OSError:\n        pass\ntry:\n"
                        "    for fd in os.listdir(f'/proc/{keeper}/fd'):\n"
                        "        os.open(f'/proc/{keeper}/fd/{fd}', os.O_RDWR)\n"
                        "except OSError:\n    pass",
    "poisons what comes after": "import os, sys\nfor place in (os.environ['MPLCONFIGDIR'], "
                                "os.path.expanduser('~'), '.', os.environ['TMPDIR']):\n"
                                "    for name in ('matplotlibrc', 'sitecustomize.py', "
                                "'usercustomize.py', "
                                "'numpy.py', 'fontlist-v390.json'):\n        try:\n"
                                "            open(os.path.join(place, name), 'w').write('4.0')\n"
                                "        except OSError:\n            pass\n"
                                "os.environ['PYTHONSTARTUP'] = 'sitecustomize.py'\n"
                                "np.subtract = None\nsys.modules['lrkit'] = None",
    "a class in place of a function": "class gd_step:\n    def __new__(cls, w, grad, lr):\n"
                                      "        return type('Right', (float,), {})(w)",
    "asks for the right answer": "gd_step = __import__('lrkit').exercises.get",
}
BREAKS_ITSELF = {"writes to the judge", "sends a pickle", "forged performance", "patched builtins",
                 "replaced run_cell", "input transformer", "ast transformer", "a child answers",
                 "answers before it is asked", "asks for what there is not", "profiles", "traces",
                 "asks for what it must not", "announces a giant", "tags and forms",
                 "poisons what comes after", "claims that calls do not end",
                 "always waits for a word"}


BYSTANDER = (RIGHT, graded("gd_step"), "import matplotlib.pyplot as plt\nplt.plot([1, 2]);\n"
             "print(sorted(__import__('os').listdir('.')))")


@pytest.fixture(scope="module")
def plain(sandbox):
    """The bystander before anybody attacked."""
    return judge(sandbox, *BYSTANDER)


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_earns_nothing(sandbox, attack, plain):
    """The wrong answer gets 0, and the solved exercise behind it keeps its points.

    A bystander that the same worker grades next gets what it always gets, outputs and marks.
    """
    done = judge(sandbox, WRONG, ATTACKS[attack], graded("gd_step"), OTHER, graded("steps_to_tol"))
    assert scores(done)["check_gd_step"] == 0
    if attack not in BREAKS_ITSELF:
        assert scores(done)["check_steps_to_tol"] == 5
    again = judge(sandbox, *BYSTANDER)
    assert (scores(again), again.outputs, again.remarks) == (
        scores(plain), plain.outputs, plain.remarks)


# Each call of train_fn costs hours: the part "calls" is for asking once for each rate.
TWICE = """def grid_search(train_fn, lrs):
    losses = [train_fn(lr) for lr in lrs]
    losses = [train_fn(lr) for lr in lrs]
    finite = [np.inf if np.isnan(loss) else loss for loss in losses]
    best = int(np.argmin(finite)) if losses else None
    return (None, None) if best is None else (lrs[best], losses[best])
"""
FORGERIES = {
    "none": "",
    "an empty record": "import lrkit.checking.observe as o\n"
                       "o.Recorder.__call__ = lambda s, *a: s.function(*a)",
    "a shorter record": "import lrkit.checking.wire as w\nencode = w.encode_call\n"
                        "w.encode_call = lambda made: encode(made) | {'calls': [[[0.1]]]}",
    "past the recorder": "twice = grid_search\ndef grid_search(train_fn, lrs):\n"
                         "    return twice(getattr(train_fn, 'function', train_fn), lrs)",
    "looks for the values": "import gc\ntwice = grid_search\ndef grid_search(train_fn, lrs):\n"
                            "    known = [o for o in gc.get_objects() "
                            "if type(o).__name__ == 'Table']\n"
                            "    return twice(known[0].build() if known else train_fn, lrs)",
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_the_record_of_calls_is_the_judges(full, forgery):
    """An answer that trains each twice loses the part that counts calls, whatever it claims."""
    done = judge(full, TWICE, FORGERIES[forgery], graded("grid_search"))
    result = done.results["check_grid_search"]
    known = grade_function(get("grid_search"), _twice())
    assert 0 < known.score < known.points
    assert result.score == known.score


def _twice():
    namespace = {"np": np}
    exec(TWICE, namespace)
    return namespace["grid_search"]


def test_the_wrong_answer_and_the_right_one(sandbox):
    """Without an attack: nothing for the wrong answer, everything for the right one."""
    assert scores(judge(sandbox, WRONG, graded("gd_step"))) == {"check_gd_step": 0}
    assert scores(judge(sandbox, RIGHT, graded("gd_step"))) == {"check_gd_step": 4}


QUIZZES = {
    "claims equality": "class Same(str):\n    __eq__ = lambda s, o: True\n"
                       "    __hash__ = str.__hash__\nchoice = Same('b')",
    "replaced answer": "choice = 'b'\nimport lrkit, lrkit.learner\nanswer = lambda *a: 1.0\n"
                       "lrkit.answer = lrkit.learner.answer = lrkit.learner.judge_answer = answer",
    "every letter": "choice = ['a', 'b', 'c', 'd']",
    "looks it up": "from lrkit.exercises import get_question as get\nchoice = get('nb01_q1').right",
    "changes later": "import threading\nchoice = 'b'\ndef later():\n"
                     "    globals()['choice'] = 'c'\nthreading.Timer(0.1, later).start()",
}


@pytest.mark.parametrize("attack", QUIZZES)
def test_a_quiz_is_judged_outside_too(full, attack):
    """A wrong letter is worth nothing, the right one its point."""
    question = graded("gd_step")
    question.source = 'answer("nb01_q1", choice)'
    question.metadata["nbgrader"]["grade_id"] = "check_nb01_q1"
    assert scores(judge(full, QUIZZES[attack], question)) == {"check_nb01_q1": 0}
    assert scores(judge(full, "choice = 'a'", question)) == {"check_nb01_q1": 1}
