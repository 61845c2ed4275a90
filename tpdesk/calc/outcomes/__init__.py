"""Indicators: progress with its interval, and a change beside the change of spend. docs/method.md, Outcomes."""
