"""Functions for learners besides `check`: hints, the solution, quiz answers, predictions.

Predictions, answers and used hints are stored in one small readable file in the learner's folder,
``.lrkit/progress.json``. Nothing is graded from that file.
"""

import os
from textwrap import fill
from typing import Any

from lrkit.checking import Result, display_result
from lrkit.checking.earlier_edition import refuse_earlier
from lrkit.exercises import get, get_prediction, get_question
from lrkit.exercises.questions import NEVER
from lrkit.progress_file import load_progress, update_progress

__all__ = ["answer", "compare_prediction", "hint", "predict", "solution"]

LINE_WIDTH = 88  # characters in a line of text


def hint(name: str | None = None) -> None:
    """Print the next of an exercise's three hints; after the third, all of them again.

    Parameters
    ----------
    name : str
        The exercise, such as ``"gd_step"``. `CallError` if there is none of that name.
    """
    hints = get(name).hints
    taken = load_progress()["hints"].get(name, 0)
    numbered = [f"Hint {number} of {len(hints)}: {text}"
                for number, text in enumerate(hints, start=1)]
    if taken < len(hints):
        update_progress(lambda progress: progress["hints"].update({name: taken + 1}))
        numbered = numbered[taken:taken + 1]
    for line in numbered:  # JupyterLab would break a long line within a word
        print(fill(line, LINE_WIDTH, break_long_words=False, break_on_hyphens=False))


def solution(name: str | None = None) -> None:
    """Print one right answer, if the learner has tried the exercise.

    A try is a check of an answer other than the dots. The progress records that the solution was
    shown; it is not shown while a submission is graded.

    Parameters
    ----------
    name : str
        The exercise, such as ``"gd_step"``. `CallError` if there is none of that name.
    """
    exercise = get(name)
    if os.environ.get("NBGRADER_EXECUTION") == "autograde":
        print("Solutions are not shown while a submission is graded.")
        return
    if not load_progress()["checks"].get(name, {}).get("tries"):
        print(f"First an honest try: write something for {name} and check it. "
              f"hint({name!r}) helps in three steps.")
        return
    update_progress(lambda progress: progress["solutions"].update({name: True}))
    print(f"One right answer; yours may look different and be right as well.\n\n"
          f"{exercise.source(exercise.reference)}")


def answer(name: str, choice: Any) -> Result:
    """Answer a quiz question; the reply says why a wrong choice is tempting, and why it is wrong.

    Parameters
    ----------
    name : str
        The question, such as ``"nb01_q1"``. `CallError` if there is none of that name.
    choice : str
        The letter of a choice.
    """
    if earlier := refuse_earlier(get_question(name)):
        return display_result(earlier)
    result = judge_answer(name, choice)
    letter = _letter(choice)
    if letter in get_question(name).choices:
        update_progress(lambda progress: progress["answers"].update({name: letter}))
    return display_result(result)


def judge_answer(name: str, choice: Any) -> Result:
    """Judge a choice as `answer` does, without printing or storing anything."""
    question = get_question(name)
    letters = ", ".join(question.choices)
    if choice is None or choice is Ellipsis or (isinstance(choice, str) and choice == ""):
        return Result(name, 0.0, question.points, "Not answered yet.",
                      (f"Put one of the letters {letters} in quotes instead of the dots.",))
    letter = _letter(choice)
    if letter not in question.choices:
        return Result(name, 0.0, question.points, "Not one of the choices.",
                      (f"The choices are the letters {letters}, in quotes; got {choice!r:.60}.",))
    chosen = question.choices[letter]
    right = letter == question.right
    headline = f"({letter}) is right." if right else f"({letter}) is not right."
    return Result(name, question.points if right else 0.0, question.points, headline,
                  (chosen.reply,), None if right else f"chose_{letter}")


def _letter(choice: Any) -> str | None:
    return choice.strip().strip("()").lower() if isinstance(choice, str) else None


def predict(name: str, value: Any) -> Result:
    """Store a prediction before you run the experiment; any sensible one earns the point.

    Parameters
    ----------
    name : str
        The prediction, such as ``"steps_at_0_01"``. `CallError` if there is none of that name.
    value : number or str
        Your prediction; for a number of steps also "never".
    """
    if earlier := refuse_earlier(get_prediction(name)):
        return display_result(earlier)
    result = judge_prediction(name, value)
    if result.score:
        stored = get_prediction(name).read(value)
        update_progress(lambda progress: progress["predictions"].update({name: stored}))
    return display_result(result)


def judge_prediction(name: str, value: Any) -> Result:
    """Judge a prediction as `predict` does, without printing or storing anything."""
    prediction = get_prediction(name)
    if value is None or value is Ellipsis:
        return Result(name, 0.0, prediction.points, "Not predicted yet.",
                      ("Put your guess instead of the dots. A wrong guess costs nothing: "
                       "it is there to be surprised by.",))
    try:
        stored = prediction.read(value)
    except ValueError as problem:
        return Result(name, 0.0, prediction.points, "Not stored.", (f"{problem}.",))
    return Result(name, prediction.points, prediction.points,
                  f"Stored: you predict {_with_unit(stored, prediction.unit)}.",
                  ("Now run the experiment.",))


def compare_prediction(name: str, result: Any) -> None:
    """Print a stored prediction beside the result of the experiment."""
    prediction = get_prediction(name)
    guess = load_progress()["predictions"].get(name)
    measured = _with_unit(result, prediction.unit)
    if guess is None:
        print(f"The experiment gave {measured}. You stored no prediction.")
        return
    print(f"You predicted {_with_unit(guess, prediction.unit)}; the experiment gave {measured}.")
    numbers = not isinstance(guess, str) and not isinstance(result, str) and result is not None
    if numbers and guess * result > 0:
        factor = max(guess / result, result / guess)
        print("That is close." if factor < 1.15
              else f"You were off by a factor of {factor:{'.2g' if factor < 100 else '.0f'}}.")


def _with_unit(value: Any, unit: str) -> str:
    if value is None:
        return NEVER
    if isinstance(value, str):
        return f"“{value}”"
    number = f"{value:.6g}"
    return f"{number} {unit.removesuffix('s') if number == '1' else unit}".strip()
