"""What the burden register and culture rounds come to, in their panels."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from tests.cli.verbs import Verb
from tests.culture_factories import POLARITY, ROUND_1, ROUND_2, csv_of
from tests.deep import first_of
from tests.screens.looking import Window, open_window
from tests.screens.typing import dialog
from tpdesk.screens.registers.summaries.culture import dumbbell

SIZES = ((80, 24), (120, 36))


@pytest.fixture
def desk_file(tmp_path: Path) -> Path:
    verb = Verb(tmp_path / "p.tpdesk")
    verb.good("place", "add", "Testshire", "--code", "E07000120")
    for name in ("Council", "Police", "Fire", "NHS"):
        verb.good("agency", "add", name, "--place", "Testshire")
    verb.good("dive", "add", "Homes", "--place", "Testshire")
    lines = tmp_path / "lines.csv"
    lines.write_text("Service,Amount\nAll,1000000\n", encoding="utf-8")
    verb.good("import", lines, "--place", "Testshire", "--agency", "Council", "--year", "2024-25")
    return verb.desk


async def opened(window: Window, kind: str) -> None:
    await window.app.run_action(f"show_register('{kind}')")
    await window.settle()
    await window.press("S")


@pytest.mark.deep
@pytest.mark.parametrize("size", first_of(SIZES, 1, 0))
async def test_the_burden_of_a_place(desk_file: Path, size: tuple[int, int]) -> None:
    async with open_window(desk_file, size) as window:
        await opened(window, "burden")
        assert "No burden recorded for Testshire in 2024-25." in dialog(window)
    verb = Verb(desk_file)
    here = ("--place", "Testshire", "--year", "2024-25", "--kind", "audit")
    verb.good("burden", "add", "Council", *here, "--hours", "10.5", "--rate", "32", "--tier", "unitary")
    verb.good("burden", "add", "Fire", *here, "--other-cost", "64")
    async with open_window(desk_file, size) as window:
        await opened(window, "burden")
        assert "£336.00 is 0.0336% of the £1,000,000.00 that Council spend" in dialog(window)
        assert "In all" in dialog(window)
        assert "£400.00" in dialog(window)
        await window.press("v")
        assert "unitary" in dialog(window)
        await window.press("v")
        assert "10.5 hours x £32.00 = £336.00" in dialog(window)


@pytest.mark.deep
@pytest.mark.parametrize("size", first_of(SIZES, 1, 0))
async def test_culture_rounds_as_letters_and_what_changed(
    desk_file: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with open_window(desk_file, size) as window:
        await opened(window, "culture")
        assert "No answers yet for this place." in dialog(window)
    verb = Verb(desk_file)
    for title, polarity in POLARITY.items():
        verb.good("statement", "add", title, "--polarity", polarity)
    for number, answers in ((1, ROUND_1), (2, ROUND_2)):
        verb.good("culture", "add", f"Round {number}", "--place", "Testshire", "--from", f"2025-0{number}-01")
        file = tmp_path / "answers.csv"
        file.write_text(csv_of(answers), encoding="utf-8")
        verb.good("culture", "answers", f"Round {number}", file)
        async with open_window(desk_file, size) as window:
            await opened(window, "culture")
            assert f"Round {number}" in dialog(window)
            assert "A Council · B" in dialog(window)
            assert ("[c]" in dialog(window)) == (number == 1)
            await window.press("v")
            if number == 1:
                assert "One round so far" in dialog(window)
            else:
                assert "+0.41" in dialog(window)
                assert "Asked in Round 2 only: data." in dialog(window)
            await window.press("v")
            assert ("3.15" if number == 1 else "3.59") in dialog(window)
            await window.press("v")
            assert "6 less it" in dialog(window)


def test_a_dumbbell_has_a_letter_at_each_score() -> None:
    line = dumbbell({"A": Fraction(1), "B": Fraction(3), "C": Fraction(5)}, 41)
    assert (line[0], line[20], line[40], len(line)) == ("A", "B", "C", 41)
    assert set(line) == {"A", "B", "C", "─"}
    assert sorted(dumbbell({"A": Fraction(5), "B": Fraction(5)}, 20)[18:]) == ["A", "B"]
    assert dumbbell({}, 12) == "·" * 12
    assert dumbbell({"A": Fraction(3), "B": Fraction(3)}, 21).strip("·") == "AB"
