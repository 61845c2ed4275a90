"""What is known of the whole programme, and of no one place: published counts and milestones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tpdesk.screens.dialogs.base import Dialog
from tpdesk.screens.display import content
from tpdesk.screens.registers.places_card import fact_words

if TYPE_CHECKING:
    from tpdesk.models.place_fact import Fact


class ProgrammeFacts(Dialog[None]):
    """A list to read."""

    TELLS = (
        "Published counts and milestones of the whole programme, each with its source. They are never added to a count."
    )

    def __init__(self) -> None:
        super().__init__("The whole programme")

    def parts(self) -> ComposeResult:
        """The facts, a heading a kind."""
        yield OptionList(id="programme-list", markup=False)
        yield Static(content("Esc closes.", "$quiet"), id="form-keys")

    def on_mount(self) -> None:
        """Read them."""
        path = self.window.path

        def call() -> dict[str, tuple[Fact, ...]]:
            from tpdesk.services.editing import read_programme_facts

            return read_programme_facts(path)

        self.read("programme.facts", call, self._show)

    def _show(self, found: dict[str, tuple[Fact, ...]]) -> None:
        from tpdesk.models.place_fact import KINDS

        listed = self.query_one("#programme-list", OptionList)
        for name, facts in found.items():
            listed.add_option(Option(content(KINDS[name].plural, "bold $accent"), disabled=True))
            listed.add_options(
                [Option(fact_words(fact, among_others=False)) for fact in facts]
                or [Option(content("none yet", "$quiet"))]
            )
        listed.highlighted = 1
        listed.focus()
