"""The rule list run over any workbook: `pack check`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

from tpdesk.calc.workbook.rules import looks, structure
from tpdesk.calc.workbook.rules.facts import Book
from tpdesk.calc.workbook.rules.read import read_book
from tpdesk.domain.return_form import MANIFEST_MARK

Level = Literal["E", "D"]

WHERE_SHOWN: Final = 200
"""Most findings listed for one rule; how many more there are is said."""


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What one rule found in one workbook."""

    id: str
    """`T1` to `X3`."""

    level: Level
    """E essential, D desirable."""

    passed: bool
    where: tuple[str, ...]
    """`Sheet!Cell: what is wrong`; empty where the rule is met."""

    title: str
    """The rule in words."""

    asked: bool = True
    """Whether the rule holds for such a workbook; False for those that a form to fill in cannot meet."""


RULES: Final[tuple[tuple[str, Level, str, Callable[[Book], list[str]]], ...]] = (
    ("T1", "E", "every grid is an Excel table", structure.marked_up),
    ("T2", "D", "tables are named meaningfully", structure.named_meaningfully),
    ("T3", "E", "no merged or split cells", structure.unmerged),
    ("T4", "E", "no blank rows or columns inside a table", structure.unbroken),
    ("T5", "E", "one header row, filled and unique", structure.one_header),
    ("T6", "E", "text is wrapped, nothing is cut off", structure.nothing_cut_off),
    ("T7", "D", "no filters or freeze panes, unless column A says so and how to turn them off", structure.no_filters),
    ("T8", "E", "no unexplained empty cell; shorthand has a legend above", structure.no_unexplained_blanks),
    ("T9", "D", "nothing is hidden", structure.nothing_hidden),
    ("N1", "E", "no symbols or superscript for notes", looks.no_note_symbols),
    ("N2", "D", "notes are written as [note 1]", looks.notes_say_note),
    ("N3", "D", "note markers stand in titles, headings or labels, never in data cells", looks.notes_not_in_data),
    ("N4", "D", "a Notes sheet has a table of the notes, and both agree", looks.notes_agree),
    ("F2", "E", "links have words, no bare addresses", looks.links_have_words),
    ("F3", "D", "sans serif, 12 point, no italics or underline, horizontal", looks.plain_type),
    ("F4", "E", "A1 holds a descriptive title styled Heading 1; subheads Heading 2", looks.titles),
    ("F5", "D", "no symbols for meaning", looks.no_symbols),
    ("F6", "E", "no text boxes; nothing important in headers and footers", looks.nothing_floats),
    ("F7", "D", "no fills or borders to divide", looks.no_dividers),
    ("F8", "E", "colour never alone", looks.colour_never_alone),
    ("F9", "E", "contrast AA", looks.contrast),
    ("F10", "E", "charts have alt text and their own sheet", looks.charts),
    ("F11", "D", "no macros; no formulas in published copies", looks.no_macros_or_formulas),
    ("S1", "E", "unique, descriptive sheet names", structure.sheet_names),
    ("S2", "E", "no blank sheet", structure.no_blank_sheet),
    ("S3", "E", "column A holds the title and what the sheet holds, above the table", structure.column_a),
    ("S4", "E", "tables start at the left edge", structure.at_left_edge),
    ("S5", "D", "nothing stands below a table", structure.nothing_below),
    ("S6", "D", "one table a sheet", structure.one_table),
    ("P3", "E", "document title and language are set", structure.document),
    ("P4", "D", "every sheet opens at A1, the first active", structure.opens_at_start),
    ("X1", "D", "thousands separators", structure.thousands),
    ("X2", "D", "one precision a column", structure.one_precision),
    ("X3", "D", "units in the heading in brackets, rounding said", structure.units_and_rounding),
)
"""Every rule: id, level, title and how it is decided. Source: Government Analysis Function, Making spreadsheets
accessible: a brief checklist of the basics, whose grouping into essential and desirable this keeps."""


NOT_OF_A_FORM: Final = frozenset({"T4", "F7", "F11"})
"""Rules that are not asked of a return workbook: it has empty rows and bordered cells to fill in, and a check that
follows what is typed. Its hidden sheets, by which it is known again, are not checked."""


def is_form(book: Book) -> bool:
    """Whether it is a return workbook: its manifest is on a hidden sheet."""
    return any(sheet.hidden and sheet.text(1, 1) == MANIFEST_MARK for sheet in book.sheets)


def check_workbook(path: Path) -> tuple[RuleResult, ...]:
    """Return what each rule finds in the workbook at `path`, whoever made it, in the rules' order.

    Raises InputProblem where it is no workbook, protected, damaged, too large or hostile.
    """
    book = read_book(path)
    form = is_form(book)
    if form:
        book = replace(book, sheets=tuple(sheet for sheet in book.sheets if not sheet.hidden))
    results = []
    for rule, level, title, decide in RULES:
        asked = not (form and rule in NOT_OF_A_FORM)
        found = decide(book) if asked else []
        where = tuple(found[:WHERE_SHOWN])
        if len(found) > WHERE_SHOWN:
            where += (f"and {len(found) - WHERE_SHOWN:,} more",)
        results.append(RuleResult(rule, level, not found, where, title, asked))
    return tuple(results)


def result_lines(results: tuple[RuleResult, ...], most: int) -> list[str]:
    """Return in words which rules are broken, the essential first, each with at most so many
    places, and how many are met."""
    broken = sorted((result for result in results if not result.passed), key=lambda result: result.level != "E")
    lines = []
    for result in broken:
        lines.append(f"{'ESSENTIAL' if result.level == 'E' else 'desirable'}  {result.id}  {result.title}")
        lines += [f"    {place}" for place in result.where[:most]]
        lines += [f"    ... and {len(result.where) - most} more"] if len(result.where) > most else []
    essential = sum(result.level == "E" for result in broken)
    left_out = [result.id for result in results if not result.asked]
    asked = len(results) - len(left_out)
    form = (
        f"A return workbook: a form to fill in, not a pack. Its hidden sheets are not checked, and {len(left_out)} "
        f"rules that a form cannot meet are not asked of it: {', '.join(left_out)}."
    )
    return [
        *([form] if left_out else []),
        *lines,
        (
            f"{asked - len(broken)} of {asked} rules met; {essential} essential and {len(broken) - essential} "
            "desirable ones broken."
        ),
    ]


def essentials_met(results: tuple[RuleResult, ...]) -> bool:
    """Whether every essential rule is met."""
    return all(result.passed for result in results if result.level == "E")
