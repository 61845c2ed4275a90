"""The evidence beside the ranking: who spends on one category, whose areas meet, what is left out and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tpdesk.screens.bars import BarRow, Bars
from tpdesk.screens.display import content, joined
from tpdesk.screens.overlap import words as words
from tpdesk.units import percent, pounds, short_pounds

if TYPE_CHECKING:
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
        self._text("verdict", joined([content(words.verdict_words(row), "bold"), *_why(row)], "\n"))
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
    doubt = "Illustrative: it rests on deliveries that are made up to show the tool."
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
            f"{row.lead_agency} leads with {percent(row.lead_share)}; outside the lead {short_pounds(row.outside_lead_pence)}"
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
