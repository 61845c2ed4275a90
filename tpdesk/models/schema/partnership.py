"""What being inspected and working in partnership costs."""

from __future__ import annotations

from typing import Final

BURDEN: Final = """
CREATE TABLE burden (
  id INTEGER PRIMARY KEY, place INTEGER NOT NULL REFERENCES place (id) ON DELETE CASCADE, agency INTEGER NOT NULL REFERENCES agency (id) ON DELETE CASCADE,
  kind TEXT NOT NULL, regime TEXT NOT NULL DEFAULT '', year INTEGER NOT NULL, hours TEXT NOT NULL DEFAULT '', rate_pence INTEGER CHECK (rate_pence >= 0),
  staff TEXT NOT NULL DEFAULT '', other_pence INTEGER CHECK (other_pence >= 0), tier TEXT NOT NULL DEFAULT '', evidence TEXT NOT NULL DEFAULT '',
  grade INTEGER CHECK (grade BETWEEN 1 AND 6), source TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX burden_place ON burden (place, year);
CREATE INDEX burden_agency ON burden (agency);
"""  # noqa: E501
"""Hours and staff are exact decimals as text."""

CULTURE: Final = """
CREATE TABLE statement (
  id INTEGER PRIMARY KEY, title TEXT NOT NULL CHECK (title <> ''), folded TEXT NOT NULL UNIQUE, place INTEGER REFERENCES place (id) ON DELETE CASCADE,
  principle TEXT NOT NULL DEFAULT '', polarity TEXT NOT NULL, source TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE culture_round (
  id INTEGER PRIMARY KEY, title TEXT NOT NULL CHECK (title <> ''), folded TEXT NOT NULL UNIQUE, place INTEGER NOT NULL REFERENCES place (id) ON DELETE CASCADE,
  starts TEXT NOT NULL DEFAULT '', ends TEXT NOT NULL DEFAULT '', how TEXT NOT NULL DEFAULT '', invited TEXT NOT NULL DEFAULT '', source TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX culture_round_place ON culture_round (place);
CREATE TABLE culture_answer (
  id INTEGER PRIMARY KEY, culture_round INTEGER NOT NULL REFERENCES culture_round (id) ON DELETE CASCADE, agency INTEGER NOT NULL REFERENCES agency (id) ON DELETE CASCADE,
  statement INTEGER NOT NULL REFERENCES statement (id) ON DELETE CASCADE, answers_1 INTEGER NOT NULL CHECK (answers_1 >= 0), answers_2 INTEGER NOT NULL CHECK (answers_2 >= 0),
  answers_3 INTEGER NOT NULL CHECK (answers_3 >= 0), answers_4 INTEGER NOT NULL CHECK (answers_4 >= 0), answers_5 INTEGER NOT NULL CHECK (answers_5 >= 0), dont_know INTEGER,
  source TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX culture_answer_round ON culture_answer (culture_round);
CREATE INDEX culture_answer_agency ON culture_answer (agency);
CREATE INDEX culture_answer_statement ON culture_answer (statement);
"""  # noqa: E501
"""Counts by organisation and statement: nothing of persons."""
