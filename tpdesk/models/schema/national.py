"""National spend in a place: where made lines come from, drivers, and what is apportioned by them.

`batch_sheet.method` and `source` say how the lines of a sheet are known that no file of the body itself brought: a
published figure of the place, a share by a driver. `driver.figures` holds a code and a number a line; `elsewhere` is
what the driver comes to in areas that are not named.
"""

from __future__ import annotations

from typing import Final

NATIONAL: Final = """
ALTER TABLE batch_sheet ADD COLUMN method TEXT NOT NULL DEFAULT '';
ALTER TABLE batch_sheet ADD COLUMN source TEXT NOT NULL DEFAULT '';
CREATE TABLE driver (
  id INTEGER PRIMARY KEY, title TEXT NOT NULL CHECK (title <> ''), folded TEXT NOT NULL UNIQUE, place INTEGER REFERENCES place (id) ON DELETE CASCADE,
  unit TEXT NOT NULL DEFAULT '', year INTEGER CHECK (year BETWEEN 1900 AND 2200), grade INTEGER CHECK (grade BETWEEN 1 AND 6),
  figures TEXT NOT NULL, source TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE apportionment (
  id INTEGER PRIMARY KEY, place INTEGER NOT NULL REFERENCES place (id) ON DELETE CASCADE, agency INTEGER NOT NULL REFERENCES agency (id),
  year INTEGER NOT NULL CHECK (year BETWEEN 1900 AND 2200), label TEXT NOT NULL, category TEXT REFERENCES category (code),
  amount_pence INTEGER NOT NULL, flow TEXT NOT NULL, cost TEXT NOT NULL DEFAULT '', method TEXT NOT NULL,
  driver INTEGER REFERENCES driver (id) ON DELETE SET NULL, stage_driver INTEGER REFERENCES driver (id) ON DELETE SET NULL,
  grade INTEGER CHECK (grade BETWEEN 1 AND 6), source TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX apportionment_place ON apportionment (place);
CREATE INDEX apportionment_agency ON apportionment (agency);
CREATE TABLE apportionment_over (
  apportionment INTEGER NOT NULL REFERENCES apportionment (id) ON DELETE CASCADE, area TEXT NOT NULL REFERENCES area (code),
  PRIMARY KEY (apportionment, area)
) STRICT, WITHOUT ROWID;
ALTER TABLE batch ADD COLUMN apportionment INTEGER REFERENCES apportionment (id) ON DELETE SET NULL;
CREATE INDEX batch_apportionment ON batch (apportionment);
"""  # noqa: E501


OWN_AREAS: Final = """
ALTER TABLE area ADD COLUMN own INTEGER NOT NULL DEFAULT 0 CHECK (own IN (0, 1));
"""
"""`own` marks the areas that the user took in: wards and neighbourhoods with what they lie in and their people."""
