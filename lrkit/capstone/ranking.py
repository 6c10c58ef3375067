"""The local leaderboard: nickname, recipe, score and number of runs of each entry.

A row's score is computed from its recipe when the row is entered, never typed in. The file is plain
JSON in the learner's folder; rows of others can be shown beside it, and are then scored again. The
number of runs is taken from the meter of that folder: nobody can compute it again.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from lrkit.capstone.meter import Tuning, label
from lrkit.capstone.recipes import read_recipe
from lrkit.capstone.runs import test_losses
from lrkit.capstone.table import TextTable
from lrkit.progress_file import progress_file, write_json_if_possible

MAX_NICKNAME = 30  # characters of a nickname


@dataclass(frozen=True)
class LeaderboardEntry:
    """A row of the leaderboard.

    Attributes
    ----------
    nickname : str
        A name chosen by the learner.
    score : float
        Mean test cross-entropy over the seeds of the score; infinite if a run diverged.
    error : float
        Its standard error over these seeds.
    runs_used : int
        Runs on the meter when the row was entered.
    recipe : dict
        The recipe that was trained.
    """

    nickname: str
    score: float
    error: float
    runs_used: int
    recipe: dict


class Leaderboard(TextTable):
    """Some rows, the best first; `entered` is the newest one."""

    head = ("rank", "nickname", "score", "std. error", "runs used", "recipe")

    def __init__(self, entries: Iterable[LeaderboardEntry],
                 entered: LeaderboardEntry | None = None):
        self.entries = sorted(entries, key=lambda entry: entry.score)
        self.entered = entered

    def cells(self) -> list[tuple[str, ...]]:
        """Return the rows as text."""
        return [(str(rank), entry.nickname, f"{entry.score:.4f}", f"{entry.error:.4f}",
                 str(entry.runs_used), label(read_recipe(entry.recipe)))
                for rank, entry in enumerate(self.entries, start=1)]

    @property
    def says(self) -> str:
        """A sentence on how much a difference of two scores means."""
        if not self.entries:
            return "Nobody is on the leaderboard yet."
        return ("The score is the mean test cross-entropy over five starts. Scores that differ by "
                "less than about two standard errors may as well be the other way round.")


def enter(nickname: str, recipe: Mapping | None) -> Leaderboard:
    """Score a recipe on the test images and write it down under a nickname.

    Parameters
    ----------
    nickname : str
        1 to 30 characters.
    recipe : mapping or None
        As in `submission`; with None or dots, which is no recipe yet, the board is only shown.

    Raises
    ------
    ValueError
        If the nickname or the recipe is none.
    """
    if recipe is None or recipe is Ellipsis:
        return leaderboard()
    if not isinstance(nickname, str) or not 1 <= len(nickname.strip()) <= MAX_NICKNAME:
        raise ValueError(f"nickname must be a text of 1 to {MAX_NICKNAME} characters, "
                         f"got {nickname!r}")
    entry = _scored(nickname.strip(), dict(recipe), len(Tuning().runs))
    others = [other for other in _read(_file())
              if (other.nickname, other.recipe) != (entry.nickname, entry.recipe)]
    _write([*others, entry])
    return Leaderboard([*others, entry], entry)


def leaderboard(*files: str | Path) -> Leaderboard:
    """Return the rows of this folder, and of the files of others.

    The rows of others are scored again from their recipes, about a second each: the scores in their
    files do not count.
    """
    own = _read(_file())
    return Leaderboard([*own, *(_scored(row.nickname, row.recipe, row.runs_used)
                                for file in files for row in _read(Path(file)))])


def _scored(nickname: str, recipe: dict, runs_used: int) -> LeaderboardEntry:
    losses = np.array(test_losses(read_recipe(recipe)))
    finite = np.isfinite(losses).all()
    error = losses.std(ddof=1) / np.sqrt(len(losses)) if finite else np.inf
    return LeaderboardEntry(nickname, float(losses.mean()), float(error), runs_used, _plain(recipe))


def _plain(recipe: dict) -> dict:
    return {name: value.item() if isinstance(value, np.generic) else value
            for name, value in recipe.items()}


def _file() -> Path:
    return progress_file().with_name("leaderboard.json")


def _read(file: Path) -> list[LeaderboardEntry]:
    """Return the rows of a file, without those that cannot be read."""
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return [entry for row in (rows if isinstance(rows, list) else ())
            if (entry := _entry(row)) is not None]


def _entry(row: Any) -> LeaderboardEntry | None:
    try:
        read_recipe(row["recipe"])
        return LeaderboardEntry(str(row["nickname"])[:MAX_NICKNAME], _number(row["score"]),
                                _number(row["error"]), int(row["runs_used"]), row["recipe"])
    except (TypeError, ValueError, KeyError):
        return None


def _number(value: Any) -> float:
    return np.inf if value is None else float(value)


def _write(entries: list[LeaderboardEntry]) -> None:
    write_json_if_possible(_file(), [{name: None if value == np.inf else value
                          for name, value in asdict(entry).items()} for entry in entries])
