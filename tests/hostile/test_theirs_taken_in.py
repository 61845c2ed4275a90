"""Desks of others in `merge` and `restore`: tampered, foreign, broken at random or through links.
Refused in words with ours byte for byte the same, or safe."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import struct
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.cli.verbs import Verb
from tests.deep import first_of
from tests.hostile.payloads import UNSAFE
from tests.hostile.test_foreign_desks import FOREIGN, rewrite, spoil

AFTER = (["check"], ["place", "list"], ["history"], ["place", "add", "Zed"], ["undo"], ["undo"], ["redo"])
"""What a desk still does once theirs is in it."""


@pytest.fixture
def ours(tmp_path: Path) -> Verb:
    """A small desk of one's own."""
    verb = Verb(tmp_path / "ours.tpdesk")
    verb.good("place", "add", "Shire")
    verb.good("agency", "add", "Council", "--place", "Shire")
    (tmp_path / "a.csv").write_text("Date,Service,Amount\n01/05/2024,Bins,5.00\n", encoding="utf-8")
    verb.good("import", tmp_path / "a.csv", "--agency", "Council")
    return verb


@pytest.fixture
def theirs(rich_original: Path, tmp_path: Path) -> Verb:
    """The sample desk, as somebody would send it."""
    return Verb(Path(shutil.copyfile(rich_original, tmp_path / "theirs.tpdesk")))


def safe(ours: Verb, file: Path) -> set[str]:
    """Try both verbs on ours with the file; return which of them refused it."""
    refusing = set()
    own = ours.desk.read_bytes()
    for words in (["merge", file, "--dry-run"], ["merge", file], ["restore", file]):
        told = ours(*words)
        assert told.exit_code in (0, 1, 2, 3, 4), (words, told.err)
        assert not UNSAFE.search((told.out + told.err).replace("\n", "")), words
        if told.exit_code or "--dry-run" in words:
            assert ours.desk.read_bytes() == own, words
        if told.exit_code:
            assert len(told.err) > 40, told.err
            refusing.add(str(words[0]))
            continue
        for look in AFTER if "--dry-run" not in words else ():
            done = ours.words(*look)
            # An undo may have nothing left to take back.
            assert done.exit_code in ((0,) if look[0] in ("check", "place", "history") else (0, 2)), (words, look, done)
            assert not UNSAFE.search((done.out + done.err).replace("\n", "")), (words, look)
        ours.desk.write_bytes(own)
    return refusing


def without_triggers(verb: Verb, *statements: str | tuple[str, object]) -> None:
    """Run SQL on the file with every protection off, the history's too, and put the triggers back."""
    connection = sqlite3.connect(verb.desk, isolation_level=None)
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("PRAGMA ignore_check_constraints = ON")
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        connection.execute(f'DROP TRIGGER "{name}"')
    for statement in statements:
        sql, *values = (statement,) if isinstance(statement, str) else statement
        connection.execute(sql, values)
    for _, sql in triggers:
        connection.execute(sql)
    connection.close()


@pytest.mark.parametrize("what", first_of(list(FOREIGN), 2))
def test_programs_and_tables_that_are_not_ours(ours: Verb, theirs: Verb, what: str) -> None:
    spoil(theirs, *FOREIGN[what])
    assert safe(ours, theirs.desk) == {"merge", "restore"}


@pytest.mark.parametrize("pragma", ["user_version = 1", "user_version = 999", "application_id = 7"])
def test_another_version_and_another_program(ours: Verb, theirs: Verb, pragma: str) -> None:
    spoil(theirs, f"PRAGMA {pragma}")
    assert safe(ours, theirs.desk) == {"merge", "restore"}


BROKEN: dict[str, tuple[str, ...]] = {
    "a deep dive below itself": ("UPDATE deep_dive SET parent = id",),
    "a line split off itself": ("UPDATE spend SET part_of = id WHERE id = (SELECT max(id) FROM spend)",),
    "two lines split off each other": ("UPDATE spend SET part_of = 3 - id WHERE id IN (1, 2)",),
    "a line with a number below 1": ("UPDATE spend SET id = -5 WHERE id = (SELECT max(id) FROM spend)",),
    "an organisation that is gone": ("DELETE FROM agency WHERE id = 2",),
    "a layout of brackets": ("UPDATE batch_sheet SET layout = printf('%.*c', 100000, '[')",),
    "an undo log that is none": ("UPDATE undo_change SET image = '{[', record = 'place; DROP TABLE place'",),
    "a name of 2 MB": ("UPDATE place SET name = printf('%.*c', 2000000, 'W') WHERE id = 1",),
    "amounts that are not those of the file": ("UPDATE spend SET amount_pence = amount_pence + 1",),
}
WHOLE: dict[str, tuple[str, ...]] = {
    "categories below each other": ("UPDATE category SET parent = '02' WHERE code = '01'",
        "UPDATE category SET parent = '01' WHERE code = '02'"),
    "a category below itself": ("UPDATE category SET parent = code WHERE code = '01.1'",),
    "a name of 20,000 letters": ("UPDATE place SET name = printf('%.*c', 20000, 'W') WHERE id = 1",),
    "a zero byte in a name": ("UPDATE supplier SET text = 'a' || char(0) || 'b' WHERE id = 1",),
    "escape sequences": (("UPDATE place SET note = char(27) || '[2J' || char(155) || '2J', theme = '[/b][red]' || "
                          "char(27) || ']0;x' || char(7)"),),
    "the last number there is": ("INSERT INTO place (id, name, folded) VALUES (9223372036854775807, 'Max', 'max')",),
    "a file in WAL": ("PRAGMA journal_mode = WAL",),
    "a page of another size": ("PRAGMA page_size = 512", "VACUUM"),
}  # fmt: skip


@pytest.mark.parametrize("what", first_of(list(BROKEN)))
def test_records_that_do_not_fit_together_are_refused_by_both(ours: Verb, theirs: Verb, what: str) -> None:
    without_triggers(theirs, *BROKEN[what])
    refusing = safe(ours, theirs.desk)
    assert refusing == {"merge", "restore"}


@pytest.mark.deep
@pytest.mark.parametrize("what", first_of(list(WHOLE)))
def test_records_that_are_odd_do_no_harm(ours: Verb, theirs: Verb, what: str) -> None:
    without_triggers(theirs, *WHOLE[what])
    safe(ours, theirs.desk)


def columns(desk: Path) -> list[tuple[str, str, str]]:
    """Return (table, column, type) of every column in which the desk holds something."""
    connection = sqlite3.connect(desk)
    tables = [
        name
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        if not name.startswith("sqlite_") and connection.execute(f'SELECT 1 FROM "{name}"').fetchone()
    ]
    found = [(table, row[1], row[2]) for table in tables for row in connection.execute(f'PRAGMA table_info("{table}")')]
    connection.close()
    return found


@pytest.mark.parametrize("seed", first_of(list(range(40)), 2, 8))
def test_a_text_that_is_no_text_and_a_number_at_the_edge(ours: Verb, theirs: Verb, seed: int) -> None:
    chance = random.Random(seed)
    table, column, kind = chance.choice(columns(theirs.desk))
    value: object = b"\xff\xfe\x1b" if kind == "TEXT" else chance.choice([2**63 - 1, -(2**63), -5])
    put = "CAST(? AS TEXT)" if kind == "TEXT" else "?"
    row = f'(SELECT min(rowid) FROM "{table}")'
    try:
        without_triggers(theirs, (f'UPDATE "{table}" SET "{column}" = {put} WHERE rowid = {row}', value))
    except sqlite3.OperationalError:
        # A table without numbers of its rows: all of them then, where they may be alike.
        return
    refusing = safe(ours, theirs.desk)
    # The folded form of a name is made anew from the name in a merge.
    assert kind != "TEXT" or refusing == {"merge", "restore"} or (column, refusing) == ("folded", {"restore"}), column


@pytest.mark.parametrize("table", first_of(["place", "agency", "supplier", "note", "audit", "batch", "label_map"]))
def test_blobs_where_texts_belong(ours: Verb, theirs: Verb, table: str) -> None:
    spoil(theirs, *rewrite(table, ") STRICT", ")"))
    texts = [column for name, column, kind in columns(theirs.desk) if (name, kind) == (table, "TEXT")]
    without_triggers(theirs, *(f'UPDATE "{table}" SET "{column}" = X\'1b5b324a\'' for column in texts[-1:]))
    connection = sqlite3.connect(theirs.desk, isolation_level=None)
    sql = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0]
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = ?", (sql + " STRICT", table))
    connection.execute("PRAGMA schema_version = 90001")
    connection.close()
    assert safe(ours, theirs.desk) == {"merge", "restore"}


def spoilt(data: bytes, chance: random.Random) -> Iterable[tuple[int, bytes]]:
    """Yield (place, bytes) of what is written over a file."""
    how = chance.choice(["a bit", "bytes", "zeros", "a page over another"])
    at = chance.randrange(len(data))
    if how == "a bit":
        yield at, bytes([data[at] ^ 1 << chance.randrange(8)])
    elif how == "bytes":
        for _ in range(chance.randrange(2, 400)):
            yield chance.randrange(len(data)), bytes([chance.randrange(256)])
    elif how == "zeros":
        yield at, bytes(min(chance.randrange(1, 9_000), len(data) - at))
    else:
        one, other = (8_192 * chance.randrange(len(data) // 8_192) for _ in range(2))
        yield one, data[other : other + 8_192]


@pytest.mark.parametrize("seed", first_of(list(range(40)), 2, 8))
def test_bytes_changed_at_random(ours: Verb, theirs: Verb, seed: int) -> None:
    data = bytearray(theirs.desk.read_bytes())
    for at, new in spoilt(bytes(data), random.Random(seed)):
        data[at : at + len(new)] = new
    theirs.desk.write_bytes(data)
    safe(ours, theirs.desk)


@pytest.mark.parametrize("part", first_of([0.0, 0.5, 0.01, 0.1, 0.3, 0.7, 0.9, 0.99], 2))
def test_a_file_cut_short(ours: Verb, theirs: Verb, part: float) -> None:
    data = theirs.desk.read_bytes()
    theirs.desk.write_bytes(data[: int(len(data) * part)])
    assert safe(ours, theirs.desk) == {"merge", "restore"}


@pytest.mark.deep
@pytest.mark.skipif(os.name == "nt", reason="Windows asks for a right to make links")
def test_links_pipes_and_devices(ours: Verb, theirs: Verb, tmp_path: Path) -> None:
    link = tmp_path / "link.tpdesk"
    link.symlink_to(theirs.desk)
    assert safe(ours, link) == set()
    for n, target in enumerate(("loop.tpdesk", "/dev/zero", "/proc/kmsg", str(tmp_path), "nowhere.tpdesk")):
        odd = tmp_path / ("loop.tpdesk" if target.startswith("loop") else f"odd{n}.tpdesk")
        odd.symlink_to(target)
        assert safe(ours, odd) == {"merge", "restore"}, target
    os.mkfifo(tmp_path / "pipe.tpdesk")
    assert safe(ours, tmp_path / "pipe.tpdesk") == {"merge", "restore"}
    own = tmp_path / "own.tpdesk"
    own.hardlink_to(ours.desk)
    assert ours("restore", own).exit_code == 2


def journal_that_names(file: Path, name: bytes) -> bytes:
    """A journal that SQLite plays back, and then deletes the file that it names."""
    page = 8_192
    magic = bytes.fromhex("d9d505f920a163d7")
    head = (magic + struct.pack(">IIIII", 0, 1, file.stat().st_size // page, 512, page)).ljust(512, b"\0")
    return head + struct.pack(">I", 0x40000000 // page + 1) + name + struct.pack(">II", len(name), sum(name)) + magic


def test_a_journal_sent_along_deletes_no_file_of_ours(ours: Verb, theirs: Verb, tmp_path: Path) -> None:
    """SQLite's own rule for acts over two files; no act of ours makes such a journal."""
    ours_too = tmp_path / "thesis.docx"
    ours_too.write_text("years of work", encoding="utf-8")
    journal = theirs.desk.with_name("theirs.tpdesk-journal")
    journal.write_bytes(journal_that_names(theirs.desk, os.fsencode(ours_too)))
    assert safe(ours, theirs.desk) == {"merge", "restore"}
    for words in (["place", "list"], ["place", "add", "X"], ["check"], ["salvage", "--out", tmp_path / "out.tpdesk"]):
        told = theirs(*words)
        assert told.exit_code == 4, (words, told.err)
        assert "thesis.docx" in told.err
    assert ours_too.read_text(encoding="utf-8") == "years of work"
    assert journal.exists()


def test_a_journal_of_sqlites_own_name_is_played_back(theirs: Verb) -> None:
    named = theirs.desk.with_name("theirs.tpdesk-mj00000000")
    theirs.desk.with_name("theirs.tpdesk-journal").write_bytes(journal_that_names(theirs.desk, os.fsencode(named)))
    assert theirs("place", "list").exit_code == 0
