"""Natural slips: ten wrong answers to an exercise, as a new student would give them.

They were written from the text of the released notebook alone, before anybody looked at the stored
misconceptions of that exercise. `told.py` says whether a check names a slip, or tells exactly where
it goes wrong.
"""
