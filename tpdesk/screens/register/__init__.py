"""Modes 2 and 3: places and agencies."""
