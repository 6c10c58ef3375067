"""References: a name that a docstring or comment of lrkit mentions is defined somewhere."""

import ast
import builtins
import io
import keyword
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

LRKIT = Path(__file__).resolve().parents[1] / "lrkit"
MESSAGES = "exercises/nb"  # there a misconception's docstring is the learner's message
# Chapters that name symbols of formulas and the options of other libraries in backticks.
FORMULAS = ("optimizers/", "problems/", "schedules/")
# Names of other programs that lrkit mentions and does not import.
OUTSIDE = {
    "Generator": "NumPy's",
    "fit": "a method of Keras' models",
    "random": "NumPy's module",
}
CAMEL_CASE = re.compile(r"(?<!\w)_?[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*(?!\w)")
MENTIONED = re.compile(r"(?P<see>\b[Ss]ee\s+)?(?<!`)`(?P<name>[A-Za-z_][\w.]*)(?:\([^`]*\))?`(?!`)")
SECTION = re.compile(r"^(?P<title>Parameters|Attributes|Returns|Yields|Raises)\n-+\n(?P<lines>.*?)"
                     r"(?=\n\n\w[^\n]*\n-+\n|\Z)", re.M | re.S)
TREES = {file.relative_to(LRKIT).as_posix(): ast.parse(file.read_text(encoding="utf-8"))
         for file in sorted(LRKIT.rglob("*.py"))}
READ = [name for name in TREES if not name.startswith(MESSAGES)]


def defined_names() -> set[str]:
    """Collect what lrkit defines or imports from elsewhere, and the names of its modules."""
    names = {*dir(builtins), *keyword.kwlist, *OUTSIDE, "lrkit"}
    for file, tree in TREES.items():
        names |= {*Path(file).with_suffix("").parts}
        for node in ast.walk(tree):
            names |= {*_defined_by(node)}
    return names


def _defined_by(node: ast.AST) -> Iterator[str]:
    """Yield what a node defines; the local variables of functions are nobody else's to mention."""
    if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        yield node.name
    elif isinstance(node, ast.arg):
        yield node.arg
    elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
        yield node.attr
    elif isinstance(node, ast.Import | ast.ImportFrom):
        module = getattr(node, "module", None) or ""
        if not module.startswith("lrkit"):
            yield from module.split(".")
            for alias in node.names:
                yield from (alias.asname or alias.name).split(".")
    if isinstance(node, ast.Module | ast.ClassDef):
        for statement in node.body:
            yield from (name.id for name in ast.walk(statement)
                        if isinstance(statement, ast.Assign | ast.AnnAssign)
                        and isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store))


DEFINED = defined_names()


def mentioned_names(file: str) -> Iterator[str]:
    """Yield the names that docstrings and comments mention, and the types of numpydoc sections."""
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = [ast.get_docstring(node) or "" for node in ast.walk(TREES[file])
                  if isinstance(node, kinds)]
    text = (LRKIT / file).read_text(encoding="utf-8")
    comments = [token.string for token in tokenize.generate_tokens(io.StringIO(text).readline)
                if token.type == tokenize.COMMENT]
    for match in MENTIONED.finditer("\n\n".join(docstrings + comments)):
        if match["see"] or CAMEL_CASE.search(match["name"]) or not file.startswith(FORMULAS):
            yield match["name"]
    for docstring in docstrings:
        yield from section_types(docstring)


def section_types(docstring: str) -> Iterator[str]:
    """Yield the classes among the types in the sections of a docstring.

    >>> list(section_types("Do.\\n\\nReturns\\n-------\\nlist of Remark\\n    What is wrong."))
    ['Remark']
    """
    for section in SECTION.finditer(docstring):
        for line in section["lines"].splitlines():
            named = section["title"] in ("Parameters", "Attributes")
            if line[:1].isidentifier() and (" : " in line or not named):
                types = line.split(" : ", 1)[-1]
                yield from filter(CAMEL_CASE.search, re.findall(r"[A-Za-z_][\w.]*\w", types))


def undefined(names: Iterator[str]) -> list[str]:
    """Keep the names of which a part, between dots, is defined nowhere."""
    return [name for name in names if not DEFINED.issuperset(name.split("."))]


@pytest.mark.parametrize("file", READ)
def test_a_name_that_is_mentioned_is_defined(file):
    """A reader who searches for it finds it."""
    assert undefined(mentioned_names(file)) == []


def test_a_name_of_before_is_noticed():
    """In a sentence and as a type; the words beside it are none."""
    docstring = ("Return the `Mended`, see `Remark` and `tidy_up(x)`.\n\nParameters\n----------\n"
                 "found : list of Mended, optional\n    A `Path`.\n\nRaises\n------\nUnreadable\n"
                 "    If it is no notebook.\n")
    mentioned = [match["name"] for match in MENTIONED.finditer(docstring)]
    assert mentioned == ["Mended", "Remark", "tidy_up", "Path"]
    assert undefined([*mentioned, *section_types(docstring)]) == [
        "Mended", "tidy_up", "Mended", "Unreadable"]


def test_what_is_outside_is_not_defined_here():
    """An exception that is no longer needed would hide a wrong name."""
    mentioned = {part for file in READ for name in mentioned_names(file)
                 for part in name.split(".")}
    assert [name for name in OUTSIDE if name not in mentioned] == []
