"""The revision of the gradebook's tables, read from the text of nbgrader's alembic scripts.

nbgrader starts the program alembic to learn this one word, which takes two seconds, and to load
alembic here takes longer than everything else that grading does with the gradebook. Seen in
nbgrader 0.9.6; where the scripts look otherwise, nbgrader asks its program as before.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def without_alembic() -> Iterator[None]:
    """Let nbgrader learn the revision here, instead of starting alembic."""
    from nbgrader import api

    before = api.get_alembic_version
    api.get_alembic_version = lambda: newest_revision() or before()
    try:
        yield
    finally:
        api.get_alembic_version = before


def newest_revision() -> str | None:
    """Return the revision of the tables that this nbgrader makes.

    It is the one upon which no other builds; None where the scripts are not written as expected.
    """
    from nbgrader.dbutil import ALEMBIC_DIR

    made, built_upon = set(), set()
    for script in Path(ALEMBIC_DIR, "versions").glob("*.py"):
        text = script.read_text(encoding="utf-8")
        made |= set(re.findall(r"^revision = ['\"](\w+)['\"]", text, re.MULTILINE))
        for before in re.findall(r"^down_revision = (.*)", text, re.MULTILINE):
            built_upon |= set(re.findall(r"['\"](\w+)['\"]", before))
    newest = made - built_upon
    return newest.pop() if len(newest) == 1 else None
