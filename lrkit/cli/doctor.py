"""`lrkit doctor`: each thing that learning and grading stand on, looked at where it is used."""

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
_SIGNS = {GOOD: "✓", ABSENT: "○", MISSING: "✗"}
LEAST_DISK = 2 * 1024**3  # bytes: a class of 100 with its pages, and room to work
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Status:
    """One thing that was looked at.

    Attributes
    ----------
    name : str
        What it is.
    state : str
        "good"; "absent", which only some need; or "missing".
    found : str
        The version, the place, or what is wrong.
    advice : str
        What to do about it.
    """

    name: str
    state: str
    found: str
    advice: str = ""

    def __str__(self) -> str:
        line = f"{_SIGNS[self.state]} {self.name}: {self.found}"
        return f"{line}\n    {self.advice}" if self.advice else line

    def as_data(self) -> dict[str, str]:
        """As plain data."""
        return asdict(self)


def examine() -> list[Status]:
    """Everything, in the order in which a learner and then an instructor meets it."""
    looks: tuple[Callable[[], Iterator[Status]], ...] = (
        _python, _packages, _course, _kernel, _alembic, _bubblewrap, _extras, _browser, _disk)
    return [finding for look in looks for finding in _what(look)]


def _what(look: Callable[[], Iterator[Status]]) -> list[Status]:
    """What it finds; an environment so broken that the look itself fails is a finding, too."""
    try:
        return list(look())
    except Exception as error:
        return [Status(look.__name__.strip("_"), MISSING,
                       f"cannot be looked at: {type(error).__name__}: {error}",
                       "python -m pip install --upgrade --force-reinstall lrkit, from where you "
                       "have it, brings back what it needs")]


def _python() -> Iterator[Status]:
    name = f"{sys.version.split()[0]} in {sys.prefix}"
    good = sys.version_info >= (3, 11)
    yield Status("Python", GOOD if good else MISSING, name,
                 "" if good else "lrkit needs Python 3.11 or later")
    yield Status("lrkit", GOOD, f"{lrkit.__version__} in {Path(lrkit.__file__).parent}")


def _requirements() -> list[tuple[str, str, str]]:
    """Name, condition and extra of each package that lrkit's metadata asks for."""
    from packaging.requirements import Requirement

    found = []
    for line in requires("lrkit") or ():
        need = Requirement(line)
        extra = str(need.marker).partition("extra == ")[2].strip("'\"") if need.marker else ""
        found.append((need.name, str(need.specifier), extra))
    return found


def _packages() -> Iterator[Status]:
    try:
        needs = _requirements()
    except PackageNotFoundError:
        yield Status("packages", MISSING, "lrkit is imported from a folder, and not installed",
                     "in the checkout: python -m pip install -e .")
        return
    for name, condition, extra in needs:
        if not extra:
            yield _package(name, condition)


def _package(name: str, condition: str) -> Status:
    from packaging.specifiers import SpecifierSet

    try:
        found = version(name)
    except PackageNotFoundError:
        return Status(name, MISSING, "not installed", f'pip install "{name}{condition}"')
    if not SpecifierSet(condition).contains(found, prereleases=True):
        return Status(name, MISSING, f"{found}, and lrkit needs {condition}",
                      f'pip install "{name}{condition}"')
    return Status(name, GOOD, found)


def _course() -> Iterator[Status]:
    from lrkit.course import find_course

    try:
        course = find_course()
    except UserError as error:
        yield Status("course", MISSING, str(error), "pip install --force-reinstall lrkit")
        return
    where = "the checkout" if course.checkout else "the installation"
    yield Status("course", GOOD, f"{len(course.assignments)} notebooks in {where}, "
                 f"{course.sources.parent}")


def _kernel() -> Iterator[Status]:
    """The kernel that notebooks name: it must be there, and run this Python."""
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    from lrkit.course.nbgrader_settings import prepare_environment

    prepare_environment()
    advice = f"{sys.executable} -m ipykernel install --sys-prefix --name python3"
    try:
        spec = KernelSpecManager().get_kernel_spec("python3")
    except NoSuchKernel:
        yield Status("kernel python3", MISSING, "there is no kernelspec of that name", advice)
        return
    except ValueError as error:
        yield Status("kernel python3", MISSING, f"its kernel.json is damaged: {error}", advice)
        return
    called = next(iter(spec.argv), "nothing")
    program = shutil.which(called) or called
    same = Path(program).name.startswith("python") and (
        not os.path.isabs(called) or Path(program).parent == Path(sys.executable).parent)
    yield Status("kernel python3", GOOD if same else MISSING, spec.resource_dir if same else
                 f"it runs {called}, and not the Python that lrkit is in",
                 "" if same else advice)


def _alembic() -> Iterator[Status]:
    """nbgrader calls it from PATH when it makes a gradebook; lrkit adds this environment's."""
    from lrkit.course.nbgrader_settings import prepare_environment

    prepare_environment()
    program = shutil.which("alembic")
    yield Status("alembic", GOOD if program else MISSING, program or "not on PATH",
                 "" if program else "nbgrader makes gradebooks with it: pip install alembic")


def _bubblewrap() -> Iterator[Status]:
    from lrkit.grading.execution.sandbox_environment import bubblewrap

    name = "isolation of submissions"
    program = shutil.which("bwrap")
    if bubblewrap() is not None:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
        yield Status(name, GOOD, f"full, by {said.stdout.strip() or program}")
    elif program is None:
        yield Status(name, ABSENT, "partial: bubblewrap is not installed",
                     "submissions could read your files. Debian, Ubuntu: apt install bubblewrap; "
                     "elsewhere grade in a virtual machine or a container")
    else:
        yield Status(name, ABSENT, f"partial: {_why_not(program)}",
                     "bubblewrap must be allowed to make user namespaces: on Ubuntu 24.04 allow "
                     "bwrap in AppArmor; in a container run it with --privileged")


def _why_not(program: str) -> str:
    try:
        tried = subprocess.run([program, "--unshare-all", "--ro-bind", "/", "/", "true"],
                               capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.SubprocessError) as error:
        return str(error)
    return (tried.stderr.strip().splitlines() or ["bubblewrap does not start here"])[-1]


def _extras() -> Iterator[Status]:
    """Extras that somebody who uses lrkit may want; what its own tests need is not among them."""
    try:
        needs = _requirements()
    except PackageNotFoundError:
        return
    for extra in dict.fromkeys(extra for *_, extra in needs if extra not in ("", "test", "dev")):
        packages = [_package(name, condition) for name, condition, of in needs if of == extra]
        absent = [package.name for package in packages if package.state != GOOD]
        found = f"without {', '.join(absent)}" if absent else ", ".join(
            f"{package.name} {package.found}" for package in packages)
        yield Status(f"extra {extra}", ABSENT if absent else GOOD, found,
                     f'who wants it: pip install "lrkit[{extra}]"' if absent else "")


def _browser() -> Iterator[Status]:
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    yield Status("chromium", GOOD if program else ABSENT, program or "not on PATH",
                 "" if program else "only the tests in a browser need it: apt install chromium")


def _disk() -> Iterator[Status]:
    here = Path.cwd()
    try:
        with tempfile.TemporaryFile(dir=here):
            pass
    except OSError as error:
        yield Status("this folder", MISSING, f"{here} cannot be written to: {error.strerror}",
                     "go into a folder of your own")
        return
    free = shutil.disk_usage(here).free
    yield Status("this folder", GOOD if free >= LEAST_DISK else MISSING,
                 f"{here} can be written to and has {free / 1024**3:.1f} GB free",
                 "" if free >= LEAST_DISK else "make room before you grade a class")
