"""The walk of a submission through the rooms of grading, as CONTRIBUTING.md draws it."""

import re
import sys
from collections import Counter
from concurrent.futures import Executor, Future
from pathlib import Path

import pytest

import lrkit.grading
from lrkit.grading.intake.plan import Options

ROOT = Path(__file__).resolve().parents[3]
GRADING = str(Path(lrkit.grading.__file__).parent)
CONDUCTOR = str(Path(GRADING, "grade.py"))
ROOMS = ("intake", "execution", "gradebook", "reporting")
STAGES = ("plan", "open", "prepare", "run", "record", "report")


class Synchronous(Executor):
    """Runs a job where it is submitted, so that one trace sees the whole walk."""

    def submit(self, function, /, *args, **kwargs):
        future = Future()
        future.set_result(function(*args, **kwargs))
        return future


class Trace:
    """The calls of lrkit's functions, and those of them that grade.py itself made."""

    def __init__(self):
        self.calls: list[str] = []  # "room/module.function", in the order in which they began
        self.entered: list[str] = []  # by the conductor
        self._frames = set()  # a generator that goes on is not a new call

    def __call__(self, frame, event, _):
        code = frame.f_code
        if event != "call" or not code.co_filename.startswith(GRADING) or frame in self._frames:
            return
        self._frames.add(frame)
        name = f"{Path(code.co_filename).relative_to(GRADING).with_suffix('')}.{code.co_name}"
        self.calls.append(name)
        if _caller(frame) == CONDUCTOR:
            self.entered.append(name)


def _caller(frame) -> str:
    """The file of the nearest of lrkit's functions above a frame."""
    above = frame.f_back
    while above is not None and not above.f_code.co_filename.startswith(GRADING):
        above = above.f_back
    return above.f_code.co_filename if above else ""


@pytest.fixture(scope="module")
def walked(tiny, tmp_path_factory, hand_in, all_right):
    """One submission graded into a folder that knows its assignment; the trace and the files read.
    """
    from lrkit.grading.grade import grade

    folder, opened, on = tmp_path_factory.mktemp("walk") / "class", Counter(), []
    options = Options(executor=Synchronous(), workers=1)
    hand_in(tiny, folder, "ada/01_tiny", **all_right)
    grade(folder, tiny, options=options)
    hand_in(tiny, folder, "bob/01_tiny", **all_right)
    (folder / "bob/01_tiny/helper.py").write_text("x = 1\n")
    (folder / "ada/01_tiny/01_tiny.ipynb").unlink()

    def count(event, arguments):
        if on and event == "open" and str(arguments[0]).startswith(f"{folder}/bob/"):
            opened[Path(arguments[0]).name] += 1

    sys.addaudithook(count)  # it cannot be taken away, but switched off
    trace = Trace()
    on.append(True)
    sys.setprofile(trace)
    try:
        graded = grade(folder, tiny, options=options)
    finally:
        sys.setprofile(None)
        on.clear()
    assert graded.ran == 1
    return trace, opened


def picture() -> list[tuple[str, str]]:
    """The steps that CONTRIBUTING.md draws: the stage, and ``room/module.function``."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    block = re.search(r"### The walk of a submission\n.*?```text\n(.*?)```", text, re.S)[1]
    head, _, *lines = block.splitlines()
    columns = sorted((head.index(room), room) for room in ROOMS)
    steps, stage = [], ""
    for line in lines:
        stage = line.split("│")[0].strip() or stage
        found = re.search(r"\w+\.\w+", line)
        room = [room for column, room in columns if column <= found.start()][-1]
        steps.append((stage, f"{room}/{found.group()}"))
    return steps


def test_a_submission_takes_the_steps_of_the_picture_in_their_order(walked):
    """Each step is a function of the room in whose column it stands, called after the one above."""
    trace, _ = walked
    at = -1
    for stage, step in picture():
        assert step in trace.calls[at + 1:], f"{stage}: {step} is not called after what is above it"
        at = trace.calls.index(step, at + 1)


def test_the_picture_has_the_stages_that_the_story_has():
    """Plan, open, prepare, run, record, report."""
    assert tuple(dict.fromkeys(stage for stage, _ in picture())) == STAGES


def test_the_conductor_makes_as_many_calls_as_it_has_stages(walked):
    """grade.py makes one call for each stage; what a stage needs it calls by itself."""
    trace, _ = walked
    functions = [name for name in trace.entered if ".__" not in name]  # managers begin and end
    assert len(functions) == len(set(functions))
    assert len(functions) <= len(STAGES), functions


def test_the_conductor_is_not_returned_to_for_a_submission(walked):
    """From the first byte read to the last line of the record the rooms hand it on."""
    trace, _ = walked
    conducted = [at for at, name in enumerate(trace.calls) if name in trace.entered]
    first = trace.calls.index("intake/read.read_files")
    last = trace.calls.index("gradebook/grading_record.append")
    assert not [trace.calls[at] for at in conducted if first <= at <= last]


def test_each_file_of_a_submission_is_read_once(walked):
    """The notebook, and what lies beside it."""
    _, opened = walked
    assert opened == {"01_tiny.ipynb": 1, "helper.py": 1}


def test_the_assignment_is_asked_for_once(walked):
    """The assignment travels with the submission."""
    trace, _ = walked
    assert trace.calls.count("gradebook/gradebook.assignment") == 1
