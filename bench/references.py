"""What acts are measured against, and our own acts where no verb does them alone:
small programs, each run in a process of its own."""

from __future__ import annotations

CSV_FLOOR = "import csv, sys; print(sum(1 for _ in csv.reader(open(sys.argv[1], encoding='utf-8', newline=''))))"

FIGURES = """
import sys, time; from pathlib import Path
from tpdesk.services.figures import count_of, overlap_of, year_facts
from tpdesk.models.desk import open_desk
from tpdesk.models.kept import KeptAnswers
with open_desk(Path(sys.argv[1]), read_only=True) as desk:
    def figures():
        facts = year_facts(desk, None, '2024-25')
        assert count_of(desk, facts, by='category').rows and overlap_of(desk, facts).rows
    if sys.argv[3:]: desk.kept = KeptAnswers(desk.path)
    figures()
    times = []
    for _ in range(int(sys.argv[2])):
        start = time.perf_counter(); figures(); times.append(time.perf_counter() - start)
    print(sorted(times)[len(times) // 2] if times else 0)
"""
"""Count and overlap of a year, once and then so many times warm; prints the median of the warm ones. With one word
more answers are kept, as a window keeps them."""

DUCK_MAKE = """
import sys, duckdb
duckdb.connect(sys.argv[2]).execute(
    'CREATE TABLE t AS SELECT "Payment Date" d, "Body Name" a, map.category c, "Supplier Name" s, "Description" x, '
    'CAST(CAST("Net Amount" AS DECIMAL(18, 2)) * 100 AS BIGINT) p FROM read_csv(?, header = true, all_varchar = true) f '
    'JOIN read_csv(?, header = true, all_varchar = true) map ON map.label = f."Service Area"', [sys.argv[1], sys.argv[3]])
"""  # noqa: E501

DUCK_FIGURES = """
import sys, time, duckdb
desk = duckdb.connect(sys.argv[1], read_only=True)
def figures():
    desk.execute("SELECT c, sum(p) FROM t GROUP BY 1 ORDER BY 2 DESC").fetchall()
    assert desk.execute("WITH s AS (SELECT c, a, sum(p) p FROM t GROUP BY 1, 2 HAVING sum(p) > 0) "
      "SELECT c, count(*), sum(p), max(p), sum(CAST(p AS DOUBLE) * p) / (sum(CAST(p AS DOUBLE)) * sum(CAST(p AS DOUBLE))) FROM s GROUP BY 1").fetchall()
figures()
times = []
for _ in range(int(sys.argv[2])):
    start = time.perf_counter(); figures(); times.append(time.perf_counter() - start)
print(sorted(times)[len(times) // 2] if times else 0)
"""  # noqa: E501
"""The same sums and indices, without verdicts, areas, transfers or issues."""

READER = """
import sys; from python_calamine import CalamineWorkbook
print(sum(1 for sheet in CalamineWorkbook.from_path(sys.argv[1]).sheet_names for _ in CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_name(sheet).iter_rows()))
"""  # noqa: E501

WORKBOOK = """
import csv, sys, xlsxwriter
with xlsxwriter.Workbook(sys.argv[2], {'constant_memory': True}) as book, open(sys.argv[1], encoding='utf-8', newline='') as file:
    sheet = book.add_worksheet('Payments')
    for number, row in enumerate(csv.reader(file)):
        for column, value in enumerate(row):
            (sheet.write_number if number and column == len(row) - 1 else sheet.write_string)(number, column, float(value) if number and column == len(row) - 1 else value)
"""  # noqa: E501

PLAIN_LINES = """
import sys; from pathlib import Path
import xlsxwriter
from tpdesk.services.board import board_report; from tpdesk.services.packs import details_of
from tpdesk.calc.packs.sheets.data_and_issues import line_sheets
from tpdesk.models.desk import open_desk; from tpdesk.models.lines.origin import desk_state
with open_desk(Path(sys.argv[1]), read_only=True) as desk, xlsxwriter.Workbook(sys.argv[2]) as book:
    since = desk_state(desk.connection)
    table = line_sheets('2024-25', details_of(desk, board_report(desk, None, '2024-25'), since))[0].table
    form = book.add_format({'font_name': 'Arial', 'font_size': 12, 'text_wrap': True})
    sheet = book.add_worksheet('Lines')
    for column, heading in enumerate(table.columns):
        sheet.write_string(0, column, heading.heading, form)
    for number, row in enumerate(table.streamed.rows(), 1):
        for column, (made, found) in enumerate(zip(table.streamed.values, row)):
            value = made(found)
            if isinstance(value, str): sheet.write_string(number, column, value, form)
            else: sheet.write_number(number, column, value, form)
"""
"""The cells of the sheet of lines, written by xlsxwriter alone as it stands."""

MINIMAL = """
from textual.app import App, ComposeResult
from textual.widgets import Footer, Static
class Minimal(App):
    def compose(self) -> ComposeResult:
        yield Static("A minimal application")
        yield Footer()
Minimal().run()
"""
