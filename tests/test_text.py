"""Text on its way in and out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tpdesk.text import clean, csv_safe, file_name, folded, nearest, printable

CONTROLS = [chr(n) for n in (*range(32), *range(0x7F, 0xA0), 0x200B, 0x202E, 0x2066, 0xFEFF)]


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("  Health \t [closed] ", "Health [closed]"),
        ("[/b]", "[/b]"),
        ("a\x1b[31mred\x1b[0m", "ared"),
        ("a\x1b]52;c;ZXZpbA==\x07b", "ab"),
        ("a\x1b]0;title\x1b\\b", "ab"),
        ("a\r\nb", "a b"),
        ("=1+1", "=1+1"),
        ("pay\u202eee", "payee"),
        ("\ufeffFirst", "First"),
        ("\ud800", "?"),
        ("a\x00b", "ab"),
    ],
)
def test_clean_keeps_the_words_and_nothing_a_terminal_would_act_on(raw: str, kept: str) -> None:
    assert clean(raw) == kept


@given(st.text(st.one_of(st.characters(), st.sampled_from(CONTROLS))))
def test_clean_text_is_harmless_and_stays_as_it_is(raw: str) -> None:
    kept = clean(raw)
    assert not any(control in kept for control in CONTROLS)
    assert clean(kept) == kept
    kept.encode("utf-8")


@given(st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from(CONTROLS))))
def test_printable_lines_hold_no_control_character(raw: str) -> None:
    assert not any(control in printable(raw) for control in CONTROLS)


def test_printable_keeps_the_layout() -> None:
    assert printable("a    b\x1b[2J") == "a    b"


@pytest.mark.parametrize("text", ["=1+1", "+44 1234", "-PEACHES CREAM", "@RETAIL", "＝1", "\tx"])
def test_formulas_leave_as_text(text: str) -> None:
    assert csv_safe(text) == "'" + text


@pytest.mark.parametrize("text", ["-12.50", "+3", "1,234", "plain", ""])
def test_numbers_and_words_leave_as_they_are(text: str) -> None:
    assert csv_safe(text) == text


@pytest.mark.parametrize("text", ["a/b\\c:d", "CON", "nul.txt", "..", "", "x" * 400, "é" * 200, "dot. ", "<>|?*"])
def test_file_names_are_taken_everywhere(text: str) -> None:
    name = file_name(text, suffix=".xlsx")
    assert name.endswith(".xlsx")
    assert len(name.encode()) <= 120
    assert not set(name) & set('<>:"/\\|?*')
    assert name.split(".")[0].lower() not in ("con", "nul", "")


def test_names_are_compared_without_case_and_width() -> None:
    assert folded("  STRASSE  1") == folded("straße 1")


def test_the_nearest_name_holds_the_text_or_is_alike() -> None:
    names = ["Lancashire County Council", "Luton & Central Bedfordshire"]
    assert nearest("luton", names) == names[1]
    assert nearest("Lancashire Conty Council", names) == names[0]
    assert nearest("zzz", names) is None
    assert nearest("Lutton", names) == names[1]


def test_what_shares_but_its_common_words_with_a_name_is_no_slip_for_it() -> None:
    names = ["Pendle Borough Council", "Essex County Council"]
    assert nearest("Foo Borough Council", names) is None
    assert nearest("Testshire County Council", names) is None
    assert nearest("x", names) is None
    assert nearest("Pendel Boro Council", names) is None
    assert nearest("Pendel BC", names) == names[0]
