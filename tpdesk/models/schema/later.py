"""Undo, the history of every record, and what became of the lines of a batch.

Dates and next action of returns; milestones of one place.

The months in which each body has dated lines of a batch, so that missing ones are noticed.

What the amounts of a desk come to without their signs, so that no sum of them can outgrow what holds it.

The category that a deep dive gives to deliveries which name none.

Which deliveries were typed in the room of a workshop, and when: the room shows and counts its own.

How much of a body that covers more than a place counts there; a kind for what stands for several bodies; where
the error bands come from.

A number for each population and return: they are records like any other, and the undo log and the history know them by
their numbers too.

An index from a line to the parts that were split off it.
"""

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
"""  # noqa: E501


THIRD: Final = """
ALTER TABLE agency_return ADD COLUMN requested_on TEXT NOT NULL DEFAULT '';
ALTER TABLE agency_return ADD COLUMN due_on TEXT NOT NULL DEFAULT '';
ALTER TABLE agency_return ADD COLUMN received_on TEXT NOT NULL DEFAULT '';
ALTER TABLE agency_return ADD COLUMN next_action TEXT NOT NULL DEFAULT '';
ALTER TABLE milestone ADD COLUMN place INTEGER REFERENCES place (id) ON DELETE CASCADE;
CREATE INDEX milestone_place ON milestone (place);
"""


FIFTH: Final = """
ALTER TABLE batch_agency ADD COLUMN months INTEGER NOT NULL DEFAULT 0;
UPDATE batch_agency SET months = dated.months FROM (
  SELECT batch, agency, year, sum(bit) AS months FROM (
    SELECT DISTINCT batch_sheet.batch, spend.agency, spend.year, 1 << ((spend.date / 100 % 100 + 8) % 12) AS bit
    FROM spend JOIN batch_sheet ON batch_sheet.id = spend.batch_sheet WHERE spend.date IS NOT NULL
  ) GROUP BY batch, agency, year
) AS dated WHERE dated.batch = batch_agency.batch AND dated.agency = batch_agency.agency AND dated.year = batch_agency.year;
"""  # noqa: E501


SIXTH: Final = """
INSERT INTO counter SELECT 'size_pence', CAST(min(total(abs(amount_pence)), 1.8e16) AS INTEGER) FROM spend WHERE true ON CONFLICT DO UPDATE SET last = excluded.last;
"""  # noqa: E501


SEVENTH: Final = """
ALTER TABLE deep_dive ADD COLUMN category TEXT REFERENCES category (code);
"""


EIGHTH: Final = """
ALTER TABLE delivery ADD COLUMN at TEXT NOT NULL DEFAULT '';
CREATE TABLE workshop_delivery (
  workshop INTEGER NOT NULL REFERENCES workshop (id) ON DELETE CASCADE, delivery INTEGER NOT NULL REFERENCES delivery (id) ON DELETE CASCADE,
  PRIMARY KEY (workshop, delivery)
) STRICT, WITHOUT ROWID;
CREATE INDEX workshop_delivery_delivery ON workshop_delivery (delivery);
"""  # noqa: E501


NINTH: Final = """
ALTER TABLE place_agency ADD COLUMN counted TEXT NOT NULL DEFAULT '' CHECK (counted IN ('', 'by people', 'left out', 'place only'));
INSERT OR IGNORE INTO agency_kind SELECT 'not-itemised', 'Several bodies, not itemised', 'local', 'influenced', 'other bodies;not itemised' FROM agency_kind WHERE kind = 'other';
UPDATE agency SET kind = 'not-itemised' WHERE name = 'Other bodies, not itemised' AND kind = 'other' AND source LIKE 'seed 001%';
UPDATE confidence_band SET source = 'HM Treasury, cost benefit analysis guidance for local partnerships (2014), confidence grades: known data error; remembered'
  WHERE source LIKE 'remembered from the programme%';
"""  # noqa: E501


def _keyed_by_number(table: str, record: str, keys: str) -> str:
    """Return the SQL that lets the undo log and the history name the rows of a table by their new numbers, where they
    named them by `keys`; rows that are gone get numbers after those that are there."""
    there = f"json_array({', '.join(f'{table}.{key}' for key in keys.split(', '))})"
    return f"""
UPDATE undo_change SET key = json_array(known.number), image = CASE WHEN kind = 'row' AND image IS NOT NULL THEN json_set(image, '$.id', known.number) ELSE image END
FROM (
  SELECT named.key AS was, coalesce({table}.id, (SELECT coalesce(max(id), 0) FROM {table}) + row_number() OVER (ORDER BY {table}.id, named.key)) AS number
  FROM (SELECT DISTINCT key FROM undo_change WHERE record = '{table}' AND json_array_length(key) > 1) AS named LEFT JOIN {table} ON {there} = named.key
) AS known WHERE undo_change.record = '{table}' AND undo_change.key = known.was;
UPDATE audit_change SET keys = json_array({table}.id) FROM {table} WHERE audit_change.record = '{record}' AND audit_change.keys = {there};
"""  # noqa: E501


NUMBERED: Final = f"""
ALTER TABLE population RENAME TO population_of_year;
CREATE TABLE population (
  id INTEGER PRIMARY KEY, place INTEGER NOT NULL REFERENCES place (id) ON DELETE CASCADE, year INTEGER NOT NULL CHECK (year BETWEEN 1900 AND 2200),
  people INTEGER CHECK (people > 0), households INTEGER CHECK (households > 0), households_year INTEGER, source TEXT NOT NULL DEFAULT '',
  UNIQUE (place, year)
) STRICT;
INSERT INTO population (place, year, people, households, households_year, source)
  SELECT place, year, people, households, households_year, source FROM population_of_year ORDER BY place, year;
DROP TABLE population_of_year;
ALTER TABLE agency_return RENAME TO agency_return_of_year;
CREATE TABLE agency_return (
  id INTEGER PRIMARY KEY, place INTEGER NOT NULL REFERENCES place (id) ON DELETE CASCADE, agency INTEGER NOT NULL REFERENCES agency (id) ON DELETE CASCADE,
  year INTEGER NOT NULL, state TEXT NOT NULL DEFAULT 'expected' CHECK (state IN ('expected', 'requested', 'received', 'queried', 'signed-off')),
  published_pence INTEGER, published_source TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '', requested_on TEXT NOT NULL DEFAULT '',
  due_on TEXT NOT NULL DEFAULT '', received_on TEXT NOT NULL DEFAULT '', next_action TEXT NOT NULL DEFAULT '', UNIQUE (place, agency, year)
) STRICT;
INSERT INTO agency_return (place, agency, year, state, published_pence, published_source, note, requested_on, due_on, received_on, next_action)
  SELECT place, agency, year, state, published_pence, published_source, note, requested_on, due_on, received_on, next_action
  FROM agency_return_of_year ORDER BY place, agency, year;
DROP TABLE agency_return_of_year;
DROP TRIGGER audit_change_kept_from_update;
{_keyed_by_number("population", "population", "place, year")}
{_keyed_by_number("agency_return", "agency return", "place, agency, year")}
CREATE TRIGGER audit_change_kept_from_update BEFORE UPDATE ON audit_change BEGIN SELECT raise(ABORT, 'the history is never changed'); END;
"""  # noqa: E501

PARTS: Final = """
CREATE INDEX spend_part_of ON spend (part_of) WHERE part_of IS NOT NULL;
"""
