"""Ways to earn points without solving anything: none of them works.

Each attack stands in a notebook whose answer is wrong, followed by the graded cell; behind it
comes an exercise that is solved, which keeps its points. Most of them need no isolation: the
judge is another process. Those that go for files need bubblewrap and are in `test_sandbox.py`.
"""

import pytest

from lrkit.grading.box import Sandbox, bubblewrap
from tests.grading.judged import OTHER, RIGHT, WRONG, graded, judge, need_bubblewrap, scores

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
                          "s.perform = lambda *a, **k: 4.0\n"
                          "import lrkit.checking.wire as w\n"
                          "w.encode_performance = lambda *a: {'value': 4.0, 'score': 4.0, "
                          "'args': [], 'calls': [], 'error': None, 'timed_out': False}",
    "forks": "import os\npid = os.fork()\nif pid:\n    os._exit(0)",
}


@pytest.fixture(scope="module", params=["full", "partial"])
def sandbox(request):
    """A sandbox with bubblewrap, and one without."""
    program = bubblewrap() if request.param == "full" else None
    if request.param == "full":
        need_bubblewrap(program)
    with Sandbox(program) as box:
        yield box


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_earns_nothing(sandbox, attack):
    """The wrong answer gets 0, and the solved exercise behind it keeps its points."""
    done = judge(sandbox, WRONG, ATTACKS[attack], graded("gd_step"), OTHER, graded("steps_to_tol"))
    assert scores(done)["check_gd_step"] == 0
    if attack not in ("writes to the judge", "sends a pickle", "forged performance",
                      "patched builtins", "replaced run_cell", "input transformer",
                      "ast transformer"):  # these break their own notebook
        assert scores(done)["check_steps_to_tol"] == 5


def test_the_wrong_answer_and_the_right_one(sandbox):
    """Without an attack: nothing for the wrong answer, everything for the right one."""
    assert scores(judge(sandbox, WRONG, graded("gd_step"))) == {"check_gd_step": 0}
    assert scores(judge(sandbox, RIGHT, graded("gd_step"))) == {"check_gd_step": 4}


def test_a_recipe_is_scored_where_its_student_cannot_reach(sandbox):
    """By the judge, from plain words and numbers: whatever was put in the place of the score."""
    forged = ("from lrkit import capstone\nimport lrkit.capstone.runs as runs\n"
              "capstone.score = runs.score = lambda recipe: 0.0\n"
              "runs.test_losses = capstone.test_losses = lambda *a: (0.0,) * 5")
    answer = ('def submission():\n    return dict(optimizer="sgd", lr=0.01, schedule="constant", '
              "batch_size=1000)")
    done = judge(sandbox, forged, answer, graded("submission"))
    assert scores(done) == {"check_submission": 0}
