"""The files around the code agree with it: workflow, hooks, issue forms, citation, changelog."""

import re
import shlex
import shutil
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

import lrkit
from lrkit import cli
from lrkit.frameworks import BACKENDS

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
WORKFLOW = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))
HOOKS = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))


def exists(command: str, capsys) -> bool:
    """Tell whether a command line can be run here: its program, lrkit's options, pytest's files."""
    words = shlex.split(command)
    if words[0] == "lrkit":
        with pytest.raises(SystemExit) as stop:
            cli.main([words[1], "--help"])
        said = capsys.readouterr().out
        return stop.value.code == 0 and all(w in said for w in words if w.startswith("--"))
    files = [word.removeprefix("--ignore=") for word in words if "tests/" in word]
    program = Path(sys.executable).with_name(words[0])
    return all((ROOT / file).exists() for file in files) and bool(
        shutil.which(words[0]) or program.exists() or words[0] == "ruff")


def test_the_workflow_runs_what_developers_run(capsys):
    """.ci/run on Linux, with the linter; elsewhere commands that exist, on the promised Pythons."""
    jobs = WORKFLOW["jobs"]
    assert {"run": "bash .ci/run"} in jobs["everything"]["steps"]
    assert "\n.venv/bin/ruff check .\n" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    matrix = jobs["quick"]["strategy"]["matrix"]
    assert {name.split("-")[0] for name in matrix["os"]} == {"ubuntu", "macos", "windows"}
    promised = [re.search(r"3\.\d+", text)[0] for text in PROJECT["classifiers"] if "3." in text]
    assert matrix["python"] == promised
    for step in jobs["quick"]["steps"]:
        for line in step.get("run", "").splitlines():
            assert exists(line, capsys), line


def test_the_workflow_tries_each_library_alone(capsys):
    """Each extra that is a backend of Keras or PyTorch, on the oldest and the newest Python."""
    job = WORKFLOW["jobs"]["notebook9"]
    matrix = job["strategy"]["matrix"]
    assert set(matrix["extra"]) == set(BACKENDS) and "notebook 9" in job["name"]
    (union,) = PROJECT["optional-dependencies"]["frameworks"]
    assert sorted(re.search(r"\[(.*)\]", union)[1].split(",")) == sorted(matrix["extra"])
    quick = WORKFLOW["jobs"]["quick"]["strategy"]["matrix"]
    assert matrix["python"] == [quick["python"][0], quick["python"][-1]]
    assert matrix["os"] == quick["os"]
    for step in job["steps"]:
        for line in step.get("run", "").splitlines():
            assert exists(line, capsys), line


def test_the_hooks_run_what_is_there(capsys):
    """Each hook is local, its command exists, and its pattern meets a file of the project."""
    folders = ("lrkit", "solutions", "course", "docs")
    names = ["README.md", *(path.relative_to(ROOT).as_posix() for folder in folders
                            for path in (ROOT / folder).rglob("*.*"))]
    for repo in HOOKS["repos"]:
        assert repo["repo"] == "local"
        for hook in repo["hooks"]:
            assert hook["language"] == "system" and exists(hook["entry"], capsys), hook["id"]
            assert any(re.search(hook.get("files", ""), name) for name in names), hook["id"]


@pytest.mark.parametrize("file", FORMS, ids=lambda file: file.stem)
def test_an_issue_form_is_well_formed(file):
    """A form has what GitHub asks for: a name, a description, fields with an id and a label."""
    form = yaml.safe_load(file.read_text(encoding="utf-8"))
    if file.stem == "config":
        assert form == {"blank_issues_enabled": True}
        return
    assert form["name"] and form["description"]
    fields = [field for field in form["body"] if field["type"] != "markdown"]
    assert {field["type"] for field in fields} <= {"input", "textarea", "dropdown", "checkboxes"}
    assert all(field["attributes"]["label"] for field in fields)
    assert len({field["id"] for field in fields}) == len(fields)


def test_the_citation_is_of_this_version():
    """All that Citation File Format 1.2.0 requires is there, and agrees with pyproject.toml."""
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"message", "title", "authors"} <= set(citation) and citation["cff-version"] == "1.2.0"
    assert all(set(author) in ({"name"}, {"family-names", "given-names"})
               for author in citation["authors"])
    assert citation["version"] == PROJECT["version"] == lrkit.__version__
    assert " AND ".join(citation["license"]) == PROJECT["license"]


def test_the_changelog_begins_with_this_version():
    """The newest entry is the version that is installed."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## (\S+)", changelog, re.M)[1] == PROJECT["version"]
