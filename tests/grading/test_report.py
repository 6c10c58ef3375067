"""Item analysis against numbers worked out by hand, and lrkit's own code in an answer's text."""

import pytest

from lrkit.grading.reporting.item_analysis import analyse_items, point_biserial
from lrkit.grading.reporting.library_use import library_use


def test_point_biserial_by_hand():
    """Scores 8, 6, 7, 3, 2 with right answers in the first three give (7 - 2.5) / s * sqrt(pq).

    Here s, the standard deviation of all five, is sqrt(5.36).
    """
    expected = (7 - 2.5) / 5.36 ** 0.5 * (0.6 * 0.4) ** 0.5
    assert point_biserial([True, True, True, False, False], [8, 6, 7, 3, 2]) == \
        pytest.approx(expected)
    assert point_biserial([True, False, True], [3, 1, 2]) is None
    assert point_biserial([True, False, True, False], [3, 3, 3, 3]) is None


def test_an_item_without_submissions_is_no_item():
    """An empty class has no analysis, and no division by zero."""
    assert analyse_items([]) == []


@pytest.mark.parametrize(("cells", "used"), [
    (["from lrkit.optimizers import Adam", "def f(w):\n    return Adam().init(w)"],
     ("lrkit.optimizers.Adam.init",)),
    (["import lrkit", "def f(w):\n    return lrkit.optimizers.Adam().init(w)"],
     ("lrkit.optimizers.Adam.init",)),
    (["def f(w):\n    from lrkit.schedules import cosine as c\n    return c(w)"],
     ("lrkit.schedules.cosine",)),
    (["import lrkit.optimizers as o", "g = o.Adam", "def f(w):\n    return g().init(w)"],
     ("lrkit.optimizers.Adam",)),
    (["def f(w):\n    return __import__('lrkit').optimizers"], ("__import__",)),
    (["from lrkit.optimizers import Adam", "f = Adam"], ("lrkit.optimizers.Adam",)),
    (["%matplotlib inline\nfrom lrkit.optimizers import Adam", "def f(w):\n    return Adam"],
     ("lrkit.optimizers.Adam",)),
    (["from lrkit.optimizers import Adam", "Adam()", "def f(w):\n    return w"], None),
    (["from lrkit import plotting", "def f(w):\n    return plotting.show(w)"], None),
    (["def f(:"], None),
])
def test_what_is_taken_from_lrkit_is_found(cells, used):
    """By import, by attribute, under another name, through a helper; not what others cells use."""
    assert library_use(cells, ["f"]).get("f") == used


def test_a_local_variable_is_not_the_notebooks_of_the_same_name():
    """But a global one is, and so is a name that is only read."""
    cells = ["from lrkit.optimizers import Adam", "best = Adam()",
             "def right(losses):\n    best = losses[0]\n    return best",
             "def argument(best):\n    return best + 1",
             "def borrowed(w):\n    return best.step(w)",
             "def declared(w):\n    global best\n    best = best\n    return best.step(w)"]
    names = ["right", "argument", "borrowed", "declared"]
    assert set(library_use(cells, names)) == {"borrowed", "declared"}


def test_no_solution_of_the_course_borrows(tmp_path):
    """The report would cry wolf in each notebook."""
    from pathlib import Path

    import nbformat

    from lrkit import exercises
    from lrkit.course.graded_call import parse_graded_call

    for path in sorted((Path(__file__).parents[2] / "solutions").glob("*/*.ipynb")):
        cells = [cell.source for cell in nbformat.read(path, as_version=4).cells
                 if cell.cell_type == "code"]
        names = [call[2] for source in cells if (call := parse_graded_call(source))
                 and call[0] == "check" and not exercises.get(call[1]).with_lrkit]
        assert names and library_use(cells, names) == {}, path.name
