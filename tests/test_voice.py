"""The voice of docstrings: an imperative verb or the noun that the thing is, in one sentence."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# There a misconception's docstring is the learner's message.
MESSAGES = "lrkit/exercises/nb"
FILES = [file for folder in ("lrkit", "tests") for file in sorted((ROOT / folder).rglob("*.py"))
         if not file.relative_to(ROOT).as_posix().startswith(MESSAGES)]
# Such a docstring is half a sentence, and a reader has to find the other half.
HALF = re.compile(r"(What|Where|How|Who|Which|When|Whether)\b")


def half_sentences(text: str) -> Iterator[str]:
    """Find the docstrings of a module's text that open with such a word."""
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(ast.parse(text)):
        docstring = ast.get_docstring(node) if isinstance(node, kinds) else None
        if docstring and HALF.match(docstring):
            yield docstring.splitlines()[0]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_no_docstring_opens_with_half_a_sentence(file):
    """It opens with a verb in the imperative, or with a noun."""
    assert list(half_sentences(file.read_text(encoding="utf-8"))) == []


def test_half_a_sentence_is_noticed():
    """In a module, a class, a function and a function inside it."""
    text = ('"""What it is."""\nclass A:\n    """Where it is."""\n    def f(self):\n'
            '        """Whether it is."""\n        def g():\n            """Howard, a name."""\n')
    assert list(half_sentences(text)) == ["What it is.", "Where it is.", "Whether it is."]


def test_every_file_of_tests_is_among_them():
    """The list of files is not empty, and leaves out the messages of exercises alone."""
    assert set((ROOT / "tests").rglob("*.py")) <= {*FILES}
