"""The stand-ins for Keras and PyTorch: signatures, rates and errors are those of the libraries.

The facts of `tests.recorded.standin_facts` are asked of the stand-in and compared with what was
recorded of each library, and with the library itself where it is installed.
"""

import json

import numpy as np
import pytest

from lrkit.checking import grade_function
from lrkit.checking.observe import build_args
from lrkit.exercises import get
from lrkit.frameworks import is_live, process, stand_in
from lrkit.frameworks.standins import READERS, VERSIONS, read
from lrkit.frameworks.standins.reading import STEPS_READ
from lrkit.frameworks.standins.tensors import Tensor, value_of
from tests.parts import need_installed
from tests.recorded import standin_facts
from tests.recorded.record_standins import FACTS, FILE

RECORDED = json.loads(FILE.read_text(encoding="utf-8"))
KERAS = [name for name in RECORDED if name.startswith("keras")]
keras, torch = stand_in("keras"), stand_in("torch")


@pytest.fixture(scope="module", params=RECORDED)
def facts(request):
    """The stand-in's facts, and a library's as they were recorded."""
    library = request.param.split()[0]
    made = standin_facts.keras_facts(keras) if library == "keras" else \
        standin_facts.torch_facts(torch)
    return made, RECORDED[request.param]


def test_the_arguments_are_the_librarys(facts):
    """Names, kinds and defaults of every class of the stand-in."""
    made, recorded = facts
    assert len(made["signatures"]) > 10
    for name, arguments in recorded["signatures"].items():
        if arguments[:1] != [["args", "VAR_POSITIONAL", ""]]:  # a class without arguments
            assert made["signatures"][name] == arguments, name


def test_the_rates_are_the_librarys(facts):
    """Each schedule, each step: to six digits, which is what 32 bits have."""
    made, recorded = facts
    assert made["rates"].keys() == recorded["rates"].keys()
    for text, rates in recorded["rates"].items():
        np.testing.assert_allclose(made["rates"][text], rates, rtol=1e-6,
                                   atol=1e-6 * np.max(np.abs(rates)), err_msg=text)


def test_settings_and_groups_are_the_librarys(facts):
    """An optimizer keeps its arguments, and a model's parameters have their names."""
    made, recorded = facts
    for key in {"settings", "groups", "models", "plateau"} & recorded.keys():
        assert same(made[key], recorded[key]), key


def same(a, b):
    """The same things in lists and dicts, numbers to six digits."""
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(same, a, b))
    return a == (pytest.approx(b, rel=1e-6) if isinstance(b, float) else b)


def test_the_errors_are_the_librarys(facts):
    """The type of each, and how it begins."""
    made, recorded = facts
    for text, (kind, words) in recorded["errors"].items():
        assert kind != "nothing", text
        assert made["errors"][text][0] == kind, text
        assert made["errors"][text][1][:30] == words[:30], text


@pytest.mark.parametrize("piece", KERAS)
@pytest.mark.parametrize("name", standin_facts.KERAS_OWN)
def test_a_schedule_of_ones_own_gives_its_rates_in_fit(piece, name):
    """Made of keras.ops, it runs on each backend."""
    rates = [float(value_of(rate)) for rate in own_rates(standin_facts.KERAS_OWN[name])]
    np.testing.assert_allclose(rates, RECORDED[piece]["own"][name], rtol=1e-5)


def test_the_texts_of_the_exercises_say_what_keras_does():
    """An integer 0 makes integers of all rates; Adam with a decay is AdamW; `lr` does nothing."""
    further = {piece: RECORDED[piece]["further"] for piece in KERAS}
    whole = {piece: facts["CosineDecay(0, ...)"] for piece, facts in further.items()}
    assert whole == {"keras on jax": [0.0] * 16, "keras on torch": [0.0] * 16,
                     "keras on tensorflow": "InvalidArgumentError"}
    schedule = keras.optimizers.schedules.CosineDecay(0, 9, warmup_target=0.5, warmup_steps=4)
    assert [float(schedule(step)) for step in range(16)] == [0.0] * 16
    for facts in further.values():
        assert facts["AdamW(0.1, 0.5)"] == facts["Adam(0.1, weight_decay=0.5)"] == \
            pytest.approx(1 - 0.1 * 0.5)
        assert facts["SGD(0.25).lr = 0.5"] == 0.25


@pytest.mark.parametrize("name", standin_facts.KERAS_OWN_FAILS)
def test_what_looks_at_the_step_fails_as_on_tensorflow_and_jax(name):
    """On PyTorch, where nothing is compiled, it runs: a script should not depend on that."""
    fails = {piece: isinstance(RECORDED[piece]["own"][name], str) for piece in KERAS}
    assert fails == {"keras on jax": True, "keras on tensorflow": True, "keras on torch": False}
    with pytest.raises(TypeError, match=r"inside fit the step is a tensor .*keras\.ops"):
        own_rates(standin_facts.KERAS_OWN_FAILS[name])


def own_rates(body):
    """The stand-in's rates of a schedule of one's own."""
    space = {"keras": keras, "ops": keras.ops, "math": __import__("math")}
    exec("class Own(keras.optimizers.schedules.LearningRateSchedule):\n"
         f"    def __call__(self, step):\n        return {body}", space)
    return [space["Own"]()(Tensor(step)) for step in range(standin_facts.STEPS)]


@pytest.mark.parametrize("piece", RECORDED)
def test_the_recording_is_what_the_library_does(piece):
    """Asked in a process of its own, where it is installed."""
    library, _, backend = piece.split()
    need_installed(backend, backend)
    assert is_live(library, backend)
    facts = json.loads(json.dumps(process.call(backend, f"{FACTS}:{library}_facts")))
    assert all(same(fact, RECORDED[piece][key]) for key, fact in facts.items())


@pytest.mark.parametrize("piece", RECORDED)
def test_the_stand_ins_name_the_versions_that_they_stand_for(piece):
    """Those that were recorded."""
    library = piece.split()[0]
    assert RECORDED[piece]["versions"][library] == VERSIONS[library]


@pytest.mark.parametrize(("text", "words"), [
    ("keras.optimizers.Adamw", r"no keras\.optimizers\.Adamw; did you mean AdamW\? it has Ada"),
    ("keras.layers", r"the stand-in has no keras\.layers; it has Variable, callbacks, ops"),
    ("keras.optimizers.CosineDecay", r"did you mean keras\.optimizers\.schedules\.CosineDecay\?"),
    ("torch.lr_scheduler", r"did you mean torch\.optim\.lr_scheduler\?"),
    ("torch.optim.lr_scheduler.StepLr", "did you mean StepLR"),
    ("torch.cuda", r"no torch\.cuda; it has Tensor, nn, optim, zeros"),
    ("stand_in('tensorflow')", r"library must be one of \['keras', 'torch'\], got 'tensorflow'"),
])
def test_a_name_that_is_missing_is_told_with_those_that_are_there(text, words):
    """And with the one that was probably meant."""
    with pytest.raises((AttributeError, ValueError), match=words):
        eval(text)


def test_readings_are_plain_data():
    """Type, rates, decays and groups; None for what is nothing of the stand-in's."""
    model = torch.nn.Linear(3, 2)
    adam = torch.optim.AdamW([{"params": [model.bias], "lr": 0.5}], lr=0.1)
    assert read("torch_optimizer", adam, (torch, model)) == {
        "type": "AdamW", "lr": {"bias": 0.5}, "weight_decay": {"bias": 0.01}}
    falling = keras.optimizers.SGD(keras.optimizers.schedules.ExponentialDecay(0.4, 1, 0.5))
    reading = read("keras_optimizer", falling, ())
    assert reading["learning_rate"] == [0.4 * 0.5**k for k in range(STEPS_READ)]
    rates = read("torch_schedule", torch.optim.lr_scheduler.StepLR(adam, 2, 0.5),
                 (torch, adam, 1, 4))["rates"]
    assert rates.tolist() == [0.5, 0.5, 0.25, 0.25]
    for reader in READERS:
        assert [read(reader, value, (None, None, 1, 2)) for value in (None, 0.1, {}, "adamw")] == \
            [None] * 4


ARRIVED = [
    {}, {"rates": None}, {"rates": "x"}, {"rates": np.zeros(0)}, {"rates": np.array(["a"] * 6)},
    {"rates": np.ones(6, complex)}, {"rates": np.full(6, np.nan)}, {"type": None}, {"type": ["W"]},
    {"type": "AdamW", "lr": 3, "weight_decay": []}, {"type": "AdamW", "lr": {"0.weight": "a"}},
    {"type": "AdamW", "learning_rate": [1, 2], "weight_decay": "0.1"}, {"kind": {"a": 1}}, [], 3,
    {"type": "AdamW", "learning_rate": True, "weight_decay": 10**400}, {"kind": "x" * 10**6},
    {"type": np.ones(2)}, {"type": {"a": np.ones(2)}}, {"kind": np.ones((2, 0))},
    {"type": "AdamW", "learning_rate": 0.003, "weight_decay": 0.5, "changed": np.ones(2)},
    {"type": "AdamW", "learning_rate": 0.1, "weight_decay": 0.02, "without decay": np.ones(2)},
    {"type": "AdamW", "unknown parameters": np.ones(2)},
    {"type": "AdamW", "learning_rate": 0.003, "weight_decay": 0.5, "changed": {"a" * 10**6: 1}},
    {"initial_learning_rate": 10**400, "decay_steps": 0, "decay_rate": -1}, None, "text", [[1]],
    {"initial_learning_rate": 0.1, "decay_steps": float("nan"), "decay_rate": 0.9},
    {"initial_learning_rate": np.zeros(3), "decay_steps": 1, "decay_rate": float("inf")},
]


@pytest.mark.parametrize("name", [*READERS, "keras_exp_decay_args"])
def test_whatever_arrives_from_another_process_is_judged(name):
    """It is wrong, said in a line; nothing about its form is taken for granted."""
    exercise = get(name)
    args = tuple(build_args(exercise.cases()[0]))
    for value in ARRIVED:
        faults = [exercise.right_if(args, value, part.name) for part in exercise.parts]
        assert any(faults) and all(fault is None or len(fault) < 300 for fault in faults), value


@pytest.mark.parametrize("stride", [1, 3, 16, 160])
def test_arguments_that_give_the_rates_of_the_reference_in_every_step_are_right(stride):
    """decay_steps=1 with the factor of a step, too; another factor of a step is not."""
    exercise = get("keras_exp_decay_args")
    decay, factor = keras.optimizers.schedules.ExponentialDecay, 0.9 ** (1 / 16)

    def answer(lr0, factor_per_epoch, n_train, batch_size, off=1.0):
        steps = -(-n_train // batch_size)
        return {"initial_learning_rate": lr0, "decay_steps": stride,
                "decay_rate": (off * factor_per_epoch) ** (stride / steps)}

    ours, theirs = decay(0.1, stride, factor**stride), decay(0.1, 16, 0.9)
    assert [ours(step) for step in range(99)] == pytest.approx([theirs(step) for step in range(99)])
    assert grade_function(exercise, answer).passed
    assert grade_function(exercise, lambda *args: answer(*args, off=1.0001)).score == 0


@pytest.mark.parametrize("rate", ["0.1", None, [0.1], np.zeros(2), True, 1j])
def test_a_rate_that_is_no_number_is_an_error_with_its_step(rate):
    """Told in words, and not handed on."""
    class Own(keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            return rate

    with pytest.raises(TypeError, match="the rate of step 0 should be a number, and is"):
        read("keras_schedule", Own(), (keras, 0.1, 1, 3))


@pytest.mark.parametrize("package", ["keras", "torch"])
@pytest.mark.parametrize("reader", READERS)
def test_what_the_installed_library_made_is_called_so(reader, package):
    """And not a function, although a schedule of Keras can be called."""
    members = {"__module__": f"{package}.src", "__call__": lambda self, step: 0.1}
    made = type("CosineDecay", (), members)()
    args = (None, torch.optim.SGD(torch.nn.Linear(2, 1).parameters()), 1, 3)
    assert read(reader, made, args) == {"kind": f"CosineDecay of the {package} that is installed"}
