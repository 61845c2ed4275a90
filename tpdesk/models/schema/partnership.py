"""What being inspected and working in partnership costs."""

from __future__ import annotations

from typing import Final

BURDEN: Final = """
CREATE TABLE burden (
  id INTEGER PRIMARY KEY, place INTEGER NOT NULL REFERENCES place (id) ON DELETE CASCADE, agency INTEGER NOT NULL REFERENCES agency (id) ON DELETE CASCADE,
  kind TEXT NOT NULL, regime TEXT NOT NULL DEFAULT '', year INTEGER NOT NULL, hours TEXT NOT NULL DEFAULT '', rate_pence INTEGER CHECK (rate_pence >= 0),
  staff TEXT NOT NULL DEFAULT '', other_pence INTEGER CHECK (other_pence >= 0), tier TEXT NOT NULL DEFAULT '', evidence TEXT NOT NULL DEFAULT '',
  grade INTEGER CHECK (grade BETWEEN 1 AND 6), source TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX burden_place ON burden (place, year);
CREATE INDEX burden_agency ON burden (agency);
"""  # noqa: E501
"""Hours and staff are exact decimals as text."""
