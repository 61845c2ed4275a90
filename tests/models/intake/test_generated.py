"""Messy files, generated, against an oracle that never reads them: the pence and rows that went in must come out."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Final, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.models.intake.reading import read, written
from tpdesk.units import year_of

SHAPES: Final[dict[str, Callable[[Decimal, bool], str]]] = {
    "plain": lambda size, minus: f"{'-' if minus else ''}{size}",
    "pounds": lambda size, minus: f"{'-' if minus else ''}£{size:,}",
    "brackets": lambda size, minus: f"({size:,})" if minus else f"{size:,}",
    "trailing": lambda size, minus: f"{size:,}-" if minus else f"{size}",
    "padded": lambda size, minus: f"  {'-' if minus else ''}{size:,}  ",
    "accounts": lambda size, minus: f"£({size:,})" if minus else f"£{size:,}",
}
DATES = {
    "dmy": "%d/%m/%Y",
    "short": "%d/%m/%y",
    "month": "%d-%b-%y",
    "words": "%d %B %Y",
    "iso": "%Y-%m-%d",
    "weekday": "%A, %B %d, %Y",
}
PREAMBLES = [
    "",
    "Barset Council\n\n",
    "Report: payments over £500\nRun by: finance\n\n\n",
    "sql select amount from t\nsql where amount > 500\n",
]


amounts = st.integers(-(10**9), 10**9)
names = st.text(alphabet="abcdefgé&' -ABCD,;|\"", min_size=1, max_size=12).map(lambda text: f"Firm {text} Ltd")
kinds = st.sampled_from(["line"] * 8 + ["blank", "spaces", "lost", "bad", "total", "short", "long"])
services = st.sampled_from(["Parks", "Roads & bridges", "Children, young people", "Waste"])
days = st.dates(dt.date(2001, 1, 1), dt.date(2049, 12, 31))


class Row(NamedTuple):
    """One row that goes in."""

    kind: str
    label: str
    name: str
    day: dt.date
    pence: int


class Mess(NamedTuple):
    """How a file is written."""

    encoding: str
    delimiter: str
    end: str
    preamble: str
    shape: str
    date: str
    order: list[int]


rows_in = st.lists(st.builds(Row, kinds, services, names, days, amounts), min_size=1, max_size=25)
ways = st.builds(
    Mess,
    st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "cp850", "utf-16"]),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(PREAMBLES),
    st.sampled_from(sorted(SHAPES)),
    st.sampled_from(sorted(DATES)),
    st.permutations(range(4)),
)
# A file of which no row can be read has no column of amounts: every file begins with four good rows.
GOOD = [
    Row("line", "Parks", "Firm A Ltd", dt.date(2024, 4, 17), 100),
    Row("line", "Waste", "Firm B Ltd", dt.date(2024, 5, 18), 205),
] * 2


@pytest.mark.deep
@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(ways, rows_in)
def test_what_goes_in_comes_out_to_the_penny_and_every_row_is_accounted_for(
    tmp_path: Path, mess: Mess, rows: list[Row]
) -> None:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=mess.delimiter, lineterminator=mess.end)
    heads = ["Service Area", "Supplier Name", "Payment Date", "Net Amount (£)"]
    writer.writerow([heads[n] for n in mess.order])
    expected: list[tuple[int, str, int]] = []
    rejected: list[str] = []
    blank = 0
    for row in GOOD + rows:
        amount = SHAPES[mess.shape](Decimal(abs(row.pence)).scaleb(-2), row.pence < 0)
        cells = [row.label, row.name, row.day.strftime(DATES[mess.date]), amount]
        if row.kind in ("blank", "spaces"):
            cells = ["", "", "", ""] if row.kind == "blank" else [" ", "", "  ", ""]
            blank += 1
        elif row.kind == "lost":
            cells[3] = ""
            rejected.append("blank amount")
        elif row.kind == "bad":
            cells[3] = "#REF!"
            rejected.append("unreadable amount")
        elif row.kind == "total":
            cells = ["Grand Total", "", "", amount]
            rejected.append("total row")
        else:
            expected.append((row.pence, row.day.isoformat(), year_of(row.day)))
        shown = [cells[n] for n in mess.order] + (["", "", ""] if row.kind == "long" else [])
        writer.writerow(shown[:-1] if row.kind == "total" and shown[-1] == "" else shown)
    text = mess.preamble.replace("\n", mess.end) + stream.getvalue()
    found = read(written(tmp_path, text.encode(mess.encoding, "replace")))
    assert found.delimiter == mess.delimiter
    assert (found.tally.rows_read, found.tally.rows_blank) == (len(GOOD) + len(rows), blank)
    assert [reject.rule for reject in found.rejects] == rejected
    assert [(line.amount_pence, line.date, line.year) for line in found.lines] == expected
    assert found.tally.sum_pence == sum(pence for pence, _, _ in expected)
