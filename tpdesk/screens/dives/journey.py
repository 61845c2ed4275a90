"""A journey as a picture: its steps along time from top to bottom, a lane for each body, where it waits, what it costs, where it breaks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from rich.text import Text

from tpdesk.screens.display import cell
from tpdesk.screens.flex_table import Col, Row
from tpdesk.screens.registers.words import known_sum, number_of, pence_of, text_of
from tpdesk.text import counted
from tpdesk.units import pounds, whole_pounds

if TYPE_CHECKING:
    from tpdesk.domain.kinds import Record

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
    """Return a journey in a sentence or two: how many bodies, how long, how much, where it breaks."""
    if not steps:
        return "No step yet."
    bodies = [body for body in lanes(steps) if body != NOBODY]
    moves = sum(1 for one, other in pairwise(steps) if _body(one) != _body(other))
    waits = [number_of(step, "days_waited") for step in steps]
    unknown = sum(1 for wait in waits[1:] if wait is None)
    waited = f"{counted(sum(wait or 0 for wait in waits), 'day')} waited"
    if unknown:
        waited = f"at least {waited} ({counted(unknown, 'wait')} not known)"
    cost, missing = known_sum(steps)
    money = (
        "cost not known" if cost is None else f"{pounds(cost).removesuffix('.00')}{f' ({missing})' if missing else ''}"
    )
    breaks = sum(1 for step in steps if step.values.get("breaks"))
    parts = [
        counted(len(steps), "step"),
        counted(len(bodies), "body", "bodies"),
        f"passed on {counted(moves, 'time')}",
        waited,
        money,
    ]
    parts.append(f"breaks {counted(breaks, 'time')}" if breaks else "breaks nowhere")
    kind = "Put together from several people's" if journey.values.get("composite") else "Of one case"
    return f"{', '.join(parts)}. {kind}."


def step_says(step: Record) -> str:
    """Return whom a step meets and what hurts, in words."""
    pain = text_of(step, "pain")
    return f"{_body(step)}: {step.values['what']}{f'. What hurts: {pain}' if pain else ''}"
