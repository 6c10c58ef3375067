"""The tables of recorded runs, and how they are read."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

NAMES = ("width", "batch", "length", "decay", "rule")


@dataclass(frozen=True, eq=False)
class Table:
    """Recorded runs: the numbers of each, by the values along each axis.

    Attributes
    ----------
    axes : dict of str to list
        The values along each axis of the arrays below, in order; the last axis is "seed".
    train, test : ndarray, shape of the axes
        The final losses; inf for a run that was lost. In the table "batch" `train` is None.
    steps : ndarray or None
        In the table "batch" the steps until the training loss was at most `TARGET`, inf if it never
        was.
    """

    axes: dict[str, list]
    train: NDArray | None = None
    test: NDArray | None = None
    steps: NDArray | None = None

    def at(self, **chosen: str | float) -> "Table":
        """Return the part of the table with these values, without their axes.

        Examples
        --------
        >>> table("width").at(parametrisation="muP", width=64).axes.keys()
        dict_keys(['lr', 'seed'])
        """
        where = []
        for name, values in self.axes.items():
            if name in chosen and chosen[name] not in values:
                raise ValueError(f"{name} must be one of {values}, got {chosen[name]!r}")
            where.append(values.index(chosen[name]) if name in chosen else slice(None))
        if unknown := set(chosen) - set(self.axes):
            raise ValueError(f"the axes are {list(self.axes)}, got {sorted(unknown)}")
        parts = (None if array is None else array[tuple(where)]
                 for array in (self.train, self.test, self.steps))
        return Table({n: v for n, v in self.axes.items() if n not in chosen}, *parts)


@cache
def table(name: str) -> Table:
    """Return recorded runs.

    Parameters
    ----------
    name : str
        "width": Adam's rates by width and parametrisation. "batch": SGD's steps to a loss by batch
        size. "length": schedules by the length of the run. "decay": AdamW's rates by weight decay.
        "rule": Adam and Muon.

    Examples
    --------
    >>> {name: len(values) for name, values in table("width").axes.items()}
    {'parametrisation': 3, 'width': 5, 'lr': 17, 'seed': 5}
    """
    if name not in NAMES:
        raise ValueError(f"name must be one of {list(NAMES)}, got {name!r}")
    read = json.loads(files("lrkit.scale").joinpath(f"data/{name}.json").read_text("utf-8"))
    axes = read.pop("axes")
    return Table(axes, **{key: np.array(values, dtype=float) for key, values in read.items()})
