"""Real files of real bodies, without a hint: sums to the penny, the columns a person would take, and
reasons a person would accept.

The sums were taken from the files' own notes or by a script that shares nothing with the project.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from bench.files import SAID, found_under
from tests.models.intake.reading import SHARED, Reading, read, read_from
from tpdesk.models.intake.layout import Layout, Overrides
from tpdesk.models.intake.recognise import recognise
from tpdesk.models.intake.source import open_source

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the real files are not beside this checkout")


def readings(folder: str, pattern: str) -> list[Reading]:
    """Read every sheet of every file of a folder."""
    return [reading for _, reading in named(folder, pattern)]


def named(folder: str, pattern: str) -> Iterator[tuple[Path, Reading]]:
    """Yield every sheet of every file of a folder, with the file."""
    for path in sorted((SHARED / folder).glob(pattern)):
        with open_source(path) as source:
            for sheet in source.sheets:
                yield path, read_from(source, sheet)


def summed(found: list[Reading]) -> tuple[int, int, int, int, Decimal]:
    """Return sheets, rows read, rows imported, rows rejected and the sum in pounds."""
    tallies = [reading.tally for reading in found]
    return (
        len(found),
        sum(tally.rows_read for tally in tallies),
        sum(tally.rows_imported for tally in tallies),
        sum(tally.rows_rejected for tally in tallies),
        Decimal(sum(tally.sum_pence for tally in tallies)).scaleb(-2),
    )


POLICE = {
    "pcc-2018-19": (7_974, "62208683.77"), "pcc-2019-20": (7_211, "50267675.95"),
    "pcc-2020-21": (5_250, "53401238.75"), "pcc-2021-22": (6_741, "74661545.84"),
    "pcc-2022-23": (7_654, "76228986.50"), "pcc-2023-24": (9_289, "104322773.62"),
    "pcc-2024-25": (7_857, "110962284.83"),
}  # fmt: skip
"""Workbook of a year -> its lines and pounds."""

HELD = {
    "lancashire/fire": (6, 6, 6, 6, 0),
    "lancashire/hyndburn": (107, 107, 107, 107, 0),
    "lancashire/police": (82, 82, 82, 82, 0),
    "odd/babergh_xlsx": (1, 1, 0, 1, 1),
    "odd/darlington": (6, 3, 6, 6, 3),
    "odd/salford": (5, 5, 5, 5, 0),
    "oxford": (17, 16, 17, 17, 1),
    "tyneside/newcastle": (13, 13, 13, 13, 0),
    "tyneside/northtyneside": (12, 12, 12, 12, 0),
}
"""Folder of spending -> its sheets, those whose lines have a date, a label, a supplier, and those of which a
warning says what is missing."""

WARNED = {"lancashire/hyndburn": ["1505290592603_1707.csv"]}
"""Folder -> its files of which a warning says that an amount may be none."""

ODD_AMOUNTS = ("times as large as all others", "sum of all others", "whole amounts that could be")


def holds_what_it_has(path: Path, reading: Reading, counts: Counter[str]) -> None:
    """Fail unless each of date, label and supplier is there or said to be missing; count them."""
    warnings = " ".join((*reading.layout.warnings, *reading.tally.warnings))
    has = {field for field in SAID if any(getattr(line, field) for line in reading.lines)}
    for field, words in SAID.items():
        assert field in has or any(word in warnings for word in words), (path, field)
    assert not any(f"{field}=COLUMN" in warnings for field in has), path
    assert "wrong way round" not in warnings, path
    counts.update(["sheets", *has, *(["warned"] if len(has) < len(SAID) else [])])


@pytest.mark.deep
@pytest.mark.parametrize(
    ("folder", "pattern", "expected"),
    [
        ("tyneside/newcastle", "*.csv", (13, 76_785, 76_785, 0, "624541573.47")),
        ("tyneside/northtyneside", "*.csv", (12, 189_087, 189_087, 0, "389469902.93")),
        ("lancashire/hyndburn", "*.csv", (107, 43_108, 35_961, 3, "241262911.31")),
        ("oxford", "*.csv", (17, 61_529, 61_528, 1, "228210155.40")),
        ("odd/darlington", "*.csv", (6, 9_846, 9_846, 0, "43557911.18")),
        ("odd/babergh_xlsx", "*.xlsx", (1, 19_769, 19_768, 1, "105066873.05")),
        ("lancashire/fire", "*.xlsx", (6, 15_948, 15_782, 166, "82002334.83")),
        ("lancashire/police", "*.xlsx", (82, 51_976, 51_976, 0, "532053189.26")),
    ],
)
def test_a_bodys_files_are_taken_in_whole(folder: str, pattern: str, expected: tuple[int, int, int, int, str]) -> None:
    """One reading of each file holds its sums, its columns and what is warned of."""
    by_file: dict[Path, list[Reading]] = {}
    for path, reading in named(folder, pattern):
        by_file.setdefault(path, []).append(reading)
    found = [reading for sheets in by_file.values() for reading in sheets]
    assert summed(found) == (*expected[:4], Decimal(expected[4]))
    rules = Counter(reject.rule for reading in found for reject in reading.rejects)
    assert dict(rules) == {
        "lancashire/hyndburn": {"repeated header": 3},
        "oxford": {"blank amount": 1},
        "odd/babergh_xlsx": {"unreadable amount": 1},
        "lancashire/fire": {"repeated header": 1, "blank amount": 165},
    }.get(folder, {})
    counts: Counter[str] = Counter()
    for path, sheets in by_file.items():
        for reading in sheets:
            assert "supplier" in reading.layout.columns
            assert "label" in reading.layout.columns or folder == "odd/babergh_xlsx"
            assert reading.layout.unit == "pounds"
            assert reading.layout.date_order == "dmy"
            holds_what_it_has(path, reading, counts)
        if path.stem in POLICE:
            lines, pounds = POLICE[path.stem]
            assert (summed(sheets)[2], summed(sheets)[4]) == (lines, Decimal(pounds))
            assert {line.year for reading in sheets for line in reading.lines} == {int(path.stem[4:8])}
    assert tuple(counts[name] for name in ("sheets", "date", "label", "supplier", "warned")) == HELD[folder]
    assert [
        path.name for path, sheets in by_file.items()
        if any(words in " ".join(reading.tally.warnings) for reading in sheets for words in ODD_AMOUNTS)
    ] == WARNED.get(folder, [])  # fmt: skip
    assert folder != "lancashire/police" or {path.stem for path in by_file} >= set(POLICE)


@pytest.mark.parametrize(
    ("name", "lines", "pounds"),
    [
        ("fire-2022-23", 2_743, "13539464.68"),
        ("fire-2023-24", 6_999, "24525169.32"),
        ("fire-2024-25", 3_376, "24622388.91"),
    ],
)
def test_a_fire_workbook_gives_its_years_sum(name: str, lines: int, pounds: str) -> None:
    found = readings("lancashire/fire", f"{name}.xlsx")
    assert (summed(found)[2], summed(found)[4]) == (lines, Decimal(pounds))


def test_the_fire_sheet_with_a_second_table_says_how_to_take_it_in() -> None:
    path = SHARED / "lancashire/fire/fire-2022-23.xlsx"
    assert any("--header-row 2745" in warning for warning in read(path, "Data to upload").tally.warnings)
    rest = read(path, "Data to upload", overrides=Overrides(header_row=2745))
    assert (rest.tally.rows_imported, rest.tally.rows_rejected, rest.layout.column_names()["label"]) == (
        165,
        0,
        "Subjective Description",
    )


def test_net_amounts_are_taken_beside_gross_and_vat() -> None:
    found = [read(path) for path in sorted((SHARED / "odd/salford").glob("*.csv")) if path.name != "2022-07.csv"]
    assert {reading.layout.column_names()["amount"] for reading in found} == {"Net"}
    assert {reading.layout.column_names()["agency"] for reading in found} == {"Authority Name"}
    assert summed(found) == (5, 8_253, 8_253, 0, Decimal("108307242.69"))
    warnings = " ".join(warning for reading in found for warning in reading.tally.warnings)
    assert not any(words in warnings for words in ODD_AMOUNTS)


def test_a_register_of_contracts_is_no_spending() -> None:
    with open_source(SHARED / "odd/salford/2022-07.csv") as source:
        layout = recognise(source, None)
    assert layout.headers[0] == "Directorate Name"
    assert layout.refusal is not None
    assert "contracts" in layout.refusal


def test_the_outturn_extract_is_known_by_unit_body_year_and_line() -> None:
    found = read(SHARED / "lancashire/revenue_outturn/DERIVED_revenue_outturn_long_kGBP.csv")
    named = found.layout.column_names()
    assert (named["amount"], named["agency"], named["year"], named["label"]) == (
        "total_expenditure",
        "authority",
        "financial_year",
        "service_line",
    )
    assert found.layout.unit == "thousands"
    assert any("total" in warning for warning in found.tally.warnings)
    rsx = [
        line
        for line in found.lines
        if line.year == 2024 and line.label and "TOTAL" not in line.label.upper() and line.description == "Summary"
    ]
    assert {line.agency for line in rsx} == {line.agency for line in found.lines}
    assert abs(sum(line.amount_pence for line in rsx) - 4_603_530 * 100_000) <= 15 * 100_000


@pytest.mark.deep
def test_the_country_and_regional_analysis_needs_a_year_and_comes_to_its_golden_sums() -> None:
    path = SHARED / "reference/cra/CRA_2018_Database_for_Publication_rvsd.xlsx"
    with open_source(path) as source:
        notes, data = (recognise(source, sheet) for sheet in source.sheets)
        assert not notes.is_data
        assert data.refusal is not None
        assert "--year" in data.refusal
    found = read(path, "CRA 2018 database", overrides=Overrides(year=2017))
    named = found.layout.column_names()
    assert found.layout.unit == "thousands"
    assert (named["amount"], named["agency"], named["area"], named["cost_type"]) == (
        "2017-18",
        "Organisation Name",
        "NUTS Region",
        "CAP or CUR",
    )
    west = sum(line.amount_pence for line in found.lines if line.area == "ENGLAND_North West")
    assert west == 71_185_419 * 100_000
    apart = sum(line.amount_pence for line in found.lines if line.area == "NON-REGIONAL")
    assert apart == 91_952_155 * 100_000
    assert found.tally.sum_pence - apart == 644_074_580 * 100_000


def columns_of(path: Path) -> Layout:
    with open_source(path) as source:
        return recognise(source, None)


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        (
            "tyneside/newcastle/2019-04.csv",
            {"label": "Service Area", "description": "Cost Centre Name", "cost_type": "Cap/Rev", "date": "Paid Date"},
        ),
        (
            "tyneside/northtyneside/2019-05_p.csv",
            {
                "label": "Service Category Label",
                "description": "Purpose of Spend",
                "supplier": "Supplier (Beneficiary) Name",
            },
        ),
        (
            "oxford/expenditure-over-500-jan-mar-2017.csv",
            {"label": "Service Area", "description": "Expenditure Catergory", "cost_type": "Type of Expenditure"},
        ),
        (
            "oxford/expenditure-over-500-apr-jun-2015.csv",
            {"label": "Organisatonal Unit", "agency": "Body Name", "supplier": "Supplier Name"},
        ),
        (
            "lancashire/hyndburn/1644225107078_October-2021-csv.csv",
            {"label": "+", "supplier": "Name", "amount": "Net Amount(£)"},
        ),
        (
            "lancashire/hyndburn/1733325017421_Oct-24-CSV.csv",
            {"label": "Service Area", "supplier": "Name:", "amount": "Amount Paid"},
        ),
        (
            "lancashire/hyndburn/1746535128870_March-25-CSV.csv",
            {"label": "Service Area", "supplier": "Name:", "amount": "Amount Paid"},
        ),
        (
            "odd/darlington/2013-02.csv",
            {
                "label": "Service",
                "supplier": "Supplier",
                "amount": "Invoice Line Value (net of VAT)",
                "description": "Account",
            },
        ),
        ("odd/salford/2018-04.csv", {"amount": "Net", "label": "Directorate", "agency": "Authority Name"}),
    ],
)
def test_the_columns_are_those_a_person_would_take(name: str, columns: dict[str, str]) -> None:
    named = columns_of(SHARED / name).column_names()
    assert {field: named.get(field) for field in columns} == columns


@pytest.mark.parametrize(
    "folder", [folder if folder.startswith("odd") else pytest.param(folder, marks=pytest.mark.long) for folder in HELD]
)
def test_every_real_file_has_date_label_and_supplier_or_says_what_is_missing(folder: str) -> None:
    counts: Counter[str] = Counter()
    for found in found_under(SHARED / folder):
        if found.refusal:
            assert found.path.name == "2022-07.csv", found
            continue
        assert not found.unsaid, found
        assert not any(f"{field}=COLUMN" in found.warnings for field in found.has), found
        assert "wrong way round" not in found.warnings, found
        counts.update(["sheets", *found.has, *(["warned"] if len(found.has) < len(SAID) else [])])
    assert tuple(counts[name] for name in ("sheets", "date", "label", "supplier", "warned")) == HELD[folder]


@pytest.mark.deep
@pytest.mark.parametrize("folder", ["first_count", "reference", "lancashire/revenue_outturn"])
def test_files_that_are_no_payments_say_what_is_missing_or_why_they_are_refused(folder: str) -> None:
    found = list(found_under(SHARED / folder))
    assert found
    assert not any(item.unsaid for item in found), found
