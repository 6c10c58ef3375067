"""The derivation of the limit: right formulas in any form, the usual slips, texts that are none."""

import numpy as np
import pytest

from lrkit import explore
from lrkit.explore.limit_in_steps import QUESTIONS, TRIALS, evaluate, reply
from lrkit.explore.marks import Line, Points

RIGHT = {"slope": "c*x", "new_x": "x - lr*c*x", "factor": "1 - lr*c", "limit": "2/c"}
OTHER_FORMS = [("slope", "x·c"), ("slope", "0.5*c*2*x"), ("new_x", "x*(1 − lr*c)"),
               ("new_x", "x - lr×(c×x)"), ("factor", "-(lr*c - 1)"), ("factor", "1-c*lr"),
               ("limit", "2*c^-1"), ("limit", "1/(c/2)"), ("limit", " 2,0/c "),
               ("slope", "C*X"), ("slope", "c·x²/x")]


def test_four_right_lines_are_the_whole_derivation():
    """One after the other, and the sentence says which line is next."""
    explorer = explore.limit_in_steps()
    assert explorer.says() == "0 of 4 lines are right. Line 1 is not filled in yet."
    for count, (name, formula) in enumerate(RIGHT.items(), start=1):
        explorer.set(**{name: formula})
        assert explorer.says().startswith(f"{count} of 4 lines are right.")
    assert explorer.says().endswith("The limit is derived.")


@pytest.mark.parametrize(("name", "formula"), OTHER_FORMS)
def test_a_right_formula_may_have_any_form(name, formula):
    """Only its value counts; signs as in a book are read too."""
    assert reply(QUESTIONS[name], formula) == "Right."


@pytest.mark.parametrize("name", QUESTIONS)
def test_each_slip_is_told_apart(name):
    """No slip has the values of the right formula or of another slip."""
    asked = QUESTIONS[name]
    values = [tuple(round(float(formula(*trial)), 9) for trial in TRIALS)
              for formula in (asked.right, *(slip for slip, _ in asked.slips))]
    assert len(set(values)) == len(values)


@pytest.mark.parametrize(("name", "formula", "words"), [
    ("slope", "c*x**2/2", "the loss itself"), ("new_x", "x + lr*c*x", "climbs"),
    ("factor", "lr*c", "taken away"), ("factor", "abs(1 - lr*c)", "has a sign"),
    ("limit", "1/c", "arrives in one step"), ("limit", "2", "depends on the curvature"),
])
def test_a_usual_slip_gets_its_reply(name, formula, words):
    """By what it confuses, without the right formula."""
    assert words in reply(QUESTIONS[name], formula)
    assert RIGHT[name] not in reply(QUESTIONS[name], formula)


def test_another_wrong_formula_is_told_where_it_differs():
    """At numbers, so that a reader can look for the reason."""
    assert reply(QUESTIONS["slope"], "3*c*x") == \
        "At lr = 0.3, c = 2.1, x = 1.5 this gives 9.45; right is 3.15."


@pytest.mark.parametrize("text", ["2c", "x y", "lr*", "(", "c*y", "__import__('os')", "x.real",
                                  "[c][0]", "True", "'c'", "abs(c, x)", "lambda: 1", "a" * 60,
                                  "(" * 60, "-" * 60, "c if c else x"])
def test_what_is_no_formula_is_a_sentence(text):
    """Nothing of it is executed, and the figure stays."""
    explorer = explore.limit_in_steps().set(factor=text)
    assert "This cannot be read" in explorer.scene.tables[0].rows[2][2]
    assert explorer.scene.trouble == "" and explorer.picture()


@pytest.mark.parametrize(("text", "words"), [
    ("cx", "Write *"), ("x(1 - lr*c)", "Write *"), ("2(c - x)", "Write *"), ("(c)(x)", "Write *"),
    ("lr = 2/c", "without = or <"), ("lr <= 2/c", "without = or <"),
    ("c*w", "only numbers, lr, c, x"), ("2/L", "only numbers, lr, c, x"),
])
def test_how_it_is_written_on_paper_is_told_apart(text, words):
    """A factor without a sign, and a whole equation, each get the advice that helps."""
    assert words in reply(QUESTIONS["limit"], text)


@pytest.mark.parametrize("text", ["1/0", "9**9**9**9", "(-1)**0.5", "1e400", "c/(x-x)", "9e99**9"])
def test_a_formula_without_a_value_is_a_sentence(text):
    """Division by zero, an overflow, a root of a negative number."""
    with pytest.raises(ValueError, match="This gives no number"):
        evaluate(text, 0.3, 2.0, 1.5)
    assert explore.limit_in_steps().set(limit=text).picture()


@pytest.mark.parametrize(("limit", "ends"), [
    ("2/c", (-1, 0, 1)), ("1/c", (-1, -1, -1)), ("4/c", (1, 1, 1)),
])
def test_the_runs_try_the_limit(limit, ends):
    """Below the right one x shrinks, at it x keeps its size, above it x grows."""
    panel = explore.limit_in_steps().set(limit=limit, c=3.0).scene.panels[1]
    found = [np.log(line.y[-1] / line.y[0]) for line in panel.marks if isinstance(line, Line)]
    assert [np.sign(np.round(ratio, 6)) for ratio in found] == list(ends)


def test_the_rings_lie_where_the_factor_predicts():
    """Around the points of the run for the right factor, and elsewhere for another."""
    explorer = explore.limit_in_steps().set(lr=0.7, c=2.0)
    for formula, agrees in (("1 - lr*c", True), ("lr*c", False)):
        panel = explorer.set(factor=formula).scene.panels[0]
        rings, run = (mark.y for mark in panel.marks if isinstance(mark, Points))
        assert np.allclose(rings, run) is agrees


@pytest.mark.parametrize("lr", [0.0, 3.0, 1e10, 1e300])
def test_extreme_rates_are_drawn(lr):
    """The run and the rings leave the picture without a warning."""
    explorer = explore.limit_in_steps().set(**RIGHT).set(lr=lr, c=4.0)
    assert explorer.scene.trouble == "" and explorer.picture()


def test_the_four_lines_stand_in_one_row():
    """They come first: a wide window has four controls in a row, a narrow one has two."""
    assert list(explore.limit_in_steps().controls) == [*QUESTIONS, "lr", "c"]
