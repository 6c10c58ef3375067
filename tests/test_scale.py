"""The recorded runs of notebook 11 are those that lrkit makes, and what is read from them."""

import numpy as np
import pytest

from lrkit import optimizers as o
from lrkit import problems, scale
from lrkit.exercises import get
from lrkit.scale import runs
from lrkit.uncertainty import paired_difference
from tests.recorded.record_scale import SEEDS, TABLES


@pytest.mark.parametrize("name", scale.NAMES)
def test_a_table_has_the_axes_that_its_script_says(name):
    """And a number for each point, none of them nan."""
    table = scale.table(name)
    assert table.axes == {**TABLES[name][0], "seed": SEEDS}
    shape = tuple(map(len, table.axes.values()))
    arrays = [array for array in (table.train, table.test, table.steps) if array is not None]
    assert arrays and all(array.shape == shape for array in arrays)
    assert not any(np.isnan(array).any() for array in arrays)


@pytest.mark.parametrize(("made", "recorded"), [
    (lambda: runs.width_losses(32, "muP", [0.02210], 3),
     lambda: scale.table("width").at(parametrisation="muP", width=32, lr=0.0221, seed=3)),
    (lambda: runs.rule_losses("Muon", [0.01562], 1),
     lambda: scale.table("rule").at(rule="Muon", lr=0.01562, seed=1)),
    (lambda: runs.length_losses("cosine", 125, [0.25], 2),
     lambda: scale.table("length").at(shape="cosine", length=125, lr=0.25, seed=2)),
])
def test_a_recorded_run_can_be_made_again(made, recorded):
    """Rates at which the last digits of a product of matrices do not grow."""
    table = recorded()
    assert made()[:, 0] == pytest.approx([float(table.train), float(table.test)], rel=0.02)


def test_a_recorded_count_of_steps_can_be_made_again():
    """With large batches, which take few steps."""
    steps = scale.table("batch").at(batch=512, lr=0.25, seed=0).steps
    assert runs.steps_to_target(512, [0.25], 0) == pytest.approx([float(steps)], abs=1)


def test_the_parametrisations_are_the_same_at_the_base_width():
    """Start and rates; at another width the start differs in the output matrix only."""
    usual, mup = (runs.width_net(32, name, 0) for name in ("usual", "muP"))
    assert np.array_equal(usual[2], mup[2]) and np.array_equal(usual[1].factors, mup[1].factors)
    net, rule, start = runs.width_net(128, "muP", 0)
    first, others = net.split(start), net.split(runs.width_net(128, "usual", 0)[2])
    assert [np.array_equal(a, b) for a, b in zip(first, others, strict=True)] == [
        True, True, True, True, False, True]
    assert first[4] == pytest.approx(others[4] / 2)  # the root of 128 / 32
    assert [part.flat[0] for part in net.split(rule.factors)] == [1, 1, 0.25, 1, 0.25, 1]


def test_the_output_starts_as_table_3_of_the_paper_says():
    """Its standard deviation falls as one over the width, that of the others as its root."""
    spreads = {}
    for width in (64, 256):
        net = problems.DeepDigitsNetwork(width)
        parts = net.split(net.init(np.random.default_rng(0), base_width=32))
        spreads[width] = [parts[k].std() for k in (0, 2, 4)]
    ratios = np.array(spreads[64]) / spreads[256]
    assert ratios == pytest.approx([1, 2, 4], rel=0.1)


def test_a_part_of_a_table_must_exist():
    """A sentence for a name or a value that is not there."""
    table = scale.table("width")
    with pytest.raises(ValueError, match="width must be one of"):
        table.at(width=33)
    with pytest.raises(ValueError, match=r"the axes are .* got \['depth'\]"):
        table.at(depth=2)
    with pytest.raises(ValueError, match="name must be one of"):
        scale.table("depth")


def test_at_the_critical_size_steps_and_examples_are_twice_their_least():
    """The formula says so by its definition; with it the fit is close to every mean."""
    found = scale.best_batches()
    fewest = found.formula[-1] / (1 + found.critical / 512)
    at_critical = np.interp(1 / found.critical, 1 / np.array([512, 4]), found.formula[[-1, 0]])
    assert at_critical == pytest.approx(2 * fewest)  # the formula is a line in one over the batch
    assert found.formula == pytest.approx(found.steps.mean(axis=1), rel=0.1)


def test_the_noise_scale_of_gradients_with_known_noise_is_found():
    """Rows of a gradient of length 3 with noise of variance 2 in each of 50 entries: 100 / 9."""
    rng, true = np.random.default_rng(0), np.r_[3.0, np.zeros(49)]
    small, big = (true + rng.normal(scale=np.sqrt(2 / size), size=(4000, 50)) for size in (4, 64))
    assert get("noise_scale").reference(small, big, 4, 64) == pytest.approx(100 / 9, rel=0.05)


def test_gradient_pairs_estimate_the_whole_gradient():
    """Means of many batches come near the gradient of all examples."""
    loss, small, big = next(scale.gradient_pairs())
    net = problems.DigitsNetwork()
    whole = net.grad(net.init(np.random.default_rng(0)))
    assert loss == pytest.approx(float(net.value(net.init(np.random.default_rng(0)))))
    assert small.shape == big.shape == (200, 4810)
    assert np.linalg.norm(big.mean(axis=0) - whole) < 0.1 * np.linalg.norm(whole)


def test_groups_move_by_their_own_rates():
    """Adam's first step has the length of the rate in each coordinate."""
    rule = o.LayerRates(o.Adam(), [1.0, 0.5, 0.0])
    w, _ = rule.step(np.ones(3), np.array([1.0, -2.0, 3.0]), rule.init(np.ones(3)), lr=0.1)
    assert w == pytest.approx([0.9, 1.05, 1.0])


def test_groups_with_factors_of_1_are_the_rule_itself():
    """For one run and for several, over some steps."""
    rng = np.random.default_rng(0)
    for shape in ((4,), (4, 3)):
        w = plain = rng.normal(size=shape)
        grouped = o.LayerRates(o.AdamW(weight_decay=0.1), np.ones(4))
        state, theirs = grouped.init(w), grouped.rule.init(w)
        for _ in range(3):
            g = rng.normal(size=shape)
            w, state = grouped.step(w, g, state, 0.1)
            plain, theirs = grouped.rule.step(plain, g, theirs, 0.1)
        assert np.array_equal(w, plain)


def test_a_rule_for_each_group_makes_the_steps_of_these_rules():
    """Momentum for the first two parameters, Nesterov's look-ahead for the third."""
    rules, w = [o.Momentum(0.5), o.NesterovLookAhead(0.9)], np.array([1.0, 2.0, 3.0])
    both = o.RuleForEach(rules, [2, 1])
    state, parts = both.init(w), [rule.init(w[k]) for rule, k in zip(rules, ([0, 1], [2]),
                                                                     strict=True)]
    for _ in range(3):
        point = both.gradient_point(w, state, 0.1)
        w, state = both.step(w, point, state, 0.1)
    alone, own = np.array([3.0]), parts[1]
    for _ in range(3):
        alone, own = rules[1].step(alone, rules[1].gradient_point(alone, own, 0.1), own, 0.1)
    assert w[2:] == pytest.approx(alone)


@pytest.mark.parametrize(("make", "words"), [
    (lambda: o.LayerRates(o.Adam(), [1.0, -1.0]), "at least 0"),
    (lambda: o.LayerRates("Adam", [1.0]), "rule must be an optimizer"),
    (lambda: o.LayerRates(o.Adam(), [1.0]).step([1.0, 2.0], [0.0, 0.0], None, 0.1), "1 entries"),
    (lambda: o.RuleForEach([o.Adam()], [1, 2]), "of one length"),
    (lambda: o.RuleForEach([o.PolyakStep()], [1]), "need the gradient only"),
    (lambda: o.RuleForEach([o.Adam()], [2]).init(np.zeros(3)), "2 entries"),
    (lambda: problems.DeepDigitsNetwork(2).spread({"input": 1.0}), "rates must have the keys"),
    (lambda: problems.DeepDigitsNetwork(2, X=np.ones((1, 4))), "given together"),
])
def test_what_does_not_fit_is_said(make, words):
    """In a sentence, before anything is computed."""
    with pytest.raises(ValueError, match=words):
        make()


def test_one_decay_for_all_rates_does_better_than_one_product():
    """Summed by hand from the table; without the lowest rate it is no longer certain."""
    table = scale.table("decay")
    lrs = table.axes["lr"]
    same_decay = [table.at(lr=lr, weight_decay=0.0625).test for lr in lrs]
    pairs = zip(lrs, (0.5, 0.25, 0.125, 0.0625, 0.03125, 0.01562), strict=True)
    same_product = [table.at(lr=lr, weight_decay=decay).test for lr, decay in pairs]
    found = scale.best_in_common()
    assert [*found] == ["decay 0.0625", "product 0.000977"]
    for losses, by_hand in zip(found.values(), (same_decay, same_product), strict=True):
        assert losses == pytest.approx(np.mean(by_hand, axis=0))
    assert paired_difference(*found.values()).detected
    rest = [np.mean(losses[1:], axis=0) for losses in (same_decay, same_product)]
    assert not paired_difference(*rest).detected


def test_at_the_carried_rate_no_difference_to_mup_is_detected():
    """Width 512 at the best rate of width 32, as the notebook says; muP's best is worse."""
    usual, mup = (scale.table("width").at(parametrisation=name, width=512)
                  for name in ("usual", "muP"))
    assert not paired_difference(usual.at(lr=0.04419).train, mup.at(lr=0.04419).train).detected
    assert usual.train.mean(axis=1).min() < 0.6 * mup.train.mean(axis=1).min()


def test_both_shapes_are_best_at_the_rate_from_which_the_notebook_branches():
    """A rate of 0.5, at every length: so one stable run serves them all."""
    lengths = scale.table("length")
    for shape in lengths.axes["shape"]:
        for length in scale.LENGTHS:
            mean = lengths.at(shape=shape, length=length).train.mean(axis=1)
            assert lengths.axes["lr"][mean.argmin()] == 0.5


def test_a_rate_that_fits_ends_lower_than_a_clipped_one():
    """The notebook shows one seed; the runs of six say the same, by their paired difference."""
    net, ends = problems.DeepDigitsNetwork(width=64), {}
    for lr, limit in ((0.7, 2.0), (0.2, np.inf)):
        ends[lr] = [np.mean(_losses(net, lr, limit, seed)[-20:]) for seed in range(6)]
    found = paired_difference(ends[0.2], ends[0.7])
    assert found.detected and found.mean > 0


def _losses(net, lr, limit, seed):
    """The last losses of a run whose gradients are clipped, as in the notebook."""
    rng, losses = np.random.default_rng(seed), []
    w = net.init(rng)
    for step, batch in enumerate(rng.integers(1000, size=(200, 16))):
        losses += [float(net.value(w))] if step >= 180 else []
        grad = net.sample_grad(w, batch)
        w = w - lr * grad * min(1.0, limit / np.linalg.norm(grad))
    return losses
