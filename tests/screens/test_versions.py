"""Versions and what changed: keys in, the waterfall and the list out."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest
from textual.widgets import Static

from tests import version_desks
from tests.deep import first_of
from tests.screens.looking import Window, open_window
from tests.screens.typing import write
from tests.screens.typing_in import until
from tests.version_desks import FINAL, INTERIM
from tpdesk.models.desk import open_desk
from tpdesk.services import versions


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a desk with two frozen counts, made once."""
    return version_desks.final(tmp_path_factory.mktemp("versions") / "made.tpdesk")


@pytest.fixture
def file(made: Path, tmp_path: Path) -> Path:
    """Return a copy of that desk."""
    return Path(shutil.copyfile(made, tmp_path / "mine.tpdesk"))


def change(window: Window) -> list[str]:
    """Return the lines of the comparison."""
    return str(window.app.screen.query_one("#versions-change", Static).visual).splitlines()


@pytest.mark.parametrize("size", first_of([(80, 24), (120, 36)], 1, 0))
async def test_the_waterfall_leads_from_a_version_to_now_or_to_another(file: Path, size: tuple[int, int]) -> None:
    async with open_window(file, size) as window:
        await window.press("7", "z")
        assert [line.strip() for line in change(window)] == [f"{FINAL} to now", "Nothing has changed, to the penny."]
        await window.press("down")
        lines = change(window)
        assert lines[0] == f"{INTERIM} to now"
        first, late, gone = lines[1:4]
        assert (first.split()[3], late.split()[2], gone.split()[5]) == ("£1,529.0m", "+£900.0m", "-£3.0m")
        assert ("█" in first, "▓" in late, "░" in gone) == (True, True, True)
        assert first.rindex("█") + 1 == late.index("▓")
        width = window.app.screen.query_one("#versions-said").size.width
        assert max(map(len, lines[: lines.index("What changed and why")])) <= width
        assert any("Resubmitted returns: NHS · nhs-2.csv in place of nhs-1.csv" in line for line in lines)
        assert any("Remapped: 10.1" in line and "+£225.0m" in line for line in lines)
        await window.press("up", "space", "down")
        assert change(window)[0] == f"{INTERIM} to {FINAL}"


@pytest.mark.deep
async def test_a_step_is_explained_and_its_part_leads_to_the_lines(file: Path) -> None:
    async with open_window(file, (120, 36)) as window:
        await window.press("7", "z", "down", "x")
        await write(window, "late")
        await window.press("enter")
        assert f"Late returns, {INTERIM} to now" in window.text
        assert "+£900,000,000.00" in window.text
        assert "£880,000,000.00" in window.text
        assert ", batch " in window.text
        await window.press("enter")
        assert window.app.current_mode == "spend"
        assert "batch is" in window.text
        await window.press("escape")
        assert f"Late returns, {INTERIM} to now" in window.text


@pytest.mark.deep
async def test_a_pack_is_written_from_the_version_that_is_chosen(file: Path, tmp_path: Path) -> None:
    async with open_window(file, (120, 36)) as window:
        await window.press("7", "end", "up", "up")
        assert "the desk as it is, not frozen" in window.text
        await window.press("enter")
        await write(window, INTERIM)
        await window.press("enter")
        assert f"Version {INTERIM}" in window.text
        assert "a frozen count keeps no lines" in window.text
        await window.press("up", "up", "enter")
        target = tmp_path / "interim.xlsx"
        await window.press(*["backspace"] * 150)
        await write(window, str(target))
        await window.press("enter", "w")
        await until(window, target.is_file)
    cover = {row[0]: row[1] for row in openpyxl.load_workbook(target)["About this pack"].iter_rows(values_only=True)}
    assert cover["Count version"].startswith(f"{INTERIM}, frozen ")


@pytest.mark.deep
async def test_a_count_is_frozen_and_removed_and_undone(file: Path) -> None:
    async with open_window(file, (120, 36)) as window:
        await window.press("7", "z", "n")
        await write(window, "Audited")
        await window.press("enter")
        await write(window, "published")
        await window.press("enter")
        assert "Audited published £2,430.0m" in window.text
        await window.press("r", "tab", "enter")
        assert "Audited published" not in window.text
        await window.press("escape", "u")
    with open_desk(file) as desk:
        assert [one.name for one in versions.list_versions(desk)] == ["Audited", FINAL, INTERIM]


@pytest.mark.deep
async def test_none_yet_and_a_name_that_is_taken_are_told(sample_file: Path) -> None:
    with open_desk(sample_file, make=True) as desk:
        versions.freeze(desk, "Taken", place="Luton & Central Bedfordshire")
    async with open_window(sample_file, (120, 36)) as window:
        await window.press("7", "z")
        assert "No count of this place and year has been frozen yet. Press n" in window.text
        await window.press("n")
        await write(window, "taken")
        await window.press("enter", "enter")
        assert "'Taken' was frozen on" in window.text
