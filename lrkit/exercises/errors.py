"""The error for a wrong call of `check` and the like: one line instead of a traceback."""


class CallError(ValueError):
    """A call of `check`, `hint`, `answer` or `predict` that cannot be understood.

    >>> from lrkit.exercises import get
    >>> get(3)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    lrkit.exercises.errors.CallError: the name of the exercise goes in quotes, such as 'gd_step'...
    """

    def _render_traceback_(self) -> list[str]:
        # IPython calls this, so that a notebook shows the message alone. The learner's line is in
        # the cell above it, and lines of lrkit's own code would not help.
        return [f"\N{WARNING SIGN} {self}"]
