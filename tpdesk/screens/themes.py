"""The house themes: calm, and with text contrast of 7:1 or more against everything it stands on."""

from __future__ import annotations

from typing import Final

from textual.theme import Theme

from tpdesk.screens.first_frame import DEFAULT_THEME, FRAME_COLOURS

_INK: Final = FRAME_COLOURS[DEFAULT_THEME]
_PAPER: Final = FRAME_COLOURS["tpdesk-paper"]
_CONTRAST: Final = FRAME_COLOURS["tpdesk-contrast"]
_PROJECTOR: Final = FRAME_COLOURS["tpdesk-projector"]

INK: Final = Theme(
    name=DEFAULT_THEME,
    dark=True,
    primary="#6fb7f2",
    secondary="#8fa6bd",
    accent=_INK.accent,
    success="#8fd6a0",
    warning="#ffb36b",
    error="#ff9a9a",
    foreground=_INK.foreground,
    background=_INK.background,
    surface="#0e161f",
    panel=_INK.panel,
    variables={
        "quiet": _INK.quiet,
        "rule": "#2f4255",
        "track": "#223242",
        "chosen": "#1b3247",
        "border": "#6fb7f2",
        "border-blurred": "#2f4255",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-background": "#1b3247",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-foreground": "#ffffff",
        "block-cursor-blurred-background": "#182938",
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
    accent=_PAPER.accent,
    success="#0f5a2a",
    warning="#8a3200",
    error="#9b1313",
    foreground=_PAPER.foreground,
    background=_PAPER.background,
    surface="#fbfaf7",
    panel=_PAPER.panel,
    variables={
        "quiet": _PAPER.quiet,
        "rule": "#c3c0b5",
        "track": "#dedbd1",
        "chosen": "#d6e7f5",
        "border": "#0b4f8a",
        "border-blurred": "#c3c0b5",
        "block-cursor-foreground": "#06121d",
        "block-cursor-background": "#d6e7f5",
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
"""Dark on light: for a bright room."""

CONTRAST: Final = Theme(
    name="tpdesk-contrast",
    dark=True,
    primary="#8fd0ff",
    secondary="#d0d0d0",
    accent=_CONTRAST.accent,
    success="#8dff9f",
    warning="#ffc06b",
    error="#ffb0b0",
    foreground=_CONTRAST.foreground,
    background=_CONTRAST.background,
    surface="#000000",
    panel=_CONTRAST.panel,
    variables={
        "quiet": _CONTRAST.quiet,
        "rule": "#8a8a8a",
        "track": "#4a4a4a",
        "chosen": "#003a66",
        "border": "#ffe14d",
        "border-blurred": "#8a8a8a",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-background": "#003a66",
        "block-cursor-text-style": "bold underline",
        "block-cursor-blurred-foreground": "#ffffff",
        "block-cursor-blurred-background": "#002a4a",
        "block-cursor-blurred-text-style": "bold",
        "footer-background": "#000000",
        "footer-foreground": "#ffffff",
        "footer-key-foreground": "#ffe14d",
        "footer-description-foreground": "#ffffff",
        "scrollbar": "#8a8a8a",
        "scrollbar-hover": "#c0c0c0",
        "scrollbar-active": "#ffe14d",
        "scrollbar-background": "#000000",
        "scrollbar-background-hover": "#000000",
        "scrollbar-background-active": "#000000",
        "scrollbar-corner-color": "#000000",
    },
)
"""High contrast: white on black, the cursor underlined."""

PROJECTOR: Final = Theme(
    name="tpdesk-projector",
    dark=False,
    primary="#003f7d",
    secondary="#2b2b2b",
    accent=_PROJECTOR.accent,
    success="#00481c",
    warning="#6e2500",
    error="#8a0000",
    foreground=_PROJECTOR.foreground,
    background=_PROJECTOR.background,
    surface="#ffffff",
    panel=_PROJECTOR.panel,
    variables={
        "quiet": _PROJECTOR.quiet,
        "rule": "#6a6a6a",
        "track": "#c8c8c8",
        "chosen": "#ffe9a8",
        "border": "#003f7d",
        "border-blurred": "#6a6a6a",
        "block-cursor-foreground": "#000000",
        "block-cursor-background": "#ffe9a8",
        "block-cursor-text-style": "bold underline",
        "block-cursor-blurred-foreground": "#000000",
        "block-cursor-blurred-background": "#fff4d1",
        "block-cursor-blurred-text-style": "bold",
        "footer-background": "#ffffff",
        "footer-foreground": "#000000",
        "footer-key-foreground": "#6a2a00",
        "footer-description-foreground": "#000000",
        "scrollbar": "#6a6a6a",
        "scrollbar-hover": "#3a3a3a",
        "scrollbar-active": "#003f7d",
        "scrollbar-background": "#ffffff",
        "scrollbar-background-hover": "#ffffff",
        "scrollbar-background-active": "#ffffff",
        "scrollbar-corner-color": "#ffffff",
    },
)
"""For a projector: black on white, which the light of a room does not wash out."""

THEMES: Final = (INK, PAPER, CONTRAST, PROJECTOR)
"""In the order in which the key goes through them."""
