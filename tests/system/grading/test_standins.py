"""The exercises that hand in a stand-in for a library: judged in the sandbox as in a notebook."""

import pytest

from lrkit.checking import grade_function
from lrkit.exercises import get
from lrkit.exercises.source import source_of
from tests.exercises import wrong_answers
from tests.exercises.right_answers import answers_to
from tests.system.grading.judging import OTHER, graded, judge

NAMES = ("keras_optimizer", "torch_optimizer", "keras_schedule", "torch_schedule")

# Attempts to be taken for a reading of the stand-in, or to reach behind it.
HOSTILE = {
    "keras_optimizer": [
        "class AdamW(dict):\n    learning_rate, weight_decay = 0.003, 0.02\n"
        "def keras_optimizer(keras, lr, weight_decay):\n"
        "    return AdamW(type='AdamW', learning_rate=lr, weight_decay=weight_decay)",
        "from dataclasses import make_dataclass\n"
        "Reading = make_dataclass('Reading', ['type', 'learning_rate', 'weight_decay'])\n"
        "def keras_optimizer(keras, lr, weight_decay):\n"
        "    return Reading('AdamW', lr, weight_decay)",
        "class Any:\n    def __getattr__(self, name):\n        return self\n"
        "    def __float__(self):\n        return 0.1\n"
        "def keras_optimizer(keras, lr, weight_decay):\n"
        "    made = keras.optimizers.AdamW(lr)\n    made.weight_decay = Any()\n    return made",
    ],
    "keras_schedule": [
        "def keras_schedule(keras, lr, warmup_steps, total_steps):\n"
        "    class Huge(keras.optimizers.schedules.LearningRateSchedule):\n"
        "        def __call__(self, step):\n            return np.zeros(10**8)\n"
        "    return Huge()",
        "def keras_schedule(keras, lr, warmup_steps, total_steps):\n"
        "    class Ends(keras.optimizers.schedules.LearningRateSchedule):\n"
        "        def __call__(self, step):\n            raise SystemExit\n"
        "    return Ends()",
    ],
    "torch_schedule": [
        "def torch_schedule(torch, optimizer, warmup_steps, total_steps):\n"
        "    optimizer.param_groups *= 10**6\n"
        "    return torch.optim.lr_scheduler.StepLR(optimizer, 2)",
    ],
    "torch_optimizer": [
        "def torch_optimizer(torch, model, lr, bias_lr, weight_decay):\n"
        "    model.named_parameters = lambda: []\n"
        "    return torch.optim.AdamW(model.parameters(), lr=lr)",
    ],
}

SIGNATURES = {name: ", ".join(get(name).signature) for name in NAMES}
# The same for every library. Each is a text around NAME, ARGUMENTS and LIBRARY.
EVERYWHERE = {
    "looks for the exercise": "import gc\ndef NAME(ARGUMENTS):\n    return next((o.reference("
    "ARGUMENTS) for o in gc.get_objects() if type(o).__name__ == 'Exercise'), None)",
    "imports the reference": "def NAME(ARGUMENTS):\n    from lrkit.exercises import get\n"
    "    return get('NAME').reference(ARGUMENTS)",
    "walks the frames": "import sys\ndef NAME(ARGUMENTS):\n    frame = sys._getframe()\n"
    "    while frame:\n        for found in list(frame.f_locals.values()):\n"
    "            if hasattr(found, 'reference'):\n"
    "                return found.reference(ARGUMENTS)\n        frame = frame.f_back",
    "has nothing read": "import sys\ndef NAME(ARGUMENTS):\n    frame = sys._getframe()\n"
    "    while frame:\n        if hasattr(case := frame.f_locals.get('case'), 'reads'):\n"
    "            object.__setattr__(case, 'reads', None)\n        frame = frame.f_back\n"
    "    return {'type': 'AdamW', 'rates': np.zeros(3)}",
    "replaces the reader": "import lrkit.frameworks.standins.reading as reading\n"
    "reading.READERS['NAME'] = lambda value, args: "
    "{'type': np.ones(2), 'rates': np.full(9, np.nan), "
    "'changed': np.ones(2), 'without decay': np.ones(2), 'unknown parameters': np.ones(2)}\n"
    "def NAME(ARGUMENTS):\n    return 1",
    "replaces a name of the reader": "import lrkit.frameworks.standins.reading as reading\n"
    "reading.isinstance = lambda *any: True\nreading._number = lambda *any: np.inf\n"
    "def NAME(ARGUMENTS):\n    return 1",
    "empties the library": "def NAME(ARGUMENTS):\n    vars(LIBRARY).clear()\n"
    "    return LIBRARY.optimizers",
    "gives the library": "def NAME(ARGUMENTS):\n    return LIBRARY",
    "asks the recording": "def NAME(ARGUMENTS):\n    from lrkit.frameworks import own\n"
    "    return own._recording()",
    "a class that lies": "class Lie:\n    @property\n    def __class__(self):\n"
    "        raise MemoryError\ndef NAME(ARGUMENTS):\n    return Lie()",
    "an error without a text": "class Mute(Exception):\n    def __str__(self):\n"
    "        raise self\n    __repr__ = __str__\ndef NAME(ARGUMENTS):\n    raise Mute",
    "an error without a name": "class Meta(type):\n    __name__ = property(lambda self: 1 / 0)\n"
    "class Unnamed(Exception, metaclass=Meta):\n    pass\n"
    "def NAME(ARGUMENTS):\n    raise Unnamed",
    "a setting that cannot be written": "class Mute(float):\n    def __repr__(self):\n"
    "        raise SystemExit\n    __ne__ = lambda self, other: True\n"
    "def NAME(ARGUMENTS):\n    return LIBRARY.optimizers.AdamW(0.1, beta_1=Mute(0.8)) "
    "if 'NAME'.startswith('keras') else LIBRARY.optim.AdamW("
    "LIBRARY.nn.Linear(1, 1).parameters(), eps=Mute(0.8))",
}


def judged(full, name, sources):
    """The results of several answers to one exercise, in the sandbox."""
    cells = []
    for number, source in enumerate(sources):
        cell = graded(name)
        cell.metadata["nbgrader"]["grade_id"] = f"check_{name}_{number}"
        cells += [source, cell]
    done = judge(full, *cells)
    return [done.results[f"check_{name}_{number}"] for number in range(len(sources))], done


@pytest.mark.parametrize("name", NAMES)
def test_the_sandbox_comes_to_the_same_verdicts(full, name):
    """Right answers, wrong ones and misconceptions: points and names are those of a notebook."""
    exercise = get(name)
    functions = [exercise.reference, *answers_to(name),
                 *answers_to(name, wrong_answers.__name__),
                 *(each.function for each in exercise.misconceptions)]
    results, done = judged(full, name, [source_of(each, name) for each in functions])
    found = {each.__name__: (result.score, result.misconception)
             for each, result in zip(functions, results, strict=True)}
    here = {each.__name__: grade_function(exercise, each, num_drawn=24) for each in functions}
    assert found == {key: (result.score, result.misconception) for key, result in here.items()}
    assert done.remarks == []


@pytest.mark.parametrize("name", NAMES)
def test_what_only_looks_like_a_reading_earns_nothing(full, name):
    """A dict of the same form, values that pretend, and what is huge."""
    results, _ = judged(full, name, [*HOSTILE[name], source_of(get(name).reference, name)])
    assert [result.score for result in results] == [0.0] * len(HOSTILE[name]) + [get(name).points]


@pytest.mark.parametrize("name", NAMES)
def test_no_attack_earns_a_point_or_costs_another_exercise_its_own(full, name):
    """Not even the process ends, unless the answer has taken the library to pieces."""
    words = {"NAME": name, "ARGUMENTS": SIGNATURES[name], "LIBRARY": name.partition("_")[0]}
    for attack, source in EVERYWHERE.items():
        for word, meant in words.items():
            source = source.replace(word, meant)
        done = judge(full, source, graded(name), OTHER, graded("steps_to_tol"))
        found = [result.score for result in done.results.values()]
        assert (attack, found) == (attack, [0.0, get("steps_to_tol").points])
        assert done.remarks == [] or attack == "empties the library", (attack, done.remarks)
