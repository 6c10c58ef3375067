"""The warm-up of an assignment: declared in its notebook, run once for all submissions."""

import copy
from dataclasses import replace

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from lrkit.course import find_course
from lrkit.course.warm_up import declared_warm_up
from lrkit.errors import UserError
from lrkit.grading.execution import sandbox_fork, workers
from lrkit.grading.execution.notebook_result import Cell
from lrkit.grading.execution.sandbox_fork import ForkSandbox
from lrkit.grading.execution.workers import Job, run_job
from lrkit.release.canonical import canonicalise
from tests.system.grading.judging import scores
from tests.system.grading.test_sandbox import printed

NAME = "08_claims_on_trial"
WARM_UP = ("lrkit.trials:measure_main",)
MEASURED = "trials.base._found.cache_info().misses"  # how many trials this process has run
MEASURES = f"""\
from lrkit import trials
before = {MEASURED}
[trials.hear(name) for name in trials.MAIN[:2]]
print({MEASURED} - before)"""


@pytest.fixture(scope="module")
def ran():
    """Results of two small submissions and of notebook 8's solution, run by one worker.

    Without the declaration, then with it.
    """
    source = find_course().sources / NAME / f"{NAME}.ipynb"
    notebook = nbformat.read(source, as_version=4)
    small = Job("ada/08", (Cell.of(new_code_cell(MEASURES)),))
    solution = Job(NAME, tuple(map(Cell.of, notebook.cells)))
    done = {warm_up: [run_job(replace(job, warm_up=warm_up)) for job in (small, small, solution)]
            for warm_up in ((), declared_warm_up(notebook, NAME))}
    workers.close_sandbox()
    return done


def declaring(warm_up) -> nbformat.NotebookNode:
    """A notebook with a declaration, whatever it is."""
    return new_notebook(metadata={"lrkit": {"warm_up": warm_up}})


def test_the_second_submission_measures_nothing_because_of_the_declaration(ran):
    """Both of two submissions measure their trials without it, and neither of them with it."""
    measured = {warm_up: [done.outputs[0][0]["text"] for done in results[:2]]
                for warm_up, results in ran.items()}
    assert measured == {(): ["2\n", "2\n"], WARM_UP: ["0\n", "0\n"]}


def test_the_solution_of_notebook_8_earns_the_same_with_and_without_it(ran):
    """All points, and its cells show the same."""
    without, with_it = ran[()][2], ran[WARM_UP][2]
    assert scores(without) == scores(with_it)
    assert all(result.passed for result in with_it.results.values())
    assert without.outputs == with_it.outputs


def test_the_canonical_form_of_a_source_keeps_the_declaration():
    """`lrkit build --execute` writes it; other metadata of a notebook goes."""
    notebook = declaring(list(WARM_UP))
    notebook.metadata["toc"] = {}
    canonical = canonicalise(notebook).metadata
    assert canonical.keys() == {"kernelspec", "language_info", "lrkit"}
    assert canonical["lrkit"] == {"warm_up": list(WARM_UP)}


def test_students_get_the_declaration_with_the_release():
    """The grader reads it there, and never in what was handed in."""
    released = find_course().release / NAME / f"{NAME}.ipynb"
    assert declared_warm_up(nbformat.read(released, as_version=4), NAME) == WARM_UP


@pytest.mark.parametrize("warm_up", [
    "lrkit.trials:measure_main", {"lrkit": 1}, 3, ["os:abort"], ["lrkitty.trials:all"], [["lrkit"]],
    ["lrkit.trials"], ["lrkit:check"], ["lrkit.trials:TRIALS.clear"], ["lrkit.trials:hear()"]])
def test_a_malformed_declaration_is_an_error_in_words(warm_up):
    """With the assignment's name, where the key stands, and how it is written."""
    with pytest.raises(UserError, match=r"08: metadata\.lrkit\.warm_up .*lrkit\."):
        declared_warm_up(declaring(warm_up), "08")


def test_other_metadata_under_our_name_declares_nothing():
    """A notebook may say nothing, or something else."""
    assert declared_warm_up(new_notebook(), "08") == ()
    assert declared_warm_up(new_notebook(metadata={"lrkit": {"theme": 1}}), "08") == ()


def test_the_build_refuses_a_malformed_declaration(tmp_path, tiny_notebook, make_course):
    """Whoever writes a notebook reads it, not whoever grades."""
    notebook = copy.deepcopy(tiny_notebook)
    notebook.metadata["lrkit"] = {"warm_up": ["numpy:ones"]}
    with pytest.raises(UserError, match="must be a function of lrkit"):
        make_course(tmp_path / "course", **{"01_tiny": notebook})


@pytest.mark.parametrize(("name", "said"), [
    ("lrkit.trials:measure_none", "has no attribute 'measure_none'"),
    ("lrkit.nothing:here", "No module named 'lrkit.nothing'"),
    ("lrkit.trials:hear", "missing 1 required positional argument")])
def test_a_function_that_is_not_there_or_raises_is_an_error_in_words(name, said):
    """The sandbox lives on: the next session finds it as it was."""
    with ForkSandbox(None) as box:
        with pytest.raises(UserError, match=f"the warm-up {name} .*{said}"):
            box.warm_up([name])
        assert printed(box, "print(6 * 7)") == "42\n"


def test_a_function_that_takes_too_long_is_tried_once(monkeypatch):
    """The submissions then do without it."""
    monkeypatch.setattr(sandbox_fork, "WARM_UP_TIMEOUT", 0.01)
    with ForkSandbox(None) as box:
        box.warm_up(WARM_UP)
        pid = box._process.pid
        box.warm_up(WARM_UP)
        assert box._process.pid == pid
        assert printed(box, "print(6 * 7)") == "42\n"
