"""Areas in words: their names beside their codes, so that a slip in a code is seen; and the verbs for the user's own
areas: wards and neighbourhoods with what they lie in and their people."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tpdesk.cli.base import Verb, Verbs, ask_call, table
from tpdesk.text import counted
from tpdesk.units import pounds

if TYPE_CHECKING:
    from tpdesk.models.area import UnknownArea
    from tpdesk.models.desk import Desk


def covered(desk: Desk, verb: str, codes: tuple[str, ...]) -> str:
    """Return the line "  covers E07000120 Hyndburn, E07000121 Lancaster"; a code that is unknown stands alone."""
    from tpdesk.models.place import area_names

    return f"  {verb} " + ", ".join(
        f"{code} {name}" if name else code for code, name in area_names(desk.connection, codes).items()
    )


def unknown_codes(desk: Desk, codes: tuple[str, ...]) -> list[str]:
    """Return one sentence for each code that no register of tpdesk's has."""
    from tpdesk.models.place import area_names

    return [
        f"{code} is no area that tpdesk knows: check the code."
        for code, name in area_names(desk.connection, codes).items()
        if name is None
    ]


@click.group(cls=Verbs)
def area() -> None:
    """Areas: those that come with tpdesk, and wards and neighbourhoods of your own."""


@area.command("import", cls=Verb)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would come in; change nothing.")
def import_(file: Path, dry_run: bool) -> None:
    """Import areas, one a row: columns code, name, kind, inside (the area it lies in), and where known people,
    households, year, source, valid_from and valid_to."""
    from tpdesk.services.area_files import import_areas

    call = ask_call()
    with call.open(make=not dry_run or call.path().exists()) as desk:
        came = import_areas(desk, file, dry_run=dry_run)
    call.answer(
        {
            "file": str(file), "rows_read": came.rows_read, "areas": [asdict(draft) for draft in came.areas],
            "rejects": [asdict(row) for row in came.rejected], "dry_run": dry_run,
        },
        lambda: [
            f"{counted(len(came.areas), 'area')} {'would come in' if dry_run else 'imported'}.",
            *(f"row {row.row}: {row.message}" for row in came.rejected),
        ],
    )  # fmt: skip
    if came.rejected:
        sys.exit(1)


@area.command("list", cls=Verb)
@click.option("--kind", metavar="KIND", help="Only those of this kind, for example ward.")
@click.option("--inside", metavar="AREA", help="Only those directly inside this area, by code or name.")
def list_(kind: str | None, inside: str | None) -> None:
    """List areas with what they lie in and their latest people."""
    from tpdesk.errors import UsageProblem
    from tpdesk.models.area import areas_with_people, find_area

    call = ask_call()
    with call.open() as desk:
        outer = find_area(desk.connection, inside) if inside else None
        if inside and outer is None:
            raise UsageProblem(f"There is no area called '{inside}' on this desk.")
        found = areas_with_people(desk.connection, kind.casefold() if kind else None, outer)

    def rows() -> Iterator[str]:
        if not found:
            yield "No such areas here."
            return
        body = [["Code", "Name", "Kind", "Inside", "People", "Year", "Until"]]
        for one in found:
            people = f"{one.people:,}" if one.people is not None else ""
            inner = "; ".join(one.inside)
            body.append([one.code, one.name, one.kind, inner, people, str(one.year or ""), one.valid_to])
        yield from table(body, (4, 5))

    call.answer({"areas": [asdict(one) for one in found]}, rows)


@area.command("remove", cls=Verb)
@click.argument("wanted", metavar="AREA")
def remove(wanted: str) -> None:
    """Remove an area of your own, by its code or name; areas that come with tpdesk stay."""
    from tpdesk.services.area_files import remove_own_area

    call = ask_call()
    with call.open(make=True) as desk:
        code = remove_own_area(desk, wanted)
    call.answer({"area": code, "removed": True}, lambda: [f"Area {code} removed."])


@area.command("unknown", cls=Verb)
@click.option("--accept", "text", metavar="TEXT", help="Let the lines that name TEXT name the suggested area.")
@click.option(
    "--as", "wanted", metavar="AREA", default="", help="With --accept: the area that is meant, by code or name."
)
@click.option("--accept-all", is_flag=True, help="Accept every suggestion.")
def unknown(text: str | None, wanted: str, accept_all: bool) -> None:
    """List what lines name as an area that tpdesk does not know, with the area that was probably meant; accept it in
    one step of undo."""
    from tpdesk.errors import UsageProblem
    from tpdesk.models.area import unknown_areas
    from tpdesk.services.own_areas import settle_area, settle_suggested

    if (wanted and not text) or (text and accept_all):
        raise UsageProblem("--as goes with --accept TEXT; --accept-all stands by itself.")
    call = ask_call()
    settled = None
    with call.open(make=bool(text or accept_all)) as desk:
        if accept_all:
            settled = settle_suggested(desk)
        elif text:
            settled = settle_area(desk, text, wanted)
        left = unknown_areas(desk.connection)
    call.answer(
        {
            "unknown": [
                {
                    "area": one.text, "lines": one.lines, "size_pence": one.size_pence,
                    "suggested": one.near.code if one.near else None, "title": one.near.name if one.near else None,
                }
                for one in left
            ],
            "changed_lines": settled.lines if settled else 0, "accepted": dict(settled.areas) if settled else {},
        },
        lambda: _unknown_words(left, settled.lines if settled else None),
    )  # fmt: skip


def _unknown_words(left: list[UnknownArea], changed: int | None) -> Iterator[str]:
    if changed is not None:
        yield f"{counted(changed, 'line')} changed. To undo it: tpdesk undo."
    if not left:
        yield "No line names an area that tpdesk does not know."
        return
    body = [["Lines name", "Lines", "Without signs", "Did you mean"]]
    for one in left:
        body.append([one.text, f"{one.lines:,}", pounds(one.size_pence), one.near.words if one.near else ""])
    yield from table(body, (1, 2))
    if any(one.near for one in left):
        yield "To accept them all: tpdesk area unknown --accept-all. One by one: --accept TEXT."


COMMANDS = (area,)
