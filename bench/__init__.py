"""Benchmarks, run by hand: `python -m bench`. They print ratios against a reference measured in the same
run, and assert nothing."""
