"""Apportioned spend: the lines of each record are made from it and its drivers, and made anew in the same act whenever
either changes; and the drivers that come with tpdesk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tpdesk.calc.apportion import apportion, words
from tpdesk.domain.apportionment import Apportioned, ApportionedSpend, Driver, Whole
from tpdesk.domain.area_figures import keep_figures
from tpdesk.domain.kinds import KINDS
from tpdesk.domain.kinds.national import DIRECT
from tpdesk.domain.record_kind import Kind, Record
from tpdesk.errors import UsageProblem
from tpdesk.models import made_batch
from tpdesk.models.apportionment import (
    LineFields,
    driver_numbers,
    labelled_alike,
    line_fields,
    numbers_of,
    read_boundaries,
    read_driver,
    read_whole,
    seed_drivers,
    using_driver,
)
from tpdesk.models.connection import savepoint
from tpdesk.models.desk import Desk
from tpdesk.models.made_batch import APPORTIONED, MadeLine, MadeSheet
from tpdesk.models.records import store
from tpdesk.models.records.rows import Typed
from tpdesk.text import and_words, clean, counted, folded, nearest
from tpdesk.units import pounds

if TYPE_CHECKING:
    import sqlite3

_DRIVER: Final = "driver"
"""The kind of record that a driver is."""


@dataclass(frozen=True, slots=True)
class Sharing:
    """An apportionment with what it comes to."""

    record: Record
    whole: Whole
    result: Apportioned
    batch: int | None
    """The batch of its lines; None where none was written."""

    notices: tuple[str, ...] = ()
    """What is to be looked at, a sentence each."""


# -- what the acts on records call


def prepare(connection: sqlite3.Connection, kind: Kind, typed: Typed) -> tuple[str, ...]:
    """Bring drivers that come with tpdesk to the desk where a record to be written names them; return what was brought,
    a sentence each. Inside `Desk.writing()`."""
    named = [
        text for field in kind.fields if field.of == _DRIVER for text in _titles(connection, typed.get(field.name))
    ]
    return tuple(
        f"'{driver.title}' came with tpdesk ({driver.source}) and is on this desk now."
        for driver in (_bring(connection, title) for title in named)
        if driver is not None
    )


def _titles(connection: sqlite3.Connection, typed: str | Sequence[str] | None) -> list[str]:
    """Return the drivers that a field names, as typed: one, or several with `;` between."""
    if not typed:
        return []
    if not isinstance(typed, str):
        return [title for title in map(clean, typed) if title]
    # A title may hold a semicolon itself.
    whole = folded(typed) in map(folded, driver_numbers(connection))
    return [typed] if whole else [title for title in map(clean, typed.split(";")) if title]


def _bring(connection: sqlite3.Connection, title: str) -> Driver | None:
    held = driver_numbers(connection)
    if folded(title) in map(folded, held):
        return None
    shipped = seed_drivers()
    found = next((driver for driver in shipped if folded(driver.title) == folded(title)), None)
    if found is None and not title.isdecimal():
        raise _no_driver(title, [*held, *(driver.title for driver in shipped)])
    if found is not None:
        store.add(connection, KINDS["driver"], driver_fields(found))
    return found


def _no_driver(title: str, known: Sequence[str]) -> UsageProblem:
    near = nearest(title, known)
    hint = f" Did you mean '{near}'?" if near else f" There are: {', '.join(known[:4])} ..."
    return UsageProblem(f"There is no driver called '{title}'.{hint}")


def driver_fields(driver: Driver) -> dict[str, str]:
    """Return a driver as it would be typed."""
    figures = driver.figures
    return {
        "title": driver.title, "unit": driver.unit, "year": str(driver.year or ""), "grade": str(driver.grade or ""),
        "figures": keep_figures(figures.values, figures.elsewhere), "source": driver.source,
    }  # fmt: skip


def follow(connection: sqlite3.Connection, record: Record) -> tuple[str, ...]:
    """Make anew the lines that follow from a record that was just written; return what is to be looked at, a sentence
    each. Inside `Desk.writing()`. Raises UsageProblem where it cannot be shared out: then nothing is written."""
    if record.kind.name == "apportion":
        return _remake(connection, record.id)
    if record.kind.name == "driver":
        return tuple(notice for number in using_driver(connection, record.id) for notice in _remake(connection, number))
    return ()


def leave(connection: sqlite3.Connection, kind: Kind, number: int) -> None:
    """Remove the lines of an apportionment that is about to be removed; refuse to lose a driver that is in use.
    Inside `Desk.writing()`. Raises UsageProblem."""
    if kind.name == "apportion":
        batch = made_batch.batch_of(connection, number)
        if batch is not None:
            made_batch.remove_batch(connection, batch)
    elif kind.name == "driver":
        users = using_driver(connection, number)
        if users:
            raise UsageProblem(
                f"This driver shares out {counted(len(users), 'apportionment')} ({and_words(list(map(str, users)))}). "
                "Change or remove these first."
            )


def remake_all(connection: sqlite3.Connection, place: int | None = None) -> None:
    """Make anew the lines of every apportionment, or those of one place, that are not what they should be.
    Inside `Desk.writing()`. Raises UsageProblem."""
    for number in numbers_of(connection, place):
        _remake(connection, number)


def _remake(connection: sqlite3.Connection, number: int) -> tuple[str, ...]:
    whole = read_whole(connection, number)
    result = apportion(whole, read_boundaries(connection))
    fields = line_fields(connection, number)
    name, sheets = f"apportionment {number}", (_sheet(fields, whole, result),)
    before = made_batch.batch_of(connection, number)
    notices = (*result.issues, *twice(connection, whole))
    if before is not None:
        if made_batch.is_same(connection, before, fields.place, name, sheets):
            return notices
        was = made_batch.sum_of(connection, before)
        made_batch.remove_batch(connection, before)
        notices = (_difference(whole, was, result.place_pence), *notices)
    made_batch.write_batch(connection, fields.place, name, sheets, kind=APPORTIONED, apportionment=number)
    return notices


def _difference(whole: Whole, was: int, now: int) -> str:
    more = now - was
    change = f"{pounds(abs(more))} {'more' if more > 0 else 'less'}" if more else "the same amount"
    return f"{whole.label}: {pounds(now)} in {whole.place} in place of {pounds(was)}, {change}."


def _sheet(fields: LineFields, whole: Whole, result: Apportioned) -> MadeSheet:
    lines = [
        MadeLine(
            fields.agency, whole.year, whole.label, part.pence, "actual" if whole.method == DIRECT else "apportioned",
            result.grade, fields.flow, fields.cost or "unknown", category=fields.category, area=part.area or None,
            description=words(whole, result),
        )
        for part in result.parts
    ]  # fmt: skip
    return MadeSheet(whole.label, whole.method, sources_of(whole), lines)


def twice(connection: sqlite3.Connection, whole: Whole) -> Iterable[str]:
    """Yield where the same money may stand twice: another apportionment or lines of the organisation of one label."""
    others, lines = labelled_alike(connection, whole.number)
    if others:
        yield (
            f"{whole.agency} has '{whole.label}' in apportionment {and_words(list(map(str, others)))} too: is the same "
            "money counted twice? A published figure of the place goes before a share."
        )
    if lines:
        yield (
            f"{whole.agency} has {counted(lines, 'line')} of its own under '{whole.label}' in this year: is the same "
            "money counted twice?"
        )


# -- what is asked


def share_out(desk: Desk, typed: Typed) -> Sharing:
    """Return what an apportionment would come to, as typed; nothing is written, but the desk must be open for writing.
    Raises UsageProblem."""
    kind = KINDS["apportion"]
    with desk.writing() as connection, savepoint(connection, keep=False):
        prepare(connection, kind, typed)
        record, _ = store.add(connection, kind, typed)
        return Sharing(record, *_shared(connection, record.id), None, tuple(_remake(connection, record.id)))


def read_sharing(desk: Desk, record: Record) -> Sharing:
    """Return an apportionment of the desk with what it comes to. Raises UsageProblem."""
    held = desk.connection
    whole, result = _shared(held, record.id)
    notices = (*result.issues, *twice(held, whole))
    return Sharing(record, whole, result, made_batch.batch_of(held, record.id), notices)


def apportioned_spend(desk: Desk, place: int, year: int) -> tuple[ApportionedSpend, ...]:
    """Return what is shared out to the place with that id in a year, and the figures published for it, as a pack prints
    it. Raises UsageProblem."""
    held, boundaries = desk.connection, read_boundaries(desk.connection)
    found = []
    for number, _, whole, result in shared_out(desk, place, year):
        drivers = (whole.stage_driver, whole.driver)
        found.append(
            ApportionedSpend(
                whole.agency, whole.label, line_fields(held, number).flow, whole.amount_pence,
                tuple(map(boundaries.name, whole.over)), whole.method,
                ", then ".join(driver.title for driver in drivers if driver is not None), float(result.share),
                result.place_pence, result.grade, sources_of(whole),
            )
        )  # fmt: skip
    return tuple(found)


def shared_out(desk: Desk, place: int, year: int) -> Iterator[tuple[int, int, Whole, Apportioned]]:
    """Yield (its number, the batch of its lines, the whole, its shares) of each apportionment of a place and year.
    Raises UsageProblem."""
    boundaries = read_boundaries(desk.connection)
    for number in numbers_of(desk.connection, place):
        whole, batch = read_whole(desk.connection, number), made_batch.batch_of(desk.connection, number)
        if whole.year == year and batch is not None:
            yield number, batch, whole, apportion(whole, boundaries)


def sources_of(whole: Whole) -> str:
    """Return where an amount and its drivers are from."""
    drivers = (whole.stage_driver, whole.driver)
    sources = [whole.source, *(driver.source for driver in drivers if driver is not None)]
    return "; ".join(dict.fromkeys(filter(None, sources)))


def _shared(connection: sqlite3.Connection, number: int) -> tuple[Whole, Apportioned]:
    whole = read_whole(connection, number)
    return whole, apportion(whole, read_boundaries(connection))


def list_drivers(desk: Desk) -> Sequence[tuple[Driver, bool]]:
    """Return (driver, whether it is on the desk) of all that can be used: the desk's own, then those that come with
    tpdesk and are not on it yet."""
    numbers = driver_numbers(desk.connection).values()
    mine = [driver for number in numbers if (driver := read_driver(desk.connection, number)) is not None]
    held = {folded(driver.title) for driver in mine}
    return [
        *((driver, True) for driver in mine),
        *((driver, False) for driver in seed_drivers() if folded(driver.title) not in held),
    ]


def find_driver(desk: Desk, wanted: str) -> tuple[Driver, dict[str, str]]:
    """Return the driver of that name, of the desk or of those that come with tpdesk, and code -> name of its areas.
    Raises UsageProblem that names the nearest."""
    known = [driver for driver, _ in list_drivers(desk)]
    found = next((driver for driver in known if folded(driver.title) == folded(wanted)), None)
    if found is None:
        raise _no_driver(wanted, [driver.title for driver in known])
    boundaries = read_boundaries(desk.connection)
    return found, {code: boundaries.name(code) for code in found.figures.values if code in boundaries.areas}
