"""No sentence claims more than was looked for: payments that nobody marked, areas that nobody knows, deliveries that
nobody gathered, and years that are not alike have their words, by verb, in the window and in the packs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.asking import asked
from tests.cli.verbs import Verb
from tpdesk.calc.packs.board import describe_board
from tpdesk.calc.packs.reports import INTERIM, describe_report
from tpdesk.calc.workbook.describe import SheetCell, Workbook
from tpdesk.domain.codes import LEVELS
from tpdesk.models.desk import open_desk
from tpdesk.screens.overlap import words
from tpdesk.services import places
from tpdesk.services.board import board_report
from tpdesk.services.imports import import_files
from tpdesk.services.overlap import read_comparison, read_overlap
from tpdesk.services.records import add_record
from tpdesk.services.reports import place_report
from tpdesk.services.sheets import ImportRequest

COUNTY, BURNLEY, NOWHERE = "E10000017", "E07000117", "E07999999"
HERE = ("--place", "Shire", "--year", "2024-25")
CATEGORY = "10.4.0"
Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Return what makes a desk: two organisations that spend on one class, in areas as given."""

    def made(
        areas: Mapping[str, tuple[str, ...]] | None = None,
        *,
        paid: bool = False,
        deliveries: tuple[str, ...] = (),
        statuses: Mapping[int, str] | None = None,
    ) -> Path:
        path = tmp_path / "shire.tpdesk"
        covered = areas or {"County": (COUNTY,), "Burnley": (BURNLEY,)}
        with open_desk(path, make=True) as desk:
            places.add(desk, "Shire", codes=(COUNTY,))
            for name, codes in covered.items():
                places.add_agency(desk, name, in_places=("Shire",), areas=codes)
            for year, status in (statuses or {2024: "actual"}).items():
                file = tmp_path / f"{year}.csv"
                rows = "".join(
                    f"{name},L{n},{CATEGORY},{500 + n + year % 2}.00,{'Burnley' if paid and n == 0 else ''}\n"
                    for n, name in enumerate(covered)
                )
                file.write_text(f"Agency,Label,Category,Amount,To\n{rows}", encoding="utf-8")
                columns = {"agency": "Agency", "label": "Label", "category": "Category", "amount": "Amount"}
                columns |= {"transfer_to": "To"} if paid else {}
                import_files(desk, [file], ImportRequest(year=year, columns=columns, status=status))
            add_record(desk, "dive", {"title": "D", "place": "Shire"})
            for agency in deliveries:
                typed = {"dive": "D", "agency": agency, "activity": "assess", "client_group": "carers"}
                add_record(desk, "delivery", {**typed, "category": CATEGORY})
        return path

    return made


def text_of(book: Workbook, *keys: str) -> str:
    """Return all text of the sheets of those keys, or of all."""
    found = []
    for sheet in book.sheets:
        if keys and sheet.key not in keys:
            continue
        found += [sheet.title, *sheet.holds, *(f"{line.lead} {line.text}" for line in sheet.front)]
        for row in sheet.table.rows if sheet.table else ():
            found += [str(cell.value if isinstance(cell, SheetCell) else cell) for cell in row]
    return "\n".join(found)


def board(path: Path, *keys: str) -> str:
    return text_of(describe_board(asked(path, board_report, "Shire", "2024-25")), *keys)


def interim(path: Path, *keys: str) -> str:
    return text_of(describe_report(INTERIM, asked(path, place_report, "Shire", "2024-25")), *keys)


def window(path: Path) -> str:
    """Return what the overlap screen says above its ranking, and what must be known of it."""
    read = asked(path, read_overlap, 1, 2024, 2, 0)
    said = (words.headline(read, LEVELS, short=False), words.headline(read, LEVELS, short=True), words.known_by(read))
    return "\n".join((*said, *words.warnings(read, 20), *(words.unproven(read, row) for row in read.overlap.rows)))


# -- payments between organisations


def test_where_no_payment_is_marked_nothing_claims_to_be_after_transfers(make: Make) -> None:
    path = make()
    for verb in ("count", "overlap"):
        told = Verb(path).good(verb, *HERE)
        assert told["basis"]["transfers"] == "no transfers marked, after internal recharges"
        assert any("money is counted twice" in text for text in told["issues"])
    assert "after transfers" not in window(path)
    assert "no transfers marked" in window(path)
    assert "No line is marked as a payment" in window(path)
    page = board(path, "cover")
    assert "after transfers" not in page
    assert "spent, no transfers marked" in page
    assert "money may be counted twice" in page
    assert "Basis: no transfers marked" in board(path, "who_spends")
    assert "Basis: no transfers marked" in interim(path, "who_spends")


def test_where_payments_are_marked_it_is_after_transfers(make: Make) -> None:
    path = make(paid=True)
    for verb in ("count", "overlap"):
        told = Verb(path).good(verb, *HERE)
        assert told["basis"]["transfers"] == "after transfers and internal recharges"
        assert not any("No line is marked" in text for text in told["issues"])
    assert "after transfers" in window(path)
    assert "spent after transfers and recharges" in board(path, "cover")
    assert "Basis: after transfers" in interim(path, "who_spends")


# -- areas


@pytest.mark.parametrize(
    "areas",
    [
        {"County": (), "Burnley": ()},
        {"County": (), "Burnley": (BURNLEY,)},
        {"County": (COUNTY, NOWHERE), "Burnley": ()},
    ],
    ids=["none is known", "one is not known", "one is doubtful"],
)
def test_what_rests_on_an_area_that_is_not_known_is_unproven(make: Make, areas: Mapping[str, tuple[str, ...]]) -> None:
    path = make(areas)
    told = Verb(path).good("overlap", *HERE)
    assert [row["unproven"] for row in told["rows"]] == [True]
    assert "fragmented, unproven" in Verb(path).words("overlap", *HERE).out
    assert "of it unproven) can coincide" in window(path) or "can coincide (£500 of it unproven)" in window(path)
    page = board(path, "cover")
    assert "of it outside the lead (unproven)" in page
    assert "unproven as an area is not known" in page
    assert "of it unproven, as areas are not known" in page
    messages = board(path, "key_messages")
    assert "fragmented, unproven)" in messages
    assert "(unproven)" in board(path, "overlap")


def test_where_all_areas_are_known_nothing_is_unproven(make: Make) -> None:
    path = make()
    assert [row["unproven"] for row in Verb(path).good("overlap", *HERE)["rows"]] == [False]
    assert "unproven" not in Verb(path).words("overlap", *HERE).out
    assert "unproven" not in window(path).casefold()
    assert "unproven" not in board(path, "cover", "key_messages").casefold()


def test_separate_areas_that_rest_on_a_code_that_nobody_knows_are_not_said_to_be_apart_for_certain(make: Make) -> None:
    path = make({"Burnley": (BURNLEY,), "Elsewhere": (NOWHERE,)})
    [row] = Verb(path).good("overlap", *HERE)["rows"]
    assert (row["verdict"], row["unproven"]) == ("separate areas", True)
    assert "unproven" in row["evidence"][-1]
    assert "unproven" in Verb(path).words("overlap", *HERE).out.partition("Side by side")[2]
    assert "unproven, as an area is not known" in board(path, "key_messages")


# -- who does what for whom


def test_where_nobody_gathered_deliveries_overlap_is_not_looked_for_rather_than_not_there(make: Make) -> None:
    path = make()
    told = Verb(path).good("overlap", *HERE)
    assert told["deliveries"] == 0
    assert any("were not looked for" in text for text in told["issues"])
    assert "were not looked for" in window(path)
    assert "Evidence. Not looked for: no record says who does what for whom" in board(path, "cover")
    assert "were not looked for" in board(path, "issues")
    assert "not looked for" in board(path, "evidence")


def test_where_deliveries_show_nothing_that_is_what_is_said(make: Make) -> None:
    path = make(deliveries=("County",))
    told = Verb(path).good("overlap", *HERE)
    assert told["deliveries"] == 1
    assert not any("not looked for" in text for text in told["issues"])
    assert "not looked for" not in window(path)
    assert "Evidence. None shown by the 1 delivery recorded" in board(path, "cover")


def test_a_verdict_that_rests_on_an_unknown_area_or_a_decision_says_so_on_page_one(make: Make) -> None:
    path = make({"County": (), "Burnley": (BURNLEY,)}, deliveries=("County", "Burnley"))
    [row] = Verb(path).good("overlap", *HERE)["rows"]
    assert (row["verdict"], row["unproven"]) == ("duplication evidenced", True)
    assert "duplication evidenced, unproven as an area is not known" in board(path, "cover")
    assert "Unproven, as an area is not known: 1 of them" in board(path, "key_messages")
    decided = ("--verdict", "overlap evidenced", "--reason", "the board said so")
    Verb(path).good("verdict", CATEGORY, *HERE, *decided)
    assert "decided by hand" in board(path, "cover")


# -- years


def test_a_change_between_years_of_unlike_money_is_not_told(make: Make) -> None:
    path = make(statuses={2023: "budget", 2024: "actual"})
    page = board(path, "cover")
    assert "Change. Not told. The bases differ. Shire 2023-24: budget; Shire 2024-25: actual." in page
    told = Verb(path).good("compare", "--place", "Shire", "--year", "2024-25", "--with-year", "2023-24")
    found = asked(path, read_comparison, (1, 2024), (1, 2023), 2)
    for texts in (told["issues"], [issue.text for issue in found.issues]):
        assert sum("The bases differ." in text for text in texts) == 1


def test_a_change_between_years_of_which_one_has_its_payments_marked_is_not_told(make: Make, tmp_path: Path) -> None:
    path = make(paid=True)
    file = tmp_path / "before.csv"
    file.write_text(f"Agency,Label,Category,Amount\nCounty,L,{CATEGORY},10.00\nBurnley,L,{CATEGORY},20.00\n", "utf-8")
    columns = {"agency": "Agency", "label": "Label", "category": "Category", "amount": "Amount"}
    with open_desk(path) as desk:
        import_files(desk, [file], ImportRequest(year=2023, columns=columns))
    page = board(path, "cover")
    assert "Change. Not told. Payments between organisations are marked in Shire 2024-25 and none in" in page
    assert "%" not in next(line for line in page.splitlines() if line.startswith("Change."))


def test_a_change_between_years_alike_is_told(make: Make) -> None:
    assert "Change. Since 2023-24 spend of organisations in both years changed by" in board(
        make(statuses={2023: "actual", 2024: "actual"}), "cover"
    )
