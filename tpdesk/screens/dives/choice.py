"""Which deep dive a workshop is about: chosen, or made by its title; one that is made up to show the tool is never proposed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tpdesk.screens.dialogs.choose import Choice, Choose

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import App

    from tpdesk.domain.kinds import Record

_NONE: Final = "none"


def ask_dive(
    app: App[Any],
    workshop: str,
    dives: Sequence[Record],
    current: Record | None,
    then: Callable[[str, bool], None],
) -> None:
    """Ask which of the deep dives a workshop is about; `then` takes the title ("": none) and whether it is a new one. `current` is proposed, else the latest."""
    own = [one for one in dives if not one.values["illustrative"]]
    shown_only = [one for one in dives if one.values["illustrative"]]
    none = Choice(_NONE, "None of them, or none yet")
    choices = [
        *(Choice(str(one.id), one.title) for one in reversed(own)),
        none,
        *(Choice(str(one.id), one.title, "illustrative") for one in shown_only),
    ]
    proposed = str(current.id) if current is not None and current in own else choices[0].id

    def chosen(choice: Choice | None) -> None:
        if choice is not None:
            then("" if choice.id == _NONE else choice.text, not choice.id)

    app.push_screen(Choose(f"Which deep dive is {workshop} about?", choices, current=proposed, new="deep dive"), chosen)
