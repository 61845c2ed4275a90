"""The forms of the agencies: a body, and its return."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tpdesk.models.codes import RETURN_STATES
from tpdesk.screens.dialogs.choose import Choice
from tpdesk.screens.dialogs.form import Field, Form
from tpdesk.screens.register.places_forms import areas_field, wrong_if
from tpdesk.text import folded, nearest
from tpdesk.units import MAX_TOTAL_PENCE, parse_pounds, pounds, year_text

if TYPE_CHECKING:
    from tpdesk.acts.returns import BodiesRead, BodyRow
    from tpdesk.models.agency import AgencyRecord
    from tpdesk.models.area import AreaRecord
    from tpdesk.models.desk import Desk


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def kind_problem(text: str, kinds: Sequence[tuple[str, str, str]]) -> str:
    """Return what is wrong with a kind as typed, or an empty text: it may be any word that the kinds go by."""
    words = [word for slug, title, also in kinds for word in (slug, title, *also.split(";")) if word]
    if folded(text) in map(folded, words):
        return ""
    near = nearest(text, words)
    return f"'{text.strip()}' is no kind that tpdesk knows.{f' Did you mean {near!r}?' if near else ' Press ↓ in it to see them; what fits none is Other.'}"


def _published(text: str) -> int:
    """Return the pence of a published total, which is a sum of many payments. Raises MoneyError."""
    return parse_pounds(text, most=MAX_TOTAL_PENCE)


def agency_form(
    read: BodiesRead, row: BodyRow | None, areas: Sequence[AreaRecord], places: Sequence[str]
) -> Form[AgencyRecord]:
    """Return the form of a body, or of a new one of the place (None)."""
    agency, here = (row.agency if row else None), read.place.name
    kinds = [Choice(slug, title, also.replace(";", ", ")) for slug, title, also in read.kinds]
    fields = [
        Field("name", "Name", agency.name if agency else "", "as in Borsetshire County Council", needed=True),
        Field("kind", "Kind", row.kind_title if row else "", "county, district, NHS, police ...", choices=kinds, check=lambda text: kind_problem(text, read.kinds)),
        areas_field(areas, agency.areas if agency else (), "Areas covered"),
        Field("aliases", "Also called", "; ".join(agency.aliases) if agency else "", "other names in files, with ; between"),
        Field(
            "places", "Places", "; ".join(agency.places if agency else (here,)), "in whose count it is expected; ; between",
            choices=[Choice(name, name) for name in places], many=True, strict=True,
        ),
        Field("role", f"Role in {here}", row.role if row else "", "what it does there, if that needs saying"),
        Field("note", "Note", agency.note if agency else "", kind="note"),
    ]  # fmt: skip

    def save(desk: Desk, values: Mapping[str, str]) -> AgencyRecord:
        from tpdesk.acts.agency_editing import AgencyDraft, save_agency

        in_places = _parts(values["places"])
        roles = {here: values["role"]} if folded(here) in map(folded, in_places) else {}
        kind = values["kind"] if agency is None or values["kind"] != (row.kind_title if row else "") else ""
        draft = AgencyDraft(
            values["name"], kind, _parts(values["aliases"]), values["areas"], in_places, values["note"], roles
        )
        return save_agency(desk, agency.name if agency else None, draft, {here: row.role} if row else None)

    if agency is None:
        return Form("A new agency", fields, save, form=f"agency.new.{read.place.id}", doing="Making the agency")
    return Form(agency.name, fields, save, form=f"agency.{agency.id}", doing=f"Saving {agency.name}")


def return_form(read: BodiesRead, row: BodyRow) -> Form[tuple[str, ...]]:
    """Return the form of a body's return for the year: how far it is, its dates, its published total."""
    from tpdesk.models.agency_return import day

    told = row.returned
    published = pounds(told.published_pence).removesuffix(".00") if told.published_pence is not None else ""
    date = "2026-12-01 or 1/12/2026"
    fields = [
        Field(
            "state",
            "State",
            told.state,
            choices=[Choice(state, state) for state in RETURN_STATES],
            strict=True,
            needed=True,
        ),
        Field("requested_on", "Asked for on", told.requested_on, date, check=wrong_if(day)),
        Field("due_on", "Due on", told.due_on, date, check=wrong_if(day)),
        Field("received_on", "Received on", told.received_on, date, check=wrong_if(day)),
        Field("next_action", "Next action", told.next_action, "what is to be done next, and by when"),
        Field("published", "Published total", published, "in pounds, as in its accounts", check=wrong_if(_published)),
        Field("published_source", "Published where", told.published_source, "the document, its page or table"),
        Field("note", "Why ours differs", told.note, kind="note"),
    ]

    def save(desk: Desk, values: Mapping[str, str]) -> tuple[str, ...]:
        from tpdesk.acts.returns import save_return

        typed: dict[str, str | int | None] = {name: text for name, text in values.items() if name != "published"}
        typed["published_pence"] = _published(values["published"]) if values["published"].strip() else None
        changes = {name: value for name, value in typed.items() if value != getattr(told, name)}
        return save_return(desk, row.agency.name, read.place.id, read.year, changes) if changes else ()

    title = f"Return of {row.agency.name}, {year_text(read.year)}"
    return Form(
        title, fields, save, form=f"return.{read.place.id}.{row.agency.id}.{read.year}", doing="Saving the return"
    )
