"""What the desk says under a form, and what others changed in it since the user began to type: nothing of it is overwritten without a question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tpdesk.models.own.drafts import Draft


class Since:
    """The desk's values of one record, field by field, and which of them are not what the user began with."""

    def __init__(self, now: Mapping[str, str], draft: Draft | None) -> None:
        self.now: dict[str, str] = dict(now)
        """What the desk says, as last read."""
        self.was: dict[str, str | None] = {}
        """What the user began with, of the fields that were changed elsewhere since; None where an old draft does not say."""
        if draft is None:
            return
        if draft.based_on is None:
            self.was = {name: None for name, text in draft.typed.items() if text != self.now.get(name, text)}
        else:
            self.was = {name: text for name, text in draft.based_on.items() if text != self.now.get(name, text)}

    def touched(self, values: Mapping[str, str]) -> dict[str, str]:
        """Return the fields in which something else is typed than the desk says."""
        return {name: text for name, text in values.items() if text != self.now[name]}

    def clashes(self, values: Mapping[str, str]) -> list[str]:
        """Return the fields that were changed here and elsewhere, to different texts."""
        return [name for name in self.touched(values) if name in self.was]

    def based_on(self) -> dict[str, str]:
        """Return what the user began with, field by field."""
        known = {name: text for name, text in self.was.items() if text is not None}
        return {name: text for name, text in self.now.items() if name not in self.was} | known

    def take(self, now: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
        """Go over to what the desk says now; return the fields to show it in, since nothing was typed in them."""
        moved = {name: text for name, text in now.items() if text != self.now[name]}
        free = {name: text for name, text in moved.items() if values[name] == self.now[name]}
        for name, text in moved.items():
            before = self.was.setdefault(name, self.now[name])
            self.now[name] = text
            if text == before:
                del self.was[name]
        return free
