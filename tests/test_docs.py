"""The written pages are true: blocks are run, commands exist, links lead somewhere.

A block of code stands below one of two comments, or is a session (``>>>``) and run here:

- ``<!-- covered by tests/FILE.py::TEST -->``: that test runs it, or what it shows;
- ``<!-- not run: REASON -->``.
"""

import doctest
import json
import re
import shlex
import subprocess
import tomllib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

import lrkit
from lrkit import cli
from lrkit.course import find_course
from lrkit.exercises import PUBLISHED, all_exercises
from lrkit.release.delivery import deliver

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])
FENCE = re.compile(r"^(?P<indent> *)```(?P<language>[^\n`]*)\n(?P<text>.*?)^(?P=indent)```$",
                   re.M | re.S)
COMMENT = re.compile(r"<!-- ((?:(?!-->).)*) -->\s*\Z", re.S)
PATH = re.compile(r"(?<![\w./-])((?:tests|lrkit|docs|\.github|\.ci)/[\w./<>*-]+)")
COMMENTS = re.compile(r"<!--.*?-->", re.S)
LINK = re.compile(r"(?P<image>!?)\[(?P<text>(?:[^\[\]]|\[[^\]]*\])*)\]\((?P<target>[^)\s]+)\)")
NOT_RUN = re.compile(r"not run: .{12,}", re.S)
COVERED = re.compile(r"covered by (?P<file>tests/\S+?\.py)(?:::(?P<test>\w+))?")
LARGEST = 200_000  # bytes of a picture


@dataclass(frozen=True)
class Block:
    """A fenced block of a page, and the comment right above it."""

    page: Path
    language: str
    text: str
    comment: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:\n{self.text}"


def blocks_of(page: Path) -> list[Block]:
    """The blocks of code; directives of the book, ```` ```{...} ````, are none."""
    text = page.read_text(encoding="utf-8")
    found = []
    for fence in FENCE.finditer(text):
        comment = COMMENT.search(text[: fence.start()])
        if not fence["language"].startswith("{"):
            said = comment[1] if comment else ""
            found.append(Block(page, fence["language"], fence["text"], said))
    return found


BLOCKS = [block for page in PAGES for block in blocks_of(page)]
SESSIONS = [block for block in BLOCKS if block.text.startswith(">>>") and not block.comment]
NAMESPACES: dict[Path, dict] = {}  # the later sessions of a page go on where the earlier ones ended


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("number", range(len(SESSIONS)))
def test_a_shown_session_gives_what_is_shown(number):
    """Line by line, as a doctest."""
    block = SESSIONS[number]
    namespace = NAMESPACES.setdefault(block.page, {})
    shown = block.text.replace("\n\n", "\n<BLANKLINE>\n")
    test = doctest.DocTestParser().get_doctest(shown, namespace, name(block.page), None, 0)
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    report = []
    runner.run(test, out=report.append, clear_globs=False)
    namespace.update(test.globs)
    assert not report, "".join(report)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_block_is_run_or_says_why_not(page):
    """A marker names a test that exists, or gives a reason."""
    for block in blocks_of(page):
        if block in SESSIONS or NOT_RUN.fullmatch(block.comment):
            continue
        covered = COVERED.fullmatch(block.comment)
        assert covered, f"neither run nor marked: {block}"
        file = ROOT / covered["file"]
        assert file.is_file(), f"{covered['file']} is not there: {block}"
        if covered["test"]:
            assert f"def {covered['test']}(" in file.read_text(encoding="utf-8"), block.comment


def commands_on(page: Path) -> set[str]:
    """Every `lrkit ...` on a page, in blocks and in running text."""
    text = page.read_text(encoding="utf-8")
    lines = [line for block in blocks_of(page) if block.language == "console"
             for part in block.text.splitlines() for line in part.split("&&")]
    lines += re.findall(r"`([^`\n]+)`", FENCE.sub("", text))
    lines = [line.strip().removeprefix(".venv/bin/") for line in lines]
    return {line for line in lines if re.match(r"lrkit [a-z]", line)}


@pytest.mark.parametrize("page", [*PAGES, ROOT / "CHANGELOG.md"], ids=name)
def test_every_command_of_lrkit_exists_with_its_options(page, capsys):
    """If a page says `lrkit grade --workers`, the help of `lrkit grade` has --workers."""
    for line in sorted(commands_on(page)):
        words = shlex.split(line)
        with pytest.raises(SystemExit) as stop:
            cli.main([words[1], "--help"])
        said = capsys.readouterr()
        assert stop.value.code == 0, f"{line}: {said.err}"
        for option in (word.split("=")[0] for word in words[2:] if word.startswith("--")):
            assert option in said.out, line


def spans_of(page: Path) -> list[str]:
    """List what a page sets as code: in running text, and each line of its commands."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    lines = [line for block in blocks_of(page) if block.language == "console"
             for line in block.text.splitlines()]
    return [*re.findall(r"`([^`\n]+)`", COMMENTS.sub("", text)), *lines]


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_module_and_file_that_a_page_names_exists(page):
    """Modules of `python -m tests.benchmarks`, files such as `docs/notebook1.png`.

    NN and <name> stand for any.
    """
    for span in spans_of(page):
        for module in re.findall(r"python -m ((?:tests|lrkit)\S*)", span):
            assert find_spec(module), f"{name(page)}: {span}"
        for path in PATH.findall(span):
            if "nb12" not in path:  # of one's own
                pattern = re.sub(r"NN|<\w+>", "*", path).rstrip("./")
                places = [path for ending in ("", ".py") for path in ROOT.glob(pattern + ending)]
                assert places, f"{name(page)}: {path} in {span}"


@pytest.mark.parametrize("page", [page for page in PAGES if page.stem != "CONTRIBUTING"], ids=name)
def test_every_function_that_a_page_calls_is_lrkits(page):
    """`hint("gd_step")`, `progress()`: what a learner is told to type can be imported."""
    for span in spans_of(page):
        if call := re.fullmatch(r"([a-z_]+)\((.*)\)", span):
            known = {*lrkit.__all__, *(exercise.name for exercise in all_exercises())}
            assert call[1] in known | {"step_length"}, f"{name(page)}: {span}"


def anchors(page: Path) -> set[str]:
    """The places of a Markdown page that a link may name, as GitHub and MyST make them."""
    heads = re.findall(r"^#+ (.*)$", FENCE.sub("", page.read_text(encoding="utf-8")), re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page):
    """Inside the repository to a file and a place in it; elsewhere the form is looked at only."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    for link in LINK.finditer(text):
        parts = urlsplit(link["target"])
        if parts.scheme:
            assert parts.scheme == "https" and "." in parts.netloc, link[0]
            continue
        target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
        assert target.exists() and target.is_relative_to(ROOT), f"{name(page)}: {link[0]}"
        if parts.fragment:
            assert parts.fragment in anchors(target), f"{name(page)}: {link[0]}"
        if link["image"]:
            assert len(link["text"]) > 20, f"no words for {link['target']}"
            assert target.stat().st_size < LARGEST, f"{link['target']} is large"


def test_every_picture_is_used_and_has_a_script():
    """A picture in docs/ is shown somewhere, and the README says what makes it."""
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    table = derived()
    pictures = [*(ROOT / "docs").rglob("*.png")]
    assert pictures
    for picture in pictures:
        assert picture.name in text, picture
        assert any(picture.match(file) for file in table), f"{picture.name}: made by what?"


def derived() -> dict[str, str]:
    """The README's table of files that are made from others: file -> by what."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    table = re.search(r"^## Files that are made from others\n(.*?)^(?:\[|#)", text, re.M | re.S)[1]
    return {re.search(r"`([^`]+)`", row[0])[1]: row[2] for row in rows_of(table)}


def test_the_table_of_derived_files_is_true(capsys):
    """Each file is there, and what makes it can be run: a command of lrkit, a module, or a hand."""
    table = derived()
    assert len(table) >= 6
    for file, by in table.items():
        assert list(ROOT.glob(file.rstrip("/"))), f"{file} is not there"
        commands = re.findall(r"`([^`]+)`", by)
        assert commands or "by hand" in by
        for command in commands:
            module = re.match(r"python -m (\S+)", command)
            if module:
                assert find_spec(module[1]), command
            elif command.startswith("lrkit "):
                with pytest.raises(SystemExit):
                    cli.main([*command.split()[1:], "--help"])
                assert "usage: lrkit" in capsys.readouterr().out


def test_the_setup_commands_are_those_of_the_readme():
    """A student types what the README says, which a test of the whole set-up covers."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    page = (ROOT / "docs" / "student.md").read_text(encoding="utf-8")
    setup = [line for line in page.splitlines() if line.startswith("python3 -m venv")]
    assert setup and all(f"\n{line}\n" in readme for line in setup)


def rows_of(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")]
            for line in table.strip().splitlines() if line.startswith("| ")][1:]


def test_the_plan_agrees_with_the_notebooks():
    """Minutes, points, and that no plan asks for a notebook before those that it needs."""
    guide = (ROOT / "docs" / "instructor" / "prepare.md").read_text(encoding="utf-8")
    facts, plans = guide.split("## Two plans")
    needs = {}
    rows = {row[0].split(" ·")[0]: row for row in rows_of(facts)}
    for path in (ROOT / "solutions").glob("*/*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        head = "".join(cells[0]["source"])
        number, title = re.match(r"# (\d+) · (.*)", head).groups()
        marks = [(cell["cell_type"], cell["metadata"]["nbgrader"]["points"]) for cell in cells
                 if cell["metadata"].get("nbgrader", {}).get("grade")]
        by_check = sum(points for kind, points in marks if kind == "code")
        by_hand = sum(points for kind, points in marks if kind == "markdown")
        minutes = re.search(r"\*\*Time:\*\* (\d+)", head)[1]
        row = rows[number]
        expected = [f"{number} · {title}", minutes, row[2], f"{by_check:g}", f"{by_hand:g}"]
        assert row == expected, "in the first table of docs/instructor/prepare.md"
        needs[number] = set(re.findall(r"\d+", row[2]))
    assert len(needs) == len(PUBLISHED) and any(needs.values())
    for plan in plans.split("**One day**")[:2]:
        order = [number for row in rows_of(plan.split("## ")[0])
                 for cell in row[1:] for number in re.findall(r"\d+", cell.split("of")[0])]
        assert len(order) >= 6
        for number, before in needs.items():
            if number in order:
                assert all(order.index(one) < order.index(number) for one in before & {*order}), (
                    f"{number} comes before what it needs")
                assert before <= {*order}, f"{number} needs {before}"


def test_the_copy_for_students_has_no_rubric(tmp_path):
    """The copy of the guide on integrity starts like a clone and has no line of a rubric."""
    if not (ROOT / ".git").exists():
        pytest.skip("this is not a clone")
    subprocess.run(["git", "clone", "-q", ROOT, tmp_path / "clone"], check=True)
    [block] = [block for block in blocks_of(ROOT / "docs" / "instructor" / "integrity.md")
               if "git archive" in block.text]
    subprocess.run(["bash", "-ec", block.text], cwd=tmp_path / "clone", check=True)
    copy = tmp_path / "clone" / "for-students" / "lrkit"

    deliver(find_course(copy), tmp_path / "my-course")
    assert len([*(tmp_path / "my-course").glob("*/*.ipynb")]) == len(PUBLISHED)
    said = "".join(path.read_text(encoding="utf-8") for path in copy.rglob("*")
                   if path.suffix in (".py", ".md", ".ipynb", ".json"))
    for path in (ROOT / "solutions").glob("*/*.ipynb"):
        scheme = re.search(r"BEGIN MARK SCHEME(.*?)END MARK SCHEME", path.read_text(), re.S)[1]
        lines = [line.strip(' "\\n,#') for line in scheme.splitlines()]
        assert not [line for line in lines if len(line) > 60 and line in said], path.name


def test_the_explorer_of_contributing_draws():
    """The model that is printed there: its sentence says what it drew."""
    [block] = [block for block in blocks_of(ROOT / "CONTRIBUTING.md") if block.language == "python"]
    namespace = {}
    exec(block.text, namespace)
    scene = namespace["Decay"]().update(0.5, 1)
    assert scene.says == "The loss goes from 8 to 2 in 1 steps."  # 8 times one half squared


OF_OTHERS = {"lrkit", "pre-commit"}  # what is installed beside the dependencies


def test_every_package_that_a_page_installs_is_known():
    """`pip install lrkit nbgitpuller`: the project's dependencies, with the extras'."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    needs = [*project["dependencies"], *(need for extra in extras for need in extra)]
    known = OF_OTHERS | {re.match(r"[\w-]+", need)[0] for need in needs}
    for page in PAGES:
        for command in re.findall(r"pip install ([^&\n]+)", "\n".join(spans_of(page))):
            names = {word for word in shlex.split(command) if re.fullmatch(r"\w[\w-]*", word)}
            assert names <= known, f"{name(page)}: pip install {command}"


def test_every_extra_that_a_page_names_exists():
    """`pip install "lrkit[book]"` and the like."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for page in PAGES:
        for extras in re.findall(r"(?:lrkit|\.)\[([a-z,]+)\]\"", page.read_text(encoding="utf-8")):
            assert set(extras.split(",")) <= set(project["optional-dependencies"]), name(page)
