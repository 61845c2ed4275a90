"""The transfers room: payments between organisations are proposed, marked in one step, and
the marks taken off again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.verbs import Verb
from tests.deep import first_of
from tests.screens.looking import open_window
from tests.screens.typing_in import until
from tpdesk.screens.intake.transfers_room import TransfersScreen

pytestmark = pytest.mark.deep

PAYMENTS = """Date,Service,Supplier,Amount
13/04/2024,Bins,Shire Fire,1000.00
14/04/2024,Bins,Shire Fire (Direct Debit),300.00
15/04/2024,Bins,Shire Police,70.00
16/04/2024,Bins,A Builder,5.00
"""


@pytest.fixture
def paying(tmp_path: Path) -> Path:
    """The council pays the fire service, whose own spend is 400.00, plainly and doubtfully, and the
    police, who sent nothing."""
    verb = Verb(tmp_path / "paying.tpdesk")
    verb.good("place", "add", "Shire")
    for body in ("Shire Council", "Shire Fire", "Shire Police"):
        verb.good("agency", "add", body, "--place", "Shire")
    for body, text in (("Shire Council", PAYMENTS), ("Shire Fire", "Date,Service,Amount\n13/04/2024,Fire,400.00\n")):
        file = tmp_path / f"{body}.csv"
        file.write_text(text, encoding="utf-8", newline="")
        verb.good("import", file, "--agency", body)
    return verb.desk


def after(desk: Path) -> int:
    """Return the spend after transfers that the verb counts."""
    found = Verb(desk).good("count", "--place", "Shire", "--year", "2024-25")["after_transfers_pence"]
    assert isinstance(found, int)
    return found


@pytest.mark.parametrize("size", first_of([(80, 24), (120, 36)], 1, 0))
async def test_what_is_chosen_is_marked_in_one_step_and_counts_as_was_said(paying: Path, size: tuple[int, int]) -> None:
    async with open_window(paying, size) as window:
        await window.press("4", "T")
        assert isinstance(window.app.screen, TransfersScreen)
        assert "3 payments that may be transfers, £1,370.00" in window.text
        assert "Spend after transfers: £1,775.00" in window.text
        assert "No transfer is marked yet." in window.text
        assert "Shire Fire has money of its own here" in window.text
        # The doubtful one is left out; the fire service's own 400.00 is all that can come out, and
        # the police sent nothing.
        await window.press("a")
        assert "2 payments selected, £1,070.00: £1,375.00 (-£400.00)" in window.text
        await window.press("f2")
        await until(window, lambda: "In force: 2 pairs of organisations, £400.00 removed from the count" in window.text)
        assert "Spend after transfers: £1,375.00" in window.text
        assert after(paying) == 137_500
        await window.press("u")
        await until(window, lambda: "3 payments that may be transfers" in window.text)
        assert after(paying) == 177_500


async def test_a_doubtful_one_is_chosen_by_itself(paying: Path) -> None:
    async with open_window(paying) as window:
        await window.press("T", "down")
        assert "Doubtful: 'Shire Fire (Direct Debit)' says more than the name" in window.text
        await window.press("space")
        assert "1 payment selected, £300.00: £1,475.00 (-£300.00)" in window.text
        assert "Shire Police has no money of its own here yet" in window.text
        await window.press("escape", "T")
        assert "1 payment selected" in window.text
        await window.press("a", "a")
        assert "selected" not in window.text


async def test_a_mark_is_taken_off_after_a_question(paying: Path) -> None:
    Verb(paying).good("transfers", "--place", "Shire", "--year", "2024-25", "--apply", "--doubtful")
    async with open_window(paying) as window:
        await window.press("T")
        assert "Nothing further looks like a transfer." in window.text
        assert "Shire Council paid Shire Fire: £1,300.00." in window.text
        assert "£900.00 stays in it: that is above the receiver's own spend" in window.text
        await window.press("x")
        assert "£400.00 comes back into the total" in window.text
        await window.press("tab", "enter")
        await until(window, lambda: "2 payments that may be transfers" in window.text)
        assert after(paying) == 177_500


async def test_enter_shows_the_lines(paying: Path) -> None:
    Verb(paying).good("transfers", "--place", "Shire", "--year", "2024-25", "--apply", "--to", "Shire Police")
    async with open_window(paying) as window:
        await window.press("T", "enter")
        assert window.app.current_mode == "spend"
        assert "1 line" in window.text
        assert "£1,000.00" in window.text
        await window.press("T", "tab", "enter")
        assert "£70.00" in window.text
        assert "£1,000.00" not in window.text


async def test_a_place_whose_bodies_do_not_pay_each_other_says_so(years_file: Path) -> None:
    async with open_window(years_file) as window:
        await window.press("T")
        assert "No transfers to mark" in window.text
