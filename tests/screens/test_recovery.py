"""The ways back from a damaged desk, by keys alone."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.worker import WorkerFailed

from tests.cli.verbs import Verb
from tests.deep import first_of
from tpdesk.models.keeping.backup import make_backup
from tpdesk.models.keeping.restoring import ways_back
from tpdesk.screens.desk.recovery import RecoveryScreen
from tpdesk.screens.themes import INK

pytestmark = pytest.mark.deep

SIZES = ((80, 24), (120, 36))


class Shell(App[None]):
    """A window that has nothing but the screen."""

    CSS_PATH = "../../tpdesk/screens/shared.tcss"

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.answers: list[Path | bool | None] = []
        self.register_theme(INK)
        self.theme = INK.name

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own colours."""
        return dict(INK.variables)

    def on_mount(self) -> None:
        """Show the screen."""
        self.push_screen(RecoveryScreen(self.path, f"{self.path} is damaged ([b]page 7[/b])."), self.answers.append)


class Seen:
    """Keys in, text out."""

    def __init__(self, pilot: Pilot[None], app: Shell) -> None:
        self.pilot, self.app = pilot, app

    async def press(self, *keys: str) -> None:
        """Press the keys and wait for what they start."""
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def settle(self) -> None:
        """Wait until no worker runs."""
        for _ in range(3):
            await self.pilot.pause()
            with contextlib.suppress(WorkerFailed):
                await self.app.workers.wait_for_complete()
        await self.pilot.pause()

    @property
    def text(self) -> str:
        """The screen's words, without regard to where lines break."""
        return " ".join(" ".join(strip.text for strip in self.app.screen._compositor.render_strips()).split())


@contextlib.asynccontextmanager
async def shown(path: Path, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Seen]:
    """Yield the screen on the damaged file."""
    app = Shell(path)
    async with app.run_test(size=size, notifications=True) as pilot:
        seen = Seen(pilot, app)
        await seen.settle()
        yield seen


@pytest.fixture
def damaged(sample_file: Path) -> Path:
    """The sample desk with one backup, an agency made since, and then a page of agencies lost."""
    assert make_backup(sample_file, "by hand") is not None
    Verb(sample_file).good("agency", "add", "New Body", "--place", "Lancashire")
    content = bytearray(sample_file.read_bytes())
    content[8192 * 60 : 8192 * 61] = bytes(8192)
    content[:16] = b"not any database"
    sample_file.write_bytes(content)
    return sample_file


@pytest.mark.parametrize("size", first_of(SIZES, 1, 1))
async def test_it_says_what_is_wrong_and_the_ways_back(damaged: Path, size: tuple[int, int]) -> None:
    before = damaged.read_bytes()
    async with shown(damaged, size) as seen:
        assert "The desk file is damaged" in seen.text
        assert "([b]page 7[/b])" in seen.text
        assert "(by hand)" in seen.text
        assert "Bring over what can be read" in seen.text
        assert "The desk will be as it was then." in seen.text
        await seen.press("end", "enter")
        assert seen.app.answers == [False]
    assert damaged.read_bytes() == before


async def test_back_to_a_backup(damaged: Path) -> None:
    before = damaged.read_bytes()
    async with shown(damaged) as seen:
        await seen.press("home", "enter")
        assert "Go back to the backup of" in seen.text
        assert damaged.read_bytes() == before
        await seen.press("escape")
        assert "The desk file is damaged" in seen.text
        await seen.press("home", "enter", "enter")
        assert "The desk is whole again" in seen.text
        assert "damaged-2" in seen.text
        await seen.press("enter")
        assert seen.app.answers == [True]
    kept = next(damaged.parent.glob("*.damaged-*"))
    assert kept.read_bytes() == before
    assert Verb(damaged).good("check")["ok"]
    assert "New Body" not in Verb(damaged)("agency", "list").out


async def test_salvage_is_seen_before_it_is_taken(damaged: Path) -> None:
    before = damaged.read_bytes()
    async with shown(damaged) as seen:
        ways = len(ways_back(damaged))
        await seen.press("home", *["down"] * ways, "enter")
        assert "spend lines were brought over" in seen.text
        assert damaged.read_bytes() == before
        await seen.press("enter")
        assert "The desk is whole again" in seen.text
        await seen.press("enter")
        assert seen.app.answers == [True]
    assert next(damaged.parent.glob("*.damaged-*")).read_bytes() == before
    assert not list(damaged.parent.glob("*.salvaged-*"))
    assert Verb(damaged).good("check")["ok"]


@pytest.mark.deep
async def test_what_was_salvaged_can_be_left_or_kept_apart(damaged: Path) -> None:
    before = damaged.read_bytes()
    async with shown(damaged) as seen:
        for keys, files in ((("escape",), 0), (("end", "enter"), 0), (("down", "enter"), 1)):
            await seen.press("home", "down", "enter", *keys)
            assert "The desk file is damaged" in seen.text
            assert len(list(damaged.parent.glob("*.salvaged-*"))) == files
    assert damaged.read_bytes() == before


async def test_a_file_of_which_nothing_is_left_leaves_the_backups(damaged: Path) -> None:
    damaged.write_bytes(b"Dear diary, " * 5_000)
    async with shown(damaged) as seen:
        assert "what was done since cannot be read" in seen.text
        await seen.press("home", "down", "enter")
        assert "Nothing of a desk can be read" in seen.text
        await seen.press("home", "enter", "enter")
        assert "The desk is whole again" in seen.text
    assert Verb(damaged).good("check")["ok"]


@pytest.mark.deep
async def test_without_a_backup_it_says_so(sample_file: Path, tmp_path: Path) -> None:
    lonely = tmp_path / "lonely.tpdesk"
    shutil.copyfile(sample_file, lonely)
    lonely.write_bytes(b"x" + lonely.read_bytes()[1:])
    async with shown(lonely) as seen:
        assert "No backup of it was found" in seen.text
        await seen.press("home", "enter")
        assert "1,502 of 1,502 spend lines were brought over" in seen.text
