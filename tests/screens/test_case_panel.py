"""The panel of a business case: a number that is typed changes who pays and who gains at once; a case by keys alone."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_cases import SMALL
from tests.cli.verbs import Verb
from tests.screens.looking import open_window
from tests.screens.quick import quiet
from tests.screens.typing import dialog, to_field, type_in, write
from tpdesk.services import records

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 36)])


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


async def test_a_line_that_cannot_be_counted_says_why_while_it_is_typed(desk: Path) -> None:
    async with open_window(desk, (120, 36)) as window:
        await window.press("6", "c", "enter")
        await write(window, "50k")
        assert "cost Worker: 1 amount for 2 years" in dialog(window)
        await window.press("escape", "x")
        await window.press("tab", "enter")
        assert "Worker" not in window.inside("#case-numbers")


async def test_a_case_with_benefits_is_entered_by_keys_alone(verb: Verb) -> None:
    async with open_window(verb.desk, (120, 36)) as window:
        await window.press("6", "c")
        assert "No business case here yet." in dialog(window)
        await window.press("n")

        async def fill(**said: str) -> None:
            for name, text in said.items():
                await to_field(window, name)
                await write(window, text)
            await window.press("f2")

        await fill(title="Front door", counterfactual="Nothing changes.", start="2025-26", years="2",
            price_base="2025-26", partners="Council; ICB")  # fmt: skip
        assert "Case: Front door" in window.text

        async def new(kind: str) -> None:
            await window.press("n")
            await type_in(window, kind)
            await window.press("enter")

        await new("a cost")
        await fill(title="Team", agency="Council", amounts="50k x 2", price_year="2025-26", grade="2")
        for number in range(1, 5):
            await new("a benefit")
            await fill(title=f"Benefit {number}", population="100", take_up="50%", impact="0.2", deadweight="0.1",
                phasing="0.5; 1", grade_data="2", grade_evidence="2")  # fmt: skip
            await new(f"a value of 'benefit {number}'")
            await fill(type="fiscal", unit_value="5000", price_year="2025-26", shares="ICB 1", cashable="20%")
        said = dialog(window)
        assert "ICB – £" in said
        assert "Council £103k –" in said
    shown = verb.good("case", "show", "Front door")
    assert len(shown["benefits"]) == 4
    assert shown["benefits"][0]["pence"] == [2_137_500, 4_275_000]
    assert shown["problems"] == []


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
