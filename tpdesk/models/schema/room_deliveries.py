"""Which deliveries were typed in the room of a workshop, and when: the room shows and counts its own."""

from __future__ import annotations

from typing import Final

EIGHTH: Final = """
ALTER TABLE delivery ADD COLUMN at TEXT NOT NULL DEFAULT '';
CREATE TABLE workshop_delivery (
  workshop INTEGER NOT NULL REFERENCES workshop (id) ON DELETE CASCADE, delivery INTEGER NOT NULL REFERENCES delivery (id) ON DELETE CASCADE,
  PRIMARY KEY (workshop, delivery)
) STRICT, WITHOUT ROWID;
CREATE INDEX workshop_delivery_delivery ON workshop_delivery (delivery);
"""
