"""The fixtures of a tiny course, for tests that stay inside one interpreter."""

from tests.grading.tiny import (  # noqa: F401
    all_right,
    hand_in,
    make_course,
    read_marks,
    tiny,
    tiny_notebook,
)
