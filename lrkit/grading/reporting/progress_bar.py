"""Progress on stderr: a bar for somebody who watches, a line now and then in a log."""

import shutil
import sys
import time
from types import TracebackType


class ProgressBar:
    """A progress bar that is told of each finished notebook; a context manager.

    Parameters
    ----------
    total : int
        How many notebooks there are; for none, nothing is shown.
    """

    SECONDS_BETWEEN_LINES = 20.0  # in a log

    def __init__(self, total: int):
        self.total, self.done = total, 0
        self._bar = None
        self._last = time.monotonic()

    def __enter__(self) -> "ProgressBar":
        if self.total and sys.stderr.isatty():
            from tqdm import tqdm

            # tqdm alone draws nothing in a terminal that does not know its size.
            size = shutil.get_terminal_size()
            self._bar = tqdm(total=self.total, desc="grading", unit="notebook", file=sys.stderr,
                             ncols=size.columns, nrows=size.lines)
        return self

    def show(self, done: int, total: int, name: str = "") -> None:
        """Show that so many are done, the last one by its name, of a total that may have shrunk."""
        self.total = total
        if self._bar is not None:
            self._bar.total = total
        while self.done < done:
            self.advance(name)

    def advance(self, name: str) -> None:
        """Count one more notebook as done."""
        self.done += 1
        if self._bar is not None:
            self._bar.set_postfix_str(name, refresh=False)
            self._bar.update()
        elif self.done == self.total or time.monotonic() - self._last > self.SECONDS_BETWEEN_LINES:
            self._last = time.monotonic()
            print(f"graded {self.done} of {self.total} notebooks", file=sys.stderr, flush=True)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.leave = self.total > 0  # where there was nothing to do, nothing stays
            self._bar.close()
