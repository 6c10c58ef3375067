"""Late penalties: due dates, times, and nbgrader's own plugin for the cost of lateness.

nbgrader compares the due date of an assignment, which is in its gradebook, with the time of a
submission, which is in a file ``timestamp.txt`` beside the notebook. Times without a zone, from a
system or from an instructor, are those of this machine.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from lrkit.course.nbgrader_driver import NbgraderCourse
from lrkit.errors import UserError


def parse_due(text: str, known: tuple[str, ...]) -> tuple[str, str]:
    """Parse an assignment and its due date, such as "01_one_step_downhill=2026-01-31 23:59".

    Raises
    ------
    UserError
        If it is not of that form, or there is no such assignment.

    Examples
    --------
    >>> parse_due("01_one=2026-01-31 23:59 UTC", ("01_one",))
    ('01_one', '2026-01-31 23:59:00+00:00')
    """
    from dateutil.parser import ParserError, parse

    assignment, _, time = text.partition("=")
    if assignment not in known:
        raise UserError(f"--due must be ASSIGNMENT=TIME with one of {', '.join(known)}; "
                        f"got {text!r}")
    try:
        due = parse(time)
    except (ParserError, OverflowError) as error:
        raise UserError(f"--due: {time!r} is not a time; write it as 2026-01-31 23:59") from error
    return assignment, (due if due.tzinfo else due.astimezone()).isoformat(sep=" ")


def set_due_dates(target: NbgraderCourse, due: Mapping[str, str]) -> None:
    """Write due dates into the gradebook, as formgrader does."""
    if not due or not target.has_gradebook():
        return
    with target.open_gradebook() as gradebook:
        known = {assignment.name for assignment in gradebook.assignments}
        for assignment, time in due.items():
            if assignment in known:
                moment = datetime.fromisoformat(time).astimezone(UTC).replace(tzinfo=None)
                gradebook.update_or_create_assignment(assignment, duedate=moment)


def refresh_penalties(target: NbgraderCourse) -> int:
    """Ask the plugin again for each late submission, since dates or marks may have changed.

    Returns
    -------
    int
        For how many submissions the penalty is another than before.
    """
    if not target.has_gradebook():
        return 0
    from nbgrader.api import Assignment, SubmittedAssignment, SubmittedNotebook

    changed = 0
    with target.open_gradebook() as gradebook:
        fined = {notebook.assignment for notebook in gradebook.db.query(SubmittedNotebook)
                 .filter(SubmittedNotebook.late_submission_penalty > 0)}
        timed = {submission for submission in gradebook.db.query(SubmittedAssignment)
                 .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
                 .filter(Assignment.duedate.isnot(None), SubmittedAssignment.timestamp.isnot(None))
                 if submission.total_seconds_late > 0}
        plugin = penalty_plugin(target) if fined | timed else None
        for submission in fined | timed:
            changed += refresh_penalty(plugin, submission)
        gradebook.db.commit()
    return changed


def penalty_plugin(target: NbgraderCourse) -> Any:
    """Load nbgrader's plugin for late work, as the instructor configured it."""
    from nbgrader.preprocessors import AssignLatePenalties

    plugin = AssignLatePenalties(config=target.config)
    plugin.init_plugin()
    return plugin


def refresh_penalty(plugin: Any, submission: Any) -> bool:
    """Set the late penalty of one submission by the plugin; return whether it changed.

    The two attributes of nbgrader's preprocessor that this uses were seen in nbgrader 0.9.6; the
    tests of late work fail where they are others.
    """
    changed = False
    seconds = submission.total_seconds_late
    for notebook in submission.notebooks:
        penalty = plugin.plugin_inst.late_submission_penalty(
            submission.student.id, notebook.score, seconds) if seconds > 0 else None
        if penalty is not None:
            penalty = plugin._check_late_penalty(notebook, penalty)
        changed |= (penalty or 0) != (notebook.late_submission_penalty or 0)
        notebook.late_submission_penalty = penalty
    return changed
