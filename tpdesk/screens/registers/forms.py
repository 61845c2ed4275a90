"""The forms of the deep dives, made from what each kind of record holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tpdesk.domain import field_types as types
from tpdesk.domain.kinds import KINDS, Field
from tpdesk.screens.dialogs.choose import Choice
from tpdesk.screens.dialogs.form import Form, FormField
from tpdesk.screens.registers.places_forms import area_words, areas_field, wrong_if
from tpdesk.screens.registers.rows import heading, typed
from tpdesk.units import parse_pounds

if TYPE_CHECKING:
    from tpdesk.domain.kinds import Record
    from tpdesk.models.desk import Desk
    from tpdesk.models.records.offered import Offered
    from tpdesk.models.records.register_read import RegisterRead
    from tpdesk.services.records import Saved


def record_form(
    read: RegisterRead, kind: str, record: Record | None, given: Mapping[str, str] | None = None
) -> Form[Saved]:
    """Return the form of a record, or of a new one (None), in which `given` stands already."""
    of_kind, lists = KINDS[kind], read.offered
    assert lists is not None
    asked = [field for field in of_kind.fields if field.name != "place" and not field.type.is_automatic]

    def texts(of: Record) -> dict[str, str]:
        return {field.name: _text(lists, field, typed(field, of.values[field.name])) for field in asked}

    begun = {field.name: _text(lists, field, (given or {}).get(field.name, field.filled)) for field in asked}
    first = texts(record) if record is not None else begun
    fields = [_field(read, lists, field, first[field.name], record) for field in asked]
    # A flag that is off must be said: what is not said is taken as what it is by itself.
    flags = {field.name for field in asked if field.type is types.FLAG}

    def now(desk: Desk) -> dict[str, str]:
        from tpdesk.services.records import read_record

        assert record is not None
        return texts(read_record(desk, kind, record.id))

    def save(desk: Desk, values: Mapping[str, str]) -> Saved:
        from tpdesk.services.figures import place_of
        from tpdesk.services.records import add_record, change_record

        said = {name: (text or "no") if name in flags else text for name, text in values.items()}
        if record is not None:
            return change_record(desk, kind, record.id, said)
        home = (
            {"place": place_of(desk, read.place.id).name}
            if any(field.name == "place" for field in of_kind.fields)
            else {}
        )
        return add_record(desk, kind, said | home)

    if record is None:
        return Form(
            f"New {of_kind.noun}", fields, save, form=f"{kind}.new.{read.place.id}", doing=f"Writing the {of_kind.noun}"
        )
    return Form(heading(record), fields, save, form=f"{kind}.{record.id}", doing=f"Saving the {of_kind.noun}", now=now)


def _text(lists: Offered, field: Field, value: str) -> str:
    """Return a value as it stands in its field: areas by their names too."""
    return area_words(lists.areas, [code for code in value.split("; ") if code]) if field.type is types.AREA else value


def _field(read: RegisterRead, lists: Offered, field: Field, value: str, record: Record | None) -> FormField:
    if field.type is types.FLAG:
        return FormField(field.name, field.title, value, field.hint, kind="flag")
    if field.type is types.AREA:
        made = areas_field(lists.areas, (), field.title)
        return replace(made, name=field.name, value=value, hint=field.hint)
    check = wrong_if(parse_pounds) if field.type.is_amount else None
    if _is_unit_cost(field):
        from tpdesk.screens.registers.unit_cost_field import unit_cost_field

        return unit_cost_field(read, field, value)
    return FormField(
        field.name, field.title, value, field.hint, "note" if field.type.is_long else "line",
        _choices(read, lists, field, record),
        many=bool(field.many), needed=field.needed, check=check,
    )  # fmt: skip


def _is_unit_cost(field: Field) -> bool:
    """Whether it names a unit cost, from which other fields follow."""
    return field.name == "code" and not field.needed


def _choices(read: RegisterRead, lists: Offered, field: Field, record: Record | None) -> Sequence[Choice]:
    if isinstance(field.type, types.RecordReference):
        found = [one for one in read.of(field.of) if one is not record]
        held = {one.title for one in found}
        shipped = [name for name in lists.drivers if name not in held] if field.of == "driver" else []
        numbered = [Choice(str(one.id), str(one.id), heading(one)) for one in found if not one.kind.titled]
        return [
            *numbered,
            *(Choice(str(one.id), one.title, "") for one in found if one.kind.titled),
            *(Choice(name, name, "comes with tpdesk") for name in shipped),
        ]
    if field.type is types.CATEGORY:
        return [Choice(one.code, one.code, one.title) for one in lists.categories]
    offered: dict[types.FieldType, Sequence[str]] = {
        types.AGENCY: lists.agencies,
        types.ACTIVITY: lists.activities,
        types.CLIENT_GROUP: lists.client_groups,
    }
    return [Choice(one, one) for one in offered.get(field.type, field.type.choices(field))]
