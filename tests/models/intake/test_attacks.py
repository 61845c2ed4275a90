"""Workbooks made to harm: far cells however they are spelt, hollow sheets, bombs of text;
and odd ones that are read."""

from __future__ import annotations

import ctypes
import re
import resource
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.deep import first_of, some_of
from tests.models.intake import attacks
from tests.models.intake.attacks import DECLARED, LINKS, MAIN, PACKAGE, prefixed, repeated, sheet, table, wide, xlsx
from tests.models.intake.reading import read, written
from tests.models.intake.test_hostile import ole_file, refused
from tpdesk.models import guard
from tpdesk.models.intake.cells import AmountProblem, parse_amount
from tpdesk.models.intake.sheet_look import FastLook, _far, _not_near, _rows_at_most, column_letters
from tpdesk.models.intake.source import open_source
from tpdesk.models.intake.zipcheck import MOST_TEXT, Budget, memory_for

ROWS = table()
PENCE = [n * 100 + 50 for n in range(1, 13)]
FAR = "XFD20000"


def with_far(spelt: str) -> str:
    """A sheet with one reference replaced."""
    return sheet(ROWS.replace('r="D5"', spelt))


@pytest.mark.parametrize(
    "spelt",
    [
        f'r="{FAR}"', f'r = "{FAR}"', f'r\t=\n"{FAR}"', f"r='{FAR}'", 'r="&#88;FD20000"', 'r="XFD2000&#48;"',
        f'r="{FAR.lower()}"', 'r="$XFD$20000"',
        f"x=' r=\"A1\"' r = \"{FAR}\"",
    ],
)  # fmt: skip
def test_a_far_cell_is_found_however_it_is_spelt(tmp_path: Path, spelt: str) -> None:
    assert "far out" in refused(xlsx(tmp_path / "a.xlsx", [with_far(spelt)]))
    assert "far out" in refused(xlsx(tmp_path / "b.xlsx", [prefixed(with_far(spelt))]))


def test_a_cell_with_two_places_is_refused(tmp_path: Path) -> None:
    part = with_far(f'r="D5" r="{FAR}"')
    assert "far out" in refused(xlsx(tmp_path / "a.xlsx", [part]))
    assert "damaged" in refused(xlsx(tmp_path / "b.xlsx", [prefixed(part)]))


@pytest.mark.parametrize(
    "part", ["xl/other/one.bin", "xl/worksheets/SHEET1.XML", "one.svg", "xl/worksheets/sheet1.xml.rels.vml"]
)
def test_a_sheet_is_looked_through_wherever_it_lies(tmp_path: Path, part: str) -> None:
    assert "far out" in refused(xlsx(tmp_path / "a.xlsx", [with_far(f'r = "{FAR}"')], parts=[part]))
    assert read(xlsx(tmp_path / "b.xlsx", [sheet(ROWS)], parts=[part]), "S1").pence == PENCE
    bomb = sheet(ROWS).replace("<worksheet", '<!DOCTYPE x [<!ENTITY a "b">]><worksheet')
    assert "document type" in refused(xlsx(tmp_path / "c.xlsx", [bomb], parts=[part]))


def test_cells_without_references_are_counted_where_they_stand(tmp_path: Path) -> None:
    bare = sheet(re.sub(r' r="[A-Z]*[0-9]+"', "", ROWS))
    assert read(xlsx(tmp_path / "a.xlsx", [bare]), "S1").pence == PENCE
    far = sheet(ROWS + '<row r="1048576"><c><v>1</v></c></row><row r="1"><c r="XFD1"><v>1</v></c></row>')
    assert "far out" in refused(xlsx(tmp_path / "b.xlsx", [far]))


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "iso-8859-1"])
def test_parts_in_other_encodings_are_read_to_the_penny_and_looked_through(tmp_path: Path, codec: str) -> None:
    def encoded(part: str) -> bytes:
        return wide(part, codec) if codec.startswith("utf") else part.replace("UTF-8", codec).encode(codec)

    found = read(xlsx(tmp_path / "a.xlsx", [encoded(sheet(ROWS.replace("Firm 3", "Café")))]), "S1")
    assert (found.pence, found.lines[2].supplier) == (PENCE, "Café")
    assert "far out" in refused(xlsx(tmp_path / "b.xlsx", [encoded(with_far(f'r="{FAR}"'))]))
    bomb = sheet(ROWS).replace("<worksheet", '<!DOCTYPE x [<!ENTITY a "b">]><worksheet')
    assert "document type" in refused(xlsx(tmp_path / "c.xlsx", [encoded(bomb)]))


def test_sheets_with_a_prefix_are_read_with_their_error_cells(tmp_path: Path) -> None:
    rows = ROWS.replace('<c r="D5"><v>4.5</v></c>', '<c r="D5" t="e"><v>#REF!</v></c>')
    for part in (sheet(rows), prefixed(sheet(rows)), sheet(rows).replace('r="D5"', 'r = "D5"')):
        found = read(xlsx(tmp_path / "a.xlsx", [part]), "S1")
        assert (len(found.pence), found.rules, found.rejects[0].value) == (11, [(5, "unreadable amount")], "#REF!")


@pytest.mark.parametrize(
    "part", ["x" + sheet(ROWS), sheet(ROWS)[:-60], with_far("r=XFD20000"), sheet(ROWS).replace("UTF-8", "utf-7"),
        sheet(ROWS).replace("UTF-8", "cp037")]
)  # fmt: skip
def test_a_sheet_that_is_no_xml_is_damaged(tmp_path: Path, part: str) -> None:
    assert "damaged" in refused(xlsx(tmp_path / "a.xlsx", [part]))


def hollow(reference: str, number: int) -> str:
    return sheet(f'{ROWS}<row r="{number}"><c r="{reference}{number}"><v>1</v></c></row>')


@pytest.mark.deep
@pytest.mark.parametrize("count", first_of([40, 4], 1, 0))
def test_sheets_that_are_each_just_under_the_bound_are_over_it_together(tmp_path: Path, count: int) -> None:
    assert "far out" in refused(xlsx(tmp_path / "a.xlsx", [hollow("I", 1_000_000)] * count))
    assert "far" in refused(xlsx(tmp_path / "b.xlsx", [hollow("Z", 99_999)] * max(count, 5)), seconds=120)


def test_what_a_part_is_called_twice_is_never_counted_twice(tmp_path: Path) -> None:
    assert "two sheets called" in refused(xlsx(tmp_path / "a.xlsx", [sheet(ROWS)] * 2, names=["Apr", "apr"]))
    spaced = xlsx(tmp_path / "e.xlsx", [sheet(ROWS)] * 2, names=["Apr", "Apr "])
    assert read(spaced, "Apr ").pence == read(spaced, "Apr").pence == PENCE
    same = xlsx(tmp_path / "b.xlsx", [sheet(ROWS)])
    with zipfile.ZipFile(same, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/worksheets/sheet1.xml", sheet(ROWS))
    assert "the same name" in refused(same)
    links = (
        f'{DECLARED}<Relationships xmlns="{PACKAGE}/relationships">'
        + "".join(f'<Relationship Id="s{n}" Type="{LINKS}/worksheet" Target="worksheets/sheet1.xml"/>' for n in (1, 2))
        + "</Relationships>"
    )
    twice = xlsx(tmp_path / "d.xlsx", [sheet(ROWS)] * 2, more={"xl/_rels/workbook.xml.rels": links})
    assert "counted twice" in refused(twice)


def test_a_sheet_outside_the_workbook_is_not_fetched(tmp_path: Path) -> None:
    links = (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="s1" Type="{LINKS}/worksheet" '
        'Target="file:///etc/hostname" TargetMode="External"/></Relationships>'
    )
    path = xlsx(tmp_path / "a.xlsx", [sheet(ROWS)], more={"xl/_rels/workbook.xml.rels": links})
    assert "damaged" in refused(path)


def test_a_list_of_sheets_without_end_and_a_tag_without_end_are_refused(tmp_path: Path) -> None:
    begin = f'<Relationships xmlns="{PACKAGE}/relationships">'
    links = repeated(begin, b" " * 1_000_000, 9, "</Relationships>")
    assert "far too long" in refused(xlsx(tmp_path / "a.xlsx", [sheet(ROWS)], more={"xl/_rels/x.xml.rels": links}))
    endless = repeated(sheet("\0").partition("\0")[0] + "<c r", b"ab " * 300_000, 5, '="A1"/></sheetData></worksheet>')
    assert "damaged" in refused(xlsx(tmp_path / "b.xlsx", [endless]))


def test_a_cell_of_ten_megabytes_is_refused_and_a_long_one_is_read(tmp_path: Path) -> None:
    huge = sheet(ROWS.replace("Firm 3", "x" * 10_000_000))
    assert f"{MOST_TEXT:,} characters" in refused(xlsx(tmp_path / "a.xlsx", [huge]))
    assert read(xlsx(tmp_path / "b.xlsx", [sheet(ROWS.replace("Firm 3", "x" * 40_000))]), "S1").pence == PENCE


@pytest.mark.parametrize("encoded", [str.encode, wide])
def test_numbers_that_no_machine_holds_are_rejected_row_by_row(tmp_path: Path, encoded: Callable[[str], bytes]) -> None:
    numbers = ["1e400", "-1e400", "9" * 400, "9" * 5_000, "1e308", "NaN", "INF", "1E999999999", "0x10"]
    more = "".join(
        attacks.row(n, ("Parks", "Firm", "02/04/2024")).removesuffix("</row>")
        + f'<c r="D{n}"><v>{number}</v></c></row>'
        for n, number in enumerate(numbers, 20)
    )
    found = read(xlsx(tmp_path / "a.xlsx", [encoded(sheet(ROWS + more))]), "S1")
    assert found.pence == PENCE
    assert {rule for _, rule in found.rules} <= {"amount out of range", "unreadable amount"}
    assert len(found.rejects) == len(numbers)


@pytest.mark.parametrize("text", ["9" * 999_999, "9" * 1_000_100, "£" + "9" * 1_000_100, "1e999"])
def test_a_text_of_a_million_digits_is_no_amount(text: str) -> None:
    with pytest.raises(AmountProblem):
        parse_amount(text)


def test_old_and_binary_workbooks_get_memory_by_their_size(tmp_path: Path) -> None:
    near, far = attacks.xls_stream([[(0, 0), (5, 3)]]), attacks.xls_stream([[(0, 0), (65_535, 255)]])
    with open_source(written(tmp_path, ole_file("Workbook", near.ljust(5_000, b"\0")), "a.xls")) as source:
        assert sum(1 for _ in source.rows()) == 6
    assert "512 MB of memory" in refused(written(tmp_path, ole_file("Workbook", far.ljust(5_000, b"\0")), "b.xls"))
    with open_source(attacks.xlsb(tmp_path / "a.xlsb", [(0, 0), (5, 3)])) as source:
        assert sum(1 for _ in source.rows()) == 6
    assert "512 MB of memory" in refused(attacks.xlsb(tmp_path / "b.xlsb", [(0, 0), (1_048_575, 16_383)]))


def test_an_ods_that_repeats_a_long_text_is_refused_and_one_in_utf_16_too(tmp_path: Path) -> None:
    text = attacks.ods(tmp_path / "a.ods", attacks.ods_row(1, times=900_000, text="x" * 10_000))
    assert "of memory" in refused(text, seconds=120)
    assert "damaged" in refused(attacks.ods(tmp_path / "b.ods", attacks.ods_row(4).encode("utf-16")))
    bomb = attacks.ods(tmp_path / "c.ods", attacks.ods_row(4), before='<!DOCTYPE x [<!ENTITY a "b">]>')
    assert "document type" in refused(bomb)


@pytest.mark.deep
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    "attack", some_of(["a long text many times", "1 GB of texts", "30,000 rows of 1,000 cells"], 3)
)
def test_books_of_many_gigabytes_end_in_words(tmp_path: Path, attack: str) -> None:
    path = tmp_path / "a.xlsx"
    texts = b"".join(b"<si><t>some text %d</t></si>" % n for n in range(20_000))
    references = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(20, 100_000))
    if attack.startswith("30,000"):
        xlsx(path, [attacks.full(30_000, 1_000)])
    elif attack.startswith("1 GB"):
        xlsx(path, [sheet(ROWS)], strings=repeated(f'<sst xmlns="{MAIN}">', texts, 1_900, "</sst>"))
    else:
        xlsx(path, [sheet(ROWS + references)], strings=f'<sst xmlns="{MAIN}"><si><t>{"y" * 100_000}</t></si></sst>')
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    words = refused(path, seconds=180)
    assert "was given up" in words
    assert "180 seconds and" in words
    assert "of memory. Save the sheet" in words
    # Neither this process nor the child took what the file asked for.
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150_000
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 2 << 20


def test_the_bounds_are_said_and_the_time_is_of_the_whole_book() -> None:
    budget = Budget(5)
    for _ in range(3):
        budget.begin()
        time.sleep(0)
        budget.spend()
    assert 4 < budget.left < 5
    words = str(budget.over(Path("a.xlsx"), memory=memory_for(10 << 20)))
    assert words == (
        "a.xlsx was given up, because it needs more than 5 seconds. It may take 5 seconds and 762 MB of memory. "
        "Save the sheet that you need as CSV and import that."
    )


def test_a_process_cannot_have_more_memory_than_it_is_bound_to() -> None:
    script = (
        "import sys\nfrom tpdesk.models.guard import bound_memory\nheld = bound_memory(300 << 20)\n"
        "try:\n    bytearray(600 << 20)\nexcept MemoryError:\n    print('refused')\nprint(held)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == (["refused", "True"] if sys.platform != "darwin" else ["False"])


def test_windows_is_told_the_bound_in_the_form_that_it_reads() -> None:
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION as winnt.h lays it out on 64 bits:
    the flags at 16, the bound at 112, 144 bytes."""
    limits = guard.job_limits(512 << 20)
    raw = bytes(limits)
    if ctypes.sizeof(ctypes.c_size_t) == 8:
        assert (len(raw), int.from_bytes(raw[16:20], "little"), int.from_bytes(raw[112:120], "little")) == (
            144,
            0x100,
            512 << 20,
        )


def test_the_pattern_of_far_references_leaves_none_out() -> None:
    numbers = [*range(1, 60), 699, 700, 701, 702, 703, 704, 1_000, 16_383, 16_384, 18_277, 18_278]
    for last in numbers:
        beyond = _far(last, rows=False)
        assert [n for n in numbers if beyond.search(f' r="{column_letters(n)}7"'.encode())] == [
            n for n in numbers if n > last
        ]
        second = _not_near(last)
        assert [n for n in numbers if second.search(f'<cols/><c r="{column_letters(n)}99999">'.encode())] == [
            n for n in numbers if n > last
        ]


def test_the_pattern_of_near_references_knows_the_last_row() -> None:
    lasts = (99_999, 199_999, 299_999, 899_999, 999_999, 1_099_999, 9_999_999)
    rows = sorted({1, *lasts, *(last + 1 for last in lasts[:-1]), 456_789, 2_000_000})
    for last in lasts:
        assert _rows_at_most(last) == last
        assert [row for row in rows if _not_near(3, last).search(f'<c r="C{row}"/>'.encode())] == [
            row for row in rows if row > last
        ]
    assert [_rows_at_most(row) for row in (0, 100_000, 456_789, 1_048_576, 1_100_000)] == [
        99_999, 199_999, 499_999, 1_099_999, 9_999_999,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "reach"),
    [
        ('<c r="D2"/>', (99_999, 4, False)), ('<c s="1" r="D2"/>', (99_999, 4, False)),
        ('<c r="E2"/>', (99_999, 5, False)), ('<c s="1" r="XFD2"/>', (99_999, 16_384, False)),
        ('<c r="A100000"/>', (199_999, 4, False)), ('<c t="n" r="A1048576"/>', (1_099_999, 4, False)),
        ('<c  r = "A2"/>', (99_999, 4, True)), ('<c r="A02"/>', (99_999, 4, True)), ("<c/>", (99_999, 4, True)),
        ("<c>", (99_999, 4, True)), ('<c\tr="A2"/>', (99_999, 4, True)), ('<x:c r="A2"/>', (99_999, 4, True)),
        ("<c r='A2'/>", (99_999, 4, True)), ('<c r="a2"/>', (99_999, 4, True)),
        ('<cfRule r="A2"/>', (99_999, 4, False)),
    ],
)  # fmt: skip
def test_one_cell_among_many_plain_ones_is_looked_at_again(cell: str, reach: tuple[int, int, bool]) -> None:
    look = FastLook()
    plain = "".join(f'<row r="{n}"><c r="A{n}"/><c r="D{n}"/></row>' for n in range(1, 9))
    for part in (sheet(plain).removesuffix("</sheetData></worksheet>"), cell, plain, "</sheetData></worksheet>"):
        look.feed(part.encode("utf-8"))
    look.finish(is_sheet=True)
    assert (look.rows, look.columns, look.is_odd) == reach


@pytest.mark.parametrize("size", [1, 7, 63, 1_000])
def test_the_fast_look_sees_the_same_however_the_bytes_are_cut(size: int) -> None:
    data = sheet(ROWS + '<row r="200000"><c r="ABC200000" t="e"><v>#N/A</v></c></row>').encode("utf-8")
    look = FastLook()
    for at in range(0, len(data), size):
        look.feed(data[at : at + size])
    look.finish(is_sheet=True)
    assert (look.cells, look.rows, look.columns, look.is_odd) == (4 * 13 + 1, 299_999, 731, False)
    assert look.errors == {(200_000, 730): "#N/A"}
