"""Salvage: what can be read of a damaged desk is in a new one, and nothing that a flipped byte
does is ever a traceback."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from tests.cli.verbs import Told, Verb, run
from tests.deep import some_of
from tests.killed import make_old
from tpdesk.errors import Cancelled, DeskFileProblem, Locked, UsageProblem
from tpdesk.models import schema
from tpdesk.models.desk import open_desk
from tpdesk.models.keeping.check import check_desk
from tpdesk.models.keeping.salvage import NOT_BROUGHT, salvage
from tpdesk.models.keeping.salvage_rows import Salvage, TableSalvage

pytestmark = pytest.mark.deep

HERE = ("--place", "Lancashire", "--year", "2024-25")
VERBS = (("check",), ("count", *HERE), ("overlap", *HERE, "--level", "4"), ("history",), ("batch", "list"))


@pytest.fixture(scope="module")
def payments_file(sample_original: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample desk with two lists of payments: suppliers, descriptions, rejected rows."""
    folder = tmp_path_factory.mktemp("payments")
    verb = Verb(folder / "payments.tpdesk")
    shutil.copyfile(sample_original, verb.desk)
    chance = random.Random(11)
    for month in (4, 5):
        file = folder / f"payments {month}.csv"
        rows = (
            f"{chance.randint(1, 28):02d}/0{month}/2024,Supplier {chance.randint(1, 90)},Item "
            f"{chance.randint(1, 300)} for the "
            f"works,{chance.choice(('Waste', 'Parks', 'ICT'))},"
            f"{chance.randint(100, 90_000)}.{chance.randint(0, 99):02d}\n"
            for _ in range(600)
        )
        file.write_text(
            "Date,Supplier,Description,Service,Amount\n" + "".join(rows) + "01/04/2024,Nobody,,Waste,abc\n",
            encoding="utf-8",
            newline="",
        )
        verb("import", file, "--place", "Lancashire", "--agency", "Hyndburn", "--year", "2024-25")
    return verb.desk


@pytest.fixture
def damaged(payments_file: Path, tmp_path: Path) -> Path:
    """A copy of it, for a test to damage."""
    copy = tmp_path / "damaged.tpdesk"
    shutil.copyfile(payments_file, copy)
    return copy


def rows(path: Path, table: str) -> list[str]:
    """Return the rows of a table as texts, sorted."""
    connection = sqlite3.connect(path)
    try:
        return sorted(map(repr, connection.execute(f'SELECT * FROM "{table}"')))
    finally:
        connection.close()


def root(path: Path, table: str) -> int:
    """Return the page at the root of the table: the whole table where it is small."""
    connection = sqlite3.connect(path)
    try:
        return int(connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0])
    finally:
        connection.close()


def overwrite_all(path: Path, table: str) -> None:
    """Put nothing where every page of the table is: its root and what that leads to."""
    first = root(path, table)
    page = path.read_bytes()[(first - 1) * 8192 : first * 8192]
    below: list[int] = []
    if page[0] == 5:  # an inner page: of each cell the first four bytes name a page, as do those at 8
        cells = [int.from_bytes(page[at : at + 2]) for at in range(12, 12 + 2 * int.from_bytes(page[3:5]), 2)]
        below = [int.from_bytes(page[at : at + 4]) for at in (8, *cells)]
    for number in (first, *below):
        overwrite(path, number)


def overwrite(path: Path, page: int, content: bytes = bytes(8192)) -> None:
    """Put `content` where the page begins."""
    whole = bytearray(path.read_bytes())
    whole[(page - 1) * 8192 : (page - 1) * 8192 + len(content)] = content
    path.write_bytes(whole)


def table(result: Salvage, name: str) -> TableSalvage:
    """Return what became of that table."""
    return next(item for item in result.tables if item.table == name)


def wrong(path: Path) -> list[str]:
    """Return what `check` finds in the desk."""
    with open_desk(path, read_only=True) as desk:
        return [problem for item in check_desk(desk.connection) for problem in item.problems]


def test_a_sound_desk_comes_over_whole(damaged: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.tpdesk"
    before = damaged.read_bytes()
    result = salvage(damaged, out)
    assert result.whole
    assert damaged.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["damaged.tpdesk", "out.tpdesk"]
    assert result.lines == result.lines_expected == len(rows(damaged, "spend"))
    assert result.pence == result.pence_expected
    for item in result.tables:
        if item.table == "audit":
            new = [row for row in rows(out, "audit") if row not in rows(damaged, "audit")]
            assert len(new) == 1
            assert "'salvage', 'damaged.tpdesk'" in new[0]
        else:
            assert rows(out, item.table) == rows(damaged, item.table), item.table
    for name in ("cube", "cube_batch", "cube_side"):
        assert rows(out, name) == rows(damaged, name)
    assert wrong(out) == []


@pytest.mark.deep
@pytest.mark.parametrize("seed", some_of(range(6), 6))
def test_flipped_bytes_are_words_and_what_can_be_read_is_salvaged(damaged: Path, tmp_path: Path, seed: int) -> None:
    whole = damaged.read_bytes()
    true_lines = set(rows(damaged, "spend"))
    for turn in range(6):
        chance = random.Random(f"{seed} {turn}")
        content = bytearray(whole)
        place = chance.randrange(len(content)) if turn else chance.randrange(8192)
        content[place] ^= chance.randrange(1, 256)
        damaged.write_bytes(content)
        verb = Verb(damaged)
        for words in VERBS:
            told = verb(*words)
            assert told.exit_code in (0, 1, 3, 4), (place, words, told.err)
            assert isinstance(told.json, dict)
        assert sha256(damaged.read_bytes()).digest() == sha256(content).digest(), place
        out = tmp_path / f"{turn}.tpdesk"
        told = run("--desk", damaged, "salvage", "--out", out, "--json")
        assert told.exit_code in (0, 1), (place, told.err)
        # One byte: one line at most has gone, or is another.
        assert len(true_lines - set(rows(out, "spend"))) <= 1 or told.json["problems"], place
        assert told.json["lines"] == len(rows(out, "spend"))
        if told.exit_code == 0:
            assert told.json["lines"] == len(true_lines)
            assert told.json["lines_expected"] in (None, len(true_lines))
        if turn == 1:
            # A pack that is written is noted in the desk, so this comes last.
            told = verb("pack", "board", *HERE, "--out", tmp_path / "pack.xlsx")
            assert told.exit_code in (0, 1, 3, 4), (place, told.err)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("supplier", "lost supplier 1"),
        ("label", "lost label 1"),
        ("agency", "Lost organisation 1"),
        ("place", "Lost place 1"),
    ],
)
def test_money_without_its_name_is_still_money(damaged: Path, tmp_path: Path, name: str, said: str) -> None:
    lines = len(rows(damaged, "spend"))
    overwrite(damaged, root(damaged, name))
    result = salvage(damaged, tmp_path / "out.tpdesk")
    assert result.lines == lines
    assert table(result, name).made_again > 0
    assert table(result, name).pages > 0
    assert any(f"'{said}'" in row for row in rows(tmp_path / "out.tpdesk", name))
    assert wrong(tmp_path / "out.tpdesk") == []


@pytest.mark.parametrize("name", ["batch", "batch_sheet"])
def test_lines_keep_their_batch_where_its_record_is_lost(damaged: Path, tmp_path: Path, name: str) -> None:
    lines, batches = len(rows(damaged, "spend")), len(rows(damaged, "batch"))
    overwrite_all(damaged, name)
    out = tmp_path / "out.tpdesk"
    result = salvage(damaged, out)
    assert result.lines == lines
    assert table(result, name).made_again == batches
    connection = sqlite3.connect(out)
    assert connection.execute("SELECT count(*) FROM spend WHERE batch_sheet IS NULL").fetchone()[0] == 0
    assert connection.execute("SELECT count(*) FROM batch").fetchone()[0] == batches
    connection.close()
    assert wrong(out) == []


def test_lost_reference_data_comes_from_the_seeds_again(damaged: Path, tmp_path: Path) -> None:
    before = {name: rows(damaged, name) for name in ("category", "area", "label_map")}
    for name in before:
        overwrite(damaged, root(damaged, name))
    out = tmp_path / "out.tpdesk"
    salvage(damaged, out)
    assert rows(out, "category") == before["category"]
    assert {row.split(",")[0] for row in rows(out, "area")} >= {row.split(",")[0] for row in before["area"]}
    assert len(rows(out, "label_map")) == len(before["label_map"])
    assert wrong(out) == []


def test_lines_behind_a_broken_branch_are_found_without_it(damaged: Path, tmp_path: Path) -> None:
    before = rows(damaged, "spend")
    overwrite(damaged, root(damaged, "spend"))
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(damaged).execute("SELECT sum(amount_pence) FROM spend").fetchone()
    result = salvage(damaged, tmp_path / "out.tpdesk")
    assert rows(tmp_path / "out.tpdesk", "spend") == before
    assert result.lines_expected == len(before)


def test_lost_lines_are_counted_and_told_batch_by_batch(damaged: Path, tmp_path: Path) -> None:
    before = rows(damaged, "spend")
    # The last of the pages below the root, which the root itself names: the newest lines.
    top = (root(damaged, "spend") - 1) * 8192
    overwrite(damaged, int.from_bytes(damaged.read_bytes()[top + 8 : top + 12]))
    result = salvage(damaged, tmp_path / "out.tpdesk")
    lost = len(before) - result.lines
    assert lost > 0
    assert result.lines_expected == len(before)
    assert not result.whole
    assert f"has lost {lost:,} of its lines" in " ".join(result.problems)
    assert f"{result.lines:,} of {len(before):,} spend lines were brought over" in result.words[0]
    assert wrong(tmp_path / "out.tpdesk") == []


def test_a_lost_rejected_row_is_told(damaged: Path, tmp_path: Path) -> None:
    overwrite(damaged, root(damaged, "reject"))
    result = salvage(damaged, tmp_path / "out.tpdesk")
    assert table(result, "reject").pages == 1
    assert not result.whole


def test_a_changed_figure_is_not_hidden(damaged: Path, tmp_path: Path) -> None:
    connection = sqlite3.connect(damaged)
    connection.execute("UPDATE spend SET amount_pence = amount_pence + 1 WHERE id = 5")
    connection.commit()
    connection.close()
    result = salvage(damaged, tmp_path / "out.tpdesk")
    assert "differ from what came by -£0.01" in result.problems[0]
    assert len(wrong(tmp_path / "out.tpdesk")) == 1


BREAKS: dict[str, Callable[[bytes], bytes]] = {
    "the header": lambda whole: bytes(100) + whole[100:],
    "the magic words": lambda whole: b"x" + whole[1:],
    "the page size": lambda whole: whole[:16] + b"\x00\x07" + whole[18:],
    "the encoding": lambda whole: whole[:56] + b"\xff\xff\xff\xff" + whole[60:],
    "the first page": lambda whole: bytes(8192) + whole[8192:],
    "the schema's version": lambda whole: whole[:44] + b"\xff" * 4 + whole[48:],
}


@pytest.mark.parametrize("what", BREAKS)
def test_a_broken_beginning_loses_no_line(damaged: Path, tmp_path: Path, what: str) -> None:
    before = rows(damaged, "spend")
    damaged.write_bytes(BREAKS[what](damaged.read_bytes()))
    told = Verb(damaged)("count", *HERE)
    assert told.exit_code == 4
    salvage(damaged, tmp_path / "out.tpdesk")
    assert rows(tmp_path / "out.tpdesk", "spend") == before


def test_a_file_cut_short_gives_what_is_left(damaged: Path, tmp_path: Path) -> None:
    before, whole = rows(damaged, "spend"), damaged.read_bytes()
    damaged.write_bytes(whole[: len(whole) * 19 // 20])
    result = salvage(damaged, tmp_path / "out.tpdesk")
    assert 0 < result.lines < len(before)
    # What the cut took of sheets and rejected rows is told, and nothing else is wrong.
    assert set(wrong(tmp_path / "out.tpdesk")) <= set(result.problems)


def test_an_act_that_was_cut_off_is_rolled_back_in_the_copy(damaged: Path, tmp_path: Path) -> None:
    before = rows(damaged, "spend")
    connection = sqlite3.connect(damaged, isolation_level=None)
    connection.execute("PRAGMA cache_size = 1")
    connection.execute("BEGIN")
    connection.execute("UPDATE spend SET amount_pence = 1")
    cut = tmp_path / "cut.tpdesk"
    for suffix in ("", "-journal"):
        shutil.copyfile(f"{damaged}{suffix}", f"{cut}{suffix}")
    connection.execute("ROLLBACK")
    connection.close()
    kept = [Path(f"{cut}{suffix}").read_bytes() for suffix in ("", "-journal")]
    assert salvage(cut, tmp_path / "out.tpdesk").whole
    assert rows(tmp_path / "out.tpdesk", "spend") == before
    assert [Path(f"{cut}{suffix}").read_bytes() for suffix in ("", "-journal")] == kept


def test_what_is_no_desk_is_told(tmp_path: Path) -> None:
    for content, said in (
        (b"", "empty"),
        (b"Dear diary, " * 2_000, "Nothing of a desk"),
        (random.Random(3).randbytes(60_000), "Nothing of a desk"),
    ):
        path = tmp_path / "x.tpdesk"
        path.write_bytes(content)
        with pytest.raises(DeskFileProblem, match=said):
            salvage(path, tmp_path / "out.tpdesk")
        assert [file.name for file in tmp_path.iterdir()] == ["x.tpdesk"]
    with pytest.raises(DeskFileProblem, match="no desk file"):
        salvage(tmp_path / "none.tpdesk", tmp_path / "out.tpdesk")


def test_a_desk_of_the_first_schema_comes_over_in_todays(tmp_path: Path) -> None:
    old = tmp_path / "old.tpdesk"
    make_old(old)
    result = salvage(old, tmp_path / "out.tpdesk")
    assert result.whole, result.words
    assert (result.lines, result.pence) == (20_000, 200_010_000)
    assert wrong(tmp_path / "out.tpdesk") == []


def test_a_newer_desk_is_not_guessed_at(damaged: Path, tmp_path: Path) -> None:
    connection = sqlite3.connect(damaged)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(DeskFileProblem, match="newer tpdesk"):
        salvage(damaged, tmp_path / "out.tpdesk")


def test_no_file_is_written_over(damaged: Path, tmp_path: Path) -> None:
    (tmp_path / "out.tpdesk").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageProblem, match="there already"):
        salvage(damaged, tmp_path / "out.tpdesk")
    assert (tmp_path / "out.tpdesk").read_text(encoding="utf-8") == "mine"


def test_a_value_that_no_code_expects_is_told_as_damage(damaged: Path) -> None:
    """The file's own structure is sound: only what it says cannot be."""
    connection = sqlite3.connect(damaged)
    connection.execute("UPDATE cube SET category = '99.9' WHERE category = ''")
    connection.commit()
    connection.close()
    told = Verb(damaged)("overlap", *HERE)
    assert told.exit_code == 4
    assert "tpdesk salvage" in told.err


def test_a_stop_or_a_full_disk_leaves_nothing_behind(
    damaged: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(_: str, __: int) -> None:
        raise Cancelled("stopped")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(Cancelled):
        salvage(damaged, tmp_path / "out.tpdesk", stop)
    monkeypatch.setattr("tpdesk.models.keeping.salvage.copy_file", full)
    with pytest.raises(Locked, match="No space left"):
        salvage(damaged, tmp_path / "out.tpdesk")
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["damaged.tpdesk"]
    assert not list(tmp_path.glob(".tpdesk-*"))


def test_the_verb_tells_in_words_and_numbers(damaged: Path) -> None:
    overwrite(damaged, root(damaged, "supplier"))
    told: Told = Verb(damaged)("salvage")
    assert told.exit_code == 1
    made = told.json
    assert Path(made["file"]).is_file()
    assert Path(made["file"]).parent == damaged.parent
    assert made["lines"] == made["lines_expected"]
    assert made["whole"] is False
    words = Verb(damaged).words("salvage")
    assert "spend lines were brought over" in words.out
    assert "supplier: " in words.out
    assert str(damaged) in words.out


def test_every_verb_on_a_damaged_file_names_the_ways_back(damaged: Path) -> None:
    overwrite(damaged, 1, b"x")
    for words in (("check",), ("count", *HERE), ("import", damaged, *HERE), ("agency", "add", "A")):
        told = Verb(damaged).words(*words)
        assert told.exit_code == 4, words
        assert "tpdesk restore" in told.err
        assert "tpdesk salvage" in told.err


def test_what_is_not_brought_are_tables_of_the_schema() -> None:
    assert schema.expected_tables() >= NOT_BROUGHT
