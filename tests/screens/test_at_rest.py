"""The modes are made while nobody asks anything of the window:
each is then as its first visit would have made it, and no key is late or lost for it."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import ContentSwitcher

from tests.deep import first_of
from tests.screens.looking import SIZES, Window, open_window
from tests.screens.typing_in import until
from tpdesk.errors import Damaged, DeskError
from tpdesk.models.keeping import backup
from tpdesk.screens import at_rest
from tpdesk.screens.at_rest import AtRest
from tpdesk.screens.desk.recovery import RecoveryScreen
from tpdesk.screens.mode_screen import ModeScreen
from tpdesk.screens.modes import MODES
from tpdesk.screens.textual_private import mode_stacks
from tpdesk.services.keeping import try_desk


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hardly anything waits for the clock."""
    for name in ("BEGIN", "STEP", "AFTER_KEY", "LOOK"):
        monkeypatch.setattr(at_rest, name, 0.001)


@contextlib.asynccontextmanager
async def rested(desk: Path, size: tuple[int, int] = (120, 36)) -> AsyncIterator[Window]:
    """Yield the window on the desk when all modes have been made."""
    async with open_window(desk, size) as window:
        await window.app.at_rest.run()
        await window.settle()
        assert set(mode_stacks(window.app)) >= set(MODES)
        yield window


def looks(window: Window) -> tuple[list[str], str | None, list[tuple[str | None, str | None]]]:
    """What is on show, what has the keyboard, and which panel each switcher shows."""
    screen = window.app.screen
    focused = screen.focused.id if screen.focused is not None else None
    return window.lines, focused, [(one.id, one.current) for one in screen.query(ContentSwitcher)]


@pytest.mark.deep
@pytest.mark.parametrize("size", first_of(SIZES, 1, 0))
async def test_each_mode_looks_as_if_it_had_been_made_when_it_was_shown(
    sample_file: Path, size: tuple[int, int]
) -> None:
    found: list[dict[str, Any]] = []
    for opened in (open_window, rested):
        async with opened(sample_file, size) as window:
            modes = {}
            for name, mode in list(MODES.items())[1:]:
                await window.press(mode.key)
                assert window.app.current_mode == name
                modes[name] = looks(window)
            found.append(modes)
    for name in found[0]:
        assert found[1][name] == found[0][name], name


@pytest.mark.deep
async def test_a_first_visit_to_a_mode_that_was_made_reads_and_mounts_nothing(
    sample_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with rested(sample_file) as window:
        reads: list[str] = []
        monkeypatch.setattr(ModeScreen, "read", lambda _, group, *__: reads.append(group))
        widgets = {name: list(mode_stacks(window.app)[name][0].query("*")) for name in MODES}
        for mode in MODES.values():
            await window.press(mode.key)
        assert not reads
        assert {name: list(mode_stacks(window.app)[name][0].query("*")) for name in MODES} == widgets


@pytest.mark.deep
@pytest.mark.parametrize("after", first_of([25, 60, 0, 45], 2, 0))
async def test_a_key_in_the_middle_of_it_finds_the_mode_whole(sample_file: Path, after: int) -> None:
    """Wherever the work stands, the mode asked for comes up whole, and the work goes on and ends."""
    async with open_window(sample_file) as window:
        await window.press("6")
        wanted = window.lines
    async with open_window(sample_file) as window:
        turns, turn = 0, AtRest._turn

        async def counted(self: AtRest, *given: Any) -> bool:
            nonlocal turns
            turns += 1
            if turns == after + 20:
                window.app.switch_mode("dives")
            return await turn(self, *given)

        rest = window.app.at_rest
        rest._turn = counted.__get__(rest)  # type: ignore[method-assign]
        await rest.run()
        await window.settle()
        assert window.app.current_mode == "dives"
        assert window.lines == wanted
        assert set(mode_stacks(window.app)) >= set(MODES)


@pytest.mark.deep
async def test_what_changed_since_is_read_when_the_mode_is_shown(years_file: Path) -> None:
    async with rested(years_file) as window:
        assert "2024-25" in window.text
        await window.press("[")
        assert "2023-24" in window.lines[0]
        await window.press("3")
        assert "2023-24" in window.lines[0]
        assert "Borough Council" in window.text


@pytest.mark.deep
async def test_what_cannot_be_read_at_rest_is_told_when_it_is_asked_for(
    sample_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tpdesk.services.returns

    def fail(*_: object) -> None:
        raise DeskError("The bodies cannot be read just now.")

    monkeypatch.setattr(tpdesk.services.returns, "read_register", fail)
    async with rested(sample_file) as window:
        assert "cannot be read" not in window.text
        assert not window.app.troubles
        await window.press("3")
        assert "The bodies cannot be read just now." in window.text


@pytest.mark.deep
async def test_a_desk_without_a_place_is_welcomed_in_each_mode(empty_file: Path) -> None:
    async with rested(empty_file) as window:
        for mode in list(MODES.values())[1:]:
            await window.press(mode.key)
            assert isinstance(window.app.screen, ModeScreen)
            assert window.app.screen.panel == "welcome", mode


async def test_it_waits_while_somebody_types(sample_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_window(sample_file) as window:
        await window.press("down")
        monkeypatch.setattr(at_rest, "AFTER_KEY", 3_600.0)
        assert not window.app.at_rest._is_quiet()
        monkeypatch.setattr(at_rest, "AFTER_KEY", -1.0)
        assert window.app.at_rest._is_quiet()
        assert window.app.typed_ahead.last_key <= time.monotonic()


@pytest.mark.parametrize("turns", first_of([12, 70, 1, 30], 2, 0))
async def test_the_window_closes_in_the_middle_of_it(
    sample_file: Path, turns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What waits for its turn does not keep the window from closing."""
    async with open_window(sample_file) as window:
        taken, turn = 0, AtRest._turn

        async def stopped(self: AtRest, *given: Any) -> bool:
            nonlocal taken
            taken += 1
            if taken == turns:
                monkeypatch.setattr(at_rest, "AFTER_KEY", 3_600.0)
                window.app.typed_ahead._since = time.monotonic()
            return await turn(self, *given)

        rest = window.app.at_rest
        rest._turn = stopped.__get__(rest)  # type: ignore[method-assign]
        running = asyncio.ensure_future(rest.run())
        await until(window, lambda: taken >= turns)
    await asyncio.wait_for(running, 30)
    assert not window.app.is_running


@pytest.mark.deep
@pytest.mark.parametrize("large", [False, True])
async def test_damage_that_nothing_reads_is_found(
    sample_file: Path, monkeypatch: pytest.MonkeyPatch, large: bool
) -> None:
    if large:
        # The pages of a large desk are read in the backup before its next change.
        monkeypatch.setattr(backup, "LARGE", 0)
    with contextlib.closing(sqlite3.connect(sample_file)) as connection:
        sql = "SELECT rootpage FROM sqlite_master WHERE name = 'undo_change_step'"
        page = connection.execute(sql).fetchone()[0]
    with sample_file.open("r+b") as file:
        file.seek((page - 1) * 8192)
        file.write(b"\xff" * 8192)
    async with open_window(sample_file) as window:
        assert isinstance(window.app.screen, ModeScreen)
        await window.app.at_rest.run()
        await window.settle()
        assert isinstance(window.app.screen, RecoveryScreen) is not large
    with pytest.raises(Damaged) if not large else contextlib.nullcontext():
        try_desk(sample_file)
