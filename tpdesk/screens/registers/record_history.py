"""What changed of one record: the acts on it, the latest first, each with what the record said before and after."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tpdesk.screens.desk.history import local_time
from tpdesk.screens.dialogs.base import Dialog
from tpdesk.screens.display import content, joined

if TYPE_CHECKING:
    from tpdesk.models.log.history import Act, Change

MOST = 8
"""Changes of one act that are told; more are counted."""


class RecordHistory(Dialog[None]):
    """What was done to a record, as `call` reads it."""

    TELLS = "Every change to this record, the latest first, with the values before and after."

    def __init__(self, name: str, call: Callable[[], tuple[Act, ...]]) -> None:
        super().__init__(f"Changes to {name}")
        self.call = call

    def parts(self) -> ComposeResult:
        """The acts, or that there are none."""
        yield Static(content("No changes recorded. This record came with the desk.", "$quiet"), id="record-none")
        yield OptionList(id="record-list", markup=False)
        yield Static(
            content("u undoes the latest change of the desk, h shows all changes. Esc closes.", "$quiet"),
            id="form-keys",
        )

    def on_mount(self) -> None:
        """Read the history."""
        self.query_one("#record-none").display = False
        self.read("record.history", self.call, self._show)

    def _show(self, acts: tuple[Act, ...]) -> None:
        self.query_one("#record-none").display = not acts
        listed = self.query_one("#record-list", OptionList)
        listed.display = bool(acts)
        listed.add_options(Option(told(act)) for act in acts)
        if acts:
            listed.highlighted = 0
            listed.focus()


def told(act: Act) -> Content:
    """Return an act with its changes, a line each."""
    head = joined([content(local_time(act.at), "$quiet"), content(act.words, "bold"), content(act.who, "$quiet")], "  ")
    more = len(act.changes) - MOST
    lines = [content(_one(change)) for change in act.changes[:MOST]] + (
        [content(f"and {more} more")] if more > 0 else []
    )
    return joined([head, *(Content("    ") + line for line in lines)], "\n")


def _one(change: Change) -> str:
    what = change.field or change.record
    if change.before and change.after:
        return f"{what}: {change.before} → {change.after}"
    return f"{what}: {change.after}" if change.after else f"{what} removed: {change.before}"


def record_history(path: Path, kind: str, name: str) -> RecordHistory:
    """Return the list of changes to a place or an agency (`kind`)."""

    def call() -> tuple[Act, ...]:
        from tpdesk.services.editing import read_record_history

        return read_record_history(path, kind, name)

    return RecordHistory(name, call)
