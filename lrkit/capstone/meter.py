"""The meter: thirty tuning runs, kept in the learner's folder.

A run is charged once, even if the kernel was restarted or another notebook made it, and two
notebooks at once cannot share the last run. It is not a lock. The folder is the learner's own:
they can delete ``.lrkit/progress.json``, or call `validate`, which no meter counts. That is why the
grade does not read the meter. It is computed from the submission alone.
"""

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

import numpy as np

from lrkit.capstone.recipes import Recipe, read_recipe
from lrkit.capstone.runs import TuningRun, validate
from lrkit.capstone.table import TextTable
from lrkit.progress_file import load_progress, update_progress
from lrkit.uncertainty import Difference, paired_difference, standard_error

MAX_RUNS = 30
_KEY = "tuning"  # the entry of the progress file


class BudgetSpent(ValueError):
    """The error when no run is left; a notebook shows its message without a traceback."""

    def _render_traceback_(self) -> list[str]:
        return [f"\N{WARNING SIGN} {self}"]


class Tuning(TextTable):
    """The learner's tuning runs, and the meter that counts them."""

    head = ("recipe", "starts", "loss", "std. error", "accuracy")

    def __init__(self) -> None:
        # Kept in memory too, in case the file cannot be written.
        self._made: dict[tuple[Recipe, int], TuningRun] = {}

    @property
    def runs(self) -> list[TuningRun]:
        """All runs that were charged, in the order in which they were made."""
        return list({**_stored(load_progress()), **self._made}.values())

    @property
    def left(self) -> int:
        """The number of runs that are left."""
        return max(0, MAX_RUNS - len(self.runs))

    @property
    def examples(self) -> list[int]:
        """The example-gradients that each run used."""
        return [run.spent[-1] for run in self.runs]

    def run(self, recipe: Mapping, start: int = 0) -> TuningRun:
        """Train a recipe on 700 images and measure it on the 300 for validation.

        Parameters
        ----------
        recipe : mapping
            Such as ``{"optimizer": "sgd", "lr": 0.1, "schedule": "constant", "batch_size": 32}``.
        start : int
            The seed of the first weights and of the batches, at least 0.

        Raises
        ------
        BudgetSpent
            If the run is new and none is left.
        ValueError
            If the recipe or the start has a value that is not allowed; the message says what is.
        """
        checked = read_recipe(recipe)
        if isinstance(start, bool) or not isinstance(start, (int, np.integer)) or start < 0:
            raise ValueError(f"start must be a whole number of at least 0, got {start!r}")
        key = checked, int(start)
        known = {**_stored(load_progress()), **self._made}
        if key in known:
            return known[key]
        _check_left(known)
        # Rounded as in the file, so that the same run shows the same numbers after a restart.
        run = _from_json(_to_json(validate(*key)))
        self._charge(key, run)
        return run

    def _charge(self, key: tuple[Recipe, int], run: TuningRun) -> None:
        """Record a run in the progress file, under its lock.

        So two notebooks cannot share the last run, and nobody sees a run that was not charged.
        """

        def note(progress: dict) -> None:
            known = {**_stored(progress), **self._made}
            if key not in known:
                _check_left(known)
            known[key] = run
            progress[_KEY] = {"runs": [_to_json(made) for made in known.values()]}

        update_progress(note)
        self._made[key] = run

    def compare(self, recipe: Mapping, rival: Mapping) -> Difference:
        """Compare two recipes by the paired differences of their runs; this costs nothing.

        The starts that both were run from count. A positive mean says that the rival's loss is the
        larger one.

        Parameters
        ----------
        recipe, rival : mapping
            Both on the meter, from at least two shared starts.

        Raises
        ------
        ValueError
            If there are fewer, or a run diverged.
        """
        losses = [{run.start: run.loss for run in self.runs if run.recipe == read_recipe(one)}
                  for one in (recipe, rival)]
        shared = sorted(losses[0].keys() & losses[1].keys())
        if len(shared) < 2:
            raise ValueError("a paired comparison takes at least two starts from which both "
                             f"recipes were run; the meter has {len(shared)}")
        return paired_difference(*([made[start] for start in shared] for made in losses))

    def rows(self) -> list[tuple[str, int, float, float, float]]:
        """Return a row for each recipe: label, starts, mean loss, standard error, accuracy.

        The standard error is nan for a single run.
        """
        found = []
        for label, runs in self.by_recipe().items():
            losses = np.array([run.loss for run in runs])
            error = standard_error(losses) if len(runs) > 1 and np.isfinite(losses).all() else \
                np.nan
            found.append((label, len(runs), float(losses.mean()), error,
                          float(np.mean([run.accuracy for run in runs]))))
        return sorted(found, key=lambda row: row[2])

    def by_recipe(self) -> dict[str, list[TuningRun]]:
        """Return the runs of each recipe, by its label."""
        found: dict[str, list[TuningRun]] = {}
        for run in self.runs:
            found.setdefault(label(run.recipe), []).append(run)
        return found

    @property
    def says(self) -> str:
        """The state of the meter as a sentence."""
        return (f"{len(self.runs)} of {MAX_RUNS} runs spent, {self.left} left; "
                f"{sum(self.examples):,} example-gradients.")

    def cells(self) -> list[tuple[str, ...]]:
        """Return the rows as text."""
        return [(name, str(starts), f"{loss:.4f}", "" if np.isnan(error) else f"{error:.4f}",
                 f"{accuracy:.3f}") for name, starts, loss, error, accuracy in self.rows()]


def label(recipe: Recipe) -> str:
    """Describe a recipe in one line, with every value that is not the default.

    >>> label(Recipe("momentum", 0.001, "step", 500, momentum=0.8))
    'momentum 0.001, step, batch 500, momentum 0.8'
    """
    words = [f"{recipe.optimizer} {recipe.lr:g}", recipe.schedule, f"batch {recipe.batch_size}"]
    words += [f"{field.name} {getattr(recipe, field.name):g}" for field in fields(Recipe)[4:]
              if getattr(recipe, field.name) != field.default]
    return ", ".join(words)


def _check_left(known: Mapping) -> None:
    if len(known) >= MAX_RUNS:
        raise BudgetSpent(f"all {MAX_RUNS} tuning runs are spent. You can still look at a run that "
                          "you made before; you cannot make a new one")


def _stored(progress: Mapping) -> dict[tuple[Recipe, int], TuningRun]:
    """Return the runs in the progress file, without entries that cannot be read."""
    found = {}
    entries = progress.get(_KEY, {})
    for entry in entries.get("runs", ()) if isinstance(entries, dict) else ():
        try:
            run = _from_json(entry)
        except (AttributeError, TypeError, ValueError, KeyError):
            continue
        found[run.recipe, run.start] = run
    return found


def _to_json(run: TuningRun) -> dict[str, Any]:
    """Convert a run for the progress file, its series to one line of text each, easy to read."""
    return {"recipe": asdict(run.recipe), "start": run.start,
            "spent": " ".join(map(str, run.spent)),
            "losses": " ".join(f"{loss:.6f}" for loss in run.losses),
            "accuracy": round(run.accuracy, 6)}


def _from_json(entry: Mapping) -> TuningRun:
    spent = tuple(map(int, entry["spent"].split()))
    losses = tuple(map(float, entry["losses"].split()))
    if len(losses) != len(spent) or not losses:
        raise ValueError("a loss is missing")
    return TuningRun(read_recipe(entry["recipe"]), int(entry["start"]), spent, losses,
                     float(entry["accuracy"]))
