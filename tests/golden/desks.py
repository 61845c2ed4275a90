"""The desks that the golden files are of: the sample desk, and a small messy one made here from files written here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from tests.cli.verbs import Verb, run

PLACE: Final = "Shire"
YEAR: Final = "2024-25"

_BODIES: Final = (
    ("Shire County Council", "county", "E10000017", "Shire CC"),
    ("Northbury Borough Council", "district", "E07000117", "Northbury BC"),
    ("Southbury Borough Council", "district", "E07000118", ""),
    ("Castle Unitary", "unitary", "E06000008", "Castle UA"),
    ("Regional Health Board", "health", "E12000002", ""),
    ("Harbour Conservancy", "", "", ""),
    ("Silent Agency", "agency", "E10000017", ""),
)
"""Name, kind, area and alias. The harbour's area is unknown, the health board covers more than the
place, and one sends nothing."""

_COUNTY: Final = """Shire County Council - outturn,,,,,,,,,
,,,,,,,,,
Body,Service,Sum (GBP),Direction,Kind of money,Firmness,Decided,Where,Passed on to,Function
Shire County Council,Bins,"£1,200.50",Expenditure,Revenue,Actual,local,E07000117,Northbury Borough Council,
Shire CC,Bins,(£20.25),Expenditure,Rev,Actual,local,E07000118,,
shire county council,Halves,100.01,Expenditure,Revenue,Actual,influenced,,,
Shire County Council,Thirds,99.99,Expenditure,Capital,Actual,national,,Somebody Else Ltd,
Shire County Council,Thirds,-,Expenditure,Capital,Actual,national,,,
Shire County Council,"Adults, and older people","2,500.00",Expenditure,Revenue,Actual,local,,,
Shire County Council,"Adults, and older people",400.00,Income,Revenue,Actual,local,,,
Shire County Council,Nobody knows what,33.33,Expenditure,,Estimate,,,,
Northbury BC,Bins,310.10,Expenditure,Revenue,Actual,local,E07000117,,
Northbury Borough Council,Bins,1200.50,Income,Revenue,Actual,,,,
Northbury Borough Council,Homes,220.00,Expenditure,Revenue,Actual,local,E07000117,,10.6.0
Southbury Borough Council,Bins,275.75-,Expenditure,Revenue,Actual,local,E07000118,,
Southbury Borough Council,Homes,180.40,Expenditure,Revenue,Budget,local,E07000118,,10.6
Castle UA,Bins,640,Expenditure,Revenue,Actual,local,E06000008,,05.1.0/waste-collection
Castle Unitary,Homes,150.60,Expenditure,Capital,Actual,,E06000008,,10.6.0
Castle Unitary,Roads,#REF!,Expenditure,Capital,Actual,,E06000008,,
Harbour Conservancy,Halves,75.05,Expenditure,Revenue,Actual,,,,
Ministry of Nothing,Bins,10,Expenditure,Revenue,Actual,,,,
Total,,4000.00,,,,,,,
"""
"""Several organisations in one sheet: a title above the headings, credit notes, a transfer, an unknown body, a
broken amount and a total row."""

_COLUMNS: Final = (
    "category=Function", "transfer_to=Passed on to", "flow=Direction", "cost_type=Kind of money", "status=Firmness",
    "control=Decided", "area=Where",
)  # fmt: skip

_HEALTH: Final = (
    "Payment Date;Supplier;Expense Type;Net Amount;Description\n"
    "03/04/2024;Shire County Council;Care packages;1,000.00;Joint fund\n"
    "17/05/2024;SHIRE COUNTY COUNCIL (Direct Debit);Care packages;250.00;Joint fund, quarter 1\n"
    "28/05/2024;Castle Unitary;Care packages;90.10;Café and caring\n"
    "31/12/2024;Acme Cleaning;Estates;12.34;=1+1\n"
    "31/03/2025;Acme Cleaning;Estates;-2.34;Credit\n"
    "01/04/2026;Acme Cleaning;Estates;5.00;Next year\n"
    "31/02/2025;Acme Cleaning;Estates;5.00;No such day\n"
)
"""A list of payments, with semicolons and in an old encoding:
suppliers that are organisations of the place, days outside the year, a day that there is not."""

_EARLIER: Final = "Service,Amount\nBins,700\nHomes,55.5\n"

_MAPS: Final = """label,category,share
Bins,05.1.0/waste-collection,1
Halves,10.2,0.5
Halves,09.5.0,0.5
Thirds,07.4.0,0.3334
Thirds,05.1.0/waste-disposal,0.3333
Thirds,04.5.1,0.3333
"Adults, and older people",10,1
Care packages,10.2.0,1
"""

_OWN_MAPS: Final = "label,category,share\nBins,05.1.0/waste-disposal,0.9\nBins,05.6.0,0.1\n"

_RECORDS: Final = (
    ("place", "change", PLACE, "--kind", "pilot", "--theme", "Homes", "--note", "a [b]note[/b]"),
    ("place", "population", PLACE, YEAR, "--people", "123457", "--households", "54321", "--source", "test"),
    ("agency", "count", "Regional Health Board", "--place", PLACE, "--as", "by-people"),
    ("agency", "return", "Silent Agency", "--place", PLACE, "--year", YEAR, "--state", "requested", "--requested",
        "2025-04-01", "--due", "2025-05-31"),
    ("agency", "return", "Castle Unitary", "--place", PLACE, "--year", YEAR, "--state", "received", "--published",
        "800", "--source", "Annual accounts"),
    ("category", "mark", "05.1.0/waste-disposal", "--separate", "Environmental Protection Act 1990, section 51"),
    ("dive", "add", "Homes", "--place", PLACE, "--client-group", "people without a settled home", "--cohort", "120",
        "--category", "10.6.0"),
    ("dive", "add", "First nights", "--place", PLACE, "--parent", "Homes", "--cohort", "7"),
    ("dive", "tag", "Homes", "--category", "10.6", "--share", "50%"),
    ("dive", "tag", "Homes", "--agency", "Castle Unitary", "--label", "Homes", "--share", "25%"),
    ("delivery", "add", "--dive", "Homes", "--agency", "Northbury Borough Council", "--activity", "assess",
        "--client-group", "people without a settled home",
     "--cost", "20000", "--grade", "3", "--stage", "prevent", "--evidence", "Visit"),
    ("delivery", "add", "--dive", "Homes", "--agency", "Shire County Council", "--activity", "assess", "--client-group",
        "people without a settled home",
     "--area", "E07000117", "--cost", "15000", "--passed-on", "5000", "--stage", "respond"),
    ("delivery", "add", "--dive", "Homes", "--agency", "Harbour Conservancy", "--activity", "house"),
    ("workshop", "add", "First workshop", "--place", PLACE, "--dive", "Homes", "--held-on", "2025-06-01", "--agency",
        "Castle Unitary", "--delivery", "1"),
    ("note", "add", "Both of us ask the same", "--workshop", "First workshop", "--kind", "overlap seen", "--agency",
        "Castle Unitary", "--dots", "3",
     "--category", "10.6.0"),
    ("note", "add", "Kept between us", "--workshop", "First workshop", "--kind", "quote", "--private"),
    ("note", "add", "Share one form", "--workshop", "First workshop", "--kind", "action", "--owner", "Castle Unitary",
        "--due-on", "2025-07-01"),
    ("barrier", "add", "Forms differ", "--place", PLACE, "--dive", "Homes", "--level", "local", "--kind", "culture",
        "--from-note", "1", "--category", "10.6.0"),
    ("opportunity", "add", "One form", "--place", PLACE, "--dive", "Homes", "--horizon", "quick", "--saving", "-500",
        "--cost", "20", "--grade", "4",
     "--agency", "Castle Unitary", "--barrier", "Forms differ", "--delivery", "1", "--category", "10.6.0",
     "--from-note", "1"),
    ("journey", "add", "One night", "--dive", "First nights"),
    ("journey", "step", "add", "Waits for a bed", "--journey", "One night", "--agency", "Castle Unitary",
        "--days-waited", "12", "--cost", "80", "--breaks"),
    ("stream", "add", "Joint fund", "--place", PLACE, "--year", YEAR, "--host", "Castle Unitary", "--legal-basis",
        "s.75", "--ring-fence", "purpose", "--fence-text", "homes only", "--barrier", "Forms differ"),
    ("stream", "add", "Joint fund, county part", "--place", PLACE, "--year", YEAR, "--parent", "Joint fund",
        "--awarded", "300.01"),
    ("stream", "add", "Joint fund, health part", "--place", PLACE, "--year", YEAR, "--parent", "Joint fund",
        "--awarded", "700"),
    ("stream", "add", "Bins grant", "--place", PLACE, "--year", YEAR, "--awarded", "100", "--ends", YEAR),
    ("priority", "add", "Homes first", "--place", PLACE, "--lead", "Castle Unitary"),
    ("stream", "align", "Joint fund", "--priority", "Homes first", "--share", "0.333333", "--mode", "pooled"),
    ("spend", "edit", "label=Homes", "--set", "funding_stream=Joint fund"),
    ("spend", "edit", "label=Bins agency=\"Castle Unitary\"", "--set", "funding_stream=bin grant"),
    ("verdict", "10.6.0", "--place", PLACE, "--year", YEAR, "--verdict", "overlap evidenced", "--reason",
        "Seen by both"),
    ("spend", "edit", "amount=640.00", "--set", "amount=645.50"),
    ("spend", "duplicate", "amount=75.05"),
    ("spend", "delete", "supplier=\"Acme Cleaning\" amount=12.34"),
    ("undo",),
)  # fmt: skip
"""What is written after the files, in order."""


def make_sample(path: Path) -> None:
    """Make the sample desk at `path`."""
    made = run("--desk", path, "demo", "--no-open", "--json")
    assert made.exit_code == 0, made.err


_CASE: Final = {
    "title": "Homes after a hospital stay", "place": PLACE, "start": 2024, "years": 3, "price_base": "2024-25",
    "schedule": "standard", "counterfactual": "People stay in hospital until a home is found.",
    "agencies": ["Castle Unitary", "Regional Health Board"], "option": "preferred", "stage": "outline",
    "costs": [
        {"title": "Two workers", "agency": "Castle Unitary", "type": "revenue", "price_year": "cash", "grade": 2,
            "amounts": [9_000_050, 9_300_000, 9_600_000], "range": ["0.9", "1.3"]},
        {"title": "Rooms", "agency": "Regional Health Board", "type": "in kind", "price_year": "2024-25",
            "ob_upper": "0.24", "mitigation": "0.5", "amounts": [1_000_000, 0, 0]},
    ],
    "benefits": [
        {"title": "Days in hospital saved", "population": "150", "take_up": "0.6", "impact": "4", "deadweight": "0.25",
            "phasing": ["0.25", "1", "1"], "grades": [2, 3, None], "ranges": {"impact": ["2", "5"]}, "values": [
                {"type": "fiscal", "unit_pence": 42_900, "price_year": "2011-12", "cashable": "0.1",
                    "source": "HE14.0, average", "code": "HE14.0",
                    "shares": {"Regional Health Board": "0.9", "Ministry of Justice": "0.1"}},
                {"type": "social", "unit_pence": 5_000, "price_year": "2024-25", "source": "made up",
                    "shares": {"Residents": "1"}},
            ]},
    ],
    "payments": [
        {"from": "Regional Health Board", "to": "Castle Unitary", "price_year": "2024-25",
            "amounts": [0, 2_500_000, 2_500_001], "why": "risk share"},
    ],
    "effects": [{"title": "People sleep in their own bed", "direction": "better", "for_whom": "patients"}],
}  # fmt: skip


def make_messy(path: Path) -> None:
    """Make the messy desk at `path`; its files are written beside it."""
    verb = Verb(path)

    def file(name: str, text: str, encoding: str = "utf-8") -> Path:
        written = path.with_name(name)
        written.write_text(text, encoding=encoding, newline="")
        return written

    verb.good("place", "add", PLACE, "--code", "E10000017", "--code", "E06000008")
    for name, kind, area, alias in _BODIES:
        options = [*(["--kind", kind] if kind else []), *(["--area", area] if area else [])]
        options += ["--alias", alias] if alias else []
        verb.good("agency", "add", name, "--place", PLACE, *options)
    verb.good("categorise", "--place", PLACE, "--map", file("maps.csv", _MAPS))
    own = file("own.csv", _OWN_MAPS)
    verb.good("categorise", "--place", PLACE, "--agency", "Southbury Borough Council", "--map", own)
    columns = ["--agency-column", "Body", *(word for column in _COLUMNS for word in ("--map", column))]
    outturn = file("outturn.csv", _COUNTY)
    assert verb("import", outturn, "--place", PLACE, "--year", YEAR, *columns, "--save-profile", "Outturn").exit_code
    verb.good("freeze", "Interim", "--place", PLACE, "--year", YEAR, "--kind", "interim", "--note", "As first sent.")
    payments = file("payments.csv", _HEALTH, "cp1252")
    health = ("--agency", "Regional Health Board", "--map", "label=Expense Type", "--control-total", "1362.10")
    assert verb("import", payments, "--place", PLACE, *health).exit_code
    earlier = file("earlier.csv", _EARLIER)
    verb.good("import", earlier, "--place", PLACE, "--agency", "Castle Unitary", "--year", "2023-24")
    for words in _RECORDS:
        verb.good(*words)
    verb.good(
        "apportion", "add", "--place", PLACE, "--year", "2021-22", "--agency", "Regional Health Board", "--label",
        "Prescribing", "--amount", "-1000.01", "--over", "North West", "--driver", "People, mid-2020",
    )  # fmt: skip
    verb.good("freeze", "Final", "--place", PLACE, "--year", YEAR, "--kind", "final")
    verb.good("case", "import", file("case.json", json.dumps(_CASE)))
    said = ("--line", "Two workers", "--agency", "Castle Unitary", "--year", "2024-25", "--amount", "91,250.40")
    _add_outcomes(verb)
    burden = ("--place", PLACE, "--year", YEAR, "--kind")
    verb.good("burden", "add", "Castle Unitary", *burden, "inspection", "--regime", "Schools", "--hours", "1250.5",
        "--rate", "31.37", "--other-cost", "4000", "--tier", "unitary", "--grade", "2")  # fmt: skip
    verb.good("burden", "add", "Regional Health Board", *burden, "data request", "--hours", "80", "--rate", "260")
    for statement, polarity in (("We trust each other", "helps"), ("Budgets stand in the way", "hinders")):
        verb.good("statement", "add", statement, "--polarity", polarity, "--principle", "trust")
    for number in (1, 2):
        verb.good("culture", "add", f"Round {number}", "--place", PLACE, "--from", f"2024-0{number}-01")
        rows = (
            "body,statement,1,2,3,4,5,dont_know", f"Castle Unitary,We trust each other,{number},4,3,9,2,1",
            f"Regional Health Board,We trust each other,2,{4 + number},4,3,0,0",
            "Northbury Borough Council,We trust each other,0,0,1,2,0,0",
            f"Castle Unitary,Budgets stand in the way,{3 - number},3,4,5,6,0",
        )  # fmt: skip
        verb.good("culture", "answers", f"Round {number}", file("answers.csv", "\n".join(rows)))
    verb.good("case", "actual", "Homes after a hospital stay", *said)


def _add_outcomes(verb: Verb) -> None:
    """Write two indicators, one by area with a small count, and volumes of which one has a cost without a basis."""
    lower = ("--place", PLACE, "--direction", "lower", "--source", "Made up", "--unit")
    more = ("--category", "10.4", "--numerator-name", "children in care")
    verb.good("indicator", "add", "Children in care", *lower, "% of children", *more)
    verb.good("indicator", "add", "Rough sleepers", *lower, "people")
    for title, status, period, *said in (
        ("Children in care", "baseline", "2022-23", "--numerator", "120", "--denominator", "300"),
        ("Children in care", "target", "2027-28", "--value", "30"),
        ("Children in care", "actual", YEAR, "--numerator", "81", "--denominator", "263", "--denominator-year", "2020"),
        ("Rough sleepers", "actual", "2024", "--value", "31"),
        ("Rough sleepers", "actual", "2024", "--value", "4", "--area", "E07000117"),
        ("Rough sleepers", "forecast", "2025", "--value", "25"),
    ):
        verb.good("indicator", "value", title, "--period", period, "--status", status, *said)
    volume = ("--place", PLACE, "--year", YEAR, "--unit", "contact", "--number")
    verb.good("volume", "add", "Castle Unitary", *volume, "610", "--demand", "first request", "--cost", "5,150",
        "--cost-basis", "direct", "--channel", "telephone")  # fmt: skip
    verb.good("volume", "add", "Castle Unitary", *volume, "335", "--demand", "chasing")
    verb.good("volume", "add", "Shire County Council", *volume, "800", "--cost", "4,000.01", "--cost-basis", "direct")
    verb.good("volume", "add", "Silent Agency", *volume, "12", "--cost", "90")
