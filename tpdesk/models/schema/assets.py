"""Assets: their occupiers, running costs by year, and the rules by which they may be shared."""

from __future__ import annotations

from typing import Final

ASSETS: Final = """
CREATE TABLE asset_rules (
  id INTEGER PRIMARY KEY, place INTEGER NOT NULL REFERENCES place (id) ON DELETE CASCADE, within_m INTEGER, space_m2 INTEGER, together TEXT NOT NULL DEFAULT '',
  source TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX asset_rules_place ON asset_rules (place);
CREATE TABLE asset (
  id INTEGER PRIMARY KEY, title TEXT NOT NULL CHECK (title <> ''), folded TEXT NOT NULL UNIQUE, place INTEGER NOT NULL REFERENCES place (id) ON DELETE CASCADE,
  agency INTEGER NOT NULL REFERENCES agency (id) ON DELETE CASCADE, use TEXT NOT NULL, address TEXT NOT NULL DEFAULT '', postcode TEXT NOT NULL DEFAULT '',
  easting INTEGER, northing INTEGER, latitude TEXT NOT NULL DEFAULT '', longitude TEXT NOT NULL DEFAULT '', precision_m INTEGER, area TEXT REFERENCES area (code),
  tenure TEXT NOT NULL DEFAULT '', lease_end TEXT NOT NULL DEFAULT '', next_break TEXT NOT NULL DEFAULT '', notice_months INTEGER, nia_m2 INTEGER, people INTEGER,
  capacity INTEGER, opening TEXT NOT NULL DEFAULT '', share_cost_pence INTEGER, condition TEXT NOT NULL DEFAULT '', backlog_pence INTEGER, epc TEXT NOT NULL DEFAULT '',
  value_pence INTEGER, valued_on TEXT NOT NULL DEFAULT '', status TEXT NOT NULL DEFAULT '', keep TEXT NOT NULL DEFAULT '', plan TEXT NOT NULL DEFAULT '', plan_by INTEGER,
  plan_owner TEXT NOT NULL DEFAULT '', grade INTEGER CHECK (grade BETWEEN 1 AND 6), source TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX asset_place ON asset (place);
CREATE INDEX asset_agency ON asset (agency);
CREATE TABLE asset_occupier (
  id INTEGER PRIMARY KEY, asset INTEGER NOT NULL REFERENCES asset (id) ON DELETE CASCADE, agency INTEGER NOT NULL REFERENCES agency (id) ON DELETE CASCADE,
  people INTEGER, rent_pence INTEGER, source TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX asset_occupier_asset ON asset_occupier (asset);
CREATE INDEX asset_occupier_agency ON asset_occupier (agency);
CREATE TABLE asset_cost (
  id INTEGER PRIMARY KEY, asset INTEGER NOT NULL REFERENCES asset (id) ON DELETE CASCADE, year INTEGER NOT NULL, rent_pence INTEGER, rates_pence INTEGER,
  energy_pence INTEGER, facilities_pence INTEGER, other_pence INTEGER, total_pence INTEGER, income_pence INTEGER, source TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX asset_cost_asset ON asset_cost (asset);
"""  # noqa: E501
