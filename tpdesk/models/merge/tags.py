"""Lines that the other desk tags to deep dives by hand, found among the lines here: tags by a rule are records like any other."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tpdesk.models.merge.plan import NewRecords
from tpdesk.models.merge.who import Who
from tpdesk.models.merge.write import Numbers
from tpdesk.text import counted


@dataclass(frozen=True, slots=True)
class LineTag:
    """A line that the other desk tags and this one does not."""

    dive: str
    """The key of the deep dive."""

    there: int
    """The line's number there."""

    here: int | None
    """Its number here; None where it comes with this merge, or is not here at all."""

    share: tuple[int, int]
    """(parts, whole) of it."""


_HERE: Final = """
SELECT mine.id FROM theirs.spend AS there JOIN temp.same_sheet ON same_sheet.theirs = there.batch_sheet
JOIN main.spend AS mine ON mine.batch_sheet = same_sheet.mine AND mine.row = there.row AND mine.part_of IS NULL
WHERE there.id = ?1 AND there.part_of IS NULL
AND (SELECT count(*) FROM theirs.spend AS one WHERE one.batch_sheet = there.batch_sheet AND one.row = there.row AND one.part_of IS NULL AND one.id < there.id)
  = (SELECT count(*) FROM main.spend AS one WHERE one.batch_sheet = mine.batch_sheet AND one.row = mine.row AND one.part_of IS NULL AND one.id < mine.id)
UNION ALL SELECT mine FROM temp.same_hand WHERE theirs = ?1
"""


def compare_tags(
    connection: sqlite3.Connection, who: Who
) -> tuple[tuple[LineTag, ...], tuple[NewRecords, ...], list[str]]:
    """Return (tags that this desk has not, those of lines that are here as new records, what cannot come). After `compare_lines`."""
    held = {
        (who.key("main", "deep_dive", dive), line)
        for dive, line in connection.execute("SELECT dive, line FROM main.spend_tag WHERE line IS NOT NULL")
    }
    found, lost = [], 0
    for dive, line, parts, whole, comes in connection.execute(
        "SELECT dive, line, share_parts, share_whole, line IN (SELECT id FROM temp.new_hand) OR line IN (SELECT id FROM temp.part_theirs) "
        "OR batch_sheet NOT IN (SELECT theirs FROM temp.same_sheet) FROM theirs.spend_tag JOIN theirs.spend ON spend.id = line ORDER BY spend_tag.id"
    ).fetchall():
        key, row = who.key("theirs", "deep_dive", dive), connection.execute(_HERE, (line,)).fetchone()
        here = int(row[0]) if row else None
        if (key, here) in held:
            continue
        lost += here is None and not comes
        found.append(LineTag(str(key), line, here, (parts, whole)))
    names = tuple(f"{who.shown['deep_dive', tag.dive]}, line {tag.here}" for tag in found if tag.here is not None)
    notes = (
        [
            f"{counted(lost, 'line')} tagged by hand there cannot be found here: the deep dives have them on that desk alone."
        ]
        if lost
        else []
    )
    return tuple(found), ((NewRecords("tag of a line", "tags of lines", names),) if names else ()), notes


def bring_tags(connection: sqlite3.Connection, tags: Iterable[LineTag], numbers: Numbers, offset: int) -> None:
    """Write the tags whose lines are here now; those that came have their number there plus `offset`. After `move_lines`."""
    for tag in tags:
        line = tag.here if tag.here is not None else tag.there + offset
        if tag.here is None and connection.execute("SELECT 1 FROM main.spend WHERE id = ?", (line,)).fetchone() is None:
            continue
        connection.execute(
            "INSERT INTO main.spend_tag (dive, line, share_parts, share_whole) VALUES (?, ?, ?, ?)",
            (numbers.of("deep_dive", tag.dive), line, *tag.share),
        )
