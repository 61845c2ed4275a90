"""Layouts from headings, words and looks: which column, which unit, which order, or why none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.models.intake.reading import proposed, read, written
from tpdesk.errors import UsageProblem
from tpdesk.models.intake.layout import Overrides
from tpdesk.models.intake.profile import Profile, fingerprint, from_json, profile_matches, to_json
from tpdesk.models.intake.recognise import recognise
from tpdesk.models.intake.source import open_source

ROW = {
    "date": "17/04/2024", "amount": "1234.50", "vat": "246.90", "gross": "1481.40", "net": "1234.50",
    "supplier": "A Ltd", "service": "Parks", "text": "Mowing grass",
    "code": "K9534", "body": "Barset Council", "kind": "Revenue", "year": "2024-25", "cofog": "08.1.0", "id": "55412",
    "cofog title": "9.5 Education n.e.c.",
}  # fmt: skip


def sheet(*columns: tuple[str, str], rows: int = 30) -> str:
    """Return CSV with these headings over cells of these kinds, varied a little from row to row."""
    lines = [",".join(f'"{heading}"' for heading, _ in columns)]
    for n in range(rows):
        cells = []
        for _, kind in columns:
            cell = ROW[kind]
            if kind in ("supplier", "text", "id", "service"):
                cell = f"{cell} {n % (7 if kind == 'service' else 999)}"
            cells.append(f'"{cell}"')
        lines.append(",".join(cells))
    return "\n".join(lines) + "\n"


LAYOUTS = {
    "LGA transparency schema 1.3": (
        [("Organisation Code", "code"), ("Organisation Label", "body"), ("Effective Date", "date"),
            ("Organisational Unit", "text"),
         ("Service Division Label", "service"), ("Category Internal Name", "text"), ("Purpose", "text"),
         ("Detailed Expenditure Code", "code"),
         ("Payment Date", "date"), ("Transaction Number", "id"), ("Irrecoverable VAT Amount", "vat"),
         ("Amount", "amount"), ("Capital Or Revenue", "kind"),
         ("Beneficiary Name", "supplier"), ("Procurement Card", "code")],
        {"amount": "Amount", "date": "Payment Date", "supplier": "Beneficiary Name", "agency": "Organisation Label",
            "cost_type": "Capital Or Revenue",
         "label": "Service Division Label", "description": "Purpose"},
    ),
    "Transparency Code 2015": (
        [("Date expenditure was incurred", "date"), ("Department", "service"), ("Beneficiary", "supplier"),
            ("Summary of purpose", "text"),
         ("Amount", "amount"), ("VAT that cannot be recovered", "vat"), ("Merchant category", "text")],
        {"amount": "Amount", "date": "Date expenditure was incurred", "supplier": "Beneficiary", "label": "Department",
            "description": "Summary of purpose"},
    ),
    "Whitehall and NHS over £25,000": (
        [("Department family", "text"), ("Entuty", "body"), ("Date", "date"), ("Expsene Type", "text"),
            ("Expense Area", "service"), ("Supplier", "supplier"),
         ("Transaction Number", "id"), ("Amount", "amount")],
        {"amount": "Amount", "date": "Date", "supplier": "Supplier", "agency": "Entuty", "label": "Expense Area",
            "description": "Expsene Type"},
    ),
    "gross, VAT and net": (
        [("Authority Name", "body"), ("Gross", "gross"), ("VAT", "vat"), ("Net", "net"), ("Supplier Name", "supplier"),
            ("Directotate", "service"),
         ("G/L description.", "text")],
        {"amount": "Net", "supplier": "Supplier Name", "agency": "Authority Name", "label": "Directotate",
            "description": "G/L description."},
    ),
    "amounts with and without VAT in words": (
        [("Service", "service"), ("Invoice Value (inc VAT)", "gross"), ("VAT Amount", "vat"),
            ("Invoice Value (net of VAT)", "net")],
        {"amount": "Invoice Value (net of VAT)", "label": "Service"},
    ),
    "SAP": (
        [("Vendor", "id"), ("Vendor name", "supplier"), ("Posting date", "date"), ("Cost centre", "code"),
            ("Cost centre text", "service"),
         ("GL account text", "text"), ("Amount in LC", "amount")],
        {"amount": "Amount in LC", "date": "Posting date", "supplier": "Vendor name", "label": "Cost centre text"},
    ),
    "the fields' own names": (
        [("amount", "amount"), ("label", "service"), ("date", "date"), ("supplier", "supplier"),
            ("description", "text"), ("agency", "body"),
         ("category", "cofog"), ("cost_type", "kind"), ("year", "year"), ("transfer_to", "body"),
         ("funding_stream", "text")],
        {"amount": "amount", "label": "label", "date": "date", "supplier": "supplier", "description": "description",
            "agency": "agency",
         "category": "category", "cost_type": "cost_type", "year": "year", "transfer_to": "transfer_to",
         "funding_stream": "funding_stream"},
    ),
    "a category of words is a label": (
        [("Category", "service"), ("Date", "date"), ("Payee", "supplier"), ("Spend", "amount")],
        {"amount": "Spend", "label": "Category", "date": "Date", "supplier": "Payee"},
    ),
    "a type that says neither revenue nor capital is none": (
        [("Type", "text"), ("Service", "service"), ("Amount", "amount")],
        {"amount": "Amount", "label": "Service"},
    ),
    "a supplier's id is no supplier": (
        [("Supplier ID", "id"), ("Supplier Postcode", "code"), ("Service", "service"), ("Amount", "amount")],
        {"amount": "Amount", "label": "Service"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_published_layout_is_known_by_its_headings(tmp_path: Path, name: str) -> None:
    columns, expected = LAYOUTS[name]
    layout = proposed(written(tmp_path, sheet(*columns), "spend 2024-25.csv"))
    assert layout.refusal is None
    named = layout.column_names()
    assert {field: named.get(field) for field in expected} == expected
    for field in set(named) - set(expected):
        assert field in ("description", "label"), f"{field} was read from {named[field]}"


def test_the_header_is_found_below_titles_queries_and_blank_lines(tmp_path: Path) -> None:
    body = sheet(("Service", "service"), ("Supplier", "supplier"), ("Date", "date"), ("Amount", "amount"))
    query = '"sql select t.amount, t.supplier from payments t"\nsql where t.amount >= 500\nquery\n'
    title = ",,Barset Council - payments over £500,\n,,Feb-13,,\n\n"
    decoy = "columns,text service,amount,\n"
    found = read(written(tmp_path, query + title + decoy + body))
    assert (found.layout.header_row, found.layout.header_rows, found.layout.first_row) == (8, 1, 9)
    assert found.tally.rows_imported == 30


def test_two_rows_of_headings_are_joined(tmp_path: Path) -> None:
    body = "Authority Name,Date,Amount,,,Supplier\n,,Gross,VAT,Net,\n" + "Barset,17/04/2024,12,2,10,A Ltd\n" * 5
    found = read(written(tmp_path, body))
    assert found.layout.headers == ("Authority Name", "Date", "Amount Gross", "VAT", "Net", "Supplier")
    assert (found.layout.header_row, found.layout.header_rows, found.pence) == (2, 2, [1000] * 5)
    assert not any("gross" in warning for warning in found.layout.warnings)


def test_gross_is_taken_where_there_is_no_net_and_said(tmp_path: Path) -> None:
    layout = proposed(
        written(tmp_path, sheet(("Service", "service"), ("Gross", "gross"), ("VAT", "vat"), ("Date", "date")))
    )
    assert layout.column_names()["amount"] == "Gross"
    assert any("with VAT" in warning for warning in layout.warnings)


def test_a_net_column_that_is_mostly_empty_does_not_stand_for_the_gross_one(tmp_path: Path) -> None:
    body = "Service,Date,Gross,Net\n" + "Parks,17/04/2024,12.00,\n" * 20 + "Parks,17/04/2024,12.00,10.00\n"
    found = read(written(tmp_path, body))
    assert found.pence == [1200] * 21


def test_without_a_header_columns_are_known_by_their_looks(tmp_path: Path) -> None:
    rows = [
        (
            f"FAF - Housing {n % 5},Repair of roof {n},INV{n:06d},Firm {n % 9} "
            f'Ltd,{n % 28 + 1:02d}/04/2024,"{n + 1},000.50"'
        )
        for n in range(60)
    ]
    found = read(written(tmp_path, "\n".join(rows)))
    assert found.layout.header_row is None
    assert found.layout.column_names() == {
        "amount": "#6",
        "label": "#1",
        "date": "#5",
        "supplier": "#4",
        "description": "#2",
    }
    assert found.tally.rows_imported == 60
    assert any("no header" in warning for warning in found.layout.warnings)


def test_without_a_header_two_columns_of_money_are_not_chosen_between(tmp_path: Path) -> None:
    layout = proposed(written(tmp_path, "\n".join(f"Parks {n % 3},{n}.50,{n + 2}.25,17/04/2024" for n in range(40))))
    assert layout.refusal is not None
    assert "#2, #3" in layout.refusal


def test_a_header_that_was_sorted_in_among_the_rows_names_the_columns(tmp_path: Path) -> None:
    rows = [f"Parks {n % 4},Firm {n} Ltd,{n % 28 + 1:02d}/04/2024,{n}.50" for n in range(200)]
    rows[150] = "Service Area,Supplier Name,Payment Date,Amount Paid"
    found = read(written(tmp_path, "\n".join(rows)))
    assert found.layout.header_row is None
    assert found.layout.column_names()["amount"] == "Amount Paid"
    assert found.rules == [(151, "repeated header")]


def test_a_nameless_column_of_words_that_repeat_is_the_label(tmp_path: Path) -> None:
    rows = [f"Parks {n % 4},Firm {n} Ltd,{n % 28 + 1:02d}/04/2024,{n}.50" for n in range(40)]
    layout = proposed(written(tmp_path, "\n".join(["+,Name,Payment date,Net Amount", *rows])))
    assert layout.columns["label"] == 0
    assert any("column #1" in warning for warning in layout.warnings)


@pytest.mark.parametrize(
    ("heading", "title", "name", "unit"),
    [
        ("Amount (£000)", "", "a.csv", "thousands"),
        ("Amount £'000s", "", "a.csv", "thousands"),
        ("Amount £k", "", "a.csv", "thousands"),
        ("Amount (£m)", "", "a.csv", "millions"),
        ("Amount £mn", "", "a.csv", "millions"),
        ("Amount (£ millions)", "", "a.csv", "millions"),
        ("Amount (£bn)", "", "a.csv", "billions"),
        ("Net amount £ billion", "", "a.csv", "billions"),
        ("Amount £'bn", "", "a.csv", "billions"),
        ("Amount", "All figures in £ billion", "a.csv", "billions"),
        ("Amount", "Figures are in billions of pounds", "a.csv", "billions"),
        ("Amount", "", "outturn_GBPbn.csv", "billions"),
        ("Amount", "Payments of £1bn and more", "a.csv", "pounds"),
        ("Amount", "Outturn (£ thousands)", "a.csv", "thousands"),
        ("Amount", "All figures in £ million", "a.csv", "millions"),
        ("Amount", "Levels of expenditure shown are in £'000s.", "a.csv", "thousands"),
        ("Amount", "", "outturn_kGBP.csv", "thousands"),
        ("Amount (£)", "Payments over £25k", "a.csv", "pounds"),
        ("Amount", "Spend over £25,000", "spend over £25k.csv", "pounds"),
        ("Amount", "Payments of £1 million and more", "a.csv", "pounds"),
        ("Amount", "Payments over £500,000", "a.csv", "pounds"),
    ],
)
def test_the_unit_is_read_from_what_says_it_and_never_from_a_threshold(
    tmp_path: Path, heading: str, title: str, name: str, unit: str
) -> None:
    body = (f'"{title}"\n' if title else "") + sheet(("Service", "service"), ("Date", "date"), (heading, "amount"))
    layout = proposed(written(tmp_path, body, name))
    assert layout.unit == unit, layout.unit_evidence


def test_years_that_stand_as_columns_need_a_year(tmp_path: Path) -> None:
    body = (
        "Function,Organisation Name,2016-17,2017-18\n"
        + "Education,Barset,10,20\nHealth,Barset,30,40\nRoads,Barset,50,60\n"
    )
    path = written(tmp_path, body)
    layout = proposed(path)
    assert layout.refusal is not None
    assert "--year" in layout.refusal
    assert "2016-17, 2017-18" in layout.refusal
    found = read(path, overrides=Overrides(year=2017))
    assert found.pence == [2000, 4000, 6000]
    assert {line.year for line in found.lines} == {2017}
    found = read(path, overrides=Overrides(columns={"amount": "2016-17"}))
    assert found.pence == [1000, 3000, 5000]
    assert {line.year for line in found.lines} == {2016}
    refusal = proposed(path, overrides=Overrides(year=2020)).refusal
    assert refusal is not None
    assert "none for 2020-21" in refusal


@pytest.mark.parametrize(
    ("heads", "word"),
    [
        (
            [
                "Contract Reference",
                "Contract Title",
                "Supplier",
                "Start Date",
                "End Date",
                "Annual Value",
                "Total Contract Value",
            ],
            "contracts",
        ),
        (["UPRN", "Property Name", "Tenure", "Floor Area", "Value"], "buildings"),
        (["Job Title", "Directorate", "Salary Band", "FTE"], "staff"),
        (["Supplier", "Service", "Reference"], "amounts"),
    ],
)
def test_what_is_no_spending_is_refused_in_words(tmp_path: Path, heads: list[str], word: str) -> None:
    kinds = ["id" if "Value" not in head else "amount" for head in heads]
    layout = proposed(written(tmp_path, sheet(*zip(heads, kinds, strict=True))))
    assert layout.refusal is not None
    assert word in layout.refusal


def test_a_register_is_taken_where_the_user_insists_on_its_amounts(tmp_path: Path) -> None:
    body = sheet(
        ("Contract Reference", "id"),
        ("Contract Title", "text"),
        ("Start Date", "date"),
        ("End Date", "date"),
        ("Annual Value", "amount"),
    )
    path = written(tmp_path, body, "register 2024-25.csv")
    assert proposed(path).refusal is not None
    assert read(path, overrides=Overrides(columns={"amount": "Annual Value"})).tally.rows_imported == 30


def test_payments_that_name_their_contract_are_spending(tmp_path: Path) -> None:
    body = sheet(("Payment Date", "date"), ("Contract Reference", "id"), ("Contract Title", "text"),
        ("Contract Description", "text"), ("Supplier", "supplier"),
                 ("Amount", "amount"))  # fmt: skip
    assert proposed(written(tmp_path, body)).refusal is None


def test_what_the_user_says_wins(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        sheet(("Service", "service"), ("Gross", "gross"), ("Net", "net"), ("Date", "date"), ("Team", "service")),
    )
    layout = proposed(
        path, overrides=Overrides(columns={"amount": "Gross", "label": "#5"}, unit="thousands", date_order="mdy")
    )
    assert (layout.columns["amount"], layout.columns["label"], layout.unit, layout.date_order) == (
        1,
        4,
        "thousands",
        "mdy",
    )
    assert layout.mapped == {"amount", "label"}
    assert layout.unit_evidence == "as you said"
    assert proposed(path, overrides=Overrides(agency_column="team")).columns["agency"] == 4
    assert proposed(path, overrides=Overrides(header_row=0)).headers == ("",) * 5


def test_a_column_that_is_not_there_is_named_with_what_was_meant(tmp_path: Path) -> None:
    path = written(tmp_path, "Service,Amount,Amount,Date\nParks,1,2,17/04/2024\n")
    with pytest.raises(UsageProblem, match=r"Did you mean 'Service'.*'Date'"):
        proposed(path, overrides=Overrides(columns={"label": "Sevice"}))
    with pytest.raises(UsageProblem, match=r"#2 or #3"):
        proposed(path, overrides=Overrides(columns={"amount": "Amount"}))
    with pytest.raises(UsageProblem, match="#9: the sheet has 4"):
        proposed(path, overrides=Overrides(columns={"amount": "#9"}))
    with pytest.raises(UsageProblem, match="Did you mean 'supplier'"):
        proposed(path, overrides=Overrides(columns={"suplier": "Service"}))
    with pytest.raises(UsageProblem, match="no row 99"):
        proposed(path, overrides=Overrides(header_row=99))


def test_two_columns_of_one_name_are_not_chosen_between(tmp_path: Path) -> None:
    layout = proposed(written(tmp_path, "Service,Amount,Amount,Date\n" + "Parks,1,2,17/04/2024\n" * 5))
    assert layout.refusal is not None
    assert "#2, #3" in layout.refusal


def test_evidence_for_the_order_of_dates_may_stand_far_down(tmp_path: Path) -> None:
    rows = ["Service,Date,Amount"] + ["Parks,04/05/2024,1.00"] * 3000 + ["Parks,04/30/2024,1.00"]
    layout = proposed(written(tmp_path, "\n".join(rows)))
    assert layout.date_order == "mdy"
    assert "row 3002" in layout.date_evidence


def test_known_bodies_make_a_column_one_of_agencies(tmp_path: Path) -> None:
    path = written(tmp_path, "Client,Service,Amount\nOCC,Parks,1\nOCC,Roads,2\nBDC,Parks,3\n")
    with open_source(path) as source:
        assert "agency" not in recognise(source, None).columns
        assert recognise(source, None, known_agencies=["occ", "Bdc", "Other"]).columns["agency"] == 0


def test_a_profile_lays_next_months_file_out_as_this_months(tmp_path: Path) -> None:
    path = written(tmp_path, sheet(("Service", "service"), ("Gross", "gross"), ("Net", "net"), ("Date", "date")))
    with open_source(path) as source:
        layout = recognise(source, None)
        profile = Profile(
            "Barset",
            fingerprint(layout.headers),
            {"amount": "Gross", "label": "Service"},
            unit="thousands",
            date_order="mdy",
        )
        assert from_json(to_json(profile)) == profile
        assert profile_matches(profile, ["net", "SERVICE", " Gross", "Date", ""])
        assert not profile_matches(profile, ["Service", "Gross", "Date"])
        again = recognise(source, None, profile=profile)
        assert (again.column_names()["amount"], again.unit, again.date_order) == ("Gross", "thousands", "mdy")
        assert (
            recognise(source, None, profile=profile, overrides=Overrides(columns={"amount": "Net"})).column_names()[
                "amount"
            ]
            == "Net"
        )
    with pytest.raises(ValueError, match="profile"):
        from_json("[1]")


@pytest.mark.parametrize(
    ("form", "shown"), [("{d:02}.04.2019", "dd.mm.yyyy"), ("{d:02}.04.19", "dd.mm.yy"), ("{d}.4.2019", "d.m.yyyy")]
)
def test_dates_with_points_are_dates(tmp_path: Path, form: str, shown: str) -> None:
    rows = "".join(f"{form.format(d=n % 28 + 1)},Parks {n % 7},A Ltd,{n}.50\n" for n in range(60))
    found = read(written(tmp_path, f"Date,Service,Supplier,Amount\n{rows}", "spend.csv"))
    assert (found.layout.column_names()["date"], found.layout.date_order) == ("Date", "dmy"), shown
    assert {line.date[:7] for line in found.lines if line.date} == {"2019-04"}
    assert (found.tally.rows_rejected, dict(found.tally.years)) == (0, {2019: 60})
