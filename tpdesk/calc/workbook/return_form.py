"""A return workbook into a file: sheets to fill in with lists to choose from and sums that follow what is typed.

Protected without a password, so that a heading is not typed over by mistake: only the cells to fill in are open.
"""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from tpdesk.calc.workbook import measure
from tpdesk.calc.workbook.finish import finish
from tpdesk.calc.workbook.layout import HEADING_SIZES, INK, NAVY, letters
from tpdesk.calc.workbook.write import TYPE
from tpdesk.domain.return_form import (
    COLUMNS,
    EMPTY_ROWS,
    PUBLISHED,
    PUBLISHED_SOURCE,
    TOTALS,
    UNIT_WORDS,
    FormColumn,
    ReturnForm,
)
from tpdesk.units import UNITS

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook as XlsxWorkbook
    from xlsxwriter.worksheet import Worksheet

HEADER_ROW: Final = 5
"""The row of *Lines* that names its columns, from 1."""

_NO_TOTAL: Final = "Type your total"
"""The result of a row of *Check* that has nothing to be held against."""

_QUIET: Final = "#595959"
_INPUT: Final = "#FFF8E1"
"""What lies behind a cell to fill in; what to do is said in words too."""

_POUNDS: Final = "#,##0.00"
_THOUSANDS: Final = "#,##0.00###"
"""Pence show where there are any: a difference of one is a difference."""

_INNER: Final = "inner_"

_AT: Final = {column.key: number for number, column in enumerate(COLUMNS)}
_TEXT: Final = ("label", "note", "paid_to", "received_from", "stream", "area", "category")


def write_return(form: ReturnForm, file: BinaryIO) -> None:
    """Write the workbook to `file`."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        "default_format_properties": dict(TYPE), "default_row_height": 20, "default_column_width": 80,
    }  # fmt: skip
    with xlsxwriter.Workbook(buffer, options) as book:
        made = dt.datetime.fromisoformat(form.manifest.made_at.replace("Z", "+00:00")).replace(tzinfo=None)
        book.set_properties({"title": form.title, "subject": "Return of public spending", "created": made})
        _Form(book, form).write()
    finish(buffer.getvalue(), file)


def _properties(name: str) -> dict[str, Any]:
    base: dict[str, Any] = {**TYPE, "font_color": INK, "text_wrap": True, "valign": "top"}
    if name.startswith(_INNER):
        # Words that follow a column of figures stand a little apart from them.
        return {**_properties(name.removeprefix(_INNER)), "align": "left", "indent": 1}
    match name:
        case "heading1" | "heading2":
            size = HEADING_SIZES[int(name[-1])]
            return {**base, "font_size": size, "bold": True, "font_color": NAVY, "valign": "bottom"}
        case "head" | "head_right":
            right = {"align": "right"} if name == "head_right" else {}
            return {**base, "bold": True, "font_color": NAVY, **right}
        case "bold":
            return {**base, "bold": True, "align": "left", "indent": 1}
        case "none":
            return {**base, "align": "right"}
        case "count":
            return {**base, "num_format": "0", "align": "right"}
        case "text":
            return {**base, "locked": False, "bg_color": _INPUT, "num_format": "@", "border": 1,
                "border_color": "#BFBFBF"}  # fmt: skip
        case "choice":
            return {**base, "locked": False, "bg_color": _INPUT, "border": 1, "border_color": "#BFBFBF"}
        case "money":
            return {**base, "locked": False, "bg_color": _INPUT, "num_format": _POUNDS, "border": 1,
                "border_color": "#BFBFBF"}  # fmt: skip
        case "sum":
            return {**base, "num_format": _POUNDS, "align": "right"}
        case "quiet":
            return {**base, "font_color": _QUIET, "num_format": _POUNDS, "align": "right"}
    return base


class _Form:
    """One workbook in the making."""

    def __init__(self, book: XlsxWorkbook, form: ReturnForm) -> None:
        self.book, self.form = book, form
        self.unit = form.manifest.unit
        self.last = HEADER_ROW + len(form.manifest.prefill) + EMPTY_ROWS
        """The last row of the table of lines, from 1."""
        self._formats: dict[str, Format] = {}

    def style(self, name: str) -> Format:
        """Return the format of that name."""
        if name not in self._formats:
            properties = _properties(name)
            if self.unit == "thousands" and properties.get("num_format") == _POUNDS:
                properties["num_format"] = _THOUSANDS
            self._formats[name] = self.book.add_format(properties)
        return self._formats[name]

    def write(self) -> None:
        """Write all sheets."""
        names = ("Read me", "Lines", "Totals", "Check", "Lists", "Manifest")
        sheets = {name: self.book.add_worksheet(name) for name in names}
        self.write_lists(sheets["Lists"])
        self.write_manifest(sheets["Manifest"])
        self.write_read_me(sheets["Read me"])
        self.write_lines(sheets["Lines"])
        self.write_totals(sheets["Totals"])
        self.write_check(sheets["Check"])
        for name in names[:4]:
            sheets[name].set_landscape()
            sheets[name].set_paper(9)
            # Beside each other on one page the columns of *Lines* could not be read.
            sheets[name].fit_to_pages(2 if name == "Lines" else 1, 0 if name == "Lines" else 1)
            sheets[name].set_footer("&CPage &P of &N")
        for name in names:
            sheets[name].protect("", {"insert_rows": True, "format_cells": True, "format_columns": True,
                "format_rows": True, "sort": True})  # fmt: skip
        for name in names[4:]:
            sheets[name].very_hidden()
        sheets["Read me"].activate()

    def top(self, sheet: Worksheet, title: str, lines: tuple[str, ...], wide: int) -> int:
        """Write a title and lines of words into column A; return the next row, from 0."""
        sheet.set_column(0, 0, wide)
        size = HEADING_SIZES[1]
        sheet.set_row(0, measure.height(measure.lines(title, wide, points=size, bold=True), points=size) + 4)
        sheet.write_string(0, 0, title, self.style("heading1"))
        for number, text in enumerate(lines, 1):
            self.put_line(sheet, number, text, wide)
        return len(lines) + 1

    def put_line(self, sheet: Worksheet, row: int, text: str, wide: int) -> None:
        """Write a line of words into column A, its row as high as the wrapped text."""
        sheet.set_row(row, measure.height(measure.lines(text, wide)) + 4)
        sheet.write_string(row, 0, text, self.style("line"))

    def write_read_me(self, sheet: Worksheet) -> None:
        """Write what is asked, by when, whom to ask, and the three rules."""
        it, unit = self.form.manifest, UNIT_WORDS[self.unit]
        in_unit = "pounds (£)" if self.unit == "pounds" else "thousands of pounds (£000)"
        row = self.top(
            sheet,
            self.form.title,
            (
                f"{it.place} is counting all public money that is spent there in {it.year}. This workbook asks "
                f"{it.agency} for its part.",
                f"Please send it back by {self.form.due_words}. Ask {self.form.contact} if anything is not clear.",
            ),
            96,
        )
        parts = (
            ("What to do", (
                f"1. Lines: one row for each service or budget line, with its amount in {in_unit}. "
                + ("Last year's lines are there already: type this year's amount beside each, or leave it blank if "
                   "there is none." if it.prefill else "Only the name and the amount are needed."),
                "2. Totals: type the totals from your own ledger, so that both of us can see that nothing is missing.",
                "3. Check: it must say that your lines and your totals agree. Then save the workbook and send it back.",
            )),
            ("Three rules", (
                "Fill in the cells with a pale yellow background and a border. The others are locked, without a "
                "password, so that nothing is typed over by mistake.",
                f"All amounts are in {in_unit}. Expenditure and income are both above zero; a credit note is below "
                "zero.",
                "No names of people, please: organisations and services are all that is counted.",
            )),
            ("What we do with it", (
                "Each line is read and checked. If we have a question, you get this same workbook back with the "
                "question beside the row.",
                f"This is version {it.version} of the workbook. If you get a later version, please use that one.",
            )),
        )  # fmt: skip
        for heading, lines in parts:
            sheet.set_row(row, 30)
            sheet.write_string(row, 0, heading, self.style("heading2"))
            for number, text in enumerate(lines, 1):
                self.put_line(sheet, row + number, text, 96)
            row += len(lines) + 1
        for number, name in enumerate(("Lines", "Totals", "Check"), row):
            words = f"Go to the sheet {name}" + (f" (amounts in {unit})" if name != "Check" else "")
            sheet.write_url(number, 0, f"internal:'{name}'!A1", self.style("line"), words)

    def write_lines(self, sheet: Worksheet) -> None:
        """Write the table of lines: its headings, the prefilled rows, the rows to fill in."""
        it = self.form.manifest
        shown = " Last year stands beside." if it.prefill else ""
        self.top(
            sheet,
            f"Lines: {it.agency}, {it.place}, {it.year}",
            (
                f"One row for each line, amounts in {UNIT_WORDS[self.unit]}. Only the name and the amount are needed.",
                f"Empty cells are for you to fill in.{shown}",
                "The headings stay in view: View, Unfreeze Panes turns that off.",
            ),
            COLUMNS[0].width,
        )
        for number, column in enumerate(COLUMNS):
            sheet.set_column(number, number, column.width)
            self.write_column(sheet, number, column)
        sheet.set_row(HEADER_ROW - 1, 40)
        for number, row in enumerate(it.prefill, HEADER_ROW):
            needed = max(measure.lines(str(text), column.width - 2) for text, column in zip(row, COLUMNS, strict=True))
            if needed > 1:
                sheet.set_row(number, measure.height(needed) + 4)
        sheet.add_table(HEADER_ROW - 1, 0, self.last - 1, len(COLUMNS) - 1, {
            "name": "Lines_table", "style": "Table Style Light 1", "banded_rows": False, "autofilter": False,
            "title": "Lines", "description": f"{self.form.title}: one row for each line",
            "columns": [
                {"header": column.title(self.unit),
                    "header_format": self.style(self.head_of(column))}
                for column in COLUMNS
            ],
        })  # fmt: skip
        sheet.freeze_panes(HEADER_ROW, 0)
        sheet.repeat_rows(HEADER_ROW - 1)
        sheet.repeat_columns(0)

    def head_of(self, column: FormColumn) -> str:
        """Return how the heading of a column of *Lines* is set."""
        if column.key in ("amount", "last_year"):
            return "head_right"
        return "head" if column.key == "label" else f"{_INNER}head"

    def write_column(self, sheet: Worksheet, number: int, column: FormColumn) -> None:
        """Write the cells of one column, their list to choose from and their name."""
        words = "text" if column.key in _TEXT else "choice"
        named = {"amount": "money", "last_year": "quiet", "label": words}
        style = self.style(named.get(column.key, f"{_INNER}{words}"))
        prefill = self.form.manifest.prefill
        for row in range(HEADER_ROW, self.last):
            at = row - HEADER_ROW
            text = prefill[at][number] if at < len(prefill) else ""
            if column.key == "last_year" and text:
                sheet.write_number(row, number, int(text) / UNITS[self.unit], style)
            elif column.key == "grade" and text:
                sheet.write_number(row, number, int(text), style)
            elif text:
                sheet.write_string(row, number, text, style)
            else:
                sheet.write_blank(row, number, None, style)
        cells = f"='Lines'!${letters(number)}${HEADER_ROW + 1}:${letters(number)}${self.last}"
        self.book.define_name(f"lines_{column.key}", cells)
        if column.field:
            sheet.data_validation(HEADER_ROW, number, self.last - 1, number, self.validation(column))

    def validation(self, column: FormColumn) -> dict[str, Any]:
        """Return what may be typed into the cells of a column, and what is said when one is entered."""
        title = column.title(self.unit)[:32]
        said = {"input_title": title, "input_message": column.help.format(unit=UNIT_WORDS[self.unit])}
        if column.choices and self.form.lists[column.choices]:
            strict = column.is_strict
            return {
                **said, "validate": "list", "source": f"=list_{column.choices}",
                "error_type": "stop" if strict else "information",
                "error_title": title,
                "error_message": "Choose one from the list, or leave the cell blank." if strict
                else "That is not in the list. Keep it if it is right.",
            }  # fmt: skip
        if column.key == "amount":
            return {
                **said, "validate": "decimal", "criteria": "between", "minimum": -1e12, "maximum": 1e12,
                "error_title": title, "error_message": "Type a number, without words.",
            }  # fmt: skip
        return {**said, "validate": "any"}

    def write_totals(self, sheet: Worksheet) -> None:
        """Write the control totals that the body types."""
        unit = UNIT_WORDS[self.unit]
        row = self.top(
            sheet,
            f"Totals: {self.form.manifest.agency}, {self.form.manifest.year}",
            (
                f"Type the totals of your own ledger or accounts, in {unit}. They must agree with the lines to the "
                "penny.",
                "Leave income or capital blank only if no line is of that kind. Empty cells are for you to fill in.",
            ),
            60,
        )
        sheet.set_column(1, 1, 40)
        rows = [*((key, TOTALS[key]) for key in TOTALS), ("published", PUBLISHED), ("source", PUBLISHED_SOURCE)]
        for number, (key, words) in enumerate(rows, row + 1):
            sheet.set_row(number, 24)
            sheet.write_string(number, 0, words, self.style("line"))
            sheet.write_blank(number, 1, None, self.style("text" if key == "source" else "money"))
            self.book.define_name(f"total_{key}", f"='Totals'!$B${number + 1}")
            if key != "source":
                sheet.data_validation(number, 1, number, 1, {
                    "validate": "decimal", "criteria": "between", "minimum": -1e14, "maximum": 1e14,
                    "input_title": "Total", "input_message": f"A number in {unit}.",
                    "error_title": "Total", "error_message": "Type a number, without words.",
                })  # fmt: skip
        sheet.add_table(row, 0, row + len(rows), 1, {
            "name": "Totals_table", "style": "Table Style Light 1", "banded_rows": False, "autofilter": False,
            "title": "Totals", "description": "The totals that you type",
            "columns": [{"header": "Total", "header_format": self.style("head")},
                {"header": f"Yours ({unit})", "header_format": self.style("head")}],
        })  # fmt: skip

    def write_check(self, sheet: Worksheet) -> None:
        """Write what the lines come to against the totals, as formulas that follow what is typed."""
        row = self.top(
            sheet,
            f"Check: {self.form.manifest.agency}, {self.form.manifest.year}",
            (
                "This sheet follows what you type. Every row must say OK before you send the workbook back.",
                f"Amounts in {UNIT_WORDS[self.unit]}. [z] means that there is nothing to compare.",
            ),
            60,
        )
        income = 'SUMIFS(lines_amount,lines_flow,"income")'
        capital = (
            'SUMIFS(lines_amount,lines_cost_type,"capital")-SUMIFS(lines_amount,lines_cost_type,"capital",'
            'lines_flow,"income")'
        )
        sums = (
            ("expenditure", f"SUM(lines_amount)-{income}"), ("income", income), ("capital", capital),
        )  # fmt: skip
        unit = UNIT_WORDS[self.unit]
        # To the penny: 0.00001 of a thousand pounds.
        places = 5 if self.unit == "thousands" else 2
        heads = ("What is checked", f"Your lines ({unit})", f"Your totals ({unit})", f"Difference ({unit})", "Result")
        for number, (key, formula) in enumerate(sums, row + 1):
            line = number + 1
            sheet.write_string(number, 0, TOTALS[key], self.style("line"))
            sheet.write_formula(number, 1, f"={formula}", self.style("sum"), 0)
            sheet.write_formula(number, 2, f"=N(total_{key})", self.style("sum"), 0)
            sheet.write_formula(number, 3, f"=ROUND(B{line}-C{line},{places})", self.style("sum"), 0)
            # Income and capital may be left blank where no line is of them; expenditure never.
            is_asked = f"ISBLANK(total_{key})" if key == "expenditure" else f"AND(ISBLANK(total_{key}),B{line}<>0)"
            told = f'=IF({is_asked},"{_NO_TOTAL}",IF(D{line}=0,"OK","Differs"))'
            first = _NO_TOTAL if key == "expenditure" else "OK"
            sheet.write_formula(number, 4, told, self.style("bold"), first)
        counts = (
            ("Lines with an amount and no name",
             'COUNTIFS(lines_amount,"<>",lines_label,"")', "OK", "Name them"),
            ("Amounts that are not numbers",
             "COUNTA(lines_amount)-COUNT(lines_amount)", "OK", "Type numbers"),
            ("Expenditure below zero (credit notes)",
             'COUNTIFS(lines_amount,"<0")-COUNTIFS(lines_amount,"<0",lines_flow,"income")', "OK", "OK if credit notes"),
        )  # fmt: skip
        for number, (words, formula, good, bad) in enumerate(counts, row + 1 + len(sums)):
            sheet.write_string(number, 0, words, self.style("line"))
            sheet.write_formula(number, 1, f"={formula}", self.style("count"), 0)
            sheet.write_string(number, 2, "[z]", self.style("none"))
            sheet.write_string(number, 3, "[z]", self.style("none"))
            sheet.write_formula(number, 4, f'=IF(B{number + 1}=0,"{good}","{bad}")', self.style("bold"), good)
        sheet.set_column(1, 4, 22)
        sheet.add_table(row, 0, row + len(sums) + len(counts), len(heads) - 1, {
            "name": "Check_table", "style": "Table Style Light 1", "banded_rows": False, "autofilter": False,
            "title": "Check", "description": "Your lines against your totals",
            "columns": [
                {"header": head, "header_format": self.style(style)}
                for head, style in zip(heads, ("head", *["head_right"] * 3, f"{_INNER}head"), strict=True)
            ],
        })  # fmt: skip

    def write_lists(self, sheet: Worksheet) -> None:
        """Write what may be chosen, a column a list, each with a name."""
        for number, (key, choices) in enumerate(self.form.lists.items()):
            sheet.write_string(0, number, key, self.style("head"))
            for row, text in enumerate(choices, 1):
                if key == "grade":
                    sheet.write_number(row, number, int(text))
                else:
                    sheet.write_string(row, number, text)
            if choices:
                letter = letters(number)
                self.book.define_name(f"list_{key}", f"='Lists'!${letter}$2:${letter}${len(choices) + 1}")

    def write_manifest(self, sheet: Worksheet) -> None:
        """Write what the workbook says of itself, all of it text."""
        for number, cells in enumerate(self.form.manifest.rows()):
            for at, text in enumerate(cells):
                if text:
                    sheet.write_string(number, at, text)
