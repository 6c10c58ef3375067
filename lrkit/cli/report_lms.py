"""`lrkit report --lms`: the marks of a graded folder as Moodle or Canvas import them."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lrkit.cli import EXIT_ATTENTION, EXIT_DONE
from lrkit.cli.printing import print_json
from lrkit.errors import UserError

if TYPE_CHECKING:
    from lrkit.lms.final_mark import FinalMark
    from lrkit.lms.marks_export import MarksExport


def export_command(arguments: argparse.Namespace) -> int:
    """Write the marks, and the feedback pages if asked; exit code 1 if a mark is held back."""
    from lrkit.grading.reporting.export import export_marks
    from lrkit.grading.reporting.refresh import refresh

    if arguments.feedback and (arguments.lms != "moodle" or len(arguments.assignment) != 1):
        raise UserError("--feedback is for one assignment in Moodle: add --lms moodle and "
                        "--assignment NAME")
    if arguments.feedback:  # with what was marked by hand since the pages were written
        refresh(arguments.folder)
    export = export_marks(arguments.folder, arguments.lms, assignments=arguments.assignment,
                          roster=arguments.roster, scale=arguments.scale,
                          partial=arguments.partial)
    files = _write_tables(arguments.output or _default_output(arguments.folder, export), export)
    pages = _write_feedback(arguments, export)
    if arguments.json:
        print_json(_as_data(export, files, pages))
    else:
        _print_export(export, files)
        if arguments.feedback:
            print(f"Feedback pages in {arguments.feedback}: {pages}")
    return EXIT_ATTENTION if _held(export) or export.unknown else EXIT_DONE


def _default_output(folder: Path, export: "MarksExport") -> Path:
    from lrkit.grading.gradebook.graded_folder import find_graded_folder

    return find_graded_folder(folder) / ("marks" if len(export.tables) > 1 else "marks.csv")


def _write_tables(output: Path, export: "MarksExport") -> list[Path]:
    """Write one table into a file, several into a folder, each under its assignment's name."""
    from lrkit.files.atomic import write_atomically

    if len(export.tables) > 1 and (output.is_file() or output.suffix == ".csv"):
        raise UserError(f"Moodle wants a file for each of {len(export.tables)} assignments: name a "
                        f"folder with --output, or one of them with --assignment, not {output}")
    as_folder = len(export.tables) > 1 or output.is_dir()
    files = []
    for assignment, table in export.tables.items():
        path = output / f"{assignment or 'marks'}.csv" if as_folder else output
        try:
            write_atomically(path, table)
        except OSError as error:
            raise UserError(f"{path} cannot be written: {error.strerror}") from error
        files.append(path)
    return files


def _write_feedback(arguments: argparse.Namespace, export: "MarksExport") -> int:
    """Write the feedback pages of those who have a mark, for Moodle; return how many."""
    from lrkit.grading.gradebook.graded_folder import find_graded_folder
    from lrkit.lms.feedback_zip import write_feedback_zip

    if not arguments.feedback:
        return 0
    return write_feedback_zip(find_graded_folder(arguments.folder), arguments.assignment[0],
                              arguments.feedback, {mark.student for mark in export.held})


def _held(export: "MarksExport") -> list["FinalMark"]:
    """Return the marks of what was handed in that are held back."""
    from lrkit.lms.final_mark import NOT_HANDED_IN

    return [mark for mark in export.held if mark.why != NOT_HANDED_IN]


def _as_data(export: "MarksExport", files: list[Path], pages: int) -> dict[str, Any]:
    return {"files": [str(path) for path in files], "marks": export.written, "pages": pages,
            "held": [{"student": mark.student, "assignment": mark.assignment, "why": mark.why}
                     for mark in export.held],
            "unknown": list(map(str, export.unknown))}


def _print_export(export: "MarksExport", files: list[Path]) -> None:
    from lrkit.wording import counted

    print(f"{counted(export.written, 'mark')} in {', '.join(map(str, files))}")
    held = _held(export)
    if absent := len(export.held) - len(held):
        print(f"{counted(absent, 'notebook')} not handed in: no mark is written for them")
    if held:
        print("No mark is written for:", file=sys.stderr)
    for mark in held:
        print(f"  {mark.key}: {mark.why}", file=sys.stderr)
    if export.unknown:
        print("Not in the file:", file=sys.stderr)
    for remark in export.unknown:
        print(f"  {remark}", file=sys.stderr)
