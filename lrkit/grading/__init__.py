"""For those who teach: build the release, deliver it, make a sample class, grade a class.

nbgrader stays the grader of record; this package drives it and adds what a class needs around it:
a batch that never stops, runs that resume, messages for people. Nothing but `lrkit.cli` imports
it, and nbgrader itself, which takes three seconds to load, is imported when it is needed.
"""
