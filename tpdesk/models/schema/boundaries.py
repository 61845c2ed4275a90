"""Boundary sets: their new areas, successors and choices of driver."""

from __future__ import annotations

from typing import Final

BOUNDARY_SETS: Final = """
CREATE TABLE boundary_set (
  id INTEGER PRIMARY KEY, title TEXT NOT NULL CHECK (title <> ''), folded TEXT NOT NULL UNIQUE, place INTEGER NOT NULL REFERENCES place (id) ON DELETE CASCADE,
  kind TEXT NOT NULL, whose TEXT NOT NULL, vesting TEXT NOT NULL DEFAULT '', source TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX boundary_set_place ON boundary_set (place);
CREATE TABLE boundary_area (
  id INTEGER PRIMARY KEY, boundaries INTEGER NOT NULL REFERENCES boundary_set (id) ON DELETE CASCADE, name TEXT NOT NULL CHECK (name <> ''),
  code TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX boundary_area_set ON boundary_area (boundaries);
CREATE TABLE boundary_area_base (
  boundary_area INTEGER NOT NULL REFERENCES boundary_area (id) ON DELETE CASCADE, area TEXT NOT NULL REFERENCES area (code),
  PRIMARY KEY (boundary_area, area)
) STRICT, WITHOUT ROWID;
CREATE TABLE successor (
  id INTEGER PRIMARY KEY, boundaries INTEGER NOT NULL REFERENCES boundary_set (id) ON DELETE CASCADE, agency INTEGER NOT NULL REFERENCES agency (id) ON DELETE CASCADE,
  category TEXT REFERENCES category (code), how TEXT NOT NULL, new INTEGER REFERENCES boundary_area (id) ON DELETE SET NULL,
  driver INTEGER REFERENCES driver (id) ON DELETE SET NULL, evidence TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX successor_set ON successor (boundaries);
CREATE INDEX successor_agency ON successor (agency);
CREATE TABLE driver_choice (
  id INTEGER PRIMARY KEY, boundaries INTEGER NOT NULL REFERENCES boundary_set (id) ON DELETE CASCADE, position INTEGER NOT NULL, starts TEXT NOT NULL DEFAULT '',
  driver INTEGER NOT NULL REFERENCES driver (id) ON DELETE CASCADE, evidence TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX driver_choice_set ON driver_choice (boundaries, position);
CREATE INDEX driver_choice_driver ON driver_choice (driver);
CREATE TABLE driver_choice_other (
  driver_choice INTEGER NOT NULL REFERENCES driver_choice (id) ON DELETE CASCADE, driver INTEGER NOT NULL REFERENCES driver (id) ON DELETE CASCADE,
  PRIMARY KEY (driver_choice, driver)
) STRICT, WITHOUT ROWID;
"""  # noqa: E501
"""The records of new boundaries; a choice of driver goes with its driver, a successor stays without one."""
