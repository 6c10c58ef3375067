"""Public names: no two classes or functions of lrkit have the same one."""

import ast
import importlib
from collections import defaultdict
from pathlib import Path

import pytest

LRKIT = Path(__file__).parents[1] / "lrkit"

# Names of one interface that several modules offer.
INTERFACES = {
    "main": "the entry point of a program that is started by its module's name",
    "optimizer_defaults": "of frameworks/in_keras.py and in_torch.py, called by the library's name",
    "train": "lrkit's own loop, and that of frameworks, which a library makes",
    "train_own": "of frameworks/in_keras.py and in_torch.py, called by the library's name",
    "train_recipe": "of frameworks/in_keras.py and in_torch.py, called by the library's name",
}

def public_names() -> dict[str, list[str]]:
    """Return the modules that define each public class or function at their top level.

    The misconceptions of the exercises are left out: each is named for a learner's mistake, and
    many exercises have the same mistakes. So are the stand-ins for Keras and PyTorch, whose classes
    have the libraries' names, which nobody looks for in lrkit.
    """
    found = defaultdict(list)
    for file in sorted(LRKIT.rglob("*.py")):
        module = file.relative_to(LRKIT).as_posix()
        if module.startswith(("exercises/nb", "frameworks/standins/")):
            continue
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(module)
    return found


def test_a_public_name_is_defined_once():
    """A reader who searches for a name finds the one thing that it means."""
    twice = {name: modules for name, modules in public_names().items() if len(modules) > 1}
    assert {name: modules for name, modules in twice.items()
            if name not in INTERFACES} == {}


def test_each_interface_has_several_modules():
    """An exception that is no longer needed would hide the next double meaning."""
    names = public_names()
    assert [name for name in INTERFACES if len(names[name]) < 2] == []


@pytest.mark.parametrize("module", sorted(
    file.relative_to(LRKIT.parent).with_suffix("").as_posix().replace("/", ".")
    .removesuffix(".__init__")
    for file in LRKIT.rglob("*.py") if "\n__all__ = " in file.read_text(encoding="utf-8")))
def test_every_name_that_a_module_offers_is_there(module):
    """``from module import *`` finds what ``__all__`` promises."""
    loaded = importlib.import_module(module)
    assert [name for name in loaded.__all__ if not hasattr(loaded, name)] == []
