"""Messy spending files with what each row of them is: blank, refused, or a line of money."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from hypothesis import strategies as st

from tests.oracle.lines import Money

SHIRE: Final = ("E10000017", "E06000008", "E06000009")
"""The areas of the place: a county and two unitaries beside it."""

AGENCIES: Final[dict[str, tuple[str, ...]]] = {
    "Shire County Council": ("E10000017",),
    "Northbury Borough Council": ("E07000117",),
    "Southbury Borough Council": ("E07000118",),
    "Castle Unitary": ("E06000008",),
    "Seaside Unitary": ("E06000009",),
    "Regional Health Board": ("E12000002",),
    "Two Towns Trust": ("E07000118", "E06000008"),
    "Harbour Conservancy": (),
}
"""The organisations of the place and the areas they cover; the last one's are unknown."""

ALIASES: Final = {"Shire County Council": "Shire CC", "Castle Unitary": "Castle UA"}
"""Other names by which files call them."""

SPELLINGS: Final[dict[str, str]] = {
    **{name: name for name in AGENCIES},
    **{name.upper(): name for name in AGENCIES},
    **{f"  {name} ": name for name in AGENCIES},
    **{alias: name for name, alias in ALIASES.items()},
    **{alias.lower(): name for name, alias in ALIASES.items()},
}
"""How the file writes an organisation, and which it is."""

STRANGERS: Final = ("Somebody Else Ltd", "Ministry of Nothing")
"""Organisations that the desk does not know."""

SHARES: Final[dict[str, dict[str, str]]] = {
    "Bins": {"05.1.0/waste-collection": "1"},
    "Halves": {"10.2": "0.5", "09.5.0": "0.5"},
    "Quarters": {"10.2": "0.25", "10.4": "0.25", "01.1.1": "0.25", "05.6": "0.25"},
    "Thirds": {"07.4.0": "0.3334", "05.1.0/waste-disposal": "0.3333", "04.5.1": "0.3333"},
    "Adults, and older people": {"10": "1"},
    'The "other" budget': {"07.4": "1"},
    "CCTV": {"05.1": "1"},
}
"""What the place maps; CCTV has another category in the maps that come with the program."""

OWN_SHARES: Final[dict[str, dict[str, str]]] = {"Bins": {"05.1.0/waste-disposal": "0.9", "05.6.0": "0.1"}}
"""What the first agency maps for itself."""

SEEDED: Final = {"Waste collection": "05.1.0/waste-collection", "Economic development": "04.1.1/economic-development"}
"""Labels that only the maps that come with the program know."""

LABELS: Final = (*SHARES, *SEEDED, "Nobody knows what", "")
CODES: Final = ("", "", "", "", "01.1", "10", "09.5.0", "05.1.0/waste-collection")

"""What a row gives as its own category, if anything."""

COLUMNS: Final = {
    "agency": "Body", "label": "Service", "amount": "Sum (GBP)", "flow": "Direction", "cost_type": "Kind of money",
    "status": "Firmness", "control": "Decided",
    "area": "Where", "transfer_to": "Passed on to", "transfer_from": "Had from", "category": "Function",
    "internal": "Within",
}  # fmt: skip
"""Field to header."""

_BROKEN: Final = ("#REF!", "#N/A", "#####", "", "abc", "1.2.3", "£", "12-13", "--5", "see note", "(5")


@dataclass(frozen=True, slots=True)
class MessyRow:
    """One row of a file."""

    cells: tuple[str, ...]
    """As the file writes them, in the order of COLUMNS."""

    money: Money | None
    """The line that the row is, or None."""

    refused: bool = False
    """Whether the row has something in it that is no line of money."""


def plain(pence: int) -> str:
    """Pounds and pence, with a minus before them."""
    return f"{Decimal(pence) / 100:.2f}"


def written(pence: int, shape: str) -> str:
    """The amount as a file may write it."""
    size = f"{Decimal(abs(pence)) / 100:,.2f}"
    if shape == "nil" and pence == 0:
        return " -   "
    if shape == "brackets" and pence < 0:
        return f"({size})"
    if shape == "brackets pound" and pence < 0:
        return f"(£{size})"
    if shape == "trailing" and pence < 0:
        return f"{size}-"
    if shape == "comma":
        return f"-{size}" if pence < 0 else size
    if shape == "pound":
        return f"-£{size}" if pence < 0 else f"£{size}"
    if shape == "padded":
        return f"   {plain(pence)}  "
    if shape == "whole" and pence % 100 == 0:
        return str(pence // 100)
    if shape == "dust":
        return f"{plain(pence)}000000003" if abs(pence) < 10**9 else plain(pence)
    return plain(pence)


SHAPES: Final = ("plain", "nil", "brackets", "brackets pound", "trailing", "comma", "pound", "padded", "whole", "dust")


@st.composite
def good_rows(draw: st.DrawFn) -> MessyRow:
    """A row that is a line of money."""
    pence = draw(st.one_of(st.integers(-300_000, 5_000_000), st.sampled_from([0, 1, -1, 3, 100, 250_000_00, 7])))
    body = draw(st.sampled_from(sorted(SPELLINGS)))
    agency = SPELLINGS[body]
    flow = draw(st.sampled_from(["expenditure"] * 4 + ["income"]))
    internal = draw(st.integers(0, 11)) == 0
    paid = (
        draw(st.sampled_from(["", "", *sorted(SPELLINGS), *STRANGERS]))
        if flow == "expenditure" and not internal and draw(st.integers(0, 2)) == 0
        else ""
    )
    had = (
        draw(st.sampled_from(["", *sorted(SPELLINGS), *STRANGERS]))
        if flow == "income" and not internal and draw(st.booleans())
        else ""
    )
    cost, cost_text = draw(
        st.sampled_from([("revenue", "Revenue"), ("revenue", "rev"), ("capital", "CAPITAL"), ("unknown", "")])
    )
    status, status_text = draw(
        st.sampled_from([("actual", ""), ("actual", "Actual"), ("budget", "budget"), ("estimate", "Estimate")])
    )
    control = draw(st.sampled_from(["", "local", "national", "influenced"]))
    label, category = draw(st.sampled_from(LABELS)), draw(st.sampled_from(CODES))
    area = draw(st.sampled_from(["", "E07000117", "E07000118"]))
    flow_text = draw(st.sampled_from(["Income", "INCOME"] if flow == "income" else ["", "Expenditure", "expenditure"]))
    money = Money(
        agency, pence, label, category or None, flow, cost, status, control, area, SPELLINGS.get(paid, ""),
        SPELLINGS.get(had, ""), internal,
    )  # fmt: skip
    amount = written(pence, draw(st.sampled_from(SHAPES)))
    return MessyRow(
        (
            body,
            label,
            amount,
            flow_text,
            cost_text,
            status_text,
            control,
            area,
            paid,
            had,
            category,
            "yes" if internal else "",
        ),
        money,
    )


@st.composite
def broken_rows(draw: st.DrawFn) -> MessyRow:
    """A row with something in it that cannot be taken in."""
    cells = list(draw(good_rows()).cells)
    kind = draw(st.sampled_from(["amount", "agency", "flow", "status", "control", "total"]))
    if kind == "amount":
        cells[2] = draw(st.sampled_from(_BROKEN))
    elif kind == "agency":
        cells[0] = draw(st.sampled_from(STRANGERS))
    elif kind == "total":
        cells = ["", "Total", "1,234.00", *[""] * (len(COLUMNS) - 3)]
    else:
        cells[{"flow": 3, "status": 5, "control": 6}[kind]] = "sideways"
    return MessyRow(tuple(cells), None, refused=True)


@st.composite
def blank_rows(draw: st.DrawFn) -> MessyRow:
    """A row with nothing in it."""
    return MessyRow(tuple(draw(st.sampled_from(["", "  "])) for _ in COLUMNS), None)


class Rows(list[MessyRow]):
    """The rows of a file, printed by their number alone."""

    def __repr__(self) -> str:
        return f"{len(self)} rows"

    def _repr_pretty_(self, printer: Any, _: bool) -> None:
        printer.text(repr(self))


def files() -> st.SearchStrategy[Rows]:
    """The rows of a file, some of them twice: exact duplicates are normal in real ledgers.
    In half of them no receiver is paid more than it spends."""
    row = st.one_of(
        good_rows(), good_rows(), good_rows(), good_rows(), good_rows(), good_rows(), broken_rows(), blank_rows()
    )
    found = st.lists(row, min_size=20, max_size=60)
    return st.builds(lambda rows, anchors: Rows(rows + rows[::5] + anchors), found, st.sampled_from([[], _anchors()]))


def _anchors() -> list[MessyRow]:
    """A large line of every organisation in every status, so that no cap is reached."""
    found = []
    for agency in AGENCIES:
        for status in ("actual", "budget", "estimate"):
            money = Money(agency, 9_000_000_00, "Bins", status=status)
            found.append(MessyRow((agency, "Bins", "9000000", "", "", status, *[""] * 6), money))
    return found


def as_csv(rows: Sequence[MessyRow], newline: str = "\r\n") -> str:
    """The file's text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=newline)
    writer.writerow(COLUMNS.values())
    writer.writerows(row.cells for row in rows)
    return out.getvalue()


def map_csv(shares: dict[str, dict[str, str]]) -> str:
    """A map file: label, category, share."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["label", "category", "share"])
    for label, codes in shares.items():
        writer.writerows((label, code, share) for code, share in codes.items())
    return out.getvalue()


def maps() -> dict[tuple[str, str], dict[str, Fraction]]:
    """All label maps as the oracle reads them: (agency or '', label) to shares;
    the organisation's own win over the place's, these over the seeded."""
    found = {("", label): {code: Fraction(1)} for label, code in SEEDED.items()}
    for agency, shares in (("", SHARES), (next(iter(AGENCIES)), OWN_SHARES)):
        for label, codes in shares.items():
            found[agency, label] = {code: Fraction(share) for code, share in codes.items()}
    return found
