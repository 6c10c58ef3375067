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


def left(make, *, keras=None, num_steps=3):
    """The weight that is left of 1 after each step without gradients, rate and decay 0.1."""
    if keras is not None:
        w, optimizer = keras.Variable([[1.0]]), make(learning_rate=0.1, weight_decay=0.1)
        return [(optimizer.apply([np.zeros((1, 1))], [w]), float(w.value[0, 0]))[1]
                for _ in range(num_steps)]
    torch = need("torch", "torch")
    w = torch.nn.Parameter(torch.ones(1, 1, dtype=torch.float64))
    optimizer, w.grad = make([w], lr=0.1, weight_decay=0.1), torch.zeros_like(w)
    return [(optimizer.step(), w.item())[1] for _ in range(num_steps)]


DECOUPLED = [0.99, 0.9801, 0.970299]


def test_the_weight_decay_of_torch_is_a_penalty_but_in_three_rules():
    """Decoupled decay leaves 0.99 a step, whatever the rule; a penalty is divided by a root."""
    torch = need("torch", "torch")
    seen_in("torch", "2.14.1")
    for name in ("AdamW", "Adafactor", "Muon"):
        assert left(vars(torch.optim)[name]) == pytest.approx(DECOUPLED, abs=1e-9), name
    for name in ("Adagrad", "Adadelta", "RMSprop", "Adam", "Adamax", "NAdam"):
        assert left(vars(torch.optim)[name]) != pytest.approx(DECOUPLED, abs=1e-6), name


def test_the_weight_decay_of_keras_is_decoupled_with_three_exceptions(keras):
    """ScheduleFreeAdamW, Ftrl, and Muon for all that is not a matrix."""
    others = {"ScheduleFreeAdamW": [1.0, 0.995, 0.990033], "Ftrl": [0.0, 0.0, 0.0]}
    rules = vars(keras.optimizers)
    for name in ("SGD", "RMSprop", "Adam", "AdamW", "Adadelta", "Adagrad", "Adamax", "Adafactor",
                 "Nadam", "Ftrl", "Lion", "Lamb", "Muon", "ScheduleFreeAdamW"):
        expected = pytest.approx(others.get(name, DECOUPLED), abs=1e-6)
        assert left(rules[name], keras=keras) == expected, name
    w, optimizer = keras.Variable([1.0]), keras.optimizers.Muon(0.1, weight_decay=0.1)
    optimizer.apply([np.zeros(1)], [w])
    assert float(w.value[0]) == pytest.approx(1 - 0.1 * 0.004, abs=1e-6)


def test_optax_averages_with_the_rate_of_the_next_step():
    """-1.9 and not -1.5; told the rate of the step before, it walks as ours does."""
    optax, jax = need("jax", "optax", "jax"), import_jax()
    seen_in("optax", "0.2.8")

    def rate(count):
        return jax.numpy.where(count < 2, 1.0, 3.0)

    for told, end in ((rate, -1.9), (lambda count: rate(count - 1), -1.5)):
        theirs, w = optax.contrib.schedule_free(optax.sgd(rate), told), jax.numpy.zeros(1)
        state, rule, x = theirs.init(w), o.ScheduleFreeSGD(), np.zeros(1)
        ours = rule.init(x)
        for step in range(4):
            updates, state = theirs.update(jax.numpy.ones(1), state, w)
            w = optax.apply_updates(w, updates)
            x, ours = rule.step(x, np.ones(1), ours, float(rate(step)))
            average = optax.contrib.schedule_free_eval_params(state, w)
            if step == 1:
                np.testing.assert_allclose(average, end, rtol=1e-12)
            if told is not rate:
                np.testing.assert_allclose(average, x, rtol=1e-12)


def test_after_a_first_rate_or_gradient_of_0_optax_estimates_nothing_any_more():
    """0/0; ours keep the first estimate, as the authors' packages do."""
    optax = need("jax", "optax", "jax")
    seen_in("optax", "0.2.8")
    for theirs, ours in ((optax.contrib.prodigy(), o.Prodigy(flavor="optax")),
                         (optax.contrib.dadapt_adamw(), o.DAdaptAdam(flavor="optax"))):
        assert np.isnan(walk_optax(theirs, [1.0], (0.0, 1.0))[-1]).all()
        assert (walk_ours(ours, [1.0], (0.0, 1.0), 1.0)[-1] < 1).all()
    warm_up = optax.linear_schedule(0.0, 1.0, 5)
    for make in (optax.contrib.prodigy, optax.contrib.dadapt_adamw):
        assert np.isnan(walk_optax(make(warm_up), [1.0], (1.0,) * 3)[-1]).all()


def test_optax_divides_a_polyak_step_by_its_scaling():
    """On 0.5*w**2 from 4 the step is -2; half of it would be -1, and it is -4."""
    optax = need("jax", "optax", "jax")
    seen_in("optax", "0.2.8")
    import_jax()
    steps = {}
    for limit in (1e9, 0.1):
        for scaling in (1.0, 0.5):
            optimizer = optax.polyak_sgd(limit, scaling=scaling)
            w = np.array([4.0])
            update, _ = optimizer.update(w, optimizer.init(w), w, value=8.0)
            steps[limit, scaling] = float(update[0])
    assert steps == pytest.approx({(1e9, 1.0): -2, (1e9, 0.5): -4, (0.1, 1.0): -0.4,
                                   (0.1, 0.5): -0.2})


def test_torch_has_no_muon_for_a_vector():
    """Keras and optax use AdamW for it."""
    torch = need("torch", "torch")
    seen_in("torch", "2.14.1")
    with pytest.raises(ValueError, match="only supports 2D parameters"):
        torch.optim.Muon([torch.nn.Parameter(torch.ones(3))], lr=0.1)


def test_keras_evaluates_its_schedule_free_model_where_it_takes_the_gradient(keras):
    """Nothing puts the average in the model's weights: they are y, also after a fit."""
    model = keras.Sequential([keras.layers.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    model.compile(keras.optimizers.ScheduleFreeAdamW(0.5, beta_1=0.5), loss="mse")
    x = np.ones((4, 1))
    model.fit(x, 9 * x, batch_size=1, epochs=1, shuffle=False, verbose=0)
    z, y = (float(np.ravel(v)[0]) for v in (model.optimizer._momentums[0],
                                            model.layers[0].kernel))
    average = (y - 0.5 * z) / 0.5
    assert model.predict(x[:1], verbose=0)[0, 0] == pytest.approx(y, abs=1e-6)
    assert abs(average - y) > 0.1
