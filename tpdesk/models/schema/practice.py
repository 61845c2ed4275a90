"""Recipes of the cookbook, commitments of partners, next steps, contacts by role; and how a milestone comes along."""

from __future__ import annotations

from typing import Final

PRACTICE: Final = """
CREATE TABLE recipe (
  id INTEGER PRIMARY KEY, title TEXT NOT NULL CHECK (title <> ''), folded TEXT NOT NULL UNIQUE, place INTEGER REFERENCES place (id) ON DELETE CASCADE,
  problem TEXT NOT NULL DEFAULT '', what_was_done TEXT NOT NULL DEFAULT '', money_pence INTEGER CHECK (money_pence >= 0), time TEXT NOT NULL DEFAULT '',
  powers TEXT NOT NULL DEFAULT '', steps TEXT NOT NULL DEFAULT '', what_changed TEXT NOT NULL DEFAULT '', indicator TEXT NOT NULL DEFAULT '',
  business_case INTEGER REFERENCES business_case (id) ON DELETE SET NULL, must_be_true TEXT NOT NULL DEFAULT '', avoid TEXT NOT NULL DEFAULT '',
  could_go TEXT NOT NULL DEFAULT '', grade INTEGER CHECK (grade BETWEEN 1 AND 6), date TEXT NOT NULL DEFAULT '',
  dive INTEGER REFERENCES deep_dive (id) ON DELETE SET NULL, recognised_by TEXT NOT NULL DEFAULT '', shared_with TEXT NOT NULL DEFAULT '',
  source TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX recipe_place ON recipe (place);
CREATE TABLE recipe_agency (
  recipe INTEGER NOT NULL REFERENCES recipe (id) ON DELETE CASCADE, agency INTEGER NOT NULL REFERENCES agency (id) ON DELETE CASCADE,
  PRIMARY KEY (recipe, agency)
) STRICT, WITHOUT ROWID;
CREATE INDEX recipe_agency_agency ON recipe_agency (agency);
CREATE TABLE recipe_opportunity (
  recipe INTEGER NOT NULL REFERENCES recipe (id) ON DELETE CASCADE, opportunity INTEGER NOT NULL REFERENCES opportunity (id) ON DELETE CASCADE,
  PRIMARY KEY (recipe, opportunity)
) STRICT, WITHOUT ROWID;
CREATE INDEX recipe_opportunity_opportunity ON recipe_opportunity (opportunity);
CREATE TABLE recipe_barrier (
  recipe INTEGER NOT NULL REFERENCES recipe (id) ON DELETE CASCADE, barrier INTEGER NOT NULL REFERENCES barrier (id) ON DELETE CASCADE,
  PRIMARY KEY (recipe, barrier)
) STRICT, WITHOUT ROWID;
CREATE INDEX recipe_barrier_barrier ON recipe_barrier (barrier);
CREATE TABLE commitment (
  id INTEGER PRIMARY KEY, place INTEGER NOT NULL REFERENCES place (id) ON DELETE CASCADE, agency INTEGER NOT NULL REFERENCES agency (id) ON DELETE CASCADE,
  title TEXT NOT NULL, gives TEXT NOT NULL DEFAULT '', amount_pence INTEGER CHECK (amount_pence >= 0), by_when TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT 'offered', opportunity INTEGER REFERENCES opportunity (id) ON DELETE SET NULL, source TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX commitment_place ON commitment (place);
CREATE INDEX commitment_agency ON commitment (agency);
CREATE TABLE next_step (
  id INTEGER PRIMARY KEY, place INTEGER REFERENCES place (id) ON DELETE CASCADE, step TEXT NOT NULL, who TEXT NOT NULL, by_when TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT 'proposed', barrier INTEGER REFERENCES barrier (id) ON DELETE SET NULL, source TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX next_step_place ON next_step (place);
CREATE TABLE contact (
  id INTEGER PRIMARY KEY, place INTEGER REFERENCES place (id) ON DELETE CASCADE, agency INTEGER NOT NULL REFERENCES agency (id) ON DELETE CASCADE,
  role TEXT NOT NULL, about TEXT NOT NULL DEFAULT '', how TEXT NOT NULL DEFAULT '', source TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX contact_place ON contact (place);
CREATE INDEX contact_agency ON contact (agency);
ALTER TABLE milestone ADD COLUMN owner TEXT NOT NULL DEFAULT '';
ALTER TABLE milestone ADD COLUMN starts_on TEXT NOT NULL DEFAULT '';
ALTER TABLE milestone ADD COLUMN baseline TEXT NOT NULL DEFAULT '';
ALTER TABLE milestone ADD COLUMN due TEXT NOT NULL DEFAULT '';
ALTER TABLE milestone ADD COLUMN forecast TEXT NOT NULL DEFAULT '';
ALTER TABLE milestone ADD COLUMN done TEXT NOT NULL DEFAULT '';
ALTER TABLE milestone ADD COLUMN state TEXT NOT NULL DEFAULT '';
ALTER TABLE milestone ADD COLUMN pack TEXT NOT NULL DEFAULT '';
CREATE TABLE milestone_needs (
  milestone INTEGER NOT NULL REFERENCES milestone (id) ON DELETE CASCADE, depends_on INTEGER NOT NULL REFERENCES milestone (id) ON DELETE CASCADE,
  PRIMARY KEY (milestone, depends_on)
) STRICT, WITHOUT ROWID;
CREATE INDEX milestone_needs_depends_on ON milestone_needs (depends_on);
"""  # noqa: E501
