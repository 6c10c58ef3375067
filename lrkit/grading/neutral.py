"""Take out of a graded notebook whatever could act in the browser of somebody who reads it.

nbgrader shows a student's text as the HTML that it is, in formgrader as in feedback pages, and an
instructor who reads it is logged in. So tags in a student's texts are written out before the
notebook is stored: they are seen, and do nothing. What was handed in stays as it was in the folder
``submitted``.
"""

import re
from collections.abc import Iterable
from typing import Any

from lrkit.grading.layout import Layout

# nbgrader leaves these lines in, and Markdown shows them as headings.
_MARK_SCHEME = re.compile(r"^###[ \t]*(?:BEGIN|END) MARK SCHEME[ \t]*$\n?", re.M)
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_SCHEME = re.compile(r"(javascript|vbscript|data):(?=\S)(?!image/(?:png|jpeg|gif);)", re.I)
_ATTACHED = re.compile(r"attachment:([^\s)\"'>\]]*)")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
_PICTURES = ("image/png", "image/jpeg", "image/gif")
MOST_TEXT = 3_000_000  # characters of one output: a large figure
SAFE_FORMS = ("text/plain", "image/png", "image/jpeg", "text/latex", "text/markdown")
_KEPT = ("nbgrader", "deletable", "editable")  # of a cell's metadata


def neutralise(notebook: Any, layout: Layout) -> None:
    """Write out the tags in every text that is not the course's own, in place."""
    ours = {cell.source for cell in layout.cells if cell.locked}
    for cell in notebook.cells:
        cell.metadata = type(cell.metadata)(
            {name: cell.metadata[name] for name in _KEPT if name in cell.metadata})
        if cell.source in ours:
            cell.source = _MARK_SCHEME.sub("\n", cell.source)
        elif cell.cell_type != "code":
            cell.source = written_out(cell.source)
        pictures = _pictures(cell.pop("attachments", None))
        if pictures:
            cell["attachments"] = pictures
        if cell.cell_type == "markdown":
            for name in set(_ATTACHED.findall(cell.source)) - set(pictures):
                cell.source = cell.source.replace(f"attachment:{name}", f"attachment/{name}")
    for name in set(notebook.metadata) - {"kernelspec"}:
        del notebook.metadata[name]
    notebook.metadata["language_info"] = {"name": "python"}


def written_out(text: str) -> str:
    """Text in which a tag is shown as it was typed, and a comparison stays what it is.

    >>> written_out("if a < b: <script>alert(1)</script>")
    'if a < b: &lt;script>alert(1)&lt;/script>'
    """
    return _SCHEME.sub(r"\1 :", _TAG.sub("&lt;", text))


def is_base64(text: str) -> bool:
    """Whether a picture's data is what it should be, and ends where it should end."""
    return _BASE64.fullmatch(text) is not None


def _pictures(attachments: Any) -> dict[str, dict[str, str]]:
    """The attachments that are pictures; nbconvert cannot render a cell that misses one."""
    kept = {name: {kind: data for kind, data in _items(forms)
                   if kind in _PICTURES and isinstance(data, str) and is_base64(data)}
            for name, forms in _items(attachments)}
    return {name: forms for name, forms in kept.items() if forms}


def _items(mapping: Any) -> Iterable[tuple[str, Any]]:
    return mapping.items() if isinstance(mapping, dict) else ()


def safe_outputs(outputs: Any) -> list[dict]:
    """What a sandbox sent as a cell's outputs, rebuilt from text: nothing active is kept."""
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
                safe.append({"output_type": "display_data", "data": data, "metadata": {}})
    return safe


def _safe(form: str, content: str) -> str:
    """Text is shown escaped; Markdown and LaTeX are not, and a picture stands in an attribute."""
    if form.startswith("image/"):
        return content if is_base64(content) else ""
    return content if form == "text/plain" else written_out(content)


def _text(content: Any) -> str:
    return content[:MOST_TEXT] if isinstance(content, str) else ""
