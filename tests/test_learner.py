"""Hints, quiz answers, predictions and the ledger, and the file that keeps them."""

import contextlib
import io
import json

import numpy as np
import pytest

import lrkit
from lrkit.exercises import get, get_prediction, get_question
from lrkit.progress import FILE, load_progress, save_progress


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    """Progress is kept in the working folder: each test has one of its own."""
    monkeypatch.chdir(tmp_path)


def test_hints_come_one_at_a_time_and_are_counted(capsys):
    """Each call gives the next; after the last, all of them again."""
    for number, text in enumerate(get("gd_step").hints, start=1):
        lrkit.hint("gd_step")
        assert capsys.readouterr().out == f"Hint {number} of 3: {text}\n"
    lrkit.hint("gd_step")
    assert all(text in capsys.readouterr().out for text in get("gd_step").hints[:1])
    assert load_progress()["hints"] == {"gd_step": 3}


@pytest.mark.parametrize("name", ["nb01_q1", "nb01_q2", "nb02_q1", "nb02_q2"])
def test_each_choice_has_a_reply_of_its_own_and_one_is_right(name, capsys):
    """A wrong choice is told why it is tempting; the right one earns the point."""
    question = get_question(name)
    scores = {}
    for letter, choice in question.choices.items():
        result = lrkit.answer(name, letter)
        scores[letter] = result.score
        assert choice.reply in capsys.readouterr().out
    assert scores == {letter: float(letter == question.right) for letter in question.choices}
    assert len({choice.reply for choice in question.choices.values()}) == len(scores)


@pytest.mark.parametrize("nothing", [..., None, ""])
def test_an_unanswered_question_earns_nothing(nothing):
    """The dots of the stub are not an answer."""
    result = lrkit.answer("nb01_q1", nothing)
    assert (result.score, result.headline) == (0.0, "Not answered yet.")


@pytest.mark.parametrize("spelling", ["A", " a ", "(a)"])
def test_a_letter_may_be_written_in_several_ways(spelling):
    """Nobody loses a point to a capital letter."""
    assert lrkit.answer("nb01_q1", spelling).passed


@pytest.mark.parametrize("junk", ["e", 1, [], "4.6"])
def test_something_else_than_a_letter_gets_the_choices(junk, capsys):
    """The message lists the letters and what was got."""
    assert lrkit.answer("nb01_q1", junk).score == 0
    assert "The choices are the letters a, b, c, d" in capsys.readouterr().out


def test_any_sensible_prediction_earns_the_point_and_is_stored():
    """Graded for completion: a wrong guess is as good as a right one."""
    for guess in (1, 210, 5000.0):
        assert lrkit.predict("steps_at_0_01", guess).passed
    assert load_progress()["predictions"] == {"steps_at_0_01": 5000.0}
    assert lrkit.predict("raw_units", "both arrive").passed


@pytest.mark.parametrize("value", [..., None, "many", float("nan"), -3, [1, 2]])
def test_what_is_no_prediction_is_not_stored(value):
    """Dots, words, nan and numbers out of range earn nothing and raise nothing."""
    assert lrkit.predict("steps_at_0_01", value).score == 0
    assert not FILE.exists()


def test_a_choice_that_cannot_be_hashed_is_answered(capsys):
    """A list in place of a word gets the words."""
    assert lrkit.predict("raw_units", ["both arrive"]).score == 0
    assert "'neither arrives'" in capsys.readouterr().out


def test_prediction_and_result_are_shown_side_by_side(capsys):
    """With the factor between them, and without a stored guess too."""
    lrkit.compare_prediction("steps_at_0_01", 228)
    assert "You stored no prediction" in capsys.readouterr().out
    lrkit.predict("steps_at_0_01", 114)
    lrkit.compare_prediction("steps_at_0_01", 228)
    out = capsys.readouterr().out
    assert "You predicted 114 steps; the experiment gave 228 steps." in out
    assert "factor of 2" in out


def test_every_prediction_has_a_range_or_choices():
    """Otherwise anything would be a prediction."""
    for name in ("steps_at_0_01", "raw_units", "steps_at_1_9", "limit_standardised"):
        prediction = get_prediction(name)
        assert prediction.options or prediction.highest < float("inf")


def test_a_damaged_file_is_set_aside_and_work_goes_on():
    """Nothing is lost: the damaged file keeps another name."""
    FILE.parent.mkdir()
    FILE.write_text('{"hints": {"gd_st')
    assert load_progress() == {"hints": {}, "predictions": {}}
    assert FILE.with_name("progress.damaged.json").read_text() == '{"hints": {"gd_st'
    lrkit.predict("steps_at_0_01", 10)
    assert json.loads(FILE.read_text())["predictions"] == {"steps_at_0_01": 10.0}


def test_entries_of_a_newer_version_are_kept():
    """What this version does not know it does not throw away."""
    save_progress({"hints": {}, "predictions": {}, "badges": ["first step"]})
    lrkit.predict("steps_at_0_01", 10)
    assert json.loads(FILE.read_text())["badges"] == ["first step"]


def test_a_folder_that_cannot_hold_the_file_does_not_stop_a_prediction():
    """Graded all the same: the grade never comes from the file."""
    FILE.parent.write_text("a file where the folder should be")
    assert lrkit.predict("steps_at_0_01", 10).passed


def test_one_file_serves_all_notebooks_of_a_course_folder(tmp_path, monkeypatch):
    """Notebooks run in folders of their own; `lrkit start` marks the folder above them."""
    (tmp_path / ".lrkit").mkdir()
    (tmp_path / ".lrkit" / "delivered.json").write_text("{}")
    for notebook, name in (("01_a", "steps_at_0_01"), ("02_b", "steps_at_1_9")):
        (tmp_path / notebook).mkdir()
        monkeypatch.chdir(tmp_path / notebook)
        lrkit.predict(name, 10)
        assert not (tmp_path / notebook / ".lrkit").exists()
    stored = json.loads((tmp_path / FILE).read_text())["predictions"]
    assert stored == {"steps_at_0_01": 10.0, "steps_at_1_9": 10.0}


def test_the_ledger_shows_its_rows_and_keeps_them():
    """Text for a terminal, a table for a notebook, rows for notebook 8."""
    table = lrkit.ledger("1", ("large <= fast", "wrong", "132 steps & 132 steps"))
    assert repr(table) == "✗ wrong      “large <= fast”: 132 steps & 132 steps"
    assert "large &lt;= fast" in table._repr_html_()
    assert load_progress()["ledger"]["1"][0]["verdict"] == "wrong"
    with pytest.raises(ValueError, match="verdict must be one of"):
        lrkit.ledger("1", ("a", "perhaps", "b"))


@pytest.mark.parametrize("guess", ["never", "Never.", float("inf"), np.inf])
def test_never_is_a_prediction_where_a_number_of_steps_is_asked_for(guess, capsys):
    """Who expects that a run does not arrive can say so, and is told what it did."""
    assert lrkit.predict("steps_at_1_9", guess).passed
    lrkit.compare_prediction("steps_at_1_9", 132)
    assert "You predicted “never”; the experiment gave 132 steps." in capsys.readouterr().out
    assert lrkit.predict("limit_standardised", guess).score == 0


def test_a_choice_is_taken_however_it_is_written():
    """Capitals and a full stop do not make another answer; what is stored is the option."""
    assert lrkit.predict("raw_units", " Neither arrives. ").passed
    assert load_progress()["predictions"]["raw_units"] == "neither arrives"


@pytest.mark.parametrize("value", [True, np.True_, 10**400, float("nan"), "soon", [1, 2], -1])
def test_what_is_no_sensible_number_is_not_stored(value):
    """Neither a truth value nor a number too large for a float; and nothing raises."""
    result = lrkit.predict("steps_at_1_9", value)
    assert result.score == 0 and result.headline == "Not stored."


@pytest.mark.parametrize(("guess", "measured", "said"), [
    (1, 130, "You predicted 1 step; the experiment gave 130 steps.\n"
             "You were off by a factor of 130."),
    (100, 132, "off by a factor of 1.3."),
    (130, 132, "That is close."),
])
def test_predictions_are_compared_in_plain_numbers(guess, measured, said, capsys):
    """No 1.3e+02, and one step is one step."""
    lrkit.predict("steps_at_1_9", guess)
    lrkit.compare_prediction("steps_at_1_9", measured)
    assert said in capsys.readouterr().out


def test_a_call_that_cannot_be_understood_is_answered_in_one_line():
    """IPython shows the message alone, in place of a traceback through our modules."""
    shell = pytest.importorskip("IPython.core.interactiveshell").InteractiveShell.instance()
    for code, said in (("lrkit.hint('gd_stepp')", "did you mean 'gd_step'?"),
                       ("lrkit.check(len)", "goes in quotes, such as 'len'"),
                       ("lrkit.answer('nb01_q9', 'a')", "no question called 'nb01_q9'")):
        with contextlib.redirect_stdout(io.StringIO()) as out:
            assert not shell.run_cell(f"import lrkit; {code}").success
        assert said in out.getvalue()
        assert len(out.getvalue().strip().splitlines()) == 1


def test_a_check_without_its_function_says_how_it_is_called():
    """The second argument is forgotten easily."""
    assert 'Write check("gd_step", gd_step)' in str(lrkit.check("gd_step"))
