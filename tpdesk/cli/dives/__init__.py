"""Verbs for deep dives: what is captured, what it comes to, and what people take home from a workshop."""
