"""The activity map: a row an activity, a column a body, for one client group; what several do is marked in words.

A journey as a picture: its steps along time from top to bottom, a lane for each body, where it waits, what
it costs, where it breaks.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final

from rich.style import Style
from rich.text import Text
from textual.widgets import DataTable

from tpdesk.calc.journey import journey_total, journey_words
from tpdesk.screens.display import cell
from tpdesk.screens.flex_table import Col, Row
from tpdesk.screens.registers.rows import known_sum, number_of, pence_of, text_of
from tpdesk.text import counted
from tpdesk.units import pounds, short_pounds, whole_pounds

if TYPE_CHECKING:
    from tpdesk.domain.evidence import EvidencePair
    from tpdesk.domain.kinds import Record

SAME, OVERLAP, UNJUDGED = "same", "overlap", "unjudged"
"""What one body does beside what another does: the same for the same people, overlapping with it, or alike without a
category to judge it by."""

EVERYONE: Final = ""
"""The client group that stands for all of them together."""

NOT_SAID: Final = "(not said)"
"""The row of deliveries whose activity nobody said."""

_AREAS: Final = 3
"""Areas that are named one by one."""

_WIDEST, _LEAST = 16, 11
"""Columns of a body's column, at most and at least."""


@dataclass(frozen=True, slots=True)
class MapCell:
    """What one body does of one activity."""

    deliveries: tuple[Record, ...]
    pairs: tuple[EvidencePair, ...]
    """What it is a part of: another body does the same for the same people, or overlaps with it."""

    unjudged: bool = False
    """Whether another body does it too, and nothing can be proven for want of a category."""

    @property
    def mark(self) -> str:
        """`same`, `overlap`, `no category` or empty."""
        if self.pairs:
            return SAME if any(pair.duplicates for pair in self.pairs) else OVERLAP
        return UNJUDGED if self.unjudged else ""

    @property
    def lines(self) -> tuple[str, str]:
        """How many and what they cost, and the mark in words."""
        cost, missing = known_sum(self.deliveries)
        money = "cost ?" if cost is None else f"{short_pounds(cost)}{'+' if missing else ''}"
        return f"{len(self.deliveries)} · {money}", {SAME: "■ same", OVERLAP: "◪ overlap", UNJUDGED: "? category"}.get(
            self.mark, ""
        )


@dataclass(frozen=True, slots=True)
class ActivityMap:
    """Who does what for one client group."""

    client_group: str
    activities: tuple[str, ...]
    agencies: tuple[str, ...]
    cells: Mapping[tuple[str, str], MapCell]
    """(activity, agency) -> what it does, where it does anything."""

    @property
    def unjudged(self) -> frozenset[str]:
        """The activities that several bodies do, of which nothing is proven for want of a category."""
        return frozenset(activity for (activity, _), found in self.cells.items() if found.unjudged)


def client_groups(deliveries: Sequence[Record]) -> tuple[str, ...]:
    """Return the client groups that something is done for, the one with most deliveries first."""
    found = [text_of(one, "client_group") for one in deliveries if text_of(one, "client_group")]
    return tuple(sorted(dict.fromkeys(found), key=lambda name: (-found.count(name), name.casefold())))


def activity_map(
    deliveries: Sequence[Record], client_group: str, pairs: Sequence[EvidencePair], unjudged: Collection[int] = ()
) -> ActivityMap:
    """Return who does what for a client group (or for everyone), with the pairs of bodies that
    deliveries prove to overlap.

    `unjudged` are the numbers of the deliveries that cannot be judged for want of a category.
    """
    of_group = [one for one in deliveries if client_group in (EVERYONE, text_of(one, "client_group"))]
    activities = sorted(
        {text_of(one, "activity") or NOT_SAID for one in of_group}, key=lambda name: (name == NOT_SAID, name.casefold())
    )
    agencies = sorted({text_of(one, "agency") for one in of_group}, key=str.casefold)
    cells = {}
    for activity in activities:
        for agency in agencies:
            found = tuple(
                one
                for one in of_group
                if (text_of(one, "activity") or NOT_SAID, text_of(one, "agency")) == (activity, agency)
            )
            if found:
                numbers = {one.id for one in found}
                cells[activity, agency] = MapCell(
                    found,
                    tuple(
                        pair
                        for pair in pairs
                        if agency in (pair.agency_a, pair.agency_b) and numbers & set(pair.deliveries)
                    ),
                    bool(numbers & set(unjudged)),
                )
    return ActivityMap(client_group, tuple(activities), tuple(agencies), cells)


def headline(made: ActivityMap) -> str:
    """Return what the map shows in a sentence."""
    whom = f"for {made.client_group}" if made.client_group else "for all client groups"
    number = sum(len(one.deliveries) for one in made.cells.values())
    said = (
        f"{counted(len(made.agencies), 'organisation', 'organisations')} in "
        f"{counted(number, 'delivery', 'deliveries')} {whom}"
    )
    same = {activity for (activity, _), one in made.cells.items() if one.mark == SAME}
    overlap = {activity for (activity, _), one in made.cells.items() if one.mark == OVERLAP} - same
    parts = [f"the same is done by several in {counted(len(same), 'activity', 'activities')}"] if same else []
    more = f"{len(overlap)} more" if same else counted(len(overlap), "activity", "activities")
    parts += [f"they overlap in {more}"] if overlap else []
    parts += (
        [f"{counted(len(made.unjudged), 'activity', 'activities')} cannot be judged: no category"]
        if made.unjudged
        else []
    )
    return f"{said}: {', '.join(parts)}." if parts else f"{said}: no overlap is shown."


def says(made: ActivityMap, activity: str, agency: str) -> str:
    """Return one cell in words."""
    found = made.cells.get((activity, agency))
    if found is None:
        return f"{agency}: nothing recorded under {activity}."
    cost, missing = known_sum(found.deliveries)
    money = (
        "cost not known"
        if cost is None
        else f"{pounds(cost).removesuffix('.00')} a year{f', {missing}' if missing else ''}"
    )
    parts = [f"{agency}, {activity}: {counted(len(found.deliveries), 'delivery', 'deliveries')}, {money}."]
    for duplicates, words in ((True, "The same for the same people"), (False, "Overlapping")):
        pairs = [pair for pair in found.pairs if pair.duplicates == duplicates]
        others = dict.fromkeys(pair.agency_b if pair.agency_a == agency else pair.agency_a for pair in pairs)
        if others:
            areas = sorted({area for pair in pairs for area in pair.areas})
            where = f", where areas meet ({', '.join(areas)})" if 0 < len(areas) <= _AREAS else ", where areas meet"
            parts.append(
                f"{words}: {'; '.join(others)}{where}{', unproven' if all(pair.unproven for pair in pairs) else ''}."
            )
    if found.unjudged:
        parts.append("Other organisations do something alike: it cannot be judged, since no category is given.")
    return " ".join(parts)


class MapTable(DataTable[Any]):
    """The map with a cell under the cursor. Two lines a row: how many and what they cost, and the mark."""

    COMPONENT_CLASSES: ClassVar[set[str]] = DataTable.COMPONENT_CLASSES | {
        "map--same",
        "map--overlap",
        "map--unjudged",
        "map--none",
    }

    def __init__(self, *, id: str) -> None:
        super().__init__(
            id=id, cursor_type="cell", zebra_stripes=False, cell_padding=0, header_height=3, fixed_columns=1
        )
        self.made: ActivityMap | None = None

    def on_mount(self) -> None:
        """Follow the theme, whose colours the marks have."""
        self.watch(self.app, "theme", self._lay, init=False)

    def on_resize(self) -> None:
        """Take the width there is."""
        self._lay()

    def fill(self, made: ActivityMap) -> None:
        """Show a map; the cursor stays where it is as far as there is such a cell."""
        self.made = made
        self._lay()

    @property
    def at(self) -> tuple[str, str] | None:
        """The activity and the body under the cursor."""
        made, where = self.made, self.cursor_coordinate
        if made is None or not 0 <= where.row < len(made.activities) or not made.agencies:
            return None
        return made.activities[where.row], made.agencies[max(where.column - 1, 0)]

    def _lay(self) -> None:
        made = self.made
        if made is None or not self.size.width:
            return
        where = self.cursor_coordinate
        self.clear(columns=True)
        room = self.size.width - self.styles.scrollbar_size_vertical
        first = min(24, max(15, room // 5))
        wide = max(_LEAST, min(_WIDEST, (room - first) // max(len(made.agencies), 1)))
        self.add_column(Text("Activity"), width=first)
        for agency in made.agencies:
            self.add_column(_folded(agency, wide - 1, 3), width=wide)
        for activity in made.activities:
            cells = [self._cell(made.cells.get((activity, agency))) for agency in made.agencies]
            self.add_row(_folded(activity, first - 1, 2), *cells, height=2, key=activity)
        if made.activities and made.agencies:
            self.move_cursor(
                row=min(where.row, len(made.activities) - 1), column=max(1, min(where.column, len(made.agencies)))
            )

    def _cell(self, found: MapCell | None) -> Text:
        if found is None:
            return Text("·", style=self._style("map--none"))
        style = self._style(f"map--{found.mark}") if found.mark else Style()
        return Text("\n").join(cell(line, style) for line in found.lines)

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(name, partial=True)


def _folded(name: str, wide: int, most: int) -> Text:
    """Return a name on so many lines at most of that width."""
    words, lines = cell(name).plain.split(), [""]
    for word in words:
        if lines[-1] and len(lines[-1]) + 1 + len(word) > wide and len(lines) < most:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    made = [line if len(line) <= wide else f"{line[: wide - 1]}…" for line in lines]
    return Text("\n".join(made), style="bold")


MET, BREAKS = "●", "✗"
"""A step in its body's lane, and one at which the journey breaks."""

NOBODY = "nobody named"


def lanes(steps: Sequence[Record]) -> tuple[str, ...]:
    """Return the bodies that are met, in the order in which they are met first."""
    return tuple(dict.fromkeys(_body(step) for step in steps))


def _body(step: Record) -> str:
    return text_of(step, "agency") or NOBODY


def lane_line(lane: int, before: int | None, count: int, sign: str) -> str:
    """Return one step's lanes, two signs each: its own, and the way from the lane of the step before: `· └─● ·`."""
    line = ["· "] * count
    if before is not None and before != lane:
        low, high = sorted((before, lane))
        line[low:high] = ["──"] * (high - low)
        line[before] = "└─" if before < lane else "┘ "
    line[lane] = f"{sign}─" if before is not None and before > lane else f"{sign} "
    return "".join(line).rstrip()


def days(steps: Sequence[Record]) -> list[str]:
    """Return at which day from the start each step is, `14`; `≥ 14` after a wait that nobody knows."""
    found, sum_, sure = [], 0, True
    for at, step in enumerate(steps):
        waited = number_of(step, "days_waited")
        if waited is None:
            # The first step waits for nothing, unless somebody says so.
            sure = sure and at == 0
        sum_ += waited or 0
        found.append(f"{sum_:,}" if sure else f"≥ {sum_:,}")
    return found


def table(steps: Sequence[Record], width: int) -> tuple[list[Col], list[Row]]:
    """Return the picture as columns and rows for a table of `width` columns."""
    bodies = lanes(steps)
    numbers = "".join(f"{n % 10} " for n in range(1, len(bodies) + 1)).rstrip()
    cols = [Col("Day", 5, True), Col(numbers, max(2 * len(bodies) - 1, 1)), Col("What happens", 0)]
    cols += [Col("Waited", 9, True)] if width >= 66 else []
    cols += [Col("Cost", 8, True)]
    rows, before = [], None
    for step, day in zip(steps, days(steps), strict=True):
        lane = bodies.index(_body(step))
        breaks = bool(step.values.get("breaks"))
        what = cell(step.values["what"])
        if breaks:
            what = Text(" ").join([cell("BREAKS:", "bold"), what])
        waited = number_of(step, "days_waited")
        cost = pence_of(step)
        cells = [cell(day), Text(lane_line(lane, before, len(bodies), BREAKS if breaks else MET)), what]
        cells += [cell(counted(waited, "day") if waited is not None else "-")] if width >= 66 else []
        cells += [cell(whole_pounds(cost) if cost is not None else "-")]
        rows.append(Row(str(step.id), tuple(cells)))
        before = lane
    return cols, rows


def legend(steps: Sequence[Record]) -> str:
    """Return which lane is whose: `1 County Council · 2 NHS`."""
    return " · ".join(f"{n} {body}" for n, body in enumerate(lanes(steps), 1))


def summary(journey: Record, steps: Sequence[Record]) -> str:
    """Return a journey in a sentence or two: how many organisations, how long, how much, where it breaks."""
    kind = "Put together from several people's" if journey.values.get("composite") else "Of one case"
    said = journey_words(journey_total(steps))
    return f"{said} {kind}." if steps else said


def step_says(step: Record) -> str:
    """Return whom a step meets and what hurts, in words."""
    pain = text_of(step, "pain")
    return f"{_body(step)}: {step.values['what']}{f'. What hurts: {pain}' if pain else ''}"
