"""The forms of the places: what each asks for, and how what is typed becomes a record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from tpdesk.errors import DeskError
from tpdesk.screens.dialogs.choose import Choice
from tpdesk.screens.dialogs.form import Form, FormField
from tpdesk.screens.registers.areas import area_choices
from tpdesk.screens.registers.rows import typed
from tpdesk.units import year_text

if TYPE_CHECKING:
    from tpdesk.domain.kinds import Field, Record
    from tpdesk.models.area import AreaRecord
    from tpdesk.models.desk import Desk
    from tpdesk.models.place import Place
    from tpdesk.models.population import PopulationRecord


PACK_FIELDS: Final = ("contact", "issued_on", "next_update")
"""The fields of a place that its packs print: whom to ask, when they are issued and when the next comes."""


def wrong_if(call: Callable[[str], object]) -> Callable[[str], str]:
    """Return a check of a field that says what `call` raises of its text; an empty text is nothing wrong."""

    def check(text: str) -> str:
        try:
            call(text) if text.strip() else None
        except (DeskError, ValueError) as error:
            return str(error) if isinstance(error, DeskError) else f"{error}."
        return ""

    return check


def area_words(areas: Sequence[AreaRecord], codes: Sequence[str]) -> str:
    """Return areas as they stand in a field: by name and code, with `;` between."""
    words = {area.code: area.words for area in areas}
    return "; ".join(words.get(code, code) for code in codes)


def areas_field(areas: Sequence[AreaRecord], codes: Sequence[str], label: str) -> FormField:
    """Return the field in which areas are typed, completed by name and code."""
    from tpdesk.models.area import codes_of

    return FormField(
        "areas", label, area_words(areas, codes), "for example Burnley; Pendle (Tab completes a name)",
        choices=area_choices(areas), many=True,
        check=wrong_if(lambda text: codes_of(text, areas)),
    )  # fmt: skip


def place_form(place: Place | None, areas: Sequence[AreaRecord], bodies: Sequence[str] = ()) -> Form[Place]:
    """Return the form of a place, or of a new one (None); `bodies` are the organisations that may lead it."""
    from tpdesk.domain.codes import PLACE_STATUSES
    from tpdesk.domain.kinds import PLACE_KIND

    number = place.id if place is not None else 0

    def texts(of: Place) -> dict[str, str]:
        return {
            "name": of.name, "areas": area_words(areas, of.codes), "status": of.status, "region": of.region,
            "council_type": of.council_type,
            "lead_body": of.lead_body, "theme": of.theme, "note": of.note, "contact": of.contact,
            "issued_on": of.issued_on, "next_update": of.next_update,
        }  # fmt: skip

    first = texts(place) if place is not None else {}

    def value(name: str) -> str:
        return first.get(name, "")

    def choices(names: Sequence[str]) -> list[Choice]:
        return [Choice(name, name) for name in dict.fromkeys(names) if name]

    fields = [
        FormField("name", "Name", value("name"), "for example Borsetshire", needed=True),
        areas_field(areas, place.codes if place else (), "Areas"),
        FormField("status", "Kind", value("status"), "for example pilot, parallel or exploring",
            choices=choices(PLACE_STATUSES)),
        FormField("region", "Region", value("region"), choices=choices(sorted(area.region for area in areas))),
        FormField("council_type", "Councils", value("council_type"), "for example two-tier county, or unitary"),
        FormField("lead_body", "Led by", value("lead_body"),
            choices=choices(bodies)),
        FormField("theme", "Theme", value("theme"), "what it looks into, for example older people"),
        FormField("note", "Note", value("note"), kind="note"),
        *(_fact_field(PLACE_KIND.field_named(name), value(name)) for name in PACK_FIELDS),
    ]  # fmt: skip

    def now(desk: Desk) -> dict[str, str]:
        from tpdesk.services.figures import place_of

        return texts(place_of(desk, number))

    def save(desk: Desk, values: dict[str, str]) -> Place:
        from tpdesk.services.editing import PlaceDraft, save_place

        before = now(desk) if place is not None else {}
        return save_place(desk, before.get("name"), PlaceDraft(**(before | values)))

    if place is None:
        return Form("New place", fields, save, form="place.new", doing="Making the place")
    return Form(place.name, fields, save, form=f"place.{number}", doing=f"Saving {place.name}", now=now)


def publication_form(place: Place) -> Form[Place]:
    """Return the form of what the packs of a place print: whom to ask, when they are issued, when the next comes."""
    from tpdesk.domain.kinds import PLACE_KIND

    def texts(of: Place) -> dict[str, str]:
        return {"contact": of.contact, "issued_on": of.issued_on, "next_update": of.next_update}

    first = texts(place)

    def now(desk: Desk) -> dict[str, str]:
        from tpdesk.services.figures import place_of

        return texts(place_of(desk, place.id))

    def save(desk: Desk, values: dict[str, str]) -> Place:
        from tpdesk.services.figures import place_of
        from tpdesk.services.places import change

        return change(desk, place_of(desk, place.id).name, codes=(), drop_codes=(), **values)

    return Form(
        f"Packs of {place.name}", [_fact_field(PLACE_KIND.field_named(name), first[name]) for name in PACK_FIELDS],
        save, form=f"publication.{place.id}", doing=f"Saving {place.name}",
        note="What is not set is named as not set in every pack.", now=now,
    )  # fmt: skip


def whole_number(text: str) -> int | None:
    """Return a number of people or households as typed (`1,601,645`); None for an empty text. Raises ValueError."""
    bare = text.replace(",", "").replace(" ", "").strip()
    if not bare:
        return None
    if not bare.isdigit() or int(bare) == 0 or int(bare) > 10**12:
        raise ValueError(f"'{text.strip()}' is no number of people or households; leave it empty where it is not known")
    return int(bare)


def start_year(text: str) -> int:
    """Return the start year of `2024-25`, or of the calendar year in which it starts (`2024`). Raises ValueError."""
    from tpdesk.units import parse_year

    bare = text.strip()
    return int(bare) if bare.isdigit() and len(bare) == 4 and 1900 <= int(bare) <= 2200 else parse_year(bare)


def _calendar_year(text: str) -> int | None:
    bare = text.strip()
    if bare and not (bare.isdigit() and 1900 <= int(bare) <= 2200):
        raise ValueError(f"'{bare}' is no year; type four digits, for example 2021")
    return int(bare) if bare else None


def people_form(place: Place, record: PopulationRecord | None, year: int | None = None) -> Form[tuple[str, ...]]:
    """Return the form of a year's people and households, or of a new year's (None), which is `year`
    unless another is typed."""
    first = _people_texts(record) if record else {"year": year_text(year) if year is not None else ""}

    def value(name: str) -> str:
        return first.get(name, "")

    fields = [
        FormField("year", "Year", value("year"), "for example 2024-25", needed=True, check=wrong_if(start_year)),
        FormField("people", "People", value("people"), "at the middle of the year in which it starts",
            check=wrong_if(whole_number)),
        FormField("households", "Households", value("households"), "how many households", check=wrong_if(whole_number)),
        FormField("households_year", "Year of those", value("households_year"), "for example 2021",
            check=wrong_if(_calendar_year)),
        FormField("source", "Source", value("source"),
            "for example ONS mid-2024: printed beside every figure per head"),
    ]  # fmt: skip

    def now(desk: Desk) -> dict[str, str]:
        from tpdesk.services.editing import population_of

        assert record is not None
        return _people_texts(population_of(desk, place.id, record.year))

    def save(desk: Desk, values: dict[str, str]) -> tuple[str, ...]:
        from tpdesk.models.population import PopulationRecord
        from tpdesk.services.editing import save_population
        from tpdesk.services.figures import place_of

        after = (now(desk) | values) if record is not None else values
        written = PopulationRecord(
            start_year(after["year"]), whole_number(after["people"]), whole_number(after["households"]),
            _calendar_year(after["households_year"]),
            after["source"],
        )  # fmt: skip
        return save_population(desk, place_of(desk, place.id).name, written, instead_of=record.year if record else None)

    return Form(
        f"People of {place.name}", fields, save, form=f"people.{place.id}.{record.year if record else 'new'}",
        doing="Saving the people",
        note="What is not known is left empty, never 0.", now=now if record else None,
    )  # fmt: skip


def _people_texts(record: PopulationRecord) -> dict[str, str]:
    def shown(number: int | None) -> str:
        return f"{number:,}" if number is not None else ""

    return {
        "year": year_text(record.year), "people": shown(record.people), "households": shown(record.households),
        "households_year": str(record.households_year or ""), "source": record.source,
    }  # fmt: skip


def fact_form(place: Place, name: str, fact: Record | None) -> Form[tuple[int, tuple[str, ...]]]:
    """Return the form of a programme, an award, a note, a published count or a milestone, as `PLACE_FACTS` calls it;
    a new one's where `fact` is None."""
    from tpdesk.domain.kinds import PLACE_FACTS

    kind = PLACE_FACTS[name]
    asked = [field for field in kind.fields if field is not kind.home]

    def texts(of: Record) -> dict[str, str]:
        return {field.name: typed(field, of.values[field.name]) for field in asked}

    first = texts(fact) if fact is not None else {field.name: field.filled for field in asked}

    def now(desk: Desk) -> dict[str, str]:
        from tpdesk.services.editing import fact_of

        assert fact is not None
        return texts(fact_of(desk, place.id, kind, fact.id))

    def save(desk: Desk, values: Mapping[str, str]) -> tuple[int, tuple[str, ...]]:
        from tpdesk.services.editing import save_fact
        from tpdesk.services.figures import place_of

        return save_fact(desk, place_of(desk, place.id).name, name, values, fact.id if fact is not None else None)

    title = f"{kind.noun.capitalize()} of {place.name}"
    shared = fact is not None and not fact.values["place"]
    note = "It is of the whole programme: a change shows with every place." if shared else ""
    return Form(
        title, [_fact_field(field, first.get(field.name, "")) for field in asked], save,
        form=f"{name}.{place.id}.{fact.id if fact else 'new'}", doing=f"Saving the {kind.noun}",
        note=note, now=now if fact is not None else None,
    )  # fmt: skip


def _fact_field(field: Field, value: str) -> FormField:
    from tpdesk.domain.field_types import FLAG
    from tpdesk.units import parse_pounds

    shape = "flag" if field.type is FLAG else "note" if field.type.is_long else "line"
    return FormField(
        field.name, field.title, value, field.hint, shape, [Choice(one, one) for one in field.choices],
        needed=field.needed, check=wrong_if(parse_pounds) if field.type.is_amount else None,
    )  # fmt: skip
