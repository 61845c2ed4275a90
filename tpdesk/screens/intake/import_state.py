"""What the import room holds: the chosen files, what the user said of each and of all, and how each stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, NamedTuple

from tpdesk.domain.advice import UNKNOWN_AGENCY
from tpdesk.screens.reporter import Trouble
from tpdesk.services.sheets import FileOutcome, ImportRequest
from tpdesk.text import counted
from tpdesk.units import pounds

if TYPE_CHECKING:
    from tpdesk.services.preview import FilePreview, SheetPreview


@dataclass(frozen=True, slots=True)
class FileAnswers:
    """What the user said of one file; None or empty leaves it to what is recognised."""

    encoding: str | None = None
    delimiter: str | None = None
    sheets: tuple[str, ...] = ()
    header_row: int | None = None
    unit: str | None = None
    date_order: str | None = None
    sign: int | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    control_total: str | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class ForAll:
    """What the user said of all files."""

    year: int | None = None
    """The start year of every line; None goes by its date."""

    flow: str | None = None
    status: str | None = None
    add_agencies: bool = False
    """Whether a body that the desk does not know is made."""

    profile: str = ""
    """The name under which the layout is to be kept; empty keeps none."""


class Standing(NamedTuple):
    """How a file stands."""

    mark: str
    """One sign."""

    words: str
    """A few words."""

    style: str
    """The colour of both."""

    ready: bool
    """Whether it would be imported now."""


class ChosenFile:
    """One chosen file."""

    def __init__(self, path: Path, size: int) -> None:
        self.path, self.size = path, size
        self.said = FileAnswers()
        self.said_agency: str | None = None
        """The body that the user named; None leaves it to what is recognised."""
        self.agency: tuple[str, str] | None = None
        """(body, why) by its name; None where nothing tells."""
        self.proposed_agency = ""
        """The body that is offered first where nothing tells: a guess, which only the user makes an answer."""
        self.preview: FilePreview | None = None
        self.trial: FileOutcome | None = None
        self.trouble: Trouble | None = None
        """Why it cannot be read as asked."""
        self.result: FileOutcome | None = None
        """What became of it, once it was imported."""
        self.fresh = False
        """Whether the preview is of what is said now."""
        self.tried = False
        """Whether the trial is."""
        self.stop = Event()
        """Ends a trial that was overtaken."""

    def forget(self, *, head: bool = True) -> None:
        """What was read is of what was said before: read it again. Without `head` only the trial."""
        self.end_reading()
        self.fresh = self.fresh and not head
        self.tried = False
        self.trial = None

    def end_reading(self) -> None:
        """End what reads the file, in its own process too: nobody waits for it any more."""
        from tpdesk.models.beside import end_readings

        end_readings(self.stop)
        self.stop = Event()

    @property
    def sheet(self) -> SheetPreview | None:
        """The sheet that the preview shows."""
        return self.preview.first if self.preview is not None else None

    @property
    def shape(self) -> tuple[str, ...]:
        """The headers: files of the same are laid out alike."""
        return self.sheet.layout.headers if self.sheet is not None else ()

    @property
    def body(self) -> tuple[str | None, str]:
        """Return (the one body whose file it is, why); (None, why) where the rows name theirs, or nothing tells."""
        if self.said_agency is not None:
            return self.said_agency, "as you said"
        if self.preview is not None and (self.preview.names_bodies or self.preview.corrects):
            return None, "each row names it" if self.preview.names_bodies else "as the rows that it fixes"
        return self.agency if self.agency is not None else (None, "")

    @property
    def lacks_body(self) -> bool:
        """Whether nothing tells whose spending it is."""
        return self.body == (None, "")

    @property
    def can_come_in(self) -> bool:
        """Whether nothing known so far keeps it out: it is read, not on the desk already, and not refused."""
        if self.trouble is not None or self.preview is None:
            return self.trouble is None
        return not (self.preview.before and not self.said.again) and not (
            self.preview.refusal and not self.preview.corrects
        )

    @property
    def part_years(self) -> tuple[str, ...]:
        """What is said of months that would take the place of a published year, as far as the file was tried."""
        return self.trial.part_years if self.trial is not None else ()

    @property
    def unknown_bodies(self) -> tuple[str, ...]:
        """The organisations that rows name and the desk does not know, as far as the file was tried: of its first
        hundred rejected rows."""
        rejects = (
            reject for sheet in (self.trial.sheets if self.trial is not None else ()) for reject in sheet.rejects
        )
        return tuple(dict.fromkeys(reject.value for reject in rejects if reject.rule == UNKNOWN_AGENCY))

    @property
    def is_refused(self) -> bool:
        """Whether it is no file of spending, whatever is said of it."""
        return self.preview is not None and bool(self.preview.refusal) and not self.preview.corrects

    def request(self, place: str | None, every: ForAll) -> ImportRequest:
        """Return what is asked of its import."""
        said = self.said
        return ImportRequest(
            place=place, agency=self.body[0], year=every.year, columns=said.columns, add_agencies=every.add_agencies,
            save_profile=every.profile or None, sheets=said.sheets, header_row=said.header_row, encoding=said.encoding,
            delimiter=said.delimiter,
            unit=said.unit, date_order=said.date_order, flow=every.flow, status=every.status, sign=said.sign,
            control_total=said.control_total,
            again=said.again,
        )  # fmt: skip

    def standing(self, place: str | None) -> Standing:
        """Return how it stands before it is imported."""
        if self.trouble is not None:
            return Standing("✗", self.trouble.message, "$error", False)
        if self.preview is None or not self.fresh:
            return Standing("…", "reading", "$quiet", False)
        if self.preview.before and not self.said.again:
            return Standing("=", f"on the desk already: {self.preview.before}", "$warning", False)
        if self.preview.refusal and not self.preview.corrects:
            nil = self.preview.is_nil
            return Standing("-" if nil else "✗", self.preview.refusal, "$quiet" if nil else "$error", False)
        if place is None:
            return Standing("?", "say which place", "$warning", False)
        if self.lacks_body:
            return Standing("?", "say whose spending it is", "$warning", False)
        if self.trial is None:
            return Standing("✓", "ready; being checked", "$success", True)
        if self.trial.error is not None:
            return Standing("✗", self.trial.error.message, "$error", False)
        return tried(self.trial)


def rows_of(outcome: FileOutcome, name: str) -> int:
    """Return the sum over the sheets of one number of their tallies: `rows_read`, `sum_pence` ..."""
    return sum(getattr(sheet.tally, name) for sheet in outcome.sheets)


def warnings_of(outcome: FileOutcome) -> list[str]:
    """Return everything to look at, the file's own first."""
    return [*outcome.warnings, *(text for sheet in outcome.sheets for text in sheet.warnings)]


def tried(outcome: FileOutcome) -> Standing:
    """Return how a file stands that was checked or imported: ticked where nothing of it is left to look at."""
    rejected, looks = rows_of(outcome, "rows_rejected"), len(warnings_of(outcome))
    parts = [counted(rows_of(outcome, "rows_imported"), "line"), pounds(rows_of(outcome, "sum_pence"))]
    parts += [f"{rejected:,} rejected"] if rejected else []
    parts += [f"off by {pounds(outcome.difference_pence)}"] if outcome.difference_pence else []
    parts += [f"{looks} to look at"] if looks else []
    off = bool(rejected or outcome.difference_pence or looks)
    return Standing("!" if off else "✓", " · ".join(parts), "$warning" if off else "$success", True)
