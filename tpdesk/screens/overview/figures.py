"""The headline figures and the bridge from gross to net of income.

The overview's figures in words: the answer in one sentence, and what must be known beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Digits, Static

from tpdesk.domain.codes import LEVEL, LEVELS
from tpdesk.domain.results.basis import agencies_of, by_publication
from tpdesk.screens.display import content, joined
from tpdesk.text import and_words, counted
from tpdesk.units import percent, ratio, short_pounds

if TYPE_CHECKING:
    from tpdesk.domain.results.count import CountResult, MissingReturn
    from tpdesk.services.overview import Overview


class BigFigure(Vertical):
    """One figure with its name and its base: in large digits where there is room, else as one line."""

    def __init__(self, name: str, *, id: str) -> None:
        super().__init__(id=id, classes="figure")
        self.title = name

    def compose(self) -> ComposeResult:
        """Both forms; the stylesheet shows the one that fits."""
        yield Digits("", classes="large")
        yield Static(classes="under")
        yield Static(classes="line")

    def show(self, value: str, base: tuple[str, str]) -> None:
        """Show the figure, what it is over and of which year."""
        name, quiet = content(self.title, "bold"), [content(part, "$quiet") for part in base]
        self.query_one(Digits).update(value)
        narrow = [content(line, "$quiet") for part in base for line in part.replace(", ", ",\n").split("\n")]
        self.query_one(".under", Static).update(joined([name, *narrow], "\n"))
        amount = content(value, "bold $accent").pad_left(max(9 - len(value), 0))
        self.query_one(".line", Static).update(joined([amount, name, joined(quiet, ", ")], "  "))


class GrossToNet(Widget):
    """Gross, what is taken off, after transfers, income, net of income:
    one sum, broken between its steps where it is narrow."""

    result: reactive[CountResult | None] = reactive(None, layout=True)
    """The count whose figures are shown."""

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return the lines of the sum at a width."""
        return len(self._lines(width))

    def render(self) -> Content:
        """Return the sum, as many steps a line as fit."""
        return Content("\n").join(self._lines(self.size.width))

    def _lines(self, width: int) -> list[Content]:
        if self.result is None:
            return [Content("")]
        lines: list[list[Content]] = [[]]
        for sign, name, pence in bridge_steps(self.result):
            strong = sign != "−"
            step = joined(
                [
                    content(sign, "$quiet"),
                    content(name, "$quiet"),
                    content(short_pounds(pence), "bold $foreground" if strong else "$foreground"),
                ]
            )
            if lines[-1] and joined([*lines[-1], step]).cell_length > width:
                lines.append([])
            lines[-1].append(step)
        return [joined(line) for line in lines]


def bridge_steps(result: CountResult) -> list[tuple[str, str, int]]:
    """Return (sign, name, pence) from gross to net of income: each `=` is the sum of what stands before it."""
    return [
        ("", "Gross", result.gross_pence),
        ("−", "transfers" if result.transfers_marked else "transfers (none marked)", result.transfers_removed_pence),
        ("−", "recharges", result.recharges_removed_pence),
        ("=", result.after_words, result.after_transfers_pence),
        ("−", "outside income", result.outside_income_pence),
        ("=", "net of income", result.net_of_income_pence),
    ]


def answer(overview: Overview) -> str:
    """Return who spends what here, and how many are in it, as one sentence."""
    money, kinds = overview.by_agency, sum(1 for row in overview.by_category.rows if row.key)
    if not money.bodies_counted and not money.not_itemised:
        return f"No organisation has money here in {money.basis.year}."
    verb = "spends" if money.bodies_counted == 1 else "spend"
    others = " and others, not itemised," if money.not_itemised else ""
    where = "here and beyond" if money.basis.counted_whole else "here"
    said = (
        f"{counted(money.bodies_counted, 'organisation', 'organisations')}{others} {verb} "
        f"{short_pounds(money.after_transfers_pence)} {where}"
    )
    if not kinds:
        return f"{said}, none of it mapped to services yet."
    most = max((row for row in overview.by_category.rows if row.key), key=lambda row: row.agencies)
    shared = f"up to {most.agencies} in one" if most.agencies > 1 else "no two in the same"
    open_money = overview.by_category.unmapped_pence
    rest = f"; {short_pounds(open_money)} has no category yet" if open_money else ""
    first = f" {first_count(money)}" if money.basis.first_count else ""
    services = counted(kinds, LEVEL[overview.level], LEVELS[overview.level])
    of_service = "" if "service" in services else " of service"
    return f"{said} on {services}{of_service}, {shared}{rest}.{first}"


def first_count(result: CountResult) -> str:
    """Return that published figures stand in for returns, where they do."""
    return f"First count: published figures stand in for {counted(result.basis.first_count, 'return')}."


def missing(result: CountResult, *, most: int | None = None) -> str:
    """Return the expected bodies that are not in the count by name, with their latest earlier figure;
    empty where none is missing.

    Only the first `most` where that is given, and how many more there are.
    """
    names = [_missing_one(item) for item in result.missing_returns]
    if most is None or len(names) <= most:
        return "; ".join(names)
    return (
        f"{'; '.join(names[:most])} and "
        f"{counted(len(names) - most, 'other organisation', 'other organisations')}, named below"
    )


def wider(result: CountResult) -> str:
    """Return what counts of the bodies that cover more than the place, with the key that changes it;
    empty where there is none."""
    from tpdesk.calc.wider import short_words

    told = "; ".join(
        f"{body.agency}: {short_pounds(body.held_pence)} {short_words(body)}"
        if body.counted == "left out"
        else f"{body.agency}: {short_pounds(body.counted_pence)}, {short_words(body)}"
        for body in result.wider
    )
    return f"{told}. Press 3, then k on one of them, to count another part." if told else ""


def _missing_one(item: MissingReturn) -> str:
    notes = [item.state] if item.state != "expected" else []
    if item.last_year is not None and item.last_pence is not None:
        notes.append(f"{short_pounds(item.last_pence)} in {item.last_year}, not added here")
    return f"{item.agency} ({', '.join(notes)})" if notes else item.agency


def unmapped(result: CountResult) -> str:
    """Return how much money has no category, as one sentence; an honest nought is said too."""
    if not result.unmapped_lines:
        return "All money has a category."
    share = percent(ratio(result.unmapped_pence, result.rows_total_pence))
    return (
        f"{short_pounds(result.unmapped_pence)} ({share}) in {counted(result.unmapped_lines, 'line')} has no "
        "category yet."
    )


def headline_base(result: CountResult) -> tuple[str, str]:
    """Return which money the headline is, and its year; where it says whose, only that (the year stands above)."""
    held = " and ".join(result.basis.statuses) or "no money"
    return (held, result.basis.whose) if result.basis.whose else (held, result.basis.year)


def parts(result: CountResult) -> str:
    """Return what of the money counted is direct and what a share of wider spend, with the bodies whose money is one;
    empty where nothing is apportioned."""
    if not result.basis.parts:
        return ""
    shared = [
        f"{row.agency} {short_pounds(row.apportioned_pence)}"
        for row in result.rows
        if row.agency and row.apportioned_pence
    ]
    more = len(shared) - _SHARED_NAMED
    named = and_words([*shared[:_SHARED_NAMED], counted(more, "other")]) if more > 1 else ", ".join(shared)
    return f"{result.basis.parts}: {named}" if shared else result.basis.parts


_SHARED_NAMED: Final = 3
"""Bodies with a share of wider spend that are named before the others are counted."""


def head_base(result: CountResult) -> tuple[str, str]:
    """Return over which people the figure per head is, and their year."""
    basis = result.basis
    return (
        (f"{basis.people:,} people", basis.people_when) if basis.people else ("no population held", result.basis.year)
    )


def household_base(result: CountResult) -> tuple[str, str]:
    """Return over which households the figure per household is, and their year."""
    basis = result.basis
    return (
        (f"{basis.households:,} households", basis.households_when)
        if basis.households
        else ("no households held", result.basis.year)
    )


def bodies_base(result: CountResult) -> tuple[str, str]:
    """Return of how many the bodies counted are, and how many are missing."""
    expected, absent = f"of {result.bodies_expected} expected", len(result.missing_returns)
    if absent or not result.basis.first_count:
        return expected, f"{absent} not in it" if absent else "none missing"
    return expected, f"{result.basis.first_count} published"


def sources(result: CountResult) -> list[str]:
    """Return where the figures come from, a sentence each."""
    basis = result.basis
    found = [basis.sentence()]
    population = dict.fromkeys(source for source in (basis.people_source, basis.households_source) if source)
    if population:
        found.append(f"People and households: {'; '.join(population)}.")
    for published_in, figures in by_publication(result.sources).items():
        number = counted(len(figures), "published figure")
        found.append(f"{published_in}: {number} of {and_words(agencies_of(figures))}.")
    for source in result.sources:
        if source.published_in:
            continue
        bodies = counted(source.bodies, "organisation", "organisations")
        found.append(
            f"File: {source.file}, {counted(source.lines, 'line')} of {bodies}, imported {source.made_at[:10]}."
        )
    return found


def issues(result: CountResult, *, name_missing: bool) -> list[str]:
    """Return the issues that have no line of their own on the screen;
    missing bodies too where they are not all named above."""
    own = {"unmapped"} if name_missing else {"unmapped", "missing-returns"}
    return [issue.text for issue in result.issues if issue.code not in own]
