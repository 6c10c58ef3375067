"""Notebooks of earlier editions: recognised by what they say, and not judged as today's."""

import ast
import sys
import types

import nbformat
import pytest

import lrkit
import lrkit.capstone
import lrkit.explore
import lrkit.plotting
import lrkit.problems
import lrkit.schedules
import lrkit.sweeps
import lrkit.training
import lrkit.trials
from lrkit.checking import earlier_edition
from lrkit.exercises import PUBLISHED, CallError, by_notebook, get
from lrkit.exercises.editions import (
    EDITION,
    changed_since,
    declared_edition,
    earlier_editions,
    gone_entries,
    recognise_edition,
    text_digest,
)
from lrkit.progress_file import load_progress, save_progress
from tests.recorded.record_editions import RECORD, RELEASES, ROOT, record, released

pytestmark = pytest.mark.skipif(not (ROOT / "course").is_dir(), reason="needs a checkout")
OLD = released(1)


def today(name: str):
    """The notebook as it is released today."""
    return nbformat.read(ROOT / "course" / name / f"{name}.ipynb", as_version=4)


def sources(notebook) -> list[str]:
    """The texts of all cells."""
    return [cell.source for cell in notebook.cells]


def test_the_record_is_that_of_the_releases():
    """``editions.json`` is made from the kept releases alone."""
    assert RECORD.read_text(encoding="utf-8") == record()


def test_every_edition_but_todays_is_kept():
    """Their numbers have no gap, and lrkit's own is the next."""
    kept = sorted(int(file.stem.partition("_")[2]) for file in RELEASES.glob("*.zip"))
    assert kept == list(range(1, EDITION))


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_release_carries_its_edition(name):
    """In its metadata, and so does its source."""
    source = nbformat.read(ROOT / "solutions" / name / f"{name}.ipynb", as_version=4)
    assert declared_edition(today(name).metadata) == declared_edition(source.metadata) == EDITION


def half_answered(notebook):
    """Some answers are written, and every other text of the course was deleted."""
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = "def answer():\n    return 1"
    given = [cell for cell in notebook.cells if cell.cell_type == "markdown"]
    notebook.cells = [cell for cell in notebook.cells if cell not in given[::2]]


def spaced_by_an_editor(notebook):
    """Line ends and blanks are others."""
    for cell in notebook.cells:
        cell.source = cell.source.replace("\n", "\r\n") + "  \n"


@pytest.mark.parametrize("damage", [lambda notebook: None, half_answered, spaced_by_an_editor])
@pytest.mark.parametrize("name", OLD)
def test_an_old_notebook_is_recognised_by_its_texts(name, damage):
    """Without metadata, whatever an editor did; and today's never is."""
    now = sources(today(name))
    old, new = nbformat.from_dict(released(1)[name]), today(name)
    damage(old)
    damage(new)
    assert recognise_edition(name, sources(old), now) == 1
    assert recognise_edition(name, sources(new), now) is None


def test_a_few_cells_copied_from_an_old_notebook_do_not_make_it_old():
    """A student who takes over cells has still today's notebook."""
    name = "04_schedules"
    now = sources(today(name))
    assert recognise_edition(name, now + sources(OLD[name])[3:9], now) is None
    assert recognise_edition(name, [], now) is None
    assert recognise_edition("my_own_notebook", sources(OLD[name]), now) is None


@pytest.mark.parametrize("name", OLD)
def test_the_first_code_cell_tells_the_edition(name):
    """That is by what `check` knows it while a notebook runs."""
    first = next(cell.source for cell in today(name).cells if cell.cell_type == "code")
    assert text_digest(first) not in {earlier.setup for earlier in earlier_editions(name)}


def test_what_changed_since_edition_1():
    """By hand, for notebook 4: one went, one came, one takes its arguments in another order."""
    assert set(changed_since("04_schedules", 1)) >= {"inv_time_decay", "wsd_lr", "exp_decay"}
    assert not {"cosine_lr", "step_decay"} & set(changed_since("04_schedules", 1))
    assert changed_since("04_schedules", EDITION) == ()
    assert gone_entries()["inv_time_decay"].points == OLD_POINTS["check_inv_time_decay"]


OLD_POINTS = {cell.metadata["nbgrader"]["grade_id"]: cell.metadata["nbgrader"]["points"]
              for cell in OLD["04_schedules"].cells
              if cell.metadata.get("nbgrader", {}).get("grade")}


def run(monkeypatch, *cells):
    """Pretend that cells ran in a notebook."""
    shell = types.SimpleNamespace(user_ns={"_ih": ["", *cells]})
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)


def old_exp_decay(lr0, step, decay_rate, decay_steps, staircase=False):
    """The exercise as edition 1 asked for it, answered rightly."""
    power = step / decay_steps
    return lr0 * decay_rate ** (power // 1 if staircase else power)


def first_cell(notebook) -> str:
    """The cell that imports."""
    return next(cell.source for cell in notebook.cells if cell.cell_type == "code")


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    """Progress is kept in the working folder."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("known", [True, False], ids=["first cell ran", "arguments alone"])
def test_check_names_the_edition_and_todays_exercise(known, monkeypatch, capsys):
    """A right answer to the old question is not called wrong, and is not counted as an attempt."""
    if known:
        run(monkeypatch, first_cell(OLD["04_schedules"]))
    result = lrkit.check("exp_decay", old_exp_decay)
    said = capsys.readouterr().out
    assert result.score == 0 and not result.attempted
    assert "Not judged: edition 1." in said
    assert "exp_decay(lr0, step, decay_rate, decay_steps, staircase)" in said
    assert "exp_decay(lr0, step, decay_steps, decay_rate, staircase)" in said
    assert load_progress()["checks"] == {}


def test_check_in_an_old_notebook_judges_what_is_as_it_was(monkeypatch, capsys):
    """With all its points, and one line that names the edition."""
    run(monkeypatch, first_cell(OLD["04_schedules"]))
    reference = get("cosine_lr").reference
    assert lrkit.check("cosine_lr", reference).passed
    assert "This notebook is of edition 1" in capsys.readouterr().out
    run(monkeypatch, first_cell(today("04_schedules")))
    assert lrkit.check("cosine_lr", reference).passed
    assert "edition" not in capsys.readouterr().out


def test_what_an_old_notebook_did_not_ask_for_is_judged_as_today(monkeypatch, capsys):
    """There is no other question that it could answer, and no contract of then to show."""
    run(monkeypatch, first_cell(OLD["04_schedules"]))
    assert lrkit.check("wsd_lr", get("wsd_lr").reference).passed
    said = capsys.readouterr().out
    assert "edition 2 brought this exercise" in said and "In edition 1" not in said
    assert not lrkit.check("wsd_lr", lambda step: 0.0).passed


def taken_from_lrkit(notebook) -> set[tuple[str, str]]:
    """Each attribute that the code cells take from a module of lrkit: (module, name)."""
    modules, taken = {"lrkit": "lrkit"}, set()
    for cell in notebook.cells:
        if cell.cell_type != "code" or "### BEGIN" in cell.source:
            continue
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("lrkit"):
                taken |= {(node.module, alias.name) for alias in node.names}
                modules |= {alias.name: f"{node.module}.{alias.name}" for alias in node.names}
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                taken.add((modules.get(node.value.id, ""), node.attr))
    return {(module, name) for module, name in taken if module in sys.modules}


@pytest.mark.parametrize("name", OLD)
def test_a_figure_that_went_says_of_which_edition_it_is(name):
    """Every other name that the old notebooks take from lrkit is still there."""
    for module, attribute in taken_from_lrkit(OLD[name]):
        if not hasattr(sys.modules[module], attribute):
            with pytest.raises(AttributeError, match="earlier edition of the course"):
                getattr(sys.modules[module], attribute)


def test_a_misspelt_figure_is_not_called_old():
    """The usual message of Python."""
    with pytest.raises(AttributeError, match="has no attribute 'loss_curve'"):
        getattr(lrkit.plotting, "loss_" + "curve")


def test_an_exercise_that_went_is_named_with_what_came(capsys):
    """By `check`, `hint`, `solution` and `mine`."""
    for call in (lrkit.check, lrkit.mine):
        with pytest.raises(CallError, match=r"edition 1 .* asks for wsd_lr"):
            call("inv_time_decay", abs)
    for call in (lrkit.hint, lrkit.solution):
        with pytest.raises(CallError, match="edition 1"):
            call("inv_time_decay")


def test_progress_keeps_the_points_of_what_went():
    """They stand below their notebook, and are not in the sum of today's points."""
    save_progress({"checks": {"inv_time_decay": {"tries": 2, "points": 5, "best": 4.0},
                              "cosine_lr": {"tries": 1, "points": 99, "best": 99.0}}})
    overview = lrkit.progress()
    text = repr(overview)
    assert "inv_time_decay  4 of 5, in edition 1" in text
    assert "inv_time_decay" in overview._repr_html_()
    chapter = next(c for c in overview.chapters if c.notebook == "04_schedules")
    assert chapter.points == (get("cosine_lr").points,
                              sum(e.points for e in by_notebook("04_schedules")))


def test_outside_a_notebook_there_is_no_edition_but_todays():
    """As in a script."""
    assert earlier_edition.running_edition("04_schedules") == EDITION
