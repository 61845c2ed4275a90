"""Keys for tests that type words."""

from __future__ import annotations

from tests.screens.looking import Window

_NAMED = {
    " ": "space", ";": "semicolon", "-": "minus", "/": "slash", ",": "comma", ".": "full_stop", "(": "left_parenthesis", ")": "right_parenthesis", "'": "apostrophe",
}  # fmt: skip


async def type_in(window: Window, text: str) -> None:
    """Type the text, a key at a time, as fast as keys come."""
    await window.pilot.press(*(_NAMED.get(letter, letter) for letter in text))
    await window.settle()


async def write(window: Window, text: str) -> None:
    """Type the text in place of what stands in the line."""
    await window.press("end", "ctrl+u")
    await type_in(window, text)


async def to_field(window: Window, name: str) -> None:
    """Go by Tab to the field of that name in the form."""
    for _ in range(30):
        focused = window.app.focused
        if focused is not None and f"field-{name}" in {widget.id for widget in focused.ancestors_with_self if hasattr(widget, "id")}:
            return
        await window.press("tab")
    raise AssertionError(f"Tab does not reach the field {name}")
