"""Loads, when it is imported, what workers need: for the process from which they are forked."""

from lrkit.grading.quick import start_quickly

start_quickly()

import nbformat.v4  # noqa: E402, F401  (after the line that makes it load in a fifth of the time)

import lrkit.grading.workers  # noqa: E402, F401
