"""Optimizers: what every rule promises, and each rule by hand or by a closed form."""

import dataclasses
import inspect

import numpy as np
import pytest

from lrkit import optimizers as o

VARIANTS = [
    rule(flavor=flavor)
    for rule in (o.Momentum, o.Nesterov, o.AdaGrad, o.AdaDelta, o.RMSProp, o.Adam, o.AMSGrad,
                 o.Adamax, o.AdamW, o.NAdam, o.RAdam, o.NAdamW, o.LAMB, o.Adafactor, o.MADGRAD,
                 o.DAdaptAdam, o.Prodigy)
    for flavor in rule.defaults
]
RULES = [
    o.GradientDescent(), o.NesterovLookAhead(), o.Lion(), o.ScheduleFreeSGD(),
    o.ScheduleFreeAdamW(), o.ScheduleFreeAdamW(flavor="keras"), o.Rprop(), o.AdaBelief(),
    o.PolyakStep(), o.Armijo(), o.DoG(first=0.1),
    o.RMSProp(momentum=0.5, centered=True), o.L2Penalty(o.Momentum(), 0.1),
    o.DecoupledDecay(o.Adam(), 0.1), *VARIANTS, o.Signum(), o.Adan(),
    *(o.LARS(trust=0.1, weight_decay=0.1, flavor=flavor) for flavor in o.LARS.defaults),
    *(o.Cautious(o.Momentum(), flavor=flavor) for flavor in o.Cautious.defaults),
    o.Prodigy(beta3=0.7), o.ADOPT(), o.AdEMAMix(warmup=5.0),
]
MATRIX_RULES = [rule(shape=(2, 2), flavor=flavor) for rule in (o.Muon, o.Adafactor)
                for flavor in rule.defaults] + [o.SOAP(shape=(2, 2), every=2)]
CURVATURES = np.array([1.0, 4.0, 0.5, 2.0])


def loss(w):
    """A bowl with four curvatures, for one run and for many."""
    return 0.5 * np.tensordot(CURVATURES, w * w, axes=1)


def grad(w):
    return (w.T * CURVATURES).T


def walk(rule, w, lr, num_steps, slope=grad):
    """The place after so many steps."""
    w = np.asarray(w, dtype=float)
    state = rule.init(w)
    for _ in range(num_steps):
        extra = {"loss": loss(w), "loss_at": loss}
        w, state = rule.step(w, slope(rule.gradient_point(w, state, lr)), state, lr,
                             **{name: extra[name] for name in rule.requires})
    return w


@pytest.mark.parametrize("rule", RULES + MATRIX_RULES, ids=repr)
def test_a_step_changes_none_of_its_arguments_and_can_be_repeated(rule):
    """New arrays come back; the same step twice gives the same result."""
    w, g = np.array([3, -1, 2, 5]), np.array([1, 2, -4, 3])  # integers: in-place would round
    state, extra = rule.init(w), {"loss": 1.0, "loss_at": loss}
    extra = {name: extra[name] for name in rule.requires}
    before = [np.array(part) for part in state]
    (first, new), (second, _) = (rule.step(w, g, state, 0.25, **extra) for _ in range(2))
    assert w.tolist() == [3, -1, 2, 5] and g.tolist() == [1, 2, -4, 3]
    np.testing.assert_array_equal(first, second)
    assert first.dtype == float and type(new) is type(state)
    for now, then in zip(state, before, strict=True):
        np.testing.assert_array_equal(now, then)
    assert rule.step(w, g, state, 1, **extra)[0].dtype == float  # an integer rate too


@pytest.mark.parametrize("rule", RULES + MATRIX_RULES, ids=repr)
def test_one_rule_serves_many_runs(rule):
    """Rates and starts on the trailing axes give what one run for each gives."""
    lrs = np.array([[0.01, 0.1], [0.5, 0.3]])
    starts = np.random.default_rng(0).normal(size=(4, 2, 2))
    together = walk(rule, starts, lrs, 5)
    for run in np.ndindex(2, 2):
        alone = walk(rule, starts[(slice(None), *run)], lrs[run], 5)
        np.testing.assert_allclose(together[(slice(None), *run)], alone, rtol=1e-13, atol=1e-15)


FOR_ALL_RUNS = {"max_tries"}  # a count
VALUES = {"grow": np.array([1.1, 1.3, 2.0]), "warmup": np.array([3.0, 5.0, 20.0])}  # else these
HYPERPARAMETERS = [
    (rule, field.name) for rule in RULES for field in dataclasses.fields(rule)
    if type(getattr(rule, field.name)) in (int, float) and field.name not in FOR_ALL_RUNS
]


# Without effect here: weights that follow the rate, which is constant; what optax does not have.
IDLE = {(o.ADOPT(), "clip_power"),  # no gradient of the bowl is that large
        (o.ScheduleFreeSGD(), "weight_power"), (o.ScheduleFreeAdamW(), "weight_power"),
        (o.ScheduleFreeAdamW(flavor="keras"), "weight_power"),
        (o.NAdam(flavor="optax"), "momentum_decay"), (o.NAdamW(flavor="optax"), "momentum_decay"),
        (o.Cautious(o.Momentum(), flavor="pytorch_optimizer"), "smallest_share")}


@pytest.mark.parametrize(("rule", "name"), HYPERPARAMETERS, ids=repr)
def test_hyperparameters_may_be_arrays_over_runs(rule, name):
    """A sweep over momenta, betas or weight decays is one call, and each run has its own value."""
    starts = np.random.default_rng(1).normal(size=(4, 3))
    values = VALUES.get(name, np.array([0.3, 0.6, 0.8]))
    together = walk(dataclasses.replace(rule, **{name: values}), starts, 0.5, 12)
    for run, value in enumerate(values):
        alone = walk(dataclasses.replace(rule, **{name: value}), starts[:, run], 0.5, 12)
        np.testing.assert_allclose(together[:, run], alone, rtol=1e-13)
    others = [walk(dataclasses.replace(rule, **{name: value}), start, 0.5, 12)
              for value, start in zip(np.roll(values, 1), starts.T, strict=True)]
    same = np.allclose(together.T, others, rtol=1e-12, atol=0)
    assert same == ((rule, name) in IDLE), "the values of other runs give other paths"


def test_only_a_rule_without_hyperparameters_has_none_to_try():
    """The test above leaves out no rule, and weight decay is among what it tries."""
    tried = {type(rule) for rule, _ in HYPERPARAMETERS}
    assert {type(rule) for rule in RULES} - tried == {o.GradientDescent}
    assert {"momentum", "beta1", "beta2", "rho", "weight_decay"} <= {
        name for _, name in HYPERPARAMETERS}


@pytest.mark.parametrize("rule", RULES, ids=repr)
def test_a_weight_may_be_a_plain_number(rule):
    """Notebook 1 has one weight, and it is not an array."""
    state, extra = rule.init(4.0), {"loss": 8.0, "loss_at": lambda w: 0.5 * w * w}
    w, state = rule.step(4.0, 4.0, state, 0.25, **{name: extra[name] for name in rule.requires})
    if isinstance(rule, o.ADOPT):  # its first step only looks
        w, state = rule.step(w, 4.0, state, 0.25)
    assert np.shape(w) == () and np.isfinite(w) and w < 4


@pytest.mark.parametrize("rule", RULES, ids=repr)
def test_every_rule_goes_downhill_on_a_bowl(rule):
    """After a hundred small steps the loss is far below where it was."""
    start = np.array([1.0, -1.0, 2.0, 0.5])
    lr = 1.0 if isinstance(rule, (o.AdaDelta, o.DoG, o.DAdaptAdam, o.Prodigy)) else 0.05
    num_steps = 3000 if isinstance(rule, o.AdaDelta) else 300
    assert loss(walk(rule, start, lr, num_steps)) < 0.1 * loss(start)


@pytest.mark.parametrize("rule", RULES + MATRIX_RULES, ids=repr)
def test_hyperparameters_are_frozen(rule):
    """A rule cannot change behind one's back, and its repr rebuilds it."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        rule.lr = 0.1
    assert eval(repr(rule), vars(o)) == rule


@pytest.mark.parametrize("name", [n for n in o.__all__ if n != "Optimizer"])
def test_every_rule_has_its_page(name):
    """Idea, equation, source and a running example."""
    text = inspect.getdoc(getattr(o, name))
    for part in ("math::", "Notes", "Examples", ">>>"):
        assert part in text or (part == "math::" and name == "ScheduleFreeAdamW"), part


def test_the_first_steps_by_hand():
    """Worked out on paper: w = 1, gradients 2 and then -1, rate 0.1."""
    by_hand = {
        o.GradientDescent(): (0.8, 0.9),
        o.Momentum(0.5): (0.8, 0.8),                     # v = 2, then 1 - 1 = 0
        o.Momentum(0.5, flavor="average"): (0.9, 0.9),   # v = 1, then 0.5 - 0.5 = 0
        o.Nesterov(0.5): (0.7, 0.8),                     # steps 2 + 1, then -1 + 0
        o.AdaGrad(eps=0.0): (0.9, 0.9 + 0.1 / 5**0.5),   # roots 2, then sqrt(4 + 1)
        o.RMSProp(rho=0.75, eps=0.0): (0.8, 0.8 + 0.1),  # roots 1, then sqrt(0.75 + 0.25)
        o.Lion(beta1=0.5, beta2=0.5): (0.9, 0.9),        # signs of 1, then of 0.5 - 0.5
        o.Signum(0.5): (0.9, 0.9),                       # signs of 1, then of 0.5 - 0.5
        o.Signum(0.0): (0.9, 1.0),                       # signs of 2, then of -1
        # The ratios are 1/2 and 0.9/1: each step is a tenth of the weight.
        o.LARS(trust=1.0, momentum=0.0): (0.9, 0.99),
        o.LAMB(beta1=0.0, eps=0.0): (0.9, 0.99),
        # A tenth of the weight, times 1 and 1/sqrt(v); v = 4, then 4 - 3 * 2**-0.8.
        o.Adafactor(): (0.9, 0.9 + 0.09 / (4 - 3 * 2**-0.8) ** 0.5),
        # Velocities 2 and 1.6 - 1, of which the second goes uphill.
        o.Cautious(o.Momentum(0.8)): (0.8, 0.8),
        # Sums 0.2 and 0.2 - 0.1 sqrt 2, squares 0.4 and 0.4 + 0.1 sqrt 2.
        o.MADGRAD(momentum=0.0, eps=0.0): (
            1 - 0.2 / 0.4 ** (1 / 3), 1 - (0.2 - 0.02**0.5) / (0.4 + 0.02**0.5) ** (1 / 3)),
        # 2/2; then averages 0 and -2, and below the fraction the root of 4.125/0.75.
        o.Adan(beta1=0.5, beta2=0.5, beta3=0.5, eps=0.0): (0.9, 0.9 + 0.1 / 5.5**0.5),
        # Decayed to 0.9 and 0.72; squares 4, then 0.004996 over 1 - 0.999**2.
        o.NAdamW(beta1=0.0, eps=0.0, weight_decay=1.0, flavor="optax"): (
            0.8, 0.72 + 0.1 * (0.001999 / 0.004996) ** 0.5),
    }
    for rule, places in by_hand.items():
        w, state = 1.0, rule.init(1.0)
        for g, place in zip((2.0, -1.0), places, strict=True):
            w, state = rule.step(w, g, state, 0.1)
            assert w == pytest.approx(place, abs=1e-12), rule


@pytest.mark.parametrize("flavor", o.Adam.defaults)
def test_adams_first_step_has_the_length_of_the_rate(flavor):
    """It has, at any scale of the gradient that is far above epsilon."""
    rule = o.Adam(flavor=flavor)
    w, _ = rule.step(np.zeros(3), np.array([1e3, -1.0, 1e-3]), rule.init(np.zeros(3)), 0.01)
    np.testing.assert_allclose(w, [-0.01, 0.01, -0.01], rtol=4e-3)


@pytest.mark.parametrize("rule", [o.Adam(eps=0.0), o.AdaGrad(eps=0.0), o.RMSProp(eps=0.0),
                                  o.AMSGrad(eps=0.0), o.Lion(), o.Rprop(), o.NAdam(eps=0.0),
                                  o.NAdamW(eps=0.0), o.LAMB(eps=0.0), o.Adafactor(eps=0.0),
                                  o.LARS(trust=1.0), o.Signum(), o.Adan(eps=0.0)], ids=repr)
def test_a_loss_times_1000_leaves_adaptive_paths_as_they_were(rule):
    """Scale invariance: the paths agree to rounding."""
    start = np.array([1.0, -1.0, 2.0, 0.5])
    large = walk(rule, start, 0.01, 50, slope=lambda w: 1000 * grad(w))
    np.testing.assert_allclose(walk(rule, start, 0.01, 50), large, rtol=1e-8)


def test_both_forms_of_nesterov_walk_through_the_same_looked_ahead_places():
    """With a constant rate, from rest."""
    ahead, plain = o.NesterovLookAhead(0.8), o.Nesterov(0.8)
    w, v = np.array([1.0, -1.0, 2.0, 0.5]), np.array([1.0, -1.0, 2.0, 0.5])
    state, other = ahead.init(w), plain.init(v)
    for _ in range(20):
        place = ahead.gradient_point(w, state, 0.1)
        np.testing.assert_allclose(place, v, rtol=1e-12)
        w, state = ahead.step(w, grad(place), state, 0.1)
        v, other = plain.step(v, grad(v), other, 0.1)


def test_momentum_conventions_agree_until_the_rate_changes():
    """Rate inside or outside the velocity: the same path, then other steps."""
    torch, keras = o.Momentum(0.9), o.Momentum(0.9, flavor="keras")
    a = b = np.array([1.0, -1.0, 2.0, 0.5])
    s, z = torch.init(a), keras.init(b)
    for lr in (0.05,) * 10:
        (a, s), (b, z) = torch.step(a, grad(a), s, lr), keras.step(b, grad(b), z, lr)
    np.testing.assert_allclose(a, b, rtol=1e-12)
    np.testing.assert_allclose(z.velocity, -0.05 * s.velocity, rtol=1e-12)
    (a, s), (b, z) = torch.step(a, grad(a), s, 0.005), keras.step(b, grad(b), z, 0.005)
    assert np.abs(a - b).max() > 1e-3


def test_schedule_free_weighs_an_iterate_by_the_rate_that_made_it():
    """A slope of 1 and rates 1, 1, 3: z goes 0, -1, -2, -5, and 9 of 11 parts are the last one's.

    With Keras' flavor each has a third. Where nothing but decay acts, it starts one step late.
    """
    for rule, places in (
        (o.ScheduleFreeSGD(), (-1.0, -1.5, (-1 - 2 - 9 * 5) / 11)),
        (o.ScheduleFreeSGD(weight_power=1.0), (-1.0, -1.5, (-1 - 2 - 3 * 5) / 5)),
        (o.ScheduleFreeAdamW(eps=0.0), (-1.0, -1.5, (-1 - 2 - 9 * 5) / 11)),
        (o.ScheduleFreeAdamW(eps=0.0, flavor="keras"), (-1.0, -1.5, (-1 - 2 - 5) / 3)),
    ):
        x, state = 0.0, rule.init(0.0)
        for lr, place in zip((1.0, 1.0, 3.0), places, strict=True):
            x, state = rule.step(x, 1.0, state, lr)
            assert x == pytest.approx(place, rel=1e-12), rule
    rule, x = o.ScheduleFreeAdamW(weight_decay=0.1, flavor="keras"), 1.0
    state, points = rule.init(x), []
    for _ in range(3):
        x, state = rule.step(x, 0.0, state, 0.1)
        points.append(rule.gradient_point(x, state, 0.1))
    assert points == pytest.approx([1.0, 0.995, 0.990033], abs=1e-6)


def test_the_two_ways_of_weight_decay_are_one_only_without_adaptation():
    """Equal around gradient descent, unlike around Adam."""
    start = np.array([1.0, -1.0, 2.0, 0.5])
    ways = [[walk(way(rule, 0.3), start, 0.05, 10) for way in (o.L2Penalty, o.DecoupledDecay)]
            for rule in (o.GradientDescent(), o.Adam())]
    np.testing.assert_allclose(*ways[0], rtol=1e-12)
    assert np.abs(np.subtract(*ways[1])).max() > 1e-2
    np.testing.assert_allclose(walk(o.AdamW(weight_decay=0.3), start, 0.05, 10), ways[1][1],
                               rtol=1e-12)


def test_armijo_never_raises_the_loss_and_polyak_never_overshoots():
    """On a bowl, from any start; Polyak's distance to the minimum only falls."""
    for seed in range(5):
        w = np.random.default_rng(seed).normal(size=4) * 10
        for rule in (o.Armijo(), o.PolyakStep()):
            place, state = w, rule.init(w)
            for _ in range(30):
                extra = {"loss": loss(place), "loss_at": loss}
                new, state = rule.step(place, grad(place), state, 100.0,
                                       **{name: extra[name] for name in rule.requires})
                measure = loss if isinstance(rule, o.Armijo) else np.linalg.norm
                assert measure(new) <= measure(place)
                place = new


def test_muon_moves_every_direction_alike():
    """The step's singular values lie near 1 although the gradient's span three powers of ten."""
    rng = np.random.default_rng(3)
    u, v = (np.linalg.qr(rng.normal(size=(5, 5)))[0] for _ in range(2))
    g = u @ np.diag([10.0, 3.0, 1.0, 0.3, 0.1]) @ v
    rule = o.Muon()
    w, _ = rule.step(np.zeros((5, 5)), g, rule.init(np.zeros((5, 5))), 1.0)
    values = np.linalg.svd(w, compute_uv=False)
    assert values.max() < 1.25 and values.min() > 0.5
    flat = o.Muon(shape=(5, 5))
    once, _ = flat.step(np.zeros(25), g.ravel(), flat.init(np.zeros(25)), 1.0)
    np.testing.assert_allclose(once, w.ravel(), rtol=1e-12)


@pytest.mark.parametrize(("make", "message"), [
    (lambda: o.Adam(flavor="jax"), "flavor must be one of 'torch', 'keras', 'optax', got 'jax'"),
    (lambda: o.RAdam(flavor="keras"), "flavor must be one of 'torch', 'optax', got 'keras'"),
    (lambda: o.ScheduleFreeSGD(1.1), "beta1 must be from 0 to 1, got 1.1"),
    (lambda: o.Momentum(1.0), "momentum must be from 0 to below 1, got 1.0"),
    (lambda: o.Adam(beta1=-0.1), "beta1 must be from 0 to below 1, got -0.1"),
    (lambda: o.Adam(beta2=np.array([0.9, 1.2])), "beta2 must be from 0 to below 1, got array"),
    (lambda: o.RMSProp(rho=np.nan), "rho must be from 0 to below 1, got nan"),
    (lambda: o.Adam(beta1="0.9x"), "beta1 must be from 0 to below 1, got '0.9x'"),
    (lambda: o.AdaGrad(eps=-1e-8), "eps must be at least 0 and finite, got -1e-08"),
    (lambda: o.L2Penalty(o.Adam(), np.inf), "weight_decay must be at least 0 and finite, got inf"),
    (lambda: o.L2Penalty("adam", 0.1), r"rule must be an optimizer, such as Adam\(\), got 'adam'"),
    (lambda: o.Rprop(grow=0.9), "grow must be above 1, got 0.9"),
    (lambda: o.Rprop(shrink=1.0), "shrink must be between 0 and 1, got 1.0"),
    (lambda: o.Rprop(smallest=3.0, largest=1.0), "smallest must be at least 0 and at most largest"),
    (lambda: o.Armijo(enough=0.0), "enough must be between 0 and 1, got 0.0"),
    (lambda: o.Armijo(max_tries=0), "max_tries must be a whole number of at least 1, got 0"),
    (lambda: o.Armijo(max_tries=2.5), "max_tries must be a whole number of at least 1, got 2.5"),
    (lambda: o.DoG(first=0.0), "first must be above 0, got 0.0"),
    (lambda: o.LARS(trust=0.0), "trust must be above 0, got 0.0"),
    (lambda: o.LAMB(flavor="torch"), "flavor must be one of 'optax', 'keras', got 'torch'"),
    (lambda: o.Adafactor(decay=-0.8), "decay must be from 0 to 1, got -0.8"),
    (lambda: o.Adafactor(clip=0.0), "clip must be above 0, got 0.0"),
    (lambda: o.Adafactor(smallest_size=0), "smallest_size must be above 0, got 0"),
    (lambda: o.Adafactor(shape=(2, 3)).init(np.zeros(4)), r"2 \* 3 entries .* got \(4,\)"),
    (lambda: o.Adan(beta3=1.0), "beta3 must be from 0 to below 1, got 1.0"),
    (lambda: o.Cautious("adam"), r"rule must be an optimizer, such as Adam\(\), got 'adam'"),
    (lambda: o.Cautious(o.Adam(), 0.0), "smallest_share must be above 0 and at most 1, got 0.0"),
    (lambda: o.Muon().init(np.zeros(4)), r"params must be a matrix, .* shape \(4,\)"),
    (lambda: o.Muon(shape=(2, 3)).init(np.zeros(4)), r"2 \* 3 entries .* got \(4,\)"),
])
def test_bad_hyperparameters_are_named(make, message):
    """A ValueError with the name and what it got."""
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize("rule", RULES, ids=repr)
def test_a_gradient_of_another_shape_is_named(rule):
    """Not broadcast: a gradient of shape (1,) would move every weight alike."""
    extra = {"loss": 1.0, "loss_at": loss}
    for grad_shape in ((3,), (1,), (4, 2), ()):
        with pytest.raises(ValueError, match=r"grad must have the shape of params, \(4,\), got"):
            rule.step(np.ones(4), np.ones(grad_shape), rule.init(np.ones(4)), 0.1,
                      **{name: extra[name] for name in rule.requires})
