"""Indicators and their values, and volumes."""

from __future__ import annotations

from typing import Final

INDICATORS: Final = """
CREATE TABLE indicator (
  id INTEGER PRIMARY KEY, title TEXT NOT NULL CHECK (title <> ''), folded TEXT NOT NULL UNIQUE, place INTEGER NOT NULL REFERENCES place (id) ON DELETE CASCADE,
  framework TEXT NOT NULL DEFAULT '', code TEXT NOT NULL DEFAULT '', unit TEXT NOT NULL DEFAULT '', measure TEXT NOT NULL DEFAULT '',
  direction TEXT NOT NULL DEFAULT '', priority TEXT NOT NULL DEFAULT '', numerator_name TEXT NOT NULL DEFAULT '', denominator_name TEXT NOT NULL DEFAULT '',
  frequency TEXT NOT NULL DEFAULT '', lag TEXT NOT NULL DEFAULT '', source TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX indicator_place ON indicator (place);
CREATE TABLE indicator_category (
  indicator INTEGER NOT NULL REFERENCES indicator (id) ON DELETE CASCADE, category TEXT NOT NULL REFERENCES category (code),
  PRIMARY KEY (indicator, category)
) STRICT, WITHOUT ROWID;
CREATE TABLE indicator_dive (
  indicator INTEGER NOT NULL REFERENCES indicator (id) ON DELETE CASCADE, dive INTEGER NOT NULL REFERENCES deep_dive (id) ON DELETE CASCADE,
  PRIMARY KEY (indicator, dive)
) STRICT, WITHOUT ROWID;
CREATE TABLE indicator_value (
  id INTEGER PRIMARY KEY, indicator INTEGER NOT NULL REFERENCES indicator (id) ON DELETE CASCADE, area TEXT REFERENCES area (code),
  period TEXT NOT NULL, status TEXT NOT NULL, value TEXT NOT NULL DEFAULT '', numerator INTEGER, denominator INTEGER, denominator_year INTEGER,
  low TEXT NOT NULL DEFAULT '', high TEXT NOT NULL DEFAULT '', source TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX indicator_value_indicator ON indicator_value (indicator, area, period);
"""  # noqa: E501
"""The records of outcomes; the values go with their indicator."""

VOLUMES: Final = """
ALTER TABLE indicator DROP COLUMN priority;
ALTER TABLE indicator ADD COLUMN priority INTEGER REFERENCES priority (id) ON DELETE SET NULL;
CREATE INDEX indicator_priority ON indicator (priority);
CREATE TABLE volume (
  id INTEGER PRIMARY KEY, place INTEGER NOT NULL REFERENCES place (id) ON DELETE CASCADE, agency INTEGER NOT NULL REFERENCES agency (id) ON DELETE CASCADE,
  year INTEGER NOT NULL, unit TEXT NOT NULL, demand TEXT NOT NULL DEFAULT '', channel TEXT NOT NULL DEFAULT '', number INTEGER NOT NULL CHECK (number >= 0),
  cost_pence INTEGER CHECK (cost_pence >= 0), cost_basis TEXT NOT NULL DEFAULT '', category TEXT REFERENCES category (code),
  delivery INTEGER REFERENCES delivery (id) ON DELETE SET NULL, grade INTEGER, source TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX volume_place ON volume (place, year);
CREATE INDEX volume_agency ON volume (agency);
CREATE INDEX volume_delivery ON volume (delivery);
"""  # noqa: E501
"""The records of volumes; one that names a delivery stays without it. An indicator names a priority."""
