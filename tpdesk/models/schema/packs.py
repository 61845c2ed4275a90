"""What packs say of themselves: a place's contact, issue date and next update; and why a theme has no indicator."""

from __future__ import annotations

from typing import Final

ISSUES: Final = """
ALTER TABLE place ADD COLUMN contact TEXT NOT NULL DEFAULT '';
ALTER TABLE place ADD COLUMN issued_on TEXT NOT NULL DEFAULT '';
ALTER TABLE place ADD COLUMN next_update TEXT NOT NULL DEFAULT '';
ALTER TABLE deep_dive ADD COLUMN no_indicator TEXT NOT NULL DEFAULT '';
"""
