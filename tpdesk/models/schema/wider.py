"""How much of a body that covers more than a place counts there; a kind for what stands for several bodies; where the error bands come from."""

from __future__ import annotations

from typing import Final

NINTH: Final = """
ALTER TABLE place_agency ADD COLUMN counted TEXT NOT NULL DEFAULT '' CHECK (counted IN ('', 'by people', 'left out', 'place only'));
INSERT OR IGNORE INTO agency_kind SELECT 'not-itemised', 'Several bodies, not itemised', 'local', 'influenced', 'other bodies;not itemised' FROM agency_kind WHERE kind = 'other';
UPDATE agency SET kind = 'not-itemised' WHERE name = 'Other bodies, not itemised' AND kind = 'other' AND source LIKE 'seed 001%';
UPDATE confidence_band SET source = 'HM Treasury, cost benefit analysis guidance for local partnerships (2014), confidence grades: known data error; remembered'
  WHERE source LIKE 'remembered from the programme%';
"""
