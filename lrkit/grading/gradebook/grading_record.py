"""The record of a graded folder: a small file that survives Ctrl-C, kill -9 and a full disk."""

import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lrkit.errors import UserError
from lrkit.files.atomic import write_json
from lrkit.grading.intake.plan import RECORD_FILE
from lrkit.remarks import Remark, RemarkKind, SubmissionKey, not_graded, texts_of

JOURNAL_FILE = Path(".lrkit") / "graded.jsonl"  # a line for each one graded since
_FORMAT = 1


@dataclass
class GradingRecord:
    """The versions of course and submissions that the marks in a folder belong to.

    Attributes
    ----------
    folder : Path
        The graded course directory.
    courses : dict
        Assignment -> fingerprint of the source that it was graded with.
    graded : dict
        ``student/assignment`` -> hash of the submission that was graded.
    remarks : dict
        ``student/assignment`` -> something about it that the instructor should know.
    pages : dict
        ``student/assignment`` -> digest of the marks by hand that its feedback page shows.
    secret : str
        Decides over the inputs that graded checks draw: the same for a whole class.
    db_url : str
        Where the gradebook is; nothing for the file in the folder.
    problems : dict
        What could not be graded, by the folder or zip that it was handed in with.
    """

    folder: Path
    courses: dict[str, str] = field(default_factory=dict)
    graded: dict[SubmissionKey, str] = field(default_factory=dict)
    remarks: dict[SubmissionKey, str] = field(default_factory=dict)
    pages: dict[SubmissionKey, str] = field(default_factory=dict)
    secret: str = field(default_factory=lambda: secrets.token_hex(16))
    db_url: str = ""
    problems: dict[str, list[Remark]] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path) -> "GradingRecord":
        """Load the record of a folder; an empty one if the folder is new.

        Raises
        ------
        UserError
            If the folder holds something else, or its record is damaged.
        """
        file = folder / RECORD_FILE
        if not file.exists():
            if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
                raise UserError(f"{folder} exists and was not made by lrkit grade; nothing was "
                                "changed in it. Name another folder with --output")
            return cls(folder)
        try:
            stored = json.loads(file.read_text(encoding="utf-8"))
            if stored.get("format") != _FORMAT:
                raise ValueError(f"its format is {stored.get('format')!r}, not {_FORMAT}")
            kept = (_by_key(stored.get(name, {})) for name in ("graded", "remarks", "pages"))
            record = cls(folder, stored["courses"], *kept,
                         stored.get("secret", secrets.token_hex(16)), stored.get("db_url", ""))
            record.problems = {source: [_as_remark(**problem) for problem in problems]
                               for source, problems in stored.get("problems", {}).items()}
            record._take_in_journal()
            return record
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            raise UserError(f"{file} cannot be read ({error}). Grade into another folder with "
                            "--output, or move this one away") from error

    def save(self) -> None:
        """Write the record, whole or not at all."""
        write_json(self.folder / RECORD_FILE, {
            "format": _FORMAT, "courses": self.courses, "graded": self.graded,
            "remarks": self.remarks, "pages": self.pages, "secret": self.secret,
            "db_url": self.db_url,
            "problems": {source: [_as_stored(problem) for problem in problems]
                         for source, problems in self.problems.items()}})
        (self.folder / JOURNAL_FILE).unlink(missing_ok=True)

    def _take_in_journal(self) -> None:
        """Add submissions graded since the record was saved; the last line may have been cut."""
        path = self.folder / JOURNAL_FILE
        for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
            try:
                key, digest, remark = json.loads(line)
            except ValueError:
                return
            self._set(SubmissionKey.parse(key), digest, remark)

    def _set(self, key: SubmissionKey, digest: str, remark: str) -> None:
        self.graded[key] = digest
        self.remarks.pop(key, None)
        if remark:
            self.remarks[key] = remark

    def append(self, key: SubmissionKey, digest: str, remarks: Sequence[Remark]) -> None:
        """Put a graded submission on record, with what an instructor should know about it."""
        remark = "; ".join(texts_of(remarks, RemarkKind.LOOK, RemarkKind.REPAIRED))
        self._set(key, digest, remark)
        with open(self.folder / JOURNAL_FILE, "a", encoding="utf-8") as journal:
            journal.write(json.dumps([key, digest, remark]) + "\n")

    def merge_problems(self, source: Path, problems: Sequence[Remark], seen: Collection[str],
                       chosen: Sequence[str] = ()) -> list[Remark]:
        """Put on record what a run could not grade, and return that with what earlier ones left.

        A class comes in several downloads, one for each assignment. A problem of another download
        stands until that student's work for that assignment is seen again.

        Parameters
        ----------
        source : Path
            The folder or zip of this run.
        problems : sequence of Remark
            What it could not grade.
        seen : collection of str
            What it could.
        chosen : sequence of str
            The assignments that it looked at; none means all.
        """
        settled = set(seen) | {problem.key for problem in problems if problem.key}
        places = {problem.place for problem in problems}
        own = str(source.resolve())
        for name, before in self.problems.items():
            self.problems[name] = [
                problem for problem in before
                if problem.key not in settled and problem.place not in places
                and (name != own or (chosen and problem.key
                                     and problem.key.assignment not in chosen))]
        self.problems[own] = [*self.problems.get(own, ()), *problems]
        self.problems = {name: kept for name, kept in self.problems.items() if kept}
        return self.all_problems

    @property
    def all_problems(self) -> list[Remark]:
        """The remarks on what could not be graded, of every folder and zip."""
        return [problem for problems in self.problems.values() for problem in problems]

    def forget(self, students: Collection[str]) -> None:
        """Drop everything about students who are not among these."""
        for kept in (self.graded, self.remarks, self.pages):
            for key in [key for key in kept if key.student not in students]:
                del kept[key]

    def forget_submission(self, key: SubmissionKey) -> None:
        """Drop a submission, so that the next run tries it again."""
        self.graded.pop(key, None)
        self.remarks.pop(key, None)

    def needs(self, key: SubmissionKey, digest: str) -> bool:
        """Return whether a submission is new or has changed since it was graded."""
        return self.graded.get(key) != digest

    def has_graded(self, assignment: str) -> bool:
        """Return whether any submission of an assignment has been graded."""
        return any(key.assignment == assignment for key in self.graded)


def _by_key(stored: Mapping[str, str]) -> dict[SubmissionKey, str]:
    return {SubmissionKey.parse(key): value for key, value in stored.items()}


def _as_stored(remark: Remark) -> dict[str, str]:
    return {"where": remark.place, "what": remark.text, "key": remark.key or ""}


def _as_remark(where: str, what: str, key: str = "") -> Remark:
    return not_graded(where, what, SubmissionKey.parse(key) if key else None)
