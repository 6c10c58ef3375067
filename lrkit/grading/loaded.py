"""Loads, when it is imported, what workers need: for the process from which they are forked."""

from lrkit.grading.quick import start_quickly

start_quickly()

import lrkit.grading.workers  # noqa: E402, F401
