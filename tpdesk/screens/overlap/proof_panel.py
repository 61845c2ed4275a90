"""The records behind a verdict: who does what for whom and where, what was said in the room, and what raised nothing.

The form in which a verdict is decided by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tpdesk import services
from tpdesk.screens.dialogs.base import Dialog
from tpdesk.screens.dialogs.choose import Choice
from tpdesk.screens.dialogs.form import Form, FormField
from tpdesk.screens.display import content, joined
from tpdesk.screens.overlap import words as words
from tpdesk.screens.overlap.words import SIGNS, named
from tpdesk.screens.registers.rows import text_of
from tpdesk.text import counted
from tpdesk.units import pounds

if TYPE_CHECKING:
    from tpdesk.domain.evidence import EvidencePair, Stake
    from tpdesk.domain.kinds import Record
    from tpdesk.domain.results.overlap import OverlapRow
    from tpdesk.models.desk import Desk
    from tpdesk.services.dives.boards import BoardsRead
    from tpdesk.services.overlap import Ruled

_AREAS = 12
"""Areas that are named one by one."""


class ProofPanel(Dialog[None]):
    """One category's evidence, record by record."""

    CSS_PATH: ClassVar = ["../dialogs/dialogs.tcss", "proof.tcss"]

    def __init__(self, row: OverlapRow, place: int) -> None:
        super().__init__("What the verdict rests on")
        self.row = row
        self.place = place

    def parts(self) -> ComposeResult:
        """All of it, from top to bottom."""
        with VerticalScroll(id="proof-body"):
            yield Static(content(words.named(self.row), "bold $accent"), id="proof-words")
        yield Static(
            content("↑ ↓ scroll, Esc closes. The records are changed in Dives (6).", "$quiet"), id="proof-keys"
        )

    def on_mount(self) -> None:
        """Begin at the top, and read the records."""
        super().on_mount()
        self.query_one("#proof-body").focus()
        path, place = self.window.path, self.place
        self.read("proof.read", lambda: services.dives.boards.read_boards(path, place), self._show)

    def _show(self, read: BoardsRead) -> None:
        self.query_one("#proof-words", Static).update(joined(told(self.row, read), "\n"))


def told(row: OverlapRow, read: BoardsRead) -> Iterator[Content]:
    """Yield the evidence of a category, a line or a block at a time."""
    judgement = row.judgement
    yield content(words.named(row), "bold $accent")
    yield content(words.verdict_words(row), "bold")
    if judgement.reason:
        yield content(
            f"Decided by hand: {judgement.reason.rstrip('.')}. From the records: {judgement.found or 'no verdict'}."
        )
    deliveries = {one.id: one for one in read.of("delivery")}
    if judgement.illustrative:
        yield content("Illustrative: it rests on deliveries that are invented examples.", "bold $warning")
    for heading, pairs in (
        ("Who does what for whom", judgement.proof.pairs),
        ("What raises no verdict, and why", judgement.proof.apart),
    ):
        if pairs:
            yield content(heading, "bold")
        for pair in pairs:
            yield _pair(pair)
            yield from (_delivery(deliveries[number]) for number in pair.deliveries if number in deliveries)
    if judgement.proof.stakes:
        yield content("Spend at stake: at most this much can coincide, which is no saving", "bold")
        yield from (content(f"• {stake_line(stake)}") for stake in judgement.proof.stakes)
    notes = {one.id: one for one in read.of("note")}
    if judgement.proof.notes:
        yield content("Said in the room", "bold")
    for number in judgement.proof.notes:
        if number in notes and not notes[number].values["private"]:
            yield content(
                f"• {text_of(notes[number], 'text')} ({text_of(notes[number], 'agencies') or 'no organisation named'}; "
                f"{text_of(notes[number], 'workshop')})"
            )
    if row.elsewhere_words:
        yield content("Gathered at another level, and judged there", "bold")
        yield from (content(f"• {sentence}") for sentence in row.elsewhere_words)
    yield content("By spend and areas alone", "bold")
    yield content(f"{judgement.by_spend or 'No verdict'}. {' '.join(judgement.spend_evidence)}".strip())


def _pair(pair: EvidencePair) -> Content:
    if pair.why:
        return joined(
            [
                content("–"),
                content(f"{pair.agency_a} and {pair.agency_b} ({pair.shared})", "bold"),
                content(f"no verdict: {pair.why}."),
            ]
        )
    kind = "■ the same:" if pair.duplicates else "◪ overlap:"
    more = len(pair.areas) - _AREAS
    areas = f"{', '.join(pair.areas[:_AREAS])}{f' and {more} more' if more > 0 else ''}"
    where = f"Both in {areas}." if pair.areas else "Areas taken as the whole place."
    return joined(
        [
            content(kind, "bold $warning"),
            content(f"{pair.agency_a} and {pair.agency_b}", "bold"),
            content(f"both {pair.shared}. {where}{' Unproven.' if pair.unproven else ''}"),
        ]
    )


def _delivery(record: Record) -> Content:
    cost, grade = text_of(record, "cost"), text_of(record, "grade")
    money = f"{cost} a year{f', grade {grade}' if grade else ''}" if cost else "cost not known"
    parts = [text_of(record, name) for name in ("agency", "activity", "client_group", "stage", "year")]
    said = f"delivery {record.id}: {', '.join(part for part in parts if part)}; {money}"
    evidence = text_of(record, "evidence")
    return Content("    ") + content(f"{said}{f'. Known by: {evidence}' if evidence else ''}", "$quiet")


def stake_line(stake: Stake) -> str:
    """Return the spend at stake of what bodies share, in a sentence."""
    if stake.bound_pence is None:
        return (
            f"{stake.shared}: not known, since the cost of "
            f"{counted(len(stake.unknown), 'organisation', 'organisations')} is not."
        )
    grade = f", grade {stake.grade}" if stake.grade is not None else ", no grade"
    band = (
        f" (low {pounds(stake.low_pence)}, high {pounds(stake.high_pence)})"
        if stake.low_pence is not None and stake.high_pence is not None
        else ""
    )
    unknown = f" All the known cost, since that of {stake.unknown[0]} is not known." if len(stake.unknown) == 1 else ""
    return (
        f"{stake.shared}: at most {pounds(stake.bound_pence)}{grade}{band}, over "
        f"{counted(len(stake.agencies), 'organisation', 'organisations')}.{unknown}"
    )


def ruling_form(row: OverlapRow, place: str, year: str) -> Form[Ruled]:
    """Return the form of what is decided of a category in a place and year."""
    verdicts = [Choice(verdict, verdict) for verdict in reversed(tuple(SIGNS))]
    ruled = bool(row.judgement.by_hand)
    fields = [
        FormField("verdict", "Verdict", row.verdict if ruled and row.verdict else "", "what it is, all considered",
            choices=verdicts, strict=True, needed=True),
        FormField("reason", "Reason", row.judgement.reason, kind="note", needed=True),
    ]  # fmt: skip

    def now(desk: Desk) -> dict[str, str]:
        from tpdesk.services.overlap import list_rulings

        ruling = next((one for one in list_rulings(desk, place, year) if one.category == row.category), None)
        return {"verdict": ruling.verdict if ruling else "", "reason": ruling.reason if ruling else ""}

    def save(desk: Desk, values: dict[str, str]) -> Ruled:
        from tpdesk.services.overlap import overrule

        after = now(desk) | values
        return overrule(desk, place, year, row.category, after["verdict"], after["reason"])

    note = (
        f"From the records: {row.judgement.found or 'no verdict'}. What you decide is printed wherever the "
        "verdict is, with its reason; what the records prove stays beside it."
    )
    return Form(
        f"{named(row)}, {year}",
        fields,
        save,
        form=f"ruling.{place}.{year}.{row.category}",
        doing="Deciding the verdict",
        note=note,
        now=now,
    )
