"""nbgrader, driven in process: generate a release, grade a submission, write its feedback page.

The one module that calls nbgrader's converters. They know how to grade and say little about what
went wrong, so what they log is kept and turned into a sentence.
"""

import asyncio
import logging
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lrkit.grading.errors import FULL, DiskFull, is_disk_full
from lrkit.grading.settings import configure

_REASONS = {  # what nbgrader logs -> what it means for an instructor
    "Kernel died": "the kernel died while the notebook ran: a cell ended the process "
                   "(os._exit?) or used up the memory",
    "kernel became unresponsive": "a cell never ended and could not be interrupted",
    "partial credit cannot be greater": "a graded cell gave more points than it is worth",
}


class GradingFailed(Exception):
    """nbgrader could not convert a notebook; the text says why."""


@contextmanager
def without_noise() -> Iterator[None]:
    """Silence the warnings of nbgrader's own code, such as SQLAlchemy's about its sessions."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@contextmanager
def event_loop() -> Iterator[None]:
    """An event loop for nbclient in this thread, closed at the end; by itself it leaves it open."""
    from jupyter_core.utils import ensure_event_loop

    loop = ensure_event_loop()
    try:
        yield
    finally:
        loop.close()
        asyncio.set_event_loop(None)


class CourseFolder:
    """A course directory of nbgrader and the three things that are done in it.

    Parameters
    ----------
    root : Path
        The course directory; the gradebook is ``root/gradebook.db``.
    source, release : str
        Its folders of sources and of the release, relative to `root` or absolute.
    logfile : Path, optional
        Where everything that nbgrader says is appended.
    """

    def __init__(self, root: Path, source: str = "source", release: str = "release",
                 logfile: Path | None = None):
        from traitlets.config import Config

        self.root = Path(root).resolve()
        self.config = configure(Config(), self.root, source, release)
        self.logfile = logfile

    @property
    def db_url(self) -> str:
        """The address of the gradebook, as `nbgrader.api.Gradebook` takes it."""
        return f"sqlite:///{self.root / 'gradebook.db'}"

    def generate(self, assignment: str, *, database: bool) -> None:
        """Generate the release of an assignment, and note its cells in the gradebook if asked.

        Raises
        ------
        GradingFailed
            If the source is not a valid assignment.
        """
        from nbgrader.converters import GenerateAssignment

        self.config.SaveCells.enabled = database
        self._convert(GenerateAssignment, assignment, ".", no_database=not database)

    def autograde(self, assignment: str, student: str, run: Callable[[Any, Path], None]) -> None:
        """Put the cells of a submission right, have it run, and note its marks.

        Parameters
        ----------
        assignment, student : str
            Which submission.
        run : callable
            ``run(notebook, folder)`` fills in the outputs of the notebook's code cells; nbgrader
            reads the marks from them, as it does after running a notebook by itself.

        Raises
        ------
        GradingFailed
            If it could not be graded.
        """
        self._convert(_autograde_with(run), assignment, student)

    def feedback(self, assignment: str, student: str) -> None:
        """Write the feedback page of a graded submission. Raises GradingFailed."""
        from nbgrader.converters import GenerateFeedback

        self._convert(GenerateFeedback, assignment, student)

    def _convert(self, converter_class: type, assignment: str, student: str, **traits: Any) -> None:
        from nbgrader.converters.base import NbGraderException
        from nbgrader.coursedir import CourseDirectory

        with _listening(self.logfile) as (log, kept), without_noise(), event_loop():
            try:
                coursedir = CourseDirectory(config=self.config, log=log)
                coursedir.assignment_id = assignment
                coursedir.student_id = student
                converter = converter_class(coursedir=coursedir, config=self.config, log=log)
                converter.force = True
                for name, value in traits.items():
                    setattr(converter, name, value)
                converter.start()
            except NbGraderException as error:
                raise self._explain(kept.text() or str(error)) from error
            except Exception as error:  # a fault in one submission must not end the batch
                if is_disk_full(error):
                    raise DiskFull(self.root) from error
                log.exception("nbgrader failed")
                raise GradingFailed(f"{type(error).__name__}: {error}") from error

    def _explain(self, said: str) -> Exception:
        if any(sign in said for sign in FULL):
            return DiskFull(self.root)
        for sign, meaning in _REASONS.items():
            if sign in said:
                return GradingFailed(meaning)
        errors = [line for line in said.splitlines() if _names_an_exception(line)]
        return GradingFailed((errors or said.splitlines() or ["nbgrader failed"])[-1].strip())


def _names_an_exception(line: str) -> bool:
    name = line.split(":")[0]
    return line[:1].isalpha() and name.replace(".", "").isidentifier() and \
        name.endswith(("Error", "Exception")) and not name.endswith("NbGraderException")


def _autograde_with(run: Callable[[Any, Path], None]) -> type:
    """nbgrader's Autograde, but for the step that runs the notebook."""
    from nbgrader.converters import Autograde
    from nbgrader.preprocessors import Execute, NbGraderPreprocessor
    from traitlets import List

    class RunOutside(NbGraderPreprocessor):
        """Where nbgrader starts a kernel, somebody else runs the cells."""

        def preprocess(self, nb: Any, resources: dict) -> tuple[Any, dict]:
            run(nb, Path(resources["metadata"]["path"]))
            return nb, resources

    steps = [RunOutside if step is Execute else step
             for step in Autograde.autograde_preprocessors.default_args[0]]

    class AutogradeOutside(Autograde):
        """Autograde with that step in its place."""

        autograde_preprocessors = List(steps)

    return AutogradeOutside


class _Kept(logging.Handler):
    """Keeps what is logged as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.records: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record.getMessage())

    def text(self) -> str:
        return "\n".join(self.records)


@contextmanager
def _listening(logfile: Path | None) -> Iterator[tuple[logging.Logger, _Kept]]:
    """A log for nbgrader's converters; its gradebook, which logs to tornado, is heard too."""
    log, gradebook = logging.getLogger("lrkit.nbgrader"), logging.getLogger("tornado.application")
    kept = _Kept()
    handlers: list[logging.Handler] = [kept]
    if logfile is not None:
        handlers.append(logging.FileHandler(logfile, encoding="utf-8"))
        handlers[-1].setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.setLevel(logging.INFO)
    before = log.propagate, gradebook.propagate
    log.propagate = gradebook.propagate = False
    for handler in handlers:
        log.addHandler(handler)
        gradebook.addHandler(handler)
    try:
        yield log, kept
    finally:
        log.propagate, gradebook.propagate = before
        for handler in handlers:
            log.removeHandler(handler)
            gradebook.removeHandler(handler)
            handler.close()


def scratch_folder(beside: Path) -> tempfile.TemporaryDirectory:
    """A temporary folder on the same disk as `beside`, so that a result can be moved there."""
    return tempfile.TemporaryDirectory(dir=beside.parent, prefix=f".{beside.name}-")
