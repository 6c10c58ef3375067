"""The settings that nbgrader works with: in a checkout, in `lrkit grade` and in a graded folder.

They are in one table, so that a notebook is generated and graded in the same way everywhere.
"""

import os
import sys
import warnings
from pathlib import Path
from typing import Any

STUB = "...  # your code here"  # nothing raises: "run all" passes in the untouched release
# Enter, since a double click opens the text without the cursor in it: what is typed then are
# JupyterLab's one-letter commands, which add, cut and convert cells.
TEXT_STUB = "*Click here, press Enter, and replace this line with your answer.*"

# A warning of SQLAlchemy's about nbgrader's sessions at each first grading; nobody can act on it.
HARMLESS = r"Object of type <\w+> not in session"

# The text versions and exports of a notebook, which would carry its solutions along. By the
# notebook's name, "NN_...": a student's own helper.py must still be copied when it is graded.
_TWINS = ("py", "md", "Rmd", "qmd", "rst", "html", "pdf", "tex", "json", "txt")

SETTINGS: dict[str, dict[str, Any]] = {
    "CourseDirectory": {
        "course_id": "learning-rates",
        "ignore": [".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback", ".lrkit",
                   ".DS_Store", *(f"[0-9][0-9]_*.{ending}" for ending in _TWINS)],
    },
    "ClearSolutions": {"code_stub": {"python": STUB}, "text_stub": TEXT_STUB},
    # Rubrics stand in the read-only cell of a question, not in a "manually graded task": nbgrader
    # takes them out of the release and puts them back for whoever grades.
    "ClearMarkScheme": {"enforce_metadata": False},
    # Kernels on this machine talk over encrypted sockets where the kernel can, without a warning.
    "KernelManager": {"transport_encryption": "auto"},
}


def prepare_environment() -> None:
    """Let nbgrader and Jupyter find this environment's programs, activated or not.

    nbgrader calls ``alembic`` from PATH when it makes a gradebook, and a kernel of the same name
    in the user's home must not be started instead of this environment's.
    """
    programs = str(Path(sys.executable).parent)
    path = os.environ.get("PATH", "").split(os.pathsep)
    if path[0] != programs:
        os.environ["PATH"] = os.pathsep.join([programs, *path])
    os.environ.setdefault("JUPYTER_PREFER_ENV_PATH", "1")


def configure(config: Any, root: Path, source: str = "source", release: str = "release") -> Any:
    """Fill a traitlets Config with the settings, for the course directory `root`.

    Also prepares the environment, see `prepare_environment`: a configuration file is the one
    place of ours that each nbgrader command passes.

    Parameters
    ----------
    config : traitlets.config.Config
        Filled in place, and returned.
    root : Path
        Made absolute: nbgrader warns about a relative one, three times a command.
    source, release : str
        The folders of the sources and of the release, relative to `root` or absolute.
    """
    prepare_environment()
    warnings.filterwarnings("ignore", message=HARMLESS)
    for section, values in SETTINGS.items():
        for name, value in values.items():
            setattr(config[section], name, value)
    config.CourseDirectory.root = str(Path(root).resolve())
    config.CourseDirectory.source_directory = source
    config.CourseDirectory.release_directory = release
    return config


def config_text(db_url: str = "") -> str:
    """Return the text of an ``nbgrader_config.py`` with the settings, which needs no lrkit.

    `db_url` is the address of a gradebook that is not a file of the folder.

    >>> "c.KernelManager.transport_encryption = 'auto'" in config_text().splitlines()
    True
    """
    lines = ["# Written by `lrkit grade`: makes this folder a course directory of nbgrader.",
             "import os", "import sys", "import warnings", "from pathlib import Path", "",
             f'warnings.filterwarnings("ignore", message=r"{HARMLESS}")', "",
             "# nbgrader looks for its helper programs on PATH, also where nothing is activated.",
             "programs = str(Path(sys.executable).parent)",
             'os.environ["PATH"] = os.pathsep.join([programs, os.environ.get("PATH", "")])', "",
             "c = get_config()  # noqa: F821",
             "c.CourseDirectory.root = str(Path(__file__).resolve().parent)"]
    if db_url:
        lines.append(f"c.CourseDirectory.db_url = {db_url!r}")
    lines += [f"c.{section}.{name} = {value!r}" for section, values in SETTINGS.items()
              for name, value in values.items()]
    lines += ["", "# Your own settings, such as nbgrader's plugin for late work, if there are any.",
              "load_subconfig('own_config.py')  # noqa: F821"]
    return "\n".join(lines) + "\n"
