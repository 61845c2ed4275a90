"""Acts on categories: marking a statutory split."""

from __future__ import annotations

from tpdesk.domain.facts import Category
from tpdesk.models import category as categories
from tpdesk.models.desk import Desk
from tpdesk.models.log.history import note_act


def mark_separate(desk: Desk, code: str, law: str) -> Category:
    """Mark the split of a category between bodies as statutory by the law named, or take the mark off (empty law). Raises UsageProblem."""
    with desk.writing() as connection:
        found = categories.find_category(connection, code)
        categories.mark_separate(connection, found.code, law)
        note_act(connection, "mark separate", found.code, law)
        return categories.find_category(connection, found.code)
