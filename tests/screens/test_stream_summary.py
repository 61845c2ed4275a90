"""What funding streams come to, on screen: every view at both sizes, on a full desk and an empty one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.verbs import Verb
from tests.deep import first_of
from tests.screens.looking import Window, open_window
from tests.screens.typing import dialog
from tpdesk.domain.results.alignment import HATCHES, LETTERS
from tpdesk.screens.registers.summaries.alignment import hatched

HERE = ("--place", "Testshire", "--year", "2024-25")
VIEWS = (
    "Priorities and streams", "How much is pooled", "Awarded and spent", "From stream to priority to who spends",
    "What ends, and ring-fences", "To look at",
)  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A desk with a grant, a pool with a contribution that is counted twice, a barrier and a priority."""
    verb = Verb(tmp_path / "a.tpdesk")
    verb.good("place", "add", "Testshire", "--code", "E07000120")
    for name in ("Council", "NHS"):
        verb.good("agency", "add", name, "--place", "Testshire", "--area", "E07000120")
    file = tmp_path / "lines.csv"
    file.write_text(
        "Body,Service,Amount,Fund\nCouncil,Drugs,300,Council part\nNHS,Drugs,650,[b]Pool\n", encoding="utf-8"
    )
    verb.good("import", file, *HERE, "--agency-column", "Body", "--map", "funding_stream=Fund")
    verb.good("barrier", "add", "No deposits", "--place", "Testshire", "--level", "central", "--kind", "ring-fence")
    grant = ("--awarded", "1,000", "--ends", "2025-26", "--ring-fence", "purpose", "--fence-text", "treatment only")
    verb.good("stream", "add", "Treatment grant", *HERE, *grant, "--barrier", "No deposits")
    verb.good("stream", "add", "[b]Pool", *HERE, "--host", "NHS", "--awarded", "3,000")
    verb.good("stream", "add", "Council part", *HERE, "--parent", "[b]Pool", "--awarded", "3,000")
    verb.good("priority", "add", "Safer", "--place", "Testshire")
    verb.good("stream", "align", "Treatment grant", "--priority", "Safer", "--share", "0.5", "--mode", "aligned")
    verb.good("stream", "align", "[b]Pool", "--priority", "Safer", "--share", "1", "--mode", "pooled")
    return verb.desk


async def show(window: Window, kind: str) -> None:
    await window.app.run_action(f"show_register('{kind}')")
    await window.settle()
    await window.press("S")


async def next_view(window: Window) -> str:
    await window.press("v")
    return dialog(window)


@pytest.mark.deep
@pytest.mark.parametrize("size", first_of([(80, 24), (120, 36)], 1, 0))
async def test_every_view_says_what_the_streams_come_to(desk: Path, size: tuple[int, int]) -> None:
    async with open_window(desk, size) as window:
        await show(window, "stream")
        told = dialog(window)
        assert "Priorities and streams (1 of 6, v)" in told
        assert "1 [b]Pool" in told
        assert "Safer P £3,000 A £500" in told
        assert "75.0% of £4,000.00 of streams." in told
        assert "£950.00: 315.79%." in told
        assert "F5 explains" in told
        told = await next_view(window)
        assert HATCHES["pooled"] * 5 in told
        assert f"{HATCHES['aligned']} aligned" in told
        told = await next_view(window)
        assert "└ Council part" in told
        told = await next_view(window)
        assert "→ A Safer" in told
        assert "spent by NHS £650 and Council £300" in told
        told = await next_view(window)
        assert "Treatment grant 2025-26" in told
        assert "No deposits (open)" in told
        told = await next_view(window)
        assert "the contribution is in the spend of both" in told
        assert "T (Transfers) lists the lines of contributions" in told


@pytest.mark.deep
async def test_a_contribution_is_marked_as_paid_to_its_host_in_the_transfers_room(desk: Path) -> None:
    async with open_window(desk) as window:
        await window.press("4", "T")
        assert "Council pays NHS: £300.00 in 1 line." in window.text
        assert "A contribution to '[b]Pool', which NHS hosts." in window.text
        assert "Doubtful: its lines name the pool and not who was paid." in window.text
        await window.press("space", "f2")
        await window.settle()
    assert Verb(desk).good("count", *HERE)["after_transfers_pence"] == 65_000


@pytest.mark.deep
@pytest.mark.parametrize("kind", ["stream", "priority"])
async def test_an_empty_year_says_how_to_begin(tmp_path: Path, kind: str) -> None:
    verb = Verb(tmp_path / "a.tpdesk")
    verb.good("place", "add", "Testshire", "--code", "E07000120")
    verb.good("priority", "add", "Safer", "--place", "Testshire")
    verb.good("stream", "add", "Old grant", "--place", "Testshire", "--year", "2019-20", "--awarded", "5")
    verb.good("agency", "add", "Council", "--place", "Testshire")
    file = tmp_path / "lines.csv"
    file.write_text("Service,Amount\nWaste,100\n", encoding="utf-8")
    verb.good("import", file, *HERE, "--agency", "Council")
    async with open_window(verb.desk) as window:
        await show(window, kind)
        assert "No funding streams of this year yet. Press n to record one" in dialog(window)
        for title in VIEWS[1:]:
            assert title in await next_view(window)


def test_a_bar_is_full_and_tells_modes_apart_without_colour() -> None:
    bar = hatched({"pooled": 1, "shared": 1, "aligned": 1, "none": 1, "not mapped": 1}, 11)
    assert len(bar) == 11
    assert set(bar) == set(HATCHES.values())
    assert len(set(LETTERS.values())) == len(LETTERS)
    assert hatched({}, 11) == ""


@pytest.mark.deep
async def test_a_figure_of_streams_is_explained(desk: Path) -> None:
    async with open_window(desk) as window:
        await show(window, "stream")
        await window.press("f5")
        assert "Mode: pooled" in dialog(window)
        assert "Spent of: [b]Pool" in dialog(window)
        await window.press("down", "enter")
        told = dialog(window)
        assert "£3,000.00 / £4,000.00 of all streams = 75.00%" in told
