"""What recognising a sheet proposes (Layout), and what the user says instead (Overrides)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tpdesk.models.intake.numbering import LongNumbers


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the user said about a file: each wins over what is recognised; None leaves it to the recogniser."""

    columns: Mapping[str, str] = field(default_factory=dict)
    """FIELD to COLUMN: the trimmed header, or `#n` (from 1); an empty COLUMN leaves the field out."""

    header_row: int | None = None
    """The file's row number of the header; 0 says that there is none."""

    unit: str | None = None
    """`pounds`, `thousands`, `millions` or `billions`."""

    date_order: str | None = None
    """`dmy`, `mdy` or `ymd`; or `by-row`: as recognised, but for dates that fall outside the file's months and inside them when turned round."""

    turned: frozenset[int] = frozenset()
    """Days (yyyymmdd), as read, whose dates are turned round: those of the sheet that these rows were rejected from."""

    year: int | None = None
    """The start year of every line's financial year."""

    agency_column: str | None = None
    """The column that names the body: the trimmed header, or `#n`."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How one sheet is to be read: its header, its columns, unit and date order, each with what speaks for it."""

    sheet: str | None
    """The sheet's name; None for CSV."""

    header_row: int | None
    """The file's row number of the (last) header row; None where there is none."""

    header_rows: int
    """How many rows the header takes up: 0, 1 or 2."""

    headers: tuple[str, ...]
    """The trimmed header of each column, those of two rows joined by a space; empty where a column has no name."""

    columns: Mapping[str, int]
    """Field to column index from 0."""

    unit: str
    """`pounds`, `thousands`, `millions` or `billions`."""

    unit_evidence: str
    """Why this unit, in words."""

    date_order: str
    """`dmy`, `mdy` or `ymd`."""

    date_evidence: str
    """Why this order, in words: `a day 17 in row 12`."""

    year: int | None
    """The start year of the financial year that the names of file and sheet give; used only where a row gives none."""

    year_evidence: str
    """Where that year stands, in words; empty where there is none."""

    first_row: int
    """The file's row number of the first row below the header."""

    warnings: tuple[str, ...] = ()
    """What the user should look at before taking the sheet in."""

    refusal: str | None = None
    """Why this sheet cannot be taken in as spending, in words; None where it can."""

    is_data: bool = True
    """False where the sheet holds no table of spending: notes, a pivot, nothing."""

    reason: str = ""
    """Why the sheet is no data, in words."""

    is_nil: bool = False
    """Whether the sheet says itself that there was nothing to report."""

    mapped: frozenset[str] = frozenset()
    """The fields whose column the user gave."""

    turned: frozenset[int] = frozenset()
    """Days (yyyymmdd), as read, whose dates are turned round, as the user asked."""

    decimal: str = "."
    """What parts the pence from the pounds: a point, or a comma in a continental file."""

    numbers: Mapping[int, LongNumbers] = field(default_factory=dict)
    """Column index -> its numbers, of columns other than the amount that hold whole numbers of one length: of transactions, invoices, cost centres."""

    telling: frozenset[str] = frozenset()
    """Which of the amount and the date are followed by a column of another kind, by which a row shows that it is pushed one cell on."""

    def name_of(self, index: int) -> str:
        """Return the header of column `index` (from 0), or `#n` (from 1) where it has none or shares it."""
        name = self.headers[index] if index < len(self.headers) else ""
        return name if name and self.headers.count(name) == 1 else f"#{index + 1}"

    def column_names(self) -> dict[str, str]:
        """Return field to column name, as `--map` would take it."""
        return {name: self.name_of(index) for name, index in self.columns.items()}
