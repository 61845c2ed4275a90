"""The overlap: which bodies spend on the same, and whether they meet there, as a ranking and as pictures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.binding import BindingType
from textual.widgets import DataTable

from tpdesk import services
from tpdesk.screens.ask import Ask
from tpdesk.screens.commands.overlap import CHAPTER
from tpdesk.screens.dialogs.awaited import asks
from tpdesk.screens.dialogs.base import Confirm
from tpdesk.screens.dialogs.choose import Choice, Choose
from tpdesk.screens.flex_table import FlexTable
from tpdesk.screens.key_line import bindings
from tpdesk.screens.overlap import words as said
from tpdesk.screens.overlap.cells import PairHeat, can_show_lines, figure_at, figures_of, lines_at, show_lines
from tpdesk.screens.overlap.explain import explain
from tpdesk.screens.overlap.heat import HeatMap
from tpdesk.screens.overlap.shortlist import ShortlistPane
from tpdesk.screens.overlap.view import VIEWS, OverlapView
from tpdesk.units import parse_pounds, pounds, year_text

if TYPE_CHECKING:
    from tpdesk.domain.figure import Figure
    from tpdesk.domain.line_filter import LineFilter
    from tpdesk.services.dives.boards import BoardsRead


_PROOF: Final = "proof"
"""The id of the choice that shows the records behind a verdict."""


class OverlapScreen(OverlapView):
    """Mode 5."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(CHAPTER.commands)

    # -- the figure under the cursor

    @property
    def figure(self) -> Figure | None:
        """The figure under the cursor."""
        if self.found is None:
            return None
        if self.picture == "beside":
            return figure_at(self.found, "beside", key=self.query_one("#beside-table", FlexTable).key)
        if self.picture == "pairs" and len(self.found.agencies) < 2:
            return None
        if self.picture == "pairs":
            heat = self.query_one("#pairs-heat", HeatMap)
            return figure_at(self.found, "pairs", pair=PairHeat(self.found).bodies(heat.row, heat.column))
        if self.picture == "bodies":
            heat = self.query_one("#bodies-heat", HeatMap)
            # A place without money has no bodies to stand on.
            if heat.column >= len(self.found.agencies):
                return None
            return figure_at(self.found, "bodies", row=self.row, agency=self.found.agencies[heat.column])
        return figure_at(self.found, self.picture, row=self.row)

    @property
    def lines(self) -> LineFilter | None:
        """The lines behind the figure under the cursor."""
        figure = self.figure
        return lines_at(self.found, figure) if self.found is not None and figure is not None else None

    # -- commands

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done now."""
        shown = self.panel == "content" and self.found is not None
        match action:
            case "next_view" | "next_level" | "deminimis" | "find":
                return shown
            case "sort" | "next_filter":
                return shown and self.picture in ("ranking", "bodies", "concentration")
            case "mark":
                return shown and self.picture in ("ranking", "bodies", "concentration")
            case "explain":
                return shown and self.picture in VIEWS and self.picture != "shortlist"
            case "open_lines":
                return shown and can_show_lines()
            case "evidence":
                return (
                    shown
                    and self.row is not None
                    and bool(self.row.judgement.proof.words or self.row.judgement.by_hand)
                )
            case "overrule":
                return shown and self.row is not None
            case "withdraw":
                return shown and self.row is not None and bool(self.row.judgement.by_hand)
            case "choose_weight" | "change_weight":
                return shown and self.picture == "shortlist" and self.shortlist is not None
            case "choose_other":
                return shown and len(self.others()) > 1
        return super().check_action(action, parameters)

    def action_next_view(self, step: int) -> None:
        """Go to the next picture, or the one before."""
        names = list(VIEWS)
        self.view = names[(names.index(self.picture) + step) % len(names)]

    def action_next_level(self) -> None:
        """Tell categories apart one level finer; after service lines, divisions again."""
        self.window.go_to(level=self.here.level % 4 + 1)

    @asks
    async def action_sort(self) -> None:
        """Choose what the categories are sorted by."""
        choices = [Choice(order.name, order.words[:1].upper() + order.words[1:]) for order in said.ORDERS]
        choice = await self.app.push_screen_wait(Choose("Sort by what?", choices, current=self.order.name))
        if choice is not None:
            self.order = next(order for order in said.ORDERS if order.name == choice.id)
            self.show_again()

    def action_next_filter(self) -> None:
        """Show the categories of the next verdict alone, or all of them again."""
        assert self.found is not None
        at = said.FILTERS.index(self.only)
        for only in (*said.FILTERS[at + 1 :], *said.FILTERS[: at + 1]):
            if any(said.kept(row, only) for row in self.found.overlap.rows):
                self.only = only
                break
        self.show_again()

    @asks
    async def action_find(self) -> None:
        """Go to a category by a part of its name."""
        assert self.found is not None
        choices = [
            Choice(row.category, said.named(row), f"{row.verdict or 'no verdict'}, {row.agencies}")
            for row in self.found.overlap.rows
        ]
        choice = await self.app.push_screen_wait(Choose("Which category?", choices))
        if choice is not None:
            self._go_to_category(choice.id)

    def _go_to_category(self, code: str) -> None:
        if not any(row.category == code for row in self.listed):
            self.only = said.FILTERS[0]
            self.show_again()
        if self.picture == "pairs":
            self.view = "ranking"
        at = next(n for n, row in enumerate(self.listed) if row.category == code)
        if self.picture == "bodies":
            heat = self.query_one("#bodies-heat", HeatMap)
            heat.go(at, heat.column)
        else:
            self.query_one(
                {"ranking": "#ranked", "beside": "#beside-table"}.get(self.picture, "#concentration"), FlexTable
            ).go_to_key(code)

    @asks
    async def action_deminimis(self) -> None:
        """Ask for the least that a body must spend on a category to be compared."""
        text = (
            "Organisations that spend less than this on a category are left out of its shares there, and listed as "
            "left out. Empty: everybody counts."
        )
        value = pounds(self.least_pence).removesuffix(".00") if self.least_pence else ""
        typed = await self.app.push_screen_wait(Ask("De minimis", text, value, hint="10,000", check=_wrong_least))
        if typed is not None:
            self.least_pence = parse_pounds(typed) if typed else 0
            self.load()

    @asks
    async def action_mark(self) -> None:
        """Mark the category's split as statutory, or take the mark off."""
        row, read = self.row, self.found
        if row is None or read is None:
            return
        before = read.laws.get(row.category, "")
        text = (
            f"{said.named(row)}: which law says who does what here? The split then counts as separate areas on this "
            "desk, in every place and year, and the pack names the law. Empty takes the mark off."
        )
        law = await self.app.push_screen_wait(
            Ask("A statutory split", text, before, hint="Environmental Protection Act 1990, s. 45")
        )
        if law is not None and law != before:
            self.window.change(
                f"Marking {row.title}", lambda desk: services.overlap.mark_separate(desk, row.category, law)
            )

    @asks
    async def action_choose_other(self) -> None:
        """Choose what to set beside this place and year."""
        places = {place.id: place.name for place in self.window.places}
        choices = [Choice(f"{place}/{year}", f"{places[place]} {year_text(year)}") for place, year in self.others()]
        now = self.beside_what()
        choice = await self.app.push_screen_wait(
            Choose("Beside which place and year?", choices, current=f"{now[0]}/{now[1]}" if now else "")
        )
        if choice is not None:
            of_place, of_year = choice.id.split("/")
            self.other = (int(of_place), int(of_year))
            self.view = "beside"
            self.load_beside()

    def action_explain(self) -> None:
        """Walk the figure under the cursor back; the ranking has several in a row, of which one is chosen."""
        if self.picture == "ranking":
            self._explain_row()
        elif (figure := self.figure) is not None:
            explain(self.window, figure)

    @asks
    async def _explain_row(self) -> None:
        row, read = self.row, self.found
        if row is None or read is None:
            return
        shown = figures_of(read, row)
        proof = (
            [Choice(_PROOF, "What the verdict rests on", "the deliveries, notes and areas behind it")]
            if self.check_action("evidence", ())
            else []
        )

        choice = await self.app.push_screen_wait(
            Choose(f"Explain which figure of {said.named(row)}?", [*proof, *(one for one, _ in shown)])
        )
        if choice is not None and choice.id == _PROOF:
            self.action_evidence()
        elif choice is not None:
            explain(self.window, next(figure for one, figure in shown if one.id == choice.id))

    # -- evidence, and what is decided by hand

    def action_evidence(self) -> None:
        """Show the deliveries, notes and areas that the verdict rests on."""
        row, read, path = self.row, self.found, self.path
        if row is None or read is None:
            return

        def show(boards: BoardsRead) -> None:
            from tpdesk.screens.overlap.proof_panel import ProofPanel

            self.app.push_screen(ProofPanel(row, boards))

        self.read_to_open("overlap.evidence", lambda: services.dives.boards.read_boards(path, read.place), show)

    @asks
    async def action_overrule(self) -> None:
        """Decide the verdict by hand, with a reason that is kept and printed."""
        from tpdesk.screens.overlap.proof_panel import ruling_form

        if self.row is None or self.found is None:
            return
        basis = self.found.overlap.basis
        ruled = await self.app.push_screen_wait(ruling_form(self.row, basis.place, basis.year))
        for warning in ruled.warnings if ruled is not None else ():
            self.window.say(warning, "Look")

    @asks
    async def action_withdraw(self) -> None:
        """Let the verdict be what the records prove again."""
        row, read = self.row, self.found
        if row is None or read is None:
            return
        basis = read.overlap.basis

        text = (
            f"{said.named(row)} was decided to be: {row.verdict}. It is then what the records prove: "
            f"{row.judgement.found or 'no verdict'}. Press u to undo."
        )
        if await self.app.push_screen_wait(Confirm("Withdraw what was decided?", text, yes="Withdraw")):
            self.window.change(
                f"Withdrawing what was decided of {row.title}",
                lambda desk: services.overlap.withdraw_ruling(desk, basis.place, basis.year, row.category),
            )

    # -- the shortlist

    def action_choose_weight(self, step: int) -> None:
        """Go to the next weight, or the one before."""
        self.query_one(ShortlistPane).choose(step)

    def action_change_weight(self, step: int) -> None:
        """Give the chosen part more weight, or less, for the whole desk."""
        found, part = self.shortlist, self.query_one(ShortlistPane).part
        assert found is not None
        weight = max(0, found.weights[part] + step)
        weights = {**found.weights, part: weight}
        if weight == found.weights[part] or not any(weights.values()):
            return
        # The next press counts on from here, whether or not this one is saved yet.
        self.shortlist = replace(found, weights=weights)
        self._show_shortlist()
        self.window.change(
            f"Weighing {part}", lambda desk: services.dives.boards.set_shortlist_weights(desk, {part: weight})
        )

    @on(DataTable.RowSelected)
    @on(HeatMap.Opened)
    def open(self) -> None:
        """Enter, or a second click, shows the lines."""
        self.action_open_lines()

    def action_open_lines(self) -> None:
        """Show the lines behind the figure under the cursor."""
        if can_show_lines() and (lines := self.lines) is not None:
            show_lines(self.window, lines)


def _wrong_least(typed: str) -> str:
    """Return what is wrong with a least amount, in words; empty where it will do."""
    try:
        return "" if not typed or parse_pounds(typed) >= 0 else "It must be zero or more."
    except ValueError as error:
        return f"{error}."
