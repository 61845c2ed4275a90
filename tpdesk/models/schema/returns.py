"""Dates and next action of returns; milestones of one place."""

from __future__ import annotations

from typing import Final

THIRD: Final = """
ALTER TABLE agency_return ADD COLUMN requested_on TEXT NOT NULL DEFAULT '';
ALTER TABLE agency_return ADD COLUMN due_on TEXT NOT NULL DEFAULT '';
ALTER TABLE agency_return ADD COLUMN received_on TEXT NOT NULL DEFAULT '';
ALTER TABLE agency_return ADD COLUMN next_action TEXT NOT NULL DEFAULT '';
ALTER TABLE milestone ADD COLUMN place INTEGER REFERENCES place (id) ON DELETE CASCADE;
CREATE INDEX milestone_place ON milestone (place);
"""
