"""The grading of a class: `grade` tells the story, and each of its stages is a room.

`intake` finds, reads and repairs what was handed in; `execution` runs it in a sandbox and judges
it from outside; `gradebook` keeps the marks; `reporting` tells students and instructors.
"""
