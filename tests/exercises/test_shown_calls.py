"""A call that a message shows can be pasted: it runs, and prints what the message says."""

import ast
import json
from functools import cache
from pathlib import Path

import pytest

from lrkit.checking import grade_observations
from lrkit.checking.calls import call_lines
from lrkit.checking.judge import judge
from lrkit.checking.observe import OpaqueValue, observe, same, to_plain
from lrkit.checking.result import first_to_show, format_value
from lrkit.exercises import all_exercises, get
from lrkit.exercises.libraries import read
from tests.exercises.changed import stored_answers

SOLUTIONS = Path(__file__).resolve().parents[2] / "solutions"
CALLED = [exercise for exercise in all_exercises() if exercise.signature]


@cache
def namespace_of(notebook: str) -> dict:
    """Names that the first cell of a notebook defines, by its imports and assignments."""
    cells = json.loads((SOLUTIONS / notebook / f"{notebook}.ipynb").read_text("utf-8"))["cells"]
    text = next(text for cell in cells if cell["cell_type"] == "code"
                and "import" in (text := "".join(cell["source"])))
    tree = ast.parse(text)
    tree.body = [node for node in tree.body
                 if isinstance(node, (ast.Import, ast.ImportFrom, ast.Assign))]
    namespace: dict = {}
    exec(compile(tree, notebook, "exec"), namespace)
    return namespace


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
    case, seen = failure.case, failure.observation
    *before, last = call_lines(exercise, case, seen)
    assert "\n    ".join(["", *before, last]) in text
    if seen.error is not None:
        with pytest.raises(Exception) as caught:
            _run(exercise, answer, case, before, last)
        assert type(caught.value).__name__ == seen.error.type_name
        return
    value = _run(exercise, answer, case, before, last)
    if seen.modified:
        right = dict(zip(exercise.signature, case.args, strict=False))
        assert not same(value, to_plain(right[seen.modified[-1]]))
        return
    assert same(value, seen.value), (last, value, seen.value)
    assert f"{'which gives   ' if case.reads else 'you returned  '}{format_value(value)}" in text
    if isinstance(failure.expected, (float, int, str)):
        value = _run(exercise, exercise.reference, case, before, last)
        assert f"{format_value(value)}\n" in f"{text}\n"


def _run(exercise, answer, case, before: list[str], last: str):
    """Paste the lines, and return the value of the last one as plain data."""
    given: list = []

    def called(**args):
        given.append(tuple(args.values()))
        return answer(**args)

    namespace = namespace_of(exercise.notebook) | {exercise.name: called}
    exec("\n".join(before), namespace)
    value = eval(last, namespace)
    if case.reads is None:
        return to_plain(value)
    found = read(case.reads, value, given[0])
    return to_plain(value if found is None and not isinstance(value, dict) else found) \
        or OpaqueValue(type(value).__name__)  # a dict is no reading


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
