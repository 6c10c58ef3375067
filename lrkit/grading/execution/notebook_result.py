"""What goes to the judge of a notebook, and what comes of it: plain data, for another process."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from lrkit.checking.result import Result
from lrkit.remarks import Remark, RemarkKind


class Cell(NamedTuple):
    """A cell as the judge needs it, of plain types: a worker then need not load nbformat."""

    cell_type: str
    source: str
    metadata: dict

    @classmethod
    def of(cls, cell: Any) -> "Cell":
        """What matters of a notebook's cell."""
        data = cell.metadata.get("nbgrader", {})
        return cls(cell.cell_type, cell.source, {"nbgrader": {
            name: data[name] for name in ("grade_id", "grade") if name in data}})


@dataclass
class NotebookResult:
    """What came of a notebook.

    Attributes
    ----------
    outputs : list
        For each code cell, the outputs to store in it.
    results : dict
        grade_id -> `Result` of the cells that were judged from outside.
    unprotected : tuple of str
        The grade_ids of graded code cells that ran in the student's process.
    remarks : list of Remark
        What an instructor should look at.
    called : dict
        Name of an answer -> what of lrkit's own implementation it called, as far as was seen.
    seconds : list of float
        How long each cell ran, or its question took.
    isolation : str
        "full" or "partial".
    took : float
        Seconds from the first cell to the last verdict.
    """

    outputs: list[list[dict]]
    results: dict[str, Result] = field(default_factory=dict)
    unprotected: tuple[str, ...] = ()
    remarks: list[Remark] = field(default_factory=list)
    called: dict[str, tuple[str, ...]] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    isolation: str = ""
    took: float = 0.0

    def look(self, text: str, place: str = "") -> None:
        """Remark that a person should look at something; `place` is such as "cell 3"."""
        self.remarks.append(Remark(RemarkKind.LOOK, text, place))


def store_outputs(notebook: Any, judged: NotebookResult) -> None:
    """Put what came of a notebook into its code cells."""
    from nbformat import from_dict

    number = 0
    for cell, outputs in zip(notebook.cells, judged.outputs, strict=True):
        if cell.cell_type == "code":
            number += 1
            cell.execution_count = number
            cell.outputs = [from_dict(output) for output in outputs]
            for output in cell.outputs:
                if output.output_type == "execute_result":
                    output.execution_count = number
