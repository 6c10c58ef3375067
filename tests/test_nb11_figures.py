"""The figures of notebook 11: what they say is what the recorded runs did."""

import numpy as np
import pytest

from lrkit import explore, plotting, scale
from lrkit.exercises import get
from lrkit.explore.marks import Line, Points
from lrkit.explore.view import pack_scene
from lrkit.uncertainty import standard_error


def test_the_lowest_mean_of_each_curve_is_told():
    """By hand: means 2, 1 and 3, so that the second rate is best."""
    losses = {"narrow": [[2.0, 2.0], [0.5, 1.5], [3.0, 3.0]]}
    ax = plotting.losses_by_rate([0.01, 0.1, 1.0], losses)
    assert "narrow 1 ± 0.5 at 0.1." in plotting.alt_text(ax)
    assert standard_error([0.5, 1.5]) == pytest.approx(0.5)


def test_the_line_of_rates_ends_with_them():
    """The names stand to the left of the smallest rate."""
    ax = plotting.losses_by_rate([0.01, 0.1, 1.0], {"a": np.ones((3, 2))})
    assert ax.spines["bottom"].get_bounds() == (0.01, 1.0)
    assert ax.get_xlim()[0] < 0.01 and ax.get_xticks().tolist() == pytest.approx([0.01, 0.1, 1.0])


def test_examples_are_steps_times_batch():
    """Ten steps of 4 and of 8 are 40 and 80 examples."""
    fig = plotting.steps_and_examples([4, 8], [[10, 10], [10, 10]], critical=(3, 9))
    words = plotting.alt_text(fig)
    assert "Steps by batch size, log axes: 10 at 4, 10 at 8." in words
    assert "Examples by batch size, log axes: 40 at 4, 80 at 8." in words
    assert "noise scales from 3 to 9" in words


@pytest.mark.parametrize("runs", [[[1.0, 2.0]], [[1.0], [2.0]], [1.0, 2.0]])
def test_runs_of_another_shape_are_refused(runs):
    """One row too few, a single seed, no seeds."""
    with pytest.raises(ValueError, match=r"shape \(2, seeds\) with at least two seeds"):
        plotting.steps_and_examples([4, 8], runs)


def test_branches_begin_where_they_left_the_stable_run():
    """The curve of a decay has its own steps, and its end is a dot."""
    ax = plotting.branches(np.linspace(2, 1, 41), {20: [1.5, 1.0, 0.5]}, {22: 0.7})
    decay = next(line for line in ax.lines if line.get_label() == "a decay branches off")
    assert decay.get_xdata().tolist() == [20, 21, 22]
    words = plotting.alt_text(ax)
    assert "from step 20 to 22: 1.5 to 0.5" in words and "end at 0.7 at 22" in words


def test_singular_values_count_the_large_ones():
    """Of 4, 2 and 1 two are at least half of the largest; a matrix of zeros is refused."""
    words = plotting.alt_text(plotting.singular_values({"G": [1.0, 4.0, 2.0]}))
    assert "G has 2 of 3 above half of its largest" in words
    with pytest.raises(ValueError, match="must have a positive value"):
        plotting.singular_values({"G": [0.0, 0.0]})


@pytest.mark.parametrize("width", scale.WIDTHS)
@pytest.mark.parametrize("measure", ["training loss", "test loss"])
def test_the_explorer_tells_the_best_rate_of_each_parametrisation(width, measure):
    """As the table of runs has it, recomputed here."""
    explorer = explore.widths().set(width=width, measure=measure)
    kind = "train" if measure == "training loss" else "test"
    stars = [mark.x[0] for mark in explorer.scene.panels[1].marks
             if isinstance(mark, Points) and mark.marker == "star"]
    for name, star in zip(scale.PARAMETRISATIONS, stars, strict=True):
        runs = scale.table("width").at(parametrisation=name, width=width)
        assert star == runs.axes["lr"][getattr(runs, kind).mean(axis=1).argmin()]
        assert f"{name}: " in explorer.says()


def test_at_the_base_width_all_parametrisations_are_one():
    """muP changes nothing at the width at which the rate was tuned."""
    curves = [mark for mark in explore.widths().set(width=32).scene.panels[1].marks
              if isinstance(mark, Line)][1:]
    assert len(curves) == 3
    assert all(np.array_equal(curve.y, curves[0].y) for curve in curves)


def test_each_end_of_each_control_draws():
    """No value of a slider or a list leads to trouble."""
    explorer = explore.widths(get("mup_rates").reference)
    for name, control in explorer.controls.items():
        for value in control.others():
            assert explorer.set(**{name: value}).scene.trouble == ""


def test_the_learners_rates_stand_in_the_table():
    """A right function gives lrkit's rates; one that fails, a sentence beside the whole figure."""
    explorer = explore.widths(get("mup_rates").reference).set(width=128, lr=0.04419)
    assert list(explorer.scene.tables[0].rows[0]) == ["128", "0.044", "0.011", "0.011", "0.044"]
    plain = pack_scene(explore.widths().set(width=128).scene)
    for wrong, says in ((lambda lr, base, width: None, "returned nothing"),
                        (lambda lr, base, width: 1 / 0, "raised ZeroDivisionError"),
                        (lambda lr, base, width: {"input": 1}, "a dict with a rate for each"),
                        (lambda lr, base, width: [1, 2, 3, 4], "a dict with a rate for each")):
        scene = explore.widths(wrong).set(width=128).scene
        assert says in scene.trouble
        assert len(scene.panels) == 2 and plain
