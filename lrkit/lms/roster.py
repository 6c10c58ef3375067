"""The roster of a class, from Moodle, from Canvas or as a table of one's own.

It is read from Moodle's grading worksheet (of one assignment) or its list of participants, from
Canvas' gradebook export, or from a table with the columns ``student,name,email`` and, if wanted,
``id``, the system's own number or user name. Columns may stand in any order.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lrkit.errors import UserError
from lrkit.files.csv_tables import read_table
from lrkit.files.texts import nfc
from lrkit.lms.filenames import CANVAS, DownloadedFile

WORKSHEET, PARTICIPANTS, GRADEBOOK, OWN = "worksheet", "participants", "gradebook", "own"
POINTS_POSSIBLE = "points possible"


@dataclass(frozen=True)
class Person:
    """A person on a roster.

    Attributes
    ----------
    student : str
        The name under which lrkit and nbgrader keep the work.
    name, email : str
        As the roster has them.
    ids : frozenset of str
        The system's numbers or user names; Moodle has one for each assignment.
    rows : tuple of (int, int)
        The person's lines: the number of the roster's table, and of the line in it.
    """

    student: str
    name: str = ""
    email: str = ""
    ids: frozenset[str] = frozenset()
    rows: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class RosterTable:
    """One file of a roster."""

    path: Path
    kind: str
    header: list[str]
    rows: list[list[str]]

    def column(self, *names: str) -> int | None:
        """Return the first column with one of these names, in any spelling."""
        return next((index for index, title in enumerate(self.header)
                     if title.lower() in names), None)

    def cell(self, row: int, *names: str) -> str:
        """Return the text in a row under one of these names; empty where there is none."""
        index = self.column(*names)
        return "" if index is None else nfc(self.rows[row][index]).strip()


@dataclass(frozen=True)
class Roster:
    """The people on the given tables; somebody on two of them is one person."""

    tables: tuple[RosterTable, ...]
    people: tuple[Person, ...]

    def find(self, file: DownloadedFile) -> tuple[Person, ...]:
        """Find the people whom a downloaded file may belong to: nobody, one person, or several.

        The system's number decides; then user names and e-mail addresses; then the name, first as
        it is spelled, then without accents, capitals and order.
        """
        for look_up in (self._by_id, self._by_name, self._by_letters):
            if found := look_up(file):
                return found
        return ()

    def named(self, student: str) -> tuple[Person, ...]:
        """Find the people whom a folder of this name may belong to."""
        found = self._keys["student"].get(student, ())
        return found or self.find(DownloadedFile(Path(student), "", student, student,
                                                 Path(student)))

    @cached_property
    def _keys(self) -> dict[str, dict[str, tuple[Person, ...]]]:
        kinds: dict[str, dict[str, tuple[Person, ...]]] = {
            kind: {} for kind in ("student", "id", "name", "letters", "joined")}
        for person in self.people:
            orders = _joined_orders(person.name)
            for kind, keys in (("student", [person.student]), ("id", _ids(person)),
                               ("name", [person.name.casefold()]),
                               ("letters", [_letters(person.name)]), ("joined", orders)):
                for key in filter(None, keys):
                    kinds[kind][key] = (*kinds[kind].get(key, ()), person)
        return kinds

    def _by_id(self, file: DownloadedFile) -> tuple[Person, ...]:
        return self._keys["id"].get(file.id.casefold(), ())

    def _by_name(self, file: DownloadedFile) -> tuple[Person, ...]:
        return next((found for name in _without_groups(file.name)
                     if (found := self._keys["name"].get(name.casefold(), ()))), ())

    def _by_letters(self, file: DownloadedFile) -> tuple[Person, ...]:
        kind, spell = ("joined", _joined) if file.lms == CANVAS else ("letters", _letters)
        return next((found for name in _without_groups(file.name)
                     if (found := self._keys[kind].get(spell(name), ()))), ())


def read_roster(paths: Sequence[Path]) -> Roster | None:
    """Read the roster in these files together; None for no files.

    Raises
    ------
    UserError
        If one cannot be read, or has none of the columns by which students are known.
    """
    if not paths:
        return None
    tables = tuple(_table(path) for path in paths)
    merged: dict[str, Person] = {}
    for number, table in enumerate(tables):
        for person in _people(table, number):
            before = merged.get(person.student)
            merged[person.student] = person if before is None else Person(
                person.student, before.name or person.name, before.email or person.email,
                before.ids | person.ids, before.rows + person.rows)
    if not merged:
        raise UserError(f"there is nobody in {', '.join(map(str, paths))}")
    return Roster(tables, tuple(merged.values()))


def _table(path: Path) -> RosterTable:
    header, rows = read_table(path)
    titles = {title.lower() for title in header}
    if "identifier" in titles and "grade" in titles:
        return RosterTable(path, WORKSHEET, header, rows)
    if {"id", "section"} <= titles and titles & {"student", "lastname"}:
        return RosterTable(path, GRADEBOOK, header, rows)
    if titles & {"first name", "last name", "surname"} and \
            titles & {"email address", "id number", "username"}:
        return RosterTable(path, PARTICIPANTS, header, rows)
    if "student" in titles:
        return RosterTable(path, OWN, header, rows)
    raise UserError(
        f"{path} is not a roster that lrkit knows; its first line is: {', '.join(header)}. Take "
        "Moodle's grading worksheet or participants, Canvas' gradebook export, all in English, or "
        "write a table with the columns student,name,email")


def _people(table: RosterTable, number: int) -> Iterable[Person]:
    read = {WORKSHEET: _of_moodle, PARTICIPANTS: _of_moodle, GRADEBOOK: _of_canvas, OWN: _own}
    for row in range(len(table.rows)):
        person = read[table.kind](table, row)
        if person is not None:
            yield Person(as_folder(person.student), person.name, person.email, person.ids,
                         ((number, row),))


def _of_moodle(table: RosterTable, row: int) -> Person | None:
    identifier = table.cell(row, "identifier")
    name = table.cell(row, "full name") or " ".join(filter(None, (
        table.cell(row, "first name"), table.cell(row, "last name", "surname"))))
    email = table.cell(row, "email address", "email").lower()
    number = "".join(re.findall(r"\d+$", identifier))
    student = email or table.cell(row, "username", "id number") or name or identifier
    return Person(student, name, email, frozenset(filter(None, [number]))) if student else None


def _of_canvas(table: RosterTable, row: int) -> Person | None:
    name = table.cell(row, "student") or ", ".join(filter(None, (
        table.cell(row, "lastname"), table.cell(row, "firstname"))))
    number = table.cell(row, "id")
    if POINTS_POSSIBLE in name.lower() or not number:
        return None
    login = table.cell(row, "sis login id")
    return Person(login or table.cell(row, "sis user id") or f"{name} {number}", name,
                  login.lower() if "@" in login else "", frozenset([number]))


def _own(table: RosterTable, row: int) -> Person | None:
    student = table.cell(row, "student")
    ids = re.split(r"[;\s]+", table.cell(row, "id", "ids"))
    return Person(student, table.cell(row, "name") or student,
                  table.cell(row, "email", "email address").lower(),
                  frozenset(number for number in ids if number)) if student else None


def as_folder(name: str) -> str:
    """Rewrite a name so that it can name a folder, and is not a pattern to nbgrader.

    >>> as_folder(" A/B [x] "), as_folder("..")
    ('A-B (x)', '-')
    """
    table = str.maketrans({"/": "-", "\\": "-", "*": "-", "?": "-", "[": "(", "]": ")", "\0": "-"})
    name = " ".join(nfc(name).translate(table).split())
    return name.strip(".") or "-"


def _ids(person: Person) -> list[str]:
    return [key.casefold() for key in {*person.ids, person.email, person.email.split("@")[0]}
            if key]


def _without_groups(name: str) -> list[str]:
    """Return what a name can be without a group's name in front.

    Moodle puts a dash behind it, and group names may have dashes themselves.
    """
    return [name, *(name[place + 1:] for place in range(len(name)) if name[place] == "-")]


def _base(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _words(name: str) -> list[str]:
    return re.findall(r"\w+", re.sub(r"['’`._]", "", _base(name)))


def _letters(name: str) -> str:
    """Return the words of a name in alphabetical order."""
    return " ".join(sorted(_words(name)))


def _joined(name: str) -> str:
    return "".join(_words(name))


def _joined_orders(name: str) -> list[str]:
    """Join a name as Canvas does, with the family name first, wherever that begins."""
    words = _words(name)
    return sorted({"".join(words[start:] + words[:start]) for start in range(len(words))})
