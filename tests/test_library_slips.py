"""Slips of libraries that the chapters name and do not imitate: seen in the versions they name."""

from importlib import metadata

import numpy as np
import pytest

from lrkit import optimizers as o
from tests.parts import need
from tests.recorded.record_optimizers import import_jax, import_keras

GRADIENTS = (2.0, -1.0, 3.0)


def seen_in(package, version):
    """Skip the test for a version of which the chapter does not speak; `compare` watches those."""
    found = metadata.version(package)
    if found != version:
        pytest.skip(f"the chapter speaks of {package} {version}, and this is {found}")


def walk_optax(optimizer, start, gradients):
    """The places of an optax optimizer, without the start."""
    import_jax()
    import optax

    w = np.asarray(start, dtype=float)
    state, places = optimizer.init(w), []
    for g in gradients:
        updates, state = optimizer.update(np.full_like(w, g), state, w)
        w = np.asarray(optax.apply_updates(w, updates))
        places.append(w)
    return np.array(places)


def walk_ours(rule, start, gradients, lr):
    """The places of our rule, without the start."""
    w, state, places = np.asarray(start, dtype=float), rule.init(start), []
    for g in gradients:
        w, state = rule.step(w, np.full_like(w, g), state, lr)
        places.append(w)
    return np.array(places)


def test_optax_weighs_adans_change_with_the_other_share():
    """Another path from the second step on; with a beta of one half both shares are equal."""
    optax = need("jax", "optax", "jax")
    seen_in("optax", "0.2.8")
    gaps = [np.abs(walk_optax(optax.adan(0.1, b2=beta2, eps_root=0.0), [1.0], GRADIENTS)
                   - walk_ours(o.Adan(beta2=beta2), [1.0], GRADIENTS, 0.1)).ravel()
            for beta2 in (0.92, 0.5)]
    assert gaps[0][0] < 1e-12 and (gaps[0][1:] > 0.03).all()
    assert (gaps[1] < 1e-12).all()


def test_optax_moves_at_a_rate_of_0_by_madgrad_and_by_adafactors_decay():
    """Epsilon is added to the rate; the decay is not multiplied by it."""
    optax = need("jax", "optax", "jax")
    seen_in("optax", "0.2.8")
    assert (walk_optax(optax.contrib.madgrad(0.0), [1.0], GRADIENTS)[0] < 1 - 1e-6).all()
    assert (walk_ours(o.MADGRAD(), [1.0], GRADIENTS, 0.0) == 1).all()
    decayed = walk_optax(optax.adafactor(0.0, weight_decay_rate=0.1), [1.0, 2.0], (0.0,))
    np.testing.assert_allclose(decayed, [[0.9, 1.8]], rtol=1e-7)


@pytest.fixture
def keras(monkeypatch):
    """Keras on JAX, of the version of which the chapters speak."""
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    need("jax", "keras", "jax")
    seen_in("keras", "3.15.1")
    return import_keras()


def test_keras_adafactor_keeps_the_matrix_that_it_is_meant_to_save(keras):
    """Beside rows and columns, a number for each weight."""
    optimizer = keras.optimizers.Adafactor()
    optimizer.build([keras.Variable(np.ones((30, 20)))])
    assert sorted(map(tuple, (v.shape for v in optimizer.variables))) == [
        (), (), (20,), (30,), (30, 20)]


def test_keras_computes_a_mean_of_64_bits_in_32_on_jax(keras):
    """And returns it as one of 64; the reason why Adafactor's runs agree to 1e-6 only."""
    mean = keras.ops.mean(keras.ops.convert_to_tensor([0.1, 0.2], dtype="float64"))
    assert keras.backend.standardize_dtype(mean.dtype) == "float64"
    assert 1e-9 < abs(float(mean) - 0.15) < 1e-7


def test_torch_takes_the_size_of_adafactors_weights_before_the_decay():
    """From 2: 1.8 after the decay, and a step of 0.1 times 2; Keras' step is 0.1 times 1.8."""
    torch = need("torch", "torch")
    w = torch.nn.Parameter(torch.tensor([2.0], dtype=torch.float64))
    optimizer, w.grad = torch.optim.Adafactor([w], lr=0.1, weight_decay=1.0), torch.ones_like(w)
    optimizer.step()
    assert w.item() == pytest.approx(1.6)
    rule = o.DecoupledDecay(o.Adafactor(), 1.0)
    assert rule.step([2.0], [1.0], rule.init([2.0]), 0.1)[0] == pytest.approx(1.62)
