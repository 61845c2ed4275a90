"""The months in which each body has dated lines of a batch, so that missing ones are noticed."""

from __future__ import annotations

from typing import Final

FIFTH: Final = """
ALTER TABLE batch_agency ADD COLUMN months INTEGER NOT NULL DEFAULT 0;
UPDATE batch_agency SET months = dated.months FROM (
  SELECT batch, agency, year, sum(bit) AS months FROM (
    SELECT DISTINCT batch_sheet.batch, spend.agency, spend.year, 1 << ((spend.date / 100 % 100 + 8) % 12) AS bit
    FROM spend JOIN batch_sheet ON batch_sheet.id = spend.batch_sheet WHERE spend.date IS NOT NULL
  ) GROUP BY batch, agency, year
) AS dated WHERE dated.batch = batch_agency.batch AND dated.agency = batch_agency.agency AND dated.year = batch_agency.year;
"""
