"""nbgrader, driven in process: generate a release, and fill the gradebook with its cells.

No other module calls nbgrader's converters. They say little about what went wrong, so their log is
kept and turned into a sentence.
"""

import asyncio
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lrkit.course.nbgrader_revision import without_alembic
from lrkit.course.nbgrader_settings import configure
from lrkit.errors import DISK_FULL_MESSAGES, DiskFull, UserError, is_disk_full


class ConversionFailed(Exception):
    """nbgrader could not convert a notebook; the text says why."""


@contextmanager
def silence_warnings() -> Iterator[None]:
    """Silence the warnings of nbgrader's own code, such as SQLAlchemy's about its sessions."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@contextmanager
def event_loop() -> Iterator[None]:
    """Give nbclient an event loop in this thread, and close it at the end, which nbclient does not.

    Where one runs already, as in a notebook, it goes on.
    """
    from jupyter_core.utils import ensure_event_loop

    loop = ensure_event_loop()
    if loop.is_running():
        yield
        return
    try:
        yield
    finally:
        loop.close()
        asyncio.set_event_loop(None)


class NbgraderCourse:
    """A course directory of nbgrader.

    Parameters
    ----------
    root : Path
        The course directory; the gradebook is ``root/gradebook.db``.
    source, release : str
        Its folders of sources and of the release, relative to `root` or absolute.
    logfile : Path, optional
        The file to which everything that nbgrader logs is appended.
    db_url : str
        The address of another gradebook, such as one in PostgreSQL, as nbgrader takes it.
    """

    def __init__(self, root: Path, source: str = "source", release: str = "release",
                 logfile: Path | None = None, db_url: str = ""):
        from traitlets.config import Config

        self.root = Path(root).resolve()
        self.config = configure(Config(), self.root, source, release)
        self.logfile = logfile
        self.elsewhere = bool(db_url)
        self.db_url = db_url or f"sqlite:///{self.root / 'gradebook.db'}"
        if db_url:
            self.config.CourseDirectory.db_url = db_url

    def has_gradebook(self) -> bool:
        """Return whether there is a gradebook already.

        Raises
        ------
        UserError
            If it lies in another database, which does not answer.
        """
        if not self.elsewhere:
            return (self.root / "gradebook.db").exists()
        from sqlalchemy import create_engine, inspect
        from sqlalchemy.exc import SQLAlchemyError

        try:
            engine = create_engine(self.db_url)
            try:
                return inspect(engine).has_table("assignment")
            finally:
                engine.dispose()
        except (SQLAlchemyError, ImportError) as error:
            extra = isinstance(error, ImportError) and "psycopg" in str(error)
            raise UserError(f"the gradebook's database cannot be used: {str(error).splitlines()[0]}"
                            + ('; run: pip install "lrkit[postgresql]"' if extra else "")
                            ) from error

    @contextmanager
    def open_gradebook(self) -> Iterator[Any]:
        """Open nbgrader's `Gradebook`, with the warnings of its own code silenced."""
        from nbgrader.api import Gradebook

        with silence_warnings(), Gradebook(self.db_url) as gradebook:
            yield gradebook

    @staticmethod
    def load() -> None:
        """Import what `generate` needs, which takes half a second; else `generate` does so."""
        import nbgrader.converters  # noqa: F401

    def generate(self, assignment: str, *, database: bool) -> None:
        """Generate the release of an assignment, and note its cells in the gradebook if asked.

        Raises
        ------
        ConversionFailed
            If the source is not a valid assignment.
        """
        from nbgrader.converters import GenerateAssignment

        self.config.SaveCells.enabled = database
        self._convert(GenerateAssignment, assignment, ".", no_database=not database)

    def _convert(self, converter_class: type, assignment: str, student: str, **traits: Any) -> None:
        from nbgrader.converters.base import NbGraderException
        from nbgrader.coursedir import CourseDirectory

        with _listening(self.logfile) as (log, kept), silence_warnings(), event_loop(), \
                without_alembic():
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
                raise ConversionFailed(f"{type(error).__name__}: {error}") from error

    def _explain(self, said: str) -> Exception:
        if any(message in said for message in DISK_FULL_MESSAGES):
            return DiskFull(self.root)
        errors = [line for line in said.splitlines() if _names_an_exception(line)]
        return ConversionFailed((errors or said.splitlines() or ["nbgrader failed"])[-1].strip())


def _names_an_exception(line: str) -> bool:
    name = line.split(":")[0]
    return line[:1].isalpha() and name.replace(".", "").isidentifier() and \
        name.endswith(("Error", "Exception")) and not name.endswith("NbGraderException")


class _ErrorLog(logging.Handler):
    """Handler that keeps what is logged as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.records: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record.getMessage())

    def text(self) -> str:
        return "\n".join(self.records)


@contextmanager
def _listening(logfile: Path | None) -> Iterator[tuple[logging.Logger, _ErrorLog]]:
    """Make a log for nbgrader's converters and its gradebook, which logs to tornado."""
    log, gradebook = logging.getLogger("lrkit.nbgrader"), logging.getLogger("tornado.application")
    kept = _ErrorLog()
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
