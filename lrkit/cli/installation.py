"""Diagnoses of the installation: each thing that learning and grading need, tried in use."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import lrkit
from lrkit.errors import UserError

GOOD, ABSENT, MISSING = "good", "absent", "missing"
_SYMBOLS = {GOOD: "✓", ABSENT: "○", MISSING: "✗"}
MIN_DISK_SPACE = 2 * 1024**3  # bytes: a class of 100 with its pages, and room to work
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Diagnosis:
    """The diagnosis of one thing that learning or grading needs.

    Attributes
    ----------
    name : str
        The thing.
    state : str
        "good"; "absent" for what only some need; or "missing".
    found : str
        The version, the path, or what is wrong.
    advice : str
        Advice on what to do about it.
    """

    name: str
    state: str
    found: str
    advice: str = ""

    def __str__(self) -> str:
        line = f"{_SYMBOLS[self.state]} {self.name}: {self.found}"
        return f"{line}\n    {self.advice}" if self.advice else line

    def as_data(self) -> dict[str, str]:
        """Return it as plain data."""
        return asdict(self)


def examine_installation() -> list[Diagnosis]:
    """Examine everything, in the order in which a learner and then an instructor meets it."""
    examinations: tuple[Callable[[], Iterator[Diagnosis]], ...] = (
        _python, _packages, _course, _kernel, _alembic, _bubblewrap, _extras, _browser, _disk)
    return [diagnosis for examine in examinations for diagnosis in _diagnoses(examine)]


def _diagnoses(examine: Callable[[], Iterator[Diagnosis]]) -> list[Diagnosis]:
    """Return what an examination finds; that it cannot be made is a diagnosis, too."""
    try:
        return list(examine())
    except Exception as error:  # the environment may be broken in any way
        return [Diagnosis(examine.__name__.strip("_"), MISSING,
                          f"cannot be looked at: {type(error).__name__}: {error}",
                          "python -m pip install --upgrade --force-reinstall lrkit, from where you "
                          "have it, brings back what it needs")]


def _python() -> Iterator[Diagnosis]:
    name = f"{sys.version.split()[0]} in {sys.prefix}"
    good = sys.version_info >= (3, 11)
    yield Diagnosis("Python", GOOD if good else MISSING, name,
                    "" if good else "lrkit needs Python 3.11 or later")
    yield Diagnosis("lrkit", GOOD, f"{lrkit.__version__} in {Path(lrkit.__file__).parent}")


def _requirements() -> list[tuple[str, str, str]]:
    """Return name, condition and extra of each package that lrkit's metadata asks for here.

    An extra that consists of others has all their packages.
    """
    from packaging.requirements import Requirement

    found, whole = [], []
    for need in map(Requirement, requires("lrkit") or ()):
        extra = str(need.marker).rpartition("extra == ")[2].strip("'\"") if need.marker else ""
        if need.marker and not need.marker.evaluate({"extra": extra}):
            continue  # not for this Python or this system
        if need.name == "lrkit":
            whole.append((extra, need.extras))
        else:
            found.append((need.name, str(need.specifier), extra))
    united = {(name, condition, extra): None for extra, others in whole
              for name, condition, of in found if of in others}
    return [*found, *united]


def _packages() -> Iterator[Diagnosis]:
    try:
        needs = _requirements()
    except PackageNotFoundError:
        yield Diagnosis("packages", MISSING, "lrkit is imported from a folder, and not installed",
                        "in the checkout: python -m pip install -e .")
        return
    for name, condition, extra in needs:
        if not extra:
            yield _package(name, condition)


def _package(name: str, condition: str) -> Diagnosis:
    from packaging.specifiers import SpecifierSet

    try:
        found = version(name)
    except PackageNotFoundError:
        return Diagnosis(name, MISSING, "not installed", f'pip install "{name}{condition}"')
    if not SpecifierSet(condition).contains(found, prereleases=True):
        return Diagnosis(name, MISSING, f"{found}, and lrkit needs {condition}",
                         f'pip install "{name}{condition}"')
    return Diagnosis(name, GOOD, found)


def _course() -> Iterator[Diagnosis]:
    from lrkit.course import find_course

    try:
        course = find_course()
    except UserError as error:
        yield Diagnosis("course", MISSING, str(error), "pip install --force-reinstall lrkit")
        return
    where = "the checkout" if course.checkout else "the installation"
    yield Diagnosis("course", GOOD, f"{len(course.assignments)} notebooks in {where}, "
                    f"{course.sources.parent}")


def _kernel() -> Iterator[Diagnosis]:
    """Examine the kernel that notebooks name: it must be there, and run this Python."""
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    from lrkit.course.nbgrader_settings import prepare_environment

    prepare_environment()
    advice = f"{sys.executable} -m ipykernel install --sys-prefix --name python3"
    try:
        spec = KernelSpecManager().get_kernel_spec("python3")
    except NoSuchKernel:
        yield Diagnosis("kernel python3", MISSING, "there is no kernelspec of that name", advice)
        return
    except ValueError as error:
        yield Diagnosis("kernel python3", MISSING, f"its kernel.json is damaged: {error}", advice)
        return
    called = next(iter(spec.argv), "nothing")
    program = shutil.which(called) or called
    same = Path(program).name.startswith("python") and (
        not os.path.isabs(called) or Path(program).parent == Path(sys.executable).parent)
    yield Diagnosis("kernel python3", GOOD if same else MISSING, spec.resource_dir if same else
                    f"it runs {called}, and not the Python that lrkit is in",
                    "" if same else advice)


def _alembic() -> Iterator[Diagnosis]:
    """Look for the program that nbgrader calls from PATH when it makes a gradebook.

    lrkit adds this environment's programs to PATH.
    """
    from lrkit.course.nbgrader_settings import prepare_environment

    prepare_environment()
    program = shutil.which("alembic")
    yield Diagnosis("alembic", GOOD if program else MISSING, program or "not on PATH",
                    "" if program else "nbgrader makes gradebooks with it: pip install alembic")


def _bubblewrap() -> Iterator[Diagnosis]:
    from lrkit.grading.execution.sandbox_environment import bubblewrap

    name = "isolation of submissions"
    program = shutil.which("bwrap")
    if bubblewrap() is not None:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
        yield Diagnosis(name, GOOD, f"full, by {said.stdout.strip() or program}")
    elif program is None:
        yield Diagnosis(name, ABSENT, "partial: bubblewrap is not installed",
                        "submissions could read your files. Debian, Ubuntu: apt install "
                        "bubblewrap; elsewhere grade in a virtual machine or a container")
    else:
        yield Diagnosis(name, ABSENT, f"partial: {_why_not(program)}",
                        "bubblewrap must be allowed to make user namespaces: on Ubuntu 24.04 allow "
                        "bwrap in AppArmor; in a container run it with --privileged")


def _why_not(program: str) -> str:
    try:
        tried = subprocess.run([program, "--unshare-all", "--ro-bind", "/", "/", "true"],
                               capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.SubprocessError) as error:
        return str(error)
    return (tried.stderr.strip().splitlines() or ["bubblewrap does not start here"])[-1]


def _extras() -> Iterator[Diagnosis]:
    """Examine the extras that a user of lrkit may want, which those for its own tests are not."""
    try:
        needs = _requirements()
    except PackageNotFoundError:
        return
    for extra in dict.fromkeys(extra for *_, extra in needs if extra not in ("", "test", "dev")):
        packages = [_package(name, condition) for name, condition, of in needs if of == extra]
        absent = [package.name for package in packages if package.state != GOOD]
        found = f"without {', '.join(absent)}" if absent else ", ".join(
            f"{package.name} {package.found}" for package in packages)
        yield Diagnosis(f"extra {extra}", ABSENT if absent else GOOD, found,
                        f'who wants it: pip install "lrkit[{extra}]"' if absent else "")


def _browser() -> Iterator[Diagnosis]:
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    yield Diagnosis("chromium", GOOD if program else ABSENT, program or "not on PATH",
                    "" if program else "only the tests in a browser need it: apt install chromium")


def _disk() -> Iterator[Diagnosis]:
    here = Path.cwd()
    try:
        with tempfile.TemporaryFile(dir=here):
            pass
    except OSError as error:
        yield Diagnosis("this folder", MISSING, f"{here} cannot be written to: {error.strerror}",
                        "go into a folder of your own")
        return
    free = shutil.disk_usage(here).free
    yield Diagnosis("this folder", GOOD if free >= MIN_DISK_SPACE else MISSING,
                    f"{here} can be written to and has {free / 1024**3:.1f} GB free",
                    "" if free >= MIN_DISK_SPACE else "make room before you grade a class")
