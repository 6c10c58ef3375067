"""Recorded runs of schedules on the digits: all of them tuned alike, and warm-ups."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from lrkit.training.recorded import read_recorded
from lrkit.uncertainty import paired_difference, standard_error


@dataclass(frozen=True, eq=False)
class RecordedSchedules:
    """Losses of recorded runs on images that none of them learnt from.

    Attributes
    ----------
    lrs : ndarray, shape (R,)
        The highest rates that were tried.
    losses : mapping of str to mapping of float to ndarray, shape (S, R)
        For each schedule and each value of its setting the loss at the end of each run. Row k of
        every array is the run with seed k, which draws the same batches for all schedules.
    """

    lrs: NDArray
    losses: Mapping[str, Mapping[float, NDArray]]

    def best(self, name: str) -> tuple[float, float, NDArray]:
        """Return setting, highest rate and losses of the lowest mean that a schedule reached.

        Parameters
        ----------
        name : str
            The schedule, a key of `losses`.

        Returns
        -------
        tuple of float, float and ndarray, shape (S,)
            The losses are those of the runs with that setting and rate.
        """
        tried = [(setting, float(self.lrs[k]), values[:, k])
                 for setting, values in self.losses[name].items() for k in range(len(self.lrs))]
        return min(tried, key=lambda entry: entry[2].mean())

    def curves(self, *names: str) -> dict[str, NDArray]:
        """Return the losses of named rows of the table, such as ``"cosine, 0.3"``."""
        rows = dict(self._rows())
        return {name: rows[name] for name in names}

    def compare_best(self, reference: str) -> str:
        """Write the best mean of each schedule, and its paired difference from the reference's.

        Parameters
        ----------
        reference : str
            The schedule from whose best runs the others' are told apart, or not.
        """
        *_, base = self.best(reference)
        lines = [f"{'best of each':22}at rate  loss   difference from {reference}"]
        for name in self.losses:
            setting, lr, losses = self.best(name)
            said = "" if name == reference else f"  {paired_difference(base, losses)}"
            lines.append(f"{self._label(name, setting):22}{lr:^7g}  {losses.mean():.3f}{said}")
        return "\n".join(lines)

    def _label(self, name: str, setting: float) -> str:
        return f"{name}, {setting:g}" if len(self.losses[name]) > 1 else name

    def _rows(self) -> Iterator[tuple[str, NDArray]]:
        for name, settings in self.losses.items():
            yield from ((self._label(name, key), values) for key, values in settings.items())

    def __str__(self) -> str:
        """Write the means and standard errors over the seeds as a table."""
        lines = [f"{'highest rate':22}" + "".join(f"{lr:^16g}" for lr in self.lrs).rstrip()]
        for label, values in self._rows():
            cells = [f"{column.mean():.3f} ± {standard_error(column):.3f}" for column in values.T]
            lines.append(f"{label:22}" + "".join(f"{cell:^16}" for cell in cells).rstrip())
        return "\n".join(lines)


def recorded_schedules() -> RecordedSchedules:
    """Return the runs in which each schedule had five highest rates and four settings to try.

    Notebook 4's network makes 250 steps with 20 images each, from one start. The setting of
    "linear", "cosine" and "exponential" is the share of the highest rate that is left at the end;
    that of "stable, decay" the share of the run that decays; that of "one-cycle" the share of the
    run that rises. "constant" has none. ``tests/recorded/record_schedule_runs.py`` makes them.

    Examples
    --------
    >>> recorded = recorded_schedules()
    >>> setting, lr, losses = recorded.best("cosine")
    >>> lr, losses.shape
    (1.0, (6,))
    """
    return _read("schedules")


def recorded_warmups() -> RecordedSchedules:
    """Return runs with and without a warm-up, from an ordinary start and from a steep one.

    The setting is the number of warm-up steps; after them the rate falls along a cosine to 0 at
    step 250. "ordinary" is the start of the other runs of notebook 4. At the "steep" one
    the weights of the last layer are five times as large.

    Examples
    --------
    >>> sorted(recorded_warmups().losses)
    ['ordinary', 'steep']
    """
    return _read("warm-ups")


@cache
def _read(group: str) -> RecordedSchedules:
    found = read_recorded("schedules")
    return RecordedSchedules(np.array(found["lrs"]), {
        name: {float(setting): np.array(rows) for setting, rows in settings.items()}
        for name, settings in found[group].items()})
