"""The declaration of an assignment's warm-up: what a sandbox computes once for all submissions."""

import re
from typing import Any

from lrkit.errors import UserError

_NAME = re.compile(r"lrkit(\.[A-Za-z]\w*)+:[A-Za-z]\w*")


def declared_warm_up(notebook: Any, assignment: str) -> tuple[str, ...]:
    """Return the functions that an assignment wants called before its submissions run.

    They are declared in the metadata of its notebook, as ``metadata.lrkit.warm_up``. The fork
    server of a sandbox calls each of them once, and every submission's process inherits what they
    keep in memory. Ask a notebook of the course, never one that was handed in.

    Parameters
    ----------
    notebook : NotebookNode
        The source or the release of the assignment.
    assignment : str
        Its name, for the message.

    Returns
    -------
    tuple of str
        Such as ``("lrkit.trials:measure_main",)``; empty where nothing is declared.

    Raises
    ------
    UserError
        If the declaration is malformed, or names a function of another package.

    Examples
    --------
    >>> from nbformat.v4 import new_notebook
    >>> declared_warm_up(new_notebook(), "01_one_step_downhill")
    ()
    """
    settings = notebook.metadata.get("lrkit", {})
    names = settings.get("warm_up", []) if isinstance(settings, dict) else None
    if not isinstance(names, list):
        raise UserError(f"{assignment}: metadata.lrkit.warm_up must be a list of functions, such "
                        'as ["lrkit.trials:measure_main"]')
    for name in names:
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise UserError(f"{assignment}: metadata.lrkit.warm_up names {name!r}; it must be a "
                            'function of lrkit, written "lrkit.module:function"')
    return tuple(names)
