"""Verdicts with evidence on the screen of overlap: the records behind them, what is decided by hand, the
shortlist with its weights."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.verbs import Verb
from tests.deep import first_of
from tests.screens.looking import Window, open_window
from tests.screens.typing import dialog, to_field, type_in, write
from tests.screens.typing_in import until
from tpdesk.domain.codes import LEVELS
from tpdesk.models.desk import open_desk
from tpdesk.screens.overlap import words as words
from tpdesk.screens.overlap.mode import OverlapScreen
from tpdesk.services.dives.boards import shortlist_weights

SIZES = ((60, 20), (80, 24), (120, 36), (160, 48))


async def overlap(window: Window, category: str = "") -> OverlapScreen:
    """Go to the overlap, and to a category of its ranking."""
    await window.press("5")
    assert isinstance(window.app.screen, OverlapScreen)
    if category:
        await window.press("slash")
        await type_in(window, category)
        await window.press("enter")
    return window.app.screen


@pytest.mark.deep
async def test_a_verdict_from_deliveries_is_marked_and_its_records_are_a_key_away(sample_file: Path) -> None:
    async with open_window(sample_file, (120, 60)) as window:
        screen = await overlap(window, "public health")
        assert screen.row is not None
        assert "■ duplication" in window.text
        assert "duplication evidenced in " in window.text
        assert "verdicts illustrative: from invented examples" in window.text
        assert "Illustrative: it rests on deliveries that are invented" in window.inside("#evidence")
        await window.press("E")
        assert "Who does what for whom" in dialog(window)
        assert "both assess for people who misuse drugs or alcohol. Both in Burnley." in dialog(window)
        assert "Lancashire County Council, assess, people who misuse drugs or alcohol" in dialog(window)
        await window.press("escape", "f5")
        assert "What the verdict rests on" in dialog(window)
        await window.press("enter")
        assert "Who does what for whom" in dialog(window)
        window.app.screen.query_one("#proof-body").scroll_end(animate=False)
        await window.settle()
        assert "By spend and areas alone" in dialog(window)


@pytest.mark.deep
@pytest.mark.parametrize("size", first_of(SIZES, 1, 0))
async def test_what_is_made_up_is_marked_on_every_verdict_and_the_numbers_add_up(
    sample_file: Path, size: tuple[int, int]
) -> None:
    async with open_window(sample_file, size) as window:
        screen = await overlap(window, "public health")
        assert screen.found is not None
        rows = screen.found.overlap.rows
        counted = sum(len(screen.found.overlap.with_verdict(verdict)) for verdict in words.SIGNS)
        told = words.headline(screen.found, LEVELS, short=False)
        ranked = sum(row.ranked for row in rows)
        assert (
            f"{ranked} groups ranked, {counted - ranked} below the ranking: duplication evidenced in 3 (illustrative)"
            in told
        )
        assert all(words.verdict(row).endswith("†") == row.judgement.illustrative for row in rows)
        assert "■ duplication†" in window.text
        assert "† 4 verdicts illustrative" in window.text


@pytest.mark.deep
async def test_a_category_of_which_only_deliveries_speak_has_no_money_of_nought(councils: Verb) -> None:
    async with open_window(councils.desk, (160, 48)) as window:
        screen = await overlap(window, "unemployment")
        assert screen.row is not None
        assert screen.row.count_pence == 0
        assert "only deliveries speak of it" in window.inside("#evidence")
        assert "£0" not in window.inside("#evidence")
        [told] = [text for text in window.inside("#ranked").split("10.") if text.startswith("5 Unemployment")]
        assert told.split("■ duplication†")[1].split()[:4] == ["-", "-", "-", "-"]


@pytest.mark.deep
async def test_a_verdict_is_decided_by_hand_with_a_reason_and_withdrawn(sample_file: Path) -> None:
    async with open_window(sample_file, (120, 60)) as window:
        screen = await overlap(window, "waste management")
        assert screen.row is not None
        code = screen.row.category
        await window.press("O", "f2")
        assert "Verdict is needed." in dialog(window)
        await write(window, "separate areas")
        await window.press("f2")
        assert "Reason is needed." in dialog(window)
        await to_field(window, "reason")
        await type_in(window, "A joint plan parts the work")
        await window.press("f2")
        assert "○ separate*" in window.text
        assert "separate areas, decided by hand" in window.text
        await until(window, lambda: "A joint plan parts the work" in window.text)
        [row] = [
            row
            for row in Verb(sample_file).good("overlap", "--place", "Lancashire", "--year", "2024-25", "--level", "2")[
                "rows"
            ]
            if row["category"] == code
        ]
        assert row["verdict"] == "separate areas"
        await overlap(window, "waste management")
        await window.press("W")
        assert "It is then what the records prove: fragmented." in dialog(window)
        await window.press("tab", "enter")
        assert "● fragmented" in window.inside("#evidence")
        assert "decided by hand" not in window.text


@pytest.mark.deep
async def test_the_shortlist_is_seen_at_every_size(sample_file: Path) -> None:
    async with open_window(sample_file, SIZES[0]) as window:
        screen = await overlap(window)
        await window.press("V")
        for size in SIZES:
            await window.resize(size)
            assert "▸Shortlist" in window.text, size
            assert screen.shortlist is not None
            first = screen.shortlist.rows[0]
            assert f"1 {first.category} {first.title}" in window.text, size
            assert f"{first.score:.2f}" in window.text, size
            assert "■ duplication†" in window.text, size
            assert "▸ size" in window.text or "▸size" in window.text, size
            assert "The first five" in window.text, size
            assert all(len(line) <= size[0] for line in window.lines), size
            assert screen.max_scroll_x == 0, size


@pytest.mark.deep
async def test_a_weight_is_changed_and_the_ranking_follows(sample_file: Path) -> None:
    def kept() -> int:
        with open_desk(sample_file, read_only=True) as desk:
            return shortlist_weights(desk)["verdict"]

    async with open_window(sample_file) as window:
        screen = await overlap(window)
        await window.press("V", "left", "left")
        assert "▸ verdict" in window.text
        before = kept()
        await window.press("+", "+", "-")
        assert kept() == before + 5
        assert f"weight {before + 5}" in window.text
        for _ in range(4):
            await window.press("+")
        assert kept() == before + 25
        await until(window, lambda: screen.shortlist is not None and screen.shortlist.weights["verdict"] == before + 25)
        await window.press("u")
        assert kept() == before + 20
