"""What is kept of a place, an entry a row, under a cursor: from its name down to its milestones.

What is known of the whole programme, and of no one place: published counts and milestones.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tpdesk.domain.field_types import DATE, FLAG
from tpdesk.screens.desk.history import local_time
from tpdesk.screens.dialogs.base import Dialog
from tpdesk.screens.display import content, joined
from tpdesk.text import counted
from tpdesk.units import day_words, short_pounds, year_text

if TYPE_CHECKING:
    from tpdesk.domain.kinds import Kind, Record
    from tpdesk.models.population import PopulationRecord
    from tpdesk.services.editing import PlaceCard

PEOPLE: Final = "people"
"""The kind of entry of people and households; kinds of facts have names of their own."""


class PlaceCardList(OptionList):
    """Each entry's id says what it is: `place`, `areas`, `bodies`, `people:2024`, `money:2024`, `award:7`, or
    `none:award` where there is none yet."""

    def __init__(self, *, id: str, classes: str) -> None:
        super().__init__(id=id, classes=classes, markup=False)
        self._place: int | None = None

    def show(self, card: PlaceCard) -> None:
        """Show a place; the cursor stays where it was in the same place."""
        stood = self.entry if self._place == card.place.id else None
        at = self.highlighted or 0
        self._place = card.place.id
        self.clear_options()
        self.add_options(list(_options(card)))
        found = next((n for n, option in enumerate(self.options) if option.id == stood), None) if stood else 0
        self.highlighted = found if found is not None else min(at, self.option_count - 1)
        if stood is None:
            self.scroll_home(animate=False)

    @property
    def entry(self) -> str | None:
        """The id of the entry under the cursor."""
        option = self.highlighted_option
        return option.id if option is not None else None


def _options(card: PlaceCard) -> Iterator[Option]:
    yield Option(_place(card), id="place")
    yield Option(_areas(card), id="areas")
    yield from _section(
        "People and households",
        _fill_hint(card),
        PEOPLE,
        [(f"{PEOPLE}:{one.year}", _people(one)) for one in card.populations],
    )
    yield from _section(
        "Money",
        "all lines, before anything is taken off" if card.money else "",
        "money",
        [(f"money:{one.year}", _money(one.year, one.gross_pence, one.bodies, one.lines)) for one in card.money],
    )
    bodies = ", ".join(f"{body.name} ({body.role})" if body.role else body.name for body in card.bodies)
    yield _heading("Organisations", f"{len(card.bodies):,} expected" if card.bodies else "")
    yield Option(content(bodies) if bodies else content("none yet", "$quiet"), id="bodies")
    for name, facts in card.facts.items():
        kind = _kind(name)
        yield from _section(kind.plural, "", name, [(f"{name}:{fact.id}", fact_words(fact)) for fact in facts])
    if card.last is not None:
        said = f"Last changed {local_time(card.last.at)} by {card.last.who}: {card.last.words}"
        yield Option(Content("\n") + content(said, "$quiet"), id="changed")


def _kind(name: str) -> Kind:
    from tpdesk.domain.kinds import PLACE_FACTS

    return PLACE_FACTS[name]


def _heading(text: str, hint: str) -> Option:
    return Option(Content("\n") + joined([content(text, "bold $accent"), content(hint, "$quiet")], "  "), disabled=True)


def _section(title: str, hint: str, kind: str, entries: list[tuple[str, Content]]) -> Iterator[Option]:
    yield _heading(title, hint)
    if not entries:
        yield Option(content("none yet", "$quiet"), id=f"none:{kind}")
    for name, text in entries:
        yield Option(text, id=name)


def _place(card: PlaceCard) -> Content:
    place = card.place
    about = " · ".join(part for part in (place.status, place.region, place.council_type) if part)
    rows = (
        ("Lead organisation", place.lead_body),
        ("Theme", place.theme),
        ("Note", place.note),
        ("Source", place.source),
        ("Contact", place.contact),
        ("Packs issued", day_words(place.issued_on)),
        ("Next update", day_words(place.next_update)),
    )
    lines = [joined([content(label, "$quiet"), content(text)], "  ") for label, text in rows if text]
    return joined([content(place.name, "bold"), content(about), *lines], "\n")


def _areas(card: PlaceCard) -> Content:
    if not card.areas:
        return joined(
            [
                content("No areas yet.", "bold $warning"),
                content("a chooses them: without them nobody knows whose areas meet."),
            ]
        )
    return joined([content("Areas", "$quiet"), content("; ".join(area.words for area in card.areas))], "  ")


def _fill_hint(card: PlaceCard) -> str:
    years = [year_text(year) for year in sorted(card.to_fill)]
    if len(years) > 1:
        years = [", ".join(years[:-1]), years[-1]]
    return f"P fills in {' and '.join(years)}" if years else ""


def _people(record: PopulationRecord) -> Content:
    people = f"{record.people:,} people" if record.people is not None else "people not known"
    homes = (
        f"{record.households:,} households ({record.households_year})"
        if record.households is not None
        else "households not known"
    )
    source = content(record.source, "$quiet") if record.source else content("no source given", "$warning")
    return joined([content(f"{year_text(record.year)}", "bold"), content(f"{people}, {homes}"), source], "  ")


def _money(year: int, gross_pence: int, bodies: int, lines: int) -> Content:
    said = (
        f"{short_pounds(gross_pence)} gross, {counted(bodies, 'organisation', 'organisations')}, "
        f"{counted(lines, 'line')}"
    )
    return joined([content(year_text(year), "bold"), content(said)], "  ")


def fact_words(fact: Record, *, among_others: bool = True) -> Content:
    """Return a fact in one text: what it is first, its source last;
    that it is of no place where facts of a place are `among_others`."""
    told = []
    for field in fact.kind.fields:
        value = fact.values[field.name]
        if field.name in ("source", "place") or value in (None, "", ()) or (field.type is FLAG and not value):
            continue
        said = field.title.lower() if field.type in (FLAG, DATE) or field.many else ""
        told.append(said if field.type is FLAG else f"{said} {field.short(value)}".strip())
    source = str(fact.values.get("source") or "")
    whole = "of the whole programme" if among_others and not fact.values["place"] else ""
    return joined(
        [
            joined([content("•", "$quiet"), content(told[0] if told else "", "bold"), content("; ".join(told[1:]))]),
            content(whole, "$quiet"), content(f"[{source}]" if source else "", "$quiet"),
        ],
        "  ",
    )  # fmt: skip


class ProgrammeFacts(Dialog[None]):
    """A list to read."""

    TELLS = (
        "Published counts and milestones of the whole programme, each with its source. They are never added to a count."
    )

    def __init__(self) -> None:
        super().__init__("The whole programme")

    def parts(self) -> ComposeResult:
        """The facts, a heading a kind."""
        yield OptionList(id="programme-list", markup=False)
        yield Static(content("Esc closes.", "$quiet"), id="form-keys")

    def on_mount(self) -> None:
        """Read them."""
        path = self.window.path

        def call() -> dict[str, tuple[Record, ...]]:
            from tpdesk.services.editing import read_programme_facts

            return read_programme_facts(path)

        self.read("programme.facts", call, self._show)

    def _show(self, found: dict[str, tuple[Record, ...]]) -> None:
        from tpdesk.domain.kinds import PLACE_FACTS

        listed = self.query_one("#programme-list", OptionList)
        for name, facts in found.items():
            listed.add_option(Option(content(PLACE_FACTS[name].plural, "bold $accent"), disabled=True))
            listed.add_options(
                [Option(fact_words(fact, among_others=False)) for fact in facts]
                or [Option(content("none yet", "$quiet"))]
            )
        listed.highlighted = 1
        listed.focus()
