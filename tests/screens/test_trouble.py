"""What goes wrong is said in words, with a title, and the window stays open."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from itertools import count
from pathlib import Path
from time import time

import pytest

import tpdesk.services.overview
from tests.screens.looking import open_window
from tests.screens.typing_in import until
from tpdesk.models import connection
from tpdesk.screens.desk.recovery import RecoveryScreen

pytestmark = pytest.mark.deep


def _damage(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + b"\xff" * (len(whole) - 100))


def _change(path: Path, text: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(text)
    connection.commit()
    connection.close()


def _make_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGES: dict[str, Callable[[Path], object]] = {
    "damaged": _damage,
    "no database": lambda path: path.write_bytes(b"Dear diary, " * 1000),
    "a table gone": lambda path: _change(path, "DROP TABLE place_agency"),
}
TROUBLES: dict[str, tuple[Callable[[Path], object], str]] = {
    "deleted": (Path.unlink, "No desk file there"),
    "newer": (lambda path: _change(path, "PRAGMA user_version = 999"), "This desk file is newer than this tpdesk"),
    "foreign": (lambda path: _change(path, "PRAGMA application_id = 7"), "This desk file cannot be opened"),
    "a folder": (_make_folder, "This desk file cannot be opened"),
}


@pytest.mark.parametrize("kind", TROUBLES)
async def test_a_file_that_goes_bad_while_open_is_a_panel_and_comes_back(
    sample_file: Path, tmp_path: Path, kind: str
) -> None:
    spoil, title = TROUBLES[kind]
    good = tmp_path / "good"
    shutil.copyfile(sample_file, good)
    async with open_window(sample_file, (80, 24)) as window:
        spoil(sample_file)
        await window.press("r")
        assert title in window.text
        assert "r to try again, q to quit" in window.text
        assert "Traceback" not in window.text
        if sample_file.is_dir():
            sample_file.rmdir()
        shutil.copyfile(good, sample_file)
        await window.press("r")
        assert "19 organisations spend" in window.right


@pytest.mark.parametrize("kind", TROUBLES)
async def test_a_file_that_is_bad_from_the_start_is_a_panel(sample_file: Path, kind: str) -> None:
    spoil, title = TROUBLES[kind]
    spoil(sample_file)
    async with open_window(sample_file) as window:
        assert title in window.text
        await window.press("l", "a", "y", "d", "down", "question_mark", "escape")
        assert title in window.text


@pytest.mark.parametrize("kind", DAMAGES)
@pytest.mark.parametrize("when", ["from the start", "while open"])
async def test_a_damaged_file_shows_the_ways_back(sample_file: Path, tmp_path: Path, kind: str, when: str) -> None:
    good = tmp_path / "good"
    shutil.copyfile(sample_file, good)
    if when == "from the start":
        DAMAGES[kind](sample_file)
    async with open_window(sample_file, (80, 24)) as window:
        if when == "while open":
            DAMAGES[kind](sample_file)
            await window.press("r")
        assert "The desk file is damaged" in window.text
        assert "Bring over what can be read" in window.text
        shutil.copyfile(good, sample_file)
        await window.press("down", "enter")
        assert "19 organisations spend" in window.right


async def test_going_to_another_place_of_a_deleted_file_is_a_panel_too(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        sample_file.unlink()
        await window.press("down")
        assert "No desk file there" in window.text
        assert not sample_file.exists()


async def test_a_file_in_use_leaves_the_figures_where_they_are(
    sample_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "BUSY_MILLISECONDS", 1)
    async with open_window(sample_file) as window:
        other = sqlite3.connect(sample_file, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        await window.press("r")
        assert "The desk file is in use" in window.text
        assert "19 organisations spend" in window.right
        other.close()


async def test_a_file_in_use_from_the_start_is_a_panel(sample_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "BUSY_MILLISECONDS", 1)
    other = sqlite3.connect(sample_file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    async with open_window(sample_file) as window:
        assert "The desk file is in use" in window.text
        other.close()
        await window.press("r")
        assert "19 organisations spend" in window.right


async def test_a_place_that_has_gone_is_said_in_words(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        _change(sample_file, "DELETE FROM place WHERE name = 'Bexley'")
        await window.press("down", "down")
        assert "This place is on the desk no longer." in window.text
        await window.press("r")
        assert "19 organisations spend" in window.right
        assert "Bexley" not in window.text


async def test_a_place_that_was_renamed_is_found(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        _change(sample_file, "UPDATE place SET name = 'Elsewhere', folded = 'elsewhere' WHERE name = 'Bexley'")
        await window.press("down", "down")
        assert window.right.startswith("Elsewhere")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ValueError("[/b] a [red]fault[/]"), "ValueError: [/b] a [red]fault[/]"),
        (PermissionError(13, "Permission denied", "X:"), "The system says of X:: Permission denied."),
    ],
)
async def test_a_fault_of_our_own_is_words_and_no_traceback(
    sample_file: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    def fail(*_: object) -> None:
        raise error

    async with open_window(sample_file) as window:
        with monkeypatch.context() as patch:
            patch.setattr(tpdesk.services.overview, "read_overview", fail)
            await window.press("down")
            assert said in window.text
            assert "Traceback" not in window.text
        await window.press("r")
        assert "6 organisations and others, not itemised, spend" in window.right


@pytest.mark.parametrize("way", [("r",), ("4", "T")], ids=["a mode", "a room"])
async def test_damage_behind_what_nothing_expected_shows_the_ways_back(sample_file: Path, way: tuple[str, ...]) -> None:
    async with open_window(sample_file, (120, 36)) as window:
        spoiled = sqlite3.connect(sample_file)
        spoiled.execute("PRAGMA ignore_check_constraints = ON")
        # A number that stands for no status: no error of the database, but one that nothing expected.
        spoiled.execute("UPDATE cube SET status = 9")
        spoiled.commit()
        spoiled.close()
        await window.press(*way)
        await until(window, lambda: isinstance(window.app.screen, RecoveryScreen))
        assert "damaged" in window.text


@pytest.mark.timeout(60)
@pytest.mark.parametrize("looks", range(1, 9))
async def test_a_message_that_ends_while_it_is_put_up_leaves_the_window_going(
    sample_file: Path, monkeypatch: pytest.MonkeyPatch, looks: int
) -> None:
    async with open_window(sample_file) as window:
        clock = count(time())
        # Every look at the clock finds it a second later; the message ends between two of the looks.
        monkeypatch.setattr("textual.notifications.time", lambda: next(clock))
        window.app.notify("The pack was written.", timeout=looks - 0.5)
        await window.settle()
        monkeypatch.undo()
        await window.press("r")
        assert window.app.is_running
