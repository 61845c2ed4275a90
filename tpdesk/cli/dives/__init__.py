"""The verbs of deep dives."""
