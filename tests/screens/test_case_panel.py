"""The panel of a business case: a number that is typed changes who pays and who gains at once; a case by keys alone."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from tests.cli.test_cases import SMALL
from tests.cli.verbs import Verb
from tests.deep import first_of
from tests.screens.looking import Window, open_window
from tests.screens.quick import quiet
from tests.screens.typing import dialog, to_field, type_in, write
from tpdesk.services import records

SIZES = pytest.mark.parametrize("size", first_of([(80, 24), (120, 36)], 1, 0))


@pytest.fixture
def verb(tmp_path: Path) -> Verb:
    found = Verb(tmp_path / "c.tpdesk")
    found.good("place", "add", "Testshire", "--code", "E07000120")
    found.good("dive", "add", "A settled home", "--place", "Testshire")
    return found


@pytest.fixture
def desk(verb: Verb, tmp_path: Path) -> Path:
    file = tmp_path / "case.json"
    file.write_text(json.dumps(SMALL), encoding="utf-8")
    verb.good("case", "import", file)
    return verb.desk


@SIZES
async def test_who_pays_and_gains_follow_what_is_typed_and_enter_saves_it(
    desk: Path, verb: Verb, size: tuple[int, int]
) -> None:
    async with open_window(desk, size) as window:
        await window.press("6", "c")
        said = dialog(window)
        assert "Compared with Evictions go on." in said
        # £105,000 of cost; 4 then 8 evictions at £20,000 less 15%, 3/4 of it the council's.
        assert "Council £103k £150k £75k – £46k -£28k" in said
        assert "· Ministry of Just" in said
        await window.press("enter")
        await write(window, "100k; 50k")
        assert "Council £156k £150k" in dialog(window)
        await write(window, "lots")
        assert "'lots' is not an amount of money" in " ".join(window.inside("#case-typing").split())
        assert "Council £156k" in dialog(window)
        await window.press("escape")
        assert "Council £103k £150k" in dialog(window)
        await window.press("enter")
        await write(window, "100k x 2")
        await window.press("enter")
        assert "Council £206k £150k" in dialog(window)
    assert verb.good("case-cost", "list")["case_costs"][0]["amounts_pence"] == [10_000_000, 10_000_000]


async def test_a_number_whose_panel_is_closed_while_it_is_saved(
    desk: Path, verb: Verb, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()
    change = records.change_record

    def held(*given: Any) -> Any:
        assert gate.wait(30)
        return change(*given)

    monkeypatch.setattr(records, "change_record", held)
    async with open_window(desk, (120, 36)) as window:
        await window.press("6", "c", "enter")
        await write(window, "100k; 50k")
        for key in ("enter", "escape", "escape"):
            await window.pilot.press(key)
            await quiet(window.app)
        assert not window.app.screen.is_modal
        gate.set()
        await window.settle()
        assert not window.app.troubles
    assert verb.good("case-cost", "list")["case_costs"][0]["amounts_pence"] == [10_000_000, 5_000_000]


@SIZES
async def test_every_view_of_a_case(desk: Path, size: tuple[int, int]) -> None:
    async with open_window(desk, size) as window:
        await window.press("6", "c")
        assert "Esc closes" in dialog(window)
        await window.press("v")
        assert "Net, value 2025-26 2026-27" in dialog(window)
        await window.press("v")
        assert "would have to cost" in dialog(window)
        await window.press("v")
        assert "Do nothing: costs and changes nothing" in dialog(window)
        await window.press("v")
        assert "Who pays, who gains" in dialog(window)


@pytest.mark.deep
@SIZES
async def test_f5_walks_what_the_council_pays_back_to_what_was_typed(desk: Path, size: tuple[int, int]) -> None:
    async with open_window(desk, size) as window:
        await window.press("6", "c", "f5")
        assert "Council pays: Worker £103k" in dialog(window)
        await type_in(window, "council: pays")
        await window.press("enter")
        assert "Council: pays. Business case 'Keep a tenancy' £103,224.64" in dialog(window)
        await window.press("enter", "down", "enter")
        assert "£50,000.00 typed in prices of 2025-26" in dialog(window)
        assert "+ 5% for optimism: grade 2" in dialog(window)
        await window.press("escape", "escape", "escape")
        assert "Council £103k £150k" in dialog(window)


@pytest.mark.deep
async def test_a_line_that_cannot_be_counted_says_why_while_it_is_typed(desk: Path) -> None:
    async with open_window(desk, (120, 36)) as window:
        await window.press("6", "c", "enter")
        await write(window, "50k")
        assert "cost Worker: 1 amount for 2 years" in dialog(window)
        await window.press("escape", "x")
        await window.press("tab", "enter")
        assert "Worker" not in window.inside("#case-numbers")


class Keys:
    """Presses keys one by one as a person does, and counts them."""

    def __init__(self, window: Window) -> None:
        self.window, self.pressed = window, 0

    async def press(self, *keys: str) -> None:
        self.pressed += len(keys)
        await self.window.pilot.press(*keys)
        await self.window.settle()

    async def type(self, text: str) -> None:
        self.pressed += len(text)
        await type_in(self.window, text)

    async def fill(self, **said: str) -> None:
        """Fill in a form: Tab to each field, write it, F2."""
        for name, text in said.items():
            while not self._is_in(name):
                await self.press("tab")
            entry = self.window.app.focused
            if isinstance(entry, Input) and entry.value:
                await self.press("end", "ctrl+u")
            await self.type(text)
        await self.press("f2")

    def _is_in(self, name: str) -> bool:
        focused = self.window.app.focused
        return focused is not None and f"field-{name}" in {one.id for one in focused.ancestors_with_self}

    async def new(self, what: str) -> None:
        await self.press("n")
        await self.type(what)
        await self.press("enter")


@pytest.mark.deep
async def test_a_case_with_four_benefits_is_entered_in_ten_minutes_by_keys_alone(verb: Verb) -> None:
    async with open_window(verb.desk, (120, 36)) as window:
        keys = Keys(window)
        await keys.press("6", "c")
        assert "No business case here yet." in dialog(window)
        await keys.press("n")
        await keys.fill(title="Front door", counterfactual="Nothing changes.", start="2025-26", years="2",
            price_base="2025-26", partners="Council; ICB")  # fmt: skip
        assert "Case: Front door" in window.text
        await keys.new("a cost")
        # It is in the case's prices unless somebody says otherwise.
        await keys.fill(title="Team", agency="Council", amounts="50k x 2", grade="2")
        for number, (code, party) in enumerate((("HO6.0", "Council"), ("HE7.0", "ICB"), ("CR1.0", "Police"),
                                                ("E&E1.0.1", "DWP")), 1):  # fmt: skip
            await keys.new("a benefit")
            await keys.fill(title=f"Benefit {number}", population="100", take_up="50%", impact="0.2", deadweight="0.1",
                phasing="0.5; 1", grade_data="2", grade_evidence="2")  # fmt: skip
            # The value of a new benefit is asked at once, and follows from its unit cost.
            await keys.fill(code=code, shares=f"{party} 1", cashable="20%")
        said = dialog(window)
        assert "ICB – £" in said
        assert "Council £103k" in said
        # Ten minutes are 600 seconds: half of them for typing, at two keys a second.
        assert keys.pressed <= 600
    shown = verb.good("case", "show", "Front door")
    assert len(shown["benefits"]) == 4
    values = verb.good("case-value", "list")["case_values"]
    assert [(one["type"], one["unit_value_pence"], one["price_year"], one["transfer"]) for one in values] == [
        ("fiscal", 790_000, "2010-11", False), ("fiscal", 180_700, "2013-14", False),
        ("fiscal", 50_000, "2002-03", False), ("fiscal", 923_400, "2012-13", True),
    ]  # fmt: skip
    assert values[0]["source"] == "Unit Cost Database v1.4, HO6.0"
    assert [one["code"] for one in shown["issues"]].count("old-unit-value") == 4
    assert shown["problems"] == []


@pytest.mark.deep
async def test_a_unit_cost_leaves_what_was_typed_and_a_form_that_is_closed_leads_back(desk: Path, verb: Verb) -> None:
    async with open_window(desk, (120, 36)) as window:
        keys = Keys(window)
        await keys.press("6", "c")
        await keys.new("a value of")
        await to_field(window, "unit_value")
        await keys.type("5k")
        await keys.press("shift+tab", "shift+tab")
        await keys.type("rough sleep")
        await keys.press("down", "enter")
        assert value_of(window, "code") == "HO6.0"
        assert (value_of(window, "unit_value"), value_of(window, "price_year")) == ("5k", "2010-11")
        await keys.press("end", "ctrl+u")
        await keys.type("SS2.0")
        assert (value_of(window, "unit_value"), value_of(window, "unit")) == ("5k", "Per week")
        await keys.press("escape")
        assert "Case: Keep a tenancy" in window.text
    number = verb.good("case-benefit", "list")["case_benefits"][0]["number"]
    added = verb.good("case-value", "add", "--benefit", str(number), "--code", "ho6.0", "--shares", "Council 1")
    assert (added["unit_value_pence"], added["price_year"], added["unit"]) == (
        790_000,
        "2010-11",
        "Per year",
    )
    wrong = verb.words("case-value", "add", "--benefit", str(number), "--code", "HO6.0", "--type", "social",
        "--shares", "Council 1")  # fmt: skip
    assert "The unit cost HO6.0 has no social value. It has: fiscal." in wrong.err


def value_of(window: Window, name: str) -> str:
    return str(window.app.screen.query_one(f"#field-{name} Input", Input).value)


@pytest.mark.deep
async def test_a_case_is_imported_and_exported_here(desk: Path, tmp_path: Path) -> None:
    async with open_window(desk, (120, 36)) as window:
        await window.press("6", "c", "E")
        out = tmp_path / "out.json"
        await write(window, str(out))
        await window.press("enter")
        said = json.loads(out.read_text(encoding="utf-8"))
        said["title"] = "A second case"
        out.write_text(json.dumps(said), encoding="utf-8")
        await window.press("I")
        await write(window, str(out))
        await window.press("enter")
        assert "Case: A second case" in window.text
        await window.press("c")
        await type_in(window, "keep")
        await window.press("enter")
        assert "Case: Keep a tenancy" in window.text


@pytest.mark.deep
@SIZES
async def test_the_value_behind_a_barrier_stands_in_the_list_and_c_opens_the_case(
    desk: Path, verb: Verb, size: tuple[int, int]
) -> None:
    here = ("--place", "Testshire")
    verb.good("barrier", "add", "Rules of the grant", *here, "--level", "central", "--kind", "ring-fence")
    said = ("--horizon", "quick", "--barrier", "Rules of the grant")
    verb.good("opportunity", "add", "Keep people at home", *here, *said, "--saving", "30k")
    verb.good("opportunity", "add", "Share a list", *here, *said)
    verb.good("case", "change", "Keep a tenancy", "--opportunity", "Keep people at home")
    verb.good("case", "add", "Another", *here, "--start", "2025-26", "--price-base", "2025-26")
    async with open_window(desk, size) as window:
        await window.press("6")
        for _ in range(3):
            await window.press("V")
        assert ("£100k cash" in window.text) == (size[0] >= 120)
        assert "Behind it: Keep people at home: first guess £30k a year; case 'Keep a tenancy': £100k back" in " ".join(
            window.inside("#barrier-says").split()
        )
        await window.press("v")
        assert "c writes a case" not in window.inside("#opportunity-says")
        await window.press("c")
        assert "Case: Keep a tenancy" in window.text
        await window.press("escape", "down")
        assert "c writes a case that works it out" in " ".join(window.inside("#opportunity-says").split())
        await window.press("c", "n")
        await type_in(window, "another case")
        await window.press("enter")
        await to_field(window, "opportunities")
        assert "Share a list" in dialog(window)
