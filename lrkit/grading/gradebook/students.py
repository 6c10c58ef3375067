"""The students of a class in nbgrader's gradebook: entered with names, forgotten when removed."""

from typing import Any

from lrkit.course.nbgrader_driver import NbgraderCourse
from lrkit.grading.gradebook.grading_record import GradingRecord
from lrkit.lms.class_list import ClassList


def enter_students(target: NbgraderCourse, people: dict[str, dict[str, str]]) -> None:
    """Put the class into nbgrader's gradebook, with names and addresses, in one transaction."""
    if not people or not target.has_gradebook():
        return
    from nbgrader.api import Student

    with target.open_gradebook() as gradebook:
        known: dict[str, Any] = {student.id: student for student in gradebook.students}
        for student, facts in people.items():
            if student not in known:
                known[student] = Student(id=student)
                gradebook.db.add(known[student])
            first, last = _names(facts.get("name", ""))
            known[student].first_name = known[student].first_name or first or None
            known[student].last_name = known[student].last_name or last or None
            known[student].email = known[student].email or facts.get("email") or None
        gradebook.db.commit()


def forget_removed(target: NbgraderCourse, record: GradingRecord) -> None:
    """Drop what is kept of students who were removed from nbgrader's gradebook."""
    if not target.has_gradebook():
        return
    with target.open_gradebook() as gradebook:
        students = {student.id for student in gradebook.students}
    record.forget(students)
    record.save()
    kept = ClassList.load(target.root)
    if kept.entries or kept.people:
        ClassList({key: entry for key, entry in kept.entries.items() if key.student in students},
                  {student: facts for student, facts in kept.people.items() if student in students}
                  ).save(target.root)


def _names(name: str) -> tuple[str, str]:
    """Split a name into first and family name: at a comma, else before the last word."""
    if "," in name:
        last, _, first = name.partition(",")
        return first.strip(), last.strip()
    first, _, last = name.rpartition(" ")
    return first.strip(), last.strip()
