"""The verbs that every kind of record has: add, list, show, change, remove, import, export. Made from the kinds.

Records as the verbs answer with them: JSON fields, lines of words, rows of a table.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from tpdesk.cli.base import Call, Verb, Verbs, ask_call, say, table, warn
from tpdesk.cli.records.beside import beside
from tpdesk.cli.records.options import add_options, change_options, list_options, must_say, typed
from tpdesk.domain.field_types import PLACE, RECORD
from tpdesk.domain.kinds import KINDS
from tpdesk.domain.kinds.dives import DIVES
from tpdesk.domain.record_kind import Field, Kind, Record, Value
from tpdesk.text import counted

if TYPE_CHECKING:
    from tpdesk.models.desk import Desk
    from tpdesk.services.record_files import RecordsImported
    from tpdesk.services.records import Saved


def named(record: Record) -> str:
    """Return the record as a sentence names it: `deep dive 'Under fives'`, `delivery 12`."""
    return f"{record.kind.noun} '{record.title}'" if record.kind.titled else record.title


def data(record: Record) -> dict[str, Any]:
    """Return a record as JSON fields: its kind's name holds its title, or its number where it has none."""
    return {
        record.kind.json_name: record.title if record.kind.titled else record.id,
        "number": record.id,
        **{field.json_name: field.to_json(record.values[field.name]) for field in record.kind.fields},
    }


def words(record: Record) -> Iterator[str]:
    """Yield a record line by line: its name, then all that is said of it."""
    name = named(record)
    yield name[:1].upper() + name[1:]
    for field in record.kind.fields:
        text = value_words(field, record.values[field.name])
        if text and field.name != "title":
            yield f"  {field.title.lower()}: {text}"


def value_words(field: Field, value: Value) -> str:
    """Return a value in words; empty where nothing is known."""
    return "" if value is None or value in ("", ()) else field.show(value)


def rows(kind: Kind, records: Sequence[Record], *, but: str = "") -> Iterator[str]:
    """Yield the table of a list, without the field `but`, or a sentence where the list is empty."""
    if not records:
        yield f"No {kind.plural.lower()} here."
        return
    fields = [field for field in kind.listed_fields if field.name != but]
    first = "Title" if kind.titled else "No."
    body = [[first, *(field.title for field in fields)]]
    for record in records:
        name = record.title if kind.titled else str(record.id)
        body.append([name, *(value_words(field, record.values[field.name]) for field in fields)])
    right = [n for n, field in enumerate(fields, 1) if field.type.is_number]
    yield from table(body, right if kind.titled else [0, *right])


def saved_data(saved: Saved) -> dict[str, Any]:
    """Return a record that was written as JSON fields, with what was made for it and what is to be looked at."""
    return {**data(saved.record), "notices": list(saved.notices), "warnings": list(saved.warnings)}


_GIVEN: Final = ("dive", "workshop")
"""What records hang on that may be said once for all rows of a file, beside their place."""


class KindVerbs(Verbs):
    """The group of a kind's verbs, which are made when one of them is asked for: `tpdesk --help` asks for none."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(name=kind.name, help=f"{kind.plural}: {kind.about}.")
        self._to_make: Kind | None = kind

    def _make(self) -> None:
        if self._to_make is not None:
            kind, self._to_make = self._to_make, None
            for verb in _verbs_of(kind):
                # A kind may have a verb of its own in the place of one of these.
                self.commands.setdefault(str(verb.name), verb)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the verbs, in order."""
        self._make()
        return super().list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the verb of this name, or None where there is none."""
        self._make()
        return super().get_command(ctx, cmd_name)


def verbs_of(kind: Kind) -> Verbs:
    """Return the group of a kind's verbs."""
    return KindVerbs(kind)


def _verbs_of(kind: Kind) -> Iterator[Verb]:
    wanted = click.Argument(["wanted"], metavar="TITLE" if kind.titled else "NUMBER")
    a = kind.a_noun
    made: tuple[tuple[str, Callable[..., None], list[click.Parameter], str], ...] = (
        ("add", _add, add_options(kind), f"Write down {a}."),
        ("list", _list, list_options(kind), f"List the {kind.plural.lower()} of the desk."),
        ("show", _show, [wanted], f"Show {a} and everything said of it."),
        ("change", change_record_of, [wanted, *change_options(kind)],
            f"Say something else of {a}; what is given empty is taken off."),
        ("remove", _remove, [wanted], f"Take {a} off the desk, with what hangs on it."),
        ("import", import_rows, _import_options(kind),
            f"Take {kind.plural.lower()} in from a file, one a row: {_columns(kind)}."),
        ("export", _export, _export_options(kind),
            f"Write {kind.plural.lower()} to a CSV file that can be imported again."),
    )  # fmt: skip
    for name, work, params, about in made:
        yield Verb(name=name, callback=partial(work, kind), params=params, help=about)


def _columns(kind: Kind) -> str:
    return f"columns {', '.join(field.name for field in kind.fields)}"


def _import_options(kind: Kind) -> list[click.Parameter]:
    names = [
        field.name for field in kind.fields if field.type is PLACE or (field.type is RECORD and field.name in _GIVEN)
    ]
    return [
        click.Argument(["file"], type=click.Path(path_type=Path)),
        *(click.Option([f"--{name}"], metavar="TITLE", help=f"The {name} of rows that name none.") for name in names),
        click.Option(["--dry-run"], is_flag=True, help="Say what would come in; change nothing."),
    ]


def _export_options(kind: Kind) -> list[click.Parameter]:
    return [
        click.Argument(["file"], type=click.Path(path_type=Path)),
        *list_options(kind),
        click.Option(["--force"], is_flag=True, help="Write over another file of that name."),
    ]


def find(desk: Desk, kind: Kind, wanted: str) -> Record:
    """Return the record of that title or number. Raises UsageProblem with the one that was probably meant."""
    from tpdesk.services.records import find_record

    return find_record(desk, kind.name, wanted)


def answer_saved(call: Call, saved: Saved, done: str) -> None:
    """Answer with a record that was written; what was made for it goes to stderr."""
    name = named(saved.record)
    call.answer(saved_data(saved), lambda: [f"{name[:1].upper()}{name[1:]} {done}."])
    if not call.as_json:
        for notice in saved.notices:
            say(notice)
    warn(call, saved.warnings)


def _add(kind: Kind, /, **given: Any) -> None:
    from tpdesk.services.records import add_record

    call = ask_call()
    said = typed(kind, given)
    with call.open(make=True) as desk:
        if not said.get("place") and any(field.name == "place" and field.needed for field in kind.fields):
            said["place"] = _place_of(desk, kind, said)
        saved = add_record(desk, kind.name, said)
    answer_saved(call, saved, "written down")


def _place_of(desk: Desk, kind: Kind, said: dict[str, Any]) -> str:
    """Return the place of a record that names none: that of its deep dive or of what it is a part of, else the desk's
    only one. Raises UsageProblem."""
    from tpdesk.services.figures import place_for

    for name in ("dive", "parent"):
        above = said.get(name)
        if above:
            return str(find(desk, KINDS[kind.field_named(name).of], above).values["place"])
    return place_for(desk, None).name


def _list(kind: Kind, /, **where: str | None) -> None:
    from tpdesk.services.records import list_records

    call = ask_call()
    kept = {name: value for name, value in where.items() if value is not None}
    with call.open() as desk:
        found = list_records(desk, kind.name, kept)
    call.answer({kind.plural_name: [data(record) for record in found]}, lambda: rows(kind, found))


def _show(kind: Kind, /, wanted: str) -> None:
    call = ask_call()
    with call.open() as desk:
        found = find(desk, kind, wanted)
        hanging = below(desk, found)
        more, lines = beside(desk, found)
    call.answer({**data_below(found, hanging), **more}, lambda: [*words_below(found, hanging), *lines])


def below(desk: Desk, found: Record) -> dict[str, Sequence[Record]]:
    """Return kind -> the records that hang on one, of each kind that does."""
    from tpdesk.services.records import list_records

    kinds = [kind for kind in KINDS.values() if kind.parent == found.kind.name]
    return {kind.name: list_records(desk, kind.name, {kind.parent: found.title}) for kind in kinds}


def data_below(found: Record, hanging: dict[str, Sequence[Record]]) -> dict[str, Any]:
    """Return a record, and what hangs on it, as JSON fields."""
    return data(found) | {KINDS[name].plural_name: list(map(data, items)) for name, items in hanging.items()}


def words_below(found: Record, hanging: dict[str, Sequence[Record]]) -> Iterator[str]:
    """Yield a record line by line, and a table of each kind that hangs on it."""
    yield from words(found)
    for name, items in hanging.items():
        if items:
            yield ""
            yield f"{KINDS[name].plural}:"
            yield from rows(KINDS[name], items, but=found.kind.name)


def change_record_of(kind: Kind, /, wanted: str, **given: Any) -> None:
    """Change what is said of a record, and answer with it."""
    from tpdesk.services.records import change_record

    call = ask_call()
    said = typed(kind, given)
    must_say(kind, said)
    with call.open(make=True) as desk:
        saved = change_record(desk, kind.name, find(desk, kind, wanted).id, said)
    answer_saved(call, saved, "changed")


def _remove(kind: Kind, /, wanted: str) -> None:
    from tpdesk.services.records import remove_record

    call = ask_call()
    with call.open(make=True) as desk:
        gone = remove_record(desk, kind.name, find(desk, kind, wanted).id)
    name = named(gone)
    call.answer({**data(gone), "removed": True}, lambda: [f"{name[:1].upper()}{name[1:]} removed."])


def import_rows(kind: Kind, /, file: Path, dry_run: bool, **homes: str | None) -> None:
    """Import records of a kind from a file, a row each, and say what became of it."""
    from tpdesk.services.record_files import import_records

    call = ask_call()
    # A dry run makes no desk.
    with call.open(make=not dry_run or call.path().exists()) as desk:
        if "place" in homes and not homes["place"] and kind.field_named("place").needed:
            homes["place"] = _usual_place(desk, homes.get("dive"))
        taken = import_records(desk, kind.name, file, dry_run=dry_run, **homes)
    answer_imported(call, kind, file, taken, dry_run=dry_run)


def answer_imported(call: Call, kind: Kind, file: Path, taken: RecordsImported, *, dry_run: bool) -> None:
    """Answer with what became of a file of records; exit 1 where rows were rejected."""
    answer = {
        "file": str(file), "rows_read": taken.rows_read, "rows_blank": taken.rows_blank, "rows_imported": taken.added,
        "rows_rejected": len(taken.rejected), "dry_run": dry_run, "notices": list(taken.notices),
        "warnings": list(taken.warnings),
        "rejects": [
            {"row": problem.row, "column": problem.column, "value": problem.value,
                "message": problem.message} for problem in taken.rejected
        ],
    }  # fmt: skip
    call.answer(answer, lambda: _taken_words(kind, taken, dry_run))
    warn(call, taken.warnings)
    if taken.rejected:
        sys.exit(1)


def _export(kind: Kind, /, file: Path, force: bool, **where: str | None) -> None:
    from tpdesk.services.record_files import export_records

    call = ask_call()
    kept = {name: value for name, value in where.items() if value is not None}
    with call.open() as desk:
        written = export_records(desk, kind.name, file, where=kept, replace=force)
    noun = counted(written, kind.noun, kind.plural.lower())
    call.answer({"file": str(file), "rows": written}, lambda: [f"{noun} written to {file}."])


def _usual_place(desk: Desk, dive: str | None) -> str | None:
    """Return the place of rows that name none: the deep dive's, else the desk's only one; None where it has several."""
    from tpdesk.models.place import list_places

    if dive:
        return str(find(desk, KINDS["dive"], dive).values["place"])
    places = list_places(desk.connection)
    return places[0].name if len(places) == 1 else None


def _taken_words(kind: Kind, taken: RecordsImported, dry_run: bool) -> Iterator[str]:
    noun = counted(taken.added, kind.noun, kind.plural.lower())
    yield f"{noun} {'would come in' if dry_run else 'taken in'}."
    yield from taken.notices
    if taken.rejected:
        yield f"{counted(len(taken.rejected), 'row')} rejected:"
    for problem in taken.rejected:
        where = f", {problem.column} '{problem.value}'" if problem.column else ""
        yield f"  row {problem.row}{where}: {problem.message}"


_ELSEWHERE: Final = frozenset(
    {"place", "agency", "apportion", "asset", "case", "driver", "indicator", "unitcost", "volume"}
)
"""Kinds whose verbs have a module of their own."""

GROUPS: Final = {name: verbs_of(kind) for name, kind in KINDS.items() if name not in _ELSEWHERE}
"""Kind -> the group of its verbs."""

for _kind in KINDS.values():
    if _kind.verbs_in and _kind.name in GROUPS:
        GROUPS[_kind.verbs_in].add_command(GROUPS[_kind.name])

_OWN: Final = frozenset(kind.name for kind in DIVES if not kind.verbs_in)

COMMANDS: Final = tuple(group for name, group in GROUPS.items() if name in _OWN)
"""Those that the program names; it adds each other kind by its declaration."""
