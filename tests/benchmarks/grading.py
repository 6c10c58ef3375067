"""Grading a class: `lrkit grade` against `nbgrader autograde`, and what grading itself costs.

    python -m tests.benchmarks.grading [STUDENTS]

Both commands grade the same submissions in one run, one after the other; ours in isolation, with
feedback pages, report and table. It takes about fifteen minutes for 30 students.
"""

import compileall
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from unittest.mock import patch

import nbformat

import lrkit
from lrkit.course import Course, find_course
from lrkit.grading.execution import retry, workers
from lrkit.grading.grade import Options, grade
from lrkit.grading.gradebook import write_results
from lrkit.grading.intake import read
from lrkit.release.sample_class import make_sample_class

FIGURE = ("import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\n"
          "ax.plot(np.linspace(0, 1, 50) ** {power})\nplt.show()")
MANY = 2000


def main(students: int) -> None:
    """Print the ratios."""
    compile_package()
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        light = light_course(root / "light")
        fill(light, root / "light-class", students)
        compare("a short notebook with two figures", light, root / "light-class", "01_short")
        course = find_course()
        make_sample_class(root / "class", course, students=students, seed=0)
        compare("notebook 1 of the course", course, root / "class", "01_one_step_downhill")
        many(light, root / "many")


def compile_package() -> None:
    """Compile lrkit, as pip does with what it installs, such as nbgrader.

    From a checkout, where Python is told to write no bytecode, each of our processes would compile
    it anew.
    """
    compileall.compile_dir(Path(lrkit.__file__).parent, quiet=1)


def light_course(root: Path) -> Course:
    """A course of one short notebook: a check, a quiz question, two figures."""
    from lrkit.release.build import build_release
    from tests.grading.tiny import CONFIG, make_tiny_notebook

    notebook = make_tiny_notebook()
    for power in (1, 2):
        notebook.cells.insert(2, nbformat.v4.new_code_cell(FIGURE.format(power=power)))
    (root / "solutions" / "01_short").mkdir(parents=True)
    nbformat.write(notebook, root / "solutions" / "01_short" / "01_short.ipynb")
    (root / "nbgrader_config.py").write_text(CONFIG.read_text())
    course = Course(root / "solutions", root / "course", root)
    build_release(course)
    return course


def fill(course: Course, folder: Path, students: int) -> None:
    """Hand in the solution, once for each student."""
    from tests.grading.tiny import ALL_RIGHT

    (name,) = course.assignments
    notebook = nbformat.read(course.release / name / f"{name}.ipynb", as_version=4)
    for cell in notebook.cells:
        cell.source = ALL_RIGHT.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
    text = nbformat.writes(notebook)
    for number in range(students):
        place = folder / f"student{number:04}" / name
        place.mkdir(parents=True)
        (place / f"{name}.ipynb").write_text(text)


def compare(what: str, course: Course, folder: Path, name: str) -> None:
    """Time both commands on the same folder; print the ratios, and our own cost.

    nbgrader has taken in the assignment before, by `nbgrader generate_assignment`. Ours is timed
    in a folder that has taken it in too, with another submission; and from nothing, when it does
    so itself. Each runs three times, before theirs and after it, and the median counts: they are so
    short that a busy moment of the machine would decide.
    """
    submissions = sorted(folder.glob(f"*/{name}"))
    output = folder.with_name(folder.name + "-graded")
    another = folder.with_name(folder.name + "-another")
    shutil.copytree(submissions[0], another / "another" / name)
    known: list[float] = []
    from_nothing: list[float] = []
    for turn in range(3):
        by_lrkit(course, another, output, name)
        known.append(by_lrkit(course, folder, output, name))
        shutil.rmtree(output)
        from_nothing.append(by_lrkit(course, folder, output, name))
        if not turn:
            theirs = by_nbgrader(output, folder.with_name(folder.name + "-nbgrader"), name)
        shutil.rmtree(output)
    print(f"{what}, {len(submissions)} submissions: nbgrader autograde {theirs:.0f} s", flush=True)
    for begun, ours in (("that knows the assignment", known), ("from nothing", from_nothing)):
        times = ", ".join(f"{seconds:.1f}" for seconds in sorted(ours))
        print(f"{'':4}lrkit grade {begun} {times} s: {theirs / median(ours):.1f} times as fast in "
              "the median (goal 10)", flush=True)
    costs = own_costs(course, folder, name)
    print(f"{'':4}beyond its own cells a submission costs {1000 * median(costs):.0f} ms in the "
          "median (goal 100)", flush=True)


def by_lrkit(course: Course, folder: Path, output: Path, name: str) -> float:
    """Seconds of `lrkit grade`, from its start to report and table."""
    started = time.perf_counter()
    subprocess.run([sys.executable, "-m", "lrkit.cli", "grade", folder, "--assignment", name,
                    "--workers", "2", "--output", output], cwd=course.checkout, check=True,
                   capture_output=True)
    return time.perf_counter() - started


def by_nbgrader(graded: Path, root: Path, name: str) -> float:
    """Seconds of `nbgrader autograde` in a folder with the same source and submissions."""
    root.mkdir()
    for part in ("source", "submitted"):
        shutil.copytree(graded / part, root / part)
    shutil.copy(graded / "nbgrader_config.py", root)
    program = Path(sys.executable).parent / "nbgrader"
    environment = {**os.environ, "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}"}
    options = {"cwd": root, "check": True, "capture_output": True, "env": environment}
    subprocess.run([program, "generate_assignment", name], **options)
    started = time.perf_counter()
    subprocess.run([program, "autograde", name], **options)
    return time.perf_counter() - started


def own_costs(course: Course, folder: Path, name: str) -> list[float]:
    """Measure, by submission, the seconds that are not its cells' or its questions'.

    These are for reading and repairing it, its process and folder, gradebook, pages, results. One
    submission runs at a time.
    """
    spent: dict[str, float] = {}

    def timed(function, key_of):
        def run(*args):
            started = time.perf_counter()
            try:
                return function(*args)
            finally:
                key = key_of(*args)
                spent[key] = spent.get(key, 0.0) + time.perf_counter() - started
        return run

    def run_job(job):
        result = workers.run_job(job)
        spent[job.key] = spent.get(job.key, 0.0) + result.took - sum(result.seconds)
        return result

    with ThreadPoolExecutor(1) as threads, ExitStack() as patches:
        for owner, name_there, replacement in (
            (read, "read_files", timed(read.read_files, lambda submission: submission.key)),
            (read, "_repaired", timed(read._repaired, lambda submission, *_: submission.key)),
            (write_results._ResultWriter, "finish",
             timed(write_results._ResultWriter.finish, lambda _, outcome: outcome.item.key)),
            (retry, "run_job", run_job),
        ):
            patches.enter_context(patch.object(owner, name_there, replacement))
        grade(folder, course, output=folder.with_name("costs-" + folder.name),
              options=Options(assignments=[name], executor=threads, workers=1))
        threads.submit(workers.close_sandbox).result()
    return list(spent.values())


def many(course: Course, folder: Path) -> None:
    """The parent's memory and pace over a large class."""
    fill(course, folder, MANY)
    moments: list[tuple[float, float]] = []
    finish = write_results._ResultWriter.finish

    def noted(self, outcome):
        finish(self, outcome)
        moments.append((time.perf_counter(), _memory()))

    with patch.object(write_results._ResultWriter, "finish", noted):
        graded = grade(folder, course, options=Options(workers=2))
    quarter = MANY // 4
    first, last = (moments[k + quarter - 1][0] - moments[k][0] for k in (0, MANY - quarter))
    print(f"{MANY} submissions in {graded.seconds:.0f} s: the last quarter takes "
          f"{last / first:.2f} times the first; the parent has {moments[quarter][1]:.0f} MB after "
          f"a quarter and {moments[-1][1]:.0f} MB at the end")


def _memory() -> float:
    """MB that are in use now, where the system tells; else the most that were."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * resource.getpagesize() / 1024**2
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 30)
