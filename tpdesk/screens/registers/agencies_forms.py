"""The forms of the agencies: a body, and its return."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from tpdesk.domain.codes import RETURN_STATES
from tpdesk.screens.dialogs.choose import Choice
from tpdesk.screens.dialogs.form import Form, FormField
from tpdesk.screens.registers.places_forms import area_words, areas_field, wrong_if
from tpdesk.text import folded, nearest
from tpdesk.units import MAX_TOTAL_PENCE, parse_pounds, pounds, year_text

if TYPE_CHECKING:
    from tpdesk.domain.kinds import Field
    from tpdesk.models.agency import AgencyRecord, ReturnRecord
    from tpdesk.models.area import AreaRecord
    from tpdesk.models.desk import Desk
    from tpdesk.services.returns import BodiesRead, BodyRow


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def kind_problem(text: str, kinds: Sequence[tuple[str, str, str]]) -> str:
    """Return what is wrong with a kind as typed, or an empty text: it may be any word that the kinds go by."""
    words = [word for slug, title, also in kinds for word in (slug, title, *also.split(";")) if word]
    if folded(text) in map(folded, words):
        return ""
    near = nearest(text, words)
    return (
        f"'{text.strip()}' is no kind that tpdesk "
        "knows."
        f"{f' Did you mean {near!r}?' if near else ' Press ↓ in it to see them; what fits none is Other.'}"
    )


def _published(text: str) -> int:
    """Return the pence of a published total, which is a sum of many payments. Raises MoneyError."""
    return parse_pounds(text, most=MAX_TOTAL_PENCE)


def agency_form(
    read: BodiesRead, row: BodyRow | None, areas: Sequence[AreaRecord], places: Sequence[str]
) -> Form[AgencyRecord]:
    """Return the form of a body, or of a new one of the place (None)."""
    place, titles = read.place, {slug: title for slug, title, _ in read.kinds}
    number = row.agency.id if row else 0

    def texts(agency: AgencyRecord, role: str) -> dict[str, str]:
        return {
            "name": agency.name, "kind": titles.get(agency.kind or "", ""), "areas": area_words(areas, agency.areas),
            "aliases": "; ".join(agency.aliases),
            "places": "; ".join(agency.places), "role": role, "note": agency.note,
        }  # fmt: skip

    first = texts(row.agency, row.role) if row else {"places": place.name}

    def value(name: str) -> str:
        return first.get(name, "")

    kinds = [Choice(slug, title, also.replace(";", ", ")) for slug, title, also in read.kinds]
    fields = [
        FormField("name", "Name", value("name"), "for example Borsetshire County Council", needed=True),
        FormField("kind", "Kind", value("kind"), "for example county, district, NHS or police", choices=kinds,
            check=lambda text: kind_problem(text, read.kinds)),
        areas_field(areas, row.agency.areas if row else (), "Areas covered"),
        FormField("aliases", "Also called", value("aliases"), "other names in files, with ; between"),
        FormField(
            "places", "Places", value("places"), "in whose count it is expected; ; between",
            choices=[Choice(name, name) for name in places], many=True, strict=True,
        ),
        FormField("role", f"Role in {place.name}", value("role"), "what it does there, if that needs saying"),
        FormField("note", "Note", value("note"), kind="note"),
    ]  # fmt: skip

    def now(desk: Desk) -> dict[str, str]:
        from tpdesk.services.returns import agency_of, role_of

        return texts(agency_of(desk, number), role_of(desk, number, place.id))

    def save(desk: Desk, values: dict[str, str]) -> AgencyRecord:
        from tpdesk.services.agency_editing import AgencyDraft, save_agency

        before = now(desk) if row else {}
        after = before | values
        in_places = _parts(after["places"])
        # The place may have been renamed since: its role is written under the name that it has now.
        here = _name_of(desk, place.id)
        roles = {here: after["role"]} if folded(here) in map(folded, in_places) else {}
        draft = AgencyDraft(
            after["name"],
            values.get("kind", ""),
            _parts(after["aliases"]),
            after["areas"],
            in_places,
            after["note"],
            roles,
        )
        return save_agency(desk, before["name"] if row else None, draft, {here: before["role"]} if row else None)

    if row is None:
        return Form("New organisation", fields, save, form=f"agency.new.{place.id}", doing="Making the organisation")
    name = row.agency.name
    return Form(name, fields, save, form=f"organisation.{number}.in.{place.id}", doing=f"Saving {name}", now=now)


def _name_of(desk: Desk, place: int) -> str:
    from tpdesk.services.figures import place_of

    return place_of(desk, place).name


def problem_of(field: Field) -> Callable[[str], str]:
    """Return a check that says what is wrong with a text in a field, without the field's title."""
    return lambda text: field.problem(text).removeprefix(f"{field.title}: ")


def return_form(read: BodiesRead, row: BodyRow) -> Form[tuple[str, ...]]:
    """Return the form of a body's return for the year: how far it is, its dates, its published total."""
    from tpdesk.domain.kinds import RETURN

    place, year, number = read.place.id, read.year, row.agency.id
    first = _return_texts(row.returned)
    states = [Choice(state, state) for state in RETURN_STATES]
    date = "for example 1 December 2026"
    day = {field.name: problem_of(field) for field in RETURN.fields}
    fields = [
        FormField("state", "State", first["state"], choices=states, strict=True, needed=True),
        FormField("requested_on", "Asked for on", first["requested_on"], date, check=day["requested_on"]),
        FormField("due_on", "Due on", first["due_on"], date, check=day["due_on"]),
        FormField("received_on", "Received on", first["received_on"], date, check=day["received_on"]),
        FormField("next_action", "Next action", first["next_action"], "what is to be done next, and by when"),
        FormField("published", "Published total", first["published"],
            "in pounds, as in its accounts: for example 12.5m", check=wrong_if(_published)),
        FormField("published_source", "Published where", first["published_source"], "the document, its page or table"),
        FormField("note", "Why ours differs", first["note"], kind="note"),
    ]  # fmt: skip

    def now(desk: Desk) -> dict[str, str]:
        from tpdesk.services.returns import agency_of, return_of

        return _return_texts(return_of(desk, agency_of(desk, number).id, place, year))

    def save(desk: Desk, values: Mapping[str, str]) -> tuple[str, ...]:
        from tpdesk.services.returns import agency_of, save_return

        changes: dict[str, str | int | None] = {name: text for name, text in values.items() if name != "published"}
        if "published" in values:
            changes["published_pence"] = _published(values["published"]) if values["published"].strip() else None
        return save_return(desk, agency_of(desk, number).name, place, year, changes) if changes else ()

    title = f"Return of {row.agency.name}, {year_text(year)}"
    return Form(title, fields, save, form=f"return.{place}.{number}.{year}", doing="Saving the return", now=now)


def _return_texts(told: ReturnRecord) -> dict[str, str]:
    published = pounds(told.published_pence).removesuffix(".00") if told.published_pence is not None else ""
    return {
        "state": told.state, "requested_on": told.requested_on, "due_on": told.due_on, "received_on": told.received_on,
        "next_action": told.next_action,
        "published": published, "published_source": told.published_source, "note": told.note,
    }  # fmt: skip
