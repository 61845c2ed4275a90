"""What bodies pay each other: payments that look like transfers are marked here, so that money is counted
once, and marks are removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import DataTable, Static

from tpdesk import services
from tpdesk.screens.alive import is_alive
from tpdesk.screens.commands.intake import TRANSFERS
from tpdesk.screens.dialogs.awaited import asks
from tpdesk.screens.dialogs.base import Confirm
from tpdesk.screens.display import content
from tpdesk.screens.flex_table import FlexTable
from tpdesk.screens.intake import words as words
from tpdesk.screens.key_line import bindings
from tpdesk.screens.mode_screen import ModeScreen
from tpdesk.screens.overlap.cells import can_show_lines, show_lines
from tpdesk.text import counted
from tpdesk.units import pounds, year_text

if TYPE_CHECKING:
    from tpdesk.domain.results.count import Proposal, TransferRow
    from tpdesk.services.suggesting import TransfersRead


class TransfersScreen(ModeScreen):
    """The transfers room."""

    MODE = "transfers"
    NAME = "Transfers"
    AUTO_FOCUS = "#transfer-proposals"
    CSS_PATH = ["../rooms.tcss", "transfers_room.tcss"]  # noqa: RUF012 - Textual declares it so
    BINDINGS: ClassVar[list[BindingType]] = bindings(TRANSFERS.commands)

    def __init__(self) -> None:
        super().__init__()
        self.found: TransfersRead | None = None
        self._keys: set[str] = set()
        """Of the proposals that were chosen, as `words.key_of` says."""

    def content(self) -> ComposeResult:
        """The effect on the count, what is proposed, what is in force, and the payment under the cursor."""
        yield Static(id="transfer-effect")
        yield Static(id="transfer-proposed", classes="transfer-heading")
        yield FlexTable(id="transfer-proposals")
        yield Static(id="transfer-marked", classes="transfer-heading")
        yield FlexTable(id="transfer-in-force")
        with VerticalScroll(id="transfer-detail", can_focus=False):
            yield Static(id="transfer-words")

    # -- reading

    def load(self) -> None:
        """Read the transfers of the place and year."""
        path, place, year = self.path, self.here.place, self.here.year
        if place is None or year is None:
            self.found = None
            self.call_later(self._say_none, "no money yet")
            return

        self.read("transfers.read", lambda: services.suggesting.read_transfers(path, place, year), self._take)

    async def _say_none(self, when: str) -> None:
        name = self.window.place.name if self.window.place is not None else "This place"
        self.entitle(content(f"{name}, {when}", "bold"))
        text = (
            "No payment here bears the name of another organisation of the place, and none is marked as a transfer. "
            "Payments are known by their supplier: organisations that pay each other must both be in the place, "
            "under their name or an alias as the ledgers write it."
        )
        await self.say_empty("No transfers to mark", text, "desk.agencies", "desk.import", "desk.year")

    async def _take(self, read: TransfersRead) -> None:
        self.found = read
        self._keys &= {words.key_of(item) for item in read.proposals}
        if not read.proposals and not read.in_force.rows:
            await self._say_none(year_text(read.facts.year))
            return
        doubts = sum(bool(item.doubt) for item in read.proposals)
        self.entitle(
            content(f"{read.place.name}, {year_text(read.facts.year)}", "bold"),
            content(f"{doubts} doubtful" if doubts else "", "bold $warning"),
        )
        self._show()
        if self.focused is None or not self.focused.display:
            self.focus_content()

    # -- showing

    def on_resize(self) -> None:
        """Use the width there is."""
        if self.found is not None:
            self.call_after_refresh(self._show)

    def _show(self) -> None:
        read = self.found
        if read is None:
            return
        self.query_one("#transfer-effect", Static).update(words.effect(read, self.chosen))
        total = pounds(sum(item.pence for item in read.proposals))
        said = f"{counted(len(read.proposals), 'payment')} that may be transfers, {total}" if read.proposals else ""
        self.query_one("#transfer-proposed", Static).update(
            content(said or "Nothing further looks like a transfer.", "bold" if said else "$quiet")
        )
        out = pounds(read.in_force.removed_pence)
        marked = f"In force: {counted(len(read.in_force.rows), 'pair')} of organisations, {out} removed from the count"
        self.query_one("#transfer-marked", Static).update(
            content(marked if read.in_force.rows else "No transfer is marked yet.",
                "bold" if read.in_force.rows else "$quiet")
        )  # fmt: skip
        width = self.size.width
        proposals, in_force = self._tables()
        proposals.display, in_force.display = bool(read.proposals), bool(read.in_force.rows)
        proposals.fill(*words.proposed(read.proposals, self._keys, width))
        in_force.fill(*words.in_force(read.in_force.rows, width))
        self._tell()

    def _tables(self) -> tuple[FlexTable, FlexTable]:
        return self.query_one("#transfer-proposals", FlexTable), self.query_one("#transfer-in-force", FlexTable)

    def _tell(self) -> None:
        told = Content("")
        if (item := self.proposal) is not None:
            told = words.about_proposal(item)
        elif (row := self.transfer) is not None:
            told = words.about_in_force(row)
        self.query_one("#transfer-words", Static).update(told)
        self.refresh_bindings()

    @on(DataTable.RowHighlighted)
    def follow(self, message: DataTable.RowHighlighted) -> None:
        """Say more of the payment under the cursor."""
        message.stop()
        self._tell()

    def on_descendant_focus(self) -> None:
        """Speak of the list that has the keyboard."""
        self._tell()

    # -- what is under the cursor, and what is chosen

    @property
    def chosen(self) -> list[Proposal]:
        """The proposals that are chosen."""
        read = self.found
        return [item for item in read.proposals if words.key_of(item) in self._keys] if read is not None else []

    @property
    def proposal(self) -> Proposal | None:
        """The proposal under the cursor, where its list is the one in use."""
        proposals, in_force = self._tables()
        if self.found is None or not proposals.display or in_force.has_focus:
            return None
        return next((item for item in self.found.proposals if words.key_of(item) == proposals.key), None)

    @property
    def transfer(self) -> TransferRow | None:
        """The transfer in force under the cursor, where its list is the one in use."""
        proposals, in_force = self._tables()
        if self.found is None or not in_force.display or (proposals.display and not in_force.has_focus):
            return None
        return self.found.in_force.rows[int(in_force.key)] if in_force.key is not None else None

    # -- commands

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done now."""
        if not action.startswith("transfers_"):
            return super().check_action(action, parameters)
        if not is_alive(self) or self.panel != "content" or self.found is None:
            return False
        match action:
            case "transfers_choose":
                return self.proposal is not None
            case "transfers_all":
                return bool(self.found.proposals)
            case "transfers_apply":
                return bool(self.chosen)
            case "transfers_remove":
                return self.transfer is not None
            case _:
                return can_show_lines() and (self.proposal is not None or self.transfer is not None)

    def action_transfers_choose(self) -> None:
        """Choose the payment, or let it go, and go on to the next."""
        if (item := self.proposal) is not None:
            self._keys ^= {words.key_of(item)}
            self._show()
            self._tables()[0].action_cursor_down()

    def action_transfers_all(self) -> None:
        """Choose all payments without a doubt; where they are, let go of all."""
        assert self.found is not None
        plain = {words.key_of(item) for item in self.found.proposals if not item.doubt}
        if not plain and not self._keys:
            self.window.say("All of them are doubtful: look at their lines, and choose them one by one with Space.")
        self._keys = set() if plain <= self._keys else self._keys | plain
        self._show()

    def action_transfers_apply(self) -> None:
        """Mark the chosen payments, in one step."""
        read, chosen = self.found, self.chosen
        if read is None or not chosen:
            return

        self.window.change(
            f"Marking {counted(len(chosen), 'payment')} as transfers",
            lambda desk: services.suggesting.apply(desk, read.place, read.facts.year, chosen),
            lambda lines: self.window.say(f"{counted(lines, 'line')} marked. Press u to undo.", "Transfers"),
        )

    @asks
    async def action_transfers_remove(self) -> None:
        """Remove the mark, after a question."""
        read, row = self.found, self.transfer
        if read is None or row is None:
            return
        text = (
            f"All that {row.payer} paid {row.receiver} in {year_text(read.facts.year)}, {pounds(row.amount_pence)}, "
            f"is then counted as the payer's own spending: {pounds(row.removed_pence)} comes back into the total."
        )
        if await self.app.push_screen_wait(Confirm("Remove the mark?", text, yes="Remove")):
            self.window.change(
                f"Removing the mark from what {row.payer} paid {row.receiver}",
                lambda desk: services.suggesting.take_off(desk, read.place, read.facts.year, row.payer, row.receiver),
                lambda lines: self.window.say(
                    f"{counted(lines, 'line')} no longer marked. Press u to undo.", "Removed"
                ),
            )

    @on(DataTable.RowSelected)
    def open_lines(self, message: DataTable.RowSelected) -> None:
        """Enter, or a second click, shows the lines."""
        message.stop()
        self.action_transfers_lines()

    def action_transfers_lines(self) -> None:
        """Show the lines of the payment under the cursor."""
        from tpdesk.calc.explain_lines import lines_in

        read = self.found
        if read is None or not can_show_lines():
            return
        if (item := self.proposal) is not None:
            where = lines_in(read.place.name, read.facts.year, [item.payer_name])
            named = ("funding_stream", *item.streams) if item.streams else ("supplier", item.supplier)
            show_lines(self.window, where.plus(*named).plus("transfer_to", None))
        elif (row := self.transfer) is not None:
            where = lines_in(read.place.name, read.facts.year, [row.payer])
            show_lines(self.window, where.plus("transfer_to", row.receiver))
