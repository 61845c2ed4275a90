"""Writing files from the window: away from the imports, and over nothing without a question."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.verbs import Verb
from tests.screens.looking import Window, open_window
from tests.screens.typing import write
from tests.screens.typing_in import until
from tpdesk.services import files

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")


@pytest.fixture(scope="module")
def shire_original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with a council and a label that nothing maps."""
    folder = tmp_path_factory.mktemp("shire")
    verb = Verb(folder / "shire.tpdesk")
    verb.good("place", "add", "Shire")
    verb.good("agency", "add", "Shire Council", "--place", "Shire")
    file = folder / "council.csv"
    file.write_text("Service,Amount\nZygotic pods,800\nQuorls,150\n", encoding="utf-8")
    verb.good("import", file, "--agency", "Shire Council", "--year", "2024-25", "--map", "label=Service")
    return verb.desk


@pytest.fixture
def shire(shire_original: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copyfile(shire_original, tmp_path / "shire.tpdesk"))


async def save_as(window: Window, key: str, target: Path) -> None:
    """Press the key that writes, and give a path in place of the proposed one."""
    await window.press(key)
    await until(window, lambda: window.app.screen.is_modal)
    await write(window, str(target))
    await window.press("enter")


@pytest.mark.parametrize(("mode", "key"), [("4", "w"), ("m", "w")], ids=["lines", "labels"])
async def test_a_file_that_is_there_is_replaced_only_after_a_question(
    shire: Path, tmp_path: Path, mode: str, key: str
) -> None:
    target = tmp_path / "out.csv"
    target.write_text("filled in", encoding="utf-8")
    async with open_window(shire) as window:
        await window.press(mode)
        await save_as(window, key, target)
        assert "Replace this file?" in window.text
        assert "last changed on" in window.text
        await window.press("enter")
        assert target.read_text(encoding="utf-8") == "filled in"
        await window.press("enter", "tab", "enter")
        await until(window, lambda: "Zygotic" in target.read_text(encoding="utf-8-sig"))


@pytest.mark.deep
async def test_a_pack_that_is_there_is_replaced_only_after_a_question(shire: Path, tmp_path: Path) -> None:
    target = tmp_path / "pack.xlsx"
    target.write_text("notes of the board", encoding="utf-8")
    async with open_window(shire, (160, 48)) as window:
        await window.press("7", *["down"] * 5, "enter")
        await write(window, str(target))
        await window.press("enter", "w")
        assert "Replace this file?" in window.text
        await window.press("escape")
        assert target.read_text(encoding="utf-8") == "notes of the board"
        await window.press("w", "tab", "enter")
        await until(window, lambda: target.read_bytes()[:2] == b"PK")


async def test_files_are_written_elsewhere_than_they_are_imported_from(shire: Path, tmp_path: Path) -> None:
    inbox, outbox = tmp_path / "inbox", tmp_path / "outbox"
    inbox.mkdir()
    outbox.mkdir()
    files.remember_folder(inbox)
    assert files.output_folder() != inbox
    async with open_window(shire) as window:
        await window.press("4")
        await save_as(window, "w", outbox / "lines.csv")
        await until(window, (outbox / "lines.csv").is_file)
    assert (files.output_folder(), files.start_folder()) == (outbox, inbox)
