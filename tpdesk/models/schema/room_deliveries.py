"""In which workshop, and when, a delivery was typed: the room shows and counts its own."""

from __future__ import annotations

from typing import Final

EIGHTH: Final = """
ALTER TABLE delivery ADD COLUMN workshop INTEGER REFERENCES workshop (id) ON DELETE SET NULL;
ALTER TABLE delivery ADD COLUMN said_at TEXT NOT NULL DEFAULT '';
ALTER TABLE delivery ADD COLUMN said_with INTEGER NOT NULL DEFAULT 0;
CREATE INDEX delivery_workshop ON delivery (workshop);
"""
