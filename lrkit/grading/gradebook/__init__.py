"""The graded folder: nbgrader's gradebook, the record of what was graded, and late penalties."""
