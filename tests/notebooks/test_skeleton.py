"""The parts that every notebook has, read from the release that students get."""

import re
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import nbformat
import pytest

from lrkit.exercises import by_notebook, predictions_of, questions_of
from tests.notebooks.measure import facts

ROOT = Path(__file__).resolve().parents[2]
RELEASED = sorted((ROOT / "course").glob("*/*.ipynb"))


def read(file: Path):
    return nbformat.read(file, as_version=4)


def graded(notebook) -> dict[str, float]:
    """The points of each graded cell, by its grade_id."""
    cells = [cell.metadata.get("nbgrader", {}) for cell in notebook.cells]
    return {cell["grade_id"]: cell["points"] for cell in cells if cell.get("grade")}


pytestmark = pytest.mark.parametrize("file", RELEASED, ids=lambda file: file.stem)


def test_the_notebook_is_short(file):
    """45 cells, 2,000 words and ten lines a code cell at the most."""
    cells = read(file).cells
    words = sum(len(c.source.split()) for c in cells if c.cell_type == "markdown")
    assert len(cells) <= 45, f"{len(cells)} cells"
    assert words <= 2000, f"{words:,} words"
    long = [c.id for c in cells if c.cell_type == "code" and len(c.source.splitlines()) > 10]
    assert not long


def test_the_table_in_contributing_has_its_numbers(file):
    """All but the seconds, which are those of another machine."""
    row = f"| {' | '.join(facts(file))} | "
    assert row in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), (
        f"in CONTRIBUTING.md, under “The notebooks in numbers”, the row is to begin with: {row}")


def test_the_notebook_has_every_part(file):
    """From what one will be able to do to where to read more, in this order."""
    text = "\n".join(c.source for c in read(file).cells if c.cell_type == "markdown")
    parts = ["**You will be able to**", "**Time:**", "**You need:**", "Exercise 1",
             "## Quiz", "## In your own words", "## Claims ledger", "## Recap", "## Literature"]
    assert text.lower().count("**predict") >= 2
    places = [text.find(part) for part in parts]
    assert -1 not in places, parts[places.index(-1)]
    assert places == sorted(places)


def test_every_exercise_is_asked_and_carries_its_points(file):
    """A cell to write in and a graded cell for each exercise, question and prediction."""
    notebook, points = read(file), graded(read(file))
    written = {c.metadata["nbgrader"]["grade_id"] for c in notebook.cells
               if c.metadata.get("nbgrader", {}).get("solution")}
    written = {name for name in written if not name.startswith("try_")}  # to try things out in
    expected = {f"check_{e.name}": e.points for e in by_notebook(file.parent.name)}
    name = file.parent.name
    expected |= {f"check_{q.name}": q.points for q in questions_of(name)}
    expected |= {f"check_prediction_{p.name}": p.points for p in predictions_of(name)}
    manual = {name for name in points if name.startswith("explain_")}
    assert {k: v for k, v in points.items() if k not in manual} == expected
    assert len(manual) == 1
    for check, write in (("check_prediction_", "predict_"), ("check_nb", "answer_nb"),
                         ("check_", "write_")):
        expected = {name.replace(check, write) for name in expected}
    assert written == expected | manual


def test_each_exercise_says_its_points(file):
    """The points of a check stand in the heading, so that no learner has to guess."""
    text = "\n".join(c.source for c in read(file).cells if c.cell_type == "markdown")
    for number, exercise in enumerate(by_notebook(file.parent.name), start=1):
        assert f"### Exercise {number} · `{exercise.name}` ({exercise.points:g} points)" in text
    assert text.count("### Exercise ") == len(by_notebook(file.parent.name)) >= 4


def test_the_quiz_in_the_notebook_is_the_quiz_that_is_graded(file):
    """As many choices in the text as the question has, in letters."""
    quiz = next(c.source for c in read(file).cells if "## Quiz" in c.source)
    assert questions_of(file.parent.name)
    for number, question in enumerate(questions_of(file.parent.name), start=1):
        part = quiz.split(f"**Question {number}.**")[1].split("**Question")[0]
        assert [f"({letter})" in part for letter in question.choices] == [True] * 4


def test_the_questions_above_a_figure_with_controls_are_not_answered_right_below_it(file):
    """The next text is a new section, an exercise, or folded away; what was found comes after."""
    cells = read(file).cells
    for above, figure, *after in (cells[i:] for i in range(len(cells) - 2)):
        if "explore." in figure.source and re.search(r"^1\. ", above.source, re.M) \
                and "answers are in" not in above.source:
            below = next(cell.source for cell in after if cell.cell_type == "markdown")
            assert below.startswith(("##", "<details>")), f"{figure.id}: “{below[:60]}…”"


def test_links_between_notebooks_go_forward_only_as_an_outlook(file):
    """No notebook needs a later one: a later number stands only behind “Next” or “Notebook”."""
    number = int(file.stem[:2])
    code = "\n".join(c.source for c in read(file).cells if c.cell_type == "code")
    mentioned = {int(found) for found in re.findall(r"nb(\d\d)", code)}
    assert number in mentioned and max(mentioned) == number


def test_the_first_cell_installs_lrkit_on_colab_and_only_there(file, monkeypatch):
    """With Colab's module there, pip is asked once; elsewhere nothing is."""
    first = next(cell.source for cell in read(file).cells if cell.cell_type == "code")
    asked = []
    shell = SimpleNamespace(run_line_magic=lambda *words: asked.append(words))
    exec(compile(first, file.name, "exec"), {"get_ipython": lambda: shell})
    assert asked == []
    monkeypatch.setitem(sys.modules, "google.colab", ModuleType("google.colab"))
    exec(compile(first, file.name, "exec"), {"get_ipython": lambda: shell})
    assert asked == [("pip", "install -q --no-deps lrkit anywidget psygnal")]
