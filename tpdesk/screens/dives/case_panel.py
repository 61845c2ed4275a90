"""A business case: its numbers to type, and beside them who pays and who gains, which follow as a number is typed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tpdesk import services
from tpdesk.calc.cases.sentences import who_gains
from tpdesk.errors import UsageProblem
from tpdesk.screens.alive import is_alive
from tpdesk.screens.ask import PathDialog, SaveDialog
from tpdesk.screens.commands.dives import CASE
from tpdesk.screens.dialogs.awaited import asks
from tpdesk.screens.dialogs.base import Confirm, Dialog
from tpdesk.screens.dialogs.choose import Choice, Choose
from tpdesk.screens.display import content
from tpdesk.screens.dives.case_words import (
    CaseNumber,
    bar_lines,
    beside_lines,
    figures_of,
    fit,
    head_lines,
    number_line,
    numbers_of,
    table_lines,
    truth_lines,
    year_lines,
)
from tpdesk.screens.key_line import bindings
from tpdesk.screens.overlap.explain import explain
from tpdesk.text import file_name
from tpdesk.units import year_text

if TYPE_CHECKING:
    from tpdesk.domain.record_kind import Record
    from tpdesk.domain.results.case import CaseResult
    from tpdesk.services.cases import CaseDesk, CaseShown

_KEYS: Final = (
    "Enter types, v goes on, F5 Explain, n New, e Edit, x Remove, c Another case, I Import, E Export, Esc closes"
)
_KEYS_IN_BRIEF: Final = "Enter types, v view, F5 explain, n new, e edit, x remove, c case, Esc closes"
"""The last line, and where there is little room."""

VIEWS: Final = ("Who pays, who gains", "By year", "What must be true", "Options, and what has no price")


@dataclass(frozen=True, slots=True)
class CaseAsked:
    """A form that the panel asks for: it comes back when that is done."""

    kind: str
    record: Record | None
    """None for a new one."""

    given: tuple[tuple[str, str], ...] = ()
    case: str = ""


class CasePanel(Dialog[CaseAsked]):
    """The numbers on the left under a cursor, what they come to on the right."""

    TELLS = (
        "A business case of the place. Enter types the number under the cursor: who pays and who gains follow at once, "
        "and Enter saves it. v goes through what the case comes to."
    )
    CSS_PATH = "dives.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings(CASE)

    def __init__(self, place: str, *, title: str = "", dive: str = "", opportunity: str = "") -> None:
        super().__init__(f"Business case: {place}")
        self.place, self.title_wanted, self.dive = place, title, dive
        names = (("place", place), ("dive", dive), ("opportunities", opportunity))
        self.given = tuple((name, said) for name, said in names if said)
        """What a new case says already."""
        self.found: CaseDesk | None = None
        self.shown: CaseShown | None = None
        """The case as it stands with what is being typed."""
        self.numbers: dict[str, CaseNumber] = {}
        self.view = 0

    def parts(self) -> ComposeResult:
        """The three answers, the numbers, what they come to, and the line to type in."""
        yield Static(id="case-head")
        with Horizontal(id="case-two"):
            with Vertical(id="case-left"):
                yield OptionList(id="case-numbers", markup=False)
                yield Static(id="case-typing")
                yield Input(id="case-entry", compact=True)
            with VerticalScroll(id="case-right", can_focus=False):
                yield Static(id="case-said")
        yield Static(id="case-keys")

    def on_mount(self) -> None:
        """Read the case."""
        super().on_mount()
        self._show_entry(is_open=False)
        self._load()

    def _load(self) -> None:
        place, title, dive = self.place, self.title_wanted, self.dive
        self.ask("case.read", lambda desk: services.cases.read_case_desk(desk, place, title, dive), self._take)

    def _take(self, found: CaseDesk) -> None:
        self.found, self.shown = found, found.shown
        listed = self.query_one("#case-numbers", OptionList)
        listed.display = found.records is not None
        if found.records is None or found.shown is None:
            self._say("#case-head", [content("No business case here yet. n writes one, I imports one from a file.")])
            self._say("#case-said", [])
            self._say("#case-keys", [])
            return
        self.title_wanted = found.shown.case.title
        self.query_one("#dialog", Vertical).border_title = content(f"Case: {self.title_wanted}", "bold").markup
        held = self._key
        self.numbers, options = {}, []
        for words, number in numbers_of(found.records):
            if number is None:
                options.append(Option(fit(content(words, "$accent"), words[:1] == " "), disabled=True))
            else:
                self.numbers[number.key] = number
                options.append(Option(number_line(words, number), id=number.key))
        with self.prevent(OptionList.OptionHighlighted):
            listed.set_options(options)
        keys = [one.id for one in options]
        first = next((n for n, one in enumerate(options) if not one.disabled), None)
        listed.highlighted = keys.index(held) if held in keys else first
        listed.focus()
        self._show_again()

    @property
    def _key(self) -> str:
        option = self.query_one("#case-numbers", OptionList).highlighted_option
        return option.id or "" if option is not None else ""

    @property
    def number(self) -> CaseNumber | None:
        """The number under the cursor."""
        return self.numbers.get(self._key)

    def on_resize(self) -> None:
        """Show as much as there is room for."""
        if self.shown is not None:
            self.call_after_refresh(self._show_again)

    # -- what it comes to

    def _show_again(self) -> None:
        shown, found = self.shown, self.found
        if shown is None or found is None:
            return
        result = shown.result
        if result is None:
            self._say("#case-head", [content("It cannot be counted as it stands:", "bold $warning")])
            self._say("#case-said", [content(f"! {one}", "$warning") for one in shown.problems])
        else:
            is_low = self.size.height < 30
            self._say("#case-head", head_lines(shown, result, is_low=is_low))
            heading = content(f"{VIEWS[self.view]} ({self.view + 1} of {len(VIEWS)}, v)", "bold $accent")
            self._say("#case-said", [heading, *self._lines(shown, result)])
        self._say("#case-keys", [content(_KEYS if self.size.height >= 30 else _KEYS_IN_BRIEF, "$quiet")])

    def _lines(self, shown: CaseShown, result: CaseResult) -> list[Content]:
        width = (self.query_one("#case-right").size.width or 76) - 2
        assert self.found is not None
        if self.view == 0:
            table = table_lines(result, width)
            if self.size.height < 30:
                return table
            return [content(who_gains(result)), Content(""), *table, Content(""), *bar_lines(result, width)]
        if self.view == 1:
            return year_lines(result, width)
        if self.view == 2:
            return truth_lines(result, services.cases.read_spread(shown))
        return beside_lines(shown, self.found.options)

    def _say(self, where: str, lines: list[Content]) -> None:
        self.query_one(where, Static).update(Content("\n").join(lines))

    def action_next_view(self) -> None:
        """Go to the next of what the case comes to."""
        self.view = (self.view + 1) % len(VIEWS)
        self._show_again()

    # -- typing a number

    def _show_entry(self, *, is_open: bool) -> None:
        self.query_one("#case-entry", Input).display = is_open
        self.query_one("#case-typing", Static).display = is_open

    @on(OptionList.OptionSelected, "#case-numbers")
    def type_number(self) -> None:
        """Open the line for the number under the cursor."""
        number = self.number
        if number is None:
            return
        field = number.record.kind.field_named(number.field)
        self._show_entry(is_open=True)
        self._say("#case-typing", [content(f"{field.title}: {field.hint or 'a number'}", "$quiet")])
        entry = self.query_one("#case-entry", Input)
        with self.prevent(Input.Changed):
            entry.value = number.text
        entry.focus()

    @on(Input.Changed, "#case-entry")
    def follow_typing(self, message: Input.Changed) -> None:
        """Count with what stands in the line, nothing being written yet."""
        number, found = self.number, self.found
        if number is None or found is None or found.records is None or found.shown is None:
            return
        try:
            records = services.cases.with_typed(found.records, number.record, number.field, message.value)
        except UsageProblem as error:
            self._say("#case-typing", [content(str(error), "$warning")])
            return
        self._say("#case-typing", [content("Enter saves, Esc leaves it as it was.", "$quiet")])
        case, tables = services.cases.make_case(records), found.shown.tables
        problems, result = services.cases.count_where_possible(case, tables)
        self.shown = replace(found.shown, case=case, problems=problems, result=result)
        self._show_again()

    @on(Input.Submitted, "#case-entry")
    def save_number(self, message: Input.Submitted) -> None:
        """Write what was typed."""
        number = self.number
        if number is None:
            return
        record, typed = number.record, {number.field: message.value}

        self.window.change(
            f"Saving {record.kind.field_named(number.field).title.lower()}",
            lambda desk: services.records.change_record(desk, record.kind.name, record.id, typed),
            self._saved,
        )

    def _saved(self, _: object) -> None:
        if is_alive(self):
            self._show_entry(is_open=False)
            self._load()

    def action_close(self) -> None:
        """Leave the line with the number as it was; from the list, close."""
        entry = self.query_one("#case-entry", Input)
        if not entry.display:
            self.dismiss(None)
            return
        self._show_entry(is_open=False)
        self.shown = self.found.shown if self.found is not None else None
        self.query_one("#case-numbers", OptionList).focus()
        self._show_again()

    # -- lines and cases

    @asks
    async def action_new(self) -> None:
        """Write a new case, or a new line of this one."""
        found = self.found
        if found is None or found.shown is None or found.records is None:
            self.dismiss(CaseAsked("case", None, self.given))
            return
        title = found.shown.case.title
        benefits = [
            Choice(f"case-value.{one.id}", f"A value of '{one.values['title']}'")
            for one in found.records.of("case-benefit")
        ]
        choices = [
            Choice("case-benefit", "A benefit"), Choice("case-cost", "A cost"), *benefits,
            Choice("case-payment", "A payment between organisations"), Choice("case-effect", "An effect without price"),
            Choice("case-actual", "What was delivered"), Choice("case", "Another case"),
        ]  # fmt: skip
        chosen = await self.app.push_screen_wait(Choose("What is new?", choices))
        if chosen is None:
            return
        kind, _, number = chosen.id.partition(".")
        prices = ("price_year", year_text(found.shown.case.price_base))
        given = {
            "case": self.given, "case-value": (("benefit", number),), "case-cost": (("case", title), prices),
            "case-payment": (("case", title), prices),
        }.get(kind, (("case", title),))  # fmt: skip
        self.dismiss(CaseAsked(kind, None, given, title))

    def action_edit(self) -> None:
        """Open the form of the line under the cursor."""
        number = self.number
        if number is not None:
            self.dismiss(CaseAsked(number.record.kind.name, number.record, (), self.title_wanted))

    def action_edit_case(self) -> None:
        """Open the form of the case itself."""
        if self.found is not None and self.found.records is not None:
            self.dismiss(CaseAsked("case", self.found.records.case, (), self.title_wanted))

    @asks
    async def action_remove(self) -> None:
        """Remove the line under the cursor."""
        number = self.number
        if number is None:
            return
        record = number.record
        name = str(record.values.get("title") or record.title)
        text = f"{record.kind.noun.capitalize()}: {name}. Press u in the desk to undo."
        if await self.app.push_screen_wait(Confirm("Remove this line?", text, yes="Remove")):
            self.window.change(
                f"Removing {name}",
                lambda desk: services.records.remove_record(desk, record.kind.name, record.id),
                self._saved,
            )

    @asks
    async def action_explain(self) -> None:
        """Choose a figure, those of the line under the cursor first, and walk it back."""
        found = self.found
        if found is None or found.shown is None or found.shown.result is None:
            return
        figures = list(figures_of(found.shown.result, self._line_title()))
        choices = [Choice(str(number), name, value) for number, (name, value, _) in enumerate(figures)]
        chosen = await self.app.push_screen_wait(Choose("Explain which figure?", choices))
        if chosen is not None:
            explain(self.window, figures[int(chosen.id)][2])

    def _line_title(self) -> str:
        """Return the cost or benefit under the cursor; a value is its benefit's."""
        number, found = self.number, self.found
        if number is None or found is None or found.records is None:
            return ""
        record = number.record
        if record.kind.name == "case-value":
            of = str(record.values["benefit"])
            record = next(one for one in found.records.of("case-benefit") if str(one.id) == of)
        return str(record.values.get("title", ""))

    @asks
    async def action_choose(self) -> None:
        """Show another case of the place."""
        if self.found is None or not self.found.titles:
            return
        choices = [Choice(title, title) for title in self.found.titles]
        chosen = await self.app.push_screen_wait(Choose("Which case?", choices, current=self.title_wanted))
        if chosen is not None:
            self.title_wanted = chosen.id
            self._load()

    @asks
    async def action_import_file(self) -> None:
        """Take a case in from a JSON file."""
        text = "A JSON file with one business case, as Export writes it. It comes in whole or not at all."
        path: Path | None = await self.app.push_screen_wait(PathDialog("Import a business case", text))
        if path is None:
            return

        def taken(made: tuple[CaseShown, tuple[str, ...]]) -> None:
            self.title_wanted = made[0].case.title
            self._saved(made)

        self.window.change(
            f"Importing {path.name}",
            lambda desk: services.case_files.import_case(desk, path, place=self.place),
            taken,
        )

    @asks
    async def action_export_file(self) -> None:
        """Write the case to a JSON file."""
        if self.found is None or self.found.shown is None:
            return
        title = self.title_wanted
        dialog = SaveDialog(
            "Export the business case", "One JSON file with all its lines: Import reads it again.",
            start=file_name(title, suffix=".json"), endings=frozenset([".json"]),
        )  # fmt: skip
        target = await self.app.push_screen_wait(dialog)
        if target is not None:
            self.ask(
                "case.export",
                lambda desk: services.case_files.export_case(desk, title, target, replace=True),
                lambda _: self.window.say(f"Written to {target.name}.", title),
            )
