"""Funding streams, priorities, and which part of which stream serves which."""

from __future__ import annotations

from typing import Final

FUNDING_STREAMS: Final = """
CREATE TABLE stream (
  id INTEGER PRIMARY KEY, title TEXT NOT NULL CHECK (title <> ''), folded TEXT NOT NULL UNIQUE, place INTEGER NOT NULL REFERENCES place (id) ON DELETE CASCADE,
  year INTEGER NOT NULL, funder TEXT NOT NULL DEFAULT '', host INTEGER REFERENCES agency (id) ON DELETE SET NULL, parent INTEGER REFERENCES stream (id) ON DELETE SET NULL,
  awarded_pence INTEGER, received_pence INTEGER, names TEXT NOT NULL DEFAULT '', cost_type TEXT NOT NULL DEFAULT '', ring_fence TEXT NOT NULL DEFAULT '',
  fence_text TEXT NOT NULL DEFAULT '', barrier INTEGER REFERENCES barrier (id) ON DELETE SET NULL, ends INTEGER, carry_forward TEXT NOT NULL DEFAULT '',
  legal_basis TEXT NOT NULL DEFAULT '', source TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX stream_place ON stream (place, year);
CREATE INDEX stream_parent ON stream (parent);
CREATE INDEX stream_host ON stream (host);
CREATE TABLE priority (
  id INTEGER PRIMARY KEY, title TEXT NOT NULL CHECK (title <> ''), folded TEXT NOT NULL UNIQUE, place INTEGER NOT NULL REFERENCES place (id) ON DELETE CASCADE,
  framework TEXT NOT NULL, lead INTEGER REFERENCES agency (id) ON DELETE SET NULL, parent INTEGER REFERENCES priority (id) ON DELETE SET NULL,
  source TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX priority_place ON priority (place);
CREATE INDEX priority_lead ON priority (lead);
CREATE TABLE alignment (
  id INTEGER PRIMARY KEY, stream INTEGER NOT NULL REFERENCES stream (id) ON DELETE CASCADE, priority INTEGER NOT NULL REFERENCES priority (id) ON DELETE CASCADE,
  share TEXT NOT NULL, mode TEXT NOT NULL, since TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX alignment_stream ON alignment (stream);
CREATE INDEX alignment_priority ON alignment (priority);
"""  # noqa: E501
"""A contribution stays without its pool, a stream without its host; an alignment goes with its stream or priority."""
