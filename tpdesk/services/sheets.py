"""The sheets of one file: each recognised and staged, or passed over with a word.

What is asked of an import, and what became of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Final

from tpdesk.domain.advice import Advice, message
from tpdesk.errors import DeskError, InputProblem, UsageProblem
from tpdesk.models.agency import list_agencies
from tpdesk.models.desk import Desk
from tpdesk.models.intake.layout import Layout, Overrides
from tpdesk.models.intake.load import AREAS_NAMED, SheetResult, Stage
from tpdesk.models.intake.profile import Profile, last_sheet, profile_matches
from tpdesk.models.intake.recognise import recognise
from tpdesk.models.intake.rows import Reject, Settings, Tally
from tpdesk.models.intake.source import Part, Source
from tpdesk.models.log.history import now
from tpdesk.models.profile_store import profiles_of
from tpdesk.services.batches import Correction
from tpdesk.text import clean, counted
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

    part_years: tuple[str, ...] = ()
    """A sentence for each organisation of which it holds some months, in place of figures published for the year."""

    @property
    def clean(self) -> bool:
        """Whether nothing was refused or rejected and the control total agrees."""
        return (
            self.error is None
            and not self.difference_pence
            and not any(sheet.tally.rows_rejected for sheet in self.sheets)
        )


_SAID: Final = 6
"""Sheets of which it is said why they are not taken in."""


class NoBody(UsageProblem):
    """Nothing says whose spending a sheet is; `layout` is how it would be read."""

    def __init__(self, message: str, layout: Layout) -> None:
        super().__init__(message, title="Whose spending is it?")
        self.layout = layout
        """Which column is which."""


def stage_sheets(
    desk: Desk,
    source: Source,
    request: ImportRequest,
    agency: int | None,
    profile: Profile | None,
    stage: Stage,
    corrections: Sequence[Correction],
) -> tuple[list[SheetOutcome], list[str]]:
    """Stage every sheet of spending; return what became of each, and words on the sheets that were passed over."""
    outcomes: list[SheetOutcome] = []
    passed: list[str] = []
    refused: list[Layout] = []
    known = [record.name for record in list_agencies(desk.connection)]
    for part, sheet, correction in _parts(source, request, corrections):
        layout, used = layout_of(desk, part, sheet, request, agency, profile, correction, known)
        if layout.refusal is not None or not layout.is_data:
            refused.append(layout)
            passed.append(message(f"the sheet '{sheet}' was passed over: ", layout.refusal or layout.reason))
            continue
        if (
            "agency" in layout.columns
            and agency is not None
            and "agency" not in layout.mapped
            and request.agency_column is None
        ):
            # The user named the body: the file's own column of it would only reject its other spellings.
            layout = replace(
                layout, columns={name: index for name, index in layout.columns.items() if name != "agency"}
            )
        if "agency" not in layout.columns and agency is None:
            raise NoBody(
                message(Advice("whose-spending", source.path.name)),
                layout,
            )
        tally = Tally()
        settings = settings_of(request, used, correction)
        if used is not None and profile is None:
            passed.append(
                f"read as the saved profile '{used.name}' says: {settings.flow}, {settings.status}, {layout.unit}"
            )
        result = stage.take(
            part,
            layout,
            settings,
            tally,
            corrects=correction.problem if correction is not None else None,
            known=correction.origin if correction is not None else (),
        )
        outcomes.append(
            SheetOutcome(
                layout,
                tally,
                tuple(result.rejects),
                (*layout.warnings, *tally.warnings, *_outsider_warnings(result), *_area_warnings(result)),
            )
        )
    if not stage.sheets:
        nil = bool(refused) and all(layout.is_nil for layout in refused)
        title = "Nil return" if nil else "No spending in this file"
        raise InputProblem(message(f"{source.path.name}: ", refusal_words(refused)), title=title)
    return outcomes, passed


def refusal_words(layouts: Sequence[Layout]) -> str:
    """Return in words why none of these sheets can be taken in: the one reason, or that of each sheet, tables first."""
    ordered = sorted(layouts, key=lambda layout: not layout.is_data)
    reasons = list(dict.fromkeys(layout.refusal or layout.reason for layout in ordered))
    if not reasons:
        return "it holds no sheets."
    if len(reasons) == 1:
        return reasons[0] if reasons[0].endswith(".") else message(reasons[0], ".")
    listed: list[str] = []
    for layout in ordered[:_SAID]:
        listed += [f"{'; ' if listed else ''}'{layout.sheet}': ", layout.refusal or layout.reason]
    more = f"; and {counted(len(ordered) - _SAID, 'more sheet')}" if len(ordered) > _SAID else ""
    return message(f"none of its {len(ordered)} sheets holds spending that can be taken in. ", *listed, f"{more}.")


def _parts(
    source: Source, request: ImportRequest, corrections: Sequence[Correction]
) -> Iterator[tuple[Source, str | None, Correction | None]]:
    if corrections:
        for correction in corrections:
            yield Part(source, correction.overrides.header_row or 1, correction.last_row), source.sheets[0], correction
        return
    for sheet in chosen_sheets(source, request):
        yield source, sheet, None


def layout_of(
    desk: Desk,
    part: Source,
    sheet: str | None,
    request: ImportRequest,
    agency: int | None,
    profile: Profile | None,
    correction: Correction | None,
    known: list[str],
) -> tuple[Layout, Profile | None]:
    """Return how the sheet is to be read, and the profile that was used, given or found by its headers."""
    if correction is not None:
        overrides = replace(
            correction.overrides, columns={**correction.overrides.columns, **request.columns}, year=request.year
        )
        layout = recognise(part, sheet, overrides=overrides, known_agencies=known, asked=True)
        if layout.year is None:
            layout = replace(
                layout, year=correction.names_year, year_evidence="the file that these rows were rejected from"
            )
        return layout, None
    overrides = Overrides(
        columns=dict(request.columns),
        header_row=request.header_row,
        unit=request.unit,
        date_order=request.date_order,
        year=request.year,
        agency_column=request.agency_column,
    )
    asked = bool(request.sheets)
    earlier = partial(last_sheet, desk.connection, agency) if profile is None else None
    layout = recognise(
        part, sheet, overrides=overrides, profile=profile, known_agencies=known, asked=asked, earlier=earlier
    )
    if profile is None:
        found = next(
            (kept for kept in profiles_of(desk.connection, agency) if profile_matches(kept, layout.headers)), None
        )
        if found is not None:
            layout = recognise(part, sheet, overrides=overrides, profile=found, known_agencies=known, asked=asked)
            return layout, found
    return layout, profile


def settings_of(request: ImportRequest, profile: Profile | None, correction: Correction | None) -> Settings:
    """Return what holds for every row: what the user says now, else what was said of the
    rejected rows, else the profile."""
    before = correction.settings if correction is not None else Settings()
    return Settings(
        year=request.year if request.year is not None else before.year,
        flow=request.flow or (profile.flow if profile else None) or before.flow,
        status=request.status or (profile.status if profile else None) or before.status,
        sign=request.sign or (profile.sign if profile else before.sign),
        today=dt.date.fromisoformat(now()[:10]),
    )


def chosen_sheets(source: Source, request: ImportRequest) -> list[str | None]:
    """Return the sheets that the request names, or all. Raises UsageProblem for one that is not there."""
    if not request.sheets:
        return list(source.sheets)
    by_name = {clean(sheet or "").casefold(): sheet for sheet in source.sheets}
    missing = [name for name in request.sheets if clean(name).casefold() not in by_name]
    if missing:
        raise UsageProblem(
            f"{source.path.name} has no sheet '{missing[0]}'. Its sheets: "
            f"{', '.join(str(sheet) for sheet in source.sheets)}."
        )
    return [by_name[clean(name).casefold()] for name in request.sheets]


def _outsider_warnings(result: SheetResult) -> list[str]:
    if not result.outsiders:
        return []
    names = ", ".join(f"'{name}'" for name, _ in result.outsiders.most_common(3))
    return [
        (
            f"{counted(len(result.outsiders), 'organisation', 'organisations')} paid or paying that is not on this "
            f"desk: bears the name of: {names}. Kept as text."
        )
    ]


def _area_warnings(result: SheetResult) -> list[str]:
    if not result.unknown_areas:
        return []
    # What figures are made of takes as long to load as a small file to be read.
    from tpdesk.calc.missing import unknown_area_words

    found = [unknown_area_words(text, near) for text, near in list(result.unknown_areas.items())[:AREAS_NAMED]]
    more = len(result.unknown_areas) - len(found)
    return (
        [*found, f"{counted(more, 'other area')} in this sheet {'is' if more == 1 else 'are'} not known to tpdesk."]
        if more > 0
        else found
    )
