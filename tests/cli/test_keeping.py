"""backup, restore and copy as they are typed, and what other verbs say of a desk that is held or
lies where care is needed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.test_contract import spending
from tests.cli.verbs import Told, Verb, run
from tests.models.test_backup import damage
from tests.models.test_lock import another_process
from tpdesk.models import guard
from tpdesk.models.keeping.backup import list_backups


@pytest.fixture
def shire(verb: Verb) -> Verb:
    """A desk with one place and a backup, and a second place since."""
    verb.good("place", "add", "Shire")
    verb.good("backup")
    verb.good("place", "add", "Second")
    return verb


def names(verb: Verb) -> list[str]:
    return [place["name"] for place in verb.good("place", "list")["places"]]


def test_backup_makes_one_and_lists_all(shire: Verb) -> None:
    told = shire.good("backup")
    assert [(row["number"], row["reason"], row["changes_since"]) for row in told["backups"]] == [
        (1, "by hand", 0),
        (2, "by hand", 1),
    ]
    assert told["backup"] == told["backups"][0]["file"]
    assert Path(told["backup"]).stat().st_size == told["backups"][0]["size"]
    again = shire.good("backup")
    assert again["backup"] is None
    assert again["backups"] == told["backups"]
    assert shire.good("backup", "--list") == again
    words = shire.words("backup")
    assert "nothing was changed since" in words.out
    assert "1 act, the latest: Add place Second" in words.out


def test_restore_lists_then_goes_back_and_back_again(shire: Verb) -> None:
    listed = shire.good("restore")
    assert (listed["restored_from"], len(listed["backups"])) == (None, 1)
    assert listed["backups"] == shire.good("restore", "--list")["backups"]
    assert "tpdesk restore NUMBER" in shire.words("restore").out
    told = shire.good("restore", "1")
    assert told["restored_from"] == listed["backups"][0]["file"]
    assert names(shire) == ["Shire"]
    assert told["kept"] == told["backups"][0]["file"]
    assert told["backups"][0]["reason"] == "restore"
    shire.good("restore", Path(told["kept"]).name)
    assert sorted(names(shire)) == ["Second", "Shire"]
    assert shire.good("history", "--limit", "1")["acts"][0]["act"] == "restore"


def test_restore_takes_any_desk_file(shire: Verb, tmp_path: Path) -> None:
    other = Verb(tmp_path / "other.tpdesk")
    other.good("place", "add", "Elsewhere")
    assert shire.good("restore", other.desk)["restored_from"] == str(other.desk)
    assert names(shire) == ["Elsewhere"]


@pytest.mark.parametrize(
    ("source", "code", "said"),
    [
        ("2", 2, "this desk has one, number 1"),
        ("0", 2, "this desk has one"),
        ("nowhere.tpdesk", 2, "no file at nowhere.tpdesk"),
    ],
)
def test_what_is_no_backup_is_wrong_usage(shire: Verb, source: str, code: int, said: str) -> None:
    told = shire("restore", source)
    assert told.exit_code == code
    assert said in told.err
    assert sorted(names(shire)) == ["Second", "Shire"]


def test_a_damaged_backup_exits_4_and_changes_nothing(shire: Verb) -> None:
    damage(list_backups(shire.desk)[0].path)
    told = shire("restore", "1")
    assert told.exit_code == 4
    assert "damaged" in told.err
    assert sorted(names(shire)) == ["Second", "Shire"]


def test_a_damaged_desk_is_listed_and_restored(shire: Verb) -> None:
    shire.desk.write_bytes(b"noise" * 10_000)
    assert shire("backup").exit_code == 4
    assert [row["changes_since"] for row in shire.good("restore", "--list")["backups"]] == [None]
    told = shire.good("restore", "1")
    assert ".damaged-" in told["kept"]
    assert names(shire) == ["Shire"]


def test_without_a_desk_backup_exits_4_and_restore_lists_none(verb: Verb) -> None:
    assert verb("backup").exit_code == 4
    assert verb.good("restore")["backups"] == []
    assert "no backups yet" in verb.words("restore").out


def test_an_import_is_preceded_by_one_backup_for_all_its_files(shire: Verb, tmp_path: Path) -> None:
    shire.good("agency", "add", "Body", "--place", "Shire")
    files = [spending(tmp_path, f"Service,Amount\nRoads,{number}\nBins,2\n", f"{number}.csv") for number in (1, 2, 3)]
    words = ("--place", "Shire", "--agency", "Body", "--year", "2024-25")
    shire.good("import", *files, *words, "--dry-run")
    assert [one.reason for one in list_backups(shire.desk)] == ["by hand"], "a dry run changes nothing"
    shire.good("import", *files, *words)
    assert [one.reason for one in list_backups(shire.desk)] == ["import", "by hand"]
    assert shire("import", *files, *words).exit_code == 1, "taken in before"
    assert [one.reason for one in list_backups(shire.desk)] == ["import", "import", "by hand"]
    assert shire("import", *files, *words).exit_code == 1
    assert len(list_backups(shire.desk)) == 3, "nothing was changed since"


@pytest.mark.deep
def test_making_the_sample_makes_no_backups(sample: Verb, tmp_path: Path) -> None:
    run("--desk", tmp_path / "fresh.tpdesk", "demo", "--no-open")
    assert list_backups(tmp_path / "fresh.tpdesk") == ()
    assert not list(sample.desk.parent.rglob("*first-change*"))


def test_where_no_backup_can_be_made_it_is_said_and_the_work_goes_on(shire: Verb, tmp_path: Path) -> None:
    yesterday = Verb(tmp_path / "copy.tpdesk")
    shutil.copyfile(shire.desk, yesterday.desk)
    folder = list_backups(shire.desk)[0].path.parent.parent
    shutil.rmtree(folder)
    folder.write_text("no folder", encoding="utf-8")
    told = yesterday("place", "add", "Third")
    assert told.exit_code == 0
    assert "No backup was made before this change" in told.err
    assert json.loads(told.out)["place"] == "Third"
    refused = yesterday("backup")
    assert (refused.exit_code, refused.json["error"]["title"]) == (3, "No backup could be made")


def test_copy_leaves_out_what_is_asked_and_never_writes_over_unasked(shire: Verb, tmp_path: Path) -> None:
    out = tmp_path / "out.tpdesk"
    told = shire.good("copy", out, "--without-notes", "--without-history")
    assert (told["file"], told["size"], told["without_history"]) == (str(out), out.stat().st_size, True)
    assert sorted(names(Verb(out))) == ["Second", "Shire"]
    assert Verb(out).good("history")["acts"] == []
    assert shire("copy", out).exit_code == 2
    assert shire("copy", out, "--force").exit_code == 0
    assert shire("copy", tmp_path / "nowhere" / "out.tpdesk").exit_code == 3
    assert shire("copy", shire.desk, "--force").exit_code == 2


def test_a_desk_open_in_a_window_is_named_with_who_and_since_when(shire: Verb, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tpdesk.models.connection.BUSY_MILLISECONDS", 20)
    with another_process(shire.desk):
        writing: tuple[tuple[str, ...], ...] = (("place", "add", "Third"), ("undo",), ("restore", "1"))
        for words in writing:
            told = shire(*words)
            assert told.exit_code == 3, words
            assert "open in a window by " in told.err
        for words in (("place", "list"), ("count", "--place", "Shire", "--year", "2024-25"), ("check",), ("backup",)):
            assert shire(*words).exit_code == 0, words


def test_a_verb_says_its_name_to_who_comes_next(shire: Verb, monkeypatch: pytest.MonkeyPatch) -> None:
    from tpdesk.models.keeping.lock import holder
    from tpdesk.services import places

    seen: list[str] = []

    def look(*_: object, **__: object) -> None:
        held = holder(shire.desk)
        seen.append(held.program if held else "nobody")
        raise KeyboardInterrupt

    monkeypatch.setattr(places, "add", look)
    assert shire("place", "add", "Third").exit_code == 130
    assert seen == ["tpdesk place add"]
    assert holder(shire.desk) is None


def warned(told: Told) -> bool:
    return "keeps in step" in told.err


def test_a_synced_folder_is_warned_of_by_writing_verbs_and_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "mount_table", lambda: "")
    verb = Verb(tmp_path / "Dropbox" / "a.tpdesk")
    assert warned(verb("place", "add", "Shire"))
    assert warned(verb("check"))
    assert verb("check").json["ok"] is True
    assert not warned(verb("place", "list"))
    assert not warned(Verb(tmp_path / "a.tpdesk")("place", "add", "Shire"))
