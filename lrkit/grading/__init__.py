"""The grading of a class: `grade` names the stages, and a package does the work of each.

`intake` finds, reads and repairs what was handed in; `execution` runs it in a sandbox and judges
it from outside; `gradebook` keeps the marks; `reporting` tells students and instructors.
"""
