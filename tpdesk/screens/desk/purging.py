"""A purge: chosen by name, told before it is done, done only when the name was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Button, Input, Static

from tpdesk import services
from tpdesk.domain.kinds import KINDS
from tpdesk.screens.dialogs.base import Dialog
from tpdesk.screens.dialogs.choose import Choice, Choose
from tpdesk.screens.display import content, joined
from tpdesk.screens.reporter import Trouble
from tpdesk.text import folded

if TYPE_CHECKING:
    from tpdesk.models.desk import Desk
    from tpdesk.models.log.purge import Purge
    from tpdesk.screens.reporter import Job
    from tpdesk.screens.window import Window
    from tpdesk.services.purging import Purged

_ENDS = (
    "It goes out of the tables, the rejected rows, the history and every backup, for good. That cannot be undone, "
    "and undo ends here: nothing that was done before can be taken back any more. To take one off that may come "
    "back, remove it where it stands instead: that can be undone."
)


def noun(kind: str) -> str:
    """Return what people call one of a kind that can be purged."""
    return KINDS[kind].noun


def start(window: Window) -> None:
    """Ask which one."""

    def choose(found: tuple[tuple[str, str], ...]) -> None:
        choices = [Choice(f"{kind}:{name}", name, noun(kind)) for kind, name in found]
        if choices:
            window.push_screen(Choose("Purge what?", choices), chosen)
        else:
            window.say("This desk holds nothing that could be purged.")

    def chosen(choice: Choice | None) -> None:
        if choice is not None:
            window.push_screen(PurgePanel(choice.id.partition(":")[0], choice.text))

    window.ask("purge.known", lambda desk: services.purging.known(desk), choose)


class PurgePanel(Dialog[None]):
    """What would go; F2 does it when the name was typed."""

    TELLS = (
        "Takes a place, an organisation or a record out for good, with its lines, history and backups. It cannot be "
        "undone, so "
        "it asks for the name."
    )

    CSS_PATH = "desk_file.tcss"

    def __init__(self, kind: str, name: str) -> None:
        super().__init__(f"Purge the {noun(kind)} {name}")
        self.kind = kind
        self.name_of = name
        self._told = False
        self._purging = False

    def parts(self) -> ComposeResult:
        """What would go, the line for the name, what is wrong, a button."""
        with VerticalScroll(classes="said"):
            yield Static(content("Looking what would go ..."), id="purge-words")
        yield Static(content(f"Type {self.name_of} to confirm:"), id="purge-ask")
        yield Input(id="purge-name", compact=True)
        yield Static(id="form-problem")
        with Horizontal(classes="buttons"):
            yield Static(content("F2 purges it, Esc leaves it", "$quiet"), id="form-keys")
            yield Button(content("Purge for good"), id="purge-go", compact=True, variant="primary")

    def on_mount(self) -> None:
        """Find out what would go."""
        self.query_one(Input).focus()
        self.ask("purge.plan", lambda desk: services.purging.plan(desk, self.kind, self.name_of), self._show)

    def _show(self, told: Purge) -> None:
        self._told = True
        words = [*(content(line) for line in told.words("would go")), content(_ENDS, "bold $warning")]
        self.query_one("#purge-words", Static).update(joined(words, "\n\n"))

    async def show_trouble(self, trouble: Trouble, group: str) -> None:  # noqa: ARG002
        """Say in the panel why it cannot be told."""
        self.window.remember(trouble)
        self._failed(trouble)

    @on(Input.Submitted)
    @on(Button.Pressed, "#purge-go")
    def save(self) -> None:
        """Purge it, where its name was typed."""
        if self._purging or not self._told:
            return
        if folded(self.query_one(Input).value) != folded(self.name_of):
            self._problem(f"That is not its name. Type {self.name_of}, or press Esc to leave it.")
            self.query_one(Input).focus()
            return
        kind, name = self.kind, self.name_of

        def purge(desk: Desk, job: Job) -> Purged:
            def tell(done: int, total: int) -> None:
                # Nothing stops a purge: what it had not reached yet would still hold what is to go.
                job.done, job.total, job.unit = done, total, "files"

            return services.purging.carry_out(desk, kind, name, tell)

        self._problem("Purging: the desk first, then its backups, one by one ...")
        self._purging = self.window.act(f"Purging {name}", purge, self._purged, self._failed) is not None

    def _purged(self, done: Purged) -> None:
        if not self.is_attached:
            self.window.say(" ".join(done.words), "Purged")
            return
        self._told = self._purging = False
        self._problem("")
        self.query_one("#purge-words", Static).update(
            joined(
                [content("It is done.", "bold"), *map(content, done.words), content("Undo begins anew from here.")],
                "\n\n",
            )
        )
        for name in ("#purge-ask", "#purge-name", "#purge-go"):
            self.query_one(name).display = False
        self.query_one("#form-keys", Static).update(content("Esc closes", "$quiet"))

    def _failed(self, trouble: Trouble) -> None:
        self._purging = False
        if self.is_attached:
            self._problem(f"{trouble.title}. {trouble.message}")
        else:
            self.window.tell(trouble)

    def _problem(self, text: str) -> None:
        self.query_one("#form-problem", Static).update(content(text, "bold $warning"))
