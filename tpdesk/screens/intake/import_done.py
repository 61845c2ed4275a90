"""What became of the files: one by one on the left, the one under the cursor on the right."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tpdesk.domain.advice import message
from tpdesk.domain.codes import UNKNOWN_AREA
from tpdesk.screens.display import content, joined
from tpdesk.screens.intake.import_check import FileList
from tpdesk.screens.intake.import_state import Standing, tried, warnings_of
from tpdesk.screens.intake.import_words import FIELDS_SHOWN, on_screen, reject_words
from tpdesk.screens.spend.line_table_layout import column
from tpdesk.services.sheets import FileOutcome, SheetOutcome
from tpdesk.units import pounds


class DonePane(Horizontal):
    """It shows what it is given."""

    def compose(self) -> ComposeResult:
        """Files, and the one under the cursor."""
        yield FileList(id="done-files", markup=False)
        with VerticalScroll(id="done-right"):
            yield Static(id="done-words")

    @property
    def at(self) -> int:
        """The file under the cursor."""
        return self.query_one("#done-files", FileList).highlighted or 0

    def show(self, outcomes: Sequence[FileOutcome]) -> None:
        """Show what became of all files."""
        self.query_one("#done-files", FileList).show([(outcome.file, standing_of(outcome)) for outcome in outcomes])
        if outcomes:
            self.show_one(outcomes[min(self.at, len(outcomes) - 1)])

    def show_one(self, outcome: FileOutcome) -> None:
        """Show what became of one."""
        self.query_one("#done-words", Static).update(words(outcome))


def standing_of(outcome: FileOutcome) -> Standing:
    """Return how a file stands that was taken in, or not."""
    if outcome.error is not None:
        return Standing("✗", message("not imported: ", outcome.error.message), "$error", False)
    return tried(outcome)


def words(outcome: FileOutcome) -> Content:
    """Return what became of a file in words."""
    parts = [content(outcome.file, "bold $accent")]
    if outcome.error is not None:
        return joined(
            [*parts, content(outcome.error.title, "bold $error"), content(on_screen(outcome.error.message))], "\n"
        )
    parts.append(content(f"Batch {outcome.batch}. Press b to see all batches and to remove any of them."))
    if outcome.part_years:
        parts.append(content("A part of a year in place of published figures", "bold $warning"))
        parts += [content(f"• {text}") for text in outcome.part_years]
        parts.append(content("u undoes the import, and the published figures stand until a whole year is in.", "bold"))
    if outcome.control_total_pence is not None:
        off = outcome.difference_pence or 0
        said = "It agrees to the penny." if not off else f"The lines are off by {pounds(off)}."
        parts.append(
            content(
                f"Control total {pounds(outcome.control_total_pence)}. {said}", "bold $warning" if off else "$success"
            )
        )
    for sheet in outcome.sheets:
        parts += [content(""), *_sheet(sheet)]
    looks = [on_screen(text) for text in warnings_of(outcome)]
    if looks:
        parts += [content(""), content("What to look at", "bold"), *(content(f"• {text}") for text in looks)]
    if any(UNKNOWN_AREA in text for text in looks):
        parts.append(content("Press K to accept the areas that were meant.", "bold"))
    return Content("\n").join(parts)


def _sheet(sheet: SheetOutcome) -> list[Content]:
    tally, layout = sheet.tally, sheet.layout
    found = [content(f"Sheet '{layout.sheet}'", "bold")] if layout.sheet else []
    rows = (
        ("rows read", tally.rows_read),
        ("imported", tally.rows_imported),
        ("blank", tally.rows_blank),
        ("rejected", tally.rows_rejected),
    )
    found += [
        joined(
            [
                column(f"{number:,}", 9, right=True),
                content(name, "$warning" if name == "rejected" and number else "$quiet"),
            ]
        )
        for name, number in rows
    ]
    found.append(joined([content(pounds(tally.sum_pence), "bold"), content(_period(sheet), "$quiet")]))
    columns = ", ".join(f"{FIELDS_SHOWN[field]} = {column}" for field, column in layout.column_names().items())
    found.append(content(columns, "$quiet"))
    if sheet.agreement:
        found.append(content(sheet.agreement, "$success"))
    if tally.coercions:
        found.append(
            content(
                "Read as meant: " + ", ".join(f"{rule} {number:,}" for rule, number in sorted(tally.coercions.items())),
                "$quiet",
            )
        )
    if sheet.rejects:
        found += [content(""), content("Rejected rows: press e to fix them", "bold $warning")]
        found += [
            content(f"row {reject.row}: {reject_words(reject.rule, reject.message)}") for reject in sheet.rejects[:20]
        ]
        more = tally.rows_rejected - min(20, len(sheet.rejects))
        found += [content(f"and {more:,} more", "$quiet")] if more > 0 else []
    return found


def _period(sheet: SheetOutcome) -> str:
    tally = sheet.tally
    if tally.first_date is None or tally.last_date is None:
        return "without dates"
    return (
        f"from {tally.first_date} to {tally.last_date}; amounts from {pounds(tally.min_pence or 0)} to "
        f"{pounds(tally.max_pence or 0)}"
    )
