"""The shape of the package: who may import whom, how long a chapter is, what `import` loads."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "lrkit"
FILES = sorted(PACKAGE.rglob("*.py"))

# What each part may import of lrkit. A part is a module or a package right below lrkit/, or a
# room of lrkit/grading/.
BELOW = {"course", "errors", "files", "remarks", "wording"}  # what release, lms and grading share
ALLOWED = {
    "timeouts": set(),
    "uncertainty": set(),
    "errors": set(),
    "remarks": set(),
    "wording": set(),
    "files": {"errors", "remarks"},
    "problems": set(),
    "optimizers": set(),
    "schedules": set(),
    "training": {"problems", "optimizers", "schedules", "uncertainty"},
    "sweeps": {"problems", "optimizers", "training"},
    "trials": {"problems", "optimizers", "schedules", "training", "sweeps", "frameworks",
               "uncertainty"},
    "plotting": {"problems", "optimizers", "training", "sweeps", "trials", "uncertainty"},
    "explore": {"problems", "optimizers", "schedules", "training", "plotting", "trials",
                "claims", "capstone", "timeouts", "uncertainty", "scale"},
    "frameworks": {"problems"},
    "scale": {"problems", "optimizers", "schedules", "sweeps"},
    "progress_file": set(),
    "websocket": set(),
    "exercises": {"problems", "optimizers", "training", "capstone", "frameworks", "uncertainty"},
    "checking": {"exercises", "progress_file", "timeouts"},
    "claims": {"progress_file"},
    "learner": {"checking", "exercises", "progress_file"},
    "overview": {"exercises", "progress_file"},
    "capstone": {"problems", "optimizers", "schedules", "progress_file", "uncertainty"},
    "course": {"errors", "files", "exercises"},
    "sandbox": {"checking", "claims", "explore", "files", "frameworks", "learner", "plotting",
                "problems", "sweeps", "timeouts", "training"},
    "release": BELOW | {"checking", "exercises", "overview"},
    "lms": BELOW,
    "grading.intake": BELOW | {"exercises", "lms"},
    "grading.execution": BELOW | {"checking", "exercises", "learner", "sandbox", "timeouts"},
    "grading.gradebook": BELOW | {"grading.intake", "grading.execution", "lms"},
    "grading.reporting": BELOW | {"exercises", "timeouts", "lms", "grading.intake",
                                  "grading.execution", "grading.gradebook"},
    "grading": BELOW | {"grading.intake", "grading.execution", "grading.gradebook",
                        "grading.reporting"},
    "book": {"course", "errors"},
    "cli": BELOW | {"book", "lms", "release", "overview", "progress_file", "grading",
                    "grading.execution", "grading.gradebook", "grading.reporting"},
}
# What the lower parts may import from outside, beside the standard library.
OUTSIDE = {
    "problems": {"numpy"},
    "optimizers": {"numpy"},
    "schedules": {"numpy"},
    "sweeps": {"numpy"},
    "scale": {"numpy"},
    "trials": {"numpy"},
    "training": {"numpy", "tqdm"},  # a progress bar, on long runs only
    "frameworks": {"numpy", "keras", "jax", "torch", "tensorflow"},  # only where they are installed
    "exercises": {"numpy"},
    "progress_file": set(),
    "websocket": set(),
    "overview": set(),
    "claims": set(),
    "checking": {"numpy", "IPython"},  # IPython only where a notebook has loaded it
    "learner": set(),
    "plotting": {"numpy", "matplotlib", "IPython"},
    "explore": {"numpy", "matplotlib", "contourpy", "ipywidgets", "anywidget", "traitlets"},
}


# The parts that are read as a textbook: there, methods have docstrings too.
TEXTBOOK = {"problems", "optimizers", "schedules", "training", "sweeps", "plotting"}


ROOMS = {name.split(".")[1] for name in ALLOWED if "." in name}


def part_of(file: Path) -> str:
    return part_named(file.relative_to(PACKAGE).with_suffix("").parts)


def part_named(names: Sequence[str]) -> str:
    """The part that a module belongs to, by the names below lrkit on the path to it."""
    in_room = names[0] == "grading" and len(names) > 1 and names[1] in ROOMS
    return ".".join(names[:2]) if in_room else names[0]


def imports(file: Path) -> set[str]:
    """Every module that a file imports.

    A lazy import, inside a function, counts: it saves time and not a dependency, so that it obeys
    the same directions. Laziness itself is held to by what `import lrkit` loads, below.
    """
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: imports are absolute here"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def ids(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("file", FILES, ids=ids)
def test_imports_point_one_way(file):
    """From the interface down to the core, and never back."""
    part = part_of(file)
    if part == "__init__":
        return
    inner = {part_named(name.split(".")[1:]) for name in imports(file)
             if name.startswith("lrkit.")} - {part}
    assert inner <= ALLOWED[part], inner - ALLOWED[part]
    if part in OUTSIDE:
        outer = {name.split(".")[0] for name in imports(file)} - {"lrkit"}
        assert outer - set(sys.stdlib_module_names) <= OUTSIDE[part]


def test_every_permission_to_import_is_used():
    """A permission that nobody needs would let the next import in unseen."""
    used: dict[str, set[str]] = {part: set() for part in ALLOWED}
    for file in FILES:
        if (part := part_of(file)) in used:
            used[part] |= {part_named(name.split(".")[1:]) for name in imports(file)
                           if name.startswith("lrkit.")} - {part}
    unused = {part: allowed - used[part] - BELOW for part, allowed in ALLOWED.items()}
    assert {part: names for part, names in unused.items() if names} == {}


@pytest.mark.parametrize("file", FILES, ids=ids)
def test_a_part_imports_only_itself_by_a_string(file):
    """import_module("...") passes by the test above; only the lazy top level may reach down so."""
    part = part_of(file)
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and part != "__init__":
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            assert name != "__import__"
            if name == "import_module" and part != "book":  # documents every part by its name
                target = ast.unparse(node.args[0]).lstrip("f").strip("'\"")
                assert target.startswith(f"lrkit.{part}.")


@pytest.mark.parametrize("file", FILES, ids=ids)
def test_a_module_is_a_chapter(file):
    """At most 300 lines, with a docstring."""
    text = file.read_text(encoding="utf-8")
    assert text.count("\n") <= 300
    assert not text.strip() or ast.get_docstring(ast.parse(text))


@pytest.mark.parametrize("file", FILES, ids=ids)
def test_public_functions_have_docstrings(file):
    """Functions and classes that a reader may call; a wrong answer's docstring is its message."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in public(tree) if part_of(file) in TEXTBOOK else public(tree, methods=False):
        is_reference = node.name == "reference"  # the exercise's contract describes it
        assert is_reference or ast.get_docstring(node), f"{node.name} has no docstring"


@pytest.mark.parametrize("file", FILES, ids=ids)
def test_public_functions_are_short(file):
    """At most 20 lines of code, docstring, comments and blank lines not counted.

    The `cases` of an exercise are a table and not a procedure.
    """
    text = file.read_text(encoding="utf-8")
    for node in public(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and node.name != "cases":
            assert code_lines(node, text) <= 20, f"{node.name} is too long"


@pytest.mark.parametrize("file", FILES, ids=ids)
def test_no_function_is_long(file):
    """At most 25 lines of code, private ones too; the `cases` of an exercise are a table."""
    text = file.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and node.name != "cases":
            assert code_lines(node, text) <= 25, f"{node.name} is too long"


def public(tree: ast.AST, *, methods: bool = True) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    """The functions and classes of a module that a reader may call."""
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
            yield node
            if methods and isinstance(node, ast.ClassDef):
                yield from public(node)


def code_lines(function: ast.FunctionDef, text: str) -> int:
    body = function.body[1:] if ast.get_docstring(function) else function.body
    if not body:
        return 0
    lines = text.splitlines()[body[0].lineno - 1 : function.end_lineno]
    return sum(bool(line.strip()) and not line.strip().startswith("#") for line in lines)


def test_importing_lrkit_loads_numpy_and_nothing_else():
    """Neither figures nor widgets nor nbgrader are loaded before they are used."""
    code = (
        "import sys, numpy, numpy.random\n"
        "before = set(sys.modules)\n"
        "def more():\n"
        "    new = {name.split('.')[0] for name in set(sys.modules) - before}\n"
        "    return sorted(new - set(sys.stdlib_module_names) - {'numpy'})\n"
        "import lrkit; print(more())\n"
        "from lrkit import check, predict, problems, training; print(more())\n"
        "from lrkit import plotting; print('matplotlib' in more(), 'IPython' in more())"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.splitlines() == ["['lrkit']", "['lrkit']", "True False"]


def test_every_public_name_can_be_had():
    """Every name in `lrkit.__all__` is there, and a wrong name is an AttributeError."""
    import lrkit

    for name in lrkit.__all__:
        assert getattr(lrkit, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'chek'"):
        lrkit.chek  # noqa: B018


def test_conda_installs_what_pip_installs():
    """environment.yml and pyproject.toml name the same packages with the same lower bounds."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    conda = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    names = {line for line in conda if isinstance(line, str)} - {"pip"}
    assert names == {*project["dependencies"], f"python{project['requires-python']}"}
    assert {"pip": ["."]} in conda


def test_ci_runs_the_test_command_of_the_readme():
    """The first as it stands, in a bare environment and not as CI; at its end, both at once."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    first, second = re.findall(r"^.*-m pytest.*$", readme, re.M)[:2]
    both = re.search(r"`(\S+ -m pytest tests\s+lrkit)`", readme)[1].split()
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert second == ".venv/bin/python -m pytest tests/system" and first.endswith("-m pytest")
    bare, parts = script.split("export CI=true")
    assert f"\n(\nunset CI\n{first}\n)\n" in bare
    assert bare.count("install") == 2 and "apt" not in bare  # in the comment and in the command
    assert parts.splitlines()[-1].split() == both


def test_what_ci_runs_at_its_end_is_what_the_two_commands_run():
    """Every folder of tests belongs to one of them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    paths = project["tool"]["pytest"]["ini_options"]["testpaths"]
    first = {file for path in paths for start in ROOT.glob(path)
             for file in (start.rglob("test_*.py") if start.is_dir() else [start])}
    tests = {*(ROOT / "tests").rglob("test_*.py")}
    second = {*(ROOT / "tests" / "system").rglob("test_*.py")}
    assert first & tests == tests - second and len(second) > 10
    assert "lrkit" in paths and {path.split("/")[0] for path in paths} == {"tests", "lrkit"}


def test_the_picture_shows_every_part_above_what_imports_it():
    """CONTRIBUTING.md's picture: each part once, and never below a part that may import it."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    picture = re.search(r"## How the pieces fit\n.*?```text\n(.*?)```", text, re.S)[1]
    shown = [re.findall(r"[\w.]+", line[:36]) for line in picture.splitlines()]
    line_of = {part: number for number, parts in enumerate(shown) for part in parts}
    assert sorted(part for parts in shown for part in parts) == sorted(ALLOWED)
    for part, allowed in ALLOWED.items():
        above = {name for name in ALLOWED if line_of[name] <= line_of[part]}
        assert allowed <= above, f"{part} imports what is drawn below it"
