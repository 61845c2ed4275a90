"""Every declared kind of record, and one that only this test declares, does all that a record does:
nothing but its declaration and its table is needed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.calc.packs import places as worked_places
from tests.calc.packs.test_kind import frame
from tests.cli.verbs import Verb, run
from tests.desk_state import state
from tpdesk.calc.packs.board import describe_board
from tpdesk.calc.packs.sheets.records import records_sheet
from tpdesk.cli.verbs import tpdesk
from tpdesk.domain.asset import EASTING, LATITUDE, LONGITUDE, NORTHING, POSTCODE, USE_PAIRS
from tpdesk.domain.case_fields import (
    AMOUNTS,
    DECIMAL,
    NUMBERS_BY_NAME,
    PHASES,
    PRICE_YEAR,
    RANGE,
    SHARE,
    SHARES_BY_NAME,
)
from tpdesk.domain.field_types import (
    ACTIVITY,
    AGENCY,
    AREA,
    AREA_FIGURES,
    CALENDAR_YEAR,
    CATEGORY,
    CHOICE,
    CLIENT_GROUP,
    COUNT,
    DATE,
    FLAG,
    GRADE,
    KIND_OF_AGENCY,
    LONG,
    MONEY,
    NAME,
    PEOPLE,
    PLACE,
    SAVING,
    STATUS,
    TEXT,
    TITLE,
    TOTAL,
    YEAR,
    FieldType,
    RecordReference,
)  # fmt: skip
from tpdesk.domain.kinds import KINDS
from tpdesk.domain.outcome import FIGURE
from tpdesk.domain.period import PERIOD
from tpdesk.domain.record_kind import Field, Kind, ListColumn, Listing, Record, Rule
from tpdesk.models import schema
from tpdesk.models.connection import connect
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.keeping.backup import all_backups, make_backup
from tpdesk.models.keeping.check import check_desk
from tpdesk.models.keeping.copying import share_copy
from tpdesk.models.keeping.salvage import salvage
from tpdesk.services import history, merging, places, purging
from tpdesk.services.board import board_report
from tpdesk.services.record_files import export_records, import_records
from tpdesk.services.records import add_record, change_record, list_records, remove_record

CANARY = "Zyxwort"
"""Stands in every text of the records: nothing of it is left after a purge."""

VISIT = Kind(
    "visit", "visit", "visit", "Visits",
    about="when a place was seen, by whom, and what it cost",
    none_yet="No visits yet.",
    fields=(
        Field("title", "Title", TITLE, needed=True, hint="for example First visit"),
        Field("place", "Place", PLACE, needed=True),
        Field("purpose", "Purpose", TEXT),
        Field("cost", "Cost", MONEY, "cost_pence"),
        Field("state", "State", CHOICE, choices=("planned", "done"), filled="planned"),
        Field("agencies", "Bodies", AGENCY, many="visit_agency", one="agency"),
        Field("from_day", "From", DATE),
        Field("to_day", "To", DATE),
        Field("remark", "Remark", LONG, private=True),
        Field("secret", "Secret", FLAG),
    ),
    shown=Listing(columns=(ListColumn(title="Visit"), ListColumn("from_day", 10), ListColumn("cost", 10),
            ListColumn("agencies", 20)), sorts=("from_day", "title"), filters=("state",)),
    rules=(Rule("in order", "from_day", "to_day", "The visit '{0}' ends before it begins."),),
    private_if="secret",
)  # fmt: skip

TABLE = """
CREATE TABLE visit (
  id INTEGER PRIMARY KEY, place INTEGER NOT NULL REFERENCES place (id) ON DELETE CASCADE, title TEXT NOT NULL CHECK (title <> ''), folded TEXT NOT NULL UNIQUE,
  purpose TEXT NOT NULL DEFAULT '', cost_pence INTEGER CHECK (cost_pence >= 0), state TEXT NOT NULL DEFAULT 'planned', from_day TEXT NOT NULL DEFAULT '',
  to_day TEXT NOT NULL DEFAULT '', remark TEXT NOT NULL DEFAULT '', secret INTEGER NOT NULL DEFAULT 0 CHECK (secret IN (0, 1))
) STRICT;
CREATE TABLE visit_agency (
  visit INTEGER NOT NULL REFERENCES visit (id) ON DELETE CASCADE, agency INTEGER NOT NULL REFERENCES agency (id) ON DELETE CASCADE, PRIMARY KEY (visit, agency)
) STRICT, WITHOUT ROWID;
"""  # noqa: E501
"""The only other thing that a new kind needs."""

TYPED: dict[FieldType, str] = {
    TEXT: f"{CANARY} words", LONG: f"{CANARY} one\ntwo", DATE: "14/02/2026", COUNT: "1",
    PEOPLE: "1,000", CALENDAR_YEAR: "2021", MONEY: "£1,200.50",
    SAVING: "-5", GRADE: "2", FLAG: "yes",
    YEAR: "2024-25", PLACE: "Testshire", ACTIVITY: "assess", CLIENT_GROUP: "Families", CATEGORY: "10.4",
    AREA: "E07000120", AREA_FIGURES: "E07000120 5",
    DECIMAL: "1,200.5", SHARE: "60%", AMOUNTS: "50k; 1.5 x 2", PHASES: "0; 50%; 1 x 2", RANGE: "0.4 to 70%",
    FIGURE: "-1,200.5", PERIOD: "Q1 2024/25",
    PRICE_YEAR: "cash", SHARES_BY_NAME: "Body 60%; Residents 0.4", NUMBERS_BY_NAME: "Body 30; Second Body 1,000",
    KIND_OF_AGENCY: "county", NAME: f"{CANARY} alias", STATUS: f"{CANARY} pilot", TOTAL: "£1,200.50",
    EASTING: "384,200", NORTHING: "432500", LATITUDE: "53.78906", LONGITUDE: "-2.24381",
    POSTCODE: "bb11 1aa", USE_PAIRS: "library, office; depot",
}  # fmt: skip
"""Type of field -> what is typed into it."""

EVERY = (*KINDS, VISIT.name)


@pytest.fixture(autouse=True)
def registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Declare the new kind, and bring its table by a step of the schema."""

    def make(connection: object) -> None:
        for sql in schema.statements(TABLE):
            connection.execute(sql)  # type: ignore[attr-defined]

    monkeypatch.setitem(KINDS, VISIT.name, VISIT)
    monkeypatch.setattr(schema, "SCRIPTS", (*schema.SCRIPTS, TABLE))
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, schema.Migration("visits", make)))
    yield
    tpdesk.commands.pop(VISIT.name, None)


def begin(desk: Desk) -> None:
    """Write a place and three bodies."""
    places.add(desk, "Testshire", codes=("E07000120",))
    for name in ("Body", "Second Body", "Third Body"):
        places.add_agency(desk, name, in_places=("Testshire",), areas=("E07000120",))


_BEGUN: list[bytes] = []
"""A desk with what `begin` writes, made once."""


def begun(path: Path) -> Path:
    """Lay out a desk with a place and three bodies."""
    if not _BEGUN:
        with open_desk(path, make=True) as made_once:
            begin(made_once)
        _BEGUN.append(path.read_bytes())
    path.write_bytes(_BEGUN[0])
    return path


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(begun(tmp_path / "a.tpdesk")) as opened:
        yield opened


def wanted(desk: Desk, kind: Kind, known: dict[str, str]) -> dict[str, str]:
    """Return what is typed to fill every field of a record; what it names is made first.
    `known` is kind -> the record that stands for it."""
    typed: dict[str, str] = {}
    bodies = iter(("Body", "Second Body", "Third Body"))
    for field in kind.fields:
        if isinstance(field.type, RecordReference):
            if field.of != kind.name:
                typed[field.name] = known.get(field.of) or called(made(desk, KINDS[field.of], known))
        elif field.type is TITLE:
            typed[field.name] = f"{CANARY} {kind.noun}"
        elif field.type is CHOICE:
            typed[field.name] = field.choices[-1]
        elif field.type is AGENCY:
            typed[field.name] = next(bodies)
        elif field.type is TEXT:
            # Two fields of a record may have to differ.
            typed[field.name] = f"{TYPED[TEXT]} {field.name}"
        elif field.says:
            typed[field.name] = f"{TYPED[field.type]}: {CANARY} leads"
        elif field.name == kind.private_if:
            typed[field.name] = "no"
        elif not field.type.is_automatic:
            typed[field.name] = TYPED[field.type]
    return typed


def called(record: Record) -> str:
    return record.title if record.kind.titled else str(record.id)


def made(desk: Desk, kind: Kind, known: dict[str, str]) -> Record:
    """Write a record with every field filled."""
    record = add_record(desk, kind.name, wanted(desk, kind, known)).record
    known[kind.name] = called(record)
    return record


_FULL: list[bytes] = []
"""A desk with a record of every kind, made once."""


@pytest.fixture
def full(tmp_path: Path) -> Iterator[Desk]:
    """A desk with one record of every kind, each of whose fields is filled."""
    path = begun(tmp_path / "full.tpdesk")
    if not _FULL:
        with open_desk(path) as made_once:
            known: dict[str, str] = {}
            for name in EVERY:
                if name not in known:
                    made(made_once, KINDS[name], known)
        _FULL.append(path.read_bytes())
    path.write_bytes(_FULL[0])
    with open_desk(path) as opened:
        yield opened


BEGUN = frozenset({"Testshire", "Body", "Second Body", "Third Body"})
"""What every desk here begins with."""


def ours(desk: Desk, name: str) -> list[Record]:
    """Return the records of a kind but for those that the desk begins with."""
    return [record for record in list_records(desk, name) if record.title not in BEGUN]


def words(record: Record) -> dict[str, object]:
    """Return what a record says, but for the numbers of others, which differ from desk to desk."""
    return {
        field.name: len(value) if isinstance(value, tuple) and isinstance(field.type, RecordReference) else value
        for field in record.kind.fields
        for value in [record.values[field.name]]
    }


def problems(desk: Desk) -> list[str]:
    return [problem for item in check_desk(desk.connection) for problem in item.problems]


@pytest.mark.parametrize("name", EVERY)
def test_what_is_declared_stands_in_the_table_and_in_what_is_shown(desk: Desk, name: str) -> None:
    kind = KINDS[name]
    columns = dict(desk.connection.execute("SELECT name, type FROM pragma_table_info(?)", (kind.table,)).fetchall())
    assert {field.stored: field.type.sql for field in kind.fields if not field.many} == {
        column: type_ for column, type_ in columns.items() if column not in ("id", "folded")
    }
    assert ("folded" in columns) == kind.titled
    for field in kind.fields:
        if field.many:
            links = {
                column for (column,) in desk.connection.execute("SELECT name FROM pragma_table_info(?)", (field.many,))
            }
            assert links == {kind.table, field.one} or (kind.has_lines and links > {kind.table, field.one})
    names = {field.name for field in kind.fields}
    shown = kind.shown
    said = (
        *(one.field for one in shown.columns if one.field),
        *shown.sorts,
        *shown.filters,
        *shown.remark,
        *shown.largest_first,
        *kind.identity,
        *kind.label,
    )
    assert names.issuperset(said)
    assert (kind.parent or kind.beside) in names
    assert shown.sorts
    assert set(shown.largest_first) <= set(shown.sorts)
    assert kind.none_yet.startswith("No ")
    assert kind.about


@pytest.mark.parametrize("name", EVERY)
def test_a_record_is_written_changed_removed_undone_and_redone(desk: Desk, name: str) -> None:
    record = made(desk, KINDS[name], {})
    assert words(record) == words(ours(desk, name)[0])
    field = next(field for field in KINDS[name].fields if field.type in (TEXT, LONG, TITLE))
    changed = change_record(desk, name, record.id, {field.name: "Otherwise"}).record
    assert changed.values[field.name] == "Otherwise"
    change = next(one for one in history.acts(desk)[0].changes if one.field == field.stored.replace("_", " "))
    assert change.after == "Otherwise"
    history.undo(desk)
    assert ours(desk, name)[0].values == record.values
    history.redo(desk)
    before = state(desk)
    remove_record(desk, name, record.id)
    assert not ours(desk, name)
    history.undo(desk)
    assert state(desk) == before
    assert not problems(desk)


@pytest.mark.parametrize("name", EVERY)
def test_a_file_that_is_exported_is_imported_as_the_same(desk: Desk, tmp_path: Path, name: str) -> None:
    record = made(desk, KINDS[name], {})
    file = tmp_path / "out.csv"
    begun = len(list_records(desk, name)) - 1
    assert export_records(desk, name, file) == begun + 1
    heading = next(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    assert heading == [field.name for field in KINDS[name].fields]
    remove_record(desk, name, record.id)
    came = import_records(desk, name, file)
    assert (came.added, len(came.rejected)) == (1, begun)
    assert ours(desk, name)[0].values == record.values


@pytest.mark.deep
def test_a_merge_brings_a_record_of_every_kind_once(full: Desk, tmp_path: Path) -> None:
    wanted = {name: [words(one) for one in ours(full, name)] for name in EVERY}
    assert not [name for name in EVERY if not wanted[name]]
    with open_desk(begun(tmp_path / "b.tpdesk")) as mine:
        merging.apply(mine, full.path, merging.plan(mine, full.path), {})
        assert {name: [words(one) for one in ours(mine, name)] for name in EVERY} == wanted
        assert not problems(mine)
        before = state(mine)
        again = merging.plan(mine, full.path)
        assert again.brings_nothing({})
        merging.apply(mine, full.path, again, {})
        assert state(mine) == before


def test_a_copy_leaves_out_what_is_private_and_a_salvage_brings_everything(full: Desk, tmp_path: Path) -> None:
    with open_desk(share_copy(full, tmp_path / "copy.tpdesk", without_notes=True).file, read_only=True) as copy:
        for name in EVERY:
            private = {field.name for field in KINDS[name].fields if field.private or field.name == "note"}
            found = ours(copy, name)
            assert [_but(one, private) for one in found] == (
                [] if KINDS[name].is_private else [_but(one, private) for one in ours(full, name)]
            ), name
            assert all(one.values[key] == "" for one in found for key in private), name
    whole = share_copy(full, tmp_path / "whole.tpdesk").file
    assert not salvage(whole, tmp_path / "salvaged.tpdesk").problems
    with open_desk(tmp_path / "salvaged.tpdesk", read_only=True) as salvaged:
        for name in EVERY:
            assert [one.values for one in ours(salvaged, name)] == [one.values for one in ours(full, name)], name


def _but(record: Record, names: set[str]) -> dict[str, object]:
    return {key: value for key, value in record.values.items() if key not in names}


@pytest.mark.deep
def test_nothing_of_any_record_is_left_after_the_purge_of_its_place(desk: Desk) -> None:
    known: dict[str, str] = {}
    gone = [name for name in EVERY if name == VISIT.name or not KINDS[name].has_lines]
    for name in gone:
        if name not in known:
            made(desk, KINDS[name], known)
    for name in gone:
        fixed = KINDS[name].fixed
        title = next(
            one.name for one in KINDS[name].fields if one.type in (TEXT, LONG, TITLE) and one.name not in fixed
        )
        (record,) = ours(desk, name)
        change_record(desk, name, record.id, {title: f"{CANARY} again"})
    purging.carry_out(desk, "place", "Testshire")
    assert not [name for name in gone if ours(desk, name)]
    with closing(connect(desk.path, read_only=True)) as connection:
        dump = "\n".join(connection.iterdump())
    assert CANARY not in dump
    assert CANARY.encode() not in desk.path.read_bytes()


@pytest.mark.parametrize("name", EVERY)
def test_a_plain_sheet_shows_the_columns_of_the_list(desk: Desk, name: str) -> None:
    kind = KINDS[name]
    record = made(desk, kind, {})
    here = frame(worked_places.small().by_agency)
    assert records_sheet(here, kind, ()) is None
    sheet = records_sheet(here, kind, (record,))
    assert sheet is not None
    assert sheet.table is not None
    assert [column.key for column in sheet.table.columns] == ["record", *(field.name for field in kind.listed_fields)]
    (row,) = sheet.table.rows
    assert row[0] == record.title
    assert not [field for field in kind.listed_fields if field.private]


def test_a_kind_that_is_only_declared_has_its_verbs(tmp_path: Path) -> None:
    verb = Verb(tmp_path / "v.tpdesk")
    verb.good("place", "add", "Testshire", "--code", "E07000120")
    verb.good("agency", "add", "Body", "--place", "Testshire")
    added = verb.good(
        "visit",
        "add",
        "First visit",
        "--cost",
        "1.5k",
        "--agency",
        "Body",
        "--from-day",
        "1 Feb 2026",
        "--to-day",
        "2 Feb 2026",
    )
    assert (added["visit"], added["cost_pence"], added["state"], added["agencies"], added["place"]) == (
        "First visit", 150_000, "planned", ["Body"], "Testshire",
    )  # fmt: skip
    assert verb.good("visit", "list", "--state", "planned")["visits"] == [
        {key: added[key] for key in added if key not in ("notices", "warnings")}
    ]
    assert verb.good("visit", "change", "first visit", "--state", "done")["state"] == "done"
    refused = verb.words("visit", "change", "First visit", "--to-day", "2026-01-01")
    assert refused.exit_code == 2
    assert "The visit 'First visit' ends before it begins." in refused.err
    file = tmp_path / "visits.csv"
    assert verb.good("visit", "export", file) == {"file": str(file), "rows": 1}
    assert verb.good("visit", "remove", "First visit")["removed"]
    assert verb.good("visit", "import", file)["rows_imported"] == 1
    assert verb.good("visit", "show", "First visit")["state"] == "done"
    assert "Visits: when a place was seen" in run("visit", "--help").out
    assert verb.good("place", "list")["places"]
    assert "1 visit" in verb.words("place", "remove", "Testshire").err


@pytest.mark.parametrize("name", [name for name in EVERY if name == VISIT.name or KINDS[name].can_be_purged])
def test_nothing_of_a_record_is_left_after_its_own_purge(desk: Desk, name: str) -> None:
    record = made(desk, KINDS[name], {})
    change_record(desk, name, record.id, {"title": f"{CANARY} again"})
    change_record(desk, name, record.id, {"title": "Harmless"})
    make_backup(desk.path, "by hand")
    assert (name, "Harmless") in purging.known(desk)
    purging.carry_out(desk, name, "harmless")
    assert not ours(desk, name)
    assert not problems(desk)
    for file in (desk.path, *all_backups(desk.path)):
        held = file.read_bytes()
        for title in (f"{CANARY} {KINDS[name].noun}", f"{CANARY} again", "Harmless"):
            assert title.encode() not in held, (file.name, title)


@pytest.mark.deep
def test_private_records_of_a_new_kind_stay_on_their_desk_in_a_merge(desk: Desk, tmp_path: Path) -> None:
    add_record(desk, "visit", {"title": "Open day", "place": "Testshire"})
    hidden = add_record(
        desk, "visit", {"title": f"{CANARY} seen", "place": "Testshire", "purpose": "Sechbrisk", "secret": "yes"}
    ).record
    gone = add_record(
        desk, "visit", {"title": "Ulmerfax seen", "place": "Testshire", "purpose": "Gnilwort", "secret": "yes"}
    ).record
    change_record(desk, "visit", hidden.id, {"purpose": "Sechbrisk twice"})
    remove_record(desk, "visit", gone.id)
    with open_desk(begun(tmp_path / "b.tpdesk")) as mine:
        plan = merging.plan(mine, desk.path)
        assert plan.private_notes == 1
        merging.apply(mine, desk.path, plan, {})
        assert [one.title for one in list_records(mine, "visit")] == ["Open day"]
        dump = "\n".join(mine.connection.iterdump())
        assert not [word for word in (CANARY, "Sechbrisk", "Ulmerfax", "Gnilwort") if word in dump]
        merging.apply(mine, desk.path, merging.plan(mine, desk.path, with_private=True), {})
        assert {one.title for one in list_records(mine, "visit")} == {"Open day", f"{CANARY} seen"}


def test_the_board_pack_prints_the_records_of_a_new_kind_and_none_that_are_private(desk: Desk) -> None:
    def sheets() -> dict[str, list[object]]:
        book = describe_board(board_report(desk, "Testshire", "2024-25"))
        return {sheet.name: [row[0] for row in sheet.table.rows] for sheet in book.sheets if sheet.table is not None}

    assert "Visits" not in sheets()
    add_record(desk, "visit", {"title": "Open day", "place": "Testshire"})
    add_record(desk, "visit", {"title": "Not for the board", "place": "Testshire", "secret": "yes"})
    add_record(desk, "milestone", {"title": "Interim findings", "date": "2026-12", "place": "Testshire"})
    add_record(desk, "milestone", {"title": "Of the whole programme", "date": "2026-12"})
    add_record(desk, "place-note", {"kind": "theme", "text": "older people", "place": "Testshire"})
    found = sheets()
    assert found["Visits"] == ["Open day"]
    assert len(found["Progress"]) == 1
    assert "Place notes" not in found
