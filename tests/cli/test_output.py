"""What a reader sees: words and tables that fit the terminal, everything whole in a pipe, errors of usage as JSON
too, and where the desk is."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.verbs import Verb, run
from tpdesk.cli import layout
from tpdesk.models.own.remembered import MOST_DESKS, recent_desks, remember

HERE = Path(__file__).resolve().parents[2]
LANCASHIRE = ("--place", "Lancashire", "--year", "2024-25")
NUMBER = re.compile(r"-?£[\d,]+\.\d\d|\d+\.\d%")


def laid_out(width: int | None, rows: list[list[str]], right: tuple[int, ...] = ()) -> list[str]:
    """Return the table's lines in a terminal that has room for `width` characters; None: in a pipe."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(layout, "terminal_width", lambda: width)
        return [str(line) for line in layout.table(rows, right)]


BODIES = [["Agency", "Amount"], ["Lancashire County Council", "£2,907,191,000.00"], ["Fylde", "£1.00"]]


def test_a_table_that_fits_is_not_changed() -> None:
    whole = [
        "Agency                                Amount",
        "-------------------------  -----------------",
        "Lancashire County Council  £2,907,191,000.00",
        "Fylde                                  £1.00",
    ]
    assert laid_out(44, BODIES, (1,)) == laid_out(None, BODIES, (1,)) == whole


def test_text_is_cut_with_an_ellipsis_and_numbers_are_not() -> None:
    assert laid_out(34, BODIES, (1,)) == [
        "Agency                      Amount",
        "---------------  -----------------",
        "Lancashire Cou…  £2,907,191,000.00",
        "Fylde                        £1.00",
    ]


def test_the_widest_text_gives_first_and_none_goes_below_twelve() -> None:
    rows = [["A", "B", "C"], ["x" * 40, "y" * 20, "z" * 12]]
    assert laid_out(60, rows)[2] == f"{'x' * 23}…  {'y' * 20}  {'z' * 12}"
    assert laid_out(40, rows)[2] == f"{'x' * 11}…  {'y' * 11}…  {'z' * 12}"


def test_headings_are_broken_before_anything_is_cut() -> None:
    rows = [["Category", "Outside lead, areas meet"], ["Waste collection", "£0.00"]]
    assert laid_out(32, rows, (1,)) == [
        "                   Outside lead,",
        "Category              areas meet",
        "----------------  --------------",
        "Waste collection           £0.00",
    ]
    assert laid_out(25, rows, (1,)) == [
        "                  Outside",
        "                    lead,",
        "                    areas",
        "Category             meet",
        "----------------  -------",
        "Waste collection    £0.00",
    ]


def test_a_row_that_cannot_fit_takes_two_lines() -> None:
    rows = [["Name", "First", "Second"], ["Waste collection", "£1,000,000.00", "£2,000,000.00"]]
    assert laid_out(36, rows, (1, 2)) == [
        "Name                      First",
        "           Second",
        "----------------  -------------",
        "Waste collection  £1,000,000.00",
        "    £2,000,000.00",
    ]


def test_nothing_is_cut_in_a_pipe() -> None:
    long = "A very long name of an organisation " * 10
    assert laid_out(None, [["Name"], [long]])[2] == long.rstrip()


@given(
    rows=st.lists(
        st.tuples(
            st.text("abc …", max_size=60), st.integers(0, 10**13), st.text("xyz-", max_size=40), st.integers(0, 10**6)
        ),
        max_size=6,
    ),
    width=st.integers(34, 160),
)
def test_every_line_fits_and_every_number_is_whole(rows: list[tuple[str, int, str, int]], width: int) -> None:
    table = [
        ["Name", "Amount in all", "Remark", "Lines"],
        *([name, f"£{amount:,}.00", remark, f"{lines:,}"] for name, amount, remark, lines in rows),
    ]
    told = laid_out(width, table, (1, 3))
    assert max(map(len, told)) <= width
    words = " ".join(told).split()
    for _, amount, _, lines in table[1:]:
        assert amount in words
        assert lines in words


@given(text=st.text("abcdef ", max_size=300), indent=st.integers(0, 8), width=st.integers(20, 100))
def test_prose_keeps_its_indent_and_every_word(text: str, indent: int, width: int) -> None:
    line = " " * indent + "look: " + text
    parts = layout.wrapped(line, width)
    assert " ".join(parts).split() == line.split()
    for part in parts:
        assert part.startswith(" " * indent)
        assert len(part) <= width or " " not in part.strip()
    assert layout.wrapped(line, None) == [line]


def test_a_laid_out_line_and_a_path_are_never_broken() -> None:
    line = "word " * 30
    assert layout.wrapped(layout.Laid(line), 40) == [line]
    path = "/a/folder-with-hyphens" * 4
    assert path in layout.wrapped(f"  Pack written: {path} (30 sheets)", 40)[1]


def in_terminal(desk: Path, columns: int, *words: str, encoding: str = "utf-8") -> str:
    """Return what a verb prints in a terminal of that many columns, whose letters are those of `encoding`."""
    pty = pytest.importorskip("pty", reason="Windows has no such terminals")
    ours, theirs = pty.openpty()
    environment = {**os.environ, "COLUMNS": str(columns), "LINES": "24", "PYTHONIOENCODING": encoding}
    command = [sys.executable, "-m", "tpdesk", "--desk", str(desk), *words]
    with subprocess.Popen(
        command, stdout=theirs, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, cwd=HERE, env=environment
    ) as process:
        os.close(theirs)
        told = b""
        while True:
            try:
                part = os.read(ours, 65_536)
            except OSError:
                # Linux says so when the other side has closed; macOS returns nothing.
                break
            if not part:
                break
            told += part
        os.close(ours)
        assert process.stderr is not None
        assert process.stderr.read() == b""
    assert process.returncode == 0
    return told.decode(encoding).replace("\r\n", "\n")


@pytest.mark.parametrize("encoding", ["cp437", "cp850", "cp1252"])
def test_a_terminal_with_an_old_code_page_shows_every_figure_and_a_mark_for_letters_that_it_lacks(
    sample: Verb, encoding: str
) -> None:
    sample.good("agency", "add", "Łódź Partnership → North", "--kind", "other")
    told = in_terminal(sample.desk, 120, "agency", "list", encoding=encoding)
    assert "?ód? Partnership ? North" in told
    figures = in_terminal(sample.desk, 120, "count", *LANCASHIRE, encoding=encoding)
    assert "£17,006,130,018.59" in figures


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize(
    "words",
    [
        ("overlap", *LANCASHIRE, "--level", "4"),
        ("count", *LANCASHIRE, "--by", "matrix"),
        ("pairs", *LANCASHIRE),
        ("category", "list"),
        ("agency", "list"),
        ("batch", "list"),
    ],
    ids=" ".join,
)
def test_output_fits_the_terminal_with_every_figure_of_the_pipe(
    sample: Verb, columns: int, words: tuple[str, ...]
) -> None:
    told = in_terminal(sample.desk, columns, *words)
    assert max(map(len, told.split("\n"))) <= columns
    assert sorted(NUMBER.findall(told)) == sorted(NUMBER.findall(sample.words(*words).out))


def test_a_pipe_gets_everything_whole(sample: Verb) -> None:
    told = sample.words("category", "list").out
    assert "…" not in told
    assert "Executive and legislative organs, financial and fiscal affairs, external affairs" in told
    assert "\n      01.1.1/corporate-and-democratic-core" in told, "a code is set in by its level"
    note = next(
        line
        for line in sample.words("place", "show", "Luton & Central Bedfordshire").out.split("\n")
        if line.startswith("  note:")
    )
    assert note.endswith("access to benefits")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("count", "--nonsense", "--json"), "--nonsense"),
        (("--json", "count", "--nonsense"), "--nonsense"),
        (("place", "add", "--json"), "NAME"),
        (("nonsense", "--json"), "nonsense"),
        (("--nonsense", "--json"), "--nonsense"),
        (("count", "--level", "9", "--json"), "9"),
        (("place", "--json"), "command"),
        (("--json", "place"), "verb"),
    ],
    ids=lambda words: " ".join(words) if isinstance(words, tuple) else "",
)
def test_what_cannot_be_parsed_is_one_json_object(words: tuple[str, ...], said: str) -> None:
    told = run(*words)
    assert told.exit_code == 2
    assert told.json["error"]["exit_code"] == 2
    assert told.json["error"]["title"]
    assert said in told.json["error"]["message"]
    assert told.err


def test_without_json_what_cannot_be_parsed_is_words_alone() -> None:
    for words in (("count", "--nonsense"), ("place", "add", "--", "--json", "more")):
        told = run(*words)
        assert (told.exit_code, told.out) == (2, "")
        assert told.err


def test_an_empty_delimiter_is_refused_and_a_tab_is_one(verb: Verb, tmp_path: Path) -> None:
    file = tmp_path / "tabs.csv"
    file.write_text("Service\tAmount\nRoads\t1.00\nBins\t2.00\n", encoding="utf-8")
    verb.good("place", "add", "Shire")
    verb.good("agency", "add", "Shire CC", "--place", "Shire")
    words = ("import", file, "--agency", "Shire CC", "--year", "2024-25", "--delimiter")
    told = verb(*words, "")
    assert told.exit_code == 2
    assert "--delimiter is given but empty" in told.json["error"]["message"]
    assert verb.good(*words, "\t")["files"][0]["sum_pence"] == 300


def test_a_new_desk_is_told_of_on_stderr_once(verb: Verb, tmp_path: Path) -> None:
    told = verb.words("place", "add", "Shire")
    assert told.err == f"New desk: {verb.desk}\n"
    assert "New desk" not in told.out
    assert verb.words("place", "add", "Other").err == ""
    silent = Verb(tmp_path / "silent.tpdesk")("place", "add", "Shire")
    assert (silent.json["place"], silent.err) == ("Shire", "")


def test_the_desk_named_last_is_found_without_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = Verb(tmp_path / "first.tpdesk"), Verb(tmp_path / "second.tpdesk")
    first.good("place", "add", "First")
    second.good("place", "add", "Second")
    assert run("place", "list", "--json").json["places"][0]["name"] == "Second"
    monkeypatch.chdir(tmp_path)
    assert run("place", "list", "--json", "--desk", "first.tpdesk").exit_code == 0
    monkeypatch.chdir(HERE)
    assert run("place", "list", "--json").json["places"][0]["name"] == "First", "remembered by its whole path"
    first.desk.unlink()
    assert run("place", "list", "--json").json["places"][0]["name"] == "Second", "one that has gone is passed over"


def test_a_desk_that_cannot_be_opened_and_one_of_the_environment_are_not_remembered(
    verb: Verb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    verb.good("place", "add", "Shire")
    torn = tmp_path / "torn.tpdesk"
    torn.write_text("no desk", encoding="utf-8")
    assert run("--desk", torn, "place", "list").exit_code == 4
    monkeypatch.setenv("TPDESK_FILE", str(tmp_path / "env.tpdesk"))
    assert run("place", "add", "Elsewhere").exit_code == 0
    assert recent_desks() == [verb.desk.resolve()]


def test_the_list_of_desks_is_short_and_a_damaged_one_is_an_empty_one(tmp_path: Path) -> None:
    desks = [tmp_path / f"{number}.tpdesk" for number in range(MOST_DESKS + 2)]
    for path in desks:
        path.touch()
        remember(path)
    assert recent_desks() == [path.resolve() for path in reversed(desks[2:])]
    kept = next((tmp_path / "state-home").rglob("recent.json"), None) if sys.platform == "linux" else None
    if kept is not None:
        assert [path.name for path in kept.parent.iterdir()] == ["recent.json"], "no half-written list stays"
        assert kept.stat().st_mode & 0o077 == 0
        assert json.loads(kept.read_text(encoding="utf-8"))[0] == str(desks[-1].resolve())
        kept.write_text("[not a list", encoding="utf-8")
        assert recent_desks() == []


def test_one_missing_folder_is_made_and_a_longer_path_is_refused_with_words(tmp_path: Path) -> None:
    Verb(tmp_path / "new" / "a.tpdesk").good("place", "add", "Shire")
    told = Verb(tmp_path / "no" / "such" / "a.tpdesk")("place", "add", "Shire")
    assert told.exit_code == 3
    assert f"the folder {tmp_path / 'no'} is not there" in told.json["error"]["message"]
    assert not (tmp_path / "no").exists()


def test_a_count_of_money_that_no_line_is_marked_as_prints_blanks_and_says_why(sample: Verb) -> None:
    printed = run("--desk", str(sample.desk), "count", *LANCASHIRE, "--cost", "capital").out
    assert "£0.00" not in printed
    assert "0 of 19" not in printed
    assert "Organisations with such money: not available." in printed
    assert "No line is marked as capital expenditure, so nothing is known of it." in printed
    told = sample.good("count", *LANCASHIRE, "--cost", "capital")
    assert (told["held"], told["pence_per_head"], told["pence_per_household"]) == (False, None, None)
