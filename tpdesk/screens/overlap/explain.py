"""Explain this number: a panel that walks a figure back to its rule, its parts, its lines and
its files, from any screen.

Explain a figure of the overview: choose it by its name, then walk it back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tpdesk import services
from tpdesk.screens.commands.declare import Command
from tpdesk.screens.dialogs.base import Dialog
from tpdesk.screens.dialogs.choose import Choice, Choose
from tpdesk.screens.display import content, joined
from tpdesk.screens.key_line import bindings
from tpdesk.screens.overlap.cells import can_show_lines, show_lines
from tpdesk.text import counted
from tpdesk.units import pounds, short_pounds

if TYPE_CHECKING:
    from tpdesk.domain.figure import Figure, FigurePart
    from tpdesk.domain.line_filter import LineFilter
    from tpdesk.models.desk import Desk
    from tpdesk.models.lines.origin import FileRows
    from tpdesk.screens.window import Window
    from tpdesk.services.explaining import Explained
    from tpdesk.services.overview import Overview

COMMANDS: Final = (
    Command("explain.part", "enter", "open_part", "This part",
        "Explain the part under the cursor in turn, or show its lines.", palette=False),
    Command("explain.back", "escape,backspace,f5", "back", "Back",
        "Go back to the figure before, and from the first to the screen.", palette=False),
    Command("explain.lines", "l", "lines", "Lines", "Show the lines behind the figure.", palette=False),
    Command("explain.copy", "c", "copy", "Copy", "Copy the whole explanation.", palette=False),
)  # fmt: skip
"""The panel's own keys, which its last line names."""

BAR: Final = 8
"""Columns of a part's bar."""


def explain(window: Window, figure: Figure) -> None:
    """Open the explanation of a figure of the place and year that the window is about. Call from any screen."""
    # A case is of its own place and years.
    if figure.what == "case" or (window.here.place is not None and window.here.year is not None):
        window.push_screen(ExplainPanel(figure))


class ExplainPanel(Dialog[None]):
    """One figure; Enter on a part goes deeper, Esc comes back up."""

    TELLS = (
        "The rule by which the figure is made, over which money, and the parts that add up to it, down to "
        "lines and files. Enter on a part goes deeper, Esc comes back up."
    )

    CSS_PATH: ClassVar = ["../dialogs/dialogs.tcss", "explain.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = bindings(COMMANDS)

    def __init__(self, figure: Figure, *way: tuple[Figure, int]) -> None:
        super().__init__("Explain this number")
        self.way: list[tuple[Figure, int]] = [*way] or [(figure, 0)]
        """The figures gone through, the one on show last, each with the row its cursor was on."""
        self.explained: Explained | None = None
        self._listed: tuple[FigurePart, ...] = ()

    def parts(self) -> ComposeResult:
        """The figure, how it is made, and its parts to go on with."""
        yield Static(id="explain-title")
        with VerticalScroll(id="explain-body", can_focus=False):
            yield Static(id="explain-formula")
            yield Static(id="explain-parts-are")
            yield OptionList(id="explain-parts", markup=False)
            yield Static(id="explain-rest")
        yield Static(id="explain-keys")

    def on_mount(self) -> None:
        """Read the figure."""
        self._say("title", content("Walking it back ...", "$quiet"))
        self._load()

    def _load(self) -> None:
        here, figure = self.window.here, self.way[-1][0]
        place, year = here.place or 0, here.year or 0
        self.ask("explain.read", lambda desk: services.explaining.read_explained(desk, place, year, figure), self._show)

    def _load_files(self, explained: Explained) -> None:
        # The files take as long as all the lines do to be read: the figure itself is shown before.
        where = explained.explanation.lines
        if where is None:
            return

        def files(desk: Desk) -> tuple[FileRows, ...]:
            from tpdesk.models.lines.origin import files_of

            return files_of(desk.connection, where)

        def show(files: tuple[FileRows, ...]) -> None:
            if self.explained is explained:
                self.explained = replace(explained, files=files)
                self._say("rest", _rest(self.explained, reading=False))

        self.ask("explain.files", files, show)

    def _show(self, explained: Explained) -> None:
        self.explained = explained
        found = explained.explanation
        deeper = f"{len(self.way) - 1} deep · " if len(self.way) > 1 else ""
        self._say(
            "title", joined([content(f"{deeper}{found.title}", "bold"), content(found.value, "bold $accent")], "\n")
        )
        self._say(
            "formula",
            joined(
                [
                    content(f"= {line}" if n == 0 else line, "" if n == 0 else "$quiet")
                    for n, line in enumerate(found.formula)
                ],
                "\n",
            ),
        )
        total = f": {pounds(found.parts_pence)}" if found.parts else ""
        self._say("parts-are", content(f"{found.parts_are}{total}", "bold") if found.parts else Content(""))
        self._listed = (*found.parts, *found.apart)
        parts = self.query_one(OptionList)
        parts.clear_options()
        parts.add_options(_options(found.parts, found.apart))
        parts.display = bool(self._listed)
        if self._listed:
            parts.highlighted = min(self.way[-1][1], parts.option_count - 1)
            parts.focus()
        self._say("rest", _rest(explained, reading=True))
        self._load_files(explained)
        self._say("keys", content(self._keys(), "$quiet"))
        self.query_one("#explain-body", VerticalScroll).scroll_home(animate=False)

    def _keys(self) -> str:
        keys = [
            "Enter explains the part" if self._listed else "",
            "l lines" if self._can_show_lines() else "",
            "c copies",
            "Esc back",
        ]
        return " · ".join(key for key in keys if key)

    def _say(self, name: str, text: Content) -> None:
        widget = self.query_one(f"#explain-{name}", Static)
        widget.update(text)
        widget.display = bool(text.plain)

    # -- commands

    @on(OptionList.OptionSelected)
    def go_deeper(self, message: OptionList.OptionSelected) -> None:
        """Explain the part that was chosen, or show its lines."""
        part = self._part_at(message.option_index)
        if part is None:
            return
        if part.figure is not None:
            self.way[-1] = (self.way[-1][0], message.option_index)
            self.way.append((part.figure, 0))
            self._load()
        elif part.lines is not None and can_show_lines():
            self._go_to_lines(part.lines)

    def _part_at(self, index: int) -> FigurePart | None:
        found = self.explained.explanation if self.explained is not None else None
        if found is None:
            return None
        # A heading of its own stands between what is in the figure and what is not.
        heading = len(found.parts) if found.apart else -1
        if index == heading:
            return None
        return self._listed[index if heading < 0 or index < heading else index - 1]

    def action_back(self) -> None:
        """Go back up, and out from the first."""
        if len(self.way) > 1:
            self.way.pop()
            self._load()
        else:
            self.dismiss(None)

    def _can_show_lines(self) -> bool:
        return can_show_lines() and self.explained is not None and self.explained.explanation.lines is not None

    def action_lines(self) -> None:
        """Show the lines behind the figure."""
        if self._can_show_lines() and self.explained is not None and self.explained.explanation.lines is not None:
            self._go_to_lines(self.explained.explanation.lines)

    def _go_to_lines(self, where: LineFilter) -> None:
        window, parts = self.window, self.query_one(OptionList)
        way = (*self.way[:-1], (self.way[-1][0], parts.highlighted or 0))
        self.dismiss(None)
        show_lines(window, where, "the explanation", lambda: _open_again(window, way))

    def action_copy(self) -> None:
        """Copy the whole explanation."""
        if self.explained is not None:
            self.app.copy_to_clipboard("\n".join(services.explaining.trail(self.explained)))
            self.window.say("The explanation was copied, where the terminal allows it.")


def _open_again(window: Window, way: tuple[tuple[Figure, int], ...]) -> None:
    window.push_screen(ExplainPanel(way[0][0], *way))


def _options(parts: tuple[FigurePart, ...], apart: tuple[FigurePart, ...]) -> list[Option]:
    wide = max((len(pounds(part.pence)) for part in (*parts, *apart)), default=0)
    largest = max((abs(part.pence) for part in parts), default=0)
    found = [Option(_part(part, wide, largest)) for part in parts]
    if apart:
        found.append(Option(content("Not in it:", "bold"), disabled=True))
        found += [Option(_part(part, wide, 0)) for part in apart]
    return found


def _part(part: FigurePart, wide: int, largest: int) -> Content:
    amount = content(pounds(part.pence)).pad_left(wide - len(pounds(part.pence)))
    long = max(1, round(abs(part.pence) / largest * BAR)) if largest and part.pence else 0
    bar = Content(f"{'━' * long:<{BAR}}").stylize("$primary") if largest else Content("")
    leads = content("›" if part.figure is not None or part.lines is not None else " ", "$accent")
    return joined([amount, bar, leads, content(part.name), content(f"({part.note})" if part.note else "", "$quiet")])


def _rest(explained: Explained, *, reading: bool) -> Content:
    found = explained.explanation
    lines: list[Content] = []

    def section(title: str, texts: list[str]) -> None:
        if texts:
            lines.append(content(title, "bold"))
            lines.extend(content(text) for text in texts)

    section("From its lines", [f"{short_pounds(step.pence):>9}  {step.name}" for step in found.steps])
    if found.lines is not None:
        lines.append(content(f"Its {counted(found.line_count, 'line')}: {found.lines.words}", "$quiet"))
    section(
        "Files",
        ["reading its lines ..."]
        if reading and found.lines is not None
        else [words for rows in explained.files for words in services.explaining.file_words(rows)],
    )
    section("Rule (docs/method.md)", [f"{rule.number}. {rule.words}" for rule in found.rules])
    section("Basis", [found.basis.sentence()])
    section("What to know", [f"• {issue.text}" for issue in found.issues])
    return joined(lines, "\n")


@dataclass(frozen=True, slots=True)
class Explainable:
    """A figure on show."""

    name: str
    """What it is called there."""

    value: str
    """As it is shown."""

    figure: Figure


def explain_overview(window: Window, overview: Overview) -> None:
    """Let the user choose one of the figures on show, and explain it."""
    shown = explainable(overview)

    def chosen(choice: Choice | None) -> None:
        if choice is not None:
            explain(window, shown[int(choice.id)].figure)

    choices = [Choice(str(number), one.name, one.value) for number, one in enumerate(shown)]
    window.push_screen(Choose("Explain which figure?", choices), chosen)


def explainable(overview: Overview) -> list[Explainable]:
    """Return the figures of the overview: the headline, then each body, then each category."""
    from tpdesk.domain.figure import KINDS, Figure

    money, kinds = overview.by_agency, overview.by_category
    headline = {
        "spend": money.after_transfers_pence, "per-head": money.pence_per_head,
        "per-household": money.pence_per_household, "gross": money.gross_pence,
        "transfers": money.transfers_removed_pence, "recharges": money.recharges_removed_pence,
        "outside-income": money.outside_income_pence,
        "net": money.net_of_income_pence, "unmapped": kinds.unmapped_pence,
    }  # fmt: skip
    found = [
        Explainable(
            KINDS[what].title,
            "-" if pence is None else pounds(pence) if what.startswith("per-") else short_pounds(pence),
            Figure(what),
        )
        for what, pence in headline.items()
    ]
    found.insert(
        3, Explainable("Organisations counted", f"{money.bodies_counted} of {money.bodies_expected}", Figure("bodies"))
    )
    found += [
        Explainable(row.agency, short_pounds(row.amount_pence), Figure("spend", row.agency))
        for row in money.rows
        if row.agency
    ]
    found += [
        Explainable(
            row.title if "/" in row.key else f"{row.key} {row.title}",
            short_pounds(row.amount_pence),
            Figure("spend", category=row.key, level=overview.level),
        )
        for row in kinds.rows
        if row.key and row.title
    ]
    return found
