"""Judge a submission from outside: its cells run in the sandbox, the verdict is reached here.

A graded cell that holds one call of `check`, `answer` or `predict` is never run. In its place the
judge asks the submission's process what the learner's function returns for fresh inputs, or what
a variable holds, and compares here. Everything else runs in the sandbox as it stands.
"""

import base64
import threading
import time
from collections.abc import Callable, Sequence
from functools import lru_cache
from zlib import crc32

from lrkit import exercises
from lrkit.checking import (
    DRAWN_GRADED,
    ENDLESS_CALLS,
    grade_observations,
    no_function,
    stub_code,
)
from lrkit.checking.observe import CALL_TIMEOUT, Observation, compare_calls
from lrkit.checking.result import Result
from lrkit.checking.wire import DecodeError, decode, encode_case
from lrkit.course.graded_call import LOOK_UP, GradedCall, graded_id, known_graded_call
from lrkit.exercises.base import Case, Exercise
from lrkit.grading.execution.notebook_result import Cell, NotebookResult
from lrkit.grading.execution.remote_call import (
    CALL_PATIENCE,
    SLACK,
    receive_call,
    receive_library_use,
)
from lrkit.grading.execution.sandbox_fork import ForkSandbox, SandboxSession
from lrkit.grading.execution.sanitize import error_output, limit_outputs, sanitize_outputs
from lrkit.learner import judge_answer, judge_prediction
from lrkit.sandbox.messages import ConnectionLost, ReplyTimeout
from lrkit.timeouts import TimeLimitExceeded

CELL_SECONDS = 30.0  # of the processor, for a cell of the student's
CELL_PATIENCE = 3.0  # times as long by the clock: the machine may be busy
NOTEBOOK_SECONDS = 400.0  # by the clock, for all of them
CALLS_SECONDS = 400.0  # by the clock, for all calls of a notebook's answers
_JUDGING = threading.Lock()  # judging sets filters of warnings, which are the whole process's
MAX_OUTPUT = 32 * 1024**2  # characters of all outputs of a notebook, figures among them


class Judge:
    """Runs one notebook after the other.

    Parameters
    ----------
    sandbox : Sandbox
        Where they run.
    secret : str
        Decides, with an exercise's name, over the inputs that are drawn: the same for a class,
        unknown to it.
    """

    def __init__(self, sandbox: ForkSandbox, secret: str):
        self.sandbox = sandbox
        self.secret = secret

    def run(self, cells: Sequence[Cell], files: dict[str, bytes]) -> NotebookResult:
        """Run a notebook's cells and judge its graded ones.

        A cell that ends the process, or the whole notebook's time, costs itself: a new process
        runs the cells before it again, without it, and goes on behind it.
        """
        return _NotebookRun(self, cells, files).finish()


class _NotebookRun:
    """One notebook on its way through the sandbox."""

    def __init__(self, judge: Judge, cells: Sequence[Cell], files: dict[str, bytes]):
        self.judge, self.cells, self.files = judge, cells, files
        self.done = NotebookResult([[] for _ in cells], seconds=[0.0] * len(cells))
        self.left_out: set[int] = set()
        self.seconds = NOTEBOOK_SECONDS
        self.seconds_of_calls = CALLS_SECONDS
        self.room = MAX_OUTPUT
        self.next = 0

    def finish(self) -> NotebookResult:
        attempts = 0
        while self.next < len(self.cells):
            attempts += 1
            if attempts > len(self.cells) + 3:  # each attempt leaves a cell behind: cannot happen
                raise RuntimeError("a notebook does not come to an end")
            with self.judge.sandbox.session() as session:
                self._go_on(session)
        return self.done

    def _go_on(self, session: SandboxSession) -> None:
        """Run in one process for as long as it lives."""
        index = -1
        try:
            for name, content in self.files.items():
                session.ask(SLACK, do="file", name=name,
                            content=base64.b64encode(content).decode("ascii"))
            for index in range(len(self.cells)):
                cell = self.cells[index]
                again, started = index < self.next, time.monotonic()
                if cell.cell_type != "code" or index in self.left_out:
                    pass
                elif call := known_graded_call(cell):
                    if not again:
                        self._judge(session, index, *call)
                else:
                    outputs = self._execute(session, cell.source)
                    if not again:
                        self.done.outputs[index] = outputs
                        self._say_late(index, outputs)
                        if graded_id(cell):
                            self.done.unprotected += (graded_id(cell),)
                if not again:
                    self.next = index + 1
                    self.done.seconds[index] = time.monotonic() - started
        except (ConnectionLost, ReplyTimeout) as fault:
            self._blame(index, fault)

    def _blame(self, index: int, fault: Exception) -> None:
        """Leave out the cell that ended the process; say so where it is read."""
        late = isinstance(fault, ReplyTimeout)
        what = "ran too long and could not be interrupted" if late else \
            "ended the Python process, or used more memory or processes than it may"
        index = max(index, 0)
        self.left_out.add(index)
        self.next = max(self.next, index + 1)
        cell = self.cells[index]
        self.done.look(f"cell {index + 1} {what}", f"cell {index + 1}")
        words = f"This cell {what}. The cells after it were tried without it."
        if cell.cell_type == "code" and not known_graded_call(cell):
            self.done.outputs[index] = [error_output("Stopped", words)]
        elif cell.cell_type == "code":
            self._put(index, _stopped(known_graded_call(cell), what))

    def _say_late(self, index: int, outputs: Sequence[dict]) -> None:
        """A cell that was stopped by its limit; of those that had no time left, the first one."""
        if not any(output.get("ename") == TimeLimitExceeded.__name__ for output in outputs):
            return
        place = f"cell {index + 1}"
        if self.seconds > 0:
            self.done.look(f"{place} ran too long and was stopped", place)
        elif not any("used up its time" in remark.text for remark in self.done.remarks):
            self.done.look(f"the notebook had used up its time: {place} was stopped, and the "
                           "student's cells after it did not run", place)

    def _execute(self, session: SandboxSession, source: str) -> list[dict]:
        if self.seconds <= 0:
            return [error_output(TimeLimitExceeded.__name__,
                                 "the notebook had used up its time before this cell")]
        limit = min(CELL_SECONDS, self.seconds)
        patience = min(CELL_PATIENCE, self.seconds / limit)
        started = time.monotonic()
        try:
            answer = session.ask(limit * patience + SLACK, do="run", source=source, limit=limit,
                                 patience=patience)
        finally:
            self.seconds -= time.monotonic() - started
        outputs, self.room = limit_outputs(self.room, sanitize_outputs(answer.get("outputs")))
        return outputs

    def _judge(self, session: SandboxSession, index: int, kind: str, name: str, variable: str,
               ) -> None:
        if kind == "check":
            started = time.monotonic()
            try:
                result = self._check(session, exercises.get(name), variable)
            finally:
                self.seconds_of_calls -= time.monotonic() - started
        else:
            answer = session.ask(SLACK, do="value", name=variable)
            try:
                value = decode(answer.get("value"))
            except DecodeError:
                value = object()
            judge: Callable = judge_answer if kind == "answer" else judge_prediction
            result = judge(name, value)
        self._put(index, result)

    def _put(self, index: int, result: Result) -> None:
        self.done.outputs[index] = [
            {"output_type": "display_data", "metadata": {},
             "data": {"text/plain": str(result), "text/html": result.html()}},
            {"output_type": "execute_result", "execution_count": index + 1, "metadata": {},
             "data": result._repr_mimebundle_()},
        ]
        self.done.results[graded_id(self.cells[index])] = result

    def _check(self, session: SandboxSession, exercise: Exercise, variable: str) -> Result:
        if self.seconds_of_calls <= 0:
            return self._too_slow(exercise, variable)
        cases = _drawn(exercise.cases, crc32(f"{self.judge.secret}/{exercise.name}".encode()))
        answer = session.ask(SLACK, do="call", name=variable, limit=CALL_TIMEOUT,
                             patience=CALL_PATIENCE, cases=[encode_case(case) for case in cases])
        if "missing" in answer:
            found = answer["missing"]
            return no_function(exercise, None if found is None else str(found)[:60])
        observations = self._observe(session, exercise, cases)
        if (used := receive_library_use(session)) and not exercise.with_lrkit:
            self.done.called[variable] = used
        try:
            with _JUDGING:
                result = self._verdict(exercise, cases, observations, answer)
        except Exception as error:  # ours, on odd values: it must cost neither the rest nor a word
            self.done.look(f"{exercise.name} could not be judged, which is a fault of lrkit "
                           f"({type(error).__name__}): look at the answer")
            return _stopped(GradedCall("check", exercise.name, variable), "could not be judged")
        if any(seen and seen.timed_out for seen in observations) and not result.misconception:
            self.done.look(f"{exercise.name} was still running after {CALL_TIMEOUT:g} s, and was "
                           "stopped")
        return result

    def _observe(self, session: SandboxSession, exercise: Exercise, cases: Sequence[Case],
                 ) -> list[Observation | None]:
        """What each case's two calls did, or the one that did not end; None for those that were not
        tried.

        Raises
        ------
        Late
            If the other side goes on though it was to wait for a word.
        """
        observations: list[Observation | None] = []
        endless, until = 0, time.monotonic() + self.seconds_of_calls
        for case in cases:
            first, waits = second, _ = receive_call(session, case)
            if not first.timed_out:
                second, waits = receive_call(session, case)
            observations.append(compare_calls(case, exercise.signature, first, second))
            endless += observations[-1].timed_out
            over = time.monotonic() - until
            enough = endless == ENDLESS_CALLS or over > 0
            if waits:
                session.say(stop=enough)
            elif endless == ENDLESS_CALLS or over > SLACK:
                raise ReplyTimeout
            if waits and enough:
                if over > 0:
                    self._too_slow(exercise, exercise.name)
                break
        return observations + [None] * (len(cases) - len(observations))

    def _too_slow(self, exercise: Exercise, variable: str) -> Result:
        self.done.look(f"{exercise.name} was not tried, or not on all inputs: calls of answers had "
                       f"taken {CALLS_SECONDS:g} s by then")
        return _stopped(GradedCall("check", exercise.name, variable),
                        "was not tried, because earlier calls had used up the time")

    def _verdict(self, exercise, cases, observations, answer) -> Result:
        untouched = answer.get("code") == base64.b64encode(stub_code(exercise)).decode("ascii")
        return grade_observations(exercise, cases, observations, untouched)


@lru_cache(maxsize=100)  # a class is asked the same, and the cases know what is right
def _drawn(cases: Callable[..., list[Case]], seed: int) -> list[Case]:
    return cases(seed, num_drawn=DRAWN_GRADED)


def _stopped(call: GradedCall, what: str) -> Result:
    """No points for a graded cell whose question ended the process."""
    kind, name, variable = call
    return Result(name, 0.0, float(LOOK_UP[kind](name).points),
                  f"{variable} {what}.",
                  ("No points could be given for it. The rest of the notebook was graded.",))
