"""The tables of the deep dives: who does what for whom, what people say in the room, and what follows from it."""

from __future__ import annotations

from typing import Final

FOURTH: Final = """
ALTER TABLE activity ADD COLUMN grouping TEXT NOT NULL DEFAULT '';
ALTER TABLE activity ADD COLUMN alone INTEGER NOT NULL DEFAULT 1 CHECK (alone IN (0, 1));
ALTER TABLE activity ADD COLUMN source TEXT NOT NULL DEFAULT '';
ALTER TABLE client_group ADD COLUMN alone INTEGER NOT NULL DEFAULT 1 CHECK (alone IN (0, 1));
ALTER TABLE client_group ADD COLUMN source TEXT NOT NULL DEFAULT '';

CREATE TABLE deep_dive (
  id INTEGER PRIMARY KEY, place INTEGER NOT NULL REFERENCES place (id) ON DELETE CASCADE, parent INTEGER REFERENCES deep_dive (id) ON DELETE SET NULL,
  title TEXT NOT NULL CHECK (title <> ''), folded TEXT NOT NULL UNIQUE, question TEXT NOT NULL DEFAULT '', sponsor TEXT NOT NULL DEFAULT '',
  client_group INTEGER REFERENCES client_group (id), cohort INTEGER CHECK (cohort >= 0), starts_on TEXT NOT NULL DEFAULT '', ends_on TEXT NOT NULL DEFAULT '',
  working_days INTEGER CHECK (working_days >= 0), illustrative INTEGER NOT NULL DEFAULT 0 CHECK (illustrative IN (0, 1)), note TEXT NOT NULL DEFAULT '',
  source TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX deep_dive_place ON deep_dive (place);
CREATE INDEX deep_dive_parent ON deep_dive (parent);
CREATE TABLE spend_tag (
  id INTEGER PRIMARY KEY, dive INTEGER NOT NULL REFERENCES deep_dive (id) ON DELETE CASCADE, line INTEGER REFERENCES spend (id) ON DELETE CASCADE,
  agency INTEGER REFERENCES agency (id) ON DELETE CASCADE, category TEXT REFERENCES category (code), label TEXT NOT NULL DEFAULT '',
  share_parts INTEGER NOT NULL CHECK (share_parts > 0), share_whole INTEGER NOT NULL CHECK (share_whole >= share_parts),
  CHECK (line IS NOT NULL OR agency IS NOT NULL OR category IS NOT NULL OR label <> '')
) STRICT;
CREATE INDEX spend_tag_dive ON spend_tag (dive);
CREATE INDEX spend_tag_line ON spend_tag (line);
CREATE INDEX spend_tag_agency ON spend_tag (agency);

CREATE TABLE delivery (
  id INTEGER PRIMARY KEY, dive INTEGER NOT NULL REFERENCES deep_dive (id) ON DELETE CASCADE, agency INTEGER NOT NULL REFERENCES agency (id),
  activity INTEGER REFERENCES activity (id), client_group INTEGER REFERENCES client_group (id), category TEXT REFERENCES category (code),
  year INTEGER CHECK (year BETWEEN 1900 AND 2200), cost_pence INTEGER CHECK (cost_pence >= 0), passed_on_pence INTEGER CHECK (passed_on_pence >= 0),
  grade INTEGER CHECK (grade BETWEEN 1 AND 6), stage TEXT NOT NULL DEFAULT '', commissioned_by INTEGER REFERENCES agency (id),
  evidence TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX delivery_dive ON delivery (dive);
CREATE INDEX delivery_agency ON delivery (agency);
CREATE TABLE delivery_area (
  delivery INTEGER NOT NULL REFERENCES delivery (id) ON DELETE CASCADE, area TEXT NOT NULL REFERENCES area (code), PRIMARY KEY (delivery, area)
) STRICT, WITHOUT ROWID;

CREATE TABLE journey (
  id INTEGER PRIMARY KEY, dive INTEGER NOT NULL REFERENCES deep_dive (id) ON DELETE CASCADE, title TEXT NOT NULL CHECK (title <> ''), folded TEXT NOT NULL UNIQUE,
  client_group INTEGER REFERENCES client_group (id), composite INTEGER NOT NULL DEFAULT 1 CHECK (composite IN (0, 1)), note TEXT NOT NULL DEFAULT '',
  source TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX journey_dive ON journey (dive);
CREATE TABLE journey_step (
  id INTEGER PRIMARY KEY, journey INTEGER NOT NULL REFERENCES journey (id) ON DELETE CASCADE, position INTEGER NOT NULL, agency INTEGER REFERENCES agency (id),
  what TEXT NOT NULL, days_waited INTEGER CHECK (days_waited >= 0), cost_pence INTEGER CHECK (cost_pence >= 0), breaks INTEGER NOT NULL DEFAULT 0 CHECK (breaks IN (0, 1)),
  pain TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX journey_step_journey ON journey_step (journey, position);

CREATE TABLE workshop (
  id INTEGER PRIMARY KEY, place INTEGER NOT NULL REFERENCES place (id) ON DELETE CASCADE, dive INTEGER REFERENCES deep_dive (id) ON DELETE SET NULL,
  title TEXT NOT NULL CHECK (title <> ''), folded TEXT NOT NULL UNIQUE, held_on TEXT NOT NULL DEFAULT '', sponsor TEXT NOT NULL DEFAULT '',
  theme TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX workshop_place ON workshop (place);
CREATE TABLE workshop_agency (
  workshop INTEGER NOT NULL REFERENCES workshop (id) ON DELETE CASCADE, agency INTEGER NOT NULL REFERENCES agency (id) ON DELETE CASCADE,
  PRIMARY KEY (workshop, agency)
) STRICT, WITHOUT ROWID;
CREATE TABLE note (
  id INTEGER PRIMARY KEY, workshop INTEGER NOT NULL REFERENCES workshop (id) ON DELETE CASCADE, kind TEXT NOT NULL, text TEXT NOT NULL CHECK (text <> ''),
  at TEXT NOT NULL, activity INTEGER REFERENCES activity (id), client_group INTEGER REFERENCES client_group (id), category TEXT REFERENCES category (code),
  dots INTEGER NOT NULL DEFAULT 0 CHECK (dots >= 0), parked INTEGER NOT NULL DEFAULT 0 CHECK (parked IN (0, 1)), private INTEGER NOT NULL DEFAULT 0 CHECK (private IN (0, 1)),
  owner INTEGER REFERENCES agency (id), due_on TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX note_workshop ON note (workshop);
CREATE TABLE note_agency (
  note INTEGER NOT NULL REFERENCES note (id) ON DELETE CASCADE, agency INTEGER NOT NULL REFERENCES agency (id) ON DELETE CASCADE, PRIMARY KEY (note, agency)
) STRICT, WITHOUT ROWID;

CREATE TABLE barrier (
  id INTEGER PRIMARY KEY, place INTEGER NOT NULL REFERENCES place (id) ON DELETE CASCADE, dive INTEGER REFERENCES deep_dive (id) ON DELETE SET NULL,
  title TEXT NOT NULL CHECK (title <> ''), folded TEXT NOT NULL UNIQUE, level TEXT NOT NULL, kind TEXT NOT NULL, ask TEXT NOT NULL DEFAULT '',
  owner INTEGER REFERENCES agency (id), state TEXT NOT NULL DEFAULT 'open', category TEXT REFERENCES category (code), evidence TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX barrier_place ON barrier (place);
CREATE TABLE barrier_note (
  barrier INTEGER NOT NULL REFERENCES barrier (id) ON DELETE CASCADE, note INTEGER NOT NULL REFERENCES note (id) ON DELETE CASCADE, PRIMARY KEY (barrier, note)
) STRICT, WITHOUT ROWID;

CREATE TABLE opportunity (
  id INTEGER PRIMARY KEY, place INTEGER NOT NULL REFERENCES place (id) ON DELETE CASCADE, dive INTEGER REFERENCES deep_dive (id) ON DELETE SET NULL,
  title TEXT NOT NULL CHECK (title <> ''), folded TEXT NOT NULL UNIQUE, horizon TEXT NOT NULL, who_acts TEXT NOT NULL DEFAULT '', state TEXT NOT NULL DEFAULT 'idea',
  cost_pence INTEGER CHECK (cost_pence >= 0), saving_pence INTEGER, grade INTEGER CHECK (grade BETWEEN 1 AND 6), note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX opportunity_place ON opportunity (place);
CREATE TABLE opportunity_agency (
  opportunity INTEGER NOT NULL REFERENCES opportunity (id) ON DELETE CASCADE, agency INTEGER NOT NULL REFERENCES agency (id) ON DELETE CASCADE,
  PRIMARY KEY (opportunity, agency)
) STRICT, WITHOUT ROWID;
CREATE TABLE opportunity_barrier (
  opportunity INTEGER NOT NULL REFERENCES opportunity (id) ON DELETE CASCADE, barrier INTEGER NOT NULL REFERENCES barrier (id) ON DELETE CASCADE,
  PRIMARY KEY (opportunity, barrier)
) STRICT, WITHOUT ROWID;
CREATE TABLE opportunity_delivery (
  opportunity INTEGER NOT NULL REFERENCES opportunity (id) ON DELETE CASCADE, delivery INTEGER NOT NULL REFERENCES delivery (id) ON DELETE CASCADE,
  PRIMARY KEY (opportunity, delivery)
) STRICT, WITHOUT ROWID;
CREATE TABLE opportunity_category (
  opportunity INTEGER NOT NULL REFERENCES opportunity (id) ON DELETE CASCADE, category TEXT NOT NULL REFERENCES category (code),
  PRIMARY KEY (opportunity, category)
) STRICT, WITHOUT ROWID;
CREATE TABLE opportunity_note (
  opportunity INTEGER NOT NULL REFERENCES opportunity (id) ON DELETE CASCADE, note INTEGER NOT NULL REFERENCES note (id) ON DELETE CASCADE,
  PRIMARY KEY (opportunity, note)
) STRICT, WITHOUT ROWID;

CREATE TABLE ruling (
  id INTEGER PRIMARY KEY, place INTEGER NOT NULL REFERENCES place (id) ON DELETE CASCADE, category TEXT NOT NULL REFERENCES category (code),
  year INTEGER NOT NULL CHECK (year BETWEEN 1900 AND 2200), verdict TEXT NOT NULL, reason TEXT NOT NULL CHECK (reason <> ''), UNIQUE (place, category, year)
) STRICT;
"""  # noqa: E501
"""`alone` is 0 for what never raises a verdict by itself: administer, commission, all residents. A `spend_tag` names a
line by hand, or is a rule: all that it names of agency, category (with all under it) and label must hold. Blanks are
what nobody said; amounts that are null are not known."""
