"""The options of a grading run."""

import os
from collections.abc import Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from lrkit.grading.execution.executors import dask_cluster, given_executor, local_workers


@dataclass(frozen=True)
class Options:
    """How to grade.

    Attributes
    ----------
    assignments : sequence of str
        Only these; none means all.
    require_isolation : bool
        Refuse to grade where submissions can be isolated in part only.
    workers : int or None
        How many submissions run at the same time; by default as many as there are cores.
    cluster : str or None
        The address of a Dask scheduler whose workers run the submissions.
    executor : Executor or None
        Whose workers run them, in place of processes of our own.
    db_url : str
        The address of the gradebook, if it is to be in a database such as PostgreSQL. A folder
        keeps the one that it was begun with.
    roster : sequence of Path
        Files that say who is in the class.
    due : sequence of str
        Due dates, such as "01_one_step_downhill=2026-01-31 23:59".
    config : Path or None
        Settings of nbgrader's, such as its plugin for late work; kept in the graded folder.
    """

    assignments: Sequence[str] = ()
    require_isolation: bool = False
    workers: int | None = None
    cluster: str | None = None
    executor: Executor | None = None
    db_url: str = ""
    roster: Sequence[Path] = ()
    due: Sequence[str] = ()
    config: Path | None = None

    def open(self) -> AbstractContextManager[Executor]:
        """Open the executor that runs submissions."""
        if self.executor is not None:
            return given_executor(self.executor)
        return dask_cluster(self.cluster) if self.cluster else local_workers(self.width)

    @property
    def width(self) -> int:
        """How many submissions run at the same time, as far as one can know."""
        return self.workers or os.cpu_count() or 1
