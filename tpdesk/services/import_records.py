"""What is asked of an import, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tpdesk.errors import DeskError
from tpdesk.models.intake.layout import Layout
from tpdesk.models.intake.rows import Reject, Tally
from tpdesk.text import counted
from tpdesk.units import pounds


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What the user asks of an import. None or empty leaves it to be recognised."""

    place: str | None = None
    agency: str | None = None
    year: int | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    """FIELD to COLUMN; an empty COLUMN leaves the field out."""

    agency_column: str | None = None
    add_agencies: bool = False
    profile: str | None = None
    save_profile: str | None = None
    sheets: tuple[str, ...] = ()
    header_row: int | None = None
    encoding: str | None = None
    delimiter: str | None = None
    unit: str | None = None
    date_order: str | None = None
    flow: str | None = None
    status: str | None = None
    sign: int | None = None
    """1 where the file writes spending positive, -1 where it writes it negative."""

    control_total: str | None = None
    """As typed, in the file's unit."""

    again: bool = False
    """Take a file in that was taken in before."""

    dry_run: bool = False
    rejects: Path | None = None
    """Where to write the rejected rows."""

    force: bool = False
    """Replace a file at `rejects`, even one that tpdesk did not write or that was changed since."""


@dataclass(frozen=True, slots=True)
class SheetOutcome:
    """What became of one sheet (of a CSV file: of the file)."""

    layout: Layout
    tally: Tally
    rejects: tuple[Reject, ...]
    """The first hundred."""

    warnings: tuple[str, ...]

    @property
    def agreement(self) -> str:
        """Which totals that the file gives of itself are what its lines come to, in words; empty where none is."""
        agreeing = [total for total in self.tally.own_totals if total.agrees]
        if not agreeing:
            return ""
        last = agreeing[-1]
        others = (
            f"{counted(len(agreeing), 'total')} of the file agree with their lines, the last" if agreeing[1:] else ""
        )
        how = "agrees to the penny" if not last.difference_pence else "agrees, but for rounding or rejected rows"
        return f"{others or 'The total'} in row {last.row}, {pounds(last.total_pence)}{'' if others else f', {how}'}."


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file."""

    file: str
    sha256: str | None
    kind: str | None
    encoding: str | None
    delimiter: str | None
    batch: int | None
    """The batch's number; None in a dry run or where the file was refused."""

    sheets: tuple[SheetOutcome, ...]
    control_total_pence: int | None
    difference_pence: int | None
    """Lines - control total."""

    warnings: tuple[str, ...]
    error: DeskError | None
    """Why the file was refused, or None."""

    @property
    def clean(self) -> bool:
        """Whether nothing was refused or rejected and the control total agrees."""
        return (
            self.error is None
            and not self.difference_pence
            and not any(sheet.tally.rows_rejected for sheet in self.sheets)
        )
