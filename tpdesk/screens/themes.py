"""The house themes: calm, and with text contrast of 7:1 or more against everything it stands on."""

from __future__ import annotations

from typing import Final

from textual.theme import Theme

INK: Final = Theme(
    name="tpdesk-ink",
    dark=True,
    primary="#6fb7f2",
    secondary="#8fa6bd",
    accent="#ffc861",
    success="#8fd6a0",
    warning="#ffb36b",
    error="#ff9a9a",
    foreground="#edf2f7",
    background="#0e161f",
    surface="#0e161f",
    panel="#17222e",
    variables={
        "quiet": "#b3c1cf",
        "rule": "#2f4255",
        "track": "#223242",
        "chosen": "#24415c",
        "border": "#6fb7f2",
        "border-blurred": "#2f4255",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-background": "#24415c",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-foreground": "#ffffff",
        "block-cursor-blurred-background": "#1c2f41",
        "block-cursor-blurred-text-style": "bold",
        "footer-background": "#17222e",
        "footer-foreground": "#edf2f7",
        "footer-key-foreground": "#ffc861",
        "footer-description-foreground": "#edf2f7",
        "scrollbar": "#2f4255",
        "scrollbar-hover": "#45617c",
        "scrollbar-active": "#6fb7f2",
        "scrollbar-background": "#0e161f",
        "scrollbar-background-hover": "#0e161f",
        "scrollbar-background-active": "#0e161f",
        "scrollbar-corner-color": "#0e161f",
    },
)
"""Light on dark: the theme the desk opens with."""

PAPER: Final = Theme(
    name="tpdesk-paper",
    dark=False,
    primary="#0b4f8a",
    secondary="#3f5468",
    accent="#7a3e00",
    success="#0f5a2a",
    warning="#8a3200",
    error="#9b1313",
    foreground="#10181f",
    background="#fbfaf7",
    surface="#fbfaf7",
    panel="#eeece5",
    variables={
        "quiet": "#3d4a56",
        "rule": "#c3c0b5",
        "track": "#dedbd1",
        "chosen": "#cfe2f3",
        "border": "#0b4f8a",
        "border-blurred": "#c3c0b5",
        "block-cursor-foreground": "#06121d",
        "block-cursor-background": "#cfe2f3",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-foreground": "#06121d",
        "block-cursor-blurred-background": "#e1ebf3",
        "block-cursor-blurred-text-style": "bold",
        "footer-background": "#eeece5",
        "footer-foreground": "#10181f",
        "footer-key-foreground": "#7a3e00",
        "footer-description-foreground": "#10181f",
        "scrollbar": "#c3c0b5",
        "scrollbar-hover": "#8d8a7f",
        "scrollbar-active": "#0b4f8a",
        "scrollbar-background": "#fbfaf7",
        "scrollbar-background-hover": "#fbfaf7",
        "scrollbar-background-active": "#fbfaf7",
        "scrollbar-corner-color": "#fbfaf7",
    },
)
"""Dark on light: for a bright room or a projector."""

THEMES: Final = (INK, PAPER)
"""In the order in which the key goes through them."""
