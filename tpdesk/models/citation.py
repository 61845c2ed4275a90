"""The publications that come with tpdesk: those that its figures, areas and categories are from."""

from __future__ import annotations

from functools import cache

from tpdesk.domain.citations import Citation
from tpdesk.models.register import rows


@cache
def read_citations() -> tuple[Citation, ...]:
    """Return them in the order of `seed/sources.csv`."""
    return tuple(Citation(**row) for row in rows("sources.csv"))
