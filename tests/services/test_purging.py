"""A purge leaves nothing of an organisation or a place: not in tables, rejects, history, undo log,
free pages, nor in backups."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.verbs import Verb, run
from tests.desk_state import state
from tpdesk.domain.kinds import PLACE_FACTS
from tpdesk.errors import Locked, UsageProblem
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.keeping.backup import all_backups, backup_folder, make_backup
from tpdesk.models.keeping.check import check_desk
from tpdesk.models.own.drafts import draft, keep_draft
from tpdesk.services import batches, history, places, purging
from tpdesk.services.imports import import_files
from tpdesk.services.sheets import ImportRequest

CANARY = "KANARIENVOGEL"
OTHERS = "Date,Body Name,Service,Supplier,Description,Amount,Paid to\n" + "".join(
    f"{day:02d}/05/2024,Other,Roads,A Builder,Kerbs,{day}.00,\n" for day in range(1, 8)
)
MIXED = OTHERS + (
    f"09/05/2024,{CANARY} Body,{CANARY} service,{CANARY} Ltd,{CANARY} "
    f"words,5.00,\n10/05/2024,Other,Roads,A Builder,Kerbs,4.00,{CANARY} Body\n11/05/2024,{CANARY} "
    f"Body,Roads,A Builder,Kerbs,{CANARY},\n"
)


def files_with(canary: str, folder: Path) -> list[str]:
    """Return the files below the folder in whose bytes the canary stands, in UTF-8 in any case."""
    return [
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and canary.casefold().encode() in path.read_bytes().lower()
    ]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Return a desk on which the canary stands wherever an organisation can stand, with backups."""
    folder = tmp_path / "desk"
    folder.mkdir()
    opened = open_desk(folder / "a.tpdesk", make=True)
    places.add(opened, "Testshire")
    places.add_agency(opened, "Other", in_places=("Testshire",))
    places.add_agency(opened, f"Old {CANARY}", in_places=("Testshire",), aliases=(f"{CANARY} alias",))
    make_backup(opened.path, "by hand")
    places.change_agency(opened, f"Old {CANARY}", new_name=f"{CANARY} Body")
    places.set_return(opened, f"{CANARY} Body", "Testshire", "2024-25", state="queried", note=f"{CANARY} note")
    sources = tmp_path / "sources"
    sources.mkdir()
    for name, text, request in (
        ("mixed.csv", MIXED, ImportRequest(agency_column="Body Name", columns={"transfer_to": "Paid to"})),
        (
            f"{CANARY}.csv",
            f"Date,Service,Amount\n01/04/2024,{CANARY} alone,7.00\n",
            ImportRequest(agency=f"{CANARY} Body"),
        ),
    ):
        (sources / name).write_text(text, encoding="utf-8")
        outcome = import_files(opened, [sources / name], request)[0]
        assert outcome.error is None
        (sources / name).unlink()
    history.undo(opened)
    history.redo(opened)
    make_backup(opened.path, "by hand")
    return opened


@pytest.mark.deep
def test_the_canary_is_in_the_desk_and_its_backups_before_a_purge_and_nowhere_after_it(
    desk: Desk, tmp_path: Path
) -> None:
    assert len(files_with(CANARY, tmp_path)) >= 3
    told = purging.plan(desk, "agency", f"{CANARY} Body")
    assert (told.lines, told.transfers, [file for _, file in told.batches],
        [file for _, file in told.shared_batches]) == (
        2, 1, [f"{CANARY}.csv"], ["mixed.csv"],
    )  # fmt: skip
    done = purging.carry_out(desk, "agency", f"{CANARY} Body")
    assert (done.purge, done.deleted) == (told, ())
    assert done.backups >= 2
    desk.close()
    assert files_with(CANARY, tmp_path) == []
    with open_desk(desk.path, make=True) as after:
        assert [problem for item in check_desk(after.connection) for problem in item.problems] == []
        assert after.connection.execute("SELECT count(*), sum(amount_pence) FROM spend").fetchone() == (8, 3200)
        assert history.steps(after) == []
        assert {name for (name,) in after.connection.execute("SELECT text FROM supplier")} == {"A Builder"}
    for path in all_backups(desk.path):
        with open_desk(path, read_only=True) as backup:
            assert [problem for item in check_desk(backup.connection) for problem in item.problems] == []
            assert backup.connection.execute("SELECT name FROM agency").fetchall() == [("Other",)]


@pytest.mark.deep
def test_a_place_goes_with_all_its_money_and_the_others_stay(desk: Desk, tmp_path: Path) -> None:
    places.add(desk, f"{CANARY}ham")
    (tmp_path / "p.csv").write_text(f"Date,Service,Amount\n01/04/2024,{CANARY} at place,9.00\n", encoding="utf-8")
    import_files(desk, [tmp_path / "p.csv"], ImportRequest(place=f"{CANARY}ham", agency="Other"))
    (tmp_path / "p.csv").unlink()
    purging.carry_out(desk, "agency", f"{CANARY} Body")
    before = {name: rows for name, rows in state(desk).items() if name in ("spend", "cube", "batch", "agency")}
    place = next(row[0] for row in state(desk)["place"] if CANARY in str(row[1]))
    purging.carry_out(desk, "place", f"{CANARY}ham")
    after = state(desk)
    assert after["agency"] == before["agency"]
    assert after["spend"] == [row for row in before["spend"] if row[1] != place]
    desk.close()
    assert files_with(CANARY, tmp_path) == []


@pytest.mark.deep
def test_one_that_was_removed_or_undone_can_be_purged_by_any_name_it_had(desk: Desk, tmp_path: Path) -> None:
    places.add_agency(desk, f"{CANARY} Trust")
    places.remove_agency(desk, f"{CANARY} Trust")
    places.add_agency(desk, f"{CANARY} Board")
    history.undo(desk)
    for name in ("Trust", "Board"):
        assert purging.plan(desk, "agency", f"{CANARY} {name}").lines == 0
        purging.carry_out(desk, "agency", f"{CANARY} {name}")
    assert purging.plan(desk, "agency", f"{CANARY} alias").names[0] == f"{CANARY} Body"
    purging.carry_out(desk, "agency", f"{CANARY} alias")
    desk.close()
    assert files_with(CANARY, tmp_path) == []


def test_texts_of_lines_that_were_taken_off_before_go_too(desk: Desk) -> None:
    for batch in (1, 2):
        batches.remove(desk, batch)
    purging.carry_out(desk, "agency", f"{CANARY} Body")
    held = desk.connection.execute("SELECT count(*) FROM label WHERE text LIKE ?", (f"%{CANARY}%",)).fetchone()
    desk.close()
    assert held == (0,)


def test_a_backup_that_is_in_use_is_not_thrown_away(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    held = len(all_backups(desk.path))

    def busy(*_: object) -> None:
        raise Locked("It is in use.")

    with monkeypatch.context() as patch:
        patch.setattr(purging, "rewrite_backup", busy)
        with pytest.raises(Locked, match=f"purge {CANARY} Body again: that does the rest"):
            purging.carry_out(desk, "agency", f"{CANARY} Body")
    assert len(all_backups(desk.path)) >= held
    done = purging.carry_out(desk, "agency", f"{CANARY} Body")
    assert done.deleted == ()
    assert f"Old {CANARY}" in done.purge.names


def test_what_was_never_finished_beside_the_backups_goes_too(desk: Desk, tmp_path: Path) -> None:
    for file in (backup_folder(desk.path) / ".making-1-x-journal", desk.path.with_name(f".{desk.path.name}.restoring")):
        file.write_bytes(CANARY.encode())
    told: list[tuple[int, int]] = []
    done = purging.carry_out(desk, "agency", f"{CANARY} Body", lambda at, total: told.append((at, total)))
    assert done.deleted == ()
    assert told == [(at, done.backups + 3) for at in range(done.backups + 3)]
    desk.close()
    assert files_with(CANARY, tmp_path) == []


def test_what_was_typed_and_not_saved_goes_whatever_form_it_is_in(desk: Desk, tmp_path: Path) -> None:
    """A line typed in a workshop, a corrected row or a note holds what is private, and not always the name."""
    other = tmp_path / "other.tpdesk"
    for form in ("room.1", "note.4", "rejects.1", "place.new", f"merge.{tmp_path / 'theirs.tpdesk'}"):
        keep_draft(desk.path, form, {"text": f"{CANARY} said"}, {"text": f"{CANARY} before"})
    keep_draft(other, "note.1", {"text": "of another desk"})
    done = purging.carry_out(desk, "agency", f"{CANARY} Body")
    assert "Thrown away, since they may hold it: 5 forms not saved yet." in done.words
    desk.close()
    assert files_with(CANARY, tmp_path) == []
    assert draft(other, "note.1") == {"text": "of another desk"}


@pytest.mark.deep
def test_every_word_that_was_said_of_a_place_goes_with_it(verb: Verb, tmp_path: Path) -> None:
    """The word stands in no name of what is purged: only the records that held it lead to it, changed or
    removed before the purge."""
    word = iter(f"{CANARY} {number}" for number in range(1_000))
    verb.good("place", "add", "Otherham")
    verb.good("agency", "add", "Council", "--place", "Otherham")
    for _ in range(2):
        said = ("kind", "region", "theme", "councils", "lead-body", "note")
        verb.good("place", "change", "Otherham", *(part for name in said for part in (f"--{name}", next(word))))
        verb.good("place", "population", "Otherham", "2024-25", "--people", 99, "--source", next(word))
        for name, kind in PLACE_FACTS.items():
            texts = [field.name for field in kind.fields if field.type.is_text]
            held = [part for text in texts for part in ("--set", f"{text}={next(word)}")]
            held += ["--set", "amount_pence=5"] if name in ("award", "published") else []
            verb.good("place", "fact", "Otherham", name, *held)
            verb.good("place", "fact", "Otherham", name, "--number", 1, *held)
        verb.good("agency", "change", "Council", "--role", "Otherham", next(word))
        told = ("state", "queried"), ("next", next(word)), ("source", next(word)), ("note", next(word))
        verb.good(
            "agency", "return", "Council", "--place", "Otherham", "--year", "2024-25", *(f"--{a}={b}" for a, b in told)
        )
        verb.good("backup")
    verb.good("place", "fact", "Otherham", "milestone", "--number", 1, "--remove")
    file = tmp_path / f"{CANARY}.csv"
    file.write_text(
        f"Date,Service,Supplier,Description,Amount\n01/05/2024,{next(word)},{next(word)},{next(word)},5.00\n02/"
        f"05/2024,{next(word)},S,D,{next(word)}\n",
        encoding="utf-8",
    )
    maps = tmp_path / "maps.csv"
    maps.write_text(f"label,category,share\n{next(word)},04.5,1\n", encoding="utf-8")
    verb("import", file, "--place", "Otherham", "--agency", "Council")
    verb.good("categorise", "--place", "Otherham", "--map", maps)
    for field in ("supplier", "description", "label"):
        verb.good("spend", "edit", "place=Otherham", "--set", f"{field}={next(word)}")
    verb.good("undo")
    file.unlink()
    maps.unlink()
    assert len(files_with(CANARY, tmp_path)) > 3
    assert verb.good("purge", "place", "Otherham", "--yes")["purged"]
    assert files_with(CANARY, tmp_path) == []
    assert verb("check").exit_code == 0


def test_one_that_is_not_there_is_told_with_the_nearest(desk: Desk) -> None:
    with pytest.raises(UsageProblem, match="Did you mean 'Other'"):
        purging.plan(desk, "agency", "Othr")


@pytest.mark.deep
def test_the_verb_tells_first_and_does_it_only_when_told_to(desk: Desk, tmp_path: Path) -> None:
    desk.close()
    verb = Verb(desk.path)
    told = verb.good("purge", "agency", f"{CANARY} Body")
    assert (told["purged"], told["lines"]) == (False, 2)
    assert run("--desk", desk.path, "history").out.count(CANARY) > 3
    assert verb.good("purge", "agency", f"{CANARY} Body", "--yes")["purged"] is True
    assert CANARY not in run("--desk", desk.path, "history", "--limit", "1000").out
    assert verb("purge", "agency", f"{CANARY} Body").exit_code == 2
    assert files_with(CANARY, tmp_path) == []
