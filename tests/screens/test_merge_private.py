"""Merging in the window: it asks whether private notes come too, and shows no private word unless it is asked to."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.screens.looking import Window, open_window
from tests.screens.test_deskfile import mine, mine_original, opened_merge, said
from tpdesk.models.desk import open_desk
from tpdesk.models.own.drafts import draft
from tpdesk.screens.desk.merging import MergePanel
from tpdesk.services.records import add_record, list_records

__all__ = ["mine", "mine_original"]


@pytest.fixture
def theirs(mine: Path) -> Path:
    """A colleague's desk with a private note and another note for oneself."""
    other = Path(shutil.copyfile(mine, mine.with_name("laptop.tpdesk")))
    for path, own in ((mine, "Canary of mine"), (other, "Canary of theirs")):
        with open_desk(path) as desk:
            add_record(desk, "workshop", {"title": "First", "place": "Testshire", "note": own})
    with open_desk(other) as desk:
        add_record(desk, "note", {"workshop": "First", "kind": "idea", "text": "Canary sings", "private": "yes"})
    return other


def notes(path: Path) -> list[str]:
    """Return the words of the notes on a desk."""
    with open_desk(path, read_only=True) as desk:
        return [str(one.values["text"]) for one in list_records(desk, "note")]


async def asked(window: Window, file: Path) -> None:
    """Go to the question."""
    await opened_merge(window, file)
    assert "laptop.tpdesk has 1 private note that this desk has not" in window.text
    assert "Canary" not in window.text


@pytest.mark.deep
async def test_they_stay_where_nobody_wants_them(mine: Path, theirs: Path) -> None:
    async with open_window(mine, (80, 24)) as window:
        await asked(window, theirs)
        await window.press("enter")
        assert "1 private note stays there." in said(window)
        assert "Canary" not in window.text
        await window.press("right", "f2")
        assert "Merged laptop.tpdesk." in said(window)
        assert notes(mine) == []
        assert "Canary" not in window.text


@pytest.mark.deep
async def test_they_come_where_they_are_wanted_and_esc_asks_for_the_file_again(mine: Path, theirs: Path) -> None:
    async with open_window(mine) as window:
        await asked(window, theirs)
        await window.press("escape")
        assert "Which desk file?" in window.text
        await window.press("enter", "down", "enter")
        assert "1 private note comes too." in said(window)
        assert "private note 1, First" in said(window)
        assert "Canary" not in window.text
        await window.press("r")
        assert "1 private note comes too." in said(window)
        await window.press("f2")
        assert notes(mine) == ["Canary sings"]
        assert "Canary" not in window.text


@pytest.mark.deep
async def test_private_texts_are_decided_by_their_length_or_shown_when_asked_for(mine: Path, theirs: Path) -> None:
    async with open_window(mine) as window:
        await asked(window, theirs)
        await window.press("enter")
        assert "(private, 14 characters)" in said(window)
        assert "P shows private texts" in said(window)
        await window.press("P")
        assert "Canary of mine" in said(window)
        assert "Canary of theirs" in said(window)
        await window.press("P", "right")
        assert "Canary" not in window.text
        panel = window.app.screen
        assert isinstance(panel, MergePanel)
        # What is kept of the decision until it is merged holds no word either.
        assert "Canary" not in str(draft(mine, panel._form))
