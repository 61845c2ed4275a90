"""Business cases: their costs, benefits, values, payments, effects and actuals, and the tables they are counted with.

Amounts and shares by year are texts with `;` between, shares and rates exact decimals: the types of their fields
(`domain.case_fields`) read and write them.
"""

from __future__ import annotations

from typing import Final

CASES: Final = """
CREATE TABLE case_table (
  id INTEGER PRIMARY KEY, title TEXT NOT NULL CHECK (title <> ''), folded TEXT NOT NULL UNIQUE, place INTEGER REFERENCES place (id) ON DELETE CASCADE,
  use TEXT NOT NULL, figures TEXT NOT NULL, forecast_from INTEGER, source TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE unit_cost (
  id INTEGER PRIMARY KEY, title TEXT NOT NULL CHECK (title <> ''), folded TEXT NOT NULL UNIQUE, place INTEGER REFERENCES place (id) ON DELETE CASCADE,
  what TEXT NOT NULL, unit TEXT NOT NULL DEFAULT '', agency TEXT NOT NULL DEFAULT '', fiscal_pence INTEGER, economic_pence INTEGER, social_pence INTEGER,
  price_year INTEGER NOT NULL, transfer INTEGER NOT NULL DEFAULT 0 CHECK (transfer IN (0, 1)), basis TEXT NOT NULL DEFAULT '', source TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE business_case (
  id INTEGER PRIMARY KEY, title TEXT NOT NULL CHECK (title <> ''), folded TEXT NOT NULL UNIQUE, place INTEGER NOT NULL REFERENCES place (id) ON DELETE CASCADE,
  counterfactual TEXT NOT NULL DEFAULT '', start INTEGER NOT NULL, years INTEGER NOT NULL, price_base INTEGER NOT NULL, partners TEXT NOT NULL DEFAULT '',
  option TEXT NOT NULL DEFAULT '', options_of TEXT NOT NULL DEFAULT '', schedule TEXT NOT NULL, deflators INTEGER REFERENCES case_table (id) ON DELETE SET NULL,
  corrections INTEGER REFERENCES case_table (id) ON DELETE SET NULL, dive INTEGER REFERENCES deep_dive (id) ON DELETE SET NULL, stage TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL, perspective TEXT NOT NULL DEFAULT '', owner TEXT NOT NULL DEFAULT '', illustrative INTEGER NOT NULL DEFAULT 0 CHECK (illustrative IN (0, 1)),
  source TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX business_case_place ON business_case (place);
CREATE TABLE case_opportunity (
  business_case INTEGER NOT NULL REFERENCES business_case (id) ON DELETE CASCADE, opportunity INTEGER NOT NULL REFERENCES opportunity (id) ON DELETE CASCADE,
  PRIMARY KEY (business_case, opportunity)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_opportunity_opportunity ON case_opportunity (opportunity);
CREATE TABLE case_cost (
  id INTEGER PRIMARY KEY, business_case INTEGER NOT NULL REFERENCES business_case (id) ON DELETE CASCADE, title TEXT NOT NULL, agency TEXT NOT NULL, type TEXT NOT NULL,
  amounts_pence TEXT NOT NULL, price_year TEXT NOT NULL, grade INTEGER CHECK (grade BETWEEN 1 AND 6), project TEXT NOT NULL DEFAULT '', upper TEXT NOT NULL DEFAULT '',
  mitigated TEXT NOT NULL DEFAULT '', recurrence TEXT NOT NULL DEFAULT '', stream TEXT NOT NULL DEFAULT '', range TEXT NOT NULL DEFAULT '', source TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX case_cost_business_case ON case_cost (business_case);
CREATE TABLE case_benefit (
  id INTEGER PRIMARY KEY, business_case INTEGER NOT NULL REFERENCES business_case (id) ON DELETE CASCADE, title TEXT NOT NULL, population TEXT NOT NULL,
  take_up TEXT NOT NULL, retention TEXT NOT NULL, impact TEXT NOT NULL, deadweight TEXT NOT NULL, attribution TEXT NOT NULL,
  control_group INTEGER NOT NULL DEFAULT 0 CHECK (control_group IN (0, 1)), phasing TEXT NOT NULL, lag INTEGER, lasts INTEGER, drop_off TEXT NOT NULL,
  grade_data INTEGER CHECK (grade_data BETWEEN 1 AND 6), grade_evidence INTEGER CHECK (grade_evidence BETWEEN 1 AND 6), grade_age INTEGER CHECK (grade_age BETWEEN 1 AND 6),
  range_take_up TEXT NOT NULL DEFAULT '', range_impact TEXT NOT NULL DEFAULT '', range_deadweight TEXT NOT NULL DEFAULT '', indicator TEXT NOT NULL DEFAULT '',
  source TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX case_benefit_business_case ON case_benefit (business_case);
CREATE TABLE case_value (
  id INTEGER PRIMARY KEY, case_benefit INTEGER NOT NULL REFERENCES case_benefit (id) ON DELETE CASCADE, type TEXT NOT NULL, unit_pence INTEGER NOT NULL,
  price_year TEXT NOT NULL, shares TEXT NOT NULL, cashable TEXT NOT NULL DEFAULT '', transfer INTEGER NOT NULL DEFAULT 0 CHECK (transfer IN (0, 1)),
  unit TEXT NOT NULL DEFAULT '', basis TEXT NOT NULL DEFAULT '', code TEXT NOT NULL DEFAULT '', source TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX case_value_case_benefit ON case_value (case_benefit);
CREATE TABLE case_payment (
  id INTEGER PRIMARY KEY, business_case INTEGER NOT NULL REFERENCES business_case (id) ON DELETE CASCADE, payer TEXT NOT NULL, receiver TEXT NOT NULL,
  amounts_pence TEXT NOT NULL, price_year TEXT NOT NULL, why TEXT NOT NULL DEFAULT '', source TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX case_payment_business_case ON case_payment (business_case);
CREATE TABLE case_effect (
  id INTEGER PRIMARY KEY, business_case INTEGER NOT NULL REFERENCES business_case (id) ON DELETE CASCADE, title TEXT NOT NULL, direction TEXT NOT NULL DEFAULT '',
  size TEXT NOT NULL DEFAULT '', for_whom TEXT NOT NULL DEFAULT '', evidence TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX case_effect_business_case ON case_effect (business_case);
CREATE TABLE case_actual (
  id INTEGER PRIMARY KEY, business_case INTEGER NOT NULL REFERENCES business_case (id) ON DELETE CASCADE, line TEXT NOT NULL, agency TEXT NOT NULL, year INTEGER NOT NULL,
  amount_pence INTEGER NOT NULL, date TEXT NOT NULL DEFAULT '', source TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX case_actual_business_case ON case_actual (business_case);
"""  # noqa: E501

UNIT_COST_YEARS: Final = """
ALTER TABLE unit_cost ADD COLUMN economic_year INTEGER;
ALTER TABLE unit_cost ADD COLUMN social_year INTEGER;
"""
"""A unit cost's three values may be in the prices of three years."""
