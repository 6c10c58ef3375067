"""The exercises that hand in a stand-in for a library: judged in the sandbox as in a notebook."""

import pytest

from lrkit.checking import grade_function
from lrkit.exercises import get
from lrkit.exercises.source import source_of
from tests.exercises import wrong_answers
from tests.exercises.right_answers import answers_to
from tests.system.grading.judging import graded, judge

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
