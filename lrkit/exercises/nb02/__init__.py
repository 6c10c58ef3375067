"""The exercises of notebook 2, Too small, too large."""

EXERCISES = ()
QUESTIONS = ()
PREDICTIONS = ()
