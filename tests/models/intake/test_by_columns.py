"""Reading by columns against reading row by row: the same lines, rejects, counts and
warnings, whatever a file holds."""

from __future__ import annotations

import csv
import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Final

import pytest

from bench.generate import write
from bench.mutate import CELLS, by_bytes, by_cells
from tests.deep import first_of
from tpdesk.domain.kinds import AGENCY_KIND, PLACE_KIND
from tpdesk.errors import DeskError, InputProblem
from tpdesk.models import cube
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.intake import bycolumn, records
from tpdesk.models.intake.layout import Layout, Overrides
from tpdesk.models.intake.lines import Settings, Tally
from tpdesk.models.intake.load import BatchFile, Stage
from tpdesk.models.intake.recognise import recognise
from tpdesk.models.intake.rows import RowReader
from tpdesk.models.intake.source import Source, open_source
from tpdesk.models.records import store

LINES: Final = """
SELECT spend.row, place, agency.name, year, label.text, category, amount_pence, flow, cost_type, status, control, internal, to_.name, from_.name,
  outsider.name, client_group.name, activity.name, area, funding_stream.name, grade, date, supplier.text, description.text, came_pence, part_of
FROM spend JOIN agency ON agency.id = spend.agency LEFT JOIN label ON label.id = spend.label LEFT JOIN supplier ON supplier.id = spend.supplier
LEFT JOIN description ON description.id = spend.description LEFT JOIN agency AS to_ ON to_.id = transfer_to
LEFT JOIN agency AS from_ ON from_.id = transfer_from LEFT JOIN outsider ON outsider.id = spend.outsider
LEFT JOIN client_group ON client_group.id = spend.client_group LEFT JOIN activity ON activity.id = spend.activity
LEFT JOIN funding_stream ON funding_stream.id = spend.funding_stream ORDER BY spend.id
"""  # noqa: E501
PERIODS: Final = """
SELECT batch, agency.name, year, lines, sum_pence, first_date, last_date FROM batch_agency JOIN agency ON agency.id = batch_agency.agency ORDER BY 1, 2, 3
"""  # noqa: E501
HEAD: Final = (
    "Payment Date", "Body Name", "Service Area", "Supplier Name", "Description", "Capital or Revenue", "Amount",
    "Income or Expenditure", "Client Group",
    "Area", "Paid to", "Grade", "COFOG", "Funding Stream", "Financial Year", "Internal", "Status",
)  # fmt: skip
MAPS: Final = (
    "date", "agency", "label", "supplier", "description", "cost_type", "amount", "flow", "client_group", "area",
    "transfer_to", "grade", "category",
    "funding_stream", "year", "internal", "status",
)  # fmt: skip


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk with a place and two organisations, on which nothing stays."""
    with open_desk(tmp_path_factory.mktemp("columns") / "a.tpdesk", make=True) as desk:
        with desk.writing() as connection:
            store.add(connection, PLACE_KIND, {"title": "Testshire"})
            for name in ("Body", "Other Body"):
                store.add(connection, AGENCY_KIND, {"title": name, "places": "Testshire"})
        yield desk


class _Taken(Exception):
    """Takes the act back once it has been looked at."""


def taken_in(desk: Desk, source: Source, layout: Layout, settings: Settings, *, add: bool) -> list[object]:
    """Return all that taking one sheet in came to, and take it back."""
    tally = Tally()
    agency = None if "agency" in layout.columns else 1
    stage = Stage(desk.connection, default_agency=agency, add_agencies=add)
    result = stage.take(source, layout, settings, tally)
    found: list[object] = [asdict(tally), stage.all_rejects(), result.rejects, dict(result.outsiders)]
    try:
        with desk.writing(foreign_keys=False) as connection:
            stage.move_in(1, BatchFile("a", "x", 1, "csv", "", "", None))
            found.append(connection.execute(LINES).fetchall())
            found.append(connection.execute(PERIODS).fetchall())
            found.append(connection.execute("SELECT * FROM batch_sheet ORDER BY id").fetchall())
            assert cube.differences(connection) == []
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            raise _Taken
    except _Taken:
        return found
    finally:
        stage.drop()


def both_ways(
    desk: Desk, path: Path, layout: Layout | None, settings: Settings, patch: pytest.MonkeyPatch, *, add: bool
) -> list[object]:
    """Take a file in by columns and row by row, hold the one against the other, and return it."""
    with open_source(path) as source:
        layout = layout or recognise(source, None)
        if layout.refusal or not layout.is_data:
            return []
        by_columns = taken_in(desk, source, layout, settings, add=add)
        with patch.context() as patched:
            patched.setattr(bycolumn, "FEWEST", 1 << 60)
            row_by_row = taken_in(desk, source, layout, settings, add=add)
    for one, other in zip(by_columns, row_by_row, strict=True):
        assert one == other
    return by_columns


def messy(path: Path, chance: random.Random, rows: int) -> None:
    """Write a file of every field, most of its cells plain, in one row of ten something odd."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        for n in range(rows):
            row = [
                f"{chance.randint(1, 28):02}/{chance.randint(1, 12):02}/2024",
                chance.choice(["Body", "OTHER BODY ", "New Body"]), f"Service {n % 7}",
                chance.choice(["A Ltd", "REDACTED", "B & Co", ""]), f"text {n % 11}",
                chance.choice(["Revenue", "capital", ""]),
                chance.choice([f"{n}.50", f"{n}", f"£{n * 1000:,}.25", f"({n}.10)", "12345678"]),
                chance.choice(["Expenditure", "income"]),
                chance.choice(["Young", "Old", ""]), chance.choice(["E07000120", ""]), "",
                chance.choice(["1", "3", ""]), chance.choice(["05.1", "9.5", ""]),
                chance.choice(["Grant", ""]), "2024-25", chance.choice(["no", "yes"]), "actual",
            ]  # fmt: skip
            if chance.random() < 0.1:
                row[chance.randrange(len(row))] = chance.choice(
                    [*CELLS[:72], "Total", "Body", "x`y", "unknown body", "2023-24"]
                )
            kind = chance.random()
            if kind < 0.01:
                row = list(HEAD)
            elif kind < 0.02:
                row = ["Total", *[""] * 5, f"{n}", *[""] * 10]
            elif kind < 0.03:
                row = row[: chance.randint(0, 12)]
            elif kind < 0.04:
                row = [*row, "", chance.choice(["", "extra"])]
            writer.writerow(row)


@pytest.mark.deep
@pytest.mark.parametrize("seed", first_of(range(4), 1, 1))
def test_files_of_every_field_give_the_same_both_ways(
    stocked: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance = random.Random(seed)
    path = tmp_path / "spend.csv"
    messy(path, chance, 1_500)
    monkeypatch.setattr(records, "_CHARS", chance.choice([2_000, 20_000, 100_000]))
    settings = Settings(
        year=chance.choice([None, 2024]), sign=chance.choice([1, -1]), today=chance.choice([None, dt.date(2024, 6, 1)])
    )
    with open_source(path) as source:
        layout = recognise(source, None)
    everything = Layout(
        **{field: getattr(layout, field) for field in Layout.__dataclass_fields__} | {"columns": dict(zip(MAPS,
                    range(17), strict=True))}
    )  # fmt: skip
    for wanted, add in ((layout, True), (everything, True), (everything, False)):
        found = both_ways(stocked, path, wanted, settings, monkeypatch, add=add)
        assert found[4], "no line was taken in"


def test_pushed_rows_are_rejected_both_ways(stocked: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "spend 2024-25.csv"
    good = [f"Firm {n} Ltd,{n % 28 + 1:02d}/04/2024,Parks,{4_100 + 3 * n},{n}12.50,\n" for n in range(1, 60)]
    odd = [
        "Firm 5 Ltd,05/04/2024,Parks,extra,51234567,250.40\n",
        "Firm 5 Ltd,05/04/2024,Parks,extra,4190,£1.20\n",
        "Smith, Jones,17/04/2024,Parks,4123,300.00\n",
    ]
    path.write_text(
        "Supplier,Date,Service,Number,Amount,Notes\n" + "".join([*good, *odd, *good]), encoding="utf-8", newline=""
    )
    found = both_ways(stocked, path, None, Settings(), monkeypatch, add=True)
    assert [reject.row for _, reject in found[1]] == [61, 62, 63]  # type: ignore[attr-defined]


@pytest.mark.deep
@pytest.mark.parametrize("files", first_of([20, 60], 1, 0))
def test_spoiled_files_give_the_same_both_ways(
    stocked: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: int
) -> None:
    chance = random.Random(5)
    path = tmp_path / "spend.csv"
    monkeypatch.setattr(bycolumn, "FEWEST", 1)
    read = 0
    for _ in range(files):
        write(path, 60, agencies=3, messy=True, seed=chance.randrange(1_000))
        data = path.read_bytes()
        path.write_bytes(by_cells(data, chance) if chance.random() < 0.5 else by_bytes(data, chance))
        monkeypatch.setattr(records, "_CHARS", chance.choice([100, 1_000, 100_000]))
        monkeypatch.setattr(records, "ROWS", chance.choice([3, 1_000]))
        try:
            read += bool(both_ways(stocked, path, None, Settings(), monkeypatch, add=True))
        except DeskError:
            continue
    assert read > files // 3


def dated_otherwise(path: Path, form: str) -> None:
    """Write the dates of a generated file in another form, or leave them out."""
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    match form:
        case "dd.mm.yyyy":
            rows = [[row[0].replace("/", "."), *row[1:]] for row in rows]
        case "dd.mm.yy":
            rows = [[f"{row[0][:6]}{row[0][8:]}".replace("/", "."), *row[1:]] for row in rows]
        case "no column":
            head, rows = head[1:], [row[1:] for row in rows]
        case "lost":
            rows = [["00:00:00", *row[1:]] for row in rows]
        case "periods":
            head, rows = ["Period", *head[1:]], [["202403", *row[1:]] for row in rows]
        case "years":
            head, rows = ["Financial Year", *head[1:]], [["2024-25", *row[1:]] for row in rows]
        case "no header":
            head = []
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows] if head else rows)


FORMS: Final = ("dd/mm/yyyy", "dd.mm.yyyy", "dd.mm.yy", "no column", "lost", "periods", "years", "no header")


@pytest.mark.parametrize("form", FORMS)
def test_rows_with_nothing_odd_are_not_read_one_by_one(
    stocked: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    path = tmp_path / "spend 2024-25.csv"
    write(path, 500)
    dated_otherwise(path, form)
    monkeypatch.setattr(RowReader, "read", None)
    with open_source(path) as source:
        layout = recognise(source, None)
        found = taken_in(stocked, source, layout, Settings(), add=True)
    assert len(found[4]) == 500  # type: ignore[arg-type]


def undated(path: Path, chance: random.Random, *, header: bool) -> None:
    """Write a file of which many rows have no date, with totals of every kind among them."""
    head = ["Date", "Financial Year", "Service Area", "Supplier Name", "Description", "Amount"]
    rows: list[list[str]] = []
    pence = 0
    for n in range(300):
        amount = chance.randint(1, 99_999)
        date = chance.choice(["", "", "00:00:00", "202401", "soon", f"{chance.randint(1, 28):02}.04.2024"])
        year = chance.choice(["", "", "2023-24", "2024-25", "never"])
        row = [date, year, f"Service {n % 5}", "A Ltd", f"text {n % 9}", f"{amount / 100:.2f}"]
        kind = chance.random()
        if kind < 0.02:
            row = ["", "", "", "", "", f"{pence / 100:.2f}"]
        elif kind < 0.04:
            row = [
                chance.choice(["Total", ""]),
                "",
                chance.choice(["Grand Total", "123", ""]),
                "",
                "",
                f"{pence / 100:.2f}",
            ]
        elif kind < 0.06:
            row[chance.randrange(2, 5)] = chance.choice(
                ["Total Energies", "TOTAL", "to\u200btal", "Subtotal of Parks", "", "77"]
            )
        elif kind < 0.08:
            row = ["", "", chance.choice(["12", ""]), "", "", f"{amount / 100:.2f}"]
        elif kind < 0.09:
            row = list(head)
        else:
            pence += amount
        rows.append(row)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows] if header else rows)


@pytest.mark.deep
@pytest.mark.parametrize("seed", first_of(range(24), 2, 4))
def test_rows_without_a_date_give_the_same_both_ways(
    stocked: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance = random.Random(seed)
    path = tmp_path / chance.choice(["spend.csv", "spend 2023-24.csv"])
    header = seed % 2 == 0
    undated(path, chance, header=header)
    monkeypatch.setattr(records, "_CHARS", chance.choice([600, 100_000]))
    fields = {"date": 0, "year": 1, "label": 2, "supplier": 3, "description": 4, "amount": 5}
    for left_out in ((), ("date",), ("year",), ("date", "year"), ("supplier", "description", "date")):
        with open_source(path) as source:
            layout = recognise(source, None, overrides=Overrides(header_row=None if header else 0))
        columns = {name: n for name, n in fields.items() if name not in left_out}
        # Those of May to December are turned round.
        turned = frozenset(20240400 + day for day in range(5, 13))
        wanted = replace(layout, refusal=None, columns=columns, turned=turned)
        both_ways(stocked, path, wanted, Settings(year=chance.choice([None, 2024])), monkeypatch, add=True)


@pytest.mark.parametrize("gone", ["DELETE FROM agency WHERE id = 2", "DELETE FROM place", "DELETE FROM category"])
def test_lines_whose_body_place_or_category_went_meanwhile_do_not_come_in(
    stocked: Desk, tmp_path: Path, gone: str
) -> None:
    path = tmp_path / "spend.csv"
    body = (
        "Payment Date,Body Name,Service Area,Supplier Name,COFOG,Amount\n"
        + "17/04/2024,Other Body,Parks,A Ltd,05.1,1.50\n" * 9
    )
    path.write_text(body, encoding="utf-8", newline="")
    stage = Stage(stocked.connection, default_agency=None, add_agencies=False)
    with open_source(path) as source:
        overrides = Overrides(agency_column="Body Name", columns={"category": "COFOG"})
        result = stage.take(source, recognise(source, None, overrides=overrides), Settings(), Tally())
    assert result.tally.rows_imported == 9

    def move_in() -> None:
        with stocked.writing(foreign_keys=False) as connection:
            connection.execute(gone)
            stage.move_in(1, BatchFile("a", "x", 1, "csv", "", "", None))

    with pytest.raises(InputProblem, match="was removed while"):
        move_in()
    stage.drop()
    assert stocked.connection.execute("SELECT count(*) FROM batch").fetchone()[0] == 0
    assert stocked.connection.execute("PRAGMA foreign_keys").fetchone()[0] == 1
