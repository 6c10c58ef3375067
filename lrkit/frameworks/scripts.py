"""A cell as a script of its own, in a library's process: in a fresh namespace."""

import itertools
import linecache
import sys
import traceback
from types import ModuleType

_NUMBERS = itertools.count(1)


def run_script(source: str) -> None:
    """Run a script as Python would run a file; print the end of its traceback if it raises.

    Only the script's own lines are shown of the traceback, and then the error.
    """
    name, script = f"<cell {next(_NUMBERS)}>", ModuleType("__main__")
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    ours, sys.modules["__main__"] = sys.modules["__main__"], script
    try:
        exec(compile(source, name, "exec"), script.__dict__)
    except SystemExit as error:
        if isinstance(error.code, str):
            print(error.code)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        print(error_text(error, name), end="")
    finally:
        sys.modules["__main__"] = ours


def error_text(error: BaseException, name: str) -> str:
    """Return the end of an error's traceback: the lines of the script `name`, and the error."""
    found = traceback.TracebackException.from_exception(error, compact=True)
    found.__cause__ = found.__context__ = None
    found.stack = traceback.StackSummary.from_list(
        [("the cell", frame.lineno, frame.name, frame.line) for frame in found.stack
         if frame.filename == name])
    return "".join(found.format()).replace(name, "the cell").replace('File "the cell"', "Cell")
