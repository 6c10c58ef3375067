"""Downloads of Moodle, Canvas and Blackboard, made up: owners and assignments of their files."""

import unicodedata
from pathlib import Path

import pytest

from lrkit.errors import UserError
from lrkit.grading.intake.find import open_submissions
from lrkit.lms.arrange import arrange_class
from lrkit.lms.assignment_match import AssignmentMatcher
from lrkit.lms.class_list import CLASS_FILE, ClassList, DownloadEntry
from lrkit.lms.filenames import DownloadedFile, identify_owners, is_download
from lrkit.lms.roster import read_roster
from lrkit.remarks import RemarkKind, SubmissionKey
from tests.grading.downloads import filled, write, zipped

ZOE = "Zoë Müller-O'Hara"


@pytest.fixture(scope="module")
def notebook(tiny) -> bytes:
    """An untouched notebook of 01_tiny."""
    return filled(tiny)


@pytest.fixture
def lay_out(tmp_path, tiny):
    """``lay_out(files, roster="a.csv text")``: files, problems and class list of a download."""

    def run(files, *, roster=None):
        write(tmp_path / "download", files)
        rosters = []
        for number, text in enumerate(roster or ()):
            rosters.append(tmp_path / f"roster{number}.csv")
            rosters[-1].write_text(text, encoding="utf-8")
        with arrange_class(tmp_path / "download", tiny, tmp_path / "out", rosters) as done:
            laid = {path.relative_to(done.folder).as_posix(): path.read_bytes()
                    for path in done.folder.rglob("*") if path.is_file()}
            return laid, [str(problem) for problem in done.problems], done.class_list

    return run


def looks(entry: DownloadEntry) -> list[str]:
    """Return the texts of the remarks that ask a person to look."""
    return entry.texts(RemarkKind.LOOK)


def notes(entry: DownloadEntry) -> list[str]:
    """Return the texts of the remarks that are good to know."""
    return entry.texts(RemarkKind.NOTE)


@pytest.mark.parametrize(
    ("path", "lms", "name", "number", "file"),
    [
        ("Ada Lovelace_223344_assignsubmission_file_/01.ipynb", "moodle", "Ada Lovelace",
         "223344", "01.ipynb"),
        ("Ada Lovelace_223344_assignsubmission_file/01.ipynb", "moodle", "Ada Lovelace",
         "223344", "01.ipynb"),
        ("w1/Ada Lovelace_223344_assignsubmission_file/my/01.ipynb", "moodle", "Ada Lovelace",
         "223344", "my/01.ipynb"),
        ("Ada Lovelace_223344_assignsubmission_file_my_01.ipynb", "moodle", "Ada Lovelace",
         "223344", "my_01.ipynb"),
        ("Participant_77_assignsubmission_file_/01.ipynb", "moodle", "Participant 77", "77",
         "01.ipynb"),
        ("lovelaceada_12345_67890_01_one_step.ipynb", "canvas", "lovelaceada", "12345",
         "01_one_step.ipynb"),
        ("lovelaceada_LATE_12345_67890_01_one_step-2.ipynb", "canvas", "lovelaceada", "12345",
         "01_one_step-2.ipynb"),
        ("zoë_muller_12345_67890_nb.ipynb", "canvas", "zoë_muller", "12345", "nb.ipynb"),
        ("LATE_anon_aB3dE_67890_nb.ipynb", "canvas", "anon_aB3dE", "aB3dE", "nb.ipynb"),
        ("Notebook 1_ada_attempt_2026-01-31-10-15-30_01.ipynb", "blackboard", "ada", "ada",
         "01.ipynb"),
    ],
)
def test_each_system_says_whose_a_file_is(path, lms, name, number, file):
    """By the names that the systems' own programs write."""
    (found,), rest = identify_owners([Path(path)])
    assert (found.lms, found.name, found.id, found.original) == (lms, name, number, Path(file))
    assert found.late == ("LATE" in path)
    assert found.time == ("2026-01-31T10:15:30" if lms == "blackboard" else "")
    assert not rest


@pytest.mark.parametrize("path", ["ada/01_tiny/01_tiny.ipynb", "class/ada/01_tiny/01_tiny.ipynb",
                                  "ada/01_tiny/ada_1_2_x.ipynb", "01_tiny.ipynb"])
def test_nbgraders_layout_is_not_taken_for_a_download(path):
    """Also where a student's own file name looks like one of Canvas'."""
    assert not is_download([Path(path)], ["01_tiny", "02_tiny"])


def test_a_moodle_download_is_laid_out_by_student_and_assignment(lay_out, notebook):
    """Other files come along, but for a time that the student made up.

    Text that was typed into Moodle is no reason for a complaint.
    """
    ada = "Ada Lovelace_223344_assignsubmission_"
    laid, problems, class_list = lay_out({
        f"{ada}file_/01_tiny.ipynb": notebook, f"{ada}file_/02 Tiny.ipynb": notebook,
        f"{ada}file_/data/points.csv": "1", f"{ada}file_/Timestamp.txt": "2001-01-01",
        f"{ada}onlinetext_/onlinetext.html": "<p>Hello"})
    assert set(laid) == {
        f"Ada Lovelace/{name}/{file}" for name in ("01_tiny", "02_tiny")
        for file in (f"{name}.ipynb", "data/points.csv", "onlinetext.html")}
    assert laid["Ada Lovelace/01_tiny/01_tiny.ipynb"] == notebook
    assert problems == []
    assert class_list.entries["Ada Lovelace/01_tiny"].id == "223344"


@pytest.mark.parametrize("utf8", [True, False])
def test_accents_survive_a_zip_from_a_mac(tmp_path, tiny, notebook, utf8):
    """Two characters for a letter, and UTF-8 that says so or does not, are one name."""
    name = unicodedata.normalize("NFD", ZOE)
    archive = zipped(tmp_path / "m.zip", {
        f"{name}_1_assignsubmission_file_/01_tiny.ipynb": notebook,
        f"__MACOSX/{name}_1_assignsubmission_file_/._01_tiny.ipynb": b"x"}, utf8=utf8)
    with open_submissions(archive, tmp_path / "out") as (place, problems), \
            arrange_class(place, tiny, tmp_path / "out") as done:
        assert [path.name for path in done.folder.iterdir()] == [ZOE]
    assert problems == []


def test_of_several_attempts_the_last_one_counts_and_the_others_are_named(lay_out, tiny, notebook):
    """Canvas numbers uploads, Blackboard dates them, a browser writes (1)."""
    last = filled(tiny, write_gd_step="# the last one")
    laid, problems, class_list = lay_out({
        "lovelaceada_12_100_01_tiny.ipynb": notebook,
        "lovelaceada_12_99_01_tiny-1.ipynb": notebook,
        "lovelaceada_12_101_01_tiny-2.ipynb": last,
        "HW_bob_attempt_2026-01-31-10-15-30_01_tiny.ipynb": last,
        "HW_bob_attempt_2026-01-30-23-00-00_01_tiny.ipynb": notebook,
        "Eve_7_assignsubmission_file_/01_tiny.ipynb": notebook,
        "Eve_7_assignsubmission_file_/01_tiny (1).ipynb": last})
    assert problems == []
    assert {key: content == last for key, content in laid.items() if key.endswith("ipynb")} == {
        f"{student}/01_tiny/01_tiny.ipynb": True for student in ("lovelaceada 12", "bob", "Eve")}
    assert notes(class_list.entries["lovelaceada 12/01_tiny"]) == [
        "handed in before: lovelaceada_12_99_01_tiny-1.ipynb",
        "handed in before: lovelaceada_12_100_01_tiny.ipynb"]
    assert "2026-01-30T23:00:00" in notes(class_list.entries["bob/01_tiny"])[0]
    assert laid["bob/01_tiny/timestamp.txt"].startswith(b"2026-01-31 10:15:30")


def test_two_files_of_which_neither_is_later_are_for_a_person(lay_out, tiny, notebook):
    """One line, with both names; equal files are one."""
    folder = "Eve_7_assignsubmission_file_"
    laid, problems, _ = lay_out({f"{folder}/a/01_tiny.ipynb": notebook,
                                 f"{folder}/b/01_tiny.ipynb": filled(tiny, write_gd_step="#")})
    assert not laid
    assert problems == [f"Eve/01_tiny: which of these counts? {folder}/b/01_tiny.ipynb, "
                        f"{folder}/a/01_tiny.ipynb: delete the others in the "
                        "unpacked download, and grade that folder"]


def test_late_without_a_time_is_a_line_to_look_at(lay_out, notebook):
    """Canvas says LATE and not by how much."""
    class_list = lay_out({"adal_LATE_12_100_01_tiny.ipynb": notebook})[2]
    assert looks(class_list.entries["adal 12/01_tiny"]) == [
        "the system says that it was late, and not by how much: what that costs is yours to decide"]


def test_blackboards_receipt_tells_a_user_name_with_an_underscore(lay_out, notebook):
    """Without it nobody could say where the assignment's name ends. Receipts are not copied."""
    front = "Notebook_1_ada_l_attempt_2026-01-31-10-15-30"
    laid, problems, class_list = lay_out({
        f"{front}_01_tiny.ipynb": notebook,
        f"{front}.txt": "Name: Ada Lovelace (ada_l)\nAssignment: Notebook_1\n"})
    assert set(laid) == {"ada_l/01_tiny/01_tiny.ipynb", "ada_l/01_tiny/timestamp.txt"}
    assert class_list.entries["ada_l/01_tiny"].name == "Ada Lovelace"
    assert problems == []


def test_what_has_no_owner_or_no_assignment_or_no_notebook_is_a_line_each(lay_out, notebook):
    """Nothing is dropped without a word."""
    _, problems, _ = lay_out({
        "adal_12_100_01_tiny.ipynb": notebook, "stray.ipynb": notebook,
        "bob_13_101_homework.ipynb": b'{"cells": []}', "eve_14_102_essay.docx": b"x"})
    assert [line.split(":")[0] for line in problems] == ["stray.ipynb", "bob 13", "eve 14"]
    assert "handed in essay.docx, and no notebook" in problems[2]
    assert "neither its name nor its cells say which assignment" in problems[1]


def test_the_content_outweighs_a_wrong_name(tmp_path, make_course, tiny_notebook):
    """A notebook is what its cells are; without metadata, what its checks ask."""
    other = tiny_notebook.copy()
    other["cells"] = [cell for cell in other["cells"] if "gd_step" not in cell.source][:4]
    for cell in other["cells"]:
        cell["id"] = f"other-{cell['id']}"
    course = make_course(tmp_path / "c", **{"01_tiny": tiny_notebook, "02_other": other})
    matcher = AssignmentMatcher(course)
    first = filled(course, "01_tiny")
    assert matcher.match(first, "02_other.ipynb") == "01_tiny"
    assert matcher.match(first.replace(b'"nbgrader"', b'"x"').replace(b'"id"', b'"y"'),
                                 "homework.ipynb") == "01_tiny"
    assert matcher.match(b"not JSON", "02 other (3).ipynb") == "02_other"
    assert matcher.match(b"not JSON", "homework.ipynb") is None


WORKSHEET = (
    "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Last modified (submission),"
    "Last modified (grade),Feedback comments\n"
    "Participant 1,Ada Lovelace,ada@x.edu,Submitted for grading - 2 hours late,,10.00,"
    '"Saturday, 31 January 2026, 10:15 AM",-,\n'
    f"Participant 2,{ZOE},zoe@x.edu,No submission,,10.00,-,-,\n")
PARTICIPANTS = ("First name,Last name,ID number,Email address\n"
                "Ada,Lovelace,u1,ada@x.edu\nJohn,Smith,u2,js1@x.edu\nJohn,Smith,u3,js2@x.edu\n")
GRADEBOOK = ("Student,ID,SIS Login ID,Section,One (77)\n    Points Possible,,,,10\n"
             '"Lovelace, Ada",12,ada,S1,\n"Müller-O\'Hara, Zoë",13,zoe,S1,\n')


@pytest.mark.parametrize(
    ("roster", "owner", "student"),
    [
        (WORKSHEET, ("moodle", "Ada Lovelace", "1"), "ada@x.edu"),
        (WORKSHEET, ("moodle", "Group A-Zoe MULLER-OHARA", "99"), "zoe@x.edu"),
        (PARTICIPANTS, ("moodle", "Lovelace Ada", "5"), "ada@x.edu"),
        (GRADEBOOK, ("canvas", "somebody", "12"), "ada"),
        (GRADEBOOK, ("canvas", "müllerohara", "5"), None),
        (GRADEBOOK, ("canvas", "müllerohara" + "zoë", "5"), "zoe"),
        (GRADEBOOK.replace(",", ";").replace('"Lovelace; Ada"', '"Lovelace, Ada"'),
         ("canvas", "lovelaceada", "5"), "ada"),
        ("student,name,email\nal,Ada King Lovelace,al@x.edu\n", ("canvas", "kinglovelaceada", "5"),
         "al"),
        ("student,id\nal,12 34\n", ("moodle", "whoever", "34"), "al"),
        ("student,name\nal,Ada\nbo,Bo\n", ("blackboard", "Bo", "x"), "bo"),
    ],
)
def test_a_roster_says_who_it_is(tmp_path, roster, owner, student):
    """By number, user name, or name, whatever its accents, order, group and separators."""
    path = tmp_path / "r.csv"
    path.write_bytes(roster.encode("utf-8-sig"))
    lms, name, number = owner
    found = read_roster([path]).find(DownloadedFile(Path("x"), lms, name, number, Path("x")))
    assert [person.student for person in found] == ([student] if student else [])


def test_who_is_not_on_the_roster_or_ambiguous_is_graded_and_said(lay_out, notebook):
    """Two of one name are never mixed up, and nobody is dropped."""
    laid, problems, class_list = lay_out({
        "Ada Lovelace_1_assignsubmission_file_/01_tiny.ipynb": notebook,
        "John Smith_2_assignsubmission_file_/01_tiny.ipynb": notebook,
        "John Smith_3_assignsubmission_file_/01_tiny.ipynb": notebook,
        "Mallory_4_assignsubmission_file_/01_tiny.ipynb": notebook}, roster=[PARTICIPANTS])
    assert {name.split("/")[0] for name in laid} == {
        "ada@x.edu", "John Smith (2)", "John Smith (3)", "Mallory"}
    assert looks(class_list.entries["Mallory/01_tiny"]) == ["Mallory (4) is not on the roster"]
    assert "can be js1@x.edu or js2@x.edu" in looks(class_list.entries["John Smith (3)/01_tiny"])[0]
    assert set(class_list.people) >= {"ada@x.edu", "js1@x.edu", "js2@x.edu"}
    assert problems == []


def test_one_name_in_two_downloads_is_one_student(lay_out, notebook):
    """Moodle has another number for each assignment; within one download two are two."""
    laid, *_ = lay_out({
        "first/Ada_1_assignsubmission_file_/01_tiny.ipynb": notebook,
        "second/Ada_2_assignsubmission_file_/02_tiny.ipynb": notebook,
        "first/Bob_3_assignsubmission_file_/01_tiny.ipynb": notebook,
        "first/Bob_4_assignsubmission_file_/01_tiny.ipynb": notebook})
    assert {name.rsplit("/", 1)[0] for name in laid} == {
        "Ada/01_tiny", "Ada/02_tiny", "Bob (3)/01_tiny", "Bob (4)/01_tiny"}


def test_a_worksheet_says_when_it_was_handed_in(lay_out, notebook):
    """Moodle's download does not."""
    laid, _, class_list = lay_out(
        {"Ada Lovelace_1_assignsubmission_file_/01_tiny.ipynb": notebook}, roster=[WORKSHEET])
    assert laid["ada@x.edu/01_tiny/timestamp.txt"].startswith(b"2026-01-31 10:15:00")
    assert looks(class_list.entries["ada@x.edu/01_tiny"]) == []


def test_a_folder_of_zip_files_is_taken_together(tmp_path, tiny, notebook):
    """One download for each assignment."""
    (tmp_path / "all").mkdir()
    for number, name in enumerate(("01_tiny", "02_tiny")):
        zipped(tmp_path / "all" / f"{name}.zip",
               {f"Ada_{number}_assignsubmission_file_/{name}.ipynb": notebook})
    with arrange_class(tmp_path / "all", tiny, tmp_path / "out") as done:
        assert sorted(path.parent.name for path in done.folder.rglob("*.ipynb")) == [
            "01_tiny", "02_tiny"]
    assert sorted(path.name for path in (tmp_path / "all").iterdir()) == [
        "01_tiny.zip", "02_tiny.zip"]


@pytest.mark.parametrize(
    ("text", "message"),
    [("a,b\n1,2\n", "is not a roster that lrkit knows"), ("", "is not a table"),
     ("student,name\n", "there is nobody")])
def test_a_file_that_is_no_roster_is_a_sentence(tmp_path, text, message):
    """And so is one that is not there."""
    path = tmp_path / "r.csv"
    path.write_text(text)
    with pytest.raises(UserError, match=message):
        read_roster([path])
    with pytest.raises(UserError, match="cannot be read"):
        read_roster([tmp_path / "no.csv"])


def test_two_rosters_do_not_mix_in_one_gradebook():
    """Else a student's work would stand under two names."""
    ada = SubmissionKey("Ada", "01_tiny")
    before = ClassList({ada: DownloadEntry("moodle", "Ada", "1")})
    before.take_in(ClassList({ada: DownloadEntry("moodle", "Ada", "1", "again.ipynb")}))
    other = ClassList({SubmissionKey("ada@x.edu", "01_tiny"): DownloadEntry("moodle", "Ada", "1")})
    with pytest.raises(UserError, match="graded here as 'Ada', and would now be"):
        before.take_in(other)


# As lrkit wrote it before remarks were one list; the keys of the file have not changed.
OLD_FILE = """\
{
 "entries": {
  "ada/01_tiny": {
   "file": "01_tiny.ipynb",
   "id": "1",
   "late": "1 day late",
   "lms": "moodle",
   "look": [
    "Ada (1) is not on the roster"
   ],
   "name": "Ada",
   "said": [
    "handed in before: 01_tiny (1).ipynb",
    "the notebook was called a.ipynb"
   ],
   "time": "2026-01-31 10:15:00+00:00"
  }
 },
 "format": 1,
 "people": {
  "ada": {
   "email": "",
   "name": "Ada"
  }
 }
}
"""


def test_the_file_of_an_earlier_lrkit_is_read_and_written_in_the_same_form(tmp_path):
    """Remarks that ask a person to look come first, the lateness among them; then the notes."""
    path = tmp_path / CLASS_FILE
    path.parent.mkdir()
    path.write_text(OLD_FILE, encoding="utf-8")
    class_list = ClassList.load(tmp_path)
    key = SubmissionKey("ada", "01_tiny")
    looks, notes = RemarkKind.LOOK, RemarkKind.NOTE
    assert [(remark.kind, remark.text) for remark in class_list.remarks(key)] == [
        (looks, "Ada (1) is not on the roster"),
        (looks, "1 day late, says the worksheet; nothing was taken off, because no due date given "
                "with --due makes it late"),
        (notes, "handed in before: 01_tiny (1).ipynb"), (notes, "the notebook was called a.ipynb")]
    assert class_list.remarks(key, "2.0 hours late")[1].text == "2.0 hours late"
    assert class_list.remarks(SubmissionKey("bob", "01_tiny")) == []
    path.unlink()
    class_list.save(tmp_path)
    assert path.read_text(encoding="utf-8") == OLD_FILE


def test_a_damaged_class_file_is_a_sentence(tmp_path):
    """An entry with a key that lrkit does not know, or no JSON at all."""
    path = tmp_path / CLASS_FILE
    path.parent.mkdir()
    for text in (OLD_FILE.replace('"said"', '"told"'), OLD_FILE[:40]):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(UserError, match=r"lms\.json cannot be read .*: remove it"):
            ClassList.load(tmp_path)


def _zip(tmp_path, files) -> bytes:
    return zipped(tmp_path / "made.zip", files).read_bytes()


def test_a_students_zip_is_opened(lay_out, tiny, notebook, tmp_path):
    """A notebook in a zip counts, and a note says so; a bystander is laid out as ever.

    What leads out of the zip, what is not a zip and what holds no notebook is a line each.
    """
    moodle = "{}_{}_assignsubmission_file_/{}".format
    laid, problems, class_list = lay_out({
        moodle("Ada", 1, "01_tiny.ipynb"): filled(tiny),
        moodle("Bob", 2, "work.zip"): _zip(tmp_path, {
            "my work/01_tiny.ipynb": notebook, "../../escaped.txt": "x"}),
        moodle("Cat", 3, "cut.zip"): b"PK\x03\x04 not a zip",
        moodle("Dan", 4, "words.zip"): _zip(tmp_path, {"essay.txt": "x"})})
    assert laid["Bob/01_tiny/01_tiny.ipynb"] == notebook
    assert laid["Ada/01_tiny/01_tiny.ipynb"] == filled(tiny)
    assert notes(class_list.entries["Bob/01_tiny"]) == ["the notebook was in work.zip"]
    assert not list(tmp_path.rglob("escaped.txt"))
    said = "\n".join(problems)
    assert "escaped.txt: left out, because its path leads out of the folder" in said
    assert "cut.zip cannot be unpacked" in said
    assert "Dan: handed in words.zip, and no notebook" in said


def test_a_wrong_file_beside_the_right_one_or_from_another_week_is_a_remark(lay_out, tiny):
    """A student who was graded is not listed as not graded.

    A notebook among those of another assignment is named.
    """
    moodle, right = "{}_{}_assignsubmission_file_/{}".format, filled(tiny)
    _, problems, class_list = lay_out({
        moodle("Ada", 1, "01_tiny.ipynb"): right,
        moodle("Ada", 1, "scratch.ipynb"): b'{"cells": []}',
        moodle("Bob", 2, "01_tiny.ipynb"): right, moodle("Eve", 3, "02_tiny.ipynb"): right})
    assert problems == []
    entries = class_list.entries
    assert looks(entries["Ada/01_tiny"])[0].startswith("scratch.ipynb was handed in too")
    assert looks(entries["Eve/02_tiny"]) == ["handed in among the notebooks of 01_tiny"]
    assert looks(entries["Bob/01_tiny"]) == []
