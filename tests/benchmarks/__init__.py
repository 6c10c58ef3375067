"""Benchmarks as ratios against peers and limits: ``python -m tests.benchmarks``.

Each ratio is measured in one run on one machine, by medians; nothing here is a test, because a
busy machine must not fail one. Peers that are not installed are left out, and said to be.
"""
