"""Undo, the history of every record, and what became of the lines of a batch."""

from __future__ import annotations

from typing import Final

SECOND: Final = """
ALTER TABLE spend ADD COLUMN came_pence INTEGER;
ALTER TABLE spend ADD COLUMN part_of INTEGER;
ALTER TABLE batch ADD COLUMN removed_lines INTEGER NOT NULL DEFAULT 0;
ALTER TABLE batch ADD COLUMN removed_pence INTEGER NOT NULL DEFAULT 0;

CREATE TABLE undo_step (
  id INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, title TEXT NOT NULL, undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1)),
  size INTEGER NOT NULL DEFAULT 0, audit INTEGER
) STRICT;
CREATE TABLE undo_change (
  id INTEGER PRIMARY KEY, step INTEGER NOT NULL, record TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('row', 'part', 'batch')), key TEXT NOT NULL, image TEXT
) STRICT;
CREATE INDEX undo_change_step ON undo_change (step);
CREATE TABLE spend_gone (
  change INTEGER NOT NULL, id INTEGER NOT NULL, place INTEGER NOT NULL, agency INTEGER NOT NULL, year INTEGER NOT NULL, label INTEGER, category TEXT,
  amount_pence INTEGER NOT NULL, flow INTEGER NOT NULL, cost_type INTEGER NOT NULL, status INTEGER NOT NULL, control INTEGER NOT NULL,
  internal INTEGER NOT NULL, transfer_to INTEGER, transfer_from INTEGER, outsider INTEGER, client_group INTEGER, activity INTEGER, area TEXT,
  funding_stream INTEGER, grade INTEGER, date INTEGER, supplier INTEGER, description INTEGER, batch_sheet INTEGER, row INTEGER, came_pence INTEGER,
  part_of INTEGER, PRIMARY KEY (change, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE reject_gone (
  change INTEGER NOT NULL, id INTEGER NOT NULL, batch_sheet INTEGER NOT NULL, row INTEGER NOT NULL, "column" TEXT NOT NULL, rule TEXT NOT NULL,
  value TEXT NOT NULL, message TEXT NOT NULL, raw TEXT NOT NULL, settled_by INTEGER, PRIMARY KEY (change, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit_change (
  id INTEGER PRIMARY KEY, audit INTEGER NOT NULL, record TEXT NOT NULL, keys TEXT NOT NULL, name TEXT NOT NULL, field TEXT NOT NULL,
  before TEXT NOT NULL, after TEXT NOT NULL
) STRICT;
CREATE INDEX audit_change_audit ON audit_change (audit);
CREATE INDEX audit_change_record ON audit_change (record, keys);
CREATE TRIGGER audit_change_kept_from_update BEFORE UPDATE ON audit_change BEGIN SELECT raise(ABORT, 'the history is never changed'); END;
CREATE TRIGGER audit_change_kept_from_delete BEFORE DELETE ON audit_change BEGIN SELECT raise(ABORT, 'the history is never changed'); END;

CREATE TABLE counter (name TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO counter SELECT 'batch', coalesce(max(id), 0) FROM batch;
"""
