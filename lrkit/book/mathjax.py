"""MathJax from a package that pip installed, so that formulas need no network.

``sphinx-mathjax-offline`` contains MathJax 3.2.2 (Apache License 2.0). Of its 30 MB a page needs
one program, the extensions that it may load, and the fonts. The package's own Sphinx extension
would copy everything.
"""

import shutil
from importlib import metadata
from pathlib import Path

from lrkit.errors import UserError

PACKAGE = "sphinx-mathjax-offline"
PROGRAM = "mathjax/tex-chtml.js"
MATHJAX_FILES = ("tex-chtml.js", "input/tex/extensions", "output/chtml/fonts/woff-v2")


def copy_mathjax(static: Path) -> str:
    """Copy the files that pages load into a folder of static files; return the program's path.

    Raises
    ------
    UserError
        If the package is not installed.
    """
    folder = _installed()
    for part in MATHJAX_FILES:
        target = static / "mathjax" / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if (folder / part).is_dir():
            shutil.copytree(folder / part, target)
        else:
            shutil.copyfile(folder / part, target)
    return PROGRAM


def _installed() -> Path:
    try:
        files = metadata.files(PACKAGE) or ()
    except metadata.PackageNotFoundError:
        files = ()
    for file in files:
        if file.name == "tex-chtml.js":
            return Path(file.locate()).parent
    raise UserError(f"{PACKAGE} is not installed; run: pip install 'lrkit[book]'")
