"""The judge: a submission's cells run in the sandbox, and its verdicts are reached outside it.

A graded cell that holds one call of `check`, `answer` or `predict` is never run. Instead, the judge
asks the submission's process what the learner's function returns for fresh inputs, or what value a
variable holds, and compares here. Every other cell runs in the sandbox as it stands.
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
    REPLY_SLACK,
    receive_call,
    receive_library_use,
)
from lrkit.grading.execution.sandbox_fork import ForkSandbox, SandboxSession
from lrkit.grading.execution.sanitize import error_output, limit_outputs, sanitize_outputs
from lrkit.learner import judge_answer, judge_prediction
from lrkit.sandbox.messages import ConnectionLost, ReplyTimeout
from lrkit.timeouts import TimeLimitExceeded

STUDENT_CELL_TIMEOUT = 30.0  # seconds of the processor, for a cell of the student's
CELL_PATIENCE = 3.0  # times as long by the clock: the machine may be busy
NOTEBOOK_TIMEOUT = 400.0  # seconds by the clock, for all of them
ALL_CALLS_TIMEOUT = 400.0  # seconds by the clock, for all calls of a notebook's answers
MAX_OUTPUT = 32 * 1024**2  # characters of all outputs of a notebook, figures among them
_JUDGING = threading.Lock()  # judging sets filters of warnings, which are the whole process's


class Judge:
    """A judge of notebooks, one after the other.

    Parameters
    ----------
    sandbox : ForkSandbox or SpawnSandbox
        Where they run.
    secret : str
        Decides, with an exercise's name, which inputs are drawn, and from which starts a recipe is
        run: the same for a class, and unknown to it.
    """

    def __init__(self, sandbox: ForkSandbox, secret: str):
        self.sandbox = sandbox
        self.secret = secret

    def run(self, cells: Sequence[Cell], files: dict[str, bytes]) -> NotebookResult:
        """Run a notebook's cells and judge its graded ones.

        A cell that ends the process, or exceeds its time and cannot be interrupted, costs itself: a
        new process runs the cells before it again, leaves it out, and goes on with the next one.
        """
        return _NotebookRun(self, cells, files).run()


class _NotebookRun:
    """One notebook on its way through the sandbox."""

    def __init__(self, judge: Judge, cells: Sequence[Cell], files: dict[str, bytes]):
        self.judge, self.cells, self.files = judge, cells, files
        self.done = NotebookResult([[] for _ in cells], seconds=[0.0] * len(cells))
        self.left_out: set[int] = set()
        self.seconds = NOTEBOOK_TIMEOUT
        self.seconds_of_calls = ALL_CALLS_TIMEOUT
        self.output_left = MAX_OUTPUT
        self.next = 0

    def run(self) -> NotebookResult:
        attempts = 0
        while self.next < len(self.cells):
            attempts += 1
            if attempts > len(self.cells) + 3:  # each attempt leaves a cell out: cannot happen
                raise RuntimeError("a notebook does not come to an end")
            with self.judge.sandbox.session() as session:
                self._run_in(session)
        return self.done

    def _run_in(self, session: SandboxSession) -> None:
        """Run the cells in one process, for as long as it lives."""
        index = -1
        try:
            for name, content in self.files.items():
                session.request(REPLY_SLACK, do="file", name=name,
                                content=base64.b64encode(content).decode("ascii"))
            for index in range(len(self.cells)):
                if index >= self.next:
                    started = time.monotonic()
                    self._run_cell(session, index)
                    self.next = index + 1
                    self.done.seconds[index] = time.monotonic() - started
                else:
                    self._repeat_cell(session, index)
        except (ConnectionLost, ReplyTimeout) as fault:
            self._leave_out(index, fault)

    def _run_cell(self, session: SandboxSession, index: int) -> None:
        cell = self.cells[index]
        if cell.cell_type != "code":
            return
        if call := known_graded_call(cell):
            self._store_result(index, self._judge(session, call))
            return
        self.done.outputs[index] = self._execute(session, cell.source)
        self._remark_timeout(index)
        if graded_id(cell):
            self.done.unprotected += (graded_id(cell),)

    def _repeat_cell(self, session: SandboxSession, index: int) -> None:
        """Run a cell of before once more, for the names that it binds; its outputs are known."""
        cell = self.cells[index]
        if cell.cell_type == "code" and index not in self.left_out and not known_graded_call(cell):
            self._execute(session, cell.source)

    def _leave_out(self, index: int, fault: Exception) -> None:
        """Leave out the cell that ended the process, and say so in its output and a remark."""
        what = "ran too long and could not be interrupted" if isinstance(fault, ReplyTimeout) else \
            "ended the Python process, or used more memory or processes than it may"
        index = max(index, 0)
        self.left_out.add(index)
        self.next = max(self.next, index + 1)
        cell = self.cells[index]
        self.done.look(f"cell {index + 1} {what}", f"cell {index + 1}")
        if cell.cell_type == "code" and not known_graded_call(cell):
            self.done.outputs[index] = [error_output(
                "Stopped", f"This cell {what}. The cells after it were tried without it.")]
        elif cell.cell_type == "code":
            self._store_result(index, _stopped(known_graded_call(cell), what))

    def _remark_timeout(self, index: int) -> None:
        """Remark that a cell was stopped; once the notebook's time is over, on the first alone."""
        if not any(output.get("ename") == TimeLimitExceeded.__name__
                   for output in self.done.outputs[index]):
            return
        place = f"cell {index + 1}"
        if self.seconds > 0:
            self.done.look(f"{place} ran too long and was stopped", place)
        elif not any("used up its time" in remark.text for remark in self.done.remarks):
            self.done.look(f"the notebook had used up its time: {place} was stopped, and the "
                           "student's cells after it did not run", place)

    def _execute(self, session: SandboxSession, source: str) -> list[dict]:
        """Run a cell of the student's; return its outputs, sanitised."""
        if self.seconds <= 0:
            return [error_output(TimeLimitExceeded.__name__,
                                 "the notebook had used up its time before this cell")]
        limit = min(STUDENT_CELL_TIMEOUT, self.seconds)
        patience = min(CELL_PATIENCE, self.seconds / limit)
        started = time.monotonic()
        try:
            reply = session.request(limit * patience + REPLY_SLACK, do="run", source=source,
                                    limit=limit, patience=patience)
        finally:
            self.seconds -= time.monotonic() - started
        outputs = sanitize_outputs(reply.get("outputs"))
        outputs, self.output_left = limit_outputs(self.output_left, outputs)
        return outputs

    def _judge(self, session: SandboxSession, call: GradedCall) -> Result:
        if call.function == "check":
            started = time.monotonic()
            try:
                seed = crc32(f"{self.judge.secret}/{call.name}".encode())
                exercise = _graded(call.name, seed)
                return self._check(session, exercise, _drawn(exercise.cases, seed), call.variable)
            finally:
                self.seconds_of_calls -= time.monotonic() - started
        reply = session.request(REPLY_SLACK, do="value", name=call.variable)
        try:
            value = decode(reply.get("value"))
        except DecodeError:
            value = object()  # no right answer is equal to it
        judge: Callable = judge_answer if call.function == "answer" else judge_prediction
        return judge(call.name, value)

    def _store_result(self, index: int, result: Result) -> None:
        self.done.outputs[index] = [
            {"output_type": "display_data", "metadata": {},
             "data": {"text/plain": str(result), "text/html": result.html()}},
            {"output_type": "execute_result", "execution_count": index + 1, "metadata": {},
             "data": result._repr_mimebundle_()},
        ]
        self.done.results[graded_id(self.cells[index])] = result

    def _check(self, session: SandboxSession, exercise: Exercise, cases: Sequence[Case],
               variable: str) -> Result:
        if self.seconds_of_calls <= 0:
            return self._out_of_time(exercise, variable)
        reply = session.request(REPLY_SLACK, do="call", name=variable, limit=CALL_TIMEOUT,
                                patience=CALL_PATIENCE, cases=list(map(encode_case, cases)))
        if "missing" in reply:
            found = reply["missing"]
            return no_function(exercise, None if found is None else str(found)[:60])
        observations = self._observe(session, exercise, cases)
        if (used := receive_library_use(session)) and not exercise.with_lrkit:
            self.done.called[variable] = used
        untouched = reply.get("code") == base64.b64encode(stub_code(exercise)).decode("ascii")
        try:
            with _JUDGING:
                result = grade_observations(exercise, cases, observations, untouched)
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
        """Return what the two calls of each case did, or the one that did not end.

        A case that was not tried has None.

        Raises
        ------
        ReplyTimeout
            If the other side goes on where it should wait for a reply.
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
                session.send(stop=enough)
            elif endless == ENDLESS_CALLS or over > REPLY_SLACK:
                raise ReplyTimeout
            if waits and enough:
                if over > 0:
                    self._out_of_time(exercise, exercise.name)
                break
        return observations + [None] * (len(cases) - len(observations))

    def _out_of_time(self, exercise: Exercise, variable: str) -> Result:
        self.done.look(f"{exercise.name} was not tried, or not on all inputs: calls of answers had "
                       f"taken {ALL_CALLS_TIMEOUT:g} s by then")
        return _stopped(GradedCall("check", exercise.name, variable),
                        "was not tried, because earlier calls had used up the time")


@lru_cache(maxsize=100)
def _graded(name: str, seed: int) -> Exercise:
    return exercises.get(name).graded(seed)


@lru_cache(maxsize=100)  # a class is asked the same, and the cases know what is right
def _drawn(cases: Callable[..., list[Case]], seed: int) -> list[Case]:
    return cases(seed, num_drawn=DRAWN_GRADED)


def _stopped(call: GradedCall, what: str) -> Result:
    """Return no points for a graded cell whose question ended the process."""
    return Result(call.name, 0.0, float(LOOK_UP[call.function](call.name).points),
                  f"{call.variable} {what}.",
                  ("No points could be given for it. The rest of the notebook was graded.",))
