"""What a person decides of a category's verdict, and the records that it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tpdesk import services
from tpdesk.screens.ask import Ask
from tpdesk.screens.dialogs.base import Confirm
from tpdesk.screens.dialogs.choose import Choice
from tpdesk.screens.overlap import words as said

if TYPE_CHECKING:
    from tpdesk.domain.results.overlap import OverlapRow
    from tpdesk.screens.mode_screen import ModeScreen
    from tpdesk.screens.window import Window
    from tpdesk.services.overlap import OverlapRead

PROOF: Final = Choice("proof", "What the verdict rests on", "the deliveries, notes and areas behind it")
"""The choice that shows the records behind a verdict."""


def has_evidence(row: OverlapRow) -> bool:
    """Say whether there is anything behind the verdict to be shown."""
    return bool(row.judgement.proof.words or row.judgement.by_hand)


def show_evidence(screen: ModeScreen, read: OverlapRead, row: OverlapRow) -> None:
    """Show the deliveries, notes and areas that the verdict rests on."""
    from tpdesk.screens.overlap.proof_panel import ProofPanel

    screen.app.push_screen(ProofPanel(row, read.place))


async def mark(window: Window, read: OverlapRead, row: OverlapRow) -> None:
    """Ask which law splits the category; empty takes the mark off."""
    before = read.laws.get(row.category, "")
    text = (
        f"{said.named(row)}: which law says who does what here? The split then counts as separate areas on this "
        "desk, in every place and year, and the pack names the law. Empty takes the mark off."
    )
    law = await window.push_screen_wait(
        Ask("A statutory split", text, before, hint="Environmental Protection Act 1990, s. 45")
    )
    if law is not None and law != before:
        window.change(f"Marking {row.title}", lambda desk: services.overlap.mark_separate(desk, row.category, law))


async def overrule(window: Window, read: OverlapRead, row: OverlapRow) -> None:
    """Ask for a verdict and its reason, which is kept and printed."""
    from tpdesk.screens.overlap.proof_panel import ruling_form

    basis = read.overlap.basis
    ruled = await window.push_screen_wait(ruling_form(row, basis.place, basis.year))
    for warning in ruled.warnings if ruled is not None else ():
        window.say(warning, "Look")


async def withdraw(window: Window, read: OverlapRead, row: OverlapRow) -> None:
    """Let the verdict be what the records prove again, after a question."""
    basis = read.overlap.basis
    text = (
        f"{said.named(row)} was decided to be: {row.verdict}. It is then what the records prove: "
        f"{row.judgement.found or 'no verdict'}. Press u to undo."
    )
    if await window.push_screen_wait(Confirm("Withdraw what was decided?", text, yes="Withdraw")):
        window.change(
            f"Withdrawing what was decided of {row.title}",
            lambda desk: services.overlap.withdraw_ruling(desk, basis.place, basis.year, row.category),
        )
