"""From the LMS and back: a download is graded, and its marks go into what the LMS imports."""

import contextlib
import csv
import io
import json
import shutil
import sqlite3
import zipfile
from datetime import timedelta

import pytest

from lrkit import cli
from lrkit.course.nbgrader_driver import NbgraderCourse, silence_warnings
from lrkit.errors import UserError
from lrkit.grading.gradebook.final_marks import collect_marks
from lrkit.grading.gradebook.late_penalties import refresh_penalties
from lrkit.grading.gradebook.own_settings import OWN_SETTINGS
from lrkit.grading.reporting.export import export_marks
from lrkit.lms.class_list import ClassList
from lrkit.lms.marks_export import make_tables
from lrkit.lms.roster import read_roster
from tests.grading.downloads import filled, write, zipped
from tests.grading.pool import grade

# What Moodle itself writes; the columns after the marks must come back as they were.
WORKSHEET = (
    "\ufeffIdentifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,"
    "Last modified (submission),Last modified (grade),Feedback comments\r\n"
    "Participant 201,Ada Lovelace,ada@x.edu,Submitted for grading,,10.00,Yes,"
    '"Saturday, 31 January 2026, 10:15 AM",-,\r\n'
    "Participant 202,Zoë O'Neil_Smith,zoe@x.edu,Submitted for grading - 1 day late,,10.00,Yes,"
    '"Monday, 2 February 2026, 12:00 PM","Monday, 2 February 2026, 12:30 PM",see me\r\n'
    "Participant 203,=cmd()|x,eve@x.edu,Submitted for grading,,10.00,Yes,-,-,\r\n"
    "Participant 204,Nobody Here,nob@x.edu,No submission,3.00,10.00,Yes,-,-,\r\n")
PENALTY = """
from nbgrader.plugins import BasePlugin

class OneAnHour(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return total_seconds_late / 3600

c = get_config()
c.AssignLatePenalties.plugin_class = OneAnHour
"""


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def by_hand(output, student: str, points: float, comment: str = "") -> None:
    """Mark the written answer as a person does in formgrader."""
    from nbgrader.api import Gradebook

    with silence_warnings(), Gradebook(NbgraderCourse(output).db_url) as gradebook:
        entry = gradebook.find_submission_notebook("01_tiny", "01_tiny", student)
        grade = next(grade for grade in entry.grades if grade.name == "explain_why")
        grade.manual_score, grade.needs_manual_grade = points, False
        note = next(note for note in entry.comments if note.name == "explain_why")
        note.manual_comment = comment or None
        gradebook.db.commit()


@pytest.fixture(scope="module")
def moodle(tmp_path_factory, tiny, all_right):
    """Moodle's zip, graded with its worksheet, a due date and a penalty of a point an hour.

    Zoë is 3 hours late; Ada's and Eve's answers are marked by hand.
    """
    root = tmp_path_factory.mktemp("moodle")
    right = filled(tiny, **all_right)
    archive = zipped(root / "m.zip", {
        "Ada Lovelace_201_assignsubmission_file/01_tiny.ipynb": filled(tiny),
        "Ada Lovelace_201_assignsubmission_file/01_tiny (1).ipynb": right,
        "Zoë O'Neil Smith_202_assignsubmission_file/my answer.ipynb": right.replace(
            b"Because of", b"For"),
        "=cmd()|x_203_assignsubmission_file/01_tiny.ipynb": right,
        "Mallory_299_assignsubmission_file/01_tiny.ipynb": right})
    worksheet = root / "worksheet.csv"
    worksheet.write_text(WORKSHEET, encoding="utf-8", newline="")
    (root / "late.py").write_text(PENALTY)
    graded = grade(archive, tiny, roster=[worksheet], due=["01_tiny=2026-02-02 09:00"],
                   config=root / "late.py", assignments=["01_tiny"])
    by_hand(graded.output, "ada@x.edu", 4, "good =)")
    by_hand(graded.output, "eve@x.edu", 1.5)
    return graded, worksheet


@pytest.fixture(scope="module")
def graded_table(moodle):
    """grades.csv as `lrkit report` writes it after the marks by hand."""
    assert cli.main(["report", str(moodle[0].output)]) == 0
    with (moodle[0].output / "grades.csv").open(newline="", encoding="utf-8") as stream:
        return {row["student"]: row for row in csv.DictReader(stream)}


def test_the_whole_class_is_in_the_table(graded_table):
    """Under the roster's names, with those who handed nothing in, and who is on no roster."""
    assert set(graded_table) == {"ada@x.edu", "zoe@x.edu", "eve@x.edu", "nob@x.edu", "Mallory"}
    assert graded_table["ada@x.edu"]["points"] == "10"
    assert "handed in before: Ada Lovelace_201" in graded_table["ada@x.edu"]["remark"]
    assert graded_table["nob@x.edu"]["remark"] == "not handed in"
    assert "Mallory (299) is not on the roster" in graded_table["Mallory"]["remark"]


def test_nbgraders_plugin_takes_off_for_late_work(moodle, graded_table):
    """Three hours late, by the worksheet's time and the due date: 6 points less 3."""
    assert graded_table["zoe@x.edu"]["points"] == "3"
    assert "3.0 hours late: 3 points off" in graded_table["zoe@x.edu"]["remark"]
    page = moodle[0].output / "feedback" / "zoe@x.edu" / "01_tiny" / "01_tiny.html"
    assert "3.0" in page.read_text()
    (entry,) = (entry for entry in json.loads((moodle[0].output / "report.json").read_text())
                ["submissions"] if entry["student"] == "zoe@x.edu")
    assert entry["points"] == 3
    assert "3.0 hours late: 3 points off" in entry["look"]


def test_nbgrader_itself_reads_the_settings_that_were_kept(moodle):
    """Its own commands in the folder use the same plugin, and its gradebook has the names."""
    from nbgrader.api import Gradebook
    from traitlets.config.loader import PyFileConfigLoader

    config = PyFileConfigLoader("nbgrader_config.py", path=str(moodle[0].output)).load_config()
    assert config.AssignLatePenalties.plugin_class.__name__ == "OneAnHour"
    assert (moodle[0].output / OWN_SETTINGS).read_text() == PENALTY
    with silence_warnings(), Gradebook(NbgraderCourse(moodle[0].output).db_url) as gradebook:
        student = gradebook.find_student("zoe@x.edu")
        assert (student.first_name, student.last_name) == ("Zoë", "O'Neil_Smith")


def test_the_worksheet_comes_back_with_marks(moodle, tmp_path, capsys):
    """Its lines, columns and old entries as they were; who waits for a person keeps what was."""
    graded, worksheet = moodle
    code = cli.main(["report", str(graded.output), "--lms", "moodle", "--roster", str(worksheet),
                     "--output", str(tmp_path / "marks.csv"), "--assignment", "01_tiny"])
    said = capsys.readouterr()
    old = rows(WORKSHEET.lstrip("\ufeff"))
    new = rows((tmp_path / "marks.csv").read_bytes().decode())
    grade_, comment, name = (old[0].index(title) for title in
                             ("Grade", "Feedback comments", "Full name"))
    assert [row[grade_] for row in new] == ["Grade", "10", "", "7.5", "3.00"]
    assert [row[comment] for row in new[1:]] == ["good =)", "see me", "", ""]
    assert new[3][name] == "'=cmd()|x"
    for before, after in zip(old, new, strict=True):
        kept = [k for k in range(len(before)) if k not in (grade_, comment, name)]
        assert [after[k] for k in kept] == [before[k] for k in kept]
    assert code == 1
    assert "zoe@x.edu/01_tiny: waits to be marked by hand" in said.err
    assert "Mallory: not on the roster" in said.err
    assert "1 notebook not handed in" in said.out


def test_partial_marks_are_written_when_asked_for(moodle):
    """With what lateness costs taken off."""
    graded, worksheet = moodle
    marks = export_marks(graded.output, "moodle", roster=[worksheet], partial=True)
    assert rows(marks.tables["01_tiny"])[2][4] == "3"


def test_what_the_worksheet_calls_late_is_said_without_a_due_date(tmp_path, tiny, all_right):
    """Nothing is taken off. A due date that makes it late takes the line's place."""
    archive = zipped(tmp_path / "m.zip", {
        "Zoë O'Neil Smith_202_assignsubmission_file/01_tiny.ipynb": filled(tiny, **all_right)})
    sheet = tmp_path / "worksheet.csv"
    sheet.write_text(WORKSHEET, encoding="utf-8", newline="")

    def zoe(**options):
        found = grade(archive, tiny, roster=[sheet], assignments=["01_tiny"], **options)
        return next(row for row in found.summary.rows if row.student == "zoe@x.edu")

    assert zoe().remark.startswith("1 day late, says the worksheet; nothing was taken off")
    assert zoe().points == 6
    assert zoe(due=["01_tiny=2026-02-02 09:00"]).remark == "3.0 hours late"


def test_moodle_finds_whose_a_feedback_page_is(moodle, tmp_path, capsys):
    """Its importer reads four parts between underscores, the second of them the number.

    A student without a final mark gets no page.
    """
    archive = tmp_path / "pages.zip"
    cli.main(["report", str(moodle[0].output), "--lms", "moodle", "--assignment", "01_tiny",
              "--output", str(tmp_path / "m.csv"), "--feedback", str(archive)])
    assert f"Feedback pages in {archive}: 2" in capsys.readouterr().out
    found = {}
    with zipfile.ZipFile(archive) as pages:
        for name in pages.namelist():
            folder, file = name.split("/")
            _, number, *kind = folder.split("_")
            assert (kind, file) == (["assignfeedback", "file"], "01_tiny.html")
            found[number] = pages.read(name).decode()
    assert set(found) == {"201", "203"}
    assert "good =)" in found["201"]


@pytest.mark.parametrize("options", [["--lms", "canvas", "--assignment", "01_tiny"],
                                     ["--lms", "moodle"], []])
def test_feedback_in_a_zip_is_for_one_assignment_of_moodle(moodle, tmp_path, capsys, options):
    """Anything else is refused before a file is written."""
    code = cli.main(["report", str(moodle[0].output), *options, "--feedback",
                     str(tmp_path / "pages.zip")])
    assert code == 2
    assert "--feedback" in capsys.readouterr().err
    assert not (tmp_path / "pages.zip").exists()


def test_without_the_worksheet_the_numbers_of_the_download_do(moodle):
    """Moodle asks for these columns, and finds a student by the number."""
    marks = export_marks(moodle[0].output, "moodle")
    header, *lines = rows(marks.tables["01_tiny"])
    assert {"Identifier", "Grade", "Last modified (grade)", "Feedback comments"} <= set(header)
    found = {row[header.index("Identifier")]: row[header.index("Grade")] for row in lines}
    assert found == {"Participant 201": "10", "Participant 202": "", "Participant 203": "7.5",
                     "Participant 299": ""}


def test_json_for_a_script(moodle, tmp_path, capsys):
    """Counts, and who has no mark and why."""
    cli.main(["report", str(moodle[0].output), "--lms", "moodle", "--json", "--output",
              str(tmp_path / "m.csv")])
    found = json.loads(capsys.readouterr().out)
    assert found["marks"] == 2
    assert {entry["student"]: entry["why"] for entry in found["held"]} == {
        "zoe@x.edu": "waits to be marked by hand", "Mallory": "waits to be marked by hand",
        "nob@x.edu": "not handed in"}


def test_the_report_in_json_has_names_as_they_are_written(moodle, capsys):
    """With their accents, and the same as the file says."""
    cli.main(["report", str(moodle[0].output), "--json"])
    said = capsys.readouterr().out
    assert "Zoë" in said
    assert json.loads(said) == json.loads((moodle[0].output / "report.json").read_text())


def test_another_maximum_is_refused_or_converted(moodle, tmp_path):
    """15 of 18 must not become 15 of 100."""
    sheet = tmp_path / "w.csv"
    sheet.write_text(WORKSHEET.replace("10.00", "100.00"), encoding="utf-8")
    with pytest.raises(UserError, match="most that Moodle has for 01_tiny is 100 points"):
        export_marks(moodle[0].output, "moodle", roster=[sheet])
    marks = export_marks(moodle[0].output, "moodle", roster=[sheet], scale=True)
    assert [row[4] for row in rows(marks.tables["01_tiny"])][1:] == ["100", "", "75", "3.00"]


def test_a_due_date_that_moves_moves_the_penalty(moodle):
    """Without grading again; afterwards it is as it was."""
    from nbgrader.api import Gradebook

    from lrkit.grading.gradebook.own_settings import read_own_settings

    target = NbgraderCourse(moodle[0].output)
    read_own_settings(target)

    def late(by):
        with silence_warnings(), Gradebook(target.db_url) as gradebook:
            gradebook.find_assignment("01_tiny").duedate += by
            gradebook.db.commit()
        changed = refresh_penalties(target)
        with silence_warnings(), Gradebook(target.db_url) as gradebook:
            return changed, gradebook.find_submission(
                "01_tiny", "zoe@x.edu").late_submission_penalty

    assert late(timedelta(hours=2)) == (1, 1)
    assert late(timedelta(hours=2)) == (1, 0)
    assert late(-timedelta(hours=4)) == (1, 3)


EXPORT = ("Student,ID,SIS User ID,SIS Login ID,Section,Notebook 1: Tiny (771),Quiz (3),"
          "Final Score\n,,,,,Manual Posting,,\n    Points Possible,,,,,10,5,(read only)\n"
          '"Lovelace, Ada",12,u12,ada,Mon,1,5,70\n"O\'Neil, Zoë",13,u13,zoe,Tue,2.5,4,60\n'
          '"Student, Test",99,,a1b2,Mon,,,\n')


@pytest.fixture(scope="module")
def canvas(tmp_path_factory, tiny, all_right):
    """Canvas' folder: Ada's second upload, Zoë late, somebody of another course."""
    folder = tmp_path_factory.mktemp("canvas") / "submissions"
    right = filled(tiny, **all_right)
    write(folder, {"lovelaceada_12_500_01_tiny.ipynb": filled(tiny),
                   "lovelaceada_12_507_01_tiny-1.ipynb": right,
                   "oneilzoë_LATE_13_501_01_tiny.ipynb": right})
    graded = grade(folder, tiny, assignments=["01_tiny"])
    for student in ("lovelaceada 12", "oneilzoë 13"):
        by_hand(graded.output, student, 2)
    return graded


def test_canvas_export_gets_our_column_and_keeps_its_own(canvas, tmp_path):
    """The import finds students by ID and the assignment by the number in its title."""
    export = tmp_path / "export.csv"
    export.write_text(EXPORT, encoding="utf-8")
    marks = export_marks(canvas.output, "canvas", roster=[export])
    assert rows(marks.tables[""]) == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Notebook 1: Tiny (771)"],
        ["    Points Possible", "", "", "", "", "10"],
        ["Lovelace, Ada", "12", "u12", "ada", "Mon", "8"],
        ["O'Neil, Zoë", "13", "u13", "zoe", "Tue", "8"],
        ["Student, Test", "99", "", "a1b2", "Mon", ""]]
    assert (marks.written, marks.unknown) == (2, [])


def test_canvas_without_an_export_takes_the_numbers_of_the_download(canvas):
    """Canvas offers a title that it does not know as a new assignment."""
    assert rows(export_marks(canvas.output, "canvas").tables[""]) == [
        ["Student", "ID", "SIS Login ID", "Section", "01_tiny"],
        ["    Points Possible", "", "", "", "10"],
        ["lovelaceada", "12", "", "", "8"], ["oneilzoë", "13", "", "", "8"]]


def test_late_in_canvas_is_looked_at_and_costs_nothing_by_itself(canvas):
    """Its download has no time."""
    (row,) = (row for row in canvas.summary.rows if row.student.startswith("oneil"))
    assert row.points == 6
    assert row.remark.startswith("the system says that it was late, and not by how much")


def test_a_class_in_nbgraders_layout_needs_the_export(canvas, tmp_path):
    """A system that nobody was downloaded from cannot be guessed."""
    marks = collect_marks(NbgraderCourse(canvas.output), canvas.summary.rows)
    with pytest.raises(UserError, match="nothing says who anybody is in Moodle"):
        make_tables("moodle", marks, ClassList())
    export = tmp_path / "export.csv"
    export.write_text(EXPORT.replace("12,u12,ada", "12,u12,lovelaceada 12"), encoding="utf-8")
    made = make_tables("canvas", collect_marks(NbgraderCourse(canvas.output), canvas.summary.rows,
                                               partial=True), ClassList(), read_roster([export]))
    assert rows(made.tables[""])[2][-1] == "6"
    assert [str(remark) for remark in made.unknown] == ["oneilzoë 13: not on the roster"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["report", "no-such"], "nothing was graded in no-such"),
        (["report", "{out}", "--scale"], "--scale is for the marks of a system"),
        (["report", "{out}", "--lms", "canvas", "--assignment", "x"], "has no assignment 'x'"),
        (["report", "{out}", "--lms", "canvas", "--roster", "no.csv"], "no.csv cannot be read"),
        (["grade", ".", "--output", "../x", "--config", "no.py"], "there is no file no.py"),
    ],
)
def test_a_mistake_is_a_sentence(canvas, capsys, arguments, message):
    """And exit code 2."""
    assert cli.main([text.replace("{out}", str(canvas.output)) for text in arguments]) == 2
    assert message in capsys.readouterr().err


def test_what_one_download_could_not_give_stays_until_it_is_seen_again(tmp_path, tiny, all_right):
    """A second download must not make "not handed in" of what the first could not read.

    A class comes in one download an assignment. No mark may go out for such a file; a good one
    settles it.
    """
    name, right = "{}_{}_assignsubmission_file/{}".format, filled(tiny, **all_right)

    def run(archive: str, files: dict[str, bytes]) -> dict[str, str]:
        graded = grade(zipped(tmp_path / archive, files), tiny, output=tmp_path / "out")
        return {f"{row.student}/{row.assignment}": row.remark for row in graded.summary.rows}

    first = run("one.zip", {name("Ada", 1, "01_tiny.ipynb"): right,
                            name("Bob", 2, "01_tiny.ipynb"): b"",
                            name("Eve", 3, "essay.docx"): b"x"})
    assert first["Bob/01_tiny"] == "not graded: not a notebook: the file is empty"
    assert first["Eve/01_tiny"] == "not graded: handed in essay.docx, and no notebook"
    second = run("two.zip", {name("Ada", 11, "02_tiny.ipynb"): right})
    assert {key: second[key] for key in first} == first
    assert second["Bob/02_tiny"] == "not handed in"
    held = {mark.student: mark.why for mark in
            export_marks(tmp_path / "out", "moodle", assignments=["01_tiny"], partial=True).held}
    assert held == {"Bob": first["Bob/01_tiny"], "Eve": first["Eve/01_tiny"]}
    third = run("one again.zip", {name("Bob", 2, "01_tiny.ipynb"): right})
    assert third["Bob/01_tiny"] == "" and third["Eve/01_tiny"] == first["Eve/01_tiny"]


def test_a_gradebook_that_is_none_is_a_sentence(canvas, tmp_path, capsys):
    """A damaged gradebook, or one of another version of nbgrader, ends without a traceback."""
    output = shutil.copytree(canvas.output, tmp_path / "out")
    with contextlib.closing(sqlite3.connect(output / "gradebook.db")) as database:
        database.execute("alter table grade drop column extra_credit")
    assert cli.main(["report", str(output)]) == 2
    (output / "gradebook.db").write_text("no database")
    assert cli.main(["report", str(output)]) == 2
    said = capsys.readouterr().err
    assert said.count("the gradebook cannot be used") == 2 and "Traceback" not in said


def test_the_marker_sees_the_rubric_without_nbgraders_marks(canvas):
    """Markdown would show "### BEGIN MARK SCHEME" as a heading in formgrader and feedback."""
    texts = [path.read_text(encoding="utf-8") for folder in ("autograded", "feedback")
             for path in (canvas.output / folder).rglob("01_tiny.*")]
    assert len(texts) >= 2 and all("Rubric: a secret" in text for text in texts)
    assert not any("MARK SCHEME" in text for text in texts)
