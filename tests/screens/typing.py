"""Words for tests: put into the line that has the keyboard, as a paste is, which costs one
message and not one a letter."""

from __future__ import annotations

from textual.events import Paste

from tests.screens.looking import Window


async def type_in(window: Window, text: str) -> None:
    """Put the text where the cursor is."""
    window.app.post_message(Paste(text))
    await window.settle()


async def write(window: Window, text: str) -> None:
    """Put the text in place of what stands in the line."""
    await window.pilot.press("end", "ctrl+u")
    await type_in(window, text)


async def to_field(window: Window, name: str) -> None:
    """Go by Tab to the field of that name in the form."""
    for _ in range(30):
        focused = window.app.focused
        if focused is not None and f"field-{name}" in {
            widget.id for widget in focused.ancestors_with_self if hasattr(widget, "id")
        }:
            return
        await window.pilot.press("tab")
    raise AssertionError(f"Tab does not reach the field {name}")


def dialog(window: Window) -> str:
    """Return the words of the dialog on show, without what stands beside it."""
    frame = window.app.screen.query_one("#dialog").region
    lines = [line.ljust(frame.right)[frame.x + 1 : frame.right - 1] for line in window.lines[frame.y : frame.bottom]]
    return " ".join(" ".join(lines).split())
