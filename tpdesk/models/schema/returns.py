"""Return workbooks: each that was sent, what came back in it, the questions on it, and the days of chasing."""

from __future__ import annotations

from typing import Final

RETURN_SHEETS: Final = """
CREATE TABLE return_sheet (
  id INTEGER PRIMARY KEY, place INTEGER NOT NULL REFERENCES place (id) ON DELETE CASCADE, agency INTEGER NOT NULL REFERENCES agency (id) ON DELETE CASCADE,
  year INTEGER NOT NULL CHECK (year BETWEEN 1900 AND 2200), version INTEGER NOT NULL CHECK (version > 0), sent_on TEXT NOT NULL DEFAULT '',
  due_on TEXT NOT NULL DEFAULT '', unit TEXT NOT NULL DEFAULT 'pounds', prefilled INTEGER, file TEXT NOT NULL DEFAULT '', prefill_hash TEXT NOT NULL DEFAULT '',
  read_on TEXT NOT NULL DEFAULT '', read_file TEXT NOT NULL DEFAULT '', read_hash TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX return_sheet_place ON return_sheet (place, agency, year);
CREATE INDEX return_sheet_agency ON return_sheet (agency);
CREATE TABLE return_question (
  id INTEGER PRIMARY KEY, place INTEGER NOT NULL REFERENCES place (id) ON DELETE CASCADE, agency INTEGER NOT NULL REFERENCES agency (id) ON DELETE CASCADE,
  year INTEGER NOT NULL CHECK (year BETWEEN 1900 AND 2200), question TEXT NOT NULL, row INTEGER, state TEXT NOT NULL DEFAULT 'open',
  answer TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX return_question_place ON return_question (place, agency, year);
CREATE INDEX return_question_agency ON return_question (agency);
ALTER TABLE agency_return ADD COLUMN chased_on TEXT NOT NULL DEFAULT '';
"""  # noqa: E501
"""`agency_return.chased_on` holds days with `; ` between, the latest last."""
