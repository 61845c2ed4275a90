"""The window: modes, palette, themes and keys. No SQL, no arithmetic."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.screen import Screen

from tpdesk.screens.commands import COMMANDS, EVERYWHERE, bindings
from tpdesk.screens.display import content
from tpdesk.screens.help import HelpPanel, KeysHelp, ProseHelp
from tpdesk.screens.overview import OverviewScreen
from tpdesk.screens.overview_pane import NORMAL, TALL, WIDE
from tpdesk.screens.reporter import Reporting, Trouble
from tpdesk.screens.themes import INK, THEMES


class TpDesk(Reporting, App[None]):
    """The desk at `path`, in a terminal of 80 by 24 or more."""

    TITLE = "tpdesk"
    DEFAULT_MODE = "overview"
    CSS_PATH = "screens/shared.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings(EVERYWHERE)
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (NORMAL, "-normal"), (WIDE, "-wide")]  # noqa: RUF012 - Textual declares it so
    VERTICAL_BREAKPOINTS = [(0, "-short"), (TALL, "-tall")]  # noqa: RUF012

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.add_mode("overview", lambda: OverviewScreen(path))
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = INK.name

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return our own colours for any theme that does not set them."""
        return dict(INK.variables)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Yield the palette's entries: those of the registry that can be done on `screen` now."""
        for command in COMMANDS:
            node = next((node for node in (screen, self) if hasattr(node, f"action_{command.action}")), None)
            if command.palette and node is not None and node.check_action(command.action, ()):
                yield SystemCommand(
                    command.title, command.tells, lambda node=node, action=command.action: node.run_action(action)
                )

    async def show_trouble(self, trouble: Trouble, group: str) -> None:  # noqa: ARG002
        """Show a failure of a worker of the app's own."""
        self.notify(
            content(trouble.message).plain,
            title=content(trouble.title).plain,
            severity="error",
            timeout=12,
            markup=False,
        )

    def action_show_keys(self) -> None:
        """Show every key."""
        self._show_help(KeysHelp())

    def action_show_help(self) -> None:
        """Explain the screen in words."""
        self._show_help(ProseHelp())

    def _show_help(self, panel: HelpPanel) -> None:
        if not isinstance(self.screen, HelpPanel):
            self.push_screen(panel)

    def action_next_theme(self) -> None:
        """Change to the next of the house themes."""
        names = [theme.name for theme in THEMES]
        self.theme = names[(names.index(self.theme) + 1) % len(names)] if self.theme in names else names[0]
