"""What is kept of a place, an entry a row, under a cursor: from its name down to its milestones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tpdesk.screens.desk.history import local_time
from tpdesk.screens.display import content, joined
from tpdesk.text import counted
from tpdesk.units import pounds, short_pounds, year_text

if TYPE_CHECKING:
    from tpdesk.models.place_fact import Fact, FactKind
    from tpdesk.models.population import PopulationRecord
    from tpdesk.services.editing import PlaceCard

PEOPLE: Final = "people"
"""The kind of entry of people and households; kinds of facts have names of their own."""


class PlaceCardList(OptionList):
    """Each entry's id says what it is: `place`, `areas`, `bodies`, `people:2024`, `money:2024`, `award:7`, or `none:award` where there is none yet."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, markup=False)
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
    yield _heading("Bodies", f"{len(card.bodies):,} expected" if card.bodies else "")
    yield Option(content(bodies) if bodies else content("none yet", "$quiet"), id="bodies")
    for name, facts in card.facts.items():
        kind = _kind(name)
        yield from _section(kind.plural, "", name, [(f"{name}:{fact.id}", fact_words(fact)) for fact in facts])
    if card.last is not None:
        said = f"Last changed {local_time(card.last.at)} by {card.last.who}: {card.last.words}"
        yield Option(Content("\n") + content(said, "$quiet"), id="changed")


def _kind(name: str) -> FactKind:
    from tpdesk.models.place_fact import KINDS

    return KINDS[name]


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
    rows = (("Lead body", place.lead_body), ("Theme", place.theme), ("Note", place.note), ("Source", place.source))
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
    said = f"{short_pounds(gross_pence)} gross, {counted(bodies, 'body', 'bodies')}, {counted(lines, 'line')}"
    return joined([content(year_text(year), "bold"), content(said)], "  ")


def fact_words(fact: Fact, *, among_others: bool = True) -> Content:
    """Return a fact in one text: what it is first, its source last; that it is of no place where facts of a place are `among_others`."""
    told = []
    for field in fact.kind.fields:
        value = fact.values.get(field.name)
        if field.name == "source" or value in (None, "") or (field.kind == "flag" and not value):
            continue
        if field.kind == "money" and isinstance(value, int):
            told.append(pounds(value).removesuffix(".00"))
        else:
            told.append(field.title.lower() if field.kind == "flag" else str(value))
    source = str(fact.values.get("source") or "")
    whole = "of the whole programme" if fact.shared and among_others else ""
    return joined(
        [
            joined([content("•", "$quiet"), content(told[0] if told else "", "bold"), content("; ".join(told[1:]))]),
            content(whole, "$quiet"), content(f"[{source}]" if source else "", "$quiet"),
        ],
        "  ",
    )  # fmt: skip
