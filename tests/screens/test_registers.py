"""A register to come is a declaration and a table: its screen, its commands and its files follow,
with no line of code for it."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.content import Content
from textual.screen import Screen

from tests.cli.verbs import Verb
from tests.deep import first_of
from tests.screens.looking import Window, open_window
from tests.screens.test_names_of_textual import widgets
from tests.screens.typing import dialog, to_field, type_in, write
from tpdesk.cli.verbs import tpdesk
from tpdesk.domain.field_types import CHOICE, DATE, MONEY, PLACE, RECORD, TITLE
from tpdesk.domain.figure import Figure
from tpdesk.domain.kinds import KINDS
from tpdesk.domain.record_kind import Field, Kind, ListColumn, Listing, Record
from tpdesk.models import schema
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.prepare import made_by_us
from tpdesk.screens.commands.register import stands_alone
from tpdesk.screens.display import content
from tpdesk.screens.dives.mode import DivesScreen
from tpdesk.screens.flex_table import Col
from tpdesk.screens.mode_screen import ModeScreen
from tpdesk.screens.registers import pane, summaries
from tpdesk.screens.registers.pane import RegisterPane
from tpdesk.screens.registers.summaries import Summary, SummaryView
from tpdesk.screens.text_table import text_table
from tpdesk.services.records import list_records

ESTATE = Kind(
    "estate", "estate", "estate", "Estates", about="buildings that agencies share or could share",
    none_yet="No estates yet: buildings of the place.",
    fields=(
        Field("title", "Title", TITLE, needed=True), Field("place", "Place", PLACE, needed=True),
        Field("tenure", "Tenure", CHOICE, choices=("owned", "leased")),
        Field("state", "State", CHOICE, choices=("in use", "empty", "sold"), filled="in use"),
        Field("cost", "Cost a year", MONEY, "cost_pence"),
        Field("ends_on", "Lease ends", DATE),
    ),
    shown=Listing(
        columns=(ListColumn(), ListColumn("tenure", 8), ListColumn("cost", 8), ListColumn("state", 8)),
        sorts=("title", "cost"), largest_first=("cost",),
        filters=("tenure", "state"), remark=("tenure",),
    ),
)  # fmt: skip


def part_of_estates(name: str, plural: str) -> Kind:
    """Return a kind whose records hang on estates."""
    return Kind(
        name, name, name, plural, about="a part of an estate", none_yet=f"No {plural.lower()} yet.",
        identity=("estate", "what"), parent="estate", label=("what",), lead="what",
        fields=(Field("estate", "Estate", RECORD, of="estate", needed=True), Field("what", "What", needed=True)),
        shown=Listing(columns=(ListColumn(),), sorts=("what",)),
    )  # fmt: skip


PARTS = (part_of_estates("hall", "Halls"), part_of_estates("repair", "Repairs"))

TABLE = """CREATE TABLE estate (
    id INTEGER PRIMARY KEY, title TEXT NOT NULL, folded TEXT NOT NULL UNIQUE, place INTEGER NOT NULL REFERENCES place (id) ON DELETE CASCADE,
    tenure TEXT NOT NULL DEFAULT '', state TEXT NOT NULL DEFAULT '', cost_pence INTEGER, ends_on TEXT NOT NULL DEFAULT ''
) STRICT"""  # noqa: E501


def make_table(connection: sqlite3.Connection) -> None:
    """Make the tables of estates and their parts."""
    connection.execute(TABLE)
    for part in PARTS:
        connection.execute(
            f"CREATE TABLE {part.table} (id INTEGER PRIMARY KEY, estate INTEGER NOT NULL REFERENCES estate (id) "
            "ON DELETE CASCADE, what TEXT NOT NULL) STRICT"
        )


@pytest.fixture
def estates_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Testshire on a desk that knows one kind of record more:
    its declaration, and the migration that makes its table."""
    migration = schema.Migration("estates", make_table)
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, migration))
    monkeypatch.setitem(KINDS, "estate", ESTATE)
    made_by_us.cache_clear()
    verb = Verb(tmp_path / "estates.tpdesk")
    verb.good("place", "add", "Testshire", "--code", "E07000120")
    verb.good("dive", "add", "Homes", "--place", "Testshire")
    yield verb.desk
    made_by_us.cache_clear()
    for name in ("estate", *(part.name for part in PARTS)):
        tpdesk.commands.pop(name, None)


def estates(desk: Path) -> tuple[Record, ...]:
    """Return the estates of the desk."""
    with open_desk(desk, read_only=True) as opened:
        return list_records(opened, "estate")


def titles(desk: Path) -> list[str]:
    """Return their titles."""
    return [one.title for one in estates(desk)]


async def make(window: Window, **values: str) -> None:
    """Write into the form's fields and save it."""
    for name, text in values.items():
        await to_field(window, name)
        await write(window, text)
    await window.press("f2")


async def test_a_register_to_come_has_every_command(estates_file: Path) -> None:
    async with open_window(estates_file, (120, 60)) as window:
        await window.press("6", "V")
        assert "▸Registers" in window.text
        await window.press("ctrl+end")
        assert "Estates none yet buildings that agencies share or could share" in window.text
        await window.press("enter")
        assert "▸Estates" in window.text
        assert "No estates yet: buildings of the place. n makes one, I imports a file of them." in window.text
        await window.press("n")
        await make(window, title="Town Hall", tenure="owned", cost="1200")
        await window.press("n")
        await make(window, title="Depot", tenure="leased", cost="3k", ends_on="2027-03-31")
        assert "Estates: 2 · by title" in window.text
        assert "Lease ends 2027-03-31" in window.text
        await window.press("e")
        await make(window, cost="4k")
        assert [one.values["cost"] for one in estates(estates_file)] == [120000, 400000]
        await window.press("s")
        await type_in(window, "cost")
        await window.press("enter")
        assert "Estates: 2 · by cost a year" in window.text
        await window.press("f")
        await type_in(window, "owned")
        await window.press("enter")
        assert "Estates, tenure: owned: 1 of 2" in window.text
        assert "Depot" not in window.text
        await window.press("/")
        await type_in(window, "depot")
        await window.press("enter", "space")
        assert [one.values["state"] for one in estates(estates_file)] == ["in use", "empty"]
        await window.press("H")
        assert "state: in use → empty" in dialog(window)
        await window.press("escape", "x", "tab", "enter")
        assert titles(estates_file) == ["Town Hall"]
        await window.press("u")
        assert titles(estates_file) == ["Town Hall", "Depot"]


def _by_tenure(found: tuple[Record, ...], width: int) -> list[Content]:
    rows = [[one.title, str(one.values["tenure"])] for one in found]
    return text_table([Col("Estate", 0), Col("Tenure", 10, right=True)], rows, width)


def _read_estates(desk: Desk, *_: object) -> tuple[Record, ...]:
    return tuple(list_records(desk, "estate"))


SUMMARY = Summary(
    "Estates", "What the estates come to.",
    read=_read_estates,
    views=(SummaryView("By tenure", _by_tenure), SummaryView("How many", lambda found, _: [content(f"{len(found)}!")])),
    figures=lambda found: [("All spend", Figure("gross")), ("Net", Figure("net"))] if found else [],
)  # fmt: skip


@pytest.mark.deep
@pytest.mark.parametrize("size", first_of([(80, 24), (120, 36)], 1, 0))
async def test_a_register_says_what_its_records_come_to(
    estates_file: Path, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_window(estates_file, size) as window:
        await window.app.run_action("show_register('estate')")
        await window.settle()
        await window.press("S")
        assert not window.app.screen.is_modal
        monkeypatch.setattr(summaries, "SUMMARIES", {"estate": __name__})
        monkeypatch.setattr(pane, "SUMMARIES", {"estate": __name__})
        await window.press("S")
        assert "Estates: Testshire" in dialog(window)
        assert "F5" not in dialog(window)
        await window.press("escape", "n")
        await make(window, title="Town Hall", tenure="owned")
        assert "Estates: 1 · by title · S summary" in window.text
        await window.press("S")
        assert "By tenure (1 of 2, v)" in dialog(window)
        assert "Town Hall owned" in dialog(window)
        await window.press("v")
        assert "How many (2 of 2, v) 1!" in dialog(window)
        # The desk has no year yet, without which no figure can be walked back.
        assert "F5" not in dialog(window)
    Verb(estates_file).good("agency", "add", "Testshire Council", "--place", "Testshire")
    lines = tmp_lines(estates_file)
    Verb(estates_file).good(
        "import", lines, "--place", "Testshire", "--agency", "Testshire Council", "--year", "2024-25"
    )
    async with open_window(estates_file, size) as window:
        await window.app.run_action("show_register('estate')")
        await window.settle()
        await window.press("S", "f5")
        assert "Explain which figure?" in dialog(window)
        await window.press("enter")
        assert "Explain this number" in dialog(window)
        await window.press("escape", "escape")
        assert not window.app.screen.is_modal


def tmp_lines(desk: Path) -> Path:
    """Return a file with one line of spending."""
    file = desk.with_suffix(".csv")
    file.write_text("Service,Amount\nWaste,100\n", encoding="utf-8")
    return file


@pytest.mark.deep
async def test_what_is_exported_is_imported_again(estates_file: Path, tmp_path: Path) -> None:
    file = tmp_path / "estates.csv"
    async with open_window(estates_file) as window:
        await window.press("6", "R")
        await type_in(window, "estates")
        await window.press("enter", "n")
        await make(window, title="=Town Hall", tenure="owned", cost="1200.50")
        before = estates(estates_file)
        await window.press("E")
        await write(window, str(file))
        await window.press("enter")
        assert "1 estate exported." in window.text
        assert "'=Town Hall,Testshire,owned,in use,1200.50," in file.read_text(encoding="utf-8-sig")
        await window.press("x", "tab", "enter")
        assert estates(estates_file) == ()
        await window.press("I")
        await write(window, str(file))
        await window.press("enter")
        assert "1 row: 1 estate to import, 0 rejected, 0 blank." in dialog(window)
        await window.press("enter")
        assert [one.values for one in estates(estates_file)] == [one.values for one in before]


@pytest.mark.deep
async def test_the_palette_has_each_register_by_its_name(estates_file: Path) -> None:
    async with open_window(estates_file) as window:
        await window.press("ctrl+p", *"estates", "enter")
        screen = window.app.screen
        assert isinstance(screen, DivesScreen)
        assert screen.view == "estate"
        assert screen.pane("estate").has_keyboard


async def register(window: Window, kind: Kind) -> RegisterPane:
    """Go to the register of a kind, wherever it is shown."""
    await window.app.run_action(f"show_register('{kind.name}')")
    await window.settle()
    return window.app.screen.query_one(f"#view-{kind.name}", RegisterPane)


async def test_every_register_opens_with_its_list_and_its_form(estates_file: Path) -> None:
    alone = [kind for kind in KINDS.values() if stands_alone(kind) or kind.has_lines]
    assert ESTATE in alone
    async with open_window(estates_file) as window:
        for kind in alone:
            pane = await register(window, kind)
            assert pane.has_keyboard, kind.name
            assert kind.none_yet.partition(":")[0] in window.text or pane.scope, kind.name
            await window.press("n")
            assert f"New {kind.noun}" in dialog(window), kind.name
            await window.press("escape")


REGISTERS = [name for name, kind in KINDS.items() if kind.has_lines or stands_alone(kind)]
"""The kinds that have a list of their own: places and organisations first."""


def one_of_four(numbered: tuple[int, str]) -> object:
    """Return a kind for `parametrize`: one of four in the deep half, for all have the one table; the others in long."""
    number, name = numbered
    return pytest.param(name, marks=pytest.mark.long if number % 4 else pytest.mark.deep)


@pytest.mark.parametrize("name", [*REGISTERS[:2], *map(one_of_four, enumerate(REGISTERS[2:]))])
async def test_every_register_has_the_same_commands(sample_file: Path, tmp_path: Path, name: str) -> None:
    kind = KINDS[name]
    several = kind.plural.lower()
    async with open_window(sample_file) as window:
        pane = await register(window, kind)
        assert pane.kind is kind
        await window.press("I")
        assert f"Import {several} from a file" in dialog(window).replace("Import drivers", f"Import {several}")
        await window.press("escape")
        if not pane.scope:
            assert not any(pane.check_action(one, ()) for one in ("sort", "filter", "find", "edit", "remove"))
            return
        for key, title in (
            ("s", f"Sort the {several}"),
            ("f", f"Show which {several}?"),
            ("slash", f"Which {kind.noun}?"),
            ("H", "Changes to "),
            ("x", f"Remove the {kind.noun}?"),
        ):
            await window.press(key)
            assert title in dialog(window), key
            await window.press("escape")
        await window.press("E")
        await write(window, str(tmp_path / "out.csv"))
        await window.press("enter")
        with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
            written = [row["title"] if kind.titled else "" for row in csv.DictReader(file)]
        assert written == [record.title if kind.titled else "" for record in pane.records]


async def test_a_form_opens_with_what_the_register_has_read(sample_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def read(_: object, group: str, *_more: object) -> None:
        asked.append(group)

    async with open_window(sample_file) as window:
        pane = await register(window, KINDS["barrier"])
        assert pane.record is not None
        monkeypatch.setattr(ModeScreen, "read", read)
        await window.press("n")
        assert "New barrier" in dialog(window)
        await window.press("escape", "e")
        assert pane.record.title in dialog(window)
        assert asked == []


def test_no_screen_is_more_than_two_classes_of_ours_in_a_row() -> None:
    deeper = set()
    for cls in widgets():
        ours = [one for one in cls.__mro__ if one.__module__.startswith("tpdesk") and issubclass(one, Screen)]
        if issubclass(cls, Screen) and len(ours) > 2:
            deeper.add(cls.__name__)
    assert deeper == set()


@pytest.mark.deep
async def test_every_kind_of_what_hangs_on_a_record_has_its_list_below(
    estates_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for part in PARTS:
        monkeypatch.setitem(KINDS, part.name, part)
    verb = Verb(estates_file)
    verb.good("estate", "add", "Town Hall", "--place", "Testshire")
    async with open_window(estates_file) as window:
        await window.press("6", "R")
        await type_in(window, "estates")
        await window.press("enter")
        assert "No halls yet. n makes one, I imports a file of them. · L shows repairs" in window.text
        await window.press("N")
        await make(window, what="Great hall")
        assert "Halls: 1 · by what · L shows repairs" in window.text
        await window.press("L")
        assert "No repairs yet. n makes one, I imports a file of them. · L shows halls" in window.text
        await window.press("N")
        await make(window, what="The roof")
        assert "Repairs: 1 · by what · L shows halls" in window.text
        assert "Great hall" not in window.text
        await window.press("L")
        assert "Great hall" in window.text
        with open_desk(estates_file, read_only=True) as desk:
            assert [one.values["what"] for one in list_records(desk, "repair")] == ["The roof"]
