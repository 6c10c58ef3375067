"""The cells that go to a judge and the result that comes back: plain data for other processes."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from lrkit.checking.result import Result
from lrkit.remarks import Remark, RemarkKind


class Cell(NamedTuple):
    """A cell in plain types, so that a worker need not load nbformat."""

    cell_type: str
    source: str
    metadata: dict

    @classmethod
    def of(cls, cell: Any) -> "Cell":
        """Make one from a notebook's cell."""
        data = cell.metadata.get("nbgrader", {})
        return cls(cell.cell_type, cell.source, {"nbgrader": {
            name: data[name] for name in ("grade_id", "grade") if name in data}})


@dataclass
class NotebookResult:
    """The result of a notebook that ran and was judged.

    Attributes
    ----------
    outputs : list
        The outputs of each cell, to be stored in it.
    results : dict
        grade_id -> `Result` of the cells that the judge looked at.
    unprotected : tuple of str
        The grade_ids of graded code cells that ran in the student's process.
    remarks : list of Remark
        What an instructor should look at.
    called : dict
        Name of an answer -> the functions of lrkit that it was seen to call.
    seconds : list of float
        Time that each cell, or its check, took.
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
    """Put the outputs of a notebook that ran into its code cells."""
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
