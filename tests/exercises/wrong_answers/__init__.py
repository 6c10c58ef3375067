"""Wrong answers that were written without looking at the stored misconceptions.

None of them may earn full marks; whether a check finds a name for them is counted, and printed by
``python -m tests.exercises``.
"""
