"""What can be said of a file before it is imported: one line a setting, with what holds now and why, and
what it can be changed to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from tpdesk import services
from tpdesk.domain.codes import FLOWS, STATUSES
from tpdesk.models.intake.fields import BY_ROW
from tpdesk.screens.dialogs.choose import Choice
from tpdesk.screens.intake.ask_body import body_choices
from tpdesk.screens.intake.import_state import ChosenFile, FileAnswers, ForAll
from tpdesk.screens.intake.import_words import (
    DELIMITERS_SHOWN,
    ENCODINGS,
    FIELD_NOTES,
    FIELDS_SHOWN,
    ORDERS_SHOWN,
    ORDERS_TO_CHOOSE,
    UNITS_SHOWN,
)
from tpdesk.units import year_of, year_text

if TYPE_CHECKING:
    from tpdesk.services.preview import DeskKnown

USUAL: Final = ("amount", "label", "date", "supplier", "description")
"""Fields that always have a line, whether a column was found for them or not."""

FOR_ALL: Final = frozenset(["place", "year", "flow", "status", "new", "profile"])
"""Settings of all files at once; the body is asked for a file at a time, and for the others
by a question of its own."""

ALIKE: Final = frozenset(["unit", "dates", "sign"])
"""Settings that hold for all files laid out alike, as those of columns do."""

NONE: Final = Choice("-", "no column", "leave it out")
RECOGNISED: Final = Choice("", "as recognised", "take back what was said")


@dataclass(frozen=True, slots=True)
class Setting:
    """One line."""

    id: str
    """By which it is changed; `column.FIELD` for a column."""

    name: str
    """What it is called."""

    value: str
    """What holds now."""

    why: str
    """What speaks for it."""

    wanting: bool = False
    """Whether nothing can go on before it is said."""


def settings(file: ChosenFile, every: ForAll, place: str | None, known: DeskKnown | None) -> list[Setting]:
    """Return the lines of a file, those that hold for all files first."""
    body, why = file.body
    found = [
        Setting("place", "Place", place or "not said yet", "where the money is counted", place is None),
        Setting("agency", "Organisation", body or ("in the file" if why else "not said yet"),
            why or "the organisation that spent the money", file.lacks_body),
        Setting("year", "Year", year_text(every.year) if every.year is not None else "by each line's date",
            "as you said" if every.year is not None else _year_why(file)),
        Setting("flow", "Money", every.flow or "expenditure",
            "as you said" if every.flow else "where no column says it"),
        Setting("status", "Figures", every.status or "actual",
            "as you said" if every.status else "where no column says it"),
    ]  # fmt: skip
    if file.preview is None:
        return found
    if file.preview.names_bodies and file.said_agency is None:
        found.append(
            Setting(
                "new",
                "New organisations",
                "are added" if every.add_agencies else "are rejected",
                "names in the file that the desk does not know",
            )
        )
    found.append(_profile(file, every, known))
    if file.preview.corrects:
        return found
    return [*found, *_of_the_file(file), *_columns(file)]


def _year_why(file: ChosenFile) -> str:
    layout = file.sheet.layout if file.sheet is not None else None
    return (
        f"else {year_text(layout.year)}, by {layout.year_evidence}"
        if layout is not None and layout.year is not None
        else "where it has one"
    )


def _profile(file: ChosenFile, every: ForAll, known: DeskKnown | None) -> Setting:
    kept = f"kept as '{every.profile}'" if every.profile else "not kept"
    used = file.preview.profile if file.preview is not None else None
    why = (
        f"read as the saved layout '{used}'"
        if used
        else f"{len(known.profiles)} saved"
        if known and known.profiles
        else "keep it for next month's file"
    )
    return Setting("profile", "Layout", kept, why)


def _of_the_file(file: ChosenFile) -> list[Setting]:
    said, preview, sheet = file.said, file.preview, file.sheet
    assert preview is not None
    found = []
    if preview.kind == "csv":
        delimiter = preview.delimiter or ""
        found += [
            Setting("encoding", "Encoding", preview.encoding or "", _why(said.encoding)),
            Setting("delimiter", "Delimiter", DELIMITERS_SHOWN.get(delimiter, delimiter), _why(said.delimiter)),
        ]
    else:
        taken = [one.layout.sheet or "" for one in preview.sheets if one.layout.is_data and not one.layout.refusal]
        passed = len(preview.sheet_names) - len(taken)
        found.append(
            Setting(
                "sheets",
                "Sheets",
                ", ".join(taken) or "none",
                f"{passed} passed over" if passed else _why(said.sheets or None),
            )
        )
    if sheet is None:
        return found
    layout = sheet.layout
    row = f"row {layout.header_row}" if layout.header_row else "there is none"
    found.append(Setting("header", "Header", row, _why(said.header_row)))
    found += [
        Setting("unit", "Unit", UNITS_SHOWN[layout.unit], layout.unit_evidence),
        Setting("dates", "Dates", _order(layout.date_order, said), layout.date_evidence),
        Setting("sign", "Sign", "spending is negative" if said.sign == -1 else "spending is positive",
            _why(said.sign, "nothing says otherwise")),
        Setting("control", "Control total", said.control_total or "none",
            "the file's own total, to the penny" if not said.control_total else "as you said"),
    ]  # fmt: skip
    if preview.before:
        found.append(
            Setting("again", "Imported before", "import it again" if said.again else "leave it out", preview.before)
        )
    return found


def _order(order: str, said: FileAnswers) -> str:
    return f"{ORDERS_SHOWN[order]}, {ORDERS_TO_CHOOSE[BY_ROW]}" if said.date_order == BY_ROW else ORDERS_SHOWN[order]


def _why(said: object, otherwise: str = "recognised") -> str:
    return "as you said" if said is not None else otherwise


def _columns(file: ChosenFile) -> list[Setting]:
    sheet = file.sheet
    assert sheet is not None
    by_field = {column.field: column for column in sheet.columns if column.field}
    found = []
    for field, name in FIELDS_SHOWN.items():
        column = by_field.get(field)
        if column is not None:
            found.append(Setting(f"column.{field}", name, column.heading, column.evidence))
        elif field in USUAL:
            left_out = file.said.columns.get(field) == ""
            why = "left out, as you said" if left_out else FIELD_NOTES[field]
            found.append(Setting(f"column.{field}", name, "no column", why, field == "amount"))
    return [*found, Setting("more", "Another field ...", "", "area, client group, grade, funding stream ...")]


def choices(setting: str, file: ChosenFile, known: DeskKnown | None) -> tuple[list[Choice], bool]:
    """Return what a setting can be changed to, and whether another text may be typed."""
    field = setting.partition(".")[2]
    if field:
        return _column_choices(file, field), False
    match setting:
        case "agency":
            bodies = body_choices(services.preview.named_first(file.path, known.agencies)) if known else []
            return [*([RECOGNISED] if file.said_agency else []), *bodies], True
        case "year":
            newest = year_of(dt.date.today()) + 1
            return [Choice("", "by each line's date", "")] + [
                Choice(str(year), year_text(year), "") for year in range(newest, newest - 25, -1)
            ], False
        case "flow":
            return [Choice(flow, flow, "") for flow in FLOWS], False
        case "status":
            return [Choice(status, status, "") for status in STATUSES], False
        case "new":
            return [
                Choice("no", "are rejected", "the rows wait to be mended"),
                Choice("yes", "are made", "an organisation of each name"),
            ], False
        case "profile":
            names = known.profiles if known else ()
            return [Choice("", "not kept", "")] + [Choice(name, name, "replace this one") for name in names], True
        case "again":
            return [
                Choice("no", "leave it out", "its money is counted already"),
                Choice("yes", "take it in again", "its money is counted twice"),
            ], False
        case "control":
            return [Choice("", "none", "")], True
    return [RECOGNISED, *_file_choices(setting, file)], setting == "encoding"


def _file_choices(setting: str, file: ChosenFile) -> Sequence[Choice]:
    match setting:
        case "encoding":
            return [Choice(name, name, note) for name, note in ENCODINGS.items()]
        case "delimiter":
            return [Choice(sign, name, repr(sign) if sign == "\t" else sign) for sign, name in DELIMITERS_SHOWN.items()]
        case "unit":
            return [Choice(unit, name, "") for unit, name in UNITS_SHOWN.items()]
        case "dates":
            note = "dates outside the file's months, and inside them when turned round, are turned round"
            return [Choice(order, name, note if order == BY_ROW else "") for order, name in ORDERS_TO_CHOOSE.items()]
        case "sign":
            return [
                Choice("1", "spending is positive", "as in most files"),
                Choice("-1", "spending is negative", "what is paid back is positive"),
            ]
        case "header":
            top = file.sheet.top if file.sheet is not None else ()
            return [
                *(Choice(str(number), f"row {number}", text[:90]) for number, text in top),
                Choice("0", "there is none", "the first row holds money"),
            ]
        case "sheets":
            names = file.preview.sheet_names if file.preview is not None else ()
            return [Choice(name, name, "only this sheet") for name in names]
    return []


def _column_choices(file: ChosenFile, field: str) -> list[Choice]:
    sheet = file.sheet
    columns = sheet.columns if sheet is not None else ()
    found = []
    for n, column in enumerate(columns):
        sample = next((row.cells[n] for row in sheet.rows if row.cells[n]), "") if sheet is not None else ""
        used = f", now {FIELDS_SHOWN[column.field]}" if column.field and column.field != field else ""
        found.append(Choice(column.heading, column.heading, f"{sample[:40]}{used}"))
    said = [RECOGNISED] if field in file.said.columns else []
    return [*said, *found, *([NONE] if field != "amount" else [])]


def changed(said: FileAnswers, setting: str, choice: Choice) -> FileAnswers:
    """Return what is said of a file once the choice is made."""
    taken = choice.id or (choice.text if choice.text != RECOGNISED.text and setting in ("encoding", "control") else "")
    value = taken or None
    field = setting.partition(".")[2]
    if field:
        columns = {name: column for name, column in said.columns.items() if name != field}
        if choice == NONE:
            columns[field] = ""
        elif choice != RECOGNISED:
            # A column is one field at a time.
            columns = {name: column for name, column in columns.items() if column != choice.id}
            columns[field] = choice.id
        return replace(said, columns=columns)
    match setting:
        case "encoding":
            return replace(said, encoding=value)
        case "delimiter":
            return replace(said, delimiter=value)
        case "unit":
            return replace(said, unit=value)
        case "dates":
            return replace(said, date_order=value)
        case "sign":
            return replace(said, sign=int(value) if value else None)
        case "header":
            return replace(said, header_row=int(value) if value else None)
        case "sheets":
            return replace(said, sheets=(value,) if value else ())
        case "control":
            return replace(said, control_total=None if choice.id == "" and choice.text == "none" else choice.text)
        case "again":
            return replace(said, again=value == "yes")
    return said


def changed_for_all(every: ForAll, setting: str, choice: Choice) -> ForAll:
    """Return what is said of all files once the choice is made."""
    match setting:
        case "year":
            return replace(every, year=int(choice.id) if choice.id else None)
        case "flow":
            return replace(every, flow=choice.id or None)
        case "status":
            return replace(every, status=choice.id or None)
        case "new":
            return replace(every, add_agencies=choice.id == "yes")
        case "profile":
            return replace(
                every, profile="" if choice.id == "" and choice.text == "not kept" else choice.id or choice.text
            )
    return every
