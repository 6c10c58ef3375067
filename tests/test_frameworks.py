"""The runs of Keras and PyTorch: the recording, and the libraries where they are installed."""

import re
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest

from lrkit import frameworks
from lrkit import optimizers as ours
from lrkit.frameworks import (
    LIBRARIES,
    RECIPES,
    cells,
    libraries,
    process,
    recorded_run,
    recordings,
)
from lrkit.frameworks.libraries import first_backend
from lrkit.frameworks.rounding import adam_rates, in_32_bits
from lrkit.schedules import ExponentialDecay
from tests.parts import need_installed
from tests.recorded import record_frameworks

ROOT = Path(__file__).parents[1]
RULES = {
    "SGD": lambda flavor: ours.GradientDescent(),
    "momentum": lambda flavor: ours.Momentum(0.9, flavor=flavor),
    "AdaGrad": lambda flavor: ours.AdaGrad(flavor=flavor),
    "RMSProp": lambda flavor: ours.RMSProp(flavor=flavor),
    "Adam": lambda flavor: ours.Adam(flavor=flavor),
    "momentum, falling": lambda flavor: ours.Momentum(0.9, flavor=flavor),
    "SGD, 32 bits": lambda flavor: ours.GradientDescent(),
}
PIECES = list(recordings.PIECES.values())
each_piece = pytest.mark.parametrize(("library", "backend"), PIECES, ids=recordings.PIECES)
each_run = pytest.mark.parametrize("name", RECIPES)


def needs(library, backend, monkeypatch):
    """Skip where a library is not installed; else let it run."""
    monkeypatch.delenv("LRKIT_FRAMEWORKS", raising=False)
    need_installed(backend, library, backend)
    assert frameworks.is_live(library, backend)


def in_lrkit(rule, lr):
    """The same training with a rule of ours: losses and rates."""
    net, w = frameworks.network(), frameworks.start()
    state, losses, lrs = rule.init(w), [net.value(w)], []
    for step, batch in enumerate(frameworks.batches()):
        lrs.append(lr(step))
        w, state = rule.step(w, net.sample_grad(w, batch), state, lrs[-1])
        losses.append(net.value(w))
    return np.array(losses), np.array(lrs)


def tolerance(name):
    """1e-12, or what 32 bits can do."""
    return 1e-6 if RECIPES[name].dtype == "float32" else 1e-12


@pytest.mark.parametrize(("library", "backend"), [("keras", "jax"), ("torch", "torch")])
@each_run
def test_a_flavor_makes_the_recorded_run(name, library, backend):
    """48 steps of a network, its gradients by the library's own differentiation."""
    recipe, recorded = RECIPES[name], recorded_run(name, library, backend)
    schedule = ExponentialDecay(recipe.lr, recipe.halves_after or 1,
                                0.5 if recipe.halves_after else 1.0)
    losses, lrs = in_lrkit(RULES[name](library), schedule)
    np.testing.assert_allclose(losses, recorded.losses, rtol=0, atol=tolerance(name))
    np.testing.assert_allclose(lrs, recorded.lrs, rtol=1e-7)


# On TensorFlow some of Keras' numbers have 32 bits: with these lrkit makes the same run.
ROUNDED = {
    "momentum": ours.Momentum(in_32_bits(0.9), flavor="keras"),
    "momentum, falling": ours.Momentum(in_32_bits(0.9), flavor="keras"),
    "AdaGrad": ours.AdaGrad(initial_accumulator=in_32_bits(0.1), flavor="keras"),
}


@pytest.mark.parametrize("name", [name for name in RECIPES if "32 bits" not in name])
def test_rounded_numbers_are_the_whole_reason_on_tensorflow(name):
    """With them the difference is that of two orders of summation; without them it is not."""
    recorded, exact = recorded_run(name, "keras", "tensorflow"), RULES[name]("keras")
    rates = adam_rates(RECIPES[name].lr, 48) if name == "Adam" else recorded.lrs
    found, _ = in_lrkit(ROUNDED.get(name, exact), lambda step: rates[step])
    np.testing.assert_allclose(found, recorded.losses, rtol=0, atol=3e-15)
    if name in ROUNDED or name == "Adam":
        without, _ = in_lrkit(exact, lambda step: recorded.lrs[step])
        assert np.abs(without - recorded.losses).max() > 1e-9


def test_the_sizes_of_the_differences_are_those_of_the_text():
    """4e-6 and 1e-7 on TensorFlow; about 1e-9 on PyTorch, with plain SGD too."""
    def apart(name, backend):
        jax, other = (recorded_run(name, "keras", one).losses for one in ("jax", backend))
        return float(f"{np.abs(jax - other).max():.0e}")

    assert [apart(name, "tensorflow") for name in ("Adam", "momentum", "AdaGrad")] \
        == [4e-6, 1e-7, 2e-9]
    assert [apart(name, "tensorflow") < 1e-14 for name in ("SGD", "RMSProp")] == [True, True]
    assert all(5e-10 < apart(name, "torch") < 5e-9 for name in RECIPES if "32 bits" not in name)
    first = recorded_run("momentum, falling", "keras", "tensorflow").lrs
    assert (first == first.astype(np.float32)).all()  # the schedule's rates have 32 bits


@pytest.mark.parametrize("backend", frameworks.BACKENDS)
def test_where_keras_rounds(backend, monkeypatch):
    """A cast of a Python number and a schedule, on TensorFlow; a product, on PyTorch."""
    needs("keras", backend, monkeypatch)
    found = process.call(backend, "lrkit.frameworks.in_keras:rounded_numbers")
    cast = backend == "tensorflow"
    assert found == {
        "cast of 0.9": in_32_bits(0.9) if cast else 0.9,
        "constant of 0.1": in_32_bits(0.1) if cast else 0.1,
        "schedule from 0.02": in_32_bits(0.02) if cast else 0.02,
        "1/3 times 1": in_32_bits(1 / 3) if backend == "torch" else 1 / 3,
    }


@each_piece
@each_run
def test_the_installed_library_makes_the_recorded_run(name, library, backend, monkeypatch):
    """So that a new version that computes something else is noticed."""
    needs(library, backend, monkeypatch)
    live, recorded = (make(name, library, backend) for make in (frameworks.run, recorded_run))
    assert live.origin.live and not recorded.origin.live
    np.testing.assert_allclose(live.losses, recorded.losses, rtol=0, atol=tolerance(name))
    np.testing.assert_allclose(live.lrs, recorded.lrs, rtol=1e-7)


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("name", ["SGD", "AdaGrad", "RMSProp", "Adam"])
def test_the_installed_library_has_the_recorded_defaults(name, library, monkeypatch):
    """And lrkit's flavors have the same."""
    backend = first_backend(library)
    needs(library, backend or "torch", monkeypatch)
    live = frameworks.defaults(name, library)
    monkeypatch.setenv("LRKIT_FRAMEWORKS", "recorded")
    assert frameworks.defaults(name, library) == live


def test_the_rules_have_the_defaults_of_the_recording():
    """Under our names."""
    for library, eps in (("keras", "epsilon"), ("torch", "eps")):
        for name in ("AdaGrad", "RMSProp", "Adam"):
            assert RULES[name](library).eps == frameworks.defaults(name, library)[eps]
        start = frameworks.defaults("AdaGrad", library)["initial_accumulator_value"]
        assert RULES["AdaGrad"](library).initial_accumulator == start
    assert ours.RMSProp().rho == frameworks.defaults("RMSProp", "torch")["alpha"]
    assert ours.RMSProp(flavor="keras").rho == frameworks.defaults("RMSProp", "keras")["rho"]


@each_piece
def test_the_recording_is_of_these_runs(library, backend):
    """None is left out, none is left over, and none is empty."""
    piece = recordings.recorded_pieces()[recordings.piece_name(library, backend)]
    assert list(piece["runs"]) == list(RECIPES)
    assert set(piece["versions"]) == {library, backend, "numpy"}
    for name in RECIPES:
        run = recorded_run(name, library, backend)
        assert run.losses.shape == (49,) and run.lrs.shape == (48,)


def test_the_file_is_as_the_script_writes_it():
    """With the pieces in their order."""
    text = record_frameworks.FILE.read_text(encoding="utf-8")
    pieces = recordings.recorded_pieces()
    assert record_frameworks.as_text(pieces) == text and list(pieces) == list(recordings.PIECES)


def test_without_the_libraries_the_recording_is_used(monkeypatch):
    """It says so, with the versions; of Keras it is the one on TensorFlow."""
    monkeypatch.setenv("LRKIT_FRAMEWORKS", "recorded")
    assert not any(map(frameworks.is_live, LIBRARIES))
    assert frameworks.origin().count("recorded runs") == 2
    assert re.match(r"Keras 3\.[\d.]+ on TensorFlow 2\.[\d.]+: recorded", frameworks.origin())
    run = frameworks.run("Adam", "keras")
    assert re.fullmatch(r"Keras [\d.]+ on TensorFlow [\d.]+, recorded", str(run.origin))
    monkeypatch.delenv("LRKIT_FRAMEWORKS")
    monkeypatch.setattr(libraries, "find_spec", lambda name: None)
    assert not any(map(frameworks.is_live, LIBRARIES))


@pytest.mark.parametrize(("where", "value"), [
    ("LRKIT_FRAMEWORKS", "recorded"), ("NBGRADER_EXECUTION", "autograde"), ("", "emscripten")])
def test_nothing_runs_where_it_must_not(where, value, monkeypatch):
    """On request, while a submission is graded, and in a browser."""
    monkeypatch.delenv("LRKIT_FRAMEWORKS", raising=False)
    assert libraries.can_run("numpy")
    if where:
        monkeypatch.setenv(where, value)
    else:
        monkeypatch.setattr(sys, "platform", value)
    assert not libraries.can_run("numpy")


def test_a_library_that_fails_is_an_error_with_a_way_on(monkeypatch):
    """Such as one that is damaged: the recorded runs are still there."""
    monkeypatch.delenv("LRKIT_FRAMEWORKS", raising=False)
    monkeypatch.setattr(libraries, "find_spec", lambda name: name)
    monkeypatch.setattr(frameworks, "_module", lambda library: "lrkit.no_such")
    monkeypatch.setitem(RECIPES, "a new run", RECIPES["SGD"])
    with pytest.raises(process.ProcessError, match=r"No module named .*'LRKIT_FRAMEWORKS'\] = "):
        frameworks.run("a new run", "keras", "jax")


def test_keras_alone_is_not_enough(monkeypatch):
    """It needs something to compute with; TensorFlow comes first, then JAX."""
    monkeypatch.delenv("LRKIT_FRAMEWORKS", raising=False)
    there = {"keras"}
    monkeypatch.setattr(libraries, "find_spec", lambda name: name in there or None)
    assert first_backend("keras") is None and not frameworks.is_live("keras")
    for backend in ("torch", "jax", "tensorflow"):
        there.add(backend)
        assert first_backend("keras") == backend


def test_what_is_not_known_is_named():
    """With what there is."""
    with pytest.raises(ValueError, match=r"name must be one of .*, got 'Lion'"):
        frameworks.run("Lion", "keras")
    with pytest.raises(ValueError, match=r"library must be one of .*, got 'jax'"):
        frameworks.run("Adam", "jax")
    with pytest.raises(ValueError, match=r"library must be one of .*, got 'jax'"):
        frameworks.defaults("Adam", "jax")
    with pytest.raises(ValueError, match=r"optimizer must be one of .*, got 'Lion'"):
        frameworks.defaults("Lion", "keras")
    with pytest.raises(ValueError, match=r"backend must be one of .*, got 'numpy'"):
        frameworks.run("Adam", "keras", "numpy")


SAYS = """
import keras

try:
    keras.optimizers.Adam(lr=0.001)
except ValueError as error:
    print("lr" in str(error))
optimizer = keras.optimizers.Adam(learning_rate=0.001)
optimizer.learning_rate = 0.0001
print(abs(float(optimizer.learning_rate) - 0.0001) < 1e-9)
decay = keras.optimizers.schedules.ExponentialDecay(
    initial_learning_rate=0.1, decay_steps=16, decay_rate=0.9)
print(abs(float(decay(16)) - 0.09) < 1e-7)
try:
    keras.optimizers.SGD(learning_rate=decay).learning_rate = 0.01
except TypeError as error:
    print("not settable" in str(error))
"""


@pytest.mark.parametrize("backend", frameworks.BACKENDS)
def test_what_the_notebook_says_of_keras(backend, monkeypatch, capsys):
    """`lr` is an error, a number can be set in mid-run, a schedule takes that away."""
    needs("keras", backend, monkeypatch)
    cells.run_framework_cell(backend, SAYS)
    first, *others = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"Keras [\d.]+ on \w+ [\d.]+, run here", first)
    assert others == 4 * ["True"]


def test_the_extras(monkeypatch):
    """One for each backend, and their union; the Python that has no TensorFlow is told."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    assert extras["frameworks"] == ["lrkit[tensorflow,torch,jax]"]
    for backend in frameworks.BACKENDS:
        line = libraries.install_line(backend)
        assert f'"lrkit[{backend}]"' in line or sys.version_info >= libraries.NO_TENSORFLOW
        assert any(re.match(rf"{backend}\b", need) for need in extras[backend])
    (need,) = (need for need in extras["tensorflow"] if need.startswith("tensorflow"))
    assert "python_version < '{}.{}'".format(*libraries.NO_TENSORFLOW) in need
    monkeypatch.setattr(sys, "version_info", (3, 14, 0))
    assert libraries.install_line("tensorflow").startswith("a Python before 3.14")
    assert libraries.install_line("jax") == 'pip install "lrkit[jax]"'
