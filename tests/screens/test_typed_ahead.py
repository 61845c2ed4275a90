"""Keys typed faster than what they are for comes up: none is lost, and each goes where it was meant to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event
from typing import Any, ClassVar

import pytest
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Input

from tests.cli.verbs import Verb
from tests.screens.ledger import copied, ledger, lines_of, spend_window
from tests.screens.looking import Window, open_window
from tpdesk.domain.line_filter import LineFilter
from tpdesk.models.desk import Desk
from tpdesk.screens.intake.batches import BatchesScreen
from tpdesk.screens.reporter import Reporting
from tpdesk.services import editing
from tpdesk.services.line_table import open_lines


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Testshire's payments, made once."""
    return ledger(tmp_path_factory.mktemp("ledger"))


@pytest.fixture
def desk(original: Path, tmp_path: Path) -> Path:
    """A copy of them."""
    return copied(original, tmp_path)


def type_fast(window: Window, *keys: str) -> None:
    """Press all keys before the first has had any effect."""
    for key in keys:
        window.app.post_message(Key(key, key if len(key) == 1 else None))


def typed(window: Window) -> Sequence[str]:
    """Return what stands in the lines of the dialog on show that hold anything."""
    return [line.value for line in window.app.screen.query(Input) if line.value]


async def until(window: Window, seen: Callable[[], bool]) -> None:
    """Wait until it is so; fails, with the screen, where it never is.
    Readings that are overtaken meanwhile are nothing to wait for."""
    for _ in range(500):
        if seen():
            return
        await window.pilot.pause(0.01)
    raise AssertionError(window.text)


@pytest.mark.deep
async def test_a_form_of_another_mode_takes_what_was_typed_before_it_stood(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        type_fast(window, "4", "n", "enter", "1", "2", "5")
        await until(window, lambda: "125" in typed(window) and "New line of Lancashire" in window.text)
        await window.press("escape")
        type_fast(window, "3", "n", "a", "b", "1", "tab", "c")
        await until(window, lambda: typed(window)[:1] == ["ab1"] and "c" in "".join(typed(window)[1:2]))


async def test_the_form_of_the_first_place_takes_what_was_typed_while_its_areas_were_read(
    empty_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, read_areas = Event(), editing.read_areas

    def late(desk: Desk) -> Any:
        found.wait(10)
        return read_areas(desk)

    monkeypatch.setattr(editing, "read_areas", late)
    async with open_window(empty_file) as window:
        type_fast(window, "n", *"Shire")
        await window.pilot.pause(0.05)
        found.set()
        await until(window, lambda: typed(window) == ["Shire"])


@pytest.mark.deep
async def test_cells_are_changed_one_after_the_other_in_one_go(desk: Path) -> None:
    async with spend_window(desk) as window:
        type_fast(window, "right", "e", "x", "enter", "down", "e", "y", "enter")
        await until(window, lambda: lines_of(desk, "line=2")[0].label == "Binsy")
        assert lines_of(desk, "line=1")[0].label == "Binsx"


@pytest.mark.deep
async def test_tab_waits_for_what_is_offered(desk: Path) -> None:
    async with spend_window(desk) as window:
        type_fast(window, "f", *"lab", "tab", *"Boo", "tab", "enter", "right", "e", *"!", "enter")
        await until(window, lambda: any(row.label == "Books!" for row in lines_of(desk)))


@pytest.mark.deep
async def test_a_cell_is_changed_in_the_lines_that_a_filter_keeps_however_long_they_are_looked_for(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Event()

    def late(desk: Desk, where: LineFilter, *rest: Any, **more: Any) -> Any:
        if where.conditions[1:]:
            found.wait(10)
        return open_lines(desk, where, *rest, **more)

    monkeypatch.setattr("tpdesk.services.line_table.open_lines", late)
    before = [row.label for row in lines_of(desk)]
    async with spend_window(desk) as window:
        type_fast(window, "f", *"label=Books", "enter", "right", "e", *"!", "enter")
        await until(window, lambda: "label is Books" in window.text)
        await window.pilot.pause(0.1)
        found.set()
        await until(window, lambda: [row.label for row in lines_of(desk)] != before)
    assert sorted(row.label for row in lines_of(desk)) == sorted([*before[:2], "Books!", *before[3:]])


@pytest.mark.deep
async def test_a_form_that_is_being_saved_takes_no_more_keys(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        await window.press("3")
        type_fast(window, "n", *"First", "f2", "n", *"Second")
        await until(window, lambda: typed(window)[:1] == ["Second"])
        await window.press("escape")
    names = [agency["name"] for agency in Verb(sample_file).good("agency", "list")["agencies"]]
    assert "First" in names


class Unlit(ModalScreen[None]):
    """A dialog in which nothing has the keyboard, though something could."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [("x", "dismiss", "Close")]

    def compose(self) -> ComposeResult:
        """A line to type in."""
        yield Input()


async def test_keys_do_not_wait_for_ever_for_a_dialog_that_never_takes_them(
    sample_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tpdesk.screens.typed_ahead._LONGEST", 0.2)
    async with open_window(sample_file) as window:
        await window.app.push_screen(Unlit())
        type_fast(window, "x", "2")
        await until(window, lambda: window.app.current_mode == "places")


async def test_keys_do_not_wait_for_ever_for_a_reading_that_does_not_end(
    sample_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tpdesk.screens.typed_ahead._LONGEST", 0.2)
    ends = Event()
    try:
        async with open_window(sample_file) as window:
            screen = window.app.screen
            assert isinstance(screen, Reporting)
            screen.read("never", ends.wait, lambda _: None, opens=True)
            type_fast(window, "l", "3")
            await until(window, lambda: window.app.current_mode == "agencies")
            ends.set()
    finally:
        ends.set()


async def test_a_key_that_comes_while_a_room_is_made_does_no_harm(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        await window.press("4")
        window.app.push_screen(bare := BatchesScreen())
        assert bare.panel is None
        assert not window.app.check_action("open_workshop_room", ())
        await window.settle()
        assert bare.panel == "content"
