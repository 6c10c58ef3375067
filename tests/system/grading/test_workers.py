"""Workers that run submissions: processes that may be killed, and a Dask cluster."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest
from nbformat.v4 import new_code_cell

from lrkit.errors import UserError
from lrkit.grading.execution.executors import dask_cluster, local_workers
from lrkit.grading.execution.retry import run_all
from lrkit.grading.execution.sandbox_environment import bubblewrap
from lrkit.grading.execution.workers import Job, run_job
from lrkit.grading.grade import Options
from lrkit.grading.grade import grade as grade_with
from tests.grading.pool import grade
from tests.parts import need
from tests.system.grading.judging import IMPORTS, RIGHT, graded, need_bubblewrap


def job(key="ada/01_tiny", *more: str) -> Job:
    """A job whose answer is right; `more` are cells before the check."""
    cells = [new_code_cell(text) for text in (IMPORTS, RIGHT, *more)]
    return Job(key, (*cells, graded("gd_step")), secret="of a test")


def kill_own_worker(_job: Job):
    """As the kernel does when the memory is full."""
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_worker_that_is_killed_is_replaced():
    """The job that it had is run again by its successor, and so are the others."""
    with local_workers(1) as executor:
        executor.submit(kill_own_worker, None)
        done = {d.item: d for d in run_all(executor, [(n, job(str(n))) for n in range(3)], 2)}
    assert {n: d.result.results["check_gd_step"].score for n, d in done.items()} == {
        0: 4, 1: 4, 2: 4}


OURS = """
import os, signal, time
from concurrent.futures import BrokenExecutor
from lrkit.grading.execution import executors, startup

if __name__ == "__main__":
    startup.dedicate_process()
    with executors.local_workers(2) as executor:
        pids = {executor.submit(os.getpid).result() for _ in range(9)}
        print(executor.start_method, os.getpid() in pids)
        try:
            executor.submit(os.kill, pids.pop(), signal.SIGKILL).result()
        except BrokenExecutor:
            pid = executor.submit(os.getpid).result()
        print(executor.start_method, pid > 0, flush=True)
        time.sleep(600)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="workers are forked on Linux")
def test_a_programs_first_workers_are_forked_from_it_and_end_with_it(tmp_path):
    """Their successors are not, since by then it has threads and an open gradebook.

    When it is killed, neither they nor their sandboxes stay.
    """
    script = tmp_path / "ours.py"
    script.write_text(OURS)
    program = subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True)
    try:
        assert [program.stdout.readline().split() for _ in range(2)] == [
            ["fork", "False"], ["forkserver", "True"]]
        started = psutil.Process(program.pid).children(recursive=True)
        assert started
    finally:
        program.kill()
        program.communicate()
    assert psutil.wait_procs(started, timeout=60)[1] == []


def test_a_job_that_kills_its_worker_again_and_again_is_given_up(monkeypatch):
    """It costs itself; those beside it on the other worker and behind it are graded."""
    from lrkit.grading.execution import retry

    monkeypatch.setattr(retry, "run_job", _kill_or_run)
    jobs = [(n, Job("bad", ()) if n == 1 else job(str(n))) for n in range(4)]
    with local_workers(2) as executor:
        done = {d.item: d for d in run_all(executor, jobs, 3)}
    assert done[1].error is not None
    assert done[0].result is not None
    assert done[2].result is not None
    assert done[3].result is not None


def _kill_or_run(given: Job):
    return kill_own_worker(given) if given.key == "bad" else run_job(given)


def test_isolation_is_required_of_each_worker(monkeypatch):
    """A worker without bubblewrap refuses, wherever it is."""
    from lrkit.grading.execution import workers

    monkeypatch.setattr(workers, "bubblewrap", lambda: None)
    strict = Job("a", (), require_isolation=True)
    with ThreadPoolExecutor(1) as threads:
        error = threads.submit(run_job, strict).exception()
        threads.submit(workers.close_sandbox).result()
    assert isinstance(error, UserError)


@pytest.fixture
def scheduler():
    """Two worker processes, started as their own programs: nothing is shared but the network."""
    distributed = need("cluster", "distributed")
    if os.environ.get("CI"):
        need_bubblewrap(bubblewrap())
    with distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1",
            dashboard_address=None, silence_logs=40) as made:
        yield made.scheduler_address


def test_a_dask_cluster_grades_as_this_machine_does(scheduler, tiny, tmp_path, hand_in,
                                                    all_right, read_marks):
    """The same marks, by two workers of a scheduler."""
    for number in range(6):
        hand_in(tiny, tmp_path / "class", f"student{number}/01_tiny", **all_right)
    here = grade(tmp_path / "class", tiny, output=tmp_path / "here")
    there = grade_with(tmp_path / "class", tiny, output=tmp_path / "there",
                       options=Options(cluster=scheduler, workers=2))
    assert there.ran == here.ran == 6
    assert read_marks(here.output) == read_marks(there.output)


def test_no_scheduler_is_said_in_words():
    """With its address."""
    need("cluster", "distributed")
    with pytest.raises(UserError, match="no Dask scheduler answers at tcp"), \
            dask_cluster("tcp://127.0.0.1:9"):
        pass
