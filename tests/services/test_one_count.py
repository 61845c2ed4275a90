"""`count` and `overlap`, the window and the board's pack tell the same totals, counts and verdicts, over random desks
with payments between organisations, internal recharges, income and money without a category."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.asking import asked
from tests.cli.verbs import Verb
from tests.deep import first_of
from tests.services.test_one_verdict import read_back
from tpdesk.calc.overlap import overlap_level
from tpdesk.models.desk import open_desk
from tpdesk.screens.overview.figures import bridge_steps
from tpdesk.services import places
from tpdesk.services.figures import year_facts
from tpdesk.services.imports import import_files
from tpdesk.services.overlap import read_overlap
from tpdesk.services.overview import Overview, read_overview
from tpdesk.services.sheets import ImportRequest

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")

HERE = ("--place", "Shire", "--year", "2024-25")
BODIES: Mapping[str, tuple[str, ...]] = {
    "County": ("E10000017",), "Burnley": ("E07000117",), "Pendle": ("E07000122",), "Trust": (),
}  # fmt: skip
CODES = ("", "05.1.0/waste-collection", "05.1.0", "10.4", "10.4.0", "09.5", "04.5.1")
COLUMNS = {
    "agency": "Agency", "label": "Label", "category": "Category", "amount": "Amount", "transfer_to": "To",
    "internal": "Internal", "flow": "Flow",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TypedLine:
    """A line of a file."""

    agency: str
    category: str
    pence: int
    to: str
    internal: str
    flow: str


lines = st.lists(
    st.builds(
        TypedLine, st.sampled_from(sorted(BODIES)), st.sampled_from(CODES), st.integers(-900, 90_000),
        st.sampled_from(["", "", "", *BODIES]), st.sampled_from(["", "", "", "yes"]),
        st.sampled_from(["expenditure", "expenditure", "expenditure", "income"]),
    ),
    min_size=1,
    max_size=14,
)  # fmt: skip


def made(path: Path, found: list[TypedLine], people: int | None) -> None:
    """Make a desk of one place with such lines, and as many people, if any."""
    file = path.with_suffix(".csv")
    rows = "".join(
        f"{line.agency},L{n},{line.category},{'-' if line.pence < 0 else ''}{abs(line.pence) // 100}."
        f"{abs(line.pence) % 100:02d},{line.to},{line.internal},{line.flow}\n"
        for n, line in enumerate(found)
    )
    file.write_text(f"Agency,Label,Category,Amount,To,Internal,Flow\n{rows}", encoding="utf-8")
    with open_desk(path, make=True) as desk:
        places.add(desk, "Shire", codes=("E10000017",))
        for name, areas in BODIES.items():
            places.add_agency(desk, name, in_places=("Shire",), areas=areas)
        if people is not None:
            places.set_population(desk, "Shire", "2024-25", people=people)
        import_files(desk, [file], ImportRequest(year=2024, columns=COLUMNS))


def agree(path: Path) -> None:
    """Fail unless the verbs, the window and the pack hold the same figures."""
    with open_desk(path, read_only=True) as desk:
        level = overlap_level(year_facts(desk, "Shire", "2024-25"))
    verb, target = Verb(path), path.with_suffix(".xlsx")
    window = asked(path, read_overview, 1, 2024, level)
    verb.good("pack", "board", *HERE, "--out", target)
    sheets = read_back(target)
    by_agency = verb.good("count", *HERE, "--by", "agency")
    by_category = verb.good("count", *HERE, "--by", "category", "--level", level)
    headline_is_one(by_agency, window, sheets)
    agencies_are_one(by_agency, window, sheets)
    categories_are_one(by_category, window, sheets)
    divisions_are_one(verb, sheets)
    verdicts_are_one(verb.good("overlap", *HERE, "--level", level), path, level, sheets)
    assert {row["Verdict"] for row in sheets["Check totals"]} == {"OK"}


def pence(cell: Any) -> int:
    """Return an amount of a sheet in pence."""
    return round(float(cell) * 100)


def headline_is_one(told: Mapping[str, Any], window: Overview, sheets: Mapping[str, list[dict[str, Any]]]) -> None:
    """Fail unless gross, what is taken out, after transfers, income and net are the same on all roads."""
    names = (
        "gross_pence", "transfers_removed_pence", "recharges_removed_pence", "after_transfers_pence",
        "outside_income_pence", "net_of_income_pence",
    )  # fmt: skip
    figures = [told[name] for name in names]
    assert [step[2] for step in bridge_steps(window.by_agency)] == figures
    shown = sheets["Headline figures"]
    assert [pence(row["Amount"]) for row in shown[:6]] == figures
    unmapped = next(row for row in shown if "unmapped" in row["Measure"])
    assert pence(unmapped["Amount"]) == told["unmapped_pence"] == window.by_agency.unmapped_pence
    head = told["pence_per_head"]
    assert head == window.by_agency.pence_per_head
    assert head is None or pence(shown[3]["Per head"]) == head
    assert (told["bodies_counted"], told["bodies_expected"]) == (
        window.by_agency.bodies_counted, window.by_agency.bodies_expected,
    )  # fmt: skip
    about = {row["Item"]: row["What it is"] for row in sheets["About this pack"]}
    assert about["Organisations"] == f"{told['bodies_counted']} counted of {told['bodies_expected']} expected"


def spend(row: Mapping[str, Any]) -> Any:
    """Return the amount of a row, under whichever head the column of spend has."""
    return next(value for name, value in row.items() if name in ("Spend after transfers", "Spend, no transfers marked"))


def agencies_are_one(told: Mapping[str, Any], window: Overview, sheets: Mapping[str, list[dict[str, Any]]]) -> None:
    """Fail unless each organisation's money and lines are the same."""
    rows = [(row["agency"], row["amount_pence"], row["lines"]) for row in told["rows"]]
    assert [(row.agency, row.amount_pence, row.lines) for row in window.by_agency.rows] == rows
    *shown, total = sheets["Who spends"]
    shown = [row for row in shown if row["Organisation"] != "No spend is recorded"]
    assert [(row["Organisation"], pence(spend(row)), row["Spend lines"]) for row in shown] == rows
    assert pence(spend(total)) == sum(amount for _, amount, _ in rows)


def categories_are_one(told: Mapping[str, Any], window: Overview, sheets: Mapping[str, list[dict[str, Any]]]) -> None:
    """Fail unless each category's money and number of organisations are the same."""
    rows = [(row["category"], row["amount_pence"], row["agencies"]) for row in told["rows"]]
    assert [(row.key, row.amount_pence, row.agencies) for row in window.by_category.rows] == rows
    *shown, total = sheets["Categories"]
    shown = [row for row in shown if row["Organisations"] != "[z]"]
    assert [(pence(spend(row)), row["Organisations"]) for row in shown] == [row[1:] for row in rows]
    assert pence(spend(total)) == sum(amount for _, amount, _ in rows)


def divisions_are_one(verb: Verb, sheets: Mapping[str, list[dict[str, Any]]]) -> None:
    """Fail unless the divisions, and organisations by them, are the same."""
    told = verb.good("count", *HERE, "--by", "category", "--level", 1)["rows"]
    *shown, _ = sheets["What on"]
    shown = [row for row in shown if row["Organisations"] != "[z]"]
    assert [(pence(spend(row)), row["Organisations"]) for row in shown] == [
        (row["amount_pence"], row["agencies"]) for row in told
    ]
    cells: dict[str, int] = {}
    for row in verb.good("count", *HERE, "--by", "matrix", "--level", 1)["rows"]:
        cells[row["agency"]] = cells.get(row["agency"], 0) + row["amount_pence"]
    *listed, _ = sheets["Organisation by division"]
    listed = [row for row in listed if row["Organisation"] != "No spend is recorded"]
    assert {row["Organisation"]: pence(row["All divisions"]) for row in listed} == cells


def verdicts_are_one(
    told: Mapping[str, Any], path: Path, level: int, sheets: Mapping[str, list[dict[str, Any]]]
) -> None:
    """Fail unless the ranking's verdicts and bounds are the same."""
    ranked = [row for row in told["rows"] if row["ranked"]]
    rows = [(row["title"], row["verdict"], row["total_pence"], row["outside_lead_meeting_pence"]) for row in ranked]
    found = asked(path, read_overlap, 1, 2024, level, 0).overlap
    assert [
        (row.title, row.verdict, row.total_pence, row.outside_lead_meeting_pence) for row in found.rows if row.ranked
    ] == rows
    shown = [row for row in sheets["Overlap"] if row["Category"] != "None found"]
    assert [
        (
            row["Category"], row["Verdict"], pence(row["Total spend"]),
            pence(row["Outside the lead where areas meet"]),
        )
        for row in shown
    ] == rows  # fmt: skip
    assert told["unmapped_pence"] == found.unmapped_pence


@pytest.mark.deep
@pytest.mark.parametrize("examples", first_of([6, 40], 1, 0))
def test_verbs_window_and_pack_tell_the_same_totals_over_random_desks(examples: int) -> None:
    @seed(examples)
    @settings(
        max_examples=examples,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(lines, st.sampled_from([None, 1000]))
    def tried(found: list[TypedLine], people: int | None) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "shire.tpdesk"
            made(path, found, people)
            agree(path)

    tried()


def test_what_is_paid_recharged_and_earned_is_the_same_on_all_roads(tmp_path: Path) -> None:
    path = tmp_path / "shire.tpdesk"
    made(
        path,
        [
            TypedLine("County", "10.4.0", 90_000, "Burnley", "", "expenditure"),
            TypedLine("County", "10.4", 30_001, "", "yes", "expenditure"),
            TypedLine("Burnley", "10.4.0", 50_000, "", "", "expenditure"),
            TypedLine("Burnley", "09.5", 7_003, "Trust", "", "expenditure"),
            TypedLine("Pendle", "", 11, "", "", "expenditure"),
            TypedLine("Pendle", "04.5.1", 900, "", "", "income"),
        ],
        1000,
    )
    agree(path)
