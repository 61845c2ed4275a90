"""What a national report asks for beside this desk: other desks and summaries, and how many places should report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tpdesk import services
from tpdesk.models.connection import SUFFIX
from tpdesk.screens.ask import Ask, PathDialog
from tpdesk.screens.dialogs.choose import Choice, Choose

if TYPE_CHECKING:
    from textual.app import App


async def ask_others(app: App[Any], others: tuple[Path, ...]) -> tuple[Path, ...]:
    """Return the desks and summaries of the report, one added or one left out; the same where nothing was chosen."""
    chosen = "add"
    if others:
        held = [Choice(str(number), f"Leave out {one.name}", str(one.parent)) for number, one in enumerate(others)]
        answer = await app.push_screen_wait(
            Choose("Desks and summaries beside this desk", [Choice("add", "Add one"), *held])
        )
        if answer is None:
            return others
        chosen = answer.id
    if chosen != "add":
        return tuple(one for number, one in enumerate(others) if str(number) != chosen)
    text = "A desk file, all places of which report too (it is only read), or what s wrote of a place on another desk."
    added: Path | None = await app.push_screen_wait(
        PathDialog("Add a desk or a summary", text, endings=frozenset([SUFFIX, services.pack_choices.SUMMARY]))
    )
    return others if added is None or added in others else (*others, added)


async def ask_expected(app: App[Any], expected: int | None) -> int | None:
    """Return how many places should report; None where nobody knows, and the same where nothing was answered."""
    typed = await app.push_screen_wait(
        Ask("How many places should report?", "Those that say nothing are told by their number. Blank: not known.",
            str(expected or ""), check=services.pack_choices.expected_problem)
    )  # fmt: skip
    if typed is None:
        return expected
    return int(typed) if typed.strip() else None
