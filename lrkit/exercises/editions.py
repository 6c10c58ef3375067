"""Editions of the course: which edition a notebook is of, and what has changed since then.

An edition changes where the contract of an exercise does: its arguments, its points, what is asked.
``editions.json`` beside this module holds what earlier editions looked like; it is written by
``python -m tests.recorded.record_editions`` from the releases kept in ``tests/editions``.
"""

import ast
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

EDITION = 2  # of the notebooks that this lrkit releases
FEW = 2  # texts of one edition alone that tell it for certain


@dataclass(frozen=True)
class EarlierNotebook:
    """A notebook as it was in an earlier edition.

    Attributes
    ----------
    edition : int
        The edition.
    points : dict of str to float
        The points of each graded cell, by its grade_id.
    arguments : dict of str to list of str
        The names of each exercise's arguments.
    setup : str
        The digest of its first code cell.
    texts : frozenset of str
        The digests of its cells as they were released.
    """

    edition: int
    points: dict[str, float]
    arguments: dict[str, list[str]]
    setup: str
    texts: frozenset[str]


@cache
def earlier_editions(notebook: str) -> tuple[EarlierNotebook, ...]:
    """Return a notebook, such as ``"04_schedules"``, as it was in each earlier edition."""
    file = Path(__file__).with_name("editions.json")
    stored = json.loads(file.read_text(encoding="utf-8"))
    return tuple(
        EarlierNotebook(int(edition), entry["points"], entry["arguments"], entry["setup"],
                        frozenset(entry["texts"]))
        for edition, notebooks in sorted(stored.items(), key=lambda item: int(item[0]))
        for name, entry in notebooks.items() if name == notebook)


@dataclass(frozen=True)
class GoneEntry:
    """An exercise, a question or a prediction that an earlier edition asked for, and today's not.

    Attributes
    ----------
    edition : int
        The last edition that had it.
    notebook : str
        The assignment that asked for it.
    points : float
        The points that it had.
    """

    edition: int
    notebook: str
    points: float


@cache
def gone_entries() -> dict[str, GoneEntry]:
    """Return what went, by name."""
    from lrkit.exercises import PUBLISHED

    return {name_of_graded(grade_id): GoneEntry(earlier.edition, notebook, points)
            for notebook in PUBLISHED for earlier in earlier_editions(notebook)
            for grade_id, points in earlier.points.items()
            if grade_id.startswith("check_") and grade_id not in _graded_today(notebook)}


def name_of_graded(grade_id: str) -> str:
    """Return the name of what a graded cell asks for.

    >>> name_of_graded("check_gd_step"), name_of_graded("check_prediction_steps_at_1_9")
    ('gd_step', 'steps_at_1_9')
    """
    return grade_id.removeprefix("check_").removeprefix("prediction_")


def describe_gone(name: str) -> str:
    """Say what became of an entry that went; an empty text if there was none of that name."""
    if name not in gone_entries():
        return ""
    gone = gone_entries()[name]
    return (f"{name} was asked for in edition {gone.edition} of this course, and this lrkit is at "
            f"edition {EDITION}. What you earned for it stays in progress(). "
            f"{_new_in(gone.notebook, gone.edition)}For today's notebook "
            f"{int(gone.notebook.partition('_')[0])}, rename this one and call `lrkit start` in a "
            "terminal.")


def _new_in(notebook: str, edition: int) -> str:
    """Name the exercises of a notebook that an edition did not have, as a sentence."""
    from lrkit.exercises import by_notebook

    before = next(e for e in earlier_editions(notebook) if e.edition == edition).arguments
    new = [exercise.name for exercise in by_notebook(notebook) if exercise.name not in before]
    *others, last = new or [""]
    told = f"{', '.join(others)} and {last}" if others else last
    return f"Today its notebook asks for {told} instead. " if new else ""


def _graded_today(notebook: str) -> dict[str, Any]:
    """Return the exercises, questions and predictions of a notebook, by their grade_ids."""
    from lrkit.exercises import by_notebook, predictions_of, questions_of

    return {f"check_{e.name}": e for e in (*by_notebook(notebook), *questions_of(notebook))} | \
        {f"check_prediction_{e.name}": e for e in predictions_of(notebook)}


def text_digest(source: str) -> str:
    """Return a digest of a cell's text that editors cannot change by spaces or line ends."""
    return hashlib.sha256(" ".join(source.split()).encode()).hexdigest()[:12]


def declared_edition(metadata: Any) -> int | None:
    """Return the edition that a notebook's metadata declare; None where they declare none.

    >>> declared_edition({"lrkit": {"edition": 2}}), declared_edition({"lrkit": "two"})
    (2, None)
    """
    settings = metadata.get("lrkit") if isinstance(metadata, dict) else None
    edition = settings.get("edition") if isinstance(settings, dict) else None
    return edition if type(edition) is int else None


def recognise_edition(notebook: str, sources: Iterable[str], today: Iterable[str]) -> int | None:
    """Recognise an earlier edition by its texts, where the metadata were lost.

    Parameters
    ----------
    notebook : str
        The name of the assignment.
    sources, today : iterable of str
        The cells of the notebook in question, and those of today's release.

    Returns
    -------
    int or None
        The edition of which more texts are there than of today's; None where there is none.
    """
    found, now = set(map(text_digest, sources)), set(map(text_digest, today))
    best, most = None, FEW - 1
    for earlier in earlier_editions(notebook):
        theirs = len(found & (earlier.texts - now))
        if theirs > max(most, len(found & (now - earlier.texts))):
            best, most = earlier.edition, theirs
    return best


def changed_since(notebook: str, edition: int) -> tuple[str, ...]:
    """Return the names of all graded things whose contract is not what it was in an edition.

    Those that went, those that came, and those with other points, other arguments, or an `edition`
    of their own that is later.
    """
    earlier = next((e for e in earlier_editions(notebook) if e.edition == edition), None)
    if earlier is None:
        return ()
    now = _graded_today(notebook)
    before = {name for name in earlier.points if name.startswith("check_")}
    both = sorted(before & set(now))
    return tuple(map(name_of_graded, [*sorted(before ^ set(now)),
                                  *(name for name in both if _differs(earlier, name, now[name]))]))


def _differs(earlier: EarlierNotebook, grade_id: str, entry: Any) -> bool:
    arguments = earlier.arguments.get(entry.name)
    return (entry.edition > earlier.edition or entry.points != earlier.points[grade_id]
            or (arguments is not None and arguments != list(entry.signature)))


def argument_names(stub: str) -> list[str]:
    """Return the names of the arguments of the first function in a cell; [] without one.

    >>> argument_names("def gd_step(w, grad, lr):\\n    ...")
    ['w', 'grad', 'lr']
    """
    for node in ast.walk(ast.parse(stub)):
        if isinstance(node, ast.FunctionDef):
            return [argument.arg for argument in node.args.args]
    return []
