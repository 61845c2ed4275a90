"""A colleague's desk with the payload in every text of every table:
taken in it is clean, and what was ours stays as it was."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.hostile.payloads import ACTS, ALL, MARK, UNSAFE, poison, texts_of
from tests.screens.looking import open_window
from tpdesk.errors import DeskFileProblem
from tpdesk.models.desk import open_desk
from tpdesk.models.keeping.check import check_desk
from tpdesk.models.merge.plan import Choice
from tpdesk.services import history, merging
from tpdesk.text import clean

pytestmark = pytest.mark.deep


def sent(desk: Path, text: str) -> None:
    """Put the payload behind every text, so that what must be unique is so when it is cleaned, and let the sums follow:
    a desk that is whole."""
    assert poison(desk, text, kept=10_000) > 1_000
    connection = sqlite3.connect(desk, isolation_level=None)
    connection.create_function("cleaned", 1, clean)
    connection.execute(
        "UPDATE cube_side SET value = cleaned(value || ' ' || ?) WHERE side IN ('client_group', 'funding_stream')",
        (text,),
    )
    connection.close()


@pytest.fixture
def colleague(rich_original: Path, tmp_path: Path) -> Path:
    """A desk with the payload, as somebody would send it."""
    path = Path(shutil.copyfile(rich_original, tmp_path / "from [b]them[red].tpdesk"))
    sent(path, ALL)
    return path


def unsafe(desk: Path) -> list[tuple[str, str, str]]:
    """Return the texts in which anything stands that no text of ours ever holds; notes may have lines."""
    return [(table, column, value[:80]) for table, column, value in texts_of(desk) if UNSAFE.search(value)]


@pytest.mark.deep
@pytest.mark.parametrize("choice", ["mine", "theirs"])
@pytest.mark.parametrize("onto", ["an empty desk", "the sample"])
def test_every_text_is_clean_once_it_is_in(
    colleague: Path, sample_original: Path, tmp_path: Path, choice: Choice, onto: str
) -> None:
    path = tmp_path / "mine.tpdesk"
    if onto == "the sample":
        shutil.copyfile(sample_original, path)
    assert unsafe(colleague)
    with open_desk(path, make=True) as desk:
        plan = merging.plan(desk, colleague)
        done = merging.apply(desk, colleague, plan, merging.all_conflicts(plan, choice))
        assert done.changed
        assert [problem for item in check_desk(desk.connection) for problem in item.problems] == []
        assert not any(
            UNSAFE.search(text) for text in (done.words, *plan.notes, *(one.theirs for one in plan.differences))
        )
    assert unsafe(path) == []
    # What was harmless in the payload came in: its tables are not merely empty.
    came = {table for table, _, value in texts_of(path) if MARK in value}
    assert {"place", "agency", "supplier", "description", "label", "batch", "reject", "audit"} <= came
    with open_desk(path) as desk:
        history.undo(desk)
        assert history.steps(desk)[0].undone


def test_each_sequence_by_itself_is_cleaned_too(rich_original: Path, tmp_path: Path) -> None:
    """Together one may hide another."""
    theirs = Path(shutil.copyfile(rich_original, tmp_path / "theirs.tpdesk"))
    sent(theirs, f"a{' '.join(ACTS)}b")
    path = tmp_path / "mine.tpdesk"
    with open_desk(path, make=True) as desk:
        merging.apply(desk, theirs, merging.plan(desk, theirs))
    assert unsafe(path) == []


def test_a_desk_whose_names_are_no_longer_apart_is_refused_with_words(hostile_original: Path, tmp_path: Path) -> None:
    with open_desk(tmp_path / "mine.tpdesk", make=True) as desk:
        before = desk.path.read_bytes()
        with pytest.raises(DeskFileProblem, match="Nothing"):
            merging.plan(desk, hostile_original)
        assert desk.path.read_bytes() == before


@pytest.mark.deep
async def test_the_panel_shows_what_is_hostile_as_it_stands(
    colleague: Path, sample_original: Path, tmp_path: Path
) -> None:
    path = Path(shutil.copyfile(sample_original, tmp_path / "mine.tpdesk"))
    async with open_window(path) as window:
        from tpdesk.screens.desk.merging import MergePanel
        from tpdesk.services.merging import compare

        window.app.push_screen(MergePanel(colleague, compare(path, colleague)))
        await window.settle()
        assert "Merge from [b]them[red].tpdesk" in window.text
        await window.press("t", "f2")
        assert "Merged from [b]them[red].tpdesk." in window.text
        assert not UNSAFE.search("\n".join(window.lines))
