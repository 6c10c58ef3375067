"""The canonical form of an executed notebook: two runs of the same source give the same bytes.

It keeps what a reader sees: cells, outputs, pictures. It drops what a run leaves behind:

- timings, the versions in ``language_info``, editor state;
- the state of widgets (``metadata.widgets``) and the reference to it in an output
  (``application/vnd.jupyter.widget-view+json``): its model id is drawn again at each run, and
  without the state JupyterLab shows "model not found" instead of the static picture beside it;
- stream output in pieces: it is joined, as nbval joins it;
- the random id of an nbgrader cell, which becomes its grade_id with hyphens.
"""

import re
from collections.abc import Iterator

import nbformat
from nbformat import NotebookNode

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
# ipython3 lets GitHub and nbconvert colour the cells; versions would differ between machines.
LANGUAGE = {"file_extension": ".py", "mimetype": "text/x-python", "name": "python",
            "pygments_lexer": "ipython3"}
_KEPT_METADATA = ("nbgrader", "tags", "deletable", "editable", "slideshow")
_DECLARED = ("lrkit",)  # what a notebook declares to lrkit, such as its warm-up
_ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]{6,}")


def canonicalise(notebook: NotebookNode) -> NotebookNode:
    """Return a copy of a notebook in canonical form.

    Raises
    ------
    ValueError
        If an output shows an address in memory, which is another one at each run.

    Examples
    --------
    >>> from nbformat.v4 import new_code_cell, new_notebook
    >>> cell = new_code_cell("1", metadata={"execution": {"iopub.execute_input": "..."}})
    >>> dict(canonicalise(new_notebook(cells=[cell])).cells[0].metadata)
    {}
    """
    cells = [_cell(cell) for cell in notebook.cells]
    _number(cells)
    _make_ids_unique(cells)
    metadata = {"kernelspec": dict(KERNELSPEC), "language_info": dict(LANGUAGE)}
    metadata |= {key: notebook.metadata[key] for key in _DECLARED if key in notebook.metadata}
    return nbformat.from_dict(
        {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    )


def as_text(notebook: NotebookNode) -> str:
    """Return the text of the file as nbformat writes it: sorted keys, a final newline."""
    return nbformat.writes(notebook, version=4).rstrip("\n") + "\n"


def _cell(cell: NotebookNode) -> NotebookNode:
    cell = nbformat.from_dict(dict(cell))
    cell.metadata = nbformat.from_dict(
        {key: cell.metadata[key] for key in _KEPT_METADATA if key in cell.metadata}
    )
    data = cell.metadata.get("nbgrader")
    if data:
        data.pop("checksum", None)  # nbgrader computes it when it generates the release
        cell.id = _valid_id(data.get("grade_id", "")) or cell.get("id", "cell")
    if cell.cell_type == "code":
        cell.outputs = [_output(output, cell) for output in _joined(cell.outputs)]
    return cell


def _valid_id(grade_id: str) -> str:
    return re.sub(r"[^A-Za-z0-9-]", "", grade_id.replace("_", "-"))[:64]


def _joined(outputs: list[NotebookNode]) -> Iterator[NotebookNode]:
    """Join what was written to one stream into one output, at the place where it began."""
    streams: dict[str, NotebookNode] = {}
    kept = []
    for output in outputs:
        name = output.get("name") if output.output_type == "stream" else None
        if name in streams:
            streams[name].text += output.text
            continue
        output = nbformat.from_dict(dict(output))
        if name:
            streams[name] = output
        kept.append(output)
    yield from kept


def _output(output: NotebookNode, cell: NotebookNode) -> NotebookNode:
    output.get("data", {}).pop(WIDGET_VIEW, None)
    if "metadata" in output:
        output.metadata.pop(WIDGET_VIEW, None)
    texts = [output.get("text", ""),
             *(value for value in output.get("data", {}).values()
               if isinstance(value, str) and len(value) < 100_000)]
    for text in texts:
        if address := _ADDRESS.search(text):
            raise ValueError(
                f"cell {cell.get('id')!r} shows an address in memory ({address.group()}), which "
                "changes at each run: end the line with a semicolon, or define a __repr__"
            )
    return output


def _number(cells: list[NotebookNode]) -> None:
    """Count the executed cells 1, 2, ..., as a fresh kernel does."""
    count = 0
    for cell in cells:
        if cell.cell_type != "code":
            continue
        if cell.execution_count is not None:
            count += 1
            cell.execution_count = count
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = cell.execution_count


def _make_ids_unique(cells: list[NotebookNode]) -> None:
    seen: set[str] = set()
    for number, cell in enumerate(cells):
        if "id" not in cell or cell.id in seen:
            cell.id = f"cell-{number}"
        seen.add(cell.id)
