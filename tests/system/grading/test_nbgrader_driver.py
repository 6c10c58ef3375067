"""nbgrader, driven in process: what it says becomes a sentence."""

from concurrent.futures import BrokenExecutor, Executor, Future

import pytest

from lrkit.errors import UserError
from lrkit.grading.execution.solution_check import check_solution
from tests.grading.pool import grade, workers


@pytest.mark.parametrize(("old", "new", "message"), [
    ("import numpy as np", "import no_such_package", "the solution does not run"),
    ('"points": 4,', '"points": 3,',
     "'check_gd_step' has 3 points, and its check gives more here, so nobody was graded"),
    ("- lr *", "+ lr *", "earns 0 of 4 in 'check_gd_step' here, so nobody was graded"),
])
def test_a_broken_environment_is_noticed_before_a_class_gets_zeros(tmp_path, tiny, old, new,
                                                                   message):
    """The solution itself must earn full marks on this machine."""
    source = tiny.sources / "01_tiny" / "01_tiny.ipynb"
    check_solution(source, workers())()
    broken = tmp_path / "01_tiny" / "01_tiny.ipynb"
    broken.parent.mkdir()
    broken.write_text(source.read_text().replace(old, new))
    with pytest.raises(UserError, match=message):
        check_solution(broken, workers())()


def test_a_class_gets_no_marks_from_a_solution_that_does_not_work_here(
        tmp_path, tiny_notebook, make_course, hand_in, all_right):
    """Its submissions are under way while the solution runs, and none of them is written down.

    When the environment is whole again, the same command grades them.
    """
    course = make_course(tmp_path / "course", **{"01_tiny": tiny_notebook})
    hand_in(course, tmp_path / "class", "ada/01_tiny", **all_right)
    source = course.sources / "01_tiny" / "01_tiny.ipynb"
    whole = source.read_text()
    source.write_text(whole.replace("- lr *", "+ lr *"))
    with pytest.raises(UserError, match="nobody was graded"):
        grade(tmp_path / "class", course)
    output = tmp_path / "class-graded"
    assert not (output / "feedback").exists() and not (output / "autograded").exists()
    source.write_text(whole)
    assert grade(tmp_path / "class", course).summary.rows[0].points == 6  # what is checked


class _Breaks(Executor):
    """Workers that lose their first jobs, as when a submission beside them ends the process."""

    def __init__(self, lost: int):
        self.lost = lost

    def submit(self, function, /, *args, **kwargs):
        self.lost -= 1
        if self.lost < 0:
            return workers().submit(function, *args, **kwargs)
        future = Future()
        future.set_exception(BrokenExecutor())
        return future


def test_a_worker_that_ends_beside_the_solution_costs_nobody_the_marks(tiny):
    """The solution runs once more, alone; only where that ends too, no worker can live here."""
    source = tiny.sources / "01_tiny" / "01_tiny.ipynb"
    once, twice = _Breaks(1), _Breaks(2)
    check_solution(source, once)()
    with pytest.raises(UserError, match="end as soon as they start"):
        check_solution(source, twice)()
