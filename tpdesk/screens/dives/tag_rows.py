"""The spend that is tagged to a deep dive, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tpdesk.screens.display import cell
from tpdesk.screens.flex_table import Col, Row
from tpdesk.units import percent

if TYPE_CHECKING:
    from tpdesk.models.dives.tagging import Tag


def tag_table(tags: Sequence[Tag], width: int) -> tuple[list[Col], list[Row]]:  # noqa: ARG001
    """Return what is tagged, and by which share."""
    cols = [Col("All spend of", 0), Col("Share", 7, True)]
    return cols, [Row(str(tag.id), (cell(tag.words), cell(share_text(tag)))) for tag in tags]


def share_text(tag: Tag) -> str:
    """Return a share as people read it: whole per cents where that is exact, `1/3` where none is."""
    hundredths = tag.share * 1000
    return (
        percent(float(tag.share), 0 if (tag.share * 100).denominator == 1 else 1)
        if hundredths.denominator == 1
        else str(tag.share)
    )
