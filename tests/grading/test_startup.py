"""Start-up of the grader's processes: it takes less time, and changes nothing else."""

import gc
import subprocess
import sys
from importlib.util import find_spec

import pytest

from lrkit.grading.execution import startup
from lrkit.grading.execution.iri_grammar import IRI_GRAMMAR


def run(code: str) -> str:
    """Return the output of a fresh Python."""
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True,
                          text=True).stdout.strip()


def test_notebooks_are_read_and_checked_without_the_grammar():
    """nbformat still finds what is wrong with a notebook, and the grammar was not built."""
    assert run(
        "from lrkit.grading.execution.startup import tune_process; tune_process()\n"
        "import sys, nbformat\n"
        "from nbformat.v4 import new_code_cell, new_notebook\n"
        "notebook = new_notebook(cells=[new_code_cell('1')])\n"
        "nbformat.validate(notebook)\n"
        "notebook.cells[0].cell_type = 'song'\n"
        "try: nbformat.validate(notebook)\n"
        "except nbformat.ValidationError: print('wrong')\n"
        "print('rfc3987_syntax.syntax_helpers' in sys.modules)").split() == ["wrong", "False"]


def test_a_worker_loads_what_it_judges_with_and_nothing_to_read_or_show_notebooks():
    """A third of a second of each worker's start, and of a sandbox's."""
    assert run("import sys, lrkit.grading.execution.workers\n"
               "print({'nbformat', 'nbconvert', 'nbgrader', 'IPython', 'anywidget'}"
               " & set(sys.modules))") == "set()"


@pytest.mark.skipif(find_spec("rfc3987_syntax") is None, reason="rfc3987_syntax is not installed")
def test_there_is_a_grammar_to_spare():
    """Once nbformat loads without it by itself, `skip_iri_grammar` can go."""
    assert run("import sys, nbformat; print('rfc3987_syntax' in sys.modules)") == "True"


def test_all_is_set_back():
    """`grade` is called by other programs too, whose settings are their own."""
    before, had = gc.get_threshold(), sys.modules.pop(IRI_GRAMMAR, None)
    try:
        with startup.tuned_process():
            assert gc.get_threshold() == startup.GC_THRESHOLDS
            assert sys.modules[IRI_GRAMMAR] is None
        assert gc.get_threshold() == before
        assert IRI_GRAMMAR not in sys.modules
    finally:
        if had is not None:
            sys.modules[IRI_GRAMMAR] = had
