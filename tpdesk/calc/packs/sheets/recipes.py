"""The cookbook: what worked, what changed, on which terms it works elsewhere, how it was recognised and shared."""

from __future__ import annotations

from tpdesk.calc.cookbook import Cookbook, cookbook_sentences, has_caveats
from tpdesk.calc.packs import headings
from tpdesk.calc.packs.frame import Frame
from tpdesk.calc.workbook.describe import NOT_AVAILABLE, Column, ColumnKind, Sheet, Table, Value, said
from tpdesk.domain.record_kind import Record
from tpdesk.text import opening


def recipes_sheet(frame: Frame, found: Cookbook | None) -> Sheet | None:
    """Return the recipes of a place, or None where none are recorded. Which can be mainstreamed is a column."""
    if found is None or not found.recipes:
        return None
    columns = (
        Column("recipe", "Recipe", ColumnKind.TEXT, 30),
        Column("done", "What was done", ColumnKind.TEXT, 40),
        Column("changed", "What changed", ColumnKind.TEXT, 40),
        Column("grade", "Evidence grade", ColumnKind.COUNT, 10),
        Column("true", "What must be true elsewhere", ColumnKind.TEXT, 40),
        Column("avoid", "What to avoid", ColumnKind.TEXT, 30),
        Column("go", "Where else it could go", ColumnKind.TEXT, 24),
        Column("mainstream", "Can be mainstreamed", ColumnKind.TEXT, 14),
        Column("recognised", "Recognised by", ColumnKind.TEXT, 30),
        Column("shared", "Shared with", ColumnKind.TEXT, 30),
    )
    return Sheet(
        "recipes", "Recipes", headings.where_words(
            frame, f"{opening(len(found.recipes), 'recipe')}, {len(found.taken)} with what must be true elsewhere"
        ),
        "What worked, what must be true for it to work elsewhere, and who has seen it?",
        (
            *cookbook_sentences(found),
            "A recipe that does not say what must be true elsewhere is not taken by the mainstreaming sheet of a final "
            "pack.",
            *(issue.text for issue in found.issues),
        ),
        Table("Recipes", "Recipes as they were written", columns, tuple(map(_row, found.recipes)), filters=True),
    )  # fmt: skip


def _row(recipe: Record) -> tuple[Value, ...]:
    def text(name: str) -> str:
        return said(str(recipe.values[name]), otherwise=NOT_AVAILABLE)

    grade = recipe.values["grade"]
    return (
        said(recipe.title), text("what_was_done"), text("what_changed"),
        grade if isinstance(grade, int) else NOT_AVAILABLE, text("must_be_true"), text("avoid"), text("could_go"),
        "yes" if has_caveats(recipe) else "no, caveats missing", text("recognised_by"), text("shared_with"),
    )  # fmt: skip
