"""A described workbook into a file: typed writes only, cached values beside formulas, the same
bytes for the same input.

How cells look: one sans serif, three inks, number formats by kind. Nothing is said by colour alone.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from tpdesk.calc.workbook import layout, measure, page, paper
from tpdesk.calc.workbook.charts import Charts, bar_chart_points
from tpdesk.calc.workbook.describe import (
    NO_FORMULA,
    Column,
    ColumnKind,
    SheetCell,
    Table,
    Value,
    Workbook,
    headings,
    sheet_names,
)
from tpdesk.calc.workbook.finish import LongTable, finish, first_row, long_table
from tpdesk.calc.workbook.layout import (
    FONT,
    HEADING_SIZES,
    INK,
    NAVY,
    Placed,
    TopLine,
    is_low,
    letters,
    place,
    resolve,
)
from tpdesk.text import clean

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook as XlsxWorkbook
    from xlsxwriter.worksheet import Worksheet

TYPE: Final = {"font_name": FONT, "font_size": 12, "font_scheme": "none"}
"""The type of every cell. Without `none` the writer ties it to the theme, and Excel shows the
theme's font in its place."""

LINK: Final = "#0B5394"
BAR: Final = "#CFE0F0"
"""All text colours stand at 7:1 or more on white, and INK at 7:1 or more on BAR."""

NUMBER_FORMATS: Final = {
    ColumnKind.MILLION: "#,##0.0,,;-#,##0.0,,;0",
    ColumnKind.POUNDS: "#,##0",
    ColumnKind.PENCE: "#,##0.00",
    ColumnKind.DATE: "dd/mm/yyyy",
    ColumnKind.COUNT: "#,##0",
    ColumnKind.KEY: "0",
    ColumnKind.SHARE: "0.0%",
    ColumnKind.RATIO: "#,##0.000",
}
ROW_POINTS: Final = 15
"""Height of an empty row."""

EMPTY_PIXELS: Final = 80
"""Width of a column beside the table."""

LOW_FORMAT: Final = '"[low]";"[low]"'
"""Shows an amount that would round to nil as what it is; the amount itself stays in the cell."""


def format_of(name: str) -> dict[str, Any]:
    """Return the properties of a format by its name.

    A name is a heading level, `line`, `head` or the kind of a column, after `total_`, `low_`, `number_` or
    `inner_` where they hold.
    """
    base: dict[str, Any] = {**TYPE, "font_color": INK, "text_wrap": True, "valign": "top"}
    if name.endswith(" on"):
        return {**format_of(name.removesuffix(" on")), "text_wrap": False}
    if name.startswith("heading"):
        level = int(name.removeprefix("heading")[0])
        return {**base, "font_size": HEADING_SIZES[level], "bold": True, "font_color": NAVY, "valign": "bottom"}
    if name == "line":
        return base
    if name == "lead":
        return {**base, "bold": True, "font_color": NAVY}
    # Text beside a column of figures, which are set to the right, needs air between.
    inner = {"indent": 1} if "inner_" in name else {}
    if name.endswith("head"):
        return {**base, **inner, "bold": True, "font_color": NAVY, "align": "right" if "number_" in name else "left"}
    kind = ColumnKind(name.rsplit("_", 1)[-1])
    properties = {**base, **inner, "bold": "total_" in name}
    if kind is ColumnKind.LINK:
        return {**properties, "font_color": LINK}
    if kind.is_number:
        return {**properties, "align": "right", "num_format": LOW_FORMAT if "low_" in name else NUMBER_FORMATS[kind]}
    return {**properties, "align": "left", "num_format": "@"}


@dataclass(frozen=True, slots=True)
class MadeWorkbook:
    """A workbook in its file format, which stands in no file yet."""

    sheets: tuple[str, ...]
    """Its tabs, in order."""

    fill: Callable[[BinaryIO], None]
    """Writes it into an open file. The lines of its streamed tables are read meanwhile."""


Step = Callable[[int, int], None]
"""Told (sheets written, sheets in all) before each sheet and now and then in a long one;
what it raises ends the work, and nothing is written."""


def make_workbook(workbook: Workbook, *, publish: bool, step: Step | None = None) -> MadeWorkbook:
    """Return the workbook in its file format.

    A working copy has live formulas with their computed values; a publication copy (`publish`) has values only.
    """
    names = sheet_names(tuple(sheet.name for sheet in workbook.sheets))
    written, long = _workbook(workbook, names, publish=publish, step=step)
    return MadeWorkbook(names, lambda file: finish(written, file, long))


def _workbook(
    workbook: Workbook, names: tuple[str, ...], *, publish: bool, step: Step | None
) -> tuple[bytes, tuple[LongTable, ...]]:
    """Return the workbook with the tabs `names`, and what its streamed tables still want."""
    # Imported here since it takes longer than most verbs run.
    import xlsxwriter

    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": dict(TYPE),
        "default_row_height": ROW_POINTS * 96 // 72,
        "default_column_width": EMPTY_PIXELS,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        made = dt.datetime.fromisoformat(workbook.made_at.replace("Z", "+00:00")).replace(tzinfo=None)
        book.set_properties(
            {"title": workbook.title, "subject": workbook.subject, "author": workbook.author, "created": made}
        )
        placed = place(workbook, names, publish=publish)
        _Writer(book, workbook, placed, publish=publish).write(step)
    long = []
    for number, sheet in enumerate(workbook.sheets, 1):
        if sheet.table and sheet.table.streamed:
            here = partial(step, number - 1, len(workbook.sheets)) if step is not None else None
            long.append(long_table(f"xl/worksheets/sheet{number}.xml", placed[sheet.key], here))
    return buffer.getvalue(), tuple(long)


class _Writer:
    """One workbook in the making."""

    def __init__(self, book: XlsxWorkbook, workbook: Workbook, placed: dict[str, Placed], *, publish: bool) -> None:
        self.book, self.workbook, self.placed, self.publish = book, workbook, placed, publish
        self.formats: dict[str, Format] = {}
        self.sheets: dict[str, Worksheet] = {}

    def write(self, step: Step | None) -> None:
        """Write all sheets, then the names that formulas use."""
        order = [self.placed[sheet.key] for sheet in self.workbook.sheets]
        for one in order:
            self.sheets[one.sheet.key] = self.book.add_worksheet(one.name)
        for number, one in enumerate(order):
            if step is not None:
                step(number, len(order))
            self.write_sheet(one)
        if not self.publish:
            for name, number in self.workbook.names.items():
                self.book.define_name(name, f"={number}")
        self.sheets[order[0].sheet.key].activate()

    def write_sheet(self, one: Placed) -> None:
        """Write one sheet: page, column A above the table, then table or chart."""
        sheet = self.sheets[one.sheet.key]
        sheet.set_paper(9)
        self.set_page(sheet, one)
        self.set_print(sheet, one)
        for number, line in enumerate(one.lines):
            self.set_height(sheet, number, line, one)
            self.write_line(sheet, number, line, wraps=not (one.columns or not number) or not self.runs_on(line, one))
        if one.sheet.table:
            self.write_table(sheet, one, one.sheet.table)
        else:
            sheet.set_column(0, 0, layout.lines_width(one))
            if one.sheet.chart:
                Charts(self.book, self.placed).write(sheet, one)

    def set_page(self, sheet: Worksheet, one: Placed) -> None:
        """Say how a page lies, what its margins are and what stands at its foot."""
        if one.sheet.for_meeting:
            sheet.set_portrait()
            sheet.set_margins(**paper.MARGINS)
            type_ = f'&"{FONT},Regular"&{paper.FOOTER_TYPE}'
            sheet.set_footer(f"&L{type_}&A&R{type_}Page &P of &N", {"scale_with_doc": False})
            return
        # Two charts, one under the other, fill a page that stands upright.
        (sheet.set_portrait if one.sheet.second_chart else sheet.set_landscape)()
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer("&L&A&RPage &P of &N")

    def set_print(self, sheet: Worksheet, one: Placed) -> None:
        """Say how a sheet prints: on one page, larger where little is on it; what is for the screen not at all."""
        if not one.sheet.on_paper:
            # A print area of one empty cell: there is nothing to print. Cleared, the sheet prints as any other.
            sheet.fit_to_pages(1, 0)
            sheet.print_area(0, len(one.columns) + 2, 0, len(one.columns) + 2)
            return
        sheet.fit_to_pages(1, 1)
        if one.sheet.for_meeting:
            below = -(-bar_chart_points(one.sheet.chart) // ROW_POINTS) if one.sheet.chart else 0
            rows = one.printed if one.columns else len(one.lines) + int(below)
            sheet.print_area(0, 0, rows - 1, max(len(one.columns) - 1, 0))
            return
        if not one.columns:
            return
        above = sum(layout.line_height(line, layout.total_width(one), one.widths[0]) for line in one.lines)
        high = above + sum(one.heights[: one.printed - one.header + 1])
        if (percent := page.enlarged(layout.total_width(one), high)) > 100:
            sheet.fit_page = False
            sheet.set_print_scale(percent)
        beyond = layout.total_width(one) - sum(one.widths[: one.across])
        right = one.across - 1 + -(-beyond * measure.DIGIT_PIXELS // EMPTY_PIXELS)
        sheet.print_area(0, 0, one.printed - 1, right)

    def runs_on(self, line: TopLine, one: Placed) -> bool:
        """Whether a line runs on over the cells beside column A."""
        return layout.runs_on(line, layout.total_width(one))

    def write_line(self, sheet: Worksheet, number: int, line: TopLine, *, wraps: bool) -> None:
        """Write one line above the table, or of a front page, into column A."""
        name = "link" if line.link else f"heading{line.level}" if line.level else "line"
        style = self.style(name if wraps else f"{name} on")
        text = f"{line.lead} {line.text}" if line.lead else line.text
        if line.link:
            sheet.write_url(number, 0, f"internal:'{self.placed[line.link].name}'!A1", style, text)
        if line.lead:
            lead, rest = self.style("lead"), self.style("link" if line.link else "line")
            sheet.write_rich_string(number, 0, lead, line.lead, rest, f" {line.text}", style)
        elif not line.link:
            sheet.write_string(number, 0, text, style)

    def set_height(self, sheet: Worksheet, number: int, line: TopLine, one: Placed) -> None:
        """Make a row above the table as high as its text, with air before headings."""
        if one.columns:
            sheet.set_row(number, layout.line_height(line, layout.total_width(one), one.widths[0]))
            return
        sheet.set_row(number, layout.sole_line_height(one, number, line))

    def write_table(self, sheet: Worksheet, one: Placed, table: Table) -> None:
        """Write one table: columns, headings, typed cells, then the table itself around them."""
        printed = headings(self.workbook, one.columns)
        for position, wide in enumerate(one.widths):
            sheet.set_column(position, position, wide)
        sheet.repeat_rows(one.header - 1)
        sheet.set_row(one.header - 1, one.heights[0])
        shown = [number for number, column in enumerate(table.columns) if column in one.columns]
        rows, last = (table.rows, one.last) if table.streamed is None else ((first_row(table.streamed),), one.first)
        for row, values in enumerate(rows, one.first):
            total = table.total and row == one.last
            sheet.set_row(row - 1, _row_height(one, row, [values[number] for number in shown]))
            for position, number in enumerate(shown):
                self.write_cell(sheet, one, row, position, (one.columns[position], values[number]), total=total)
        sheet.add_table(one.header - 1, 0, last - 1, len(one.columns) - 1, self.table_options(one, table, printed))
        self.write_bars(sheet, one)

    def table_options(self, one: Placed, table: Table, printed: tuple[str, ...]) -> dict[str, Any]:
        """Return how Excel is to treat the table; its headings are as `printed`."""
        return {
            "name": table.name,
            "style": "Table Style Light 1",
            "banded_rows": not self.publish,
            "autofilter": table.filters and not self.publish,
            "title": table.title,
            "description": clean(f"{table.title}: {one.sheet.title}")[:250],
            "columns": [
                {"header": heading, "header_format": self.style(_prefix(column, position) + "head")}
                for position, (heading, column) in enumerate(zip(printed, one.columns, strict=True))
            ],
        }

    def write_bars(self, sheet: Worksheet, one: Placed) -> None:
        """Draw bars behind the figures of the columns that want them, in the working copy."""
        for position, column in enumerate(one.columns):
            if column.bar and not self.publish:
                cells = f"{letters(position)}{one.first}:{letters(position)}{one.body}"
                bar = {
                    "type": "data_bar",
                    "bar_solid": True,
                    "bar_color": BAR,
                    "min_type": "num",
                    "min_value": 0,
                    "bar_border_color": BAR,
                }
                sheet.conditional_format(cells, bar)

    def write_cell(
        self, sheet: Worksheet, one: Placed, row: int, position: int, filled: tuple[Column, Value], *, total: bool
    ) -> None:
        """Write one cell by the kind of its column, with the formula where this is a working copy and there is one."""
        column, value = filled
        cell = value if isinstance(value, SheetCell) else SheetCell(value)
        low = is_low(cell.value, column.kind)
        style = self.style(
            ("total_" if total else "") + ("low_" if low else "") + _prefix(column, position) + column.kind.value
        )
        stored = cell.value
        if column.kind.is_money and isinstance(stored, int):
            # The nearest double to a whole number of pence shows and sums back to the penny.
            stored = stored / 100
        template = "" if self.publish or cell.formula == NO_FORMULA else (cell.formula or column.formula)
        if cell.link:
            sheet.write_url(row - 1, position, f"internal:'{self.placed[cell.link].name}'!A1", style, str(stored))
        elif cell.address:
            linked = self.style(_prefix(column, position) + ColumnKind.LINK.value)
            sheet.write_url(row - 1, position, cell.address, linked, str(stored))
        elif template:
            sheet.write_formula(row - 1, position, resolve(template, one, row, self.placed), style, stored)
        elif isinstance(stored, str):
            sheet.write_string(row - 1, position, stored, style)
        else:
            sheet.write_number(row - 1, position, stored, style)

    def style(self, name: str) -> Format:
        """Return the format of that name, made once."""
        if name not in self.formats:
            self.formats[name] = self.book.add_format(format_of(name))
        return self.formats[name]


def _prefix(column: Column, position: int) -> str:
    """Return how a column is set: figures to the right, words to the left with a little air."""
    return "number_" if column.kind.is_number else "inner_" if position else ""


def _row_height(one: Placed, row: int, values: Sequence[Value]) -> float:
    """Return the height of a row in points: measured already, or that of a streamed table's first row."""
    if len(one.heights) > 1:
        return one.heights[row - one.header]
    texts = [value if isinstance(value, str) else "" for value in values]
    return measure.height(max(measure.lines(text, wide) for text, wide in zip(texts, one.widths, strict=True)))
