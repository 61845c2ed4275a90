"""Going over to another desk file: one that is none leaves the window where it was, a new one can be made, a
damaged one is asked about."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest

from tests.cli.verbs import Verb, run
from tests.screens.looking import Window, open_window
from tests.screens.typing import write
from tests.screens.typing_in import paste, until
from tpdesk.models.own.remembered import recent_desks
from tpdesk.screens.desk.recovery import RecoveryScreen


async def go_to(window: Window, path: Path) -> None:
    """Type the path of another desk."""
    await window.press("o")
    await paste(window, str(path))
    await window.press("enter")


@pytest.fixture
def shire(tmp_path: Path) -> Path:
    """A desk with one place."""
    verb = Verb(tmp_path / "shire.tpdesk")
    verb.good("place", "add", "Shire")
    return verb.desk


@pytest.mark.parametrize("name", ["notes.txt", "book.xlsx", "other.db"])
async def test_a_file_that_is_no_desk_leaves_the_desk_open(shire: Path, tmp_path: Path, name: str) -> None:
    other = tmp_path / name
    if name == "other.db":
        with contextlib.closing(sqlite3.connect(other)) as connection:
            connection.execute("CREATE TABLE birds (name TEXT)")
    else:
        other.write_bytes(b"PK\x03\x04 or some notes")
    content = other.read_bytes()
    async with open_window(shire) as window:
        await go_to(window, other)
        await until(window, lambda: bool(window.app.troubles))
        assert window.app.path == shire
        assert "not a tpdesk desk file" in window.app.troubles[-1][1].message
        assert not isinstance(window.app.screen, RecoveryScreen)
        await window.press("2")
        assert "Shire" in window.text
    assert recent_desks()[0] == shire
    assert other.read_bytes() == content


async def test_a_damaged_desk_is_asked_about_and_esc_comes_back(shire: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.tpdesk"
    other.write_bytes(b"no database" * 500)
    async with open_window(shire) as window:
        await go_to(window, other)
        await until(window, lambda: "Look for ways back?" in window.text)
        await window.press("enter")
        assert window.app.path == shire
        await go_to(window, other)
        await until(window, lambda: "Look for ways back?" in window.text)
        await window.press("tab", "enter")
        await until(window, lambda: isinstance(window.app.screen, RecoveryScreen))
        await until(window, lambda: "Open shire.tpdesk instead" in window.text)
        await window.press("escape")
        await until(window, lambda: window.app.path == shire and window.app.state is not None)
    assert recent_desks()[0] == shire


async def test_a_start_on_a_damaged_desk_offers_the_others(shire: Path, tmp_path: Path) -> None:
    async with open_window(shire) as window:
        await window.settle()
    other = tmp_path / "other.tpdesk"
    other.write_bytes(b"no database" * 500)
    async with open_window(other) as window:
        await until(window, lambda: "Open shire.tpdesk instead" in window.text)
        await window.press("end", "up", "enter")
        await until(window, lambda: window.app.path == shire and window.app.state is not None)
        await window.press("2")
        assert "Shire" in window.text


async def test_a_new_desk_is_made_and_the_others_are_listed(shire: Path, tmp_path: Path) -> None:
    new = tmp_path / "Bedford 2025"
    async with open_window(shire) as window:
        await window.press("o")
        assert "A new desk" in window.text
        await window.press("end", "enter")
        await write(window, str(shire))
        await window.press("enter")
        await until(window, lambda: "is there already" in window.text)
        await write(window, str(new))
        await window.press("enter")
        await until(window, lambda: window.app.path.name == "Bedford 2025.tpdesk" and window.app.state is not None)
        assert "Welcome to tpdesk" in window.text
        await window.press("o")
        assert "shire.tpdesk" in window.text
    assert [path.name for path in recent_desks()[:2]] == ["Bedford 2025.tpdesk", "shire.tpdesk"]


def test_a_verb_on_a_file_that_is_no_desk_says_so(tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("some notes", encoding="utf-8")
    told = run("--desk", other, "place", "list", "--json")
    assert (told.exit_code, "not a tpdesk desk file" in told.err) == (4, True)
    told = run("--desk", other, "place", "add", "X", "--json")
    assert (told.exit_code, other.read_text(encoding="utf-8")) == (4, "some notes")
