"""What comes out of reading rows: lines, rejects, and the tally of both;
and what the user said that holds for all of them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from tpdesk.models.intake.totals import OwnTotal


class Line(NamedTuple):
    """One amount of money with everything its row says about it. Texts are clean; None where the row is blank."""

    row: int
    """The file's row number, from 1."""

    amount_pence: int
    """Signed whole pence; credit notes are negative."""

    date: str | None
    """ISO date, or None where it is missing or lost."""

    year: int
    """The start year of the financial year."""

    label: str | None
    """The body's own word for the service."""

    supplier: str | None
    """Who was paid."""

    description: str | None
    """The finer text about what was bought."""

    agency: str | None
    """The body's name as written, where a column gives it."""

    category: str | None
    """A COFOG code, where a column gives it."""

    cost_type: str
    """`revenue`, `capital` or `unknown`."""

    flow: str
    """`expenditure` or `income`."""

    status: str
    """`actual`, `budget`, `estimate` or `apportioned`."""

    control: str | None
    """`local`, `influenced` or `national`."""

    client_group: str | None
    """The people the service is for."""

    activity: str | None
    """What is done."""

    area: str | None
    """Where, as written."""

    transfer_to: str | None
    """The public body that gets the money on, as written."""

    transfer_from: str | None
    """The public body that the income comes from, as written."""

    funding_stream: str | None
    """What pays for it, as written."""

    grade: int | None
    """Confidence grade, 1 (own system) to 6 (uncorroborated)."""

    internal: bool
    """Whether it is a recharge inside the body."""


class Reject(NamedTuple):
    """A row that was not taken in, whole, with its reason."""

    row: int
    """The file's row number, from 1."""

    column: str
    """The header (or `#n`) of the cell at fault; empty where the whole row is."""

    rule: str
    """The rule's short name: `blank amount`, `total row` ..."""

    value: str
    """The cell's text as it stands."""

    message: str
    """What is wrong and what to do, in words."""

    raw: tuple[str, ...]
    """The whole row as text."""


class Problem(NamedTuple):
    """What is wrong with a line that only the desk can tell: a body or a category that it does not know."""

    field: str
    """The field at fault."""

    rule: str
    """The rule's short name."""

    value: str
    """What stands there."""

    message: str
    """What is wrong and what to do, in words."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user said that holds for every row of the file."""

    year: int | None = None
    """The start year of every line's financial year; None takes it from the row or the names."""

    flow: str = "expenditure"
    """The flow where no column gives it."""

    status: str = "actual"
    """The status where no column gives it."""

    sign: int = 1
    """-1 turns every amount round (files that write spending negative)."""

    today: dt.date | None = None
    """The day after which a date is in the future; None does not ask."""


@dataclass(slots=True)
class Tally:
    """What reading a sheet came to. `rows_read = rows_blank + rows_imported + rows_rejected` always."""

    rows_read: int = 0
    """Rows below the header, blank ones too."""

    rows_blank: int = 0
    """Rows without any text."""

    rows_imported: int = 0
    """Rows that became lines."""

    rows_rejected: int = 0
    """Rows kept aside with a reason."""

    sum_pence: int = 0
    """Sum of the imported rows."""

    coercions: Counter[str] = field(default_factory=Counter)
    """Rule to the number of cells (or rows) of imported rows it was applied to."""

    rejections: Counter[str] = field(default_factory=Counter)
    """Rule to the number of rejected rows."""

    warnings: list[str] = field(default_factory=list)
    """What looks wrong in the whole, in words."""

    own_totals: tuple[OwnTotal, ...] = ()
    """The totals that the sheet gives of its lines."""

    years: Counter[int] = field(default_factory=Counter)
    """Start year of the financial year to imported rows."""

    first_date: str | None = None
    """The earliest date of an imported row, ISO."""

    last_date: str | None = None
    """The latest date of an imported row, ISO."""

    min_pence: int | None = None
    """The smallest amount imported."""

    max_pence: int | None = None
    """The largest amount imported."""
