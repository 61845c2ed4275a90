"""The sums of the lines by batch, and frozen counts, which nothing changes again."""

from __future__ import annotations

from typing import Final

_TABLES: Final = """
CREATE TABLE cube_batch (
  place INTEGER NOT NULL, year INTEGER NOT NULL, batch INTEGER NOT NULL, agency INTEGER NOT NULL, label INTEGER NOT NULL, category TEXT NOT NULL,
  flow INTEGER NOT NULL, cost_type INTEGER NOT NULL, status INTEGER NOT NULL, control INTEGER NOT NULL, counterparty INTEGER NOT NULL,
  internal INTEGER NOT NULL, pence INTEGER NOT NULL, came_pence INTEGER NOT NULL, lines INTEGER NOT NULL,
  CHECK (flow IN (1, 2) AND cost_type IN (0, 1, 2) AND status IN (1, 2, 3, 4) AND control IN (0, 1, 2, 3) AND internal IN (0, 1)),
  PRIMARY KEY (place, year, batch, agency, label, category, flow, cost_type, status, control, counterparty, internal)
) STRICT, WITHOUT ROWID;
INSERT INTO cube_batch SELECT spend.place, year, batch_sheet.batch, agency, coalesce(label, 0), coalesce(category, ''), flow, cost_type, status, control,
  coalesce(CASE flow WHEN 1 THEN transfer_to ELSE transfer_from END, 0), internal, amount_pence, CASE WHEN part_of IS NULL THEN coalesce(came_pence, amount_pence) ELSE 0 END, 1
  FROM spend JOIN batch_sheet ON batch_sheet.id = batch_sheet WHERE true
  ON CONFLICT DO UPDATE SET pence = pence + excluded.pence, came_pence = came_pence + excluded.came_pence, lines = lines + excluded.lines;

CREATE TABLE count_version (
  id INTEGER PRIMARY KEY, place INTEGER NOT NULL REFERENCES place (id) ON DELETE CASCADE, year INTEGER NOT NULL CHECK (year BETWEEN 1900 AND 2200),
  name TEXT NOT NULL CHECK (name <> ''), folded TEXT NOT NULL UNIQUE, kind TEXT NOT NULL CHECK (kind IN ('interim', 'final', 'published', 'other')),
  frozen_at TEXT NOT NULL, frozen_by TEXT NOT NULL, note TEXT NOT NULL DEFAULT '', basis TEXT NOT NULL, hash TEXT NOT NULL, gross_pence INTEGER NOT NULL,
  after_transfers_pence INTEGER NOT NULL, lines INTEGER NOT NULL, origin TEXT NOT NULL DEFAULT '', audit INTEGER NOT NULL
) STRICT;
CREATE INDEX count_version_place ON count_version (place);
CREATE TABLE version_cell (
  version INTEGER NOT NULL, batch INTEGER NOT NULL, agency INTEGER NOT NULL, label INTEGER NOT NULL, category TEXT NOT NULL, flow INTEGER NOT NULL,
  cost_type INTEGER NOT NULL, status INTEGER NOT NULL, control INTEGER NOT NULL, counterparty INTEGER NOT NULL, internal INTEGER NOT NULL,
  pence INTEGER NOT NULL, came_pence INTEGER NOT NULL, lines INTEGER NOT NULL, removed_pence INTEGER NOT NULL,
  PRIMARY KEY (version, batch, agency, label, category, flow, cost_type, status, control, counterparty, internal)
) STRICT, WITHOUT ROWID;
CREATE TABLE version_line (
  version INTEGER NOT NULL, line INTEGER NOT NULL, agency INTEGER NOT NULL, label INTEGER NOT NULL, category TEXT NOT NULL, flow INTEGER NOT NULL,
  cost_type INTEGER NOT NULL, status INTEGER NOT NULL, control INTEGER NOT NULL, counterparty INTEGER NOT NULL, internal INTEGER NOT NULL,
  pence INTEGER NOT NULL, PRIMARY KEY (version, line)
) STRICT, WITHOUT ROWID;
CREATE TABLE version_map (
  version INTEGER NOT NULL, agency INTEGER NOT NULL, label INTEGER NOT NULL, category TEXT NOT NULL, share_parts INTEGER NOT NULL, share_whole INTEGER NOT NULL,
  PRIMARY KEY (version, agency, label, category)
) STRICT, WITHOUT ROWID;
CREATE TABLE version_batch (
  version INTEGER NOT NULL, batch INTEGER NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL, who TEXT NOT NULL, made_at TEXT NOT NULL,
  PRIMARY KEY (version, batch)
) STRICT, WITHOUT ROWID;
CREATE TABLE version_facts (version INTEGER PRIMARY KEY, facts TEXT NOT NULL) STRICT;
CREATE TRIGGER count_version_frozen BEFORE UPDATE ON count_version BEGIN SELECT raise(ABORT, 'a frozen count is never changed'); END;
"""  # noqa: E501

FROZEN: Final = ("version_cell", "version_line", "version_map", "version_batch", "version_facts")
"""Tables that hold what a frozen count is made of; `count_version` is its head, and seals them."""


def _sealed(table: str) -> str:
    """Return the triggers that let nothing in or out of a frozen count while its head is there, and change nothing."""
    words = "a frozen count is never changed"
    sealed = "EXISTS (SELECT 1 FROM count_version WHERE id = {row}.version)"
    return (
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT raise(ABORT, '{words}'); END;\n"
        f"CREATE TRIGGER {table}_no_insert BEFORE INSERT ON {table} WHEN {sealed.format(row='new')} "
        f"BEGIN SELECT raise(ABORT, '{words}'); END;\n"
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} WHEN {sealed.format(row='old')} "
        f"BEGIN SELECT raise(ABORT, '{words}'); END;"
    )


FROZEN_COUNTS: Final = "\n".join((_TABLES, *map(_sealed, FROZEN)))
"""Sums by batch, and frozen counts."""
