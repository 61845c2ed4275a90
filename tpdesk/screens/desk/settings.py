"""The settings: theme, movement, from which number people are printed, and where the file of settings is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tpdesk import services
from tpdesk.models.own.config import read_config
from tpdesk.models.own.preferences import keep_preference
from tpdesk.screens.dialogs.choose import Choice, Choose

if TYPE_CHECKING:
    from tpdesk.screens.window import Window


def ask_setting(window: Window) -> None:
    """Show what is set; what is chosen is changed at once and kept."""
    config = read_config()
    moves = window.animation_level != "none"
    choices = [
        Choice("theme", "Theme", _held(window.theme, by_file=bool(config.theme))),
        Choice("movement", "Movement", _held("things may move" if moves else "nothing moves", by_file=config.exists and not config.animations)),
        Choice("small", "Small numbers of people", "from which number on packs print them; of this desk"),
        Choice("keys", "Keys", "? lists them; the file of settings gives them others"),
        Choice("file", "File of settings", f"{config.path}{'' if config.exists else ' (not there yet)'}"),
    ]  # fmt: skip

    def chosen(choice: Choice | None) -> None:
        match choice.id if choice is not None else "":
            case "theme":
                window.run_worker(window.run_action("change_theme"))
            case "movement":
                window.animation_level = "none" if moves else "full"
                keep_preference("movement", "no" if moves else "yes")
                window.say("Nothing moves from now on." if moves else "Things may move from now on.", "Settings")
            case "small":
                _small(window)
            case "keys":
                window.run_worker(window.run_action("show_keys"))
            case "file":
                window.copy_to_clipboard(str(config.path))
                window.say(f"Its path is copied: {config.path}", "Settings")

    window.push_screen(Choose("Settings: choose one to change it", choices), chosen)


def _held(value: str, *, by_file: bool) -> str:
    return f"{value}, by the file of settings at each start" if by_file else value


def _small(window: Window) -> None:
    from tpdesk.screens.dives.small_form import small_form

    def then(number: int) -> None:
        window.push_screen(small_form(number))

    window.ask("settings.small", lambda desk: services.dives.weighing.small_from(desk), then)
