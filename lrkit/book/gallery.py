"""The gallery: every figure of the course on one page, with links to their explanations."""

from base64 import b64decode
from collections.abc import Iterable
from pathlib import Path

from lrkit.book.notebooks import Figure

HEAD = """# Gallery

Every figure of the course, drawn by the notebook that it links to. The sentences that describe
them are made from the data that they show.
"""


def write_gallery(folder: Path, chapters: Iterable[tuple[str, list[Figure]]]) -> None:
    """Write ``gallery.md`` and its pictures into the folder of Sphinx' sources.

    Parameters
    ----------
    folder : Path
        The sources of the site.
    chapters : iterable of (str, list of Figure)
        The title of each notebook, and its figures.
    """
    (folder / "gallery").mkdir()
    text = HEAD
    for title, pictures in chapters:
        text += f"\n## {title}\n\n::::{{container}} gallery\n"
        text += "".join(_entry(folder, picture) for picture in pictures) + "::::\n"
    (folder / "gallery.md").write_text(text, encoding="utf-8")


def _entry(folder: Path, picture: Figure) -> str:
    file = f"gallery/{picture.notebook}-{picture.number}.png"
    (folder / file).write_bytes(b64decode(picture.png))
    alt = " ".join(picture.alt.split())
    return (f":::{{image}} {file}\n:alt: {alt}\n"
            f":target: course/{picture.notebook}.html#{anchor(picture.number)}\n:::\n")


def anchor(number: int) -> str:
    """Return the id of a notebook's figure on its page.

    >>> anchor(2)
    'figure-2'
    """
    return f"figure-{number}"
