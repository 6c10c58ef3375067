"""Several submissions at once, each in a sandbox of its own, ahead of nbgrader.

nbgrader writes the marks of one submission after the other. While it does, the cells of those to
come are run by `Runners`. What runs is the notebook as nbgrader will put it right: its locked
cells as they were released. Where a notebook is so damaged that nbgrader reads it otherwise, it is
run again, as nbgrader has it.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from lrkit.grading.box import Sandbox
from lrkit.grading.files import regular_files
from lrkit.grading.outside import Judge, Judged
from lrkit.grading.submissions import Submission

Sources = tuple[tuple[str, str], ...]


class Runners:
    """Threads that each hold a sandbox; a context manager that ends them all.

    Parameters
    ----------
    make_sandbox : callable
        Makes one.
    secret : str
        As for `Judge`.
    workers : int
        How many submissions run at the same time.
    """

    def __init__(self, make_sandbox: Callable[[], Sandbox], secret: str, workers: int):
        self.workers = workers
        self._make_sandbox, self._secret = make_sandbox, secret
        self._mine = threading.local()
        self._sandboxes: list[Sandbox] = []
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="sandbox")
        self._ahead: dict[str, Future] = {}
        self._closed = False

    def __enter__(self) -> "Runners":
        return self

    def __exit__(self, *_: object) -> None:
        self._closed = True
        for sandbox in list(self._sandboxes):
            sandbox.close()
        self._pool.shutdown(wait=True, cancel_futures=True)
        for sandbox in self._sandboxes:
            sandbox.stop()  # no thread is in it any more

    def look_ahead(self, submissions: Sequence[Submission], release: Path) -> None:
        """Start on the next few submissions, those that have not been started."""
        for submission in submissions[: 2 * self.workers]:
            if submission.key not in self._ahead:
                self._ahead[submission.key] = self._pool.submit(
                    self._run_restored, submission, release)

    def result(self, submission: Submission, cells: Sequence[Any], folder: Path) -> Judged:
        """What came of a submission, whose cells nbgrader has put right by now."""
        ahead = self._ahead.pop(submission.key, None)
        if ahead is not None and not ahead.cancelled():
            sources, judged = ahead.result()
            if judged is not None and sources == _sources(cells):
                return judged
        return self._pool.submit(self._run, cells, _other_files(folder, submission)).result()

    def _run_restored(self, submission: Submission, release: Path) -> tuple[Sources, Judged | None]:
        try:
            cells = restored_cells(submission, release)
        except Exception:  # so damaged that nbgrader must read it first
            return (), None
        files = _other_files(submission.folder, submission)
        return _sources(cells), self._run(cells, files)

    def _run(self, cells: Sequence[Any], files: dict[str, bytes]) -> Judged:
        if not hasattr(self._mine, "judge"):
            sandbox = self._make_sandbox()
            self._sandboxes.append(sandbox)
            if self._closed:
                sandbox.close()
            self._mine.judge = Judge(sandbox, self._secret)
        return self._mine.judge.run(cells, files)


def restored_cells(submission: Submission, release: Path) -> list[Any]:
    """A submission's cells, those that are locked as the release has them."""
    import nbformat

    name = f"{submission.assignment}.ipynb"
    released = nbformat.read(release / submission.assignment / name, as_version=4)
    locked = {_data(cell)["grade_id"]: cell.source for cell in released.cells
              if _data(cell).get("locked")}
    cells = nbformat.read(submission.folder / name, as_version=4).cells
    for cell in cells:
        cell.source = locked.get(_data(cell).get("grade_id"), cell.source)
    return cells


def _data(cell: Any) -> dict:
    return cell.metadata.get("nbgrader", {})


def _sources(cells: Sequence[Any]) -> Sources:
    return tuple((cell.cell_type, cell.source) for cell in cells)


def _other_files(folder: Path, submission: Submission) -> dict[str, bytes]:
    name = Path(f"{submission.assignment}.ipynb")
    return {str(path): (folder / path).read_bytes() for path in regular_files(folder)
            if path != name}
