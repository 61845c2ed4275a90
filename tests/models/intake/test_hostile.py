"""Files that are broken, locked or meant to harm: each is refused in words, and no child process is left behind."""

from __future__ import annotations

import contextlib
import io
import os
import random
import select
import subprocess
import sys
import textwrap
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import openpyxl
import pytest

from tests.models.intake.reading import written
from tpdesk.errors import InputProblem
from tpdesk.models import guard
from tpdesk.models.intake import workbook as workbook_module
from tpdesk.models.intake import zipcheck
from tpdesk.models.intake.source import open_source
from tpdesk.models.intake.workbook_process import WorkbookProcess, reading_ahead

SHEET_XML = "xl/worksheets/sheet1.xml"


def workbook(rows: Sequence[Sequence[object]] | None = None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows or [["Supplier", "Amount"], ["A Ltd", 1.5]]:
        sheet.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def changed(data: bytes, change: Callable[[str, bytes], bytes | None], extra: dict[str, bytes] | None = None) -> bytes:
    """Return the zip with each entry changed (None drops it) and some added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            kept = change(name, old.read(name))
            if kept is not None:
                new.writestr(name, kept)
        for name, content in (extra or {}).items():
            new.writestr(name, content)
    return stream.getvalue()


def refused(path: Path, seconds: float = 20) -> str:
    """Return the words with which the file is refused, at opening or while it is read."""
    with pytest.raises(InputProblem) as caught, open_source(path, seconds=seconds) as source:  # noqa: PT012
        for sheet in source.sheets:
            for _ in source.rows(sheet):
                pass
    return str(caught.value)


@pytest.fixture(autouse=True)
def no_child_is_left() -> Iterator[None]:
    yield
    if sys.platform == "linux":
        me = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
        if me.exists():
            lines = [Path(f"/proc/{pid}/cmdline").read_bytes() for pid in me.read_text(encoding="ascii").split()]
            assert not [line for line in lines if b"workbook_child" in line]


def test_missing_folder_and_empty(tmp_path: Path) -> None:
    assert "no file" in refused(tmp_path / "none.csv")
    assert "folder" in refused(tmp_path)
    assert "empty" in refused(written(tmp_path, b""))
    assert "empty" in refused(written(tmp_path, b"\xef\xbb\xbf \r\n,,,\r\n;;\r\n"))


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.pdf", b"%PDF-1.7\n...", "PDF"),
        ("a.csv", b"%PDF-1.7\n...", "PDF"),
        ("a.json", b'{"rows": [1, 2]}', "JSON"),
        ("a.json", b'[\n  {\n"a": 1}]', "JSON"),
        ("a.xls", b"<html><table><tr><td>1</td></tr></table></html>", "web page"),
        ("a.xls", b"<?xml version='1.0'?><Workbook/>", "XML"),
        ("a.gz", b"\x1f\x8b\x08\x00rest", "gzip"),
        ("a.png", b"\x89PNG\r\n\x1a\n", "picture"),
        ("a.rtf", b"{\\rtf1 hello}", "word-processor"),
        ("a.db", b"SQLite format 3\x00" + b"\x00" * 90, "database"),
    ],
)
def test_other_kinds_are_named_whatever_the_file_is_called(
    tmp_path: Path, name: str, content: bytes, word: str
) -> None:
    assert word in refused(written(tmp_path, content, name))


def test_binary_is_refused_as_binary(tmp_path: Path) -> None:
    assert "binary" in refused(written(tmp_path, random.Random(1).randbytes(50_000)))
    assert "binary" in refused(written(tmp_path, b"a,b\n" + b"\x00" * 5_000))


def test_a_single_line_of_ten_megabytes_is_refused_and_quotes_without_end_too(tmp_path: Path) -> None:
    assert "line" in refused(written(tmp_path, b"a," * 5_000_000))
    assert "line" in refused(written(tmp_path, b'"' * 10_000_001))


def test_deep_quotes_over_many_lines_come_to_an_end(tmp_path: Path) -> None:
    path = written(tmp_path, b'a,b,c\n"' + b'x"",""\n' * 60_000)
    with open_source(path) as source:
        assert sum(1 for _ in source.rows()) > 50_000


def test_a_document_and_a_zip_of_other_things(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w/>")
    assert "document" in refused(written(tmp_path, stream.getvalue(), "a.xlsx"))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("spend.csv", "a,b\n1,2\n")
    assert "unpack" in refused(written(tmp_path, stream.getvalue(), "a.zip"))


def test_a_workbook_is_known_by_its_content(tmp_path: Path) -> None:
    with open_source(written(tmp_path, workbook(), "spend.csv")) as source:
        assert source.kind == "xlsx"
        assert [cells for _, cells in source.rows("Sheet")] == [["Supplier", "Amount"], ["A Ltd", 1.5]]
    with open_source(written(tmp_path, "Supplier,Amount\nA Ltd,1.5\n", "spend.xlsx")) as source:
        assert source.kind == "csv"


@pytest.mark.parametrize("keep", [30, 400, -40, -400])
def test_a_truncated_workbook_is_damaged(tmp_path: Path, keep: int) -> None:
    assert "damaged" in refused(written(tmp_path, workbook()[:keep], "a.xlsx"))


def test_bytes_turned_over_never_end_in_a_traceback(tmp_path: Path) -> None:
    good, chance = workbook(), random.Random(7)
    for _ in range(40):
        bad = bytearray(good)
        for _ in range(3):
            bad[chance.randrange(len(bad))] ^= 1 << chance.randrange(8)
        # Whatever was hit, it is either read or refused in words: anything else would fail here.
        with (
            contextlib.suppress(InputProblem),
            open_source(written(tmp_path, bytes(bad), "a.xlsx"), seconds=20) as source,
        ):
            for sheet in source.sheets:
                assert all(number > 0 for number, _ in source.rows(sheet))


def test_a_workbook_without_a_cell_is_empty(tmp_path: Path) -> None:
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    assert "empty" in refused(written(tmp_path, stream.getvalue(), "a.xlsx"))


def test_a_cell_far_out_is_refused_before_anything_makes_room_for_it(tmp_path: Path) -> None:
    def far(reference: bytes) -> Callable[[str, bytes], bytes | None]:
        return lambda name, content: (
            content.replace(b'r="B2"', b'r="' + reference + b'"') if name == SHEET_XML else content
        )

    for reference in (b"XFD1048576", b"ZZ999999", b"XFD20000", b"A99999999"):
        assert "far out" in refused(written(tmp_path, changed(workbook(), far(reference)), "a.xlsx"))


def test_a_wide_or_long_sheet_that_is_full_is_no_hostile_one(tmp_path: Path) -> None:
    wide = workbook([[f"c{n}" for n in range(800)]] + [[1] * 800] * 30)
    with open_source(written(tmp_path, wide, "a.xlsx")) as source:
        assert len(next(iter(source.rows("Sheet")))[1]) == 800


def test_an_ods_that_repeats_a_cell_over_the_whole_sheet_is_refused(tmp_path: Path) -> None:
    cell = '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/>'
    names = 'xmlns:office="urn:o" xmlns:table="urn:t"'
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    content = (
        f'<office:document-content {names}><table:table table:name="S">{row}</table:table></office:document-content>'
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    assert "repeats a cell" in refused(written(tmp_path, stream.getvalue(), "a.ods"))


def test_a_zip_bomb_is_refused_while_it_inflates(tmp_path: Path) -> None:
    bomb = changed(workbook(), lambda _, content: content, {"xl/media/x.xml": b" " * (zipcheck.RATIO_FROM + (8 << 20))})
    assert len(bomb) < 1 << 20
    assert "zip bomb" in refused(written(tmp_path, bomb, "a.xlsx"))


def test_an_entity_bomb_is_refused(tmp_path: Path) -> None:
    def entities(name: str, content: bytes) -> bytes:
        if name != SHEET_XML:
            return content
        return b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + content

    assert "document type" in refused(written(tmp_path, changed(workbook(), entities), "a.xlsx"))


def test_a_child_that_began_ahead_is_asked_nothing_of_a_workbook_that_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(
        tmp_path,
        changed(workbook(), lambda name, content: b"<!DOCTYPE x>" + content if name == SHEET_XML else content),
        "a.xlsx",
    )
    asked: list[str] = []
    monkeypatch.setattr(WorkbookProcess, "ask", lambda _, line: asked.append(line))
    with reading_ahead(path):
        assert "document type" in refused(path)
    assert not asked


@pytest.mark.parametrize("is_begun_first", [False, True])
def test_the_rows_are_the_same_whether_the_child_began_ahead_or_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_begun_first: bool
) -> None:
    path = written(tmp_path, workbook(), "a.xlsx")
    with reading_ahead(path) if is_begun_first else contextlib.nullcontext(), open_source(path) as source:
        ahead = list(source.rows())
    monkeypatch.setattr(guard, "keeps_memory_bounds", lambda: False)
    with reading_ahead(path), open_source(path) as source:
        assert list(source.rows()) == ahead


def test_no_child_begins_ahead_with_what_declares_a_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipcheck, "RATIO_FROM", 1 << 20)
    bomb = {"xl/media/image1.png": b"\x00" * (2 << 20)}
    path = written(tmp_path, changed(workbook(), lambda _, content: content, bomb), "a.xlsx")
    assert zipcheck.memory_ahead(path) is None
    assert zipcheck.memory_ahead(written(tmp_path, workbook(), "b.xlsx")) is not None
    begun: list[bool] = []
    monkeypatch.setattr(WorkbookProcess, "begin", lambda *_, ahead, **__: begun.append(ahead))
    with reading_ahead(path):
        assert "bomb" in refused(path)
    assert not begun


def test_a_child_that_nobody_took_is_ended(tmp_path: Path) -> None:
    for name, content in (("a.xlsx", workbook()), ("b.xlsx", b"PK\x03\x04"), ("c.csv", b"a,b\n")):
        with reading_ahead(written(tmp_path, content, name)):
            pass


@pytest.mark.parametrize("name", ["../../evil.xml", "/etc/evil.xml", "C:/evil.xml", "xl\\..\\..\\evil.xml"])
def test_names_that_point_outside_are_refused(tmp_path: Path, name: str) -> None:
    assert "outside" in refused(
        written(tmp_path, changed(workbook(), lambda _, content: content, {name: b"x"}), "a.xlsx")
    )


def test_an_archive_of_very_many_parts_is_refused(tmp_path: Path) -> None:
    extra = {f"xl/p{n}": b"" for n in range(zipcheck.MOST_ENTRIES + 1)}
    assert "parts" in refused(written(tmp_path, changed(workbook(), lambda _, content: content, extra), "a.xlsx"))


def test_passwords_are_named_as_the_reason(tmp_path: Path) -> None:
    assert "password" in refused(written(tmp_path, ole_file("EncryptedPackage", b"\x00" * 5000), "a.xlsx"))
    locked = b"\x09\x08\x04\x00\x00\x06\x05\x00" + b"\x2f\x00\x02\x00\x01\x00" + b"\x00" * 5000
    assert "password" in refused(written(tmp_path, ole_file("Workbook", locked), "a.xls"))
    data = bytearray(changed(workbook(), lambda _, content: content))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    assert "password" in refused(written(tmp_path, bytes(data), "a.xlsx"))


def test_an_old_document_is_no_spreadsheet(tmp_path: Path) -> None:
    assert "no spreadsheet" in refused(written(tmp_path, ole_file("WordDocument", b"\x00" * 5000), "a.xls"))
    assert "damaged" in refused(written(tmp_path, ole_file("Workbook", b"\x00" * 5000)[:700], "a.xls"))


def ole_file(stream: str, content: bytes) -> bytes:
    """Return an OLE2 file with one stream ([MS-CFB] 2.2):
    a header, one sector of FAT, one of directory, then the stream."""
    sectors = -(-len(content) // 512)
    fat = [0xFFFFFFFD, 0xFFFFFFFE] + [n + 3 for n in range(sectors - 1)] + [0xFFFFFFFE]
    fat += [0xFFFFFFFF] * (128 - len(fat))
    header = bytearray(512)
    header[0:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    for at, size, value in (
        (24, 2, 0x3E),
        (26, 2, 3),
        (28, 2, 0xFFFE),
        (30, 2, 9),
        (32, 2, 6),
        (44, 4, 1),
        (48, 4, 1),
        (56, 4, 4096),
        (60, 4, 0xFFFFFFFE),
        (68, 4, 0xFFFFFFFE),
    ):
        header[at : at + size] = value.to_bytes(size, "little")
    header[76:512] = b"\xff" * 436
    header[76:80] = b"\x00" * 4

    def entry(name: str, kind: int, start: int, size: int, child: int) -> bytes:
        raw = (name + "\0").encode("utf-16-le")
        links = b"\xff" * 8 + child.to_bytes(4, "little")
        return (
            raw.ljust(64, b"\0")
            + len(raw).to_bytes(2, "little")
            + bytes([kind, 1])
            + links
            + b"\0" * 36
            + start.to_bytes(4, "little")
            + size.to_bytes(8, "little")
        )

    directory = entry("Root Entry", 5, 0xFFFFFFFE, 0, 1) + entry(stream, 2, 2, len(content), 0xFFFFFFFF) + b"\0" * 256
    table = b"".join(number.to_bytes(4, "little") for number in fat)
    return bytes(header) + table + directory + content.ljust(sectors * 512, b"\0")


@pytest.mark.deep
def test_a_child_that_takes_too_long_ends_itself(tmp_path: Path) -> None:
    path = written(tmp_path, workbook([["Supplier", "Amount"]] + [[f"Firm {n}", n] for n in range(40_000)]), "a.xlsx")
    assert "given up" in refused(path, seconds=0.001)


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="this system has no way to wait for another's child")
def test_the_child_dies_with_its_parent(tmp_path: Path) -> None:
    path = written(tmp_path, workbook(), "a.xlsx")
    script = textwrap.dedent(
        f"""
        import os, sys
        from tpdesk.models.intake.source import open_source
        source = open_source({str(path)!r})
        print(source._child.process.pid, flush=True)
        os._exit(9)
        """
    )
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=False, encoding="utf-8"
    )
    pid = int(done.stdout)
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    ended, _, _ = select.select([handle], [], [], 30)
    os.close(handle)
    assert ended, "the child outlived its parent"


def test_the_child_loads_nothing_of_tpdesk_but_what_bounds_its_memory() -> None:
    script = (
        "import runpy, sys\n"
        "sys.argv = ['child']\n"
        f"found = runpy.run_path({str(Path(workbook_module.__file__).with_name('workbook_child.py'))!r}, "
        "run_name='child')\n"
        "from tpdesk.models.guard import bound_memory\n"
        "print(' '.join(sorted(name for name in sys.modules if name.startswith(('tpdesk', 'textual', 'sqlite3')))))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, encoding="utf-8")
    assert done.stdout.split() == ["tpdesk", "tpdesk.models", "tpdesk.models.guard"]
