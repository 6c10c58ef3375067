"""Quiz questions, with a reply to each choice, and predictions."""

from dataclasses import dataclass
from typing import Any

import numpy as np

NEVER = "never"  # the prediction that the event does not happen at all


@dataclass(frozen=True)
class Choice:
    """A choice of a quiz question and the reply to a learner who selects it."""

    text: str
    reply: str


@dataclass(frozen=True)
class Question:
    """A multiple-choice question; the letters are the keys of `choices`.

    `edition` is the edition of the course in which the question, its choices or the right one
    became what they are.
    """

    name: str
    notebook: str
    choices: dict[str, Choice]
    right: str
    points: float = 1.0
    edition: int = 1


@dataclass(frozen=True)
class Prediction:
    """A prediction to make before an experiment is shown; any sensible one earns the points.

    It is either one of `options`, the allowed words, or a number in a sensible range; with
    `or_never` it may also be "never" or inf, for an event that is not expected to happen at all.
    """

    name: str
    notebook: str
    unit: str = ""
    lowest: float = -np.inf
    highest: float = np.inf
    options: tuple[str, ...] = ()
    or_never: bool = False
    points: float = 1.0
    edition: int = 1

    def read(self, value: Any) -> float | str:
        """Convert an answer to the stored form: a number, one of `options`, or "never".

        Raises
        ------
        ValueError
            If it is none of these; the message says what is expected.

        >>> guess = Prediction("steps", "01", lowest=0, highest=1e9, or_never=True)
        >>> guess.read("130"), guess.read("Never."), guess.read(np.inf)
        (130.0, 'never', 'never')
        """
        if self.options:
            return self._read_option(value)
        if self.or_never and (_bare(value) == NEVER or value == np.inf):
            return NEVER
        try:
            number = None if isinstance(value, (bool, np.bool_)) else float(value)
        except (TypeError, ValueError):
            number = None
        except OverflowError:
            number = np.inf
        if number is None:
            never = f', or "{NEVER}",' if self.or_never else ""
            raise ValueError(f"A number{never} is asked for; got {value!r:.60}")
        if not self.lowest <= number <= self.highest:  # also true for nan
            raise ValueError(f"A number from {self.lowest:g} to {self.highest:,.15g} is asked for; "
                             f"got {number:g}")
        return number

    def _read_option(self, value: Any) -> str:
        if isinstance(value, (int, float, np.number)) and not isinstance(value, bool):
            value = f"{value:g}"  # 0.2 for "0.2"
        for option in self.options:
            if _bare(value) == _bare(option):
                return option
        raise ValueError(f"Choose one of {', '.join(map(repr, self.options))}; got {value!r:.60}")


def _bare(value: Any) -> str | None:
    """Return a text in lower case without outer blanks and a final full stop, else None."""
    return value.strip().rstrip(".").casefold() if isinstance(value, str) else None
