"""Hyperparameter search: grids, random points, seeds, and a budget."""

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Evaluate = Callable[..., float]


@dataclass(frozen=True)
class SearchTrial:
    """One point of a search: its settings, and the loss for each seed, inf if it is not finite."""

    settings: dict[str, Any]
    losses: tuple[float, ...]

    @cached_property
    def mean(self) -> float:
        """The mean loss over the seeds."""
        return float(np.mean(self.losses))

    @property
    def spread(self) -> float:
        """The standard deviation of the losses over the seeds; nan for a single one."""
        return float(np.std(self.losses, ddof=1)) if len(self.losses) > 1 else float("nan")


@dataclass(frozen=True)
class SearchResult:
    """All trials of a search, in the order in which they were made.

    Attributes
    ----------
    trials : tuple of SearchTrial
        The points that were tried.
    num_runs : int
        The number of runs: trials times seeds.
    left_out : int
        The number of points for which the budget did not suffice.
    """

    trials: tuple[SearchTrial, ...]
    num_runs: int
    left_out: int = 0

    @property
    def best(self) -> SearchTrial | None:
        """The trial with the smallest mean loss, the first of several; None if none is finite."""
        finite = [trial for trial in self.trials if np.isfinite(trial.mean)]
        return min(finite, key=lambda trial: trial.mean) if finite else None

    def on_edge(self, name: str) -> bool:
        """Return whether the best value of a setting is the smallest or largest that was tried.

        If it is, the search should be extended before its result is trusted. ValueError for a name
        that was not searched, or if no loss is finite.
        """
        if self.best is None:
            raise ValueError("no trial has a finite loss, so there is no best one")
        if name not in self.best.settings:
            raise ValueError(f"name must be one of {tuple(self.best.settings)}, got {name!r}")
        tried = [trial.settings[name] for trial in self.trials]
        return self.best.settings[name] in (min(tried), max(tried))

    def __repr__(self) -> str:
        found = f"best {self.best.settings}, loss {self.best.mean:.4g}" if self.best else \
            "no finite loss"
        left = f", {self.left_out} points left out" if self.left_out else ""
        return f"SearchResult({self.num_runs} runs, {found}{left})"


def grid_search(
    evaluate: Evaluate, grid: Mapping[str, Sequence[Any]], *,
    seeds: Sequence[int] = (0,), budget: int | None = None,
) -> SearchResult:
    """Try every combination of the values of a grid, each with every seed.

    Parameters
    ----------
    evaluate : callable
        ``evaluate(seed=..., **settings)`` makes a run and returns its loss; nan and inf are worse
        than any number.
    grid : mapping of str to sequence
        The values of each setting.
    seeds : sequence of int
        The seeds of the runs of each point; with only one, a difference may be due to chance.
    budget : int, optional
        The largest number of runs; points beyond it are left out and counted in the result.

    Raises
    ------
    ValueError
        If there is nothing to try, or the budget does not suffice for a single point.

    Examples
    --------
    >>> def evaluate(lr, seed):
    ...     return (lr - 0.3)**2 + 0.001 * seed
    >>> grid_search(evaluate, {"lr": [0.1, 0.3, 1.0]}, seeds=(0, 1))
    SearchResult(6 runs, best {'lr': 0.3}, loss 0.0005)
    """
    for name, values in grid.items():
        if not len(values):
            raise ValueError(f"grid must have values for each setting, got none for {name!r}")
    if not grid:
        raise ValueError("grid must name at least one setting, got none")
    points = [dict(zip(grid, values, strict=True)) for values in itertools.product(*grid.values())]
    return _search(evaluate, points, seeds, budget)


def random_search(
    evaluate: Evaluate, draw: Mapping[str, Callable[[np.random.Generator], Any]],
    num_trials: int, rng: np.random.Generator, *,
    seeds: Sequence[int] = (0,), budget: int | None = None,
) -> SearchResult:
    """Try points drawn at random, each with a new value of every setting.

    Parameters
    ----------
    evaluate, seeds, budget
        As for `grid_search`.
    draw : mapping of str to callable
        For each setting a function from a numpy Generator to a value, such as ``sample_log(1e-4,
        1)`` or ``lambda rng: rng.uniform(0.8, 0.99)``.
    num_trials : int
        The number of points, at least 1.
    rng : numpy Generator
        Draws the points; the seeds of the runs are those in `seeds`.

    Notes
    -----
    J. Bergstra and Y. Bengio, "Random search for hyper-parameter optimization", JMLR 13 (2012): if
    only a few settings matter, a grid wastes most of its runs on the others.

    Examples
    --------
    >>> found = random_search(lambda lr, seed: (np.log10(lr) + 2)**2, {"lr": sample_log(1e-4, 1)},
    ...                       50, np.random.default_rng(0))
    >>> 0.007 < found.best.settings["lr"] < 0.014
    True
    """
    if num_trials < 1:
        raise ValueError(f"num_trials must be at least 1, got {num_trials}")
    if not draw:
        raise ValueError("draw must name at least one setting, got none")
    points = [{name: one(rng) for name, one in draw.items()} for _ in range(num_trials)]
    return _search(evaluate, points, seeds, budget)


def log_grid(low: float, high: float, num: int) -> NDArray:
    """Return numbers from `low` to `high`, both included, each the same factor above the last.

    ValueError unless 0 < low < high and num is at least 2.

    >>> log_grid(0.001, 1.0, 4)
    array([0.001, 0.01 , 0.1  , 1.   ])
    """
    _check_span(low, high)
    if num < 2:
        raise ValueError(f"num must be at least 2, got {num}")
    return np.geomspace(low, high, num)


def sample_log(low: float, high: float) -> Callable[[np.random.Generator], float]:
    """Return a function that draws log-uniformly between `low` and `high`, for `random_search`.

    >>> round(sample_log(1e-4, 1.0)(np.random.default_rng(0)), 4)
    0.0353
    """
    _check_span(low, high)
    return lambda rng: float(np.exp(rng.uniform(np.log(low), np.log(high))))


def _check_span(low: float, high: float) -> None:
    if not 0 < low < high < np.inf:
        raise ValueError(f"0 < low < high is needed, got {low} and {high}")


def _search(
    evaluate: Evaluate, points: Iterable[dict], seeds: Sequence[int], budget: int | None
) -> SearchResult:
    points, seeds = list(points), list(seeds)
    if not seeds:
        raise ValueError("seeds must hold at least one seed, got none")
    affordable = len(points) if budget is None else budget // len(seeds)
    if affordable < 1:
        raise ValueError(f"budget must be at least {len(seeds)}, a run for each seed, got {budget}")
    trials = tuple(
        SearchTrial(point, tuple(_finite(evaluate(seed=seed, **point)) for seed in seeds))
        for point in points[:affordable]
    )
    return SearchResult(trials, len(trials) * len(seeds), max(len(points) - affordable, 0))


def _finite(loss: float) -> float:
    return float(loss) if np.isfinite(loss) else float("inf")
