"""A call that a message shows can be pasted: it runs, and prints what the message says."""

import ast
import json
from functools import cache
from pathlib import Path

import pytest

from lrkit.checking import grade_observations
from lrkit.checking.calls import call_lines
from lrkit.checking.judge import judge
from lrkit.checking.observe import observe, same, to_plain
from lrkit.checking.result import first_to_show, format_value
from lrkit.exercises import all_exercises, get
from tests.exercises.changed import stored_answers

SOLUTIONS = Path(__file__).resolve().parents[2] / "solutions"
CALLED = [exercise for exercise in all_exercises() if exercise.signature]


@cache
def imports_of(notebook: str) -> str:
    """The lines of a notebook that import something, but what only draws and explores."""
    cells = json.loads((SOLUTIONS / notebook / f"{notebook}.ipynb").read_text("utf-8"))["cells"]
    text = next(text for cell in cells if cell["cell_type"] == "code"
                and "import" in (text := "".join(cell["source"])))
    lines = [node for node in ast.parse(text).body
             if isinstance(node, (ast.Import, ast.ImportFrom))]
    return "\n".join(ast.unparse(node) for node in lines if "lrkit" not in ast.unparse(node))


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # a notebook prints them, and goes on
@pytest.mark.parametrize("exercise", CALLED, ids=lambda e: e.name)
def test_a_shown_call_runs_and_gives_what_the_message_says(exercise):
    """For every stored wrong answer: the value, the error or the changed argument comes again."""
    cases = exercise.cases()
    pasted = 0
    for answer in stored_answers(exercise):
        seen = [observe(answer, case, exercise.signature, seconds=0.3) for case in cases[:20]]
        verdicts = judge(exercise, cases[:20], seen)
        if all(verdict.counts for verdict in verdicts):
            continue
        failure = first_to_show(verdicts)
        if not failure.case.shown or failure.observation.timed_out or failure.observation.unsteady:
            continue
        text = str(grade_observations(exercise, cases[:20], seen, untouched=False))
        _paste(exercise, answer, failure, text)
        pasted += 1
    assert pasted >= 8


def _paste(exercise, answer, failure, text: str) -> None:
    seen = failure.observation
    *before, last = call_lines(exercise, failure.case, seen)
    assert "\n    ".join(["", *before, last]) in text
    namespace: dict = {}
    exec(imports_of(exercise.notebook), namespace)
    namespace[exercise.name] = answer
    if seen.error is not None:
        with pytest.raises(Exception) as caught:
            _run(before, last, namespace)
        assert type(caught.value).__name__ == seen.error.type_name
        return
    value = to_plain(_run(before, last, namespace))
    if seen.modified:
        right = dict(zip(exercise.signature, failure.case.args, strict=False))
        assert not same(value, to_plain(right[seen.modified[-1]]))
        return
    assert same(value, seen.value), (last, value, seen.value)
    if f"you returned  {format_value(value)}" not in text:
        raise AssertionError(f"{text}\n{format_value(value)}")
    if isinstance(failure.expected, (float, int, str)):
        namespace[exercise.name] = exercise.reference
        assert f"{format_value(to_plain(_run(before, last, namespace)))}\n" in f"{text}\n"


def _run(before: list[str], last: str, namespace: dict):
    exec("\n".join(before), namespace)
    return eval(last, namespace)


@pytest.mark.parametrize(("name", "index", "line"), [
    ("is_diverging", 3, "is_diverging(losses=[1.0, np.nan, 0.5], factor=10.0)"),
    ("minibatches", 0, "[minibatches(n=6, batch_size=2, rng=rng) "
                       "for rng in 2 * [np.random.default_rng(0)]]"),
])
def test_a_call_is_written_as_a_learner_would(name, index, line):
    """Numbers that are not finite have np in front; a generator is one for all calls."""
    exercise = get(name)
    shown = [case for case in exercise.cases() if case.shown]
    assert line in [call_lines(exercise, case)[0] for case in shown]
