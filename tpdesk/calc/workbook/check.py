"""The rule list run over any workbook: `pack check`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal, NamedTuple

from tpdesk.calc.workbook.rules import blanks, figures, fit, looks, notes, objects, sheets, tables, words
from tpdesk.calc.workbook.rules.facts import Book, Breach
from tpdesk.calc.workbook.rules.read import read_book
from tpdesk.domain.return_form import MANIFEST_MARK

Level = Literal["E", "D"]

WHERE_SHOWN: Final = 200
"""Most findings listed for one rule; how many more there are is said."""

_PLACES_SHOWN: Final = 3
"""Most cells named for one finding; how many more are like it is said."""

_SHEETS_APART: Final = 3
"""Most sheets on which the same is told of each."""

_VALUE_SHOWN: Final = 60
"""Most characters of a cell that are quoted."""


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What one rule found in one workbook."""

    id: str
    """`T1` to `X3`."""

    level: Level
    """E essential, D desirable."""

    passed: bool
    where: tuple[str, ...]
    """`Sheet!Cell: what is wrong; what to do`, like ones told as one; empty where the rule is met."""

    in_short: tuple[str, ...]
    """The same for people: what is alike on many sheets as one."""

    title: str
    """The rule in words."""

    why: str
    """For whom it matters, in half a sentence."""

    count: int
    """How many places break it."""

    asked: bool = True
    """Whether the rule holds for such a workbook; False for those that a form to fill in cannot meet."""


class BookRule(NamedTuple):
    """One rule."""

    id: str
    level: Level
    title: str
    why: str
    decide: Callable[[Book], Iterator[Breach]]


# fmt: off
RULES: Final[tuple[BookRule, ...]] = (
    BookRule("T1", "E", "every grid is an Excel table",
         "screen readers find tables, and read headings with each cell, only where they are marked",
         tables.marked_up),
    BookRule("T2", "D", "tables are named meaningfully",
         "people who cannot see the sheet choose tables from a list of names", tables.named_meaningfully),
    BookRule("T3", "E", "no merged or split cells",
         "a screen reader loses its column in merged cells, and they cannot be sorted", tables.unmerged),
    BookRule("T4", "E", "no blank rows or columns inside a table",
         "a blank row is taken for the table's end", tables.unbroken),
    BookRule("T5", "E", "one header row, filled and unique",
         "a figure is read out with its column's one heading", tables.one_header),
    BookRule("T6", "E", "text is wrapped, nothing is cut off",
         "people who enlarge text lose what does not fit", fit.nothing_cut_off),
    BookRule("T7", "D", "no filters or freeze panes, unless column A says so and how to turn them off",
         "frozen panes cover the screen of those who enlarge it, and filters hide rows", tables.no_filters),
    BookRule("T8", "E", "no unexplained empty cell; shorthand has a legend above",
         "nobody can tell zero from not known", blanks.no_unexplained_blanks),
    BookRule("T9", "D", "nothing is hidden or locked",
         "readers do not find what is hidden, and it may not be meant for them", blanks.nothing_hidden),
    BookRule("N1", "E", "no symbols or superscript for notes",
         "screen readers pass over symbols, and read a raised 1 as part of the figure", notes.no_note_symbols),
    BookRule("N2", "D", "notes are written as [note 1]",
         "readers search for one way of writing notes", notes.notes_say_note),
    BookRule("N3", "D", "note markers stand in titles, headings or labels, never in data cells",
         "a figure with a marker is text, and cannot be added up", notes.notes_not_in_data),
    BookRule("N4", "D", "a Notes sheet has a table of the notes, and both agree",
         "a marker without its note leads nowhere", notes.notes_agree),
    BookRule("F2", "E", "links have words and lead somewhere, no bare addresses",
         "an address is spelled out letter by letter, and says nothing", words.links_have_words),
    BookRule("F3", "D", "sans serif, 12 point, no italics or underline, horizontal",
         "other type is hard to read for many", looks.plain_type),
    BookRule("F4", "E", "A1 holds a descriptive title styled Heading 1; subheads Heading 2",
         "screen readers begin at A1 and move by headings", words.titles),
    BookRule("F5", "D", "no symbols for meaning",
         "a symbol is read out as another word, or not at all", words.no_symbols),
    BookRule("F6", "E", "no text boxes or comments; nothing important in headers and footers",
         "screen readers go through cells, and pass over what lies outside them", objects.nothing_floats),
    BookRule("F7", "D", "no fills, borders or spaces to divide",
         "divisions for the eye are not read out", looks.no_dividers),
    BookRule("F8", "E", "colour never alone",
         "people who see no colours, and print in black, miss what only colour says", looks.colour_never_alone),
    BookRule("F9", "E", "contrast AA",
         "pale text cannot be read with weak eyes, on a projector or on paper", looks.contrast),
    BookRule("F10", "E", "charts and pictures have alt text, charts a title and their own sheet",
         "without alt text a chart does not exist for those who cannot see it", objects.charts),
    BookRule("F11", "D", "no macros; no formulas or entry rules in published copies",
         "a published figure must not change, and must open everywhere", objects.no_macros_or_formulas),
    BookRule("S1", "E", "unique, descriptive sheet names",
         "readers find their way by the names of sheets", sheets.sheet_names),
    BookRule("S2", "E", "no blank sheet", "readers search a blank sheet for what they miss", sheets.no_blank_sheet),
    BookRule("S3", "E", "column A holds the title and what the sheet holds, above the table",
         "screen readers read down column A first", sheets.column_a),
    BookRule("S4", "E", "tables start at the left edge", "readers look for a table in column A", sheets.at_left_edge),
    BookRule("S5", "D", "nothing stands below or beside a table",
         "nobody looks there, and sorting may tear it apart", sheets.nothing_below),
    BookRule("S6", "D", "one table a sheet", "a second table on a sheet is easily missed", sheets.one_table),
    BookRule("P3", "E", "document title and language are set",
         "a screen reader says the title, and pronounces by the language", sheets.document),
    BookRule("P4", "D", "every sheet opens at A1, the first active",
         "who opens it elsewhere does not hear what it is", sheets.opens_at_start),
    BookRule("X1", "D", "figures are stored as numbers, with thousands separators",
         "long figures are misread, and text cannot be added up", figures.thousands),
    BookRule("X2", "D", "one precision a column", "figures of a column are compared", figures.one_precision),
    BookRule("X3", "D", "units in the heading in brackets, rounding said",
         "a figure without its unit can be taken for a thousand times as much", figures.units_and_rounding),
)
# fmt: on
"""Every rule and how it is decided. Source: Government Analysis Function, Making spreadsheets
accessible: a brief checklist of the basics, whose grouping into essential and desirable this keeps."""


NOT_OF_A_FORM: Final = frozenset({"T4", "F7", "F11"})
"""Rules that are not asked of a return workbook: it has empty rows and bordered cells to fill in, and a check that
follows what is typed. Its hidden sheets, by which it is known again, are not checked, nor its locked headings."""


def is_form(book: Book) -> bool:
    """Whether it is a return workbook: its manifest is on a hidden sheet."""
    return any(
        sheet.hidden and (1, 1) in sheet.cells and sheet.cells[1, 1].text == MANIFEST_MARK for sheet in book.sheets
    )


def check_workbook(path: Path) -> tuple[RuleResult, ...]:
    """Return what each rule finds in the workbook at `path`, whoever made it, in the rules' order.

    Raises InputProblem where it is no workbook, protected, damaged, too large or hostile.
    """
    book = read_book(path)
    form = is_form(book)
    if form:
        shown = (replace(sheet, protected=False) for sheet in book.sheets if not sheet.hidden)
        book = replace(book, sheets=tuple(shown))
    results = []
    for rule in RULES:
        asked = not (form and rule.id in NOT_OF_A_FORM)
        groups = group_breaches(rule.decide(book) if asked else ())
        where = _shortened([str(group) for group in groups])
        short = _shortened(_across_sheets(groups))
        count = sum(group.count for group in groups)
        results.append(RuleResult(rule.id, rule.level, not groups, where, short, rule.title, rule.why, count, asked))
    return tuple(results)


def _shortened(lines: list[str]) -> tuple[str, ...]:
    """Return lines, at most so many, and how many more there are."""
    more = [f"and {len(lines) - WHERE_SHOWN:,} more"] if len(lines) > WHERE_SHOWN else []
    return (*lines[:WHERE_SHOWN], *more)


class AlikeBreaches:
    """The breaches that are told as one: those of one sheet and in the same words."""

    def __init__(self, first: Breach) -> None:
        self.first = first
        self.places: list[str] = []
        self.count = 0

    def add(self, breach: Breach) -> None:
        """Add one more."""
        self.count += 1 + breach.more
        if len(self.places) < _PLACES_SHOWN and breach.at and breach.at not in self.places:
            self.places.append(breach.at)

    @property
    def words(self) -> str:
        """What is wrong."""
        return self.first.words.replace("{}", " ".join(self.first.value.split())[:_VALUE_SHOWN])

    def __str__(self) -> str:
        others, rest = self.places[1:], self.count - max(len(self.places), 1)
        return self.line([*others, *([f"{rest:,} more like it"] if rest else [])])

    def line(self, also: list[str]) -> str:
        """Return where it is first, what is wrong, and where else."""
        place = "!".join(part for part in (self.first.sheet, *self.places[:1]) if part)
        end = f" (also {' and '.join([', '.join(also[:-1]), also[-1]] if also[1:] else also)})" if also else ""
        return f"{place}: {self.words}{end}" if place else self.words + end


def group_breaches(breaches: Iterable[Breach]) -> list[AlikeBreaches]:
    """Return breaches in groups of those that are alike."""
    alike: dict[tuple[str, str], AlikeBreaches] = {}
    for breach in breaches:
        key = (breach.sheet, breach.words)
        if key not in alike:
            alike[key] = AlikeBreaches(breach)
        alike[key].add(breach)
    return list(alike.values())


def _across_sheets(groups: list[AlikeBreaches]) -> list[str]:
    """Return groups in words, those in the same words on many sheets as one, which names the first sheets."""
    same: dict[str, list[AlikeBreaches]] = {}
    for group in groups:
        same.setdefault(group.words, []).append(group)
    lines = []
    for members in same.values():
        if len(members) <= _SHEETS_APART:
            lines += [str(group) for group in members]
            continue
        first, *others = members
        named = [f"on {group.first.sheet}" for group in others[: _PLACES_SHOWN - 1]]
        cells, sheets_left = sum(group.count for group in members), len(members) - _PLACES_SHOWN
        many = f", {cells:,} places in all" if cells > len(members) else ""
        last = f"on {sheets_left} more sheets" if sheets_left > 1 else f"on {others[-1].first.sheet}"
        lines.append(first.line([*named, last + many]))
    return lines


def result_lines(results: tuple[RuleResult, ...], most: int) -> list[str]:
    """Return in words which rules are broken, the essential first, each with why it matters and at most so many
    places, and how many are met."""
    broken = sorted((result for result in results if not result.passed), key=lambda result: result.level != "E")
    lines = []
    for result in broken:
        lines.append(f"{'ESSENTIAL' if result.level == 'E' else 'desirable'}  {result.id}  {result.title}")
        lines.append(f"    Why: {result.why}.")
        lines += [f"    {place}" for place in result.in_short[:most]]
        lines += [f"    ... and {len(result.in_short) - most} more"] if len(result.in_short) > most else []
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
