"""Natural slips against which no check was written: they tell how many are named at first sight.

Ten wrong answers to an exercise, written from the text of the released notebook alone, as those of
`tests.exercises.natural_slips` were. The checks were then changed to name those; these were only
counted. Change no check to name one of them: write the slip anew in `natural_slips`, and take it
out here. Seven are missing: three that were accepted, and four that are right by the exercise's
text.
"""
