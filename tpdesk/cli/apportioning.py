"""Verbs for drivers and for what is apportioned by them: the share of wider spend that falls to a place."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tpdesk.cli.base import Call, Verb, ask_call, say, table
from tpdesk.cli.records.options import must_say
from tpdesk.cli.records.verbs import data, find, verbs_of, words
from tpdesk.domain.area_figures import ELSEWHERE, plain_number
from tpdesk.domain.kinds import KINDS
from tpdesk.domain.kinds.national import BY_DRIVER, DIRECT, METHODS, TWO_STAGE
from tpdesk.text import counted
from tpdesk.units import UNITS, percent, pounds

if TYPE_CHECKING:
    from tpdesk.domain.apportionment import Apportioned, Driver
    from tpdesk.services.apportioning import Sharing

_APPORTION, _DRIVER = KINDS["apportion"], KINDS["driver"]
apportion_verbs = verbs_of(_APPORTION)
driver_verbs = verbs_of(_DRIVER)


def _options(work: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(
        (
            click.option("--place", metavar="P"),
            click.option("--year", help="The financial year. Default: the place's only one."),
            click.option("--agency", metavar="A", help="Who spends it, for example DWP."),
            click.option("--label", metavar="L", help="The publication's own word, for example 'State pension'."),
            click.option("--category", metavar="CODE", help="For example 10.2. Default: the label's map decides."),
            click.option("--amount", metavar="POUNDS", help="The whole: 10379.9m, 1,234.56, -5k."),
            click.option("--unit", type=click.Choice(list(UNITS)), default="pounds", help="The unit of --amount."),
            click.option(
                "--over", "areas", metavar="AREA", multiple=True, help="An area that the whole covers; repeatable."
            ),
            click.option("--method", type=click.Choice(METHODS), help="Default: by what is named."),
            click.option("--driver", metavar="NAME", help="By which it is shared, for example 'People, mid-2024'."),
            click.option("--stage-driver", metavar="NAME", help="Two stages: by which regions share it first."),
            click.option("--flow", type=click.Choice(["expenditure", "income"])),
            click.option("--cost", type=click.Choice(["revenue", "capital"])),
            click.option("--grade", type=click.IntRange(1, 6), help="4 a fitting driver, 5 a rough one."),
            click.option("--source", metavar="TEXT", help="The publication that the amount is from."),
            click.option("--note", metavar="TEXT"),
        )
    ):
        work = option(work)
    return work


def _typed(given: dict[str, Any]) -> dict[str, Any]:
    """Return what was said, field -> text, with the amount in pounds."""
    from tpdesk.errors import MoneyError, UsageProblem
    from tpdesk.units import parse_pounds, plain_pounds

    unit = given.pop("unit")
    if given.get("amount") is not None and unit != "pounds":
        try:
            given["amount"] = plain_pounds(parse_pounds(given["amount"], unit))
        except MoneyError as error:
            raise UsageProblem(f"Amount: {error}.") from error
    said = {name: value for name, value in given.items() if value is not None and value != ()}
    return {name: str(value) if isinstance(value, int) else value for name, value in said.items()}


def _method(said: dict[str, Any]) -> str:
    """Return the method that follows from what is named."""
    return TWO_STAGE if said.get("stage_driver") else BY_DRIVER if said.get("driver") or said.get("areas") else DIRECT


@click.command("add", cls=Verb)
@_options
@click.option("--dry-run", is_flag=True, help="Say what it would come to; change nothing.")
def add(dry_run: bool, **given: Any) -> None:
    """Share wider spend out to a place, and write its lines: a published figure, by a driver, or in two stages."""
    from tpdesk.services.apportioning import read_sharing, share_out
    from tpdesk.services.figures import place_for
    from tpdesk.services.records import add_record

    call = ask_call()
    said = _typed(given)
    with call.open(make=not dry_run or call.path().exists()) as desk:
        place = place_for(desk, said.get("place"))
        said["place"] = place.name
        if "year" not in said:
            said["year"] = _year(place.years)
        said.setdefault("method", _method(said))
        if dry_run:
            sharing = share_out(desk, said)
        else:
            saved = add_record(desk, "apportion", said)
            sharing = replace(read_sharing(desk, saved.record), notices=saved.notices)
    _answer(call, sharing, "would come to" if dry_run else "comes to")


def _year(years: tuple[int, ...]) -> str:
    from tpdesk.errors import UsageProblem
    from tpdesk.units import year_text

    if len(years) != 1:
        raise UsageProblem("Say the financial year of the spend, for example --year 2024-25.")
    return year_text(years[0])


@click.command("change", cls=Verb)
@click.argument("wanted", metavar="NUMBER")
@_options
def change(wanted: str, **given: Any) -> None:
    """Say something else of an apportionment: its lines are replaced in one step of undo."""
    from tpdesk.services.apportioning import read_sharing
    from tpdesk.services.records import change_record

    call = ask_call()
    said = _typed(given)
    must_say(_APPORTION, said)
    if "stage_driver" in said:
        said.setdefault("method", TWO_STAGE if said["stage_driver"] else BY_DRIVER)
    with call.open(make=True) as desk:
        saved = change_record(desk, "apportion", find(desk, _APPORTION, wanted).id, said)
        sharing = replace(read_sharing(desk, saved.record), notices=saved.notices)
    _answer(call, sharing, "now comes to")


@click.command("show", cls=Verb)
@click.argument("wanted", metavar="NUMBER")
def show(wanted: str) -> None:
    """Show an apportionment: what is said of it, and the part of each area of the place."""
    from tpdesk.services.apportioning import read_sharing

    call = ask_call()
    with call.open() as desk:
        sharing = read_sharing(desk, find(desk, _APPORTION, wanted))
    call.answer(sharing_data(sharing), lambda: [*words(sharing.record), "", *_parts(sharing.result), *_looks(sharing)])


@click.command("list", cls=Verb)
@click.option("--place", metavar="P", help="Only those of this place.")
@click.option("--year", help="Only those of this financial year.")
@click.option("--agency", metavar="A", help="Only those of this organisation.")
def list_(**where: str | None) -> None:
    """List what is apportioned, with the part of the place."""
    from tpdesk.services.apportioning import read_sharing
    from tpdesk.services.records import list_records

    call = ask_call()
    with call.open() as desk:
        kept = {name: value for name, value in where.items() if value is not None}
        found = [read_sharing(desk, record) for record in list_records(desk, "apportion", kept)]
    call.answer(
        {
            "apportionments": [_row(sharing) for sharing in found],
            "place_pence": sum(sharing.result.place_pence for sharing in found),
        },
        lambda: _list_words(found),
    )


def _row(sharing: Sharing) -> dict[str, Any]:
    result = sharing.result
    return {
        **data(sharing.record), "batch": sharing.batch, "whole_pence": result.whole_pence,
        "place_pence": result.place_pence, "share": round(float(result.share), 6), "grade": result.grade,
    }  # fmt: skip


def _list_words(found: list[Sharing]) -> Iterator[str]:
    if not found:
        yield "Nothing is apportioned here yet. See 'tpdesk apportion add --help'."
        return
    rows = [["No.", "Organisation", "Label", "Year", "Method", "Grade", "Whole", "Share", "In the place"]]
    for sharing in found:
        values, result = sharing.record.values, sharing.result
        rows.append(
            [
                str(sharing.record.id), str(values["agency"]), str(values["label"]),
                _APPORTION.field_named("year").show(values["year"]), str(values["method"]), str(result.grade),
                pounds(result.whole_pence), percent(float(result.share), 2), pounds(result.place_pence),
            ]
        )  # fmt: skip
    yield from table(rows, (0, 5, 6, 7, 8))


def _answer(call: Call, sharing: Sharing, comes: str) -> None:
    result, values = sharing.result, sharing.record.values
    head = (
        f"{values['agency']}, {values['label']}: {pounds(result.whole_pence)} {comes} {pounds(result.place_pence)} in "
        f"{values['place']} ({percent(float(result.share), 3)}), grade {result.grade}."
    )
    call.answer(sharing_data(sharing), lambda: [head, "", *_parts(result)])
    if not call.as_json:
        for notice in sharing.notices:
            say(f"look: {notice}")


def _looks(sharing: Sharing) -> Iterator[str]:
    if sharing.notices:
        yield ""
        yield from (f"look: {notice}" for notice in sharing.notices)


def _parts(result: Apportioned) -> Iterator[str]:
    rows = [["Area", "Driver", "Amount"]]
    rows += [
        [f"{part.area} {part.title}".strip(), plain_number(part.value), pounds(part.pence)] for part in result.parts
    ]
    if result.elsewhere_areas:
        elsewhere = f"Elsewhere, {counted(result.elsewhere_areas, 'area')}"
        rows.append([elsewhere, plain_number(result.elsewhere_value), pounds(result.elsewhere_pence)])
    yield from table(rows, (1, 2))


def sharing_data(sharing: Sharing) -> dict[str, Any]:
    """Return an apportionment and what it comes to as JSON fields; driver values are whole numbers, or the texts of
    decimal ones."""
    result = sharing.result
    parts: list[dict[str, Any]] = [
        {"area": part.area or None, "title": part.title, "driver_value": _number(part.value), "pence": part.pence}
        for part in result.parts
    ]
    if result.elsewhere_areas:
        parts.append(
            {
                "area": ELSEWHERE, "title": "Elsewhere", "driver_value": _number(result.elsewhere_value),
                "pence": result.elsewhere_pence, "areas": result.elsewhere_areas,
            }
        )  # fmt: skip
    return {**_row(sharing), "parts": parts, "issues": list(sharing.notices)}


def _number(value: Any) -> int | str:
    return int(value) if value.denominator == 1 else plain_number(value).replace(",", "")


# -- drivers


@click.command("import", cls=Verb)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", metavar="NAME", help="The driver's name, for a file with the columns area and value.")
@click.option("--unit", metavar="UNIT", default="", help="What is counted, for example people.")
@click.option("--year", metavar="YEAR", help="The calendar year of the figures, for example 2024.")
@click.option(
    "--grade", type=click.IntRange(1, 6), help="Of a share by it: 4 where money follows it closely, 5 roughly."
)
@click.option("--source", metavar="TEXT", default="", help="Who published it, and where.")
@click.option("--replace", "is_replacing", is_flag=True, help="Replace drivers of the same name.")
@click.option("--dry-run", is_flag=True, help="Say what would come in; change nothing.")
def import_(
    file: Path,
    name: str | None,
    unit: str,
    year: str | None,
    grade: int | None,
    source: str,
    is_replacing: bool,
    dry_run: bool,
) -> None:
    """Import drivers by area: with --name from the columns area and value; without it each further column is a driver
    named by its heading."""
    from tpdesk.services.area_files import DriverSaid, import_drivers

    call = ask_call()
    said = DriverSaid(name, unit, year, grade, source, is_replacing)
    with call.open(make=not dry_run or call.path().exists()) as desk:
        came = import_drivers(desk, file, said, dry_run=dry_run)
    call.answer(
        {
            "file": str(file), "drivers": [driver_data(driver) for driver in came.drivers], "dry_run": dry_run,
            "issues": list(came.notices), "rejects": [asdict(row) for row in came.rejected],
        },
        lambda: [
            *(f"{one.title}: {one.figures.words}{' would come in' if dry_run else ''}." for one in came.drivers),
            *came.notices, *(f"row {row.row}: {row.message}" for row in came.rejected),
        ],
    )  # fmt: skip
    if came.rejected:
        sys.exit(1)


@click.command("list", cls=Verb)
def list_drivers() -> None:
    """List the drivers that can be used: those of the desk, then those that come with tpdesk."""
    from tpdesk.services.apportioning import list_drivers as all_drivers

    call = ask_call()
    with call.open() as desk:
        found = all_drivers(desk)

    def rows() -> Iterator[str]:
        body = [["Name", "Year", "Unit", "Areas", "Total", "Source", ""]]
        for driver, on_desk in found:
            figures = driver.figures
            body.append(
                [
                    driver.title, str(driver.year or ""), driver.unit, str(len(figures.values)),
                    plain_number(figures.total), driver.source, "" if on_desk else "comes with tpdesk",
                ]
            )  # fmt: skip
        yield from table(body, (1, 3, 4))

    call.answer({"drivers": [{**driver_data(driver), "on_desk": on_desk} for driver, on_desk in found]}, rows)


@click.command("show", cls=Verb)
@click.argument("wanted", metavar="NAME")
def show_driver(wanted: str) -> None:
    """Show a driver and its figure for each area."""
    from tpdesk.services.apportioning import find_driver

    call = ask_call()
    with call.open() as desk:
        driver, names = find_driver(desk, wanted)
    held = driver.figures

    def told() -> Iterator[str]:
        yield f"{driver.title}: {held.words}"
        yield "; ".join(filter(None, (driver.unit, str(driver.year or ""), driver.source)))
        body = [["Area", "", "Figure"]]
        body += [[code, names.get(code, ""), plain_number(value)] for code, value in held.values.items()]
        yield from table(body, (2,))

    values: list[dict[str, Any]] = [
        {"area": code, "title": names.get(code), "value": _number(value)} for code, value in held.values.items()
    ]
    call.answer({**driver_data(driver), "values": values}, told)


def driver_data(driver: Driver) -> dict[str, Any]:
    """Return a driver as JSON fields."""
    held = driver.figures
    return {
        "name": driver.title, "areas": len(held.values), "total": _number(held.total), "unit": driver.unit or None,
        "year": driver.year, "grade": driver.grade, "source": driver.source or None,
        "elsewhere": None if held.elsewhere is None else _number(held.elsewhere),
    }  # fmt: skip


for _verb in (add, change, show, list_):
    apportion_verbs.add_command(_verb)
for _verb in (import_, list_drivers, show_driver):
    driver_verbs.add_command(_verb)

COMMANDS = (apportion_verbs, driver_verbs)
