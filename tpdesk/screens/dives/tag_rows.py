"""The spend that is tagged to a deep dive, as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tpdesk.screens.display import cell
from tpdesk.screens.flex_table import Col, Row

if TYPE_CHECKING:
    from tpdesk.models.dives.tagging import Tag


def tag_table(tags: Sequence[Tag], titles: Mapping[str, str]) -> tuple[list[Col], list[Row]]:
    """Return what is tagged and by which share; `titles`: a category's code -> its title."""
    cols = [Col("All spend of", 0), Col("Share", 7, True)]
    return cols, [Row(str(tag.id), (cell(_words(tag, titles)), cell(tag.share_text))) for tag in tags]


def _words(tag: Tag, titles: Mapping[str, str]) -> str:
    category = f"{tag.category.partition('/')[0]} {titles.get(tag.category, '')}".strip()
    return tag.words.replace(f"category {tag.category}", category) if tag.category else tag.words
