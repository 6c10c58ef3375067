"""The packages of lrkit that a submission may neither load nor read: the grader's own."""

HIDDEN_PARTS = ("grading", "lms", "release")
