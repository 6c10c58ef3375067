"""`lrkit sample-class`: a class whose marks are known."""

import csv

from lrkit.release.sample_class import make_sample_class
from tests.grading.pool import grade


def _known(folder):
    with (folder / "known_marks.csv").open(newline="") as stream:
        return list(csv.DictReader(stream))


def test_grading_the_class_gives_the_known_marks(tiny, tmp_path, read_marks):
    """Cell by cell, as nbgrader's own gradebook has them: 4 students, 2 notebooks."""
    make_sample_class(tmp_path / "class", tiny, students=4, seed=1)
    graded = grade(tmp_path / "class", tiny)
    marks = read_marks(graded.output)
    rows = _known(tmp_path / "class")
    assert len(marks) == len(rows) == 4 * 2 * 4
    for row in rows:
        points = float(row["points"]) if row["points"] else None
        assert marks[row["student"], row["assignment"], row["grade_id"]] == (
            points, float(row["max_points"]), points is None), row
    assert sum(entry.points for entry in graded.summary.rows) == sum(
        float(row["points"] or 0) for row in rows)
