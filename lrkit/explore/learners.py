"""The learner's own function in a figure: whatever it does becomes numbers or a sentence."""

from collections.abc import Callable
from textwrap import shorten

import numpy as np

from lrkit.optimizers import GradientDescent

MOST_WORDS = 200  # letters of an exception's text


class StepError(Exception):
    """The learner's own function failed; the text is a sentence without its full stop."""


def own(function: Callable, name: str) -> Callable:
    """The learner's `function`, called `name` in a sentence, with its exceptions in words.

    Examples
    --------
    >>> own(lambda w: 1 / w, "step")(0)
    Traceback (most recent call last):
    lrkit.explore.learners.StepError: Your step raised ZeroDivisionError: division by zero
    """

    def guarded(*arguments, **options):
        try:
            answer = function(*arguments, **options)
        except StepError:  # of a function that was passed to this one
            raise
        except Exception as error:
            words = shorten(str(error), MOST_WORDS, placeholder=" …")
            raise StepError(f"Your {name} raised {type(error).__name__}: {words}".rstrip(": ")
                            ) from error
        if answer is None or answer is ...:
            raise StepError(f"Your {name} returned nothing")
        return answer

    return guarded


def as_numbers(answer: object, name: str, shape: tuple[int, ...] | None = None) -> np.ndarray:
    """What the learner's function returned as an array of floats; a `StepError` if it is none.

    Examples
    --------
    >>> as_numbers([1, 2], "step", shape=(2,))
    array([1., 2.])
    """
    try:
        numbers = np.array(answer, dtype=float)
    except Exception as error:
        raise StepError(f"Your {name} returned something that is not a number") from error
    if shape is not None and numbers.shape != shape:
        wanted = "one number" if shape == () else shape
        raise StepError(f"Your {name} returned shape {numbers.shape}, not {wanted}")
    return numbers


def as_arrays(answer: object, name: str, count: int, shape: tuple[int, ...]) -> list[np.ndarray]:
    """The `count` arrays that the learner's function returned; a `StepError` if it did not.

    Examples
    --------
    >>> as_arrays(([1, 2], [3, 4]), "step", 2, shape=(2,))
    [array([1., 2.]), array([3., 4.])]
    """
    if not isinstance(answer, tuple | list) or len(answer) != count:
        what = f"{len(answer)} values" if isinstance(answer, tuple | list) else "a single value"
        raise StepError(f"Your {name} returned {what}, not {count} arrays")
    return [as_numbers(part, name, shape) for part in answer]


def step_of(step: Callable | None, shape: tuple[int, ...] | None = None) -> Callable:
    """The learner's ``step(w, grad, lr)``, or lrkit's gradient descent if there is none.

    What the learner's step raises becomes a `StepError` with a sentence for the figure.
    """
    if step is None:
        rule = GradientDescent()
        return lambda w, grad, lr: rule.step(w, grad, rule.init(w), lr)[0]
    guarded = own(step, "step")
    return lambda w, grad, lr: as_numbers(guarded(w, grad, lr), "step", shape)
