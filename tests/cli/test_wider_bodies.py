"""A fire authority that covers a county is counted in one district:
said on every road, by verb, in the pack, and one step of undo."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.cli.test_contract import spending
from tests.cli.verbs import Verb, ready_desk
from tests.desk_state import state
from tpdesk.calc.packs.kind import ready
from tpdesk.calc.workbook.check import check_workbook
from tpdesk.models.desk import open_desk
from tpdesk.services.board import board_report
from tpdesk.services.packs import write_board

FIRE = "Shire Fire"
HERE = ("--place", "Hyndburn", "--year", "2024-25")


def _desk(verb: Verb) -> None:
    """Hyndburn: the borough's £1,000.00 and the fire authority's £3,333.33, which covers county and both unitaries."""
    verb.good("place", "add", "Hyndburn", "--code", "E07000120")
    verb.good("place", "population", "Hyndburn", "2024-25", "--from-seed")
    verb.good("agency", "add", "Hyndburn BC", "--kind", "district", "--place", "Hyndburn", "--area", "E07000120")
    areas = ("--area", "E10000017", "--area", "E06000008", "--area", "E06000009")
    verb.good("agency", "add", FIRE, "--kind", "fire", "--place", "Hyndburn", *areas)
    for body, amount in (("Hyndburn BC", "1000"), (FIRE, "3333.33")):
        file = spending(verb.desk.parent, f"Service,Amount\nServices,{amount}\n", f"{body}.csv")
        verb.good("import", file, "--place", "Hyndburn", "--agency", body, "--year", "2024-25")


desk = ready_desk(_desk)


def words(verb: Verb, **report: bool) -> tuple[list[str], dict[str, str]]:
    """Return what stands before the pack is written, and the text of each sheet of it."""
    with open_desk(verb.desk, read_only=True) as opened:
        found = board_report(opened, *HERE[1::2], **report)  # type: ignore[arg-type]
    target = verb.desk.with_name("pack.xlsx")
    write_board(found, target, publish=True)
    assert [rule.id for rule in check_workbook(target) if not rule.passed] == []
    book = openpyxl.load_workbook(target)
    texts = {
        name: " ".join(
            str(value) for row in book[name].iter_rows(values_only=True) for value in row if value is not None
        )
        for name in book.sheetnames
    }
    return [item.text for item in ready(found)], texts


@pytest.mark.deep
def test_the_whole_money_of_a_wider_body_is_said_on_every_road(desk: Verb) -> None:
    told = desk.good("count", *HERE)
    said = "Shire Fire covers more than Hyndburn and is counted whole: £3,333.33; 13 areas outside it"
    assert any(text.startswith(said) and "5.4% of its people live here (mid-2024)" in text for text in told["issues"])
    assert told["wider"][0]["agency"] == FIRE
    assert told["wider"][0]["people_inside"] == 86_058
    assert "with the whole of Shire Fire" in told["basis"]["sentence"]
    for verb in (("overlap", *HERE), ("pairs", *HERE), ("explain", "per-head", *HERE)):
        assert any(text.startswith(said) for text in desk.good(*verb)["issues"]), verb
    before, sheets = words(desk)
    assert any(text.startswith(said) for text in before)
    assert not any("area is known" in text for text in before)
    for name in ("About this pack", "Key messages", "Who spends", "Issues"):
        assert said in sheets[name], name
    assert (
        "£3,333 gross of it is the whole money of 1 organisation that covers more than Hyndburn"
        in sheets["Key messages"]
    )
    for name in ("Overlap", "Categories", "Organisation by division", "Headline figures", "Pairs", "Data"):
        assert "with the whole of Shire Fire" in sheets.get(name, "with the whole of Shire Fire"), name


@pytest.mark.deep
def test_a_share_by_people_reconciles_to_the_penny_and_is_one_step_of_undo(desk: Verb) -> None:
    with open_desk(desk.desk, read_only=True) as opened:
        before = state(opened)
    told = desk.good("agency", "count", FIRE, "--as", "by-people")
    assert (told["counted"], told["held_pence"], told["counted_pence"]) == ("by people", 333_333, 17_910)
    found = desk.good("count", *HERE)
    assert (found["gross_pence"], found["held_gross_pence"]) == (117_910, 433_333)
    assert {row["agency"]: row["amount_pence"] for row in found["rows"]} == {"Hyndburn BC": 100_000, FIRE: 17_910}
    assert found["basis"]["statuses"] == ["actual", "apportioned"]
    _, sheets = words(desk)
    assert "5.4% by people, grade 5" in sheets["Who spends"]
    assert "DIFFERS." in sheets["Check totals"]
    assert "0 DIFFERS" in sheets["Check totals"]
    assert "share of wider organisations by people, grade 5" in sheets["Key messages"]
    desk.good("undo")
    with open_desk(desk.desk, read_only=True) as opened:
        assert state(opened) == before


@pytest.mark.deep
def test_a_body_that_is_left_out_leaves_its_lines_on_the_desk(desk: Verb) -> None:
    desk.good("agency", "count", FIRE, "--as", "left-out")
    found = desk.good("count", *HERE)
    assert (found["gross_pence"], found["bodies_counted"], found["bodies_expected"]) == (100_000, 1, 1)
    assert len(desk.good("spend", "list")["lines"]) == 2
    _, sheets = words(desk)
    assert "left out of the count" in sheets["Returns"]
    assert "0 DIFFERS" in sheets["Check totals"]
    assert desk.good("check")["ok"]


def test_what_cannot_be_shared_is_refused_with_what_to_do(desk: Verb) -> None:
    desk.good("agency", "add", "Nowhere", "--place", "Hyndburn")
    desk.good("agency", "add", "Elsewhere", "--place", "Hyndburn", "--area", "E07000121")
    for body, why in (
        ("Nowhere", "The areas of Nowhere are not known, so no share of its people can be taken. Add its areas first."),
        ("Hyndburn BC", "Hyndburn BC covers nothing outside Hyndburn: it is counted whole."),
        (
            "Elsewhere",
            "Elsewhere has no area in Hyndburn, so its share by people would be nothing. Leave it out instead.",
        ),
    ):
        told = desk("agency", "count", body, "--as", "by-people")
        assert told.exit_code == 2
        assert why in told.err


@pytest.mark.deep
def test_a_body_of_whose_areas_nobody_holds_what_lies_inside_is_said_to_be_perhaps_wider(
    desk: Verb, tmp_path: Path
) -> None:
    board = "NHS Lancashire ICB"
    desk.good("agency", "add", board, "--kind", "icb", "--place", "Hyndburn", "--area", "E54000048")
    file = spending(
        tmp_path,
        "Service,Supplier,Amount,Date\nServices,A Ltd,500,2024-05-02\nServices,B Ltd,70,2024-06-02\n",
        "icb.csv",
    )
    desk.good("import", file, "--place", "Hyndburn", "--agency", board, "--year", "2024-25")
    told = desk.good("count", *HERE)
    assert [body["counted"] for body in told["wider"] if body["agency"] == board] == ["whole"]
    said = f"{board} is counted whole: £570.00; which areas lie inside its own is not held, so it may cover more"
    assert any(text.startswith(said) for text in told["issues"])
    before, texts = words(desk)
    assert any(said in text for text in before)
    assert said in texts["Key messages"]
    # Of two months' payments a board must not think that they are the year.
    assert f"{board} is of a part of the year only (2 of 12 months)." in texts["Key messages"]
    desk.good("agency", "count", board, "--place", "Hyndburn", "--as", "place-only")
    assert board not in [body["agency"] for body in desk.good("count", *HERE)["wider"]]
