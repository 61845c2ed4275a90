"""Answers that are kept: given again while nobody writes, found anew after any write of anybody."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deep import first_of
from tests.services.test_imports import put
from tpdesk.calc.count import count
from tpdesk.calc.overlap import overlap
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.kept import KeptAnswers
from tpdesk.models.place import find_place
from tpdesk.services import batches, history, places
from tpdesk.services.figures import count_of, facts_of, overlap_of
from tpdesk.services.imports import import_files
from tpdesk.services.sheets import ImportRequest


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A desk with a place and an organisation."""
    with open_desk(tmp_path / "a.tpdesk", make=True) as desk:
        places.add(desk, "Testshire")
        places.add_agency(desk, "Body", in_places=("Testshire",))
    return tmp_path / "a.tpdesk"


@contextlib.contextmanager
def asking(path: Path, kept: KeptAnswers) -> Iterator[Desk]:
    """Open a desk to read, as a window's question does."""
    with open_desk(path, read_only=True) as desk:
        desk.kept = kept
        yield desk


def add(path: Path, name: str) -> None:
    with open_desk(path) as desk:
        places.add_agency(desk, name)


def found_anew(path: Path, kept: KeptAnswers) -> bool:
    """Ask, and say whether the answer had to be found."""
    calls: list[int] = []
    with asking(path, kept) as desk:
        desk.answer("how many", lambda: calls.append(1))
    return bool(calls)


def test_an_answer_is_given_again_until_somebody_writes(path: Path) -> None:
    kept = KeptAnswers(path)
    assert [found_anew(path, kept) for _ in range(3)] == [True, False, False]
    add(path, "Other")
    assert [found_anew(path, kept) for _ in range(2)] == [True, False]
    with open_desk(path) as desk:
        history.undo(desk)
    assert [found_anew(path, kept) for _ in range(2)] == [True, False]
    kept.close()
    assert [found_anew(path, kept) for _ in range(2)] == [True, True]


def test_what_is_written_while_an_answer_is_found_makes_it_stale(path: Path) -> None:
    kept = KeptAnswers(path)
    with asking(path, kept) as desk:
        desk.answer("how many", lambda: add(path, "Other"))
    assert found_anew(path, kept)


def test_what_is_not_committed_yet_is_neither_kept_nor_given(path: Path) -> None:
    kept = KeptAnswers(path)

    def settings(desk: Desk) -> int:
        def find() -> int:
            return int(desk.connection.execute("SELECT count(*) FROM setting WHERE key = 'odd'").fetchone()[0])

        return desk.answer("settings", find)

    with open_desk(path) as desk:
        desk.kept = kept
        assert settings(desk) == 0
        desk.connection.execute("BEGIN")
        desk.connection.execute("INSERT INTO setting (key, value) VALUES ('odd', 'yes')")
        assert settings(desk) == 1
        desk.connection.execute("ROLLBACK")
        assert settings(desk) == 0
    kept.close()


def test_another_file_in_the_place_of_the_desk_is_asked_anew(path: Path, tmp_path: Path) -> None:
    kept = KeptAnswers(path)
    copy = tmp_path / "copy.tpdesk"
    copy.write_bytes(path.read_bytes())
    assert not any((found_anew(path, kept), found_anew(path, kept))[1:])
    copy.replace(path)
    assert found_anew(path, kept)
    kept.close()


def test_what_is_made_of_facts_that_were_read_before_a_change_is_not_given_after_it(path: Path, tmp_path: Path) -> None:
    kept = KeptAnswers(path)
    with asking(path, kept) as desk:
        place = find_place(desk.connection, "Testshire")
        old = facts_of(desk, place, 2024)
        with open_desk(path) as other:
            rows = put(tmp_path / "m.csv", "Date,Service,Amount\n01/04/2024,Roads,5.00\n")
            import_files(other, [rows], ImportRequest(agency="Body"))
        assert count_of(desk, old, by="agency").gross_pence == 0
        assert count_of(desk, facts_of(desk, place, 2024), by="agency").gross_pence == 500
    kept.close()


@pytest.mark.parametrize("seed", first_of(range(12), deep=5))
def test_figures_are_what_they_are_without_after_whatever_is_done(path: Path, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    kept = KeptAnswers(path)
    for turn in range(6):
        with open_desk(path) as desk:
            stood = [batch for (batch,) in desk.connection.execute("SELECT id FROM batch")]
            match chance.choice(["import", "undo", "remove", "nothing"]):
                case "undo" if stood:
                    history.undo(desk)
                case "remove" if stood:
                    batches.remove(desk, chance.choice(stood))
                case "nothing":
                    pass
                case _:
                    rows = "".join(f"01/0{chance.randint(4, 9)}/2024,Roads,{chance.randint(1, 99)}.00\n" for _ in "123")
                    file = put(tmp_path / f"m{turn}.csv", f"Date,Service,Amount\n{rows}")
                    import_files(desk, [file], ImportRequest(agency="Body"))
        with asking(path, kept) as desk, open_desk(path, read_only=True) as fresh:
            place = find_place(fresh.connection, "Testshire")
            for _ in range(2):
                facts, anew = facts_of(desk, place, 2024), facts_of(fresh, place, 2024)
                assert facts == anew
                assert count_of(desk, facts, by="category") == count(anew, by="category")
                assert overlap_of(desk, facts) == overlap(anew)
    kept.close()
