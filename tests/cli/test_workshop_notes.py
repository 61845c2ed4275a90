"""Workshop notes for participants by their verb: written from a desk, read back, never with anything private."""

from __future__ import annotations

import re
import stat
import sys
import zipfile
from pathlib import Path

import docx
import pytest

from tests.cli.verbs import Verb, ready_desk


def _room(verb: Verb) -> None:
    """A desk with a workshop of three notes, one of them private, and a barrier and an opportunity
    from each of the others."""
    verb.good("place", "add", "Shire")
    verb.good("agency", "add", "Shire CC", "--place", "Shire")
    verb.good("dive", "add", "Under fives")
    verb.good(
        "workshop",
        "add",
        "First | workshop",
        "--dive",
        "Under fives",
        "--held-on",
        "2026-02-14",
        "--agency",
        "Shire CC",
        "--note",
        "SECRET room",
    )
    for text, kind, *more in (
        ("Births are not shared", "barrier", "--dots", "4"),
        ("One *form* <b>only</b>", "action", "--owner", "Shire CC", "--due-on", "2026-03-02"),
        ("SECRET thought", "quote", "--private"),
    ):
        verb.good("note", "add", text, "--workshop", "First | workshop", "--kind", kind, *more)
    verb.good(
        "barrier",
        "add",
        "The list of births",
        "--level",
        "central",
        "--kind",
        "law",
        "--ask",
        "Change it",
        "--from-note",
        "1",
        "--note",
        "SECRET view",
    )
    verb.good("barrier", "add", "SECRET barrier", "--level", "local", "--kind", "culture", "--from-note", "3")
    verb.good("opportunity", "add", "One form for all", "--horizon", "quick", "--saving", "1200", "--from-note", "2")


room = ready_desk(_room)


def test_markdown(room: Verb, tmp_path: Path) -> None:
    out = tmp_path / "notes.md"
    told = room.good("workshop", "notes", "first | workshop", "--out", out)
    assert told == {"file": str(out), "workshop": "First | workshop", "notes": 2, "private_left_out": 1, "warnings": []}
    lines = out.read_text(encoding="utf-8").splitlines()
    for line in (
        "# First \\| workshop",
        "- Date: 14 February 2026",
        "- Births are not shared (4 dots)",
        "| One \\*form\\* \\<b\\>only\\</b\\> | Shire CC | 2 March 2026 | 0 |",
        "| The list of births (law) | only government | no organisation yet | open | Change it |",
        "| One form for all | quick, local | not said | idea | £1,200 | not known |",
    ):
        assert line in lines
    assert "SECRET" not in out.read_text(encoding="utf-8")
    if sys.platform != "win32":
        assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_word(room: Verb, tmp_path: Path) -> None:
    out = tmp_path / "notes.docx"
    words = room.words("workshop", "notes", "1", "--out", out)
    assert (words.exit_code, words.err) == (0, "")
    assert "2 notes; 1 private note left out" in words.out
    document = docx.Document(str(out))
    said = [line.text for line in document.paragraphs] + [
        cell.text for table in document.tables for row in table.rows for cell in row.cells
    ]
    assert {
        "First | workshop",
        "Births are not shared (4 dots)",
        "One *form* <b>only</b>",
        "The list of births (law)",
        "£1,200",
    } <= set(said)
    assert not [text for text in said if "SECRET" in text]


def test_notes_of_an_illustrative_deep_dive_s_sub_theme_say_so(room: Verb, tmp_path: Path) -> None:
    out = tmp_path / "notes.md"
    room.good("dive", "add", "Births", "--parent", "Under fives")
    room.good("workshop", "change", "First | workshop", "--dive", "Births")
    room.good("workshop", "notes", "First | workshop", "--out", out)
    assert "Illustrative" not in out.read_text(encoding="utf-8")
    room.good("dive", "change", "Under fives", "--illustrative")
    room.good("workshop", "notes", "First | workshop", "--out", out)
    assert "**Illustrative" in out.read_text(encoding="utf-8")


def test_what_looks_like_a_person_s_is_warned_of(room: Verb, tmp_path: Path) -> None:
    room.good("note", "add", "Ring 07700 900123 first", "--workshop", "First | workshop", "--kind", "idea")
    told = room.good("workshop", "notes", "First | workshop", "--out", tmp_path / "notes.md")
    assert [warning for warning in told["warnings"] if "note 4" in warning and "a phone number" in warning]


def test_notes_are_never_written_where_they_should_not(room: Verb, tmp_path: Path) -> None:
    before = room.desk.read_bytes()
    for out, code in (
        (tmp_path / "notes.pdf", 2),
        (room.desk, 2),
        (tmp_path, 2),
        (tmp_path / "nowhere" / "notes.md", 3),
    ):
        assert room("workshop", "notes", "First | workshop", "--out", out).exit_code == code, out
    disguised = tmp_path / "desk.md"
    disguised.write_bytes(before)
    assert room("workshop", "notes", "First | workshop", "--out", disguised).exit_code == 2
    assert (room.desk.read_bytes(), disguised.read_bytes()) == (before, before)
    assert room("workshop", "notes", "Second workshop", "--out", tmp_path / "notes.md").exit_code == 2
    assert not (tmp_path / "notes.md").exists()


@pytest.mark.parametrize("ending", ["md", "docx"])
def test_a_small_cohort_and_contacts_are_never_in_the_notes(room: Verb, tmp_path: Path, ending: str) -> None:
    room.good("dive", "change", "Under fives", "--cohort", "7")
    room.good("contact", "add", "--agency", "Shire CC", "--role", "Head of Finance", "--how", "money@shire.example")
    out = tmp_path / f"notes.{ending}"
    room.good("workshop", "notes", "First | workshop", "--out", out)
    if ending == "md":
        text = out.read_text(encoding="utf-8")
    else:
        with zipfile.ZipFile(out) as package:
            text = re.sub(r"<[^>]+>", " ", package.read("word/document.xml").decode())
    assert "Births are not shared" in text
    assert not re.search(r"\b7\b|Head of Finance|shire\.example|SECRET", text)
