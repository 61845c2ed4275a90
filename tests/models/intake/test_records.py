"""Records a block at a time against records line by line:
the same cells, repairs and torn rows, wherever the blocks end."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bench.generate import write
from bench.mutate import by_bytes, by_cells
from tests.models.intake.reading import written
from tpdesk.errors import DeskError
from tpdesk.models.intake import records
from tpdesk.models.intake.csvfile import CsvSource
from tpdesk.models.intake.records import RecordReader


def read(path: Path) -> tuple[object, ...]:
    """Return all that a text file is read as, or why it is not."""
    try:
        with CsvSource(path) as source:
            return list(source.rows()), dict(source.repairs), sorted(source.torn)
    except DeskError as error:
        return (str(error),)


def slow(patch: pytest.MonkeyPatch) -> None:
    """Close the roads of whole blocks."""
    for road in ("_split", "_parsed"):
        patch.setattr(RecordReader, road, lambda *_: None)


@pytest.mark.deep
def test_spoiled_files_are_the_same_records_by_every_road(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(3)
    path = tmp_path / "spend.csv"
    for _ in range(60):
        write(path, 40, messy=True, seed=chance.randrange(1_000))
        data = path.read_bytes()
        path.write_bytes(by_cells(data, chance) if chance.random() < 0.5 else by_bytes(data, chance))
        with monkeypatch.context() as patch:
            patch.setattr(records, "_CHARS", chance.choice([1, 50, 300, 64_000]))
            by_blocks = read(path)
            slow(patch)
            assert read(path) == by_blocks


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a,b\n1,2\n3,4\n", [["a", "b"], ["1", "2"], ["3", "4"]]),
        ("a,b\r\n1,2\r\n3,4", [["a", "b"], ["1", "2"], ["3", "4"]]),
        ("a,b\r1,2\r3,4\r", [["a", "b"], ["1", "2"], ["3", "4"]]),
        ("a,b\n\n1\n2,3,4\n", [["a", "b"], [], ["1"], ["2", "3", "4"]]),
        ("a,b\n1\n2\n3,4\n", [["a", "b"], ["1"], ["2"], ["3", "4"]]),
        ('a,b\n"1, one",2\n"3 ""x""",4\n', [["a", "b"], ["1, one", "2"], ['3 "x"', "4"]]),
        ('a,b\n"1\none",2\n3,4\n', [["a", "b"], ["1\none", "2"], ["3", "4"]]),
        ('a,b\n1,x"y\n3,4\n', [["a", "b"], ["1", 'x"y'], ["3", "4"]]),
        ("a,b\n1\u2028x,2\x0b\x85\n3,4\n", [["a", "b"], ["1\u2028x", "2\x0b\x85"], ["3", "4"]]),
    ],
)
@pytest.mark.parametrize("size", [1, 4, 5, 64_000])
def test_a_block_may_end_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, rows: list[list[str]], size: int
) -> None:
    monkeypatch.setattr(records, "_CHARS", size)
    with CsvSource(written(tmp_path, text), delimiter=",") as source:
        assert list(source.rows()) == list(enumerate(rows, 1))


def test_a_cell_longer_than_csv_takes_is_read_all_the_same(tmp_path: Path) -> None:
    text = "a,b\n1," + "x" * 200_000 + "\n3,4\n"
    with CsvSource(written(tmp_path, text)) as source:
        assert [cells[0] for _, cells in source.rows()] == ["a", "1", "3"]
