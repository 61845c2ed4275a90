"""Deep dives in the pack: what is printed, what is kept back, and that nobody can work out what is."""

from __future__ import annotations

import functools
import itertools
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.asking import asked
from tests.calc.packs.read_back import table_rows
from tests.cli.verbs import Verb
from tpdesk.calc.dive import DiveBook
from tpdesk.calc.workbook.check import check_workbook
from tpdesk.models.desk import open_desk
from tpdesk.models.place import find_place
from tpdesk.services.pack_choices import PackChoice, read_packs

HERE = ("--place", "Lancashire", "--year", "2024-25")
SHEETS = [
    "Spend at stake", "Deep dives", "Deep-dive spend", "Prevention and reaction", "Activity map", "Deliveries",
    "Journey totals", "Journeys", "Local barriers",
    "Barriers for government", "Opportunities", "Shortlist", "Shortlist sensitivity",
]  # fmt: skip

Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def desk(sample_original: Path, tmp_path_factory: pytest.TempPathFactory) -> Verb:
    """Return the sample desk."""
    path = tmp_path_factory.mktemp("dives") / "sample.tpdesk"
    shutil.copyfile(sample_original, path)
    return Verb(path)


Packs = Callable[..., Path]


@pytest.fixture(scope="module")
def pack(desk: Verb) -> Packs:
    """Return what writes the board's pack of the sample desk with some options, once for all tests that read it."""

    @functools.cache
    def written(*options: str) -> Path:
        target = desk.desk.with_name(f"pack{''.join(options)}.xlsx")
        desk.good("pack", "board", *HERE, *options, "--out", target)
        return target

    return written


@pytest.fixture(scope="module")
def book(pack: Packs) -> Path:
    """Return its publication copy with what is made up to show the tool, which is all of its deep dives."""
    return pack("--publish", "--illustrative")


def opened(path: Path) -> openpyxl.Workbook:
    """Return a workbook as it is read back, once."""
    # The folder of a test that has passed is the next one's.
    return _opened(path, path.stat().st_mtime_ns)


@functools.cache
def _opened(path: Path, written_at: int) -> openpyxl.Workbook:  # noqa: ARG001
    return openpyxl.load_workbook(path)


def rows(path: Path, name: str) -> Rows:
    """Return the rows of a sheet's table, by heading without unit and notes."""
    return table_rows(opened(path)[name])


@pytest.mark.deep
def test_every_sheet_of_the_deep_dives_is_there_and_meets_every_rule(book: Path) -> None:
    names = opened(book).sheetnames
    assert {name for name in names if name in SHEETS} == set(SHEETS)
    assert [rule.id for rule in check_workbook(book) if not rule.passed] == []
    assert set(SHEETS) <= {row["Sheet"] for row in rows(book, "Contents")}


@pytest.mark.deep
def test_the_figures_are_those_of_the_verbs(desk: Verb, book: Path) -> None:
    for row in rows(book, "Deep dives"):
        told = desk.good("dive", "show", row["Deep dive"], "--year", "2024-25")
        assert round(row["Spend"] * 100) == told["total_pence"]
        assert row["Share of the count"] == pytest.approx(told["share"])
        assert round(row["Spend per head of the place"] * 100) == told["pence_per_head"]
    told = desk.good("shortlist", *HERE)
    assert [(row["Code"], pytest.approx(row["Score"])) for row in rows(book, "Shortlist")] == [
        (one["category"], one["score"]) for one in told["rows"]
    ]
    spend = rows(book, "Deep-dive spend")
    for row in rows(book, "Deep dives"):
        assert sum(round(part["Spend"] * 100) for part in spend if part["Deep dive"] == row["Deep dive"]) == round(
            row["Spend"] * 100
        )


def test_what_nobody_knows_is_never_nought(book: Path) -> None:
    unknown = [row for row in rows(book, "Activity map") if row["Cost a year"] == "[x]"]
    assert unknown
    assert all(row["Cost a year"] != 0 for row in rows(book, "Activity map"))
    assert "[x]" in {row["Saving a year"] for row in rows(book, "Opportunities")}
    assert "[x]" in {row["Days waited before it"] for row in rows(book, "Journeys")} | {
        row["Cost"] for row in rows(book, "Journeys")
    }


def test_what_is_made_up_says_so(book: Path) -> None:
    for name in ("Deep dives", "Activity map", "Deliveries", "Journeys", "Opportunities", "Spend at stake"):
        # What all rows say alike stands above the table.
        above = " ".join(str(cell.value) for cell in opened(book)[name]["A"][:8])
        assert "In every row: " in above, name
        assert "Illustrative: yes" in above, name
    messages = [
        row["Message"]
        for row in rows(book, "Key messages")
        if "eep dive" in row["Message"] or "eliveries" in row["Message"]
    ]
    assert messages
    assert all("illustrative" in message for message in messages)


def everything(path: Path) -> str:
    """Return all text of a workbook."""
    return "\n".join(
        str(cell) for sheet in opened(path) for row in sheet.iter_rows(values_only=True) for cell in row if cell
    )


@pytest.mark.deep
def test_what_is_made_up_is_in_no_copy_to_publish_and_in_no_key_message(desk: Verb, pack: Packs) -> None:
    public, working = pack("--publish"), pack()
    made_up = [
        record["title"]
        for kind in ("dive", "barrier", "opportunity", "journey")
        for record in next(iter(desk.good(kind, "list", "--place", "Lancashire").values()))
    ]
    assert len(made_up) > 10
    text = everything(public)
    assert [title for title in made_up if title in text] == []
    assert "duplication evidenced" not in text
    assert "(illustrative)" not in text
    assert [rule.id for rule in check_workbook(public) if not rule.passed] == []
    assert set(SHEETS) & set(opened(public).sheetnames) == set()
    assert "3 deep dives that are invented examples are left out" in text
    # The working copy shows it, marked, but says nothing of it to a board.
    messages = "\n".join(row["Message"] for row in rows(working, "Key messages"))
    assert "llustrative: " not in messages
    assert not re.search("deep dive|[Dd]eliveries show|opportunit|barrier", messages)
    assert set(SHEETS) <= set(opened(working).sheetnames)


@pytest.mark.deep
def test_messages_and_sheets_tell_the_same_numbers(pack: Packs) -> None:
    for options in (["--publish"], [], ["--publish", "--illustrative"]):
        target = pack(*options)
        [message] = [row["Message"] for row in rows(target, "Key messages") if "run side by side" in row["Message"]]
        said = {"Forty-one": 41, "Forty-two": 42, "Forty-three": 43}[message.split(" ")[1]]
        aside = sum(int(number) for number in re.findall(r"(\d+) of them not on that sheet", message))
        assert said - aside == len(rows(target, "Shared-service candidates"))
        below = sum(int(number) for number in re.findall(r"(\d+) of them below the ranking", message))
        ranked = [row for row in rows(target, "Overlap") if row["Verdict"] == "separate areas"]
        assert said - aside - below == len(ranked)


def test_check_totals_rest_on_the_data_one_way_and_never_the_other(pack: Packs) -> None:
    target = pack()
    found = rows(target, "Check totals")
    for row in found:
        ways = [str(row[total]) for total in ("First total", "Second total")]
        assert any(way.startswith("=") for way in ways), row
        for total, way in (("First total", "One way"), ("Second total", "The other way")):
            live = str(row[total]).startswith("=")
            assert live is not row[way].endswith("(worked out on the desk)"), row
        # Only these sheets look the sheet Data up.
        over = [any(name in way for name in OVER_DATA) for way in ways]
        assert sorted(over) == [False, True], row
    said = "\n".join(str(cell.value) for cell in opened(target)["Check totals"]["A"][:4])
    assert f"{len(found)} OK, 0 DIFFERS" in said


OVER_DATA = ("Headline figures", "Who spends", "What on", "Categories", "Organisation by division", "Overlap measures")


def test_a_sheet_prints_the_base_that_its_figures_rest_on_and_no_other(pack: Packs) -> None:
    book = opened(pack())

    def bases(name: str) -> list[str]:
        found = " ".join(str(cell.value) for cell in book[name]["A"][:8])
        return re.findall(r"Basis: [^.]*\.", found)

    for name in ("Transfers", "Reconciliation", "Confidence"):
        assert ["before transfers" in base for base in bases(name)] == [True], name
    for name in ("Key messages", "Returns", "Check totals", "Issues", "How to read a figure"):
        assert bases(name) == [], name
    assert ["no transfers marked" in base for base in bases("Who spends")] == [True]


def test_where_no_payment_is_marked_no_pack_claims_that_money_is_counted_once(pack: Packs) -> None:
    target = pack("--publish")
    text = everything(target)
    assert "no pound is counted twice" not in text
    assert "£0 paid between" not in text
    [message] = [row["Message"] for row in rows(target, "Key messages") if row["See"] == "Transfers"]
    assert "No payment from one organisation to another is marked" in message
    assert "£355.4m of internal recharges is taken out" in message


@pytest.mark.parametrize("publish", [True, False])
def test_nothing_private_is_in_any_sheet(desk: Verb, pack: Packs, publish: bool) -> None:
    private = [note["text"] for note in desk.good("note", "list", "--place", "Lancashire")["notes"] if note["private"]]
    private += [
        record["note"]
        for kind, key in (
            ("dive", "dives"),
            ("barrier", "barriers"),
            ("opportunity", "opportunities"),
            ("workshop", "workshops"),
        )
        for record in desk.good(kind, "list", "--place", "Lancashire")[key]
        if record.get("note")
    ]
    assert len(private) > 1
    target = pack(*(["--publish"] if publish else []))
    held = {
        str(cell)
        for sheet in opened(target)
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        if cell is not None
    }
    if publish:
        assert not [text for text in private if any(text in cell for cell in held)]
    else:
        # The working pack's list of changes is the desk's own history; nothing else may tell it.
        changes = {str(cell) for row in opened(target)["Changes"].iter_rows(values_only=True) for cell in row if cell}
        assert not [text for text in private if any(text in cell for cell in held - changes)]


def test_a_small_cohort_and_what_gives_it_away_are_confidential(book: Path) -> None:
    found = {row["Deep dive"]: row for row in rows(book, "Deep dives")}
    small = found["Illustrative: Known to five bodies or more"]
    assert (small["People it is about"], small["Spend per person it is about"]) == ("[c]", "[c]")
    others = [row for title, row in found.items() if title != small["Deep dive"]]
    assert all(isinstance(row["People it is about"], int) for row in others)


@pytest.mark.deep
@pytest.mark.parametrize(
    ("whole", "parts"),
    [(20, (8, 12)), (38, (8, 12, 18)), (8, (3, 5)), (100, (50, 50)), (30, (8, 12)), (17, (8, 9)), (12, (8, None))],
)
def test_no_hidden_cohort_has_a_unique_solution(tmp_path: Path, whole: int, parts: tuple[int | None, ...]) -> None:
    desk = Verb(tmp_path / "small.tpdesk")
    desk.good("place", "add", "Testshire", "--code", "E07000120")
    desk.good("agency", "add", "Body", "--place", "Testshire")
    (tmp_path / "a.csv").write_text("Service,Amount\nRoads,1000.00\n", encoding="utf-8")
    desk.good("import", tmp_path / "a.csv", "--place", "Testshire", "--agency", "Body", "--year", "2024-25")
    desk.good("dive", "add", "Whole", "--place", "Testshire", "--cohort", str(whole))
    for n, part in enumerate(parts):
        cohort = () if part is None else ("--cohort", str(part))
        desk.good("dive", "add", f"Part {n}", "--place", "Testshire", "--parent", "Whole", *cohort)
    desk.good("dive", "tag", "Whole", "--agency", "Body", "--share", "50%")
    target = tmp_path / "pack.xlsx"
    desk.good("pack", "board", "--place", "Testshire", "--year", "2024-25", "--publish", "--out", target)
    printed = {row["Deep dive"]: row["People it is about"] for row in rows(target, "Deep dives")}
    members = {row["Deep dive"]: row["Spend per person it is about"] for row in rows(target, "Deep dives")}
    hidden = [title for title, value in printed.items() if value == "[c]"]
    true = {"Whole": whole, **{f"Part {n}": part for n, part in enumerate(parts)}}
    assert all(title in hidden for title, value in true.items() if value is not None and 0 < value < 10)
    assert all(members[title] == "[c]" for title in hidden)
    if None in parts or sum(part or 0 for part in parts) != whole:
        return
    # Whoever knows that the parts make up the whole tries every number for what is hidden.
    solutions: dict[str, set[int]] = {title: set() for title in hidden}
    for tried in itertools.product(range(whole + 25), repeat=len(hidden)):
        people: dict[str, Any] = {**printed, **dict(zip(hidden, tried, strict=True))}
        if sum(people[f"Part {n}"] for n in range(len(parts))) == people["Whole"]:
            for title in hidden:
                solutions[title].add(people[title])
    assert all(len(found) > 1 for found in solutions.values()), solutions


def test_a_place_without_deep_dives_has_none_of_the_sheets(desk: Verb, tmp_path: Path) -> None:
    place = next(
        place for place in (one["name"] for one in desk.good("place", "list")["places"]) if place.startswith("Luton")
    )
    target = tmp_path / "luton.xlsx"
    desk.good("pack", "board", "--place", place, "--year", "2008-09", "--out", target)
    assert not set(SHEETS) & set(openpyxl.load_workbook(target).sheetnames)


def test_sub_themes_of_what_is_illustrative_are_too() -> None:
    assert DiveBook().illustrative == frozenset()
    assert DiveBook().hidden_cohorts == frozenset()


@pytest.mark.deep
def test_an_earlier_pack_is_named_where_a_number_of_people_is_kept_back(desk: Verb, tmp_path: Path) -> None:
    with open_desk(desk.desk, read_only=True) as opened:
        place = find_place(opened.connection, "Lancashire").id
    copy = tmp_path / "copy.tpdesk"
    shutil.copyfile(desk.desk, copy)
    choice = PackChoice("board", "draft", False, "", tmp_path / "pack.xlsx")
    Verb(copy).good("pack", "board", *HERE, "--publish", "--out", tmp_path / "pack.xlsx")
    read = asked(copy, read_packs, place, 2024, choice)
    assert [
        item for item in read.ready if "1 small number of people is kept back" in item.text and item.state == "look"
    ]
    assert not [item for item in asked(copy, read_packs, place, 2023, choice).ready if "kept back" in item.text]
