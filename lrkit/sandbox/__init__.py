"""The learner's side of grading: the code that runs inside the sandbox.

`forkserver` is started once, loads NumPy, matplotlib, IPython and lrkit, and forks a fresh process
for each submission; `session` runs a notebook's cells there and serves the judge's requests;
`messages` is their protocol. Nothing here knows an exercise's reference or an expected value.
"""
