"""The forms of the places: what each asks for, and how what is typed becomes a record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from tpdesk.errors import DeskError
from tpdesk.screens.dialogs.choose import Choice
from tpdesk.screens.dialogs.form import Field, Form
from tpdesk.screens.register.areas import area_choices
from tpdesk.units import pounds, year_text

if TYPE_CHECKING:
    from tpdesk.acts.editing import PlaceCard
    from tpdesk.models.area import AreaRecord
    from tpdesk.models.desk import Desk
    from tpdesk.models.place import Place
    from tpdesk.models.place_fact import Fact, FactField, FactKind
    from tpdesk.models.population import PopulationRecord


def wrong_if(call: Callable[[str], object]) -> Callable[[str], str]:
    """Return a check of a field that says what `call` raises of its text; an empty text is nothing wrong."""

    def check(text: str) -> str:
        try:
            call(text) if text.strip() else None
        except (DeskError, ValueError) as error:
            return str(error) if isinstance(error, DeskError) else f"{error}."
        return ""

    return check


def areas_field(areas: Sequence[AreaRecord], codes: Sequence[str], label: str) -> Field:
    """Return the field in which areas are typed, completed by name and code."""
    from tpdesk.models.area import codes_of

    words = {area.code: area.words for area in areas}
    value = "; ".join(words.get(code, code) for code in codes)
    hint = "a part of a name, or a GSS code; ; between"
    return Field(
        "areas",
        label,
        value,
        hint,
        choices=area_choices(areas),
        many=True,
        check=wrong_if(lambda text: codes_of(text, areas)),
    )


def place_form(card: PlaceCard | None, areas: Sequence[AreaRecord]) -> Form[Place]:
    """Return the form of a place, or of a new one (None)."""
    from tpdesk.models.codes import PLACE_STATUSES

    place = card.place if card is not None else None

    def choices(texts: Sequence[str]) -> list[Choice]:
        return [Choice(text, text) for text in dict.fromkeys(texts) if text]

    fields = [
        Field("name", "Name", place.name if place else "", "as in Borsetshire", needed=True),
        areas_field(areas, place.codes if place else (), "Areas"),
        Field(
            "status",
            "Kind",
            place.status if place else "",
            "pilot, parallel, exploring ...",
            choices=choices(PLACE_STATUSES),
        ),
        Field(
            "region", "Region", place.region if place else "", choices=choices(sorted(area.region for area in areas))
        ),
        Field("council_type", "Councils", place.council_type if place else "", "two-tier county, unitary ..."),
        Field(
            "lead_body",
            "Lead body",
            place.lead_body if place else "",
            choices=choices([body.name for body in card.bodies] if card else []),
        ),
        Field("theme", "Theme", place.theme if place else "", "what it looks into, as in older people"),
        Field("note", "Note", place.note if place else "", kind="note"),
    ]

    def save(desk: Desk, values: Mapping[str, str]) -> Place:
        from tpdesk.acts.editing import PlaceDraft, save_place

        return save_place(desk, place.name if place else None, PlaceDraft(**values))

    if place is None:
        return Form("A new place", fields, save, form="place.new", doing="Making the place")
    return Form(place.name, fields, save, form=f"place.{place.id}", doing=f"Saving {place.name}")


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
        raise ValueError(f"'{bare}' is no year; type four digits, as in 2021")
    return int(bare) if bare else None


def people_form(place: Place, record: PopulationRecord | None) -> Form[tuple[str, ...]]:
    """Return the form of a year's people and households, or of a new year's (None)."""

    def shown(number: int | None) -> str:
        return f"{number:,}" if number is not None else ""

    fields = [
        Field(
            "year", "Year", year_text(record.year) if record else "", "2024-25", needed=True, check=wrong_if(start_year)
        ),
        Field(
            "people",
            "People",
            shown(record.people) if record else "",
            "at the middle of the year in which it starts",
            check=wrong_if(whole_number),
        ),
        Field("households", "Households", shown(record.households) if record else "", check=wrong_if(whole_number)),
        Field(
            "households_year",
            "Year of those",
            str(record.households_year or "") if record else "",
            "2021",
            check=wrong_if(_calendar_year),
        ),
        Field(
            "source",
            "Source",
            record.source if record else "",
            "as in ONS mid-2024: it is printed beside every figure per head",
        ),
    ]

    def save(desk: Desk, values: Mapping[str, str]) -> tuple[str, ...]:
        from tpdesk.acts.editing import save_population
        from tpdesk.models.population import PopulationRecord

        written = PopulationRecord(
            start_year(values["year"]), whole_number(values["people"]), whole_number(values["households"]), _calendar_year(values["households_year"]),
            values["source"],
        )  # fmt: skip
        return save_population(desk, place.name, written, instead_of=record.year if record else None)

    title = f"People of {place.name}"
    return Form(
        title,
        fields,
        save,
        form=f"people.{place.id}.{record.year if record else 'new'}",
        doing="Saving the people",
        note="What is not known is left empty, never 0.",
    )


def fact_form(place: Place, kind: FactKind, fact: Fact | None) -> Form[tuple[int, tuple[str, ...]]]:
    """Return the form of a programme, an award, a note, a published count or a milestone; a new one's where `fact` is None."""
    from tpdesk.units import parse_pounds

    def made(field: FactField) -> Field:
        value = fact.values.get(field.name) if fact is not None else None
        if field.kind == "flag":
            return Field(field.name, field.title, "yes" if value else "", field.hint, kind="flag")
        text = (
            pounds(value).removesuffix(".00")
            if field.kind == "money" and isinstance(value, int)
            else str(value if value is not None else "")
        )
        choices = [Choice(one, one) for one in field.choices]
        check = wrong_if(parse_pounds) if field.kind == "money" else None
        return Field(
            field.name,
            field.title,
            text,
            field.hint,
            "note" if field.kind == "long" else "line",
            choices,
            needed=field.needed,
            check=check,
        )

    def save(desk: Desk, values: Mapping[str, str]) -> tuple[int, tuple[str, ...]]:
        from tpdesk.acts.editing import save_fact

        return save_fact(desk, place.name, kind.name, values, fact.id if fact is not None else None)

    title = f"{kind.noun.capitalize()} of {place.name}"
    note = "It is of the whole programme: a change shows with every place." if fact is not None and fact.shared else ""
    return Form(
        title,
        [made(field) for field in kind.fields],
        save,
        form=f"{kind.name}.{place.id}.{fact.id if fact else 'new'}",
        doing=f"Saving the {kind.noun}",
        note=note,
    )
