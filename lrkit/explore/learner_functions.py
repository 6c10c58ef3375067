"""Learners' own functions in a figure: an answer becomes numbers, an error becomes a sentence."""

from collections.abc import Callable
from textwrap import shorten

import numpy as np

from lrkit.optimizers import GradientDescent

MAX_MESSAGE_LENGTH = 200  # characters of an exception's text


class LearnerError(Exception):
    """A failure of the learner's own function; the text is a sentence without its full stop."""


def guard(function: Callable, name: str) -> Callable:
    """Wrap the learner's `function` so that its exceptions become a `LearnerError` in words.

    `name` is what the sentence calls the function.

    Examples
    --------
    >>> guard(lambda w: 1 / w, "step")(0)
    Traceback (most recent call last):
    lrkit.explore.learner_functions.LearnerError: Your step raised ZeroDivisionError: ...
    """

    def guarded(*arguments, **options):
        try:
            answer = function(*arguments, **options)
        except LearnerError:  # raised by a guarded function that was passed to this one
            raise
        except Exception as error:
            words = shorten(str(error), MAX_MESSAGE_LENGTH, placeholder=" …")
            raise LearnerError(f"Your {name} raised {type(error).__name__}: {words}".rstrip(": ")
                            ) from error
        if answer is None or answer is ...:
            raise LearnerError(f"Your {name} returned nothing")
        return answer

    return guarded


def as_numbers(answer: object, name: str, shape: tuple[int, ...] | None = None) -> np.ndarray:
    """Return the learner's answer as an array of floats; a `LearnerError` if it is none.

    Examples
    --------
    >>> as_numbers([1, 2], "step", shape=(2,))
    array([1., 2.])
    """
    try:
        numbers = np.array(answer, dtype=float)
    except Exception as error:
        raise LearnerError(f"Your {name} returned something that is not a number") from error
    if shape is not None and numbers.shape != shape:
        wanted = "one number" if shape == () else shape
        raise LearnerError(f"Your {name} returned shape {numbers.shape}, not {wanted}")
    return numbers


def as_arrays(answer: object, name: str, count: int, shape: tuple[int, ...]) -> list[np.ndarray]:
    """Return the `count` arrays of the learner's answer; a `LearnerError` if it is something else.

    Examples
    --------
    >>> as_arrays(([1, 2], [3, 4]), "step", 2, shape=(2,))
    [array([1., 2.]), array([3., 4.])]
    """
    if not isinstance(answer, tuple | list) or len(answer) != count:
        what = f"{len(answer)} values" if isinstance(answer, tuple | list) else "a single value"
        raise LearnerError(f"Your {name} returned {what}, not {count} arrays")
    return [as_numbers(part, name, shape) for part in answer]


def checked_step(step: Callable | None, shape: tuple[int, ...] | None = None) -> Callable:
    """Wrap the learner's ``step(w, grad, lr)``; without one, return lrkit's gradient descent.

    An exception in the learner's step becomes a `LearnerError` with a sentence for the figure.
    """
    if step is None:
        rule = GradientDescent()
        return lambda w, grad, lr: rule.step(w, grad, rule.init(w), lr)[0]
    guarded = guard(step, "step")
    return lambda w, grad, lr: as_numbers(guarded(w, grad, lr), "step", shape)
