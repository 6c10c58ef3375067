"""What has been graded already: a small file that survives Ctrl-C, kill -9 and a full disk."""

import json
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from lrkit.grading.errors import UserError
from lrkit.grading.files import write_json

FILE = Path(".lrkit") / "grading.json"
JOURNAL = Path(".lrkit") / "graded.jsonl"  # a line for each submission since FILE was written
_FORMAT = 1


@dataclass
class Record:
    """Which version of the course and of each submission the marks in a folder belong to.

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
    """

    folder: Path
    courses: dict[str, str] = field(default_factory=dict)
    graded: dict[str, str] = field(default_factory=dict)
    remarks: dict[str, str] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    secret: str = field(default_factory=lambda: secrets.token_hex(16))
    db_url: str = ""

    @classmethod
    def load(cls, folder: Path) -> "Record":
        """The record of a folder; an empty one if the folder is new.

        Raises
        ------
        UserError
            If the folder holds something else, or its record is damaged.
        """
        file = folder / FILE
        if not file.exists():
            if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
                raise UserError(f"{folder} exists and was not made by lrkit grade; nothing was "
                                "changed in it. Name another folder with --output")
            return cls(folder)
        try:
            stored = json.loads(file.read_text(encoding="utf-8"))
            if stored.get("format") != _FORMAT:
                raise ValueError(f"its format is {stored.get('format')!r}, not {_FORMAT}")
            record = cls(folder, stored["courses"], stored["graded"], stored["remarks"],
                         stored.get("pages", {}), stored.get("secret", secrets.token_hex(16)),
                         stored.get("db_url", ""))
            record._take_in_journal()
            return record
        except (ValueError, KeyError, AttributeError) as error:
            raise UserError(f"{file} cannot be read ({error}). Grade into another folder with "
                            "--output, or move this one away") from error

    def save(self) -> None:
        """Write the record, whole or not at all."""
        write_json(self.folder / FILE, {"format": _FORMAT, "courses": self.courses,
                                        "graded": self.graded, "remarks": self.remarks,
                                        "pages": self.pages, "secret": self.secret,
                                        "db_url": self.db_url})
        (self.folder / JOURNAL).unlink(missing_ok=True)

    def _take_in_journal(self) -> None:
        """What was graded since the record was saved; the last line may have been cut."""
        path = self.folder / JOURNAL
        for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
            try:
                key, digest, remark = json.loads(line)
            except ValueError:
                return
            self._set(key, digest, remark)

    def _set(self, key: str, digest: str, remark: str) -> None:
        self.graded[key] = digest
        self.remarks.pop(key, None)
        if remark:
            self.remarks[key] = remark

    def note(self, key: str, digest: str, found: dict) -> None:
        """Put a graded submission on record, with what an instructor should know about it."""
        remark = "; ".join([*found["look"], *found["mended"]])
        self._set(key, digest, remark)
        with open(self.folder / JOURNAL, "a", encoding="utf-8") as journal:
            journal.write(json.dumps([key, digest, remark]) + "\n")

    def needs(self, key: str, digest: str) -> bool:
        """Whether a submission is new or has changed since it was graded."""
        return self.graded.get(key) != digest

    def has_graded(self, assignment: str) -> bool:
        """Whether any submission of an assignment has been graded."""
        return any(key.rsplit("/", 1)[1] == assignment for key in self.graded)
