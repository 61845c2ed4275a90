"""What a salvage brought over, in numbers and in words."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tpdesk.text import counted
from tpdesk.units import pounds


@dataclass(frozen=True, slots=True)
class TableSalvage:
    """What became of one table."""

    table: str
    """Its name, as in the schema."""

    rows: int
    """Rows brought over."""

    unreadable: int
    """Rows that were seen and could not be read or kept."""

    pages: int
    """Pages of the file that could not be read: rows on them were not even seen."""

    mended: int
    """Rows brought with something in them left blank."""

    made_again: int
    """Records that others refer to and that are lost: made again under a name that says so."""

    @property
    def hurt(self) -> bool:
        """Whether anything of it was lost or changed."""
        return bool(self.unreadable or self.pages or self.mended or self.made_again)

    @property
    def words(self) -> str:
        """What became of it as a sentence."""
        parts = [
            f"{counted(self.rows, 'row')} brought over",
            f"{counted(self.unreadable, 'row')} lost" if self.unreadable else "",
            f"{counted(self.pages, 'page')} of the file unreadable" if self.pages else "",
            f"{counted(self.mended, 'row')} with something left blank or spelt oddly" if self.mended else "",
            f"{counted(self.made_again, 'lost record')} made again under a number" if self.made_again else "",
        ]
        return f"{self.table}: {', '.join(part for part in parts if part)}."


@dataclass(frozen=True, slots=True)
class Salvage:
    """What was salvaged, and where it is."""

    file: Path
    """The new desk file."""

    tables: tuple[TableSalvage, ...]
    """Every table of the schema that is brought."""

    lines: int
    """Spend lines brought over."""

    pence: int
    """What they add up to, each with its sign."""

    lines_expected: int | None
    """Lines that the damaged file's own sums tell of; None where these are lost too."""

    pence_expected: int | None
    """What those add up to."""

    problems: tuple[str, ...]
    """What is to be looked at, a sentence each."""

    @property
    def whole(self) -> bool:
        """Whether nothing was lost, mended or is to be looked at."""
        return (
            not self.problems
            and not any(table.hurt for table in self.tables)
            and self.lines_expected in (None, self.lines)
        )

    @property
    def words(self) -> tuple[str, ...]:
        """The result in sentences: the money first, then each table that lost something, then what is to be looked at."""
        if self.lines_expected is None:
            of, sums = "", "; the file's own sums cannot be read, so how many there were is not known"
        else:
            of = f" of {self.lines_expected:,}"
            sums = "" if self.pence_expected is None else f" of {pounds(self.pence_expected)}"
        head = f"{self.lines:,}{of} spend lines were brought over, {pounds(self.pence)}{sums}."
        tables = [table.words for table in self.tables if table.hurt]
        return (
            head,
            *tables,
            *self.problems,
            "What was done can be undone from now on only: the undo steps are not brought over.",
        )
