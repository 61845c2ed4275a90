"""Is the desk whole? The checks of the file (`models/keeping/check.py`), and those that need the rules by which lines
are made: apportionments, drivers and areas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tpdesk.calc.apportion import apportion, year_issues
from tpdesk.domain.apportionment import Boundaries, Whole
from tpdesk.domain.kinds.national import DIRECT
from tpdesk.errors import DeskError
from tpdesk.models import made_batch
from tpdesk.models.apportionment import driver_numbers, numbers_of, read_boundaries, read_driver, read_whole
from tpdesk.models.desk import Desk
from tpdesk.models.keeping.check import CheckItem, check_desk, things_to_look_at
from tpdesk.services.apportioning import twice
from tpdesk.services.assets import asset_issues
from tpdesk.services.recipes import read_cookbook
from tpdesk.services.streams import stream_issues
from tpdesk.units import pounds

APPORTIONED: Final = "every apportionment adds up to its whole, and its lines to its share"
DRIVERS: Final = "every driver can be read"
AREAS: Final = "areas lie in each other without a circle, and their dates run forward"


def check(desk: Desk) -> tuple[list[CheckItem], list[str]]:
    """Check everything; return (what was checked, what is no damage and should be looked at, a sentence each: empty
    where there is damage). Reads every line of the desk."""
    items = check_desk(desk.connection)
    if not any(item.problems for item in items):
        items += [
            CheckItem(name, tuple(made))
            for name, made in ((APPORTIONED, _apportioned(desk)), (DRIVERS, _drivers(desk)), (AREAS, _areas(desk)))
        ]
    if any(item.problems for item in items):
        return items, []
    return items, [
        *things_to_look_at(desk.connection),
        *_shares_to_look_at(desk),
        *asset_issues(desk),
        *stream_issues(desk),
        *_recipes_to_look_at(desk),
    ]


def _recipes_to_look_at(desk: Desk) -> Iterator[str]:
    """Yield which recipes do not say on which terms they work elsewhere."""
    yield from (issue.text for issue in read_cookbook(desk).issues if issue.code == "no-caveats")


def _name(whole: Whole) -> str:
    return f"Apportionment {whole.number} ({whole.agency}, {whole.label})"


def _apportioned(desk: Desk) -> Iterator[str]:
    boundaries = read_boundaries(desk.connection)
    for number in numbers_of(desk.connection):
        try:
            whole = read_whole(desk.connection, number)
        except ValueError:
            yield f"The driver of apportionment {number} cannot be read."
            continue
        yield from _one(desk, whole, boundaries)


def _one(desk: Desk, whole: Whole, boundaries: Boundaries) -> Iterator[str]:
    if whole.method != DIRECT and whole.driver is None:
        yield f"{_name(whole)} has no driver: its share cannot be worked out again. Choose one for it."
        return
    try:
        found = apportion(whole, boundaries)
    except DeskError as error:
        yield f"{_name(whole)} cannot be worked out again: {error}"
        return
    parts = sum(part.pence for part in found.parts) + found.elsewhere_pence
    if parts != whole.amount_pence:
        yield f"The parts of {_name(whole)} come to {pounds(parts)}; the whole is {pounds(whole.amount_pence)}."
    batch = made_batch.batch_of(desk.connection, whole.number)
    made = made_batch.sum_of(desk.connection, batch) if batch is not None else 0
    if made != found.place_pence:
        yield (
            f"{_name(whole)} gives {whole.place} {pounds(found.place_pence)}; its lines were made with {pounds(made)}. "
            "Change it without a change to make them anew."
        )


def _drivers(desk: Desk) -> Iterator[str]:
    for title, number in driver_numbers(desk.connection).items():
        try:
            driver = read_driver(desk.connection, number)
        except ValueError:
            yield f"The figures of the driver '{title}' cannot be read."
            continue
        if driver is not None and any(value < 0 for value in driver.figures.values.values()):
            yield f"The driver '{title}' has a figure below zero."


def _areas(desk: Desk) -> Iterator[str]:
    boundaries = read_boundaries(desk.connection)
    for code, area in boundaries.areas.items():
        if area.valid_to and area.valid_from > area.valid_to:
            yield f"The area {area.name} ({code}) ends before it begins."
    outer: dict[str, set[str]] = {}
    for inner, around, *_ in boundaries.nestings:
        outer.setdefault(inner, set()).add(around)
    for code in outer:
        ahead, seen = [*outer[code]], set[str]()
        while ahead and code not in seen:
            one = ahead.pop()
            if one not in seen:
                seen.add(one)
                ahead += outer.get(one, ())
        if code in seen:
            yield f"The area {boundaries.name(code)} ({code}) lies in itself, by way of others."


def _shares_to_look_at(desk: Desk) -> Iterator[str]:
    """Yield what is no damage: drivers far in years from the spend, money that may stand twice."""
    for number in numbers_of(desk.connection):
        whole = read_whole(desk.connection, number)
        far = [text for driver in (whole.stage_driver, whole.driver) if driver for text in year_issues(whole, driver)]
        for text in (*far, *twice(desk.connection, whole)):
            yield f"{_name(whole)}: {text}"
