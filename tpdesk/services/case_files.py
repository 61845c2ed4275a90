"""A business case as a JSON file: taken in whole or not at all, and written so that it comes in again as the same."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from tpdesk.calc.cases.checking import NO_COUNTERFACTUAL, refuse_case
from tpdesk.domain.case import DRAFT, RANGED
from tpdesk.domain.kinds import KINDS
from tpdesk.domain.record_kind import Field, Kind, Record
from tpdesk.errors import InputProblem, UsageProblem
from tpdesk.models.desk import Desk
from tpdesk.models.file_writing import write_text
from tpdesk.models.log.history import note_act
from tpdesk.models.records import store
from tpdesk.services.cases import CaseShown, show_case
from tpdesk.services.files import read_json, result_file
from tpdesk.text import clean
from tpdesk.units import plain_pounds, year_text

_LISTS: Final = {
    "costs": "case-cost", "benefits": "case-benefit", "payments": "case-payment", "effects": "case-effect",
    "actuals": "case-actual",
}  # fmt: skip
"""Name in the file -> kind of the records in it."""

_CALLED: Final = {
    "agencies": "partners", "from": "payer", "to": "receiver", "ob_upper": "upper", "mitigation": "mitigated",
    "unit_pence": "unit_value", "amount_pence": "amount",
}  # fmt: skip
"""Name in the file -> field, where they differ."""

_GRADES: Final = ("grade_data", "grade_evidence", "grade_age")


class CaseRefused(InputProblem):
    """A case that cannot be counted as it stands in its file."""

    title = "This case cannot be counted"

    def __init__(self, case: str, problems: Sequence[str]) -> None:
        super().__init__(f"'{case}': {'; '.join(problems)}. Nothing was changed.")
        self.problems = tuple(problems)


def import_case(desk: Desk, file: Path, *, place: str = "", replace: bool = False) -> tuple[CaseShown, tuple[str, ...]]:
    """Take a case in from a JSON file; return (the case, what is to be told). With `replace` in place of the case of
    that title. Raises InputProblem where the file cannot be read or counted, UsageProblem, Locked."""
    said = read_json(file)
    if place:
        said["place"] = place
    title = clean(str(said.get("title", "")))
    notices: list[str] = []
    with desk.writing() as connection:
        held = [one for one in store.list_all(connection, KINDS["case"]) if one.title.casefold() == title.casefold()]
        if held and replace:
            store.remove(connection, KINDS["case"], held[0].id)
        record = _add(desk, KINDS["case"], said, f"{file.name}", notices)
        for name, kind in _LISTS.items():
            for number, one in enumerate(_rows(said, name, file.name), 1):
                where = f"{file.name}, {name} {number}"
                made = _add(desk, KINDS[kind], {**one, "case": record.title}, where, notices)
                for count, value in enumerate(_rows(one, "values", where), 1):
                    of = {**value, "benefit": str(made.id)}
                    _add(desk, KINDS["case-value"], of, f"{where}, values {count}", notices)
        shown = show_case(desk, record)
        is_draft = said.get("state") == DRAFT
        problems = [one for one in refuse_case(shown.case, shown.tables) if not is_draft or one != NO_COUNTERFACTUAL]
        if problems:
            raise CaseRefused(record.title, problems)
        note_act(connection, "take in business case", record.title, file.name)
    return shown, tuple(dict.fromkeys(notices))


def _rows(said: Mapping[str, Any], name: str, where: str) -> list[dict[str, Any]]:
    rows = said.get(name) or []
    if not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
        raise InputProblem(f"{where}: {name} must be a list of objects.")
    return rows


def _add(desk: Desk, kind: Kind, said: Mapping[str, Any], where: str, notices: list[str]) -> Record:
    """Write a record of an object of the file. Raises InputProblem that says where."""
    typed = dict(_typed(kind, said, where, notices))
    try:
        record, told = store.add(desk.connection, kind, typed)
    except UsageProblem as error:
        raise InputProblem(f"{where}: {error} Nothing was changed.") from error
    notices += told
    return record


def _typed(kind: Kind, said: Mapping[str, Any], where: str, notices: list[str]) -> Iterator[tuple[str, Any]]:
    """Yield (field, its text as a person would type it) of an object of the file."""
    fields = {field.name: field for field in kind.fields}
    for name, value in _flat(said).items():
        field = fields.get(_CALLED.get(name, name))
        if field is None:
            if name not in _LISTS and name != "values":
                notices.append(f"{where}: left out, since no field is called so: {name}.")
        elif value is not None:
            yield field.name, _text(field, value, where)


def _flat(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object with its grades and ranges as fields."""
    flat = {name: value for name, value in said.items() if name not in ("grades", "ranges")}
    grades, ranges = said.get("grades"), said.get("ranges")
    if isinstance(grades, list):
        flat |= dict(zip(_GRADES, grades, strict=False))
    if isinstance(ranges, dict):
        flat |= {f"range_{name}": ends for name, ends in ranges.items()}
    return flat


def _text(field: Field, value: Any, where: str) -> str | list[str]:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if field.many:
        return [str(one) for one in value] if isinstance(value, list) else str(value)
    if isinstance(value, list):
        joint = " to " if field.type.name == "range" else "; "
        return joint.join(_one(field, one, where) for one in value)
    if isinstance(value, dict):
        return "\n".join(f"{name} {share}" for name, share in value.items())
    return _one(field, value, where)


def _one(field: Field, value: Any, where: str) -> str:
    is_pence = field.type.is_amount or field.type.name == "amounts by year"
    if is_pence:
        if not isinstance(value, int):
            raise InputProblem(f"{where}: {field.title} is whole pence, and '{str(value)[:40]}' is not. "
                "Nothing was changed.")  # fmt: skip
        return plain_pounds(value)
    if field.type.name == "year" and isinstance(value, int):
        return year_text(value)
    if isinstance(value, dict | list):
        raise InputProblem(f"{where}: {field.title} holds more than one value. Nothing was changed.")
    return str(value)


# -- out


def export_case(desk: Desk, wanted: str, target: Path, *, replace: bool = False) -> CaseShown:
    """Write a case to a JSON file that comes in again as the same. Raises UsageProblem, Locked."""
    shown = show_case(desk, store.find(desk.connection, KINDS["case"], wanted))
    with result_file(target, replace=replace):
        write_text(target, json.dumps(case_data(desk, shown.record), indent=1, ensure_ascii=False) + "\n")
    return shown


def case_data(desk: Desk, record: Record) -> dict[str, Any]:
    """Return a case as `import_case` reads it, without what is private."""
    connection = desk.connection
    data = _object(record)
    data |= {"start": record.values["start"], "agencies": data.pop("partners", "")}
    data["agencies"] = [clean(part) for part in str(data["agencies"]).split(";") if clean(part)]
    for name, kind in _LISTS.items():
        rows = [_below(one) for one in store.list_under(connection, KINDS[kind], record)]
        if rows or name in ("costs", "benefits"):
            data[name] = rows
    values: dict[str, list[dict[str, Any]]] = {}
    for one in store.list_under(connection, KINDS["case-value"], record):
        values.setdefault(str(one.values["benefit"]), []).append(_below(one))
    benefits = store.list_under(connection, KINDS["case-benefit"], record)
    for row, one in zip(data["benefits"], benefits, strict=True):
        row["values"] = values.get(str(one.id), [])
    return data


_BACK: Final = {field: name for name, field in _CALLED.items()}


def _object(record: Record) -> dict[str, Any]:
    """Return what a record says, but for what it says nothing of and what is private."""
    found = {}
    for field in record.kind.fields:
        value = field.to_json(record.values[field.name])
        if not field.private and value not in (None, "", [], {}, False):
            found[field.name] = value
    return found


def _below(record: Record) -> dict[str, Any]:
    """Return a record that hangs on a case, its fields called as in the file."""
    said = {name: value for name, value in _object(record).items() if name not in ("case", "benefit")}
    if record.kind.name == "case-benefit":
        grades = [said.pop(name, None) for name in _GRADES]
        ranges = {name: said.pop(f"range_{name}") for name in RANGED if f"range_{name}" in said}
        said |= ({"grades": grades} if any(grades) else {}) | ({"ranges": ranges} if ranges else {})
    return {_BACK.get(name, name): value for name, value in said.items()}
