"""Esc while something is being read, on every screen and from every command:
the late answer touches nothing that has gone."""

from __future__ import annotations

import ast
import asyncio
import shutil
import threading
from collections.abc import Awaitable, Callable, Iterator, Sequence
from itertools import cycle, product
from pathlib import Path
from typing import Any

import pytest

from tests.cli.verbs import Verb
from tests.deep import in_turn
from tests.screens.looking import Window, open_window
from tests.screens.quick import quiet
from tpdesk.errors import Locked
from tpdesk.screens import typed_ahead
from tpdesk.screens.commands import MODE_CHAPTERS
from tpdesk.screens.commands.intake import ROOM_CHAPTERS
from tpdesk.screens.modes import MODES
from tpdesk.screens.reporter import Reporting
from tpdesk.screens.window import Window as Window_

SCREENS = Path(__file__).parents[2] / "tpdesk" / "screens"
ENDS = {"q", "ctrl+q", "f8"}
"""Keys that end the window or the work."""
ROOM_KEYS = {"import": "i", "mapping": "m", "batches": "b", "transfers": "T"}
"""Room of Spend -> the key that opens it there."""
LEAVES = (("escape",), ("2",), ("escape", "escape"), ("escape", "7"))
"""Ways to leave what a key has opened."""
SPEND_ROOMS = [chapter for chapter in ROOM_CHAPTERS if chapter.where in ROOM_KEYS]
"""The rooms of Spend; the others are opened from these."""


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Every read of every screen waits for the gate before it answers; keys do not wait for reads."""
    gate = threading.Event()
    gate.set()
    read = Reporting.read

    def held(
        self: Reporting,
        group: str,
        call: Callable[[], Any],
        then: Callable[[Any], Awaitable[None] | None],
        **named: Any,
    ) -> None:
        def slow() -> Any:
            found = call()
            assert gate.wait(30)
            return found

        read(self, group, slow, then, **named)

    monkeypatch.setattr(Reporting, "read", held)
    monkeypatch.setattr(typed_ahead, "_LONGEST", 0.0)
    yield gate
    gate.set()


@pytest.fixture
def acts(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Every act waits for the gate before its end is told, and then has been done, or (by the parameter) could not
    be."""
    gate = threading.Event()
    gate.set()
    work_on = Window_.work_on

    def held(self: Window_, title: str, call: Callable[[Any], Any], *rest: Any, **named: Any) -> Any:
        def slow(job: Any) -> Any:
            found = call(job)
            assert gate.wait(30)
            if request.param:
                raise Locked("The desk is in use by somebody else.")
            return found

        return work_on(self, title, slow, *rest, **named)

    monkeypatch.setattr(Window_, "work_on", held)
    monkeypatch.setattr(typed_ahead, "_LONGEST", 0.0)
    yield gate
    gate.set()


async def escaped(window: Window, gate: threading.Event, *keys: str, leave: tuple[str, ...] = ("escape",)) -> bool:
    """Press the keys while no read is answered, leave, and let the answers come; return whether a dialog was seen."""
    gate.clear()
    has_dialog = False
    for key in (*keys, *leave):
        await window.pilot.press(key)
        # What the key starts gets going, and stops at the gate.
        for _ in range(3):
            await asyncio.sleep(0.002)
            await quiet(window.app)
        has_dialog |= window.app.screen.is_modal
    gate.set()
    await window.settle()
    assert window.app.is_running
    assert not [trouble for _, trouble in window.app.troubles if trouble.fault is not None], window.app.troubles
    return has_dialog


def ends(every: int) -> pytest.MarkDecorator:
    """Run the test for acts that are done, with every command, and for acts that fail, which are told by one piece of
    code for all: with one of `every` commands, and with each under `pytest -m long`."""
    cases = [(False, 1), (True, every), pytest.param(True, 1, marks=pytest.mark.long)]
    return pytest.mark.parametrize(("acts", "every"), cases, indirect=["acts"], ids=["done", "some failed", "failed"])


def keys_of(chapter: Any) -> list[str]:
    """Return the first key of each command, but for those that end the window."""
    keys = [command.keys.split(",")[0] for command in chapter.commands]
    return [key for key in keys if key and key not in ENDS]


async def home(window: Window, mode: str) -> None:
    """Close whatever is open, and show the mode."""
    for _ in range(4):
        if window.app.screen.is_modal:
            await window.press("escape")
    if window.app.current_mode != mode or len(window.app.screen_stack) > 1:
        await window.press(MODES[mode].key)


@pytest.mark.deep
@pytest.mark.parametrize("chapter", MODE_CHAPTERS, ids=lambda chapter: chapter.where)
@pytest.mark.parametrize("leaves", in_turn(LEAVES), ids=lambda leaves: "+".join(map("-".join, leaves)))
async def test_every_command_of_a_mode(
    sample_file: Path, tmp_path: Path, gate: threading.Event, chapter: Any, leaves: Sequence[tuple[str, ...]]
) -> None:
    desk = Path(shutil.copyfile(sample_file, tmp_path / "sample.tpdesk"))
    async with open_window(desk) as window:
        for key, leave in zip(keys_of(chapter), cycle(leaves), strict=False):
            await home(window, chapter.where)
            await escaped(window, gate, key, leave=leave)
        await home(window, chapter.where)


@pytest.mark.deep
@pytest.mark.parametrize("chapter", SPEND_ROOMS, ids=lambda chapter: chapter.where)
async def test_every_command_of_a_room(sample_file: Path, tmp_path: Path, gate: threading.Event, chapter: Any) -> None:
    desk = Path(shutil.copyfile(sample_file, tmp_path / "sample.tpdesk"))
    opens = ROOM_KEYS[chapter.where]
    async with open_window(desk) as window:
        for key in keys_of(chapter):
            await home(window, "spend")
            await escaped(window, gate, opens, key)
            await home(window, "spend")
            await window.press(opens)
            await escaped(window, gate, key)


@pytest.mark.deep
@ends(3)
@pytest.mark.parametrize("chapter", SPEND_ROOMS, ids=lambda chapter: chapter.where)
async def test_every_act_of_a_room_that_ends_after_it(
    sample_file: Path, tmp_path: Path, acts: threading.Event, every: int, chapter: Any
) -> None:
    opens = ROOM_KEYS[chapter.where]
    desk = Path(shutil.copyfile(sample_file, tmp_path / "sample.tpdesk"))
    async with open_window(desk) as window:
        for key, goes_on in product(keys_of(chapter)[::every], (("f2",), ("enter", "enter"))):
            await home(window, "spend")
            await window.press(opens)
            await escaped(window, acts, key, *goes_on, leave=("escape", "escape", "2"))


@pytest.mark.deep
async def test_the_lines_of_spend_that_are_typed_in(sample_file: Path, tmp_path: Path, gate: threading.Event) -> None:
    desk = Path(shutil.copyfile(sample_file, tmp_path / "sample.tpdesk"))
    async with open_window(desk) as window:
        for key, text in (("f", "agency=bur"), ("/", "waste"), ("e", "x")):
            for leave in (("escape",), ("enter", "escape"), ("enter", "2")):
                await home(window, "spend")
                await window.press("home", "right", key)
                gate.clear()
                for letter in text:
                    await window.pilot.press(letter)
                await escaped(window, gate, leave=leave)


@pytest.mark.deep
async def test_the_room_of_a_workshop(sample_file: Path, tmp_path: Path, gate: threading.Event) -> None:
    desk = Path(shutil.copyfile(sample_file, tmp_path / "sample.tpdesk"))
    Verb(desk).good("workshop", "add", "Another", "--place", "Lancashire")
    async with open_window(desk) as window:
        for keys in (("f11",), ("f11", "enter"), ("f11", "enter", "b", "space", "x")):
            await home(window, "dives")
            await escaped(window, gate, *keys, leave=("escape", "escape"))


@pytest.mark.deep
@pytest.mark.parametrize(
    ("acts", "leave"),
    [
        (False, ("f11",)),
        (True, ("escape", "f11", "2")),
        pytest.param(False, ("escape", "f11", "2"), marks=pytest.mark.long),
        pytest.param(True, ("f11",), marks=pytest.mark.long),
    ],
    indirect=["acts"],
    ids=["done-f11", "failed-escape", "done-escape", "failed-f11"],
)
async def test_every_act_of_the_room_of_a_workshop(
    sample_file: Path, tmp_path: Path, acts: threading.Event, leave: tuple[str, ...]
) -> None:
    desk = Path(shutil.copyfile(sample_file, tmp_path / "sample.tpdesk"))
    Verb(desk).good("workshop", "add", "Another", "--place", "Lancashire")
    line = tuple("space" if letter == " " else letter for letter in "f two of us")
    note = ("f11", "enter", *line, "enter", "up")
    async with open_window(desk) as window:
        for keys in (
            ("f11", *"Second", "down", "enter", "enter"),
            ("f11", "enter", *line, "enter", "ctrl+z", "ctrl+y"),
            ("f11", "enter", "@", *"new", "f2"),
            ("f11", "enter", "f3", "space", "f2"),
            ("f11", "enter", "f6", "enter"),
            *(
                (*note, *then)
                for then in (("k", "enter"), ("l", "enter"), ("e", "x", "enter"), ("d", "z", "P", "x", "u", "U"))
            ),
        ):
            await home(window, "dives")
            await escaped(window, acts, *keys, leave=leave)


@pytest.mark.deep
@ends(6)
@pytest.mark.parametrize("chapter", MODE_CHAPTERS, ids=lambda chapter: chapter.where)
async def test_every_act_that_ends_after_its_dialog(
    sample_file: Path, tmp_path: Path, acts: threading.Event, every: int, chapter: Any
) -> None:
    desk = Path(shutil.copyfile(sample_file, tmp_path / "sample.tpdesk"))
    async with open_window(desk) as window:
        for key in keys_of(chapter)[::every]:
            for goes_on in (("f2",), ("enter", "f2"), ("enter", "enter")):
                await home(window, chapter.where)
                if not await escaped(window, acts, key, *goes_on, leave=("escape", "escape")):
                    # The key opens no dialog that another way could end.
                    break


def test_nothing_asks_whether_a_widget_was_ever_mounted() -> None:
    """Only `alive.py` may: the answer never becomes false again."""
    users = {
        file.name
        for file in [*SCREENS.rglob("*.py"), SCREENS.parent / "app.py"]
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "is_mounted"
    }
    assert users == {"alive.py"}
