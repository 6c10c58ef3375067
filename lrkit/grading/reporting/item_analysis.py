"""Item analysis: how many had each exercise right, and how well it tells students apart."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import mean, median
from typing import Any

import numpy as np

MIN_SUBMISSIONS = 4  # submissions below which a correlation says nothing


@dataclass(frozen=True)
class Item:
    """A graded cell over a class.

    Attributes
    ----------
    grade_id, name, kind : str
        The cell; what it asks about; "check", "answer" (quiz), "predict" or "own".
    points : float
        What it is worth.
    submissions : int
        How many notebooks were graded.
    right : float
        Share of them with full points.
    mean : float
        Mean share of the points.
    discrimination : float or None
        Point-biserial: the correlation of having it right with the points for everything else in
        the notebook. Near 0 or below, the item does not tell those who know from those who do
        not. None where it is not defined: too few, all alike, or nothing else to compare with.
    seconds : float
        Median time of its question.
    misconceptions : tuple of (str, int)
        Names and counts, the most frequent first.
    """

    grade_id: str
    name: str
    kind: str
    points: float
    submissions: int
    right: float
    mean: float
    discrimination: float | None
    seconds: float
    misconceptions: tuple[tuple[str, int], ...]


def analyse_items(found: Sequence[Sequence[Mapping[str, Any]]]) -> list[Item]:
    """Analyse the items of an assignment, in the order of its first submission.

    Parameters
    ----------
    found : sequence of sequence of mapping
        For each submission its graded cells, as
        `lrkit.grading.reporting.diagnostics.diagnose` lists them.

    Examples
    --------
    >>> cells = [[{"grade_id": "a", "name": "a", "kind": "check", "points": points,
    ...            "max_points": 2.0, "misconception": None, "seconds": 0.1}] for points in (2, 1)]
    >>> item, = analyse_items(cells)
    >>> item.right, item.mean, item.discrimination
    (0.5, 0.75, None)
    """
    by_item: dict[str, list[tuple[Mapping[str, Any], float]]] = {}
    for submission in found:
        total = sum(cell["points"] or 0.0 for cell in submission)
        for cell in submission:
            rest = total - (cell["points"] or 0.0)
            by_item.setdefault(cell["grade_id"], []).append((cell, rest))
    return [_item(grade_id, entries) for grade_id, entries in by_item.items()]


def _item(grade_id: str, entries: Sequence[tuple[Mapping[str, Any], float]]) -> Item:
    cells = [cell for cell, _ in entries]
    limit = cells[0]["max_points"]
    right = [(cell["points"] or 0.0) >= cell["max_points"] for cell in cells]
    names = Counter(cell[key] for cell in cells for key in ("misconception", "second")
                    if cell.get(key))
    return Item(
        grade_id, cells[0]["name"], cells[0]["kind"], limit, len(cells), mean(right),
        mean((cell["points"] or 0.0) / limit if limit else 0.0 for cell in cells),
        point_biserial(right, [rest for _, rest in entries]),
        median(cell["seconds"] for cell in cells), tuple(names.most_common()))


def point_biserial(right: Sequence[bool], score: Sequence[float]) -> float | None:
    """Return the correlation of a yes-or-no with a number; None where it is not defined.

    >>> round(point_biserial([True, True, False, False], [3, 2, 1, 0]), 3)
    0.894
    >>> point_biserial([True, True, True, True], [3, 2, 1, 0]) is None
    True
    """
    answers, scores = np.array(right, dtype=float), np.array(score, dtype=float)
    if len(answers) < MIN_SUBMISSIONS or np.ptp(answers) == 0 or np.ptp(scores) == 0:
        return None
    return float(np.corrcoef(answers, scores)[0, 1])
