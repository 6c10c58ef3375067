"""Hints, quiz answers, predictions and the ledger, and the file that keeps them."""

import contextlib
import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import lrkit
from lrkit.checking import grade_function
from lrkit.exercises import (
    OPTIONAL,
    PUBLISHED,
    all_exercises,
    by_notebook,
    get,
    get_prediction,
    get_question,
)
from lrkit.overview import ExerciseProgress, NotebookProgress, Overview
from lrkit.progress_file import FILE, PROGRESS_KINDS, load_progress, save_progress, update_progress


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    """Progress is kept in the working folder: each test has one of its own."""
    monkeypatch.chdir(tmp_path)


def test_hints_come_one_at_a_time_and_are_counted(capsys):
    """Each call gives the next; after the last, all of them again."""
    for number, text in enumerate(get("gd_step").hints, start=1):
        lrkit.hint("gd_step")
        said = capsys.readouterr().out
        assert said.split() == f"Hint {number} of 3: {text}".split()
        assert max(map(len, said.splitlines())) <= 88  # JupyterLab breaks longer ones within words
    lrkit.hint("gd_step")
    said = " ".join(capsys.readouterr().out.split())
    assert all(text in said for text in get("gd_step").hints)
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


def test_a_number_is_taken_for_a_choice_that_is_one(capsys):
    """0.2 is as good as "0.2"; a number that is no choice is told the choices."""
    assert lrkit.predict("same_floor", 0.2).passed
    assert load_progress()["predictions"] == {"same_floor": "0.2"}
    assert lrkit.predict("same_floor", 0.3).score == 0
    assert "Choose one of '0.0125'" in capsys.readouterr().out


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
    assert load_progress() == {kind: {} for kind in PROGRESS_KINDS}
    assert FILE.with_name("progress.damaged.json").read_text() == '{"hints": {"gd_st'
    lrkit.predict("steps_at_0_01", 10)
    assert json.loads(FILE.read_text())["predictions"] == {"steps_at_0_01": 10.0}


def test_entries_of_a_newer_version_are_kept():
    """Entries that this version does not know are not thrown away."""
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
    """A learner who expects that a run does not arrive can say so, and is told what it did."""
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
                       ("lrkit.hint()", "such as 'gd_step'; got nothing"),
                       ("lrkit.solution()", "such as 'gd_step'; got nothing"),
                       ("lrkit.check(len)", "goes in quotes, such as 'len'; got the function"),
                       ("lrkit.answer('nb01_q9', 'a')", "no question called 'nb01_q9'")):
        with contextlib.redirect_stdout(io.StringIO()) as out:
            assert not shell.run_cell(f"import lrkit; {code}").success
        assert said in out.getvalue()
        assert len(out.getvalue().strip().splitlines()) == 1


def test_a_check_without_its_function_says_how_it_is_called():
    """The second argument is forgotten easily."""
    assert 'Write check("gd_step", gd_step)' in str(lrkit.check("gd_step"))


def right(w, grad, lr):
    return np.asarray(w, dtype=float) - lr * np.asarray(grad, dtype=float)


def test_the_solution_is_shown_after_an_honest_try_only(capsys, monkeypatch):
    """Not to the stub, not in grading; and that it was shown is noted."""
    lrkit.solution("gd_step")
    stub = {}
    exec(get("gd_step").stub, stub)
    lrkit.check("gd_step", stub["gd_step"])
    lrkit.solution("gd_step")
    out = capsys.readouterr().out
    assert out.count("First an honest try") == 2 and "return np" not in out
    lrkit.check("gd_step", lambda w, grad, lr: w + lr * grad)
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    lrkit.solution("gd_step")
    assert "not shown while a submission is graded" in capsys.readouterr().out
    monkeypatch.delenv("NBGRADER_EXECUTION")
    assert not load_progress()["solutions"]
    lrkit.solution("gd_step")
    shown = capsys.readouterr().out
    namespace = {"np": np}
    exec(shown[shown.index("def "):], namespace)
    assert lrkit.check("gd_step", namespace["gd_step"]).passed
    assert load_progress()["solutions"] == {"gd_step": True}


def test_every_stored_solution_earns_full_marks():
    """The answer that solution() prints is right, for each exercise of the course."""
    for exercise in all_exercises():
        namespace = {"np": np}
        exec(exercise.source(exercise.reference), namespace)
        assert grade_function(exercise, namespace[exercise.name]).passed, exercise.name


def test_progress_tells_what_is_done_and_what_comes_next():
    """Points are the best ones, tries and hints are counted, the next exercise is named."""
    assert lrkit.progress().next.startswith("Next: gd_step, in notebook 1 · One step downhill")
    lrkit.check("gd_step", lambda w, grad, lr: w + lr * grad)
    lrkit.hint("gd_step")
    lrkit.check("gd_step", right)
    lrkit.check("gd_step", lambda w, grad, lr: w)
    lrkit.check("gd_path", lambda grad_fn, w0, lr, n_steps: [w0])
    lrkit.answer("nb01_q1", "b")
    lrkit.answer("nb01_q2", "c")
    lrkit.predict("steps_at_0_01", 100)
    overview = lrkit.progress()
    text = repr(overview)
    assert "✓ gd_step       4 of 4   3 tries, 1 hint" in text
    assert "◐ gd_path" in text and "○ mse_grad      0 of 5" in text
    assert "quiz 1 of 2, predictions 1 of 2" in text
    assert overview.next.startswith("Next: gd_path") and "hint(\"gd_path\") has 3 left" in text
    assert "<table>" in overview._repr_html_() and "3 tries, 1 hint" in overview._repr_html_()
    solution = get("gd_path")
    lrkit.check("gd_path", solution.reference)
    assert "✓ gd_path" in repr(lrkit.progress())


def test_one_goes_on_with_the_last_notebook_begun_or_the_one_after_it():
    """Also where something was left out in an earlier one."""
    first, second, third = (name for name in PUBLISHED[:3])
    assert lrkit.progress().here == first
    for exercise in by_notebook(first):
        lrkit.check(exercise.name, exercise.reference)
    assert lrkit.progress().here == second
    lrkit.check(by_notebook(third)[0].name, lambda *arguments: 0.0)
    assert lrkit.progress().here == third


def test_an_optional_notebook_is_asked_for_after_all_others():
    """With everything else done the course is done; what is left is an offer."""
    def rows(names, state):
        return tuple(ExerciseProgress(name, state, 4.0, 0.0, 0, 0, False) for name in names)

    required = NotebookProgress(PUBLISHED[9], rows(["softmax_xent"], "open"), (0, 2), (0, 1))
    optional = NotebookProgress(OPTIONAL[0], rows(["mup_rates"], "open"), (0, 2), (0, 2))
    assert optional.optional and not required.optional
    assert Overview([optional, required]).next.startswith("Next: softmax_xent, in notebook 10")
    done = replace(required, rows=rows(["softmax_xent"], "done"))
    assert Overview([done, optional]).next.startswith(
        "All exercises of the course are done. If you like: mup_rates, in notebook 11 · Rates at "
        "scale (optional).")


def test_two_notebooks_at_once_lose_nothing(tmp_path):
    """Two processes count to 60 each in one file: 120."""
    code = ("from lrkit.progress_file import update_progress\n"
            "def more(p): p['hints']['gd_step'] = p['hints'].get('gd_step', 0) + 1\n"
            "for _ in range(60): update_progress(more)")
    runs = [subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path) for _ in range(2)]
    assert [run.wait() for run in runs] == [0, 0]
    assert load_progress(tmp_path / FILE)["hints"] == {"gd_step": 120}
    assert [file.name for file in (tmp_path / FILE).parent.iterdir()] == ["progress.json"]


def test_a_lock_that_a_crash_left_behind_does_not_stop_anybody():
    """An old one is removed; the change is written."""
    FILE.parent.mkdir()
    lock = FILE.with_name("progress.lock")
    lock.touch()
    os.utime(lock, (0, 0))
    update_progress(lambda progress: progress["hints"].update(gd_step=2))
    assert load_progress()["hints"] == {"gd_step": 2} and not lock.exists()


def test_the_published_notebooks_are_those_of_the_course():
    """The list that progress() goes by."""
    course = Path(__file__).resolve().parents[1] / "course"
    assert list(PUBLISHED) == sorted(p.name for p in course.iterdir() if p.is_dir())


def test_the_overview_has_the_titles_of_the_notebooks():
    """With their commas and colons."""
    course = Path(__file__).resolve().parents[1] / "course"
    chapters = lrkit.progress("no-such-folder").chapters
    assert len(chapters) == len(PUBLISHED) == 11
    for chapter in chapters:
        path = course / chapter.notebook / f"{chapter.notebook}.ipynb"
        first = json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"][0]
        assert first.strip() == f"# {chapter.title}"
