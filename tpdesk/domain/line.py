"""A spend line as it is shown: one record with names and not numbers, and the columns that a
table of lines can have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tpdesk.domain.facts import Shares
from tpdesk.units import percent, plain_pounds, pounds, year_text

UNMAPPED: Final = "Unmapped"
"""What stands where money has no category."""


@dataclass(frozen=True, slots=True)
class LineRow:
    """One spend line, ready to be shown. A text is empty and a number None where the line has none."""

    id: int
    place_id: int
    place: str
    agency_id: int
    agency: str
    year: int
    """The financial year's start year."""

    label: str
    """The agency's own word for the service."""

    own_category: str
    """The code that the line itself carries; empty where the label's map decides."""

    amount_pence: int
    """Signed; credit notes are negative."""

    flow: str
    cost_type: str
    status: str
    control: str
    internal: bool
    """A recharge inside the agency."""

    transfer_to: str
    """The body that gets the money on: an agency of the desk, or a name that none bears."""

    transfer_from: str
    """The body that the income comes from, likewise."""

    unknown_body: bool
    """Whether that body is no agency of the desk: then nothing is taken out of the count for it."""

    client_group: str
    activity: str
    area: str
    """The area's code."""

    area_name: str
    funding_stream: str
    grade: int | None
    """Confidence, 1 (own system) to 6 (uncorroborated judgement)."""

    date: str
    """ISO date."""

    supplier: str
    description: str
    batch: int | None
    """The batch that it came with; None for a line entered by hand."""

    file: str
    sheet: str
    row: int | None
    """The row of the file, from 1."""

    came_pence: int | None
    """What the amount was when the line came in, where anything in it was edited since;
    0 for a part that was split off."""

    part_of: int | None
    """The line that it was split from."""

    shares: Shares
    """What it counts under: its own category, else its label's map; empty where it is unmapped."""

    @property
    def edited(self) -> bool:
        """Whether it differs from what its file said."""
        return self.came_pence is not None


@dataclass(frozen=True, slots=True)
class LineField:
    """One column of a table of lines."""

    name: str
    """What it is called in filters, edits and on the command line."""

    heading: str
    """What stands above it."""

    tells: str
    """What it holds, in a sentence."""

    kind: str
    """`text`, `choice`, `money`, `date`, `year`, `number` or `yes`: how its values are typed and compared."""

    edits: str = ""
    """The field that is set when it is edited; empty where it cannot be."""

    usual: bool = False
    """Whether a table shows it before anyone chooses its columns."""

    @property
    def right(self) -> bool:
        """Whether it is set right: numbers are."""
        return self.kind in ("money", "number")


def _field(name: str, heading: str, tells: str, kind: str, *, edits: bool = True, usual: bool = False) -> LineField:
    return LineField(name, heading, tells, kind, name if edits else "", usual)


LINE_FIELDS: Final = {
    field.name: field
    for field in (
        _field("agency", "Organisation", "The organisation that spends.", "text", usual=True),
        _field("label", "Label", "The organisation's own word for the service.", "text", usual=True),
        LineField(
            "category", "Category", "What it counts under: its own category, else its label's map.", "text",
            "own_category", True,
        ),
        _field("amount", "Amount", "Pounds and pence; credit notes are negative.", "money", usual=True),
        _field("date", "Date", "The day of the payment.", "date", usual=True),
        _field("supplier", "Supplier", "Who was paid.", "text", usual=True),
        _field("description", "Description", "What was bought.", "text", usual=True),
        _field("year", "Year", "The financial year, 1 April to 31 March.", "year"),
        _field("place", "Place", "The place whose count it is in.", "text", edits=False),
        _field("own_category", "Own category", "The category that the line itself carries, before any map.", "text"),
        _field("flow", "Flow", "Expenditure or income; a credit note is a negative expenditure.", "choice"),
        _field("cost_type", "Cost type", "Revenue, capital or unknown.", "choice"),
        _field("status", "Status", "Actual, budget, estimate or apportioned.", "choice"),
        _field("control", "Control", "Who decides on the money: local, influenced or national.", "choice"),
        _field("internal", "Internal", "Whether it is a recharge inside the organisation.", "yes"),
        _field("transfer_to", "Transfer to", "The public organisation that gets the money on.", "text"),
        _field("transfer_from", "Transfer from", "The public organisation that the income comes from.", "text"),
        _field("client_group", "Client group", "The people the service is for.", "text"),
        _field("activity", "Activity", "What is done: assess, treat, house, advise ...", "text"),
        _field("area", "Area", "Where, by code.", "text"),
        _field("funding_stream", "Funding stream", "What pays for it.", "text"),
        _field("grade", "Grade", "Confidence, 1 (own system) to 6 (uncorroborated judgement).", "number"),
        _field("batch", "Batch", "The number of the import that it came with.", "number", edits=False),
        _field("file", "File", "The file that it came from.", "text", edits=False),
        _field("sheet", "Sheet", "The sheet of that file.", "text", edits=False),
        _field("row", "Row", "The row of that file, from 1.", "number", edits=False),
        _field("edited", "Edited", "Whether anything in it was edited since it came in.", "yes", edits=False),
        _field("came", "Came as", "The amount that it came with, where it was edited since.", "money", edits=False),
        _field("line", "Line", "The line's own number on this desk.", "number", edits=False),
        _field("part_of", "Part of", "The line that it was split from.", "number", edits=False),
    )
}  # fmt: skip
"""Name -> column, in the order in which they are offered."""

USUAL: Final = tuple(name for name, field in LINE_FIELDS.items() if field.usual)
"""The columns that a table shows before anyone chooses."""


def counted_under(shares: Shares) -> str:
    """Return what a line counts under, in words: `09.5`, `60% 05.1, 40% 06.2`, `Unmapped`."""
    if not shares:
        return UNMAPPED
    if len(shares) == 1:
        return shares[0][0]
    return ", ".join(f"{percent(float(share), 0)} {code}" for code, share in shares)


def cell_text(row: LineRow, name: str) -> str:
    """Return what stands in one column of a line, as it is shown; empty where the line has none."""
    match name:
        case "category":
            return counted_under(row.shares)
        case "amount":
            return pounds(row.amount_pence)
        case "came":
            return "" if row.came_pence is None else pounds(row.came_pence)
        case "year":
            return year_text(row.year)
        case "internal" | "edited":
            return "yes" if getattr(row, name) else ""
        case "line":
            return str(row.id)
    value = getattr(row, name)
    return "" if value is None else str(value)


def plain_text(row: LineRow, name: str) -> str:
    """Return the same for a spreadsheet: money as a bare number."""
    pence = row.amount_pence if name == "amount" else row.came_pence if name == "came" else None
    return cell_text(row, name) if pence is None else plain_pounds(pence)
