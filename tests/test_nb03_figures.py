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
from lrkit.training import (
    RangeTest,
    RuleOutcome,
    TypicalCurve,
    grid_search,
    random_search,
    sample_log,
)
from lrkit.uncertainty import paired_difference


def parabola(lr, seed):
    """Best at 0.1; nan from 10 on."""
    return np.log10(lr / 0.1) ** 2 + 1 + 0.1 * seed if lr < 10 else np.nan


def test_a_search_tells_its_best_its_edge_and_runs_that_diverged():
    """The mean over the seeds 0 and 1 at the best rate is 1.05."""
    inside = grid_search(parabola, {"lr": [0.1, 0.01, 1.0, 10.0]}, seeds=(0, 1))
    edge = grid_search(parabola, {"lr": [0.001, 0.01]})
    words = plotting.alt_text(plotting.rate_searches({"a": inside, "b": edge}))
    assert "a: 4 rates from 0.01 to 10, 2 seeds each, the best 1.05 with a spread of 0.071 at " \
           "0.1, 2 runs diverged" in words
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


def test_differences_tell_the_mean_and_what_chance_may_do():
    """1, 2, 3: the mean 2, the standard error 1 over the root of 3, times 4.3 for three values."""
    words = plotting.alt_text(plotting.seed_differences({"a": [1, 2, 3], "b": [4, 5, 6]}))
    assert "a: 3 of 3 above 0, mean 2, bound 2.5: no difference was detected" in words
    assert "b: 3 of 3 above 0, mean 5, bound 2.5: a difference" in words
    with pytest.raises(ValueError, match="at least two, got 1"):
        plotting.seed_differences({"a": [1.0]})


def test_the_rules_are_drawn_with_what_they_are_worth():
    """Each rule's mark lies on its curve: the raw or the smoothed one."""
    lrs = np.geomspace(1e-4, 1, 50)
    test = RangeTest(lrs, 3 - lrs, 3 - 2 * lrs)
    found = {name: RuleOutcome(np.array([0.1, 0.5]), np.array([0.3, 2.0]), behind)
             for name, behind in (("steepest, raw", 1), ("valley", 0))}
    figure = plotting.range_test_rules(test, found, shown=1, reference=0.25)
    heights = [line.get_ydata()[0] for line in figure.axes[0].lines if len(line.get_xdata()) == 1]
    assert heights == pytest.approx([3 - 2 * 0.5, 3 - 0.5], abs=0.01)
    assert figure.axes[0].get_xlim() == pytest.approx((1e-4, 1))
    words = plotting.alt_text(figure)
    assert "steepest, raw: rates 0.1 to 0.5, loss there: median 1.15, worst 2.00; beyond the " \
           "lowest loss in 1 of 2" in words


def test_two_settings_tell_how_many_rates_were_tried():
    """A grid of nine runs has three different rates, nine random points have nine."""
    def loss(lr, decay, seed):
        return abs(np.log10(lr) + 1) + 0.1

    rng = np.random.default_rng(0)
    grid = grid_search(loss, {"lr": [0.01, 0.1, 1.0], "decay": [1e-3, 1e-2, 1e-1]})
    points = random_search(loss, {"lr": sample_log(0.01, 1), "decay": sample_log(1e-3, 1)}, 9, rng)
    figure = plotting.two_settings({"grid": grid, "random": points}, {"grid": [1.0, 3.0]},
                                   ("lr", "decay"), ("rate", "weight decay"))
    words = plotting.alt_text(figure)
    assert "Grid: 9 runs at 3 different rates, the lowest loss 0.100 at the rate 0.1" in words
    assert "Random: 9 runs at 9 different rates" in words
    assert "against ." not in words  # the scale of colours is no panel
    assert "grid: 2 searches, mean 2.000, bound 12.706" in words


def test_the_gallery_has_a_picture_and_an_action_for_each_curve():
    """Its words tell both; every picture has the same scale, and its axis ends with the run."""
    curves = [TypicalCurve(f"curve {k}", f"action {k}", "a rate", np.arange(4),
                           np.array([2.0, 4.0, 1.0, 1.0])) for k in range(5)]
    figure = plotting.loss_gallery(curves)
    assert [ax.get_title(loc="left") for ax in figure.axes] == [curve.name for curve in curves]
    assert {ax.get_ylim() for ax in figure.axes} == {figure.axes[0].get_ylim()}
    assert {ax.get_xlim() for ax in figure.axes} == {(0, 3)}
    assert "Curve 4 (a rate): the loss ends at 0.5 times the first one and is at most 2 " \
           "times as large. Action: action 4." in plotting.alt_text(figure)
    with pytest.raises(ValueError, match="at least one curve"):
        plotting.loss_gallery([])


@pytest.mark.parametrize(("low", "high", "n", "words"), [
    (1e-4, 0.01, 4, "on the edge: extend the grid upwards"),
    (0.1, 10.0, 2, "on the edge: extend the grid downwards"),
    (0.01, 10.0, 4, "inside the grid"),
])
def test_the_lamp_says_where_the_best_rate_lies(low, high, n, words):
    """In the title, in the sentence, and as a stripe where better rates may lie."""
    explorer = searched(low=low, high=high, n=n)
    assert f"It lies {words}." in explorer.says()
    assert words in explorer.scene.panels[0].title
    marks = explorer.scene.panels[0].marks
    best = next(mark.x[0] for mark in marks if getattr(mark, "marker", "") == "star")
    (stripe,) = [mark for mark in marks if isinstance(mark, Band)]
    assert (stripe.low < best, best < stripe.high) == (
        "upwards" not in words, "downwards" not in words)


def searched(**plan):
    """A search that was started anew and has run this one grid."""
    return explore.rate_search().set(reset=1).set(**plan).set(run=1)


def test_the_rates_on_the_axis_are_written_out():
    """0.00001, and not what rounding makes of it."""
    explorer = explore.rate_search()
    assert list(explorer.scene.panels[0].x.ticks.values()) == [
        "0.00001", "0.0001", "0.001", "0.01", "0.1", "1", "10"]
    assert explorer.set(low=1e-5).settings_text().startswith("lowest rate 0.00001 ")


def squares(panel):
    """Count the squares of the budget: spent, asked for, and left."""
    full, asked, left = [mark for mark in panel.marks if isinstance(mark, Points)]
    return len(full.x), len(asked.x), len(left.x)


def test_only_the_button_spends_runs():
    """Sliders ask for a price; a run that is made already costs nothing again."""
    explorer = explore.rate_search()
    assert squares(explorer.scene.panels[1]) == (4, 0, 20)
    explorer.set(high=10.0, n=5)
    assert squares(explorer.scene.panels[1])[0] == 4
    new = 5 - len({1e-4} | ({0.01} & set(np.geomspace(1e-4, 10, 5))))
    assert f"4 of 24 runs are spent; this grid costs {new} more." in explorer.says()
    explorer.set(run=1)
    words = f"{4 + new} of 24 runs are spent; all runs of this grid have been made."
    assert words in explorer.says()
    assert explorer.scene.off == ("run",)
    explorer.set(seeds=2)
    assert "this grid costs 5 more" in explorer.says()


def test_the_budget_cannot_be_exceeded_or_raised():
    """A grid that costs too much is refused and makes no run; no control raises the budget."""
    explorer = explore.rate_search().set(n=8, seeds=3)
    assert explorer.scene.off == ("run",) and "and only 20 are left" in explorer.says()
    explorer.set(run=1)
    assert explorer.says() == "This grid costs 22 runs, but only 20 are left."
    assert len(explorer.bought) == 4
    assert set(explorer.controls) == {"low", "high", "spacing", "n", "seeds", "run", "reset"}


def test_the_whole_budget_can_be_spent_and_not_a_run_more():
    """24 runs at once after a fresh start; then each further run is one too many."""
    explorer = searched(low=0.1, high=1.0, n=4, seeds=6)
    assert squares(explorer.scene.panels[1]) == (24, 0, 0)
    explorer.set(n=2, high=2.0, seeds=1)
    assert "this grid costs 1 more, and only 0 are left" in explorer.says()
    assert "▲" in explorer.scene.panels[1].title
    explorer.set(reset=2)
    assert explorer.says().startswith("No run has been made yet. 0 of 24 runs are spent;")


def test_each_control_of_the_search_changes_picture_and_words():
    """Its ends work, and coming back gives the same scene."""
    explorer = explore.rate_search().set(low=0.01, high=1.0, n=3)
    before = pack_scene(explorer.scene)
    for name, value in (("low", 0.1), ("high", 5.0), ("n", 4), ("seeds", 6),
                        ("spacing", "linear")):
        old = explorer.values[name]
        explorer.set(**{name: value})
        assert explorer.scene.trouble == "" and explorer.picture()
        assert pack_scene(explorer.scene) != before
        assert pack_scene(explorer.set(**{name: old}).scene) == before, name


def test_the_best_rate_is_compared_with_the_next_best_by_the_same_seeds(networks):
    """The difference and its bound are those of the runs themselves."""
    explorer = searched(low=0.1, high=0.5, n=2, seeds=3)
    runs = np.array([[alone(networks, lr, seed) for seed in range(3)] for lr in (0.1, 0.5)])
    best = runs.mean(axis=1).argmin()
    found = paired_difference(runs[best], runs[1 - best])
    verdict = "a difference" if found.detected else "no difference was detected"
    assert (f"It gains {found.mean:.2g} against {(0.1, 0.5)[1 - best]} with the same seeds "
            f"(bound {found.bound:.2g}): {verdict}.") in explorer.says()


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
    ({"low": 0.1, "high": 0.2, "n": 12}, np.geomspace(0.1, 0.2, 12)),
])
def test_the_dots_are_runs_at_the_rates_that_are_shown(networks, values, lrs):
    """Each dot, and the rate and the loss in the sentence, by the plain loop of the notebook.

    The rates are those of the grid itself: none is moved to where a run is at hand.
    """
    explorer = searched(**values)
    losses = [[alone(networks, lr, seed) for seed in range(values.get("seeds", 1))] for lr in lrs]
    seen = dots(explorer)
    np.testing.assert_allclose(np.unique(seen.x), lrs, rtol=1e-12)
    np.testing.assert_allclose(np.sort(seen.y), np.sort(np.ravel(losses)), rtol=1e-9)
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


def test_a_reader_sees_the_runs_as_they_are_made(monkeypatch):
    """In the browser: some runs at a time, no verdict before the last, and then the whole.

    To the last bit, although other runs stood side by side than where all were asked for at once.
    """
    plan = {"low": 0.1, "high": 1.0, "n": 10, "seeds": 2}
    whole = explore.rate_search().set(**plan).set(run=1)
    explorer = explore.rate_search().set(**plan)
    monkeypatch.setattr(explorer_module, "FIRST_SLICE", 0)  # so that a picture has one piece more
    monkeypatch.setattr(explorer_module, "NEXT_SLICE", 0)
    counts = []
    explorer._on_request({"run": 1}, {})
    while explorer.scene.unfinished and len(counts) < 30:
        counts.append(len(dots(explorer).x))
        assert explorer.says() == f"{counts[-1]} of 24 runs have been made."
        assert explorer.scene.panels[0].title == f"○ {explorer.says()[:-1]}"
        assert not any(isinstance(mark, Band) for mark in explorer.scene.panels[0].marks)
        explorer._on_request({}, {})  # as the view does until the scene is finished
    assert counts == sorted(counts) and len(set(counts)) > 5 and counts[0] < 8
    assert pack_scene(explorer.scene) == pack_scene(whole.scene)


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
    explorer = searched(low=0.1, high=10.0, n=2, seeds=2)
    losses = short_runs.train_side_by_side([(0.1, 0), (0.1, 1)])
    bars = next(mark for mark in explorer.scene.panels[0].marks
                if isinstance(mark, Line) and mark.width > 2)
    assert bars.y[:2] == pytest.approx(sorted(losses))
    assert f"a loss of {np.mean(losses):.3g}" in explorer.says()


def test_a_search_without_a_range_is_a_sentence():
    """The lowest rate may be dragged up to the highest, and above it; then nothing can be run."""
    for low in (0.01, 0.1):
        explorer = explore.rate_search().set(low=low)
        assert explorer.says() == f"The lowest rate, {low}, must be below the highest, 0.01."
        assert "no grid" in explorer.scene.panels[0].title and explorer.scene.off == ("run",)


def test_the_search_takes_the_learners_functions():
    """Right ones give the same picture."""
    def search(train_fn, lrs):
        return min((train_fn(lr), lr) for lr in lrs)[::-1]

    def edge(lrs, losses):
        return lrs[losses.argmin()] in (lrs.min(), lrs.max())

    same = explore.rate_search(lambda lo, hi, n: np.geomspace(lo, hi, n).tolist(), search, edge)
    assert same.picture() == explore.rate_search().picture()


@pytest.mark.parametrize(("function", "words"), [
    (lambda lo, hi, n: 1 / 0, "Your grid raised"),
    (lambda lo, hi, n: [lo, hi], "shape (2,), not (4,)"),
    (lambda lo, hi, n: None, "Your grid returned nothing"),
    *((lambda lo, hi, n, wrong=wrong: [wrong] * n, "finite rates of at least 0")
      for wrong in (-1.0, np.nan, np.inf)),
])
def test_a_wrong_grid_is_a_sentence(function, words):
    """It says what the learner's function did."""
    assert words in explore.rate_search(function).says()


@pytest.mark.parametrize(("function", "words"), [
    (lambda train_fn, lrs: 1 / 0, "Your grid_search raised ZeroDivisionError"),
    (lambda train_fn, lrs: lrs[0], "Your grid_search must return a rate and its loss"),
    (lambda train_fn, lrs: (0.5, 1.0), "Your grid_search returned 0.5, a rate that was not tried"),
    (lambda train_fn, lrs: (None, np.inf), "No run has a finite loss."),
])
def test_a_wrong_search_is_a_sentence(function, words):
    """It says what the learner's function did."""
    assert words in explore.rate_search(search=function).says()


def test_a_wrong_warning_is_a_sentence():
    """The figure says what is so, and what the learner's function answered."""
    never = explore.rate_search(on_edge=lambda lrs, losses: False)
    assert never.says() == ("Your best_on_edge returned False, but the best rate lies on the edge: "
                            "extend the grid upwards.")


@pytest.mark.parametrize("lrs", [[0.0] * 4, [1e200] * 4, [1e-300, 0.3, 0.3, 1e300]])
def test_rates_far_away_stand_at_the_edge(lrs):
    """A grid may hold 0 and rates at which every number overflows."""
    explorer = explore.rate_search(lambda lo, hi, n: lrs)
    assert explorer.scene.trouble == "" and explorer.picture()
    assert ("No run has a finite loss." in explorer.says()) == (min(lrs) == 1e200)
