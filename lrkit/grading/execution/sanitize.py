"""Sanitise a graded notebook so that nothing in it runs in the reader's browser.

nbgrader shows a student's text as the HTML that it is, in formgrader as in feedback pages, and an
instructor who reads it is logged in. So tags in a student's texts are escaped before the notebook
is stored: they are seen, and do nothing. The folder ``submitted`` keeps what was handed in.
"""

import json
import re
from collections.abc import Collection, Iterable
from typing import Any

# nbgrader keeps these lines, and Markdown shows them as headings.
_MARK_SCHEME = re.compile(r"^###[ \t]*(?:BEGIN|END) MARK SCHEME[ \t]*$\n?", re.M)
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_SCHEME = re.compile(r"(javascript|vbscript|data):(?=\S)(?!image/(?:png|jpeg|gif);)", re.I)
# Markdown's links and pictures, except those that lead to the web or to an attachment: a
# scheme can be spelled in too many ways (`&#106;avascript`), and a picture is fetched unasked.
_LINK = re.compile(r"\](?=\((?!\s*(?:https?://|mailto:|#|attachment:|data:image/(?:png|jpeg|gif);))"
                   r"|:(?!\s*https?://))", re.I)
_PICTURE = re.compile(r"!(?=\[(?![^\[\]]*\]\((?:attachment:|data:image/(?:png|jpeg|gif);)))",
                      re.I)
_ACTIVE_TEX = re.compile(r"\\(?=(?:href|style|class|cssId|require|data|includegraphics)"
                         r"(?![A-Za-z]))")
ZERO_WIDTH_SPACE = "\u200b"  # invisible, and keeps two characters from being read as one
_ATTACHED = re.compile(r"\]\(attachment:([^\s)\"'>\]]*)")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
_PICTURES = ("image/png", "image/jpeg", "image/gif")
MAX_TEXT = 3_000_000  # characters of one output: a large figure
SAFE_FORMS = ("text/plain", "image/png", "image/jpeg", "text/latex", "text/markdown")
MAX_WIDTH = 840  # pixels that a feedback page has for a picture in a window of 1100
MAX_DESCRIPTION = 2_000  # characters of a picture's description
MAX_PROSE = 20_000  # characters of a text, pictures apart: rendering time can grow as its square
_LONG = re.compile(r"[A-Za-z0-9+/=]{1000,}")  # a picture
_KEPT = ("nbgrader", "deletable", "editable")  # of a cell's metadata


def sanitize_notebook(notebook: Any, own_texts: Collection[str]) -> None:
    """Escape the tags in every text that is not the course's own, in place."""
    for cell in notebook.cells:
        cell.metadata = type(cell.metadata)(
            {name: cell.metadata[name] for name in _KEPT if name in cell.metadata})
        if cell.source in own_texts:
            cell.source = _MARK_SCHEME.sub("\n", cell.source)
        elif cell.cell_type != "code":
            cell.source = escape_markup(_shortened(cell.source))
        pictures = _pictures(cell.pop("attachments", None))
        if pictures:
            cell["attachments"] = pictures
        if cell.cell_type == "markdown":
            cell.source = _ATTACHED.sub(
                lambda found, kept=pictures: found[0] if found[1] in kept
                else f"]{ZERO_WIDTH_SPACE}{found[0][1:]}", cell.source)
    for name in set(notebook.metadata) - {"kernelspec"}:
        del notebook.metadata[name]
    notebook.metadata["language_info"] = {"name": "python"}


def escape_markup(text: str) -> str:
    """Escape a text, so that a tag is shown as it was typed and a comparison stays what it is.

    >>> escape_markup("if a < b: <script>alert(1)</script>")
    'if a < b: &lt;script>alert(1)&lt;/script>'
    """
    text = _SCHEME.sub(r"\1 :", _TAG.sub("&lt;", text))
    for pattern in (_LINK, _PICTURE, _ACTIVE_TEX):
        text = pattern.sub(lambda found: found[0] + ZERO_WIDTH_SPACE, text)
    return text


def _shortened(text: str) -> str:
    """Cut a text to a length that a page can be made of; the whole is in ``submitted``."""
    length = len(_LONG.sub("", text))
    if length <= MAX_PROSE:
        return text
    return f"{text[:MAX_PROSE]}\n\n[... cut off here: {length:,} characters were handed in ...]"


def is_base64(text: str) -> bool:
    """Return whether the data of a picture is base64 and nothing else."""
    return _BASE64.fullmatch(text) is not None


def _pictures(attachments: Any) -> dict[str, dict[str, str]]:
    """Keep the attachments that are pictures."""
    kept = {name: {kind: data for kind, data in _items(forms)
                   if kind in _PICTURES and isinstance(data, str) and is_base64(data)}
            for name, forms in _items(attachments)}
    return {name: forms for name, forms in kept.items() if forms}


def _items(mapping: Any) -> Iterable[tuple[str, Any]]:
    return mapping.items() if isinstance(mapping, dict) else ()


def sanitize_outputs(outputs: Any) -> list[dict]:
    """Rebuild from text what a sandbox sent as a cell's outputs; nothing active is kept."""
    safe: list[dict] = []
    for output in outputs if isinstance(outputs, list) else ():
        if not isinstance(output, dict):
            continue
        kind = output.get("output_type")
        if kind == "stream":
            name = "stderr" if output.get("name") == "stderr" else "stdout"
            safe.append({"output_type": "stream", "name": name, "text": _text(output.get("text"))})
        elif kind == "error":
            lines = output.get("traceback")
            lines = [_text(line) for line in lines] if isinstance(lines, list) else []
            safe.append({"output_type": "error", "ename": _text(output.get("ename"))[:200],
                         "evalue": _text(output.get("evalue")), "traceback": lines[:50]})
        elif kind == "display_data" and isinstance(output.get("data"), dict):
            data = {form: content for form, raw in output["data"].items()
                    if form in SAFE_FORMS and (content := _safe(form, _text(raw)))}
            if data:
                safe.append({"output_type": "display_data", "data": data,
                             "metadata": _picture_metadata(output.get("metadata"))})
    return safe


def _picture_metadata(metadata: Any) -> dict:
    """Keep a picture's description and width; its height follows from that.

    Templates write both into the picture's tag, the description escaped.
    """
    about = metadata.get("image/png") if isinstance(metadata, dict) else None
    if not isinstance(about, dict):
        return {}
    kept: dict[str, str | int] = {}
    if type(width := about.get("width")) is int and width > 0:
        kept["width"] = min(width, MAX_WIDTH)
    if isinstance(words := about.get("alt"), str):
        kept["alt"] = words[:MAX_DESCRIPTION]
    return {"image/png": kept} if kept else {}


def error_output(name: str, message: str) -> dict:
    """Return an error that a cell shows instead of its own output."""
    return {"output_type": "error", "ename": name, "evalue": message,
            "traceback": [f"{name}: {message}"]}


def limit_outputs(left: int, outputs: list[dict]) -> tuple[list[dict], int]:
    """Keep as many of a cell's outputs as fit into what is left of a notebook's limit.

    Returns
    -------
    list of dict
        The outputs that fit, then an error instead of the others.
    int
        The characters that are left after them.
    """
    kept = []
    for output in outputs:
        left -= len(json.dumps(output))
        if left < 0:
            too_much = "the outputs of this notebook are too large: the rest of them is left out"
            return [*kept, error_output("TooMuch", too_much)], left
        kept.append(output)
    return kept, left


def _safe(form: str, content: str) -> str:
    """Make one form of an output safe for a page, whose template escapes only plain text."""
    if form.startswith("image/"):
        return content if is_base64(content) else ""
    return content if form == "text/plain" else escape_markup(content)


def _text(content: Any) -> str:
    return content[:MAX_TEXT] if isinstance(content, str) else ""
