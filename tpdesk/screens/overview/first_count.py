"""A first count before it is made: what it comes to, how each part is known, and what it leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.table import Table
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Button, Static

from tpdesk import services
from tpdesk.screens.dialogs.base import Dialog
from tpdesk.screens.display import cell, content, joined
from tpdesk.screens.reporter import Trouble
from tpdesk.text import counted
from tpdesk.units import per_unit, percent, pounds, ratio, short_pounds, year_text

if TYPE_CHECKING:
    from tpdesk.services.first_count import FirstCountPlan

_HOW_FROM = 90
"""Columns from which there is room to say how each part is known."""


class Groups(Widget):
    """The parts of the count, a row each: amount, per head, grade, how it is known."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"groups--quiet", "groups--total"}

    plan: reactive[FirstCountPlan | None] = reactive(None, layout=True)
    """What is shown."""

    def render(self) -> Table | str:
        """Return the rows in the theme's colours."""
        from tpdesk.calc.first_count_summary import group_rows

        if self.plan is None:
            return ""
        count = self.plan.count
        quiet, strong = self.get_component_rich_style("groups--quiet"), self.get_component_rich_style("groups--total")
        says_how = self.size.width >= _HOW_FROM
        table = Table.grid(padding=(0, 2, 0, 0), expand=True)
        table.add_column(ratio=3, overflow="fold")
        for _ in range(2):
            table.add_column(no_wrap=True, justify="right")
        table.add_column(no_wrap=True)
        if says_how:
            table.add_column(ratio=2, overflow="fold")

        def add(title: str, pence: int, grades: str, how: str, *, is_total: bool = False) -> None:
            style = strong if is_total else None
            head = per_unit(pence, count.people)
            cells = [
                cell(title, style) if style else cell(title),
                cell(short_pounds(pence), style) if style else cell(short_pounds(pence)),
                cell(_head(head), quiet),
                cell(grades),
            ]
            table.add_row(*cells, *([cell(how, quiet)] if says_how else []))

        for row in group_rows(count):
            add(row.title, row.pence, row.grades, row.how)
        add("Total", count.pence, "", "", is_total=True)
        return table


class FirstCountPanel(Dialog[bool]):
    """What a first count would make of a place; True where the user says so."""

    TELLS = (
        "Fills a place from published figures before any return is in. Each organisation is made with its areas and "
        "its lines; its own file takes the place of its published figures when it is imported. The arrows read on, "
        "F2 makes it, Esc changes nothing, u undoes all of it."
    )

    CSS_PATH = "overview.tcss"

    def __init__(self, place: str) -> None:
        super().__init__(f"First count of {place}")
        self.place = place
        self._ready = False

    def parts(self) -> ComposeResult:
        """What it comes to, the parts, what is not in it, two buttons."""
        with VerticalScroll(id="first-count-said"):
            yield Static(content("Working it out ..."), id="first-count-head")
            yield Groups(id="first-count-groups")
            yield Static(id="first-count-rest")
        with Horizontal(classes="buttons"):
            yield Static(content("F2 makes it, Esc leaves it", "$quiet"), id="form-keys")
            yield Button(content("Cancel"), id="first-count-no", compact=True)
            yield Button(content("Make the first count"), id="first-count-yes", compact=True, variant="primary")

    def on_mount(self) -> None:
        """Work it out in a thread."""
        super().on_mount()
        self.query_one("#first-count-yes", Button).disabled = True
        # The arrows read on from the start; F2 makes it from anywhere.
        self.query_one("#first-count-said").focus()
        self.ask("first-count.plan", lambda desk: services.first_count.plan_first_count(desk, self.place), self._show)

    def _show(self, plan: FirstCountPlan) -> None:
        self._ready = True
        self.query_one("#first-count-head", Static).update(
            joined([content(line or " ") for line in head_lines(plan)], "\n")
        )
        self.query_one(Groups).plan = plan
        rest = joined([content(line or " ", "$quiet") for line in rest_lines(plan)], "\n")
        self.query_one("#first-count-rest", Static).update(rest)
        self.query_one("#first-count-yes", Button).disabled = False

    async def show_trouble(self, trouble: Trouble, group: str) -> None:  # noqa: ARG002
        """Say here why there is no first count."""
        self.window.remember(trouble)
        words = content(f"{trouble.title}. {trouble.message}", "bold $warning")
        self.query_one("#first-count-head", Static).update(words)
        self.query_one("#first-count-yes", Button).display = False
        self.query_one("#form-keys", Static).update(content("Esc closes", "$quiet"))

    @on(Button.Pressed)
    def answer(self, message: Button.Pressed) -> None:
        """Answer."""
        self.dismiss(True if message.button.id == "first-count-yes" else None)

    def save(self) -> None:
        """Make it, as F2 does everywhere."""
        if self._ready:
            self.dismiss(True)


def head_lines(plan: FirstCountPlan) -> list[str]:
    """Return what it comes to, a sentence each."""
    count = plan.count
    regions = " and ".join(f"{_head(pence)} in {name}" for name, pence in count.regional_pence_per_head.items())
    whole, head = short_pounds(count.pence), _head(per_unit(count.pence, count.people))
    least, most = short_pounds(plan.least_pence), short_pounds(plan.most_pence)
    bodies, lines = counted(plan.bodies, "organisation"), counted(count.lines, "line")
    return [
        f"Published figures for {year_text(plan.year)} come to {whole}: {bodies}, {lines}.",
        f"Per head of {count.people:,} people: {head}; {regions}.",
        f"If every line errs the same way: between {least} and {most}.",
    ]


def rest_lines(plan: FirstCountPlan) -> list[str]:
    """Return grades, what is not in it, and what making it does, a line each."""
    from tpdesk.domain.first_count import GRADE_WORDS

    count = plan.count
    lines = [
        "",
        *(
            f"{grade} {percent(ratio(pence, count.pence), 0)}: {GRADE_WORDS[grade]}."
            for grade, pence in count.by_grade().items()
        ),
        "",
        f"It holds what HM Treasury can place, {percent(count.share_of_spending, 0)} of public spending on services "
        "and debt interest. Not in it:",
    ]
    for item in count.left_out:
        money = "" if item.pence is None else f" ({short_pounds(item.pence)}, {item.of})"
        lines.append(f"• {item.what}{money}: {item.why}.")
    lines += ["", *count.warnings]
    if plan.skipped:
        lines.append(f"Left as they are, since they have money here already: {', '.join(plan.skipped)}.")
    lines.append(
        f"Making it adds {counted(len(plan.new_agencies), 'organisation')}, each with its areas. No overlap and no "
        "saving follows from published figures. An organisation's own file takes their place when it is imported; u "
        "undoes all of it."
    )
    return lines


def _head(pence: int | None) -> str:
    return "" if pence is None else pounds(round(pence, -2)).removesuffix(".00")
