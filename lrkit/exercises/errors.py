"""An error that a learner makes when calling us: one line instead of a traceback of ours."""


class CallError(ValueError):
    """A call of `check`, `hint`, `answer` or `predict` that cannot be understood.

    >>> from lrkit.exercises import get
    >>> get(3)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    lrkit.exercises.errors.CallError: the name of the exercise goes in quotes, such as 'gd_step'...
    """

    def _render_traceback_(self) -> list[str]:
        # IPython asks for this: in a notebook the message stands alone. The learner's line is in
        # the cell above it, and the lines of ours would help nobody.
        return [f"\N{WARNING SIGN} {self}"]
