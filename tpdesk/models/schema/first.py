"""The first tables: places, agencies, categories, lines, the cube, the history."""

from __future__ import annotations

from typing import Final

FIRST: Final = """
CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE area (
  code TEXT PRIMARY KEY CHECK (length(code) BETWEEN 1 AND 80), name TEXT NOT NULL, kind TEXT NOT NULL, region TEXT NOT NULL DEFAULT '',
  valid_from TEXT NOT NULL DEFAULT '', valid_to TEXT NOT NULL DEFAULT '', source TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
CREATE TABLE area_nesting (
  inner_area TEXT NOT NULL REFERENCES area (code), outer_area TEXT NOT NULL REFERENCES area (code),
  valid_from TEXT NOT NULL DEFAULT '', valid_to TEXT NOT NULL DEFAULT '', source TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (inner_area, outer_area, valid_from)
) STRICT, WITHOUT ROWID;
CREATE INDEX area_nesting_outer ON area_nesting (outer_area);
CREATE TABLE area_population (
  area TEXT NOT NULL REFERENCES area (code), year INTEGER NOT NULL CHECK (year BETWEEN 1900 AND 2200),
  people INTEGER CHECK (people > 0), households INTEGER CHECK (households > 0), households_year INTEGER, source TEXT NOT NULL,
  PRIMARY KEY (area, year)
) STRICT, WITHOUT ROWID;

CREATE TABLE place (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL CHECK (name <> ''), folded TEXT NOT NULL UNIQUE, status TEXT NOT NULL DEFAULT '',
  region TEXT NOT NULL DEFAULT '', council_type TEXT NOT NULL DEFAULT '', theme TEXT NOT NULL DEFAULT '', lead_body TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '', source TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE place_area (
  place INTEGER NOT NULL REFERENCES place (id) ON DELETE CASCADE, area TEXT NOT NULL REFERENCES area (code), PRIMARY KEY (place, area)
) STRICT, WITHOUT ROWID;
CREATE TABLE population (
  place INTEGER NOT NULL REFERENCES place (id) ON DELETE CASCADE, year INTEGER NOT NULL CHECK (year BETWEEN 1900 AND 2200),
  people INTEGER CHECK (people > 0), households INTEGER CHECK (households > 0), households_year INTEGER, source TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (place, year)
) STRICT, WITHOUT ROWID;
CREATE TABLE programme (
  id INTEGER PRIMARY KEY, place INTEGER NOT NULL REFERENCES place (id) ON DELETE CASCADE, name TEXT NOT NULL, strand TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '', source TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX programme_place ON programme (place);
CREATE TABLE funding_award (
  id INTEGER PRIMARY KEY, place INTEGER NOT NULL REFERENCES place (id) ON DELETE CASCADE, funder TEXT NOT NULL, amount_pence INTEGER NOT NULL,
  year TEXT NOT NULL DEFAULT '', is_match INTEGER NOT NULL DEFAULT 0 CHECK (is_match IN (0, 1)), purpose TEXT NOT NULL DEFAULT '', source TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX funding_award_place ON funding_award (place);
CREATE TABLE place_note (
  id INTEGER PRIMARY KEY, place INTEGER NOT NULL REFERENCES place (id) ON DELETE CASCADE, kind TEXT NOT NULL, text TEXT NOT NULL,
  source TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX place_note_place ON place_note (place);
CREATE TABLE published_count (
  id INTEGER PRIMARY KEY, place INTEGER REFERENCES place (id) ON DELETE CASCADE, year TEXT NOT NULL DEFAULT '', title TEXT NOT NULL,
  body TEXT NOT NULL DEFAULT '', amount_pence INTEGER, share_printed TEXT NOT NULL DEFAULT '', base TEXT NOT NULL DEFAULT '', source TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX published_count_place ON published_count (place);
CREATE TABLE milestone (
  id INTEGER PRIMARY KEY, title TEXT NOT NULL, date TEXT NOT NULL, note TEXT NOT NULL DEFAULT '', source TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE agency_kind (kind TEXT PRIMARY KEY, title TEXT NOT NULL, tier TEXT NOT NULL, control TEXT NOT NULL, also TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE agency (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL CHECK (name <> ''), folded TEXT NOT NULL UNIQUE, kind TEXT REFERENCES agency_kind (kind),
  note TEXT NOT NULL DEFAULT '', source TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE agency_alias (
  folded TEXT PRIMARY KEY, agency INTEGER NOT NULL REFERENCES agency (id) ON DELETE CASCADE, name TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX agency_alias_agency ON agency_alias (agency);
CREATE TABLE agency_area (
  agency INTEGER NOT NULL REFERENCES agency (id) ON DELETE CASCADE, area TEXT NOT NULL REFERENCES area (code), PRIMARY KEY (agency, area)
) STRICT, WITHOUT ROWID;
CREATE TABLE place_agency (
  place INTEGER NOT NULL REFERENCES place (id) ON DELETE CASCADE, agency INTEGER NOT NULL REFERENCES agency (id) ON DELETE CASCADE,
  role TEXT NOT NULL DEFAULT '', PRIMARY KEY (place, agency)
) STRICT, WITHOUT ROWID;
CREATE INDEX place_agency_agency ON place_agency (agency);
CREATE TABLE agency_return (
  place INTEGER NOT NULL REFERENCES place (id) ON DELETE CASCADE, agency INTEGER NOT NULL REFERENCES agency (id) ON DELETE CASCADE,
  year INTEGER NOT NULL, state TEXT NOT NULL CHECK (state IN ('expected', 'requested', 'received', 'queried', 'signed-off')),
  published_pence INTEGER, published_source TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '', PRIMARY KEY (place, agency, year)
) STRICT, WITHOUT ROWID;

CREATE TABLE category (
  code TEXT PRIMARY KEY, scheme TEXT NOT NULL DEFAULT 'COFOG', title TEXT NOT NULL, level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 4),
  parent TEXT REFERENCES category (code), weak INTEGER NOT NULL DEFAULT 0 CHECK (weak IN (0, 1)), support INTEGER NOT NULL DEFAULT 0 CHECK (support IN (0, 1)),
  balancing INTEGER NOT NULL DEFAULT 0 CHECK (balancing IN (0, 1)), note TEXT NOT NULL DEFAULT '', separate_law TEXT NOT NULL DEFAULT '', source TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

CREATE TABLE confidence_band (
  grade INTEGER PRIMARY KEY CHECK (grade BETWEEN 1 AND 6), title TEXT NOT NULL, band_parts INTEGER NOT NULL, band_whole INTEGER NOT NULL, source TEXT NOT NULL
) STRICT;

CREATE TABLE label (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE, folded TEXT NOT NULL) STRICT;
CREATE INDEX label_folded ON label (folded);
CREATE TABLE supplier (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE description (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE client_group (id INTEGER PRIMARY KEY, name TEXT NOT NULL, folded TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE activity (id INTEGER PRIMARY KEY, name TEXT NOT NULL, folded TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE funding_stream (id INTEGER PRIMARY KEY, name TEXT NOT NULL, folded TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE outsider (id INTEGER PRIMARY KEY, name TEXT NOT NULL, folded TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE label_map (
  id INTEGER PRIMARY KEY, place INTEGER REFERENCES place (id) ON DELETE CASCADE, agency INTEGER REFERENCES agency (id) ON DELETE CASCADE,
  origin TEXT NOT NULL CHECK (origin IN ('user', 'seed')), folded TEXT NOT NULL, category TEXT NOT NULL REFERENCES category (code),
  share_parts INTEGER NOT NULL CHECK (share_parts > 0), share_whole INTEGER NOT NULL CHECK (share_whole >= share_parts), source TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX label_map_once ON label_map (folded, origin, coalesce(place, 0), coalesce(agency, 0), category);
CREATE INDEX label_map_category ON label_map (category);

CREATE TABLE batch (
  id INTEGER PRIMARY KEY, place INTEGER NOT NULL REFERENCES place (id), file TEXT NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL, kind TEXT NOT NULL,
  encoding TEXT NOT NULL DEFAULT '', delimiter TEXT NOT NULL DEFAULT '', rows_read INTEGER NOT NULL, rows_blank INTEGER NOT NULL,
  rows_imported INTEGER NOT NULL, rows_rejected INTEGER NOT NULL, sum_pence INTEGER NOT NULL, control_total_pence INTEGER,
  who TEXT NOT NULL, made_at TEXT NOT NULL,
  CHECK (rows_read = rows_blank + rows_imported + rows_rejected)
) STRICT;
CREATE INDEX batch_sha256 ON batch (sha256);
CREATE TABLE batch_sheet (
  id INTEGER PRIMARY KEY, batch INTEGER NOT NULL REFERENCES batch (id) ON DELETE CASCADE, sheet TEXT, layout TEXT NOT NULL, coercions TEXT NOT NULL,
  warnings TEXT NOT NULL, rows_read INTEGER NOT NULL, rows_blank INTEGER NOT NULL, rows_imported INTEGER NOT NULL, rows_rejected INTEGER NOT NULL,
  sum_pence INTEGER NOT NULL
) STRICT;
CREATE INDEX batch_sheet_batch ON batch_sheet (batch);

CREATE TABLE batch_agency (
  batch INTEGER NOT NULL REFERENCES batch (id) ON DELETE CASCADE, agency INTEGER NOT NULL REFERENCES agency (id), year INTEGER NOT NULL,
  lines INTEGER NOT NULL, sum_pence INTEGER NOT NULL, first_date INTEGER, last_date INTEGER, PRIMARY KEY (batch, agency, year)
) STRICT, WITHOUT ROWID;
CREATE INDEX batch_agency_agency ON batch_agency (agency);

CREATE TABLE spend (
  id INTEGER PRIMARY KEY, place INTEGER NOT NULL REFERENCES place (id), agency INTEGER NOT NULL REFERENCES agency (id),
  year INTEGER NOT NULL CHECK (year BETWEEN 1900 AND 2200), label INTEGER REFERENCES label (id), category TEXT REFERENCES category (code),
  amount_pence INTEGER NOT NULL CHECK (amount_pence BETWEEN -99999999999999 AND 99999999999999),
  flow INTEGER NOT NULL CHECK (flow IN (1, 2)), cost_type INTEGER NOT NULL CHECK (cost_type IN (0, 1, 2)),
  status INTEGER NOT NULL CHECK (status IN (1, 2, 3, 4)), control INTEGER NOT NULL CHECK (control IN (0, 1, 2, 3)),
  internal INTEGER NOT NULL CHECK (internal IN (0, 1)), transfer_to INTEGER REFERENCES agency (id), transfer_from INTEGER REFERENCES agency (id),
  outsider INTEGER REFERENCES outsider (id), client_group INTEGER REFERENCES client_group (id), activity INTEGER REFERENCES activity (id),
  area TEXT REFERENCES area (code), funding_stream INTEGER REFERENCES funding_stream (id), grade INTEGER CHECK (grade BETWEEN 1 AND 6),
  date INTEGER, supplier INTEGER REFERENCES supplier (id), description INTEGER REFERENCES description (id),
  batch_sheet INTEGER REFERENCES batch_sheet (id), row INTEGER,
  CHECK (transfer_to IS NULL OR flow = 1), CHECK (transfer_from IS NULL OR flow = 2)
) STRICT;
CREATE INDEX spend_batch_sheet ON spend (batch_sheet);
CREATE INDEX spend_where ON spend (place, year, agency);

CREATE TABLE reject (
  id INTEGER PRIMARY KEY, batch_sheet INTEGER NOT NULL REFERENCES batch_sheet (id) ON DELETE CASCADE, row INTEGER NOT NULL, "column" TEXT NOT NULL,
  rule TEXT NOT NULL, value TEXT NOT NULL, message TEXT NOT NULL, raw TEXT NOT NULL,
  settled_by INTEGER REFERENCES batch (id) ON DELETE SET NULL
) STRICT;
CREATE INDEX reject_batch_sheet ON reject (batch_sheet);
CREATE INDEX reject_settled_by ON reject (settled_by);

CREATE TABLE cube (
  place INTEGER NOT NULL, year INTEGER NOT NULL, agency INTEGER NOT NULL, label INTEGER NOT NULL, category TEXT NOT NULL, flow INTEGER NOT NULL,
  cost_type INTEGER NOT NULL, status INTEGER NOT NULL, control INTEGER NOT NULL, counterparty INTEGER NOT NULL, internal INTEGER NOT NULL,
  pence INTEGER NOT NULL, lines INTEGER NOT NULL,
  CHECK (flow IN (1, 2) AND cost_type IN (0, 1, 2) AND status IN (1, 2, 3, 4) AND control IN (0, 1, 2, 3) AND internal IN (0, 1)),
  PRIMARY KEY (place, year, agency, label, category, flow, cost_type, status, control, counterparty, internal)
) STRICT, WITHOUT ROWID;
CREATE TABLE cube_side (
  place INTEGER NOT NULL, year INTEGER NOT NULL, side TEXT NOT NULL CHECK (side IN ('area', 'client_group', 'funding_stream', 'grade')), value TEXT NOT NULL,
  agency INTEGER NOT NULL, flow INTEGER NOT NULL, cost_type INTEGER NOT NULL, status INTEGER NOT NULL, counterparty INTEGER NOT NULL,
  internal INTEGER NOT NULL, pence INTEGER NOT NULL, size_pence INTEGER NOT NULL, lines INTEGER NOT NULL,
  CHECK (flow IN (1, 2) AND cost_type IN (0, 1, 2) AND status IN (1, 2, 3, 4) AND internal IN (0, 1)),
  PRIMARY KEY (place, year, side, value, agency, flow, cost_type, status, counterparty, internal)
) STRICT, WITHOUT ROWID;

CREATE TABLE import_profile (
  name TEXT PRIMARY KEY, agency INTEGER REFERENCES agency (id) ON DELETE CASCADE, body TEXT NOT NULL, made_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
  id INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, act TEXT NOT NULL, subject TEXT NOT NULL, detail TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_kept_from_update BEFORE UPDATE ON audit BEGIN SELECT raise(ABORT, 'the history is never changed'); END;
CREATE TRIGGER audit_kept_from_delete BEFORE DELETE ON audit BEGIN SELECT raise(ABORT, 'the history is never changed'); END;
"""  # noqa: E501
