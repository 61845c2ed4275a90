"""The return workbook as data: its columns, its lists, what it says of itself in its manifest, and its control totals.

Who writes it, who reads it back and who annotates it read the same declaration.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tpdesk.units import pounds

FORM_VERSION: Final = "1"
"""Which form it is: a later one that this code cannot read says so."""

MANIFEST_MARK: Final = "tpdesk return manifest"
"""What the first cell of the hidden manifest says: the sheet may be renamed."""

MANIFEST_SHEET: Final = "Manifest"
"""What the hidden sheet is called when it is sent."""

QUESTIONS_SHEET: Final = "Questions"
"""What the sheet is called that we add to a workbook that came back."""

QUESTIONS_TOP: Final = 3
"""The row of its headings, from 1: where, question, answer."""

READ_HEADINGS: Final = ("Read by us", "What we read")
"""What stands over the columns that we add to its lines."""

PREFILL_MARK: Final = "prefill"
"""What the first cell of each kept prefilled row says."""

EMPTY_ROWS: Final = 500
"""Rows to fill in beside those that are prefilled."""

MOST_PREFILLED: Final = 400
"""Lines of the year before that are prefilled, the largest."""

CONTACT: Final = "the officer who sent you this workbook"
"""Whom to ask, where nobody said."""

UNIT_WORDS: Final[Mapping[str, str]] = {"pounds": "£", "thousands": "£000"}
"""Unit of a return -> how it is printed."""


@dataclass(frozen=True, slots=True)
class FormColumn:
    """One column of the sheet *Lines*."""

    key: str
    """What it is called in code, and in the name of its cells: `lines_amount`."""

    heading: str
    """What stands over it; `{unit}` is the unit of money."""

    field: str
    """The field of a spend line that it fills; empty for what is only shown."""

    width: int
    """Characters."""

    help: str
    """What a body reads when it stands in a cell."""

    choices: str = ""
    """Key of its list on the sheet *Lists*; empty for free text."""

    is_strict: bool = False
    """Whether only what is in the list may be typed."""

    def title(self, unit: str) -> str:
        """Return its heading in a unit of money."""
        return self.heading.format(unit=UNIT_WORDS[unit])


COLUMNS: Final = (
    FormColumn("label", "Service or budget line", "label", 48, "Your own name for it, as in your ledger or budget."),
    FormColumn("amount", "Amount ({unit})", "amount", 18, "A number in {unit}. A credit note is below zero."),
    FormColumn("last_year", "Last year ({unit})", "", 18, "What this line was last year. For information only."),
    FormColumn("category", "Category", "category", 34, "Choose the nearest, or leave it blank.", "category", True),
    FormColumn("flow", "Expenditure or income", "flow", 16, "Blank means expenditure.", "flow", True),
    FormColumn("cost_type", "Revenue or capital", "cost_type", 14, "Choose unknown if you cannot tell.", "cost_type",
        True),
    FormColumn("status", "Actual, budget or estimate", "status", 14, "Blank means actual.", "status", True),
    FormColumn("paid_to", "Paid to organisation", "transfer_to", 28, "Only if another public body received it.",
        "agency"),
    FormColumn("received_from", "Received from", "transfer_from", 28, "For income: the public body that paid it.",
        "agency"),
    FormColumn("control", "Who decides", "control", 14, "Who decides how the money is spent.", "control", True),
    FormColumn("stream", "Funding stream", "funding_stream", 22, "The grant or fund that pays for it.", "stream"),
    FormColumn("area", "Area", "area", 22, "The area that it was spent in, if it is a part of the place.", "area"),
    FormColumn("grade", "Grade of evidence", "grade", 12, "1 is from your ledger, 6 is a guess.", "grade", True),
    FormColumn("note", "Note", "description", 34, "Anything that helps us to read this line."),
)  # fmt: skip
"""The columns of *Lines*, in order."""

FIXED_LISTS: Final[Mapping[str, tuple[str, ...]]] = {
    "flow": ("expenditure", "income"),
    "cost_type": ("revenue", "capital", "unknown"),
    "status": ("actual", "budget", "estimate"),
    "control": ("local", "influenced", "national"),
    "grade": ("1", "2", "3", "4", "5", "6"),
}
"""Lists that are the same in every return."""

TOTALS: Final[Mapping[str, str]] = {
    "expenditure": "Expenditure, all lines",
    "income": "Income, all lines",
    "capital": "Capital, within the expenditure",
}
"""Control total -> what stands beside it on the sheet *Totals*."""

PUBLISHED: Final = "Published total"
PUBLISHED_SOURCE: Final = "Where it is published"

PrefillRow = tuple[str, ...]
"""What a prefilled row says, a text for each column; last year's amount is in whole pence."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a return workbook says of itself, on a sheet that nobody sees."""

    desk: str
    """The desk that it was written from."""

    place: str
    place_number: int
    agency: str
    agency_number: int
    year: str
    """As `2024-25`."""

    version: int
    made_at: str
    """ISO 8601 UTC."""

    due_on: str
    """ISO 8601 day; empty where none was set."""

    unit: str
    """A key of `UNIT_WORDS`."""

    prefill: tuple[PrefillRow, ...] = ()
    form: str = FORM_VERSION

    @property
    def hash(self) -> str:
        """The SHA-256 of what was prefilled, in hex."""
        text = json.dumps([list(row) for row in self.prefill], ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode("utf-8")).hexdigest()

    @property
    def mark(self) -> str:
        """What stands for this very workbook on the desk: the SHA-256 of all that it says of itself, in hex. The name
        and the number of an organisation do not: both may be another's by the time it comes back."""
        text = json.dumps([list(row) for row in self.rows()], ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode("utf-8")).hexdigest()

    def rows(self) -> list[tuple[str, ...]]:
        """Return the rows of its sheet."""
        told = [
            ("form", self.form), ("desk", self.desk), ("place", self.place), ("place number", str(self.place_number)),
            ("agency", self.agency), ("agency number", str(self.agency_number)), ("year", self.year),
            ("version", str(self.version)), ("made at", self.made_at), ("due", self.due_on), ("unit", self.unit),
            ("sha256 of the prefill", self.hash),
        ]  # fmt: skip
        return [(MANIFEST_MARK, ""), *told, *((PREFILL_MARK, *row) for row in self.prefill)]


def parse_manifest(rows: Sequence[Sequence[str]]) -> Manifest | None:
    """Return the manifest that a sheet holds; None where the sheet is none, or not whole any more."""
    if not rows or not rows[0] or rows[0][0] != MANIFEST_MARK:
        return None
    told = {row[0]: row[1] if len(row) > 1 else "" for row in rows[1:] if row and row[0] != PREFILL_MARK}
    width = len(COLUMNS)
    prefill = tuple(
        tuple((*row[1:], *[""] * width)[:width]) for row in rows[1:] if row and row[0] == PREFILL_MARK
    )  # fmt: skip
    try:
        found = Manifest(
            told["desk"], told["place"], int(told["place number"]), told["agency"], int(told["agency number"]),
            told["year"], int(told["version"]), told["made at"], told["due"], told["unit"], prefill, told["form"],
        )  # fmt: skip
    except (KeyError, ValueError):
        return None
    is_whole = found.unit in UNIT_WORDS and told.get("sha256 of the prefill") == found.hash
    return found if is_whole else None


@dataclass(frozen=True, slots=True)
class Addressee:
    """To whom in an organisation a letter goes: a role, never a person."""

    role: str = ""
    """Empty where the desk records none."""

    how: str = ""
    """How to reach it: a shared mailbox, a switchboard."""


@dataclass(frozen=True, slots=True)
class ReturnForm:
    """One return workbook, to be written."""

    manifest: Manifest
    lists: Mapping[str, tuple[str, ...]]
    """Key of a list -> what may be chosen."""

    contact: str
    """Whom to ask, as a role."""

    due_words: str
    """By when, as `30 June 2026`."""

    to: Addressee = Addressee()

    @property
    def title(self) -> str:
        """What the workbook is called."""
        it = self.manifest
        return f"Return of {it.agency}: {it.place}, {it.year}"


@dataclass(frozen=True, slots=True)
class ReturnReminder:
    """A return that was asked for and has not come, as a letter about it tells it. Days in words are as
    `30 June 2026`, and empty where there is none."""

    place: str
    agency: str
    agency_number: int
    year: str
    """As `2024-25`."""

    version: int
    """Of the workbook that was sent last; 0 where none was."""

    written_on: str
    """ISO 8601 day."""

    requested_words: str
    due_words: str
    days_late: int
    chased_words: str
    """The day on which it was chased last before this."""

    reply_words: str
    """By when it is asked for now."""

    contact: str
    """Whom to ask, as a role."""

    to: Addressee = Addressee()


@dataclass(frozen=True, slots=True)
class ReturnSums:
    """Lines and their money, expenditure and income apart: they are never added up."""

    lines: int = 0
    expenditure_pence: int = 0
    income_pence: int = 0

    def plus(self, flow: str, pence: int) -> ReturnSums:
        """Return these sums with one line more."""
        is_income = flow == "income"
        return ReturnSums(
            self.lines + 1,
            self.expenditure_pence + (0 if is_income else pence),
            self.income_pence + (pence if is_income else 0),
        )

    @property
    def words(self) -> str:
        """Return them in words: `12 lines, £3.00 expenditure, £1.00 income`."""
        lines = f"{self.lines:,} line{'' if self.lines == 1 else 's'}"
        income = f", {pounds(self.income_pence)} income" if self.income_pence else ""
        return f"{lines}, {pounds(self.expenditure_pence)} expenditure{income}"
