"""The local leaderboard: nickname, recipe, score and number of runs of each entry.

The score is that of `lrkit.capstone.score`, on the validation images. It is computed from the
recipe when a row is entered, never typed in. The file is plain JSON in the learner's folder. Rows
of others can be shown beside it, and are then scored again. The number of runs comes from the meter
of their folder, and nobody can compute that again.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from lrkit.capstone.meter import Tuning, label
from lrkit.capstone.recipes import Recipe, read_recipe
from lrkit.capstone.runs import SEEDS, validation_losses
from lrkit.capstone.submissions import recipe_of
from lrkit.capstone.table import TextTable
from lrkit.progress_file import progress_file, write_json_if_possible
from lrkit.uncertainty import paired_difference, standard_error, t_factor

MAX_NICKNAME = 30  # characters of a nickname


@dataclass(frozen=True)
class LeaderboardEntry:
    """A row of the leaderboard.

    Attributes
    ----------
    nickname : str
        A name chosen by the learner.
    losses : tuple of float
        The mean validation cross-entropy from each start of the score; infinite if it diverged.
    runs_used : int
        Runs on the meter when the row was entered.
    recipe : dict
        The recipe that was trained.
    """

    nickname: str
    losses: tuple[float, ...]
    runs_used: int
    recipe: dict

    @property
    def score(self) -> float:
        """The mean of the losses."""
        return float(np.mean(self.losses))

    @property
    def error(self) -> float:
        """The standard error of the score; infinite if a run diverged."""
        return standard_error(self.losses) if np.isfinite(self.losses).all() else np.inf

    def behind(self, first: "LeaderboardEntry") -> str:
        """Return the paired difference to another entry, and whether it was detected."""
        if not np.isfinite([*self.losses, *first.losses]).all():
            return "diverged"
        found = paired_difference(first.losses, self.losses)
        return f"{found.mean:+.4f}, {'detected' if found.detected else 'not detected'}"


class Leaderboard(TextTable):
    """Some rows, the best first; `entered` is the newest one."""

    head = ("rank", "nickname", "score", "std. error", "behind the first", "runs used", "recipe")

    def __init__(self, entries: Iterable[LeaderboardEntry],
                 entered: LeaderboardEntry | None = None):
        self.entries = sorted(entries, key=lambda entry: entry.score)
        self.entered = entered

    def cells(self) -> list[tuple[str, ...]]:
        """Return the rows as text."""
        return [(str(rank), entry.nickname, f"{entry.score:.4f}", f"{entry.error:.4f}",
                 entry.behind(self.entries[0]) if rank > 1 else "", str(entry.runs_used),
                 label(read_recipe(entry.recipe)))
                for rank, entry in enumerate(self.entries, start=1)]

    @property
    def says(self) -> str:
        """The meaning of a score, and of a difference between two."""
        if not self.entries:
            return "Nobody is on the leaderboard yet."
        return (f"The score is the mean validation cross-entropy from {len(SEEDS)} starts; the "
                "grade uses other images and starts. All rows share their starts, so they are "
                "compared by paired differences: one is detected if it is larger than "
                f"{t_factor(len(SEEDS)):.1f} of its standard errors.")


def enter(nickname: str, recipe: Mapping | None) -> Leaderboard:
    """Score a recipe on the validation images and write it down under a nickname.

    Parameters
    ----------
    nickname : str
        1 to 30 characters.
    recipe : mapping or None
        A recipe, or what `submission` returns. With None or dots, which are not a recipe yet, the
        board is only shown.

    Raises
    ------
    ValueError
        If the nickname or the recipe is not one.
    """
    if recipe is None or recipe is Ellipsis:
        return leaderboard()
    if not isinstance(nickname, str) or not 1 <= len(nickname.strip()) <= MAX_NICKNAME:
        raise ValueError(f"nickname must be a text of 1 to {MAX_NICKNAME} characters, "
                         f"got {nickname!r}")
    entry = _scored(nickname.strip(), recipe_of(recipe), len(Tuning().runs))
    others = [other for other in _own()
              if (other.nickname, other.recipe) != (entry.nickname, entry.recipe)]
    _write([*others, entry])
    return Leaderboard([*others, entry], entry)


def leaderboard(*files: str | Path) -> Leaderboard:
    """Return the rows of this folder, and of the files of others.

    The rows of others are scored again from their recipes, which takes about a second each: the
    losses in their files do not count.
    """
    return Leaderboard([*_own(), *(_scored(row.nickname, read_recipe(row.recipe), row.runs_used)
                                   for file in files for row in _read(Path(file)))])


def _scored(nickname: str, recipe: Recipe, runs_used: int) -> LeaderboardEntry:
    return LeaderboardEntry(nickname, validation_losses(recipe), runs_used, asdict(recipe))


def _own() -> list[LeaderboardEntry]:
    """Return the rows of this folder, without those of an edition that scored in another way."""
    return [entry for entry in _read(_file()) if len(entry.losses) == len(SEEDS)]


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
        losses = tuple(np.inf if loss is None else float(loss) for loss in row.get("losses", ()))
        return LeaderboardEntry(str(row["nickname"])[:MAX_NICKNAME], losses, int(row["runs_used"]),
                                asdict(read_recipe(row["recipe"])))
    except (AttributeError, TypeError, ValueError, KeyError):
        return None


def _write(entries: list[LeaderboardEntry]) -> None:
    """Write the rows as JSON, which knows no infinity."""
    write_json_if_possible(_file(), [
        asdict(entry) | {"losses": [loss if loss < np.inf else None for loss in entry.losses]}
        for entry in entries])
