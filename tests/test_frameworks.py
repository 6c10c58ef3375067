"""The runs of Keras and PyTorch: the recording, and the libraries where they are installed."""

import numpy as np
import pytest

from lrkit import frameworks
from lrkit import optimizers as ours
from lrkit.frameworks import LIBRARIES, RECIPES, recorded_run
from lrkit.schedules import ExponentialDecay
from tests.parts import need
from tests.recorded import record_frameworks

RULES = {
    "SGD": lambda flavor: ours.GradientDescent(),
    "momentum": lambda flavor: ours.Momentum(0.9, flavor=flavor),
    "AdaGrad": lambda flavor: ours.AdaGrad(flavor=flavor),
    "RMSProp": lambda flavor: ours.RMSProp(flavor=flavor),
    "Adam": lambda flavor: ours.Adam(flavor=flavor),
    "momentum, falling": lambda flavor: ours.Momentum(0.9, flavor=flavor),
    "SGD, 32 bits": lambda flavor: ours.GradientDescent(),
}
each_run = pytest.mark.parametrize(
    ("name", "library"), [(name, library) for name in RECIPES for library in LIBRARIES])


def needs(library, monkeypatch):
    """Skip where a library is not installed; else let it run."""
    monkeypatch.delenv("LRKIT_FRAMEWORKS", raising=False)
    if library == "keras":
        need("frameworks", "jax")
        monkeypatch.setenv("KERAS_BACKEND", "jax")
    need("frameworks", library)
    assert frameworks.is_live(library)


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


@each_run
def test_a_flavor_makes_the_recorded_run(name, library):
    """48 steps of a network, its gradients by the library's own differentiation."""
    recipe, recorded = RECIPES[name], recorded_run(name, library)
    schedule = ExponentialDecay(recipe.lr, recipe.halves_after or 1,
                                0.5 if recipe.halves_after else 1.0)
    losses, lrs = in_lrkit(RULES[name](library), schedule)
    np.testing.assert_allclose(losses, recorded.losses, rtol=0, atol=tolerance(name))
    np.testing.assert_allclose(lrs, recorded.lrs, rtol=1e-7)


@each_run
def test_the_installed_library_makes_the_recorded_run(name, library, monkeypatch):
    """So that a new version that computes something else is noticed."""
    needs(library, monkeypatch)
    live, recorded = frameworks.run(name, library), recorded_run(name, library)
    np.testing.assert_allclose(live.losses, recorded.losses, rtol=0, atol=tolerance(name))
    np.testing.assert_allclose(live.lrs, recorded.lrs, rtol=1e-7)


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("name", ["SGD", "AdaGrad", "RMSProp", "Adam"])
def test_the_installed_library_has_the_recorded_defaults(name, library, monkeypatch):
    """And lrkit's flavors have the same."""
    needs(library, monkeypatch)
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


def test_the_recording_is_of_these_runs():
    """None is left out, none is left over, and none is empty."""
    for library in LIBRARIES:
        for name in RECIPES:
            run = recorded_run(name, library)
            assert run.losses.shape == (49,) and run.lrs.shape == (48,)
    recording = frameworks._recording()
    assert [list(runs) for runs in recording["runs"].values()] == 2 * [list(RECIPES)]
    text = record_frameworks.FILE.read_text(encoding="utf-8")
    assert record_frameworks.as_text(recording) == text


def test_without_the_libraries_the_recording_is_used(monkeypatch):
    """It says so, with the versions."""
    monkeypatch.setenv("LRKIT_FRAMEWORKS", "recorded")
    assert not any(map(frameworks.is_live, LIBRARIES))
    assert frameworks.origin().count("recorded runs") == 2
    assert frameworks.origin().startswith("Keras 3.")
    monkeypatch.delenv("LRKIT_FRAMEWORKS")
    monkeypatch.setattr(frameworks, "find_spec", lambda name: None)
    assert not any(map(frameworks.is_live, LIBRARIES))


def test_keras_alone_is_not_enough(monkeypatch):
    """It needs something to compute with."""
    monkeypatch.delenv("LRKIT_FRAMEWORKS", raising=False)
    monkeypatch.setattr(frameworks, "find_spec", lambda name: name == "keras" or None)
    assert not frameworks.is_live("keras")


def test_what_is_not_known_is_named():
    """With what there is."""
    with pytest.raises(ValueError, match=r"name must be one of .*, got 'Lion'"):
        frameworks.run("Lion", "keras")
    with pytest.raises(ValueError, match=r"library must be one of .*, got 'jax'"):
        frameworks.run("Adam", "jax")


def test_what_the_notebook_says_of_keras(monkeypatch):
    """`lr` is an error, a number can be set in mid-run, a schedule takes that away."""
    needs("keras", monkeypatch)
    import keras

    with pytest.raises(ValueError, match="lr"):
        keras.optimizers.Adam(lr=0.001)
    optimizer = keras.optimizers.Adam(learning_rate=0.001)
    optimizer.learning_rate = 0.0001
    assert float(optimizer.learning_rate) == pytest.approx(0.0001)
    decay = keras.optimizers.schedules.ExponentialDecay(
        initial_learning_rate=0.1, decay_steps=16, decay_rate=0.9)
    assert float(decay(16)) == pytest.approx(0.09)
    with pytest.raises(TypeError, match="not settable"):
        keras.optimizers.SGD(learning_rate=decay).learning_rate = 0.01
