"""The right-hand side: who spends what here in one year, and how many of us are in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.app import ComposeResult
from textual.containers import Grid, Horizontal, VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Static

from tpdesk.domain.codes import LEVELS
from tpdesk.screens.bars import BarRow, Bars
from tpdesk.screens.display import content, joined
from tpdesk.screens.overview import figures
from tpdesk.screens.overview.figures import BigFigure, GrossToNet
from tpdesk.screens.textual_private import show_bar
from tpdesk.text import counted
from tpdesk.units import per_unit, percent, pounds, short_pounds, year_text

if TYPE_CHECKING:
    from tpdesk.calc.trust import Progress
    from tpdesk.domain.results.count import CountRow
    from tpdesk.services.overview import Overview

NORMAL: Final = 110
"""Columns from which the headline figures stand in large digits beside each other."""

WIDE: Final = 150
"""Columns from which the two tables stand beside each other."""

TALL: Final = 30
"""Lines from which the headline has room for everything that belongs beside it."""


class Steps(Widget):
    """How far each step of the work is, broken between steps where there is no room for all in one line."""

    progress: reactive[Progress | None] = reactive(None, layout=True)
    """What is told; None until something is shown."""

    brief: reactive[bool] = reactive(False, layout=True)
    """Whether it says only which steps are done."""

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return the lines of the steps at a width."""
        return len(self._line(width).plain.splitlines())

    def render(self) -> Content:
        """Return the steps, as many a line as fit."""
        return self._line(self.content_size.width)

    def _line(self, width: int) -> Content:
        return steps_line(self.progress, width, brief=self.brief) if self.progress is not None else Content("")


class OverviewPane(VerticalScroll):
    """One place and year. It shows what it is given, and reads nothing."""

    def compose(self) -> ComposeResult:
        """From the answer down to its sources, with a bar to scroll by: few windows have room for all, and one that
        came after the layout would have all laid out again, a column narrower."""
        show_bar(self)
        with Horizontal(id="title"):
            yield Static(id="place")
            yield Static(id="years")
        yield Static(id="answer")
        yield Steps(id="steps")
        yield Static(id="parts")
        yield Static(id="wider")
        yield Static(id="missing")
        with Horizontal(id="figures"):
            yield BigFigure("after transfers", id="total")
            yield BigFigure("per head", id="head")
            yield BigFigure("per household", id="household")
            yield BigFigure("organisations", id="bodies")
        yield GrossToNet(id="bridge")
        with Grid(id="tables"):
            yield Bars("Who spends it", noun="organisations", id="agencies")
            yield Bars("On what", noun="categories", bodies=True, id="categories")
        yield GrossToNet(id="bridge-below")
        yield Steps(id="steps-below")
        yield Static(id="unmapped")
        yield Static(id="issues")
        yield Static(id="sources")

    def show(self, overview: Overview, *, all_rows: bool) -> None:
        """Show the overview; `all_rows` in place of the largest."""
        from tpdesk.calc.wider import short_words

        money, kinds = overview.by_agency, overview.by_category
        self._text("place", content(overview.place.name, "bold"))
        self._text("years", _years(overview))
        self._text("answer", content(figures.answer(overview), "bold"))
        width, height = self.app.size
        short = height < TALL or width < NORMAL
        # Where there is little room the answer comes first (the line at the top names the place and year), and how far
        # each step is stands below.
        self.query_one("#title").display = not short
        self._show_steps(overview.progress, short=short)
        parts = figures.parts(money)
        self._text("parts", joined([content("Made up of:", "bold"), content(parts)]) if parts else Content(""))
        wider = figures.wider(money)
        label = content("Wider than the place:", "bold $warning")
        self._text("wider", joined([label, content(wider)]) if wider else Content(""))
        missing = figures.missing(money, most=1 if short else None)
        self._text(
            "missing",
            joined([content("Not in it yet:", "bold $warning"), content(missing)]) if missing else Content(""),
        )
        total = self.query_one("#total", BigFigure)
        total.title = "spend, no transfers marked" if money.basis.transfers_unmarked else "after transfers"
        total.show(short_pounds(money.after_transfers_pence), figures.headline_base(money))
        self.query_one("#head", BigFigure).show(_each(money.pence_per_head), figures.head_base(money))
        self.query_one("#household", BigFigure).show(_each(money.pence_per_household), figures.household_base(money))
        self.query_one("#bodies", BigFigure).show(f"{money.bodies_counted:,}", figures.bodies_base(money))
        for bridge in self.query(GrossToNet):
            bridge.result = money
        treated = {row.agency or "": "(apportioned)" for row in money.rows if row.apportioned_pence}
        treated |= {body.agency: f"({short_words(body)})" for body in money.wider}
        agencies, categories = self.query_one("#agencies", Bars), self.query_one("#categories", Bars)
        agencies.rows = tuple(
            BarRow(row.agency or "", "", treated.get(row.agency or "", ""), row.amount_pence, row.share, None)
            for row in money.rows
        )
        categories.rows = tuple(map(_category, kinds.rows))
        categories.heading = f"On what, in {LEVELS[overview.level]}"
        categories.noun = LEVELS[overview.level]
        agencies.most, categories.most = (None, None) if all_rows else self._room()
        for bars in (agencies, categories):
            bars.display = bool(bars.rows)
            bars.refresh(layout=True)
        self._text("unmapped", content(figures.unmapped(kinds), "$warning" if kinds.unmapped_lines else "$success"))
        issues = figures.issues(kinds, name_missing=short and len(money.missing_returns) > 1)
        self._text(
            "issues",
            joined([content("What to know", "bold"), *(content(f"• {text}") for text in issues)], "\n")
            if issues
            else Content(""),
        )
        self._text(
            "sources",
            joined(
                [content("Where it comes from", "bold"), *(content(text, "$quiet") for text in figures.sources(kinds))],
                "\n",
            ),
        )

    def _show_steps(self, progress: Progress, *, short: bool) -> None:
        steps, below = self.query_one("#steps", Steps), self.query_one("#steps-below", Steps)
        steps.progress = below.progress = progress
        steps.brief = below.display = short

    def _text(self, name: str, text: Content) -> None:
        widget = self.query_one(f"#{name}", Static)
        widget.update(text)
        widget.display = bool(text.plain)

    def _room(self) -> tuple[int, int]:
        # Beside each other both have the whole height that the headline leaves, below each other they share it.
        width, height = self.app.size
        if width >= WIDE:
            return max(8, height - 27), max(8, height - 27)
        return max(3, (height - 26) // 2), max(5, (height - 18) // 2)


def _each(pence: int | None) -> str:
    # Per head and per household are said to the pound, however large they are.
    whole = per_unit(pence, 100) if pence is not None else None
    return "-" if whole is None else pounds(whole * 100).removesuffix(".00")


def _years(overview: Overview) -> Content:
    years = sorted({*overview.place.years, overview.year}, reverse=True)
    chosen = [content(year_text(year), "bold $accent" if year == overview.year else "$quiet") for year in years]
    return joined(chosen, "  ")


def _category(row: CountRow) -> BarRow:
    if row.key is None:
        return BarRow("Unmapped", "", "", row.amount_pence, row.share, row.agencies, pinned=True)
    notes = [word for flag, word in ((row.coarser, "mapped no finer"), (row.weak, "says little")) if flag]
    note = f"({', '.join(notes)})" if notes else ""
    return BarRow(row.title or row.key, row.key.partition("/")[0], note, row.amount_pence, row.share, row.agencies)


def _files(made: Progress) -> str:
    """Return how many files there are, and what of them is still to look at."""
    if made.rejected_rows:
        return f"{made.files}, {counted(made.rejected_rows, 'row')} to fix"
    return f"{made.files}, months missing" if made.months_missing else str(made.files)


def steps_line(made: Progress, room: int, *, brief: bool = False) -> Content:
    """Return how far each step of the work is, with its key, in lines of `room` cells that part no step;
    each can be pressed. In brief: which are done."""
    mapped = "no money yet" if made.mapped is None else f"{percent(made.mapped, 0)} mapped"
    if made.mapped is not None and 0.995 <= made.mapped < 1:
        mapped = "nearly all mapped"
    totals = f"{made.totals_agree} of {made.totals_held} agree" if made.totals_held else "none held"
    done = {True: "✓", False: "○"}
    steps = (
        ("3", "go('agencies')", "Orgs" if brief else "Organisations", f"{made.bodies} of {made.bodies_expected}",
            made.bodies >= made.bodies_expected > 0),
        ("b" if made.rejected_rows else "i", f"open_room('{'batches' if made.rejected_rows else 'import'}')", "Files",
            _files(made),
            made.files > 0 and not made.rejected_rows and not made.months_missing),
        ("m", "open_room('mapping')", "Labels", mapped, made.mapped is not None and made.mapped >= 1),
        ("T", "open_room('transfers')", "Transfers",
            short_pounds(made.transfers_pence) if made.transfers_pence else "none marked", made.transfers_pence > 0),
        ("3", "go('agencies')", "Totals", totals, bool(made.totals_held) and made.totals_agree == made.totals_held),
        ("7", "go('packs')", "Pack", str(made.packs) if made.packs else "none yet", made.packs > 0),
    )  # fmt: skip
    parts = []
    for key, action, name, how, is_done in steps:
        sign = content(done[is_done], "bold $success" if is_done else "$quiet")
        text = Content.assemble(sign, "" if brief else " ", (key if brief else f"[{key}]", "bold $accent"), f" {name}")
        if not brief:
            text = Content.assemble(text, " ", (how, "$quiet"))
        parts.append(text.stylize(Style.from_meta({"@click": f"app.{action}"})))
    between = " " if brief else "   "
    lines: list[list[Content]] = [[]]
    for part in parts:
        if lines[-1] and joined([*lines[-1], part], between).cell_length > room:
            lines.append([])
        lines[-1].append(part)
    return joined([joined(line, between) for line in lines], "\n")
