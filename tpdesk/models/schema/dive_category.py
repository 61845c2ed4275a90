"""The category that a deep dive gives to deliveries which name none."""

from __future__ import annotations

from typing import Final

SEVENTH: Final = """
ALTER TABLE deep_dive ADD COLUMN category TEXT REFERENCES category (code);
"""
