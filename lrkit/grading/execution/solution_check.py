"""The check of a solution: it must earn full marks here before anybody is graded."""

from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor
from pathlib import Path

from lrkit.course.consistency import solution_fault
from lrkit.course.warm_up import declared_warm_up
from lrkit.errors import UserError
from lrkit.files.listing import files_beside
from lrkit.grading.execution.notebook_result import Cell, store_outputs
from lrkit.grading.execution.workers import Job, run_job


def check_solution(source: Path, executor: Executor) -> Callable[[], None]:
    """Run a solved notebook as a submission and see that it earns every point of its checks.

    Where it does not, the environment is broken (a package is missing or too old), and a whole
    class would get zeros without a word.

    Returns
    -------
    callable
        Waits for the end of the run. Raises UserError if a cell raised, or a graded cell gave less
        than full marks.
    """
    import nbformat

    notebook = nbformat.read(source, as_version=4)
    job = Job(source.stem, tuple(map(Cell.of, notebook.cells)), files_beside(source),
              warm_up=declared_warm_up(notebook, source.stem))
    running = executor.submit(run_job, job)

    def wait() -> None:
        try:
            try:
                result = running.result()
            except BrokenExecutor:  # perhaps by a submission beside it: nothing is beside it now
                result = executor.submit(run_job, job).result()
        except BrokenExecutor as error:
            raise UserError("the processes that run submissions end as soon as they start"
                            ) from error
        store_outputs(notebook, result)
        if fault := next(filter(None, map(solution_fault, notebook.cells)), ""):
            raise UserError(f"{source.name}: {fault} here, so nobody was graded: is lrkit's "
                            "environment complete?")

    return wait
