"""Submissions as they were handed in: folders and zips, of any quality."""

import pickle
import stat
import zipfile
from pathlib import Path

import pytest

from lrkit.errors import UserError
from lrkit.files import archives
from lrkit.files.archives import unpack
from lrkit.files.listing import LITTER
from lrkit.grading.intake import read
from lrkit.grading.intake.find import find_submissions, open_submissions
from lrkit.grading.intake.read import read_files, read_submissions
from lrkit.remarks import SubmissionKey

KNOWN = ("01_one", "02_two")


def _put(folder, name, text='{"cells": []}'):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def _keys(found):
    return [entry.key for entry in found[0]]


def test_the_layout_of_nbgrader_is_found_in_order(tmp_path):
    """student/assignment/notebook.ipynb; other files come along, litter does not."""
    _put(tmp_path, "bob/01_one/01_one.ipynb")
    _put(tmp_path, "ada/02_two/02_two.ipynb")
    _put(tmp_path, "ada/01_one/01_one.ipynb")
    _put(tmp_path, "ada/01_one/data/points.csv")
    for litter in LITTER:
        _put(tmp_path, f"ada/01_one/{litter}/01_one.ipynb")
    found, problems = find_submissions(tmp_path, KNOWN)
    assert [entry.key for entry in found] == ["ada/01_one", "ada/02_two", "bob/01_one"]
    assert [path.as_posix() for path in found[0].files] == ["01_one.ipynb", "data/points.csv"]
    assert problems == []


def test_a_key_is_the_same_in_a_worker():
    """It is sent there with the submission, and is read from JSON as the text that it is."""
    key = SubmissionKey("ada/x", "01_one")
    again = pickle.loads(pickle.dumps(key))
    assert (type(again), again, again.student, again.assignment) == (
        SubmissionKey, "ada/x/01_one", "ada/x", "01_one")
    assert SubmissionKey.parse("ada/x/01_one") == key


def test_folders_around_the_class_are_entered(tmp_path):
    """A zip often has one folder in which everything lies."""
    _put(tmp_path, "class/ada/01_one/01_one.ipynb")
    assert _keys(find_submissions(tmp_path, KNOWN)) == ["ada/01_one"]


def test_one_student_alone_is_not_taken_for_a_folder_around(tmp_path):
    """A class of one keeps its student."""
    _put(tmp_path, "ada/01_one/01_one.ipynb")
    _put(tmp_path, "ada/02_two/02_two.ipynb")
    assert _keys(find_submissions(tmp_path, KNOWN)) == ["ada/01_one", "ada/02_two"]


def test_a_notebook_outside_the_layout_is_named(tmp_path):
    """It is a problem; the others are found."""
    _put(tmp_path, "ada/01_one/01_one.ipynb")
    _put(tmp_path, "bob/01_one.ipynb")
    found = find_submissions(tmp_path, KNOWN)
    assert _keys(found) == ["ada/01_one"]
    assert str(found[1][0]) == \
        "bob/01_one.ipynb: not in the layout student/assignment/notebook.ipynb"


def test_any_changed_file_changes_the_hash(tmp_path):
    """The notebook, a file beside it, and a file's name; not the time of a file."""
    notebook = _put(tmp_path, "ada/01_one/01_one.ipynb")
    def digest() -> str:
        return read_files(find_submissions(tmp_path, KNOWN)[0][0]).digest

    hashes = [digest()]
    notebook.touch()
    assert digest() == hashes[0]
    for name in ("01_one.ipynb", "helper.py", "other.py"):
        _put(tmp_path, f"ada/01_one/{name}", '{"cells": [1]}')
        hashes.append(digest())
    assert len(set(hashes)) == 4


def test_a_link_is_not_followed(tmp_path):
    """A submission cannot make the grader copy a file from elsewhere."""
    secret = _put(tmp_path, "secret.txt", "secret")
    _put(tmp_path, "class/ada/01_one/01_one.ipynb")
    (tmp_path / "class/ada/01_one/link.txt").symlink_to(secret)
    found, _ = find_submissions(tmp_path / "class", KNOWN)
    assert [path.name for path in found[0].files] == ["01_one.ipynb"]


@pytest.mark.parametrize("name", ["../out.txt", "/etc/out.txt", "a/../../out.txt",
                                  "..\\out.txt", "C:\\out.txt"])
def test_an_entry_that_leads_out_of_the_folder_is_left_out(tmp_path, name):
    """The others are unpacked, and the entry is named."""
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        archive.writestr(name, "out")
        archive.writestr("ada/01_one/01_one.ipynb", "{}")
    (tmp_path / "in").mkdir()
    problems = unpack(tmp_path / "class.zip", tmp_path / "in")
    assert [problem.text for problem in problems] == [
        "left out, because its path leads out of the folder"]
    assert [path.name for path in tmp_path.rglob("*.*")] == ["class.zip", "01_one.ipynb"]


def test_a_link_in_a_zip_is_left_out(tmp_path):
    """It would lead wherever the student wants."""
    entry = zipfile.ZipInfo("ada/01_one/link")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        archive.writestr(entry, "/etc/passwd")
    problems = unpack(tmp_path / "class.zip", tmp_path / "in")
    assert "a link" in problems[0].text
    assert not (tmp_path / "in").exists()


def test_a_zip_that_unpacks_without_end_is_refused(tmp_path, monkeypatch):
    """The bytes written are counted, whatever the entry says of its size."""
    monkeypatch.setattr(archives, "MAX_BYTES", 2 * 1024**2)
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ada/01_one/zeros", bytes(4 * 1024**2))
    with pytest.raises(UserError, match="unpacks to more than"):
        unpack(tmp_path / "bomb.zip", tmp_path / "in")


def test_a_damaged_zip_is_refused(tmp_path):
    """With its name, and nothing left beside it."""
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        archive.writestr("ada/01_one/01_one.ipynb", "{}" * 100)
    content = bytearray((tmp_path / "class.zip").read_bytes())
    content[60:90] = b"\xff" * 30
    (tmp_path / "class.zip").write_bytes(content)
    with pytest.raises(UserError, match=r"class\.zip cannot be unpacked"), \
            open_submissions(tmp_path / "class.zip", tmp_path / "out"):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["class.zip"]


def test_what_cannot_be_read_costs_itself(tmp_path, monkeypatch):
    """A notebook or a student's folder that the system keeps closed is a line, and not the end."""
    for student in ("ada", "bob", "eve"):
        (tmp_path / student / "01_x").mkdir(parents=True)
        (tmp_path / student / "01_x" / "01_x.ipynb").write_text("{}")
    listed, opened = Path.iterdir, open

    def iterdir(folder):
        if folder.name == "eve":
            raise PermissionError(13, "Permission denied", str(folder))
        return listed(folder)

    def open_file(path, *more):
        if "bob" in Path(path).parts:
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *more)

    monkeypatch.setattr(Path, "iterdir", iterdir)
    monkeypatch.setattr(read, "open", open_file, raising=False)
    found, problems = find_submissions(tmp_path, ["01_x"])
    tried, rejected = [], []

    class Graded:
        """Wants every submission, and knows no assignment."""

        def needs(self, key, digest):
            tried.append(key.student)

        def give_up(self, key, reason):
            rejected.append(f"{key}: {reason}")

    assert not list(read_submissions(found, Graded()))
    assert tried == ["ada", "eve"]
    assert {*map(str, problems), *rejected} == {
        "bob/01_x: 01_x.ipynb cannot be read: Permission denied",
        "eve: the folder cannot be read: Permission denied"}
