"""The figures of notebook 3: what they say is what the searches found."""

import numpy as np
import pytest

from lrkit import explore, plotting
from lrkit.explore import explorer as explorer_module
from lrkit.explore import short_runs
from lrkit.explore.marks import Band, Line, Points
from lrkit.explore.view import pack_scene
from lrkit.optimizers import GradientDescent
from lrkit.problems import DigitsNetwork, load_digits
from lrkit.training import RangeTest, grid_search


def parabola(lr, seed):
    """Best at 0.1; nan from 10 on."""
    return np.log10(lr / 0.1) ** 2 + 1 + 0.1 * seed if lr < 10 else np.nan


def test_a_search_tells_its_best_its_edge_and_its_lost_runs():
    """The mean over the seeds 0 and 1 at the best rate is 1.05."""
    inside = grid_search(parabola, {"lr": [0.1, 0.01, 1.0, 10.0]}, seeds=(0, 1))
    edge = grid_search(parabola, {"lr": [0.001, 0.01]})
    words = plotting.alt_text(plotting.rate_searches({"a": inside, "b": edge}))
    assert "a: 4 rates from 0.01 to 10, 2 seeds each, the best 1.05 with a spread of 0.071 at " \
           "0.1, 2 runs lost" in words
    assert "b: 2 rates from 0.001 to 0.01, the best 2 at 0.01, on the edge" in words


def test_a_search_without_a_finite_loss_is_drawn():
    """Crosses only, and the words say so."""
    lost = grid_search(parabola, {"lr": [10.0, 20.0]})
    assert "no finite loss" in plotting.alt_text(plotting.rate_searches({"a": lost}))


def test_a_search_over_another_setting_is_refused():
    """The axis is that of the rate."""
    found = grid_search(lambda momentum, seed: momentum, {"momentum": [0.1, 0.2]})
    with pytest.raises(ValueError, match="over 'lr' alone, got \\['momentum'\\]"):
        plotting.rate_searches({"a": found})


def test_range_tests_tell_their_lowest_losses_and_the_marks():
    """One mark for each test, or none at all."""
    tests = {"a": RangeTest(np.array([0.01, 0.1, 1.0]), np.array([2.0, 1.5, 9.0]))}
    words = plotting.alt_text(plotting.range_tests(tests, {"steepest": [0.1]}))
    assert "Lowest losses: 1.5 at 0.1. Steepest: 0.1." in words
    assert plotting.alt_text(plotting.range_tests(tests)).endswith("1.5 at 0.1.")
    with pytest.raises(ValueError, match="must hold 1 rates, got 2"):
        plotting.range_tests(tests, {"steepest": [0.1, 0.2]})


def test_differences_tell_mean_and_standard_error():
    """1, 2, 3: the mean 2, the standard error 1 over the root of 3."""
    words = plotting.alt_text(plotting.seed_differences({"a": [1, 2, 3], "b": [-1, 1]}))
    assert "a: 3 of 3 above 0, mean 2, standard error 0.58" in words
    assert "b: 1 of 2 above 0, mean 0, standard error 1" in words
    with pytest.raises(ValueError, match="at least two, got 1"):
        plotting.seed_differences({"a": [1.0]})


@pytest.mark.parametrize(("low", "high", "n", "words"), [
    (1e-4, 0.01, 4, "on the edge: extend the grid upwards"),
    (0.1, 10.0, 2, "on the edge: extend the grid downwards"),
    (0.01, 10.0, 4, "inside the grid"),
])
def test_the_lamp_says_where_the_best_rate_lies(low, high, n, words):
    """In the title, in the sentence, and as a stripe where better rates may lie."""
    explorer = explore.rate_search().set(low=low, high=high, n=n)
    assert f"It lies {words}." in explorer.says()
    assert words in explorer.scene.panels[0].title
    marks = explorer.scene.panels[0].marks
    best = next(mark.x[0] for mark in marks if getattr(mark, "marker", "") == "star")
    (stripe,) = [mark for mark in marks if isinstance(mark, Band)]
    assert (stripe.low < best, best < stripe.high) == (
        "upwards" not in words, "downwards" not in words)


def test_the_rates_on_the_axis_are_written_out():
    """0.00001, and not what rounding makes of it."""
    explorer = explore.rate_search()
    assert list(explorer.scene.panels[0].x.ticks.values()) == [
        "0.00001", "0.0001", "0.001", "0.01", "0.1", "1", "10"]
    assert explorer.set(low=1e-5).settings_text().startswith("lowest rate 0.00001 ")


@pytest.mark.parametrize(("n", "seeds", "budget", "words", "left_out"), [
    (5, 6, 24, "24 of 24 runs are used; that left 1 of 5 rates out", 1),
    (24, 6, 6, "6 of 6 runs are used; that left 23 of 24 rates out", 23),
    (4, 6, 24, "24 of 24 runs are used. ", 0),
])
def test_a_search_beyond_the_budget_leaves_rates_out(n, seeds, budget, words, left_out):
    """Rates times seeds, up to the budget: the rest are crosses in both panels."""
    explorer = explore.rate_search().set(n=n, seeds=seeds, budget=budget)
    assert words in explorer.says()
    rates, plan = explorer.scene.panels
    assert crosses(rates) == left_out and crosses(plan) == left_out * seeds
    assert ("▲" in plan.title) == bool(left_out)


def crosses(panel):
    """Count the grey crosses of a panel."""
    return sum(len(mark.x) for mark in panel.marks if isinstance(mark, Points)
               and (mark.colour, mark.marker) == ("grey", "cross"))


def test_each_control_of_the_search_changes_picture_and_words():
    """Its ends work, and coming back gives the same scene."""
    explorer = explore.rate_search().set(low=0.01, high=1.0, n=3)
    before = pack_scene(explorer.scene)
    for name, value in (("low", 0.1), ("high", 5.0), ("n", 4), ("seeds", 6),
                        ("spacing", "linear"), ("budget", 48)):
        old = explorer.values[name]
        explorer.set(**{name: value})
        assert explorer.scene.trouble == "" and explorer.picture()
        assert pack_scene(explorer.scene) != before and explorer.says() != before[0]["says"], name
        assert pack_scene(explorer.set(**{name: old}).scene) == before, name


@pytest.fixture(scope="module")
def networks():
    """The data that notebook 3 learns from, and those that it holds out."""
    digits = load_digits()
    return (DigitsNetwork(digits.X_train[:700], digits.y_train[:700]),
            DigitsNetwork(digits.X_train[700:], digits.y_train[700:]))


def alone(networks, lr, seed):
    """The plain loop of notebook 3: one network, step by step, by lrkit's gradient descent."""
    net, held_out = networks
    rng, rule = np.random.default_rng(seed), GradientDescent()
    w = net.init(rng)
    state = rule.init(w)
    with np.errstate(all="ignore"):
        for batch in rng.integers(700, size=(60, 32)):
            w, state = rule.step(w, net.sample_grad(w, batch), state, lr)
        return float(np.nan_to_num(held_out.value(w), nan=np.inf, posinf=np.inf))


def test_runs_that_are_made_side_by_side_are_those_that_are_made_alone(networks):
    """For rates that do nothing, crawl, are good, and lose everything."""
    runs = [(lr, seed) for seed in (0, 5) for lr in (0.0, 0.001, 0.3, 2.0, 1e200)]
    expected = [alone(networks, *run) for run in runs]
    np.testing.assert_allclose(short_runs.train_side_by_side(runs), expected, rtol=1e-12)


@pytest.mark.parametrize(("values", "lrs"), [
    ({"high": 10.0, "n": 3}, np.geomspace(1e-4, 10, 3)),
    ({"high": 10.0, "n": 3, "spacing": "linear", "seeds": 2}, np.linspace(1e-4, 10, 3)),
    ({"low": 0.1, "high": 0.2, "n": 2}, [0.1, 0.2]),
    ({"low": 0.1, "high": 0.2, "n": 24, "budget": 6}, np.geomspace(0.1, 0.2, 24)[:6]),
])
def test_the_dots_are_runs_at_the_rates_that_are_shown(networks, values, lrs):
    """Each dot, and the rate and the loss in the sentence, by the plain loop of the notebook.

    The rates are those of the grid itself: none is moved to where a run is at hand.
    """
    explorer = explore.rate_search().set(**values)
    losses = [[alone(networks, lr, seed) for seed in range(values.get("seeds", 1))] for lr in lrs]
    seen = dots(explorer)
    np.testing.assert_allclose(seen.x, np.repeat(lrs, np.shape(losses)[1]), rtol=1e-12)
    np.testing.assert_allclose(seen.y, np.ravel(losses), rtol=1e-9)
    means = np.mean(losses, axis=1)
    words = f"The best rate is {lrs[means.argmin()]:.3g}, with a loss of {means.min():.3g} "
    assert words in explorer.says()


def dots(explorer):
    """The marks of the runs that are not lost."""
    return next(mark for mark in explorer.scene.panels[0].marks if isinstance(mark, Points))


def test_a_run_is_made_once(monkeypatch):
    """Coming back to a value trains nothing; one more rate trains that one alone."""
    runs, made = short_runs.ShortRuns(), []
    monkeypatch.setattr(short_runs, "train_side_by_side",
                        lambda todo: (made.extend(todo), np.ones(len(todo)))[1])
    for lrs in ([0.1, 0.2, 0.2], [0.2, 0.1], [0.1, 0.15, 0.2]):
        for piece in runs.missing(lrs, seeds=range(2)):
            runs.make(piece)
        assert (runs.table(lrs, seeds=range(2)) == 1).all()
    assert runs.loss(0.15, seed=1) == 1
    assert sorted(made) == [(lr, seed) for lr in (0.1, 0.15, 0.2) for seed in (0, 1)]


def test_a_reader_who_drags_sees_the_runs_that_are_made(monkeypatch):
    """In the browser: some runs at each move, no verdict before the last, and then the whole.

    To the last bit, although other runs stood side by side than where all were asked for at once.
    """
    whole = explore.rate_search().set(n=24, seeds=2, budget=48)
    monkeypatch.setattr(explorer_module, "FIRST_SLICE", 0)  # so that a picture has one piece more
    monkeypatch.setattr(explorer_module, "NEXT_SLICE", 0)
    explorer = explore.rate_search().set(seeds=2, budget=48)
    explorer._on_request({"n": 22}, {})
    counts = []
    while explorer.scene.unfinished:
        counts.append(len(dots(explorer).x))
        rates, plan = explorer.scene.panels
        assert explorer.says() == f"{counts[-1]} of 48 runs are made."
        assert rates.title == f"○ {explorer.says()[:-1]}"
        assert plan.title == f"{counts[-1]} of 48 runs used"
        assert not any(isinstance(mark, Band) for mark in rates.marks)
        assert hollow(plan) == 48 - counts[-1]
        explorer._on_request({}, {})  # as the view does until the scene is finished
    known = 4  # the ends of the range
    assert counts == list(range(known + short_runs.RUNS_PER_PIECE, 48, short_runs.RUNS_PER_PIECE))
    assert pack_scene(explorer.scene) == pack_scene(whole.scene)


def hollow(panel):
    """Count the grey rings of a panel."""
    return sum(len(mark.x) for mark in panel.marks
               if isinstance(mark, Points) and mark.hollow and mark.colour == "grey")


def test_the_first_runs_of_a_search_show_its_whole_range():
    """Both ends and the middle, before anything between them; then each once, for any number."""
    runs = short_runs.ShortRuns()
    lrs = [1.0, 2.0, 3.0, 4.0, 5.0]
    order = [run for piece in runs.missing(lrs, seeds=[0, 7]) for run in piece]
    assert order[:3] == [(1.0, 0), (5.0, 0), (3.0, 0)]
    assert [seed for _, seed in order] == [0] * 5 + [7] * 5
    for count in range(1, 25):
        assert sorted(short_runs.coarse_to_fine(count)) == list(range(count))


def test_means_and_standard_errors_are_those_of_the_runs():
    """Worked out from the runs themselves, for two seeds: half their distance is the error."""
    explorer = explore.rate_search().set(low=0.1, high=10.0, n=2, seeds=2)
    losses = short_runs.train_side_by_side([(0.1, 0), (0.1, 1)])
    bars = next(mark for mark in explorer.scene.panels[0].marks
                if isinstance(mark, Line) and mark.width > 2)
    assert bars.y[:2] == pytest.approx(sorted(losses))
    assert f"a loss of {np.mean(losses):.3g}" in explorer.says()


def test_a_search_without_a_range_is_a_sentence():
    """The lowest rate may be dragged up to the highest, and above it."""
    for low in (0.01, 0.1):
        explorer = explore.rate_search().set(low=low)
        assert explorer.says() == f"The lowest rate, {low}, must be below the highest, 0.01."
        assert "no grid" in explorer.scene.panels[0].title


def test_the_search_takes_the_learners_grid():
    """A right one gives the same picture, a wrong one a sentence."""
    same = explore.rate_search(lambda lo, hi, n: np.geomspace(lo, hi, n).tolist())
    assert same.picture() == explore.rate_search().picture()
    assert "Your grid raised" in explore.rate_search(lambda lo, hi, n: 1 / 0).says()
    assert "shape (2,), not (4,)" in explore.rate_search(lambda lo, hi, n: [lo, hi]).says()
    assert "Your grid returned nothing" in explore.rate_search(lambda lo, hi, n: None).says()
    for wrong in (-1.0, np.nan, np.inf):
        assert "finite rates of at least 0" in explore.rate_search(
            lambda lo, hi, n, wrong=wrong: [wrong] * n).says()


@pytest.mark.parametrize("lrs", [[0.0] * 4, [1e200] * 4, [1e-300, 0.3, 0.3, 1e300]])
def test_rates_far_away_stand_at_the_edge(lrs):
    """A grid may hold 0 and rates at which every number overflows."""
    explorer = explore.rate_search(lambda lo, hi, n: lrs)
    assert explorer.scene.trouble == "" and explorer.picture()
    assert ("No run has a finite loss." in explorer.says()) == (min(lrs) == 1e200)
