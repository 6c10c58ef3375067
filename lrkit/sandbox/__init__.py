"""The learner's side of grading: what runs inside the sandbox, and nothing that it must not see.

`zygote` is started once, loads NumPy, matplotlib, IPython and lrkit, and forks a fresh process for
each submission; `session` runs a notebook's cells there and answers the judge's questions;
`messages` is how they speak. Nothing here knows an exercise's reference or an expected value.
"""
