"""The evidence beside the ranking: who spends on one category, whose areas meet, what is left out and why.

The tables of the overlap screen: the ranking, concentration, and another count beside it, as columns and rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tpdesk.screens.bars import BarRow, Bars
from tpdesk.screens.display import cell, content, joined
from tpdesk.screens.flex_table import BarOf, Col, Row, StackOf
from tpdesk.screens.overlap import words as words
from tpdesk.units import percent, pounds, ratio, short_pounds

if TYPE_CHECKING:
    from tpdesk.calc.compare import Comparison
    from tpdesk.domain.results.overlap import OverlapRow
    from tpdesk.services.overlap import OverlapRead


class EvidencePane(VerticalScroll):
    """One category. It shows what it is given, and reads nothing."""

    def compose(self) -> ComposeResult:
        """From the verdict down to what is left out."""
        yield Static(id="evidence-title")
        yield Static(id="evidence-verdict")
        yield Static(id="evidence-money")
        yield Static(id="evidence-spread")
        yield Bars("Who spends on it", noun="bodies", id="evidence-bodies")
        yield Static(id="evidence-apart")

    def show(self, read: OverlapRead, row: OverlapRow | None) -> None:
        """Show the evidence of a category."""
        self.display = row is not None
        if row is None:
            return
        self._text("title", content(words.named(row), "bold $accent"))
        elsewhere = [content(sentence, "$quiet") for sentence in row.elsewhere_words]
        self._text("verdict", joined([content(words.verdict_words(row), "bold"), *_why(row), *elsewhere], "\n"))
        self._text("money", _money(read, row))
        spread = joined([content(words.dots(row), "$primary"), content(words.concentration(row))], "  ")
        self._text("spread", spread if row.agencies else Content(""))
        bodies = self.query_one("#evidence-bodies", Bars)
        bodies.rows = tuple(
            BarRow(
                share.agency,
                "",
                f"({words.areas_of(read, row, share.agency)})" if row.agencies > 1 else "",
                share.amount_pence,
                share.share,
                None,
            )
            for share in row.shares
        )
        bodies.display = bool(row.shares)
        self._text("apart", _apart(read, row))

    def _text(self, name: str, text: Content) -> None:
        widget = self.query_one(f"#evidence-{name}", Static)
        widget.update(text)
        widget.display = bool(text.plain)


def _why(row: OverlapRow) -> list[Content]:
    judgement = row.judgement
    if len(judgement.evidence) < 2 or not (judgement.proof.words or judgement.by_hand):
        return [content(" ".join(judgement.evidence))]
    doubt = "Illustrative: it rests on deliveries that are invented examples."
    warning = [content(doubt, "bold $warning")] if judgement.illustrative else []
    said = [content(f"• {sentence}") for sentence in judgement.evidence]
    keys = (
        "E shows the records behind it. O decides otherwise, with a reason."
        if not judgement.by_hand
        else "E shows the records behind it. W withdraws what was decided."
    )
    return [*warning, content(keys, "$quiet"), *said]


def _money(read: OverlapRead, row: OverlapRow) -> Content:
    if row.money_elsewhere:
        # Where its money is stands in the evidence.
        return Content("")
    if row.moneyless:
        return content("No money of the count is in it: only deliveries speak of it.")
    parts = [f"{short_pounds(row.total_pence)} in all, {words.per_head(read, row)} per head"]
    if row.lead_agency is not None and row.agencies > 1:
        parts.append(
            f"{row.lead_agency} leads with {percent(row.lead_share)}; outside the lead "
            f"{short_pounds(row.outside_lead_pence)}"
        )
    if row.count_pence != row.total_pence:
        parts.append(f"the count holds {short_pounds(row.count_pence)}, with what is left out below")
    return content(f"{'. '.join(part[:1].upper() + part[1:] for part in parts)}.")


def _apart(read: OverlapRead, row: OverlapRow) -> Content:
    lines = []
    if row.left_out:
        lines.append(content("Left out of the shares", "bold"))
        lines += [content(f"• {out.agency}: {pounds(out.amount_pence)}, {out.reason}") for out in row.left_out]
    doubt = words.unproven(read, row)
    if doubt:
        lines.append(content(doubt, "$warning"))
    law = read.laws.get(row.category)
    if law:
        lines.append(content(f"Marked as a statutory split: {law}. M changes the mark or takes it off.", "$quiet"))
    elif row.agencies > 1:
        lines.append(
            content("Where a law sets who does what, press M and name it: the split is then no overlap.", "$quiet")
        )
    return joined(lines, "\n")


NARROW = 100
"""Columns below which a table shows what it is about alone, with names that can be read."""

TINY = 70
"""Columns below which bars go too."""


def ranking(read: OverlapRead, rows: Sequence[OverlapRow], width: int) -> tuple[list[Col], list[Row]]:
    """Return the ranking as wide as there is room; what has none stands in the evidence."""
    largest = max((row.outside_lead_meeting_pence for row in rows), default=0)
    cols = [Col("Category", 0), Col("Verdict", 15), Col("Orgs", 6, True), Col("Coincide", 8, True)]
    cols += [Col("", 8)] if width >= TINY else []
    more = [Col("Lead", 6, True), Col("Total", 9, True), Col("Outside lead", 12, True), Col("Per head", 9, True)]
    more = [col for col, least in zip(more, (82, 93, 107, 118), strict=True) if width >= least]
    found = []
    for row in rows:
        coincide = short_pounds(row.outside_lead_meeting_pence) if words.can_coincide(row) else "-"
        bare = row.moneyless
        bodies = "-" if bare else row.agencies
        cells: list[Text | BarOf | StackOf] = [_name(row), cell(words.verdict(row)), cell(bodies), cell(coincide)]
        if width >= TINY:
            cells.append(
                BarOf(ratio(row.outside_lead_meeting_pence, largest) or 0.0)
                if row.outside_lead_meeting_pence
                else Text("")
            )
        figures = [
            percent(row.lead_share, 0),
            short_pounds(row.total_pence),
            short_pounds(row.outside_lead_pence),
            words.per_head(read, row),
        ]
        told = ["-" if bare else figure for figure in figures[: len(more)]]
        found.append(Row(row.category, (*cells, *(cell(figure) for figure in told))))
    return [*cols, *more], found


def concentrated(rows: Sequence[OverlapRow], width: int) -> tuple[list[Col], list[Row]]:
    """Return how each category's spend is shared out, the most even first."""
    cols = [
        Col("Category", 0),
        Col("Lead █  2nd ▓  3rd ▒  others ░", max(30 if width >= TINY else 18, min(50, width // 4))),
        Col("As if", 6, True),
        Col("Of", 4, True),
    ]
    cols += [Col("HHI", 6, True), Col("Lead", 6, True), Col("Who leads", 25)] if width >= NARROW else []
    found = []
    for row in sorted(rows, key=lambda row: (-(row.effective_agencies or 0), row.category)):
        effective = "-" if row.effective_agencies is None else f"{row.effective_agencies:.1f}"
        cells: list[Text | BarOf | StackOf] = [
            _name(row),
            StackOf(tuple(share.share for share in row.shares)),
            cell(effective),
            cell(row.agencies),
        ]
        if width >= NARROW:
            cells += [
                cell("-" if row.hhi is None else f"{row.hhi:.2f}"),
                cell(percent(row.lead_share, 0)),
                cell(row.lead_agency or "-"),
            ]
        found.append(Row(row.category, tuple(cells)))
    return cols, found


def beside(comparison: Comparison, width: int) -> tuple[list[Col], list[Row]]:
    """Return two counts per head side by side; in whole amounts where no people are held."""
    each = comparison.total.head is not None and comparison.total.other_head is not None
    one, two = (f"{basis.place} {basis.year}" for basis in (comparison.basis, comparison.other_basis))
    room = 12 if width < NARROW else 20
    cols = [
        Col("Category", 0),
        Col(_short(one, room), room, True),
        *([Col("", 10)] if width >= NARROW else []),
        Col(_short(two, room), room, True),
    ]
    cols += [*([Col("", 10)] if width >= NARROW else []), Col("Difference", 11, True)]
    rows = comparison.rows
    figures = [
        figure
        for row in rows
        if row.key is not None
        for figure in ((row.head, row.other_head) if each else (row.pence, row.other_pence))
    ]
    largest = max((figure for figure in figures if figure is not None), default=0)
    found = []
    for row in (comparison.total, *rows):
        first, second = (row.head, row.other_head) if each else (row.pence, row.other_pence)
        difference = first - second if first is not None and second is not None else None
        total = row is comparison.total
        name = Text(" ").join(
            part
            for part in (
                cell(row.key if row.key and "/" not in row.key else ""),
                cell(row.title, "bold" if total else ""),
            )
            if part.plain
        )
        cells: list[Text | BarOf | StackOf] = [name]
        for figure in (first, second):
            cells.append(cell(_told(figure, each=each)))
            if width >= NARROW:
                cells.append(
                    Text("") if total or not figure else BarOf(min(1.0, max(0.0, ratio(figure, largest) or 0.0)))
                )
        cells.append(cell(("+" if difference is not None and difference > 0 else "") + _told(difference, each=each)))
        found.append(Row("" if total else row.key or "unmapped", tuple(cells)))
    return cols, found


def _told(pence: int | None, *, each: bool) -> str:
    if pence is None:
        return "-"
    return pounds(pence) if each else short_pounds(pence)


def _short(text: str, room: int) -> str:
    return text if len(text) <= room else f"{text[: room - 9].rstrip()}… {text[-7:]}" if room >= 20 else text[-7:]


def _name(row: OverlapRow) -> Text:
    return cell(words.named(row))
