"""The cookbook of a place: its recipes, which of them can be mainstreamed, and what is missing of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from textual.content import Content

from tpdesk.calc.cookbook import cookbook_sentences, has_caveats
from tpdesk.screens.display import content
from tpdesk.screens.flex_table import Col
from tpdesk.screens.registers.summaries import Summary, SummaryView
from tpdesk.screens.text_table import text_table

if TYPE_CHECKING:
    from tpdesk.calc.cookbook import Cookbook
    from tpdesk.domain.record_kind import Record
    from tpdesk.models.desk import Desk


def _read(desk: Desk, place: str, _: int | None) -> Cookbook:
    from tpdesk.services.recipes import read_cookbook

    return read_cookbook(desk, place)


def _cookbook(found: Cookbook, width: int) -> Sequence[Content]:
    cols = [Col("Recipe", 0), Col("Grade", 5, right=True), Col("Caveats", 8), Col("Recognised", 10), Col("Shared", 6)]
    lines = [*map(content, cookbook_sentences(found))]
    if found.recipes:
        lines += [Content(""), *text_table(cols, [_row(one) for one in found.recipes], width)]
    if found.issues:
        lines += [Content(""), content("To look at", "bold")]
        lines += [content(f"• {issue.text}") for issue in found.issues]
    return lines


def _row(one: Record) -> list[str]:
    grade = one.values["grade"]
    flags = (has_caveats(one), bool(one.values["recognised_by"]), bool(one.values["shared_with"]))
    return [one.title, "-" if grade is None else str(grade), *("yes" if flag else "no" for flag in flags)]


SUMMARY: Final = Summary(
    "Cookbook",
    "The recipes of the place and of the whole programme: which of them say what must be true for them to work "
    "elsewhere, which were recognised and shared, and what is missing. A recipe without caveats is not taken by the "
    "mainstreaming sheet of a final pack.",
    read=_read,
    views=(SummaryView("Recipes", _cookbook),),
)
