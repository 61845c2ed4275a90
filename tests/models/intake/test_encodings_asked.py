"""Encodings that the user names, and files of UTF-16 and UTF-32: text is read, anything else is refused in words."""

from __future__ import annotations

import encodings.aliases
from pathlib import Path

import pytest

from tests.models.intake.reading import read, written
from tpdesk.errors import DeskError, InputProblem, UsageProblem
from tpdesk.models.intake import encodings as module
from tpdesk.models.intake.source import open_source

BODY = "Service,Supplier,Date,Amount\r\n" + "".join(f"Parks,Café {n},{n}/04/2024,£{n}.50\r\n" for n in range(10, 28))
PENCE = [n * 100 + 50 for n in range(10, 28)]
WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("codec", WIDE)
@pytest.mark.parametrize("asked", ["", "as it is", "without its order"])
def test_wide_text_is_read_with_and_without_its_mark_asked_for_or_not(
    tmp_path: Path, codec: str, mark: str, asked: str
) -> None:
    name = {"": None, "as it is": codec, "without its order": codec[:6]}[asked]
    found = read(written(tmp_path, mark + BODY, encoding=codec), encoding=name)
    assert found.pence == PENCE
    assert found.lines[0].supplier == "Café 10"
    assert (found.encoding or "")[:6] == codec[:6]


def test_wide_text_without_latin_letters_is_read_in_the_order_of_its_digits(tmp_path: Path) -> None:
    body = "支出,日付,金額\n" + "".join(f"公園,{n}/04/2024,{n}.50\n" for n in range(10, 28))
    for codec in WIDE:
        with open_source(written(tmp_path, body, encoding=codec), encoding=codec[:6]) as source:
            assert source.encoding == codec
            assert [cells[2] for _, cells in source.rows()][1:] == [f"{n}.50" for n in range(10, 28)]


@pytest.mark.parametrize("asked", [*WIDE, "utf-16", "utf-32", "UTF_16"])
def test_a_file_that_is_not_wide_is_not_read_as_if_it_were(tmp_path: Path, asked: str) -> None:
    with pytest.raises(InputProblem, match="Leave --encoding out"):
        open_source(written(tmp_path, BODY), encoding=asked)


@pytest.mark.parametrize(
    ("codec", "asked", "said"),
    [
        ("utf-16", "cp1252", "utf-16"),
        ("utf-16", "utf-8", "utf-16"),
        ("utf-32", "utf-16", "utf-32"),
        ("utf-8-sig", "utf-16", "utf-8"),
    ],
)
def test_a_files_own_mark_is_believed_and_the_difference_said(
    tmp_path: Path, codec: str, asked: str, said: str
) -> None:
    with open_source(written(tmp_path, BODY, encoding=codec), encoding=asked) as source:
        assert source.warnings == (f"the file is {said} and was read as that, not as {asked}",)
        assert [cells[1] for _, cells in source.rows()][1] == "Café 10"


def test_half_characters_are_counted_and_cost_no_row(tmp_path: Path) -> None:
    body = BODY.replace("Café 11", "Caf\ud800 11").replace("Café 12", "\udfffafe 12")
    raw = body.encode("utf-16", "surrogatepass") + b"\x00"
    with open_source(written(tmp_path, raw)) as source:
        assert source.warnings == ("3 characters of the file cannot be read and are shown as \ufffd",)
        assert sum(1 for _ in source.rows()) == 20
    assert read(written(tmp_path, raw)).pence == PENCE


def test_bytes_behind_a_mark_of_utf_16_that_are_no_text_are_refused(tmp_path: Path) -> None:
    assert module.by_mark(b"\xff\xfe" + b"\x00\xd8" * 5_000) == "utf-16"
    with pytest.raises(InputProblem, match="not text"):
        open_source(written(tmp_path, b"\xff\xfe" + b"\x00\xd8\n\x00" * 5_000))


@pytest.mark.parametrize(
    "asked",
    ["idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "rot13", "rot_13", "zlib", "bz2", "hex",
        "base64", "uu", "quopri"],
)  # fmt: skip
def test_what_reads_no_text_files_is_refused_in_words(tmp_path: Path, asked: str) -> None:
    with pytest.raises(UsageProblem, match="not an encoding of text files"):
        open_source(written(tmp_path, BODY), encoding=asked)


@pytest.mark.parametrize("asked", ["utf-99", "..", "a" * 300, "utf-8\0", "ütf", "\x1b[2J", "mbcs\n"])
def test_what_is_no_encoding_is_refused_in_words(tmp_path: Path, asked: str) -> None:
    with pytest.raises(UsageProblem, match="There is no encoding") as caught:
        open_source(written(tmp_path, BODY), encoding=asked)
    assert "\x1b" not in str(caught.value)
    assert len(str(caught.value)) < 200


def test_every_encoding_that_python_has_reads_or_refuses(tmp_path: Path) -> None:
    path = written(tmp_path, BODY)
    read_by = 0
    for asked in {*encodings.aliases.aliases, *encodings.aliases.aliases.values()}:
        try:
            with open_source(path, encoding=asked) as source:
                assert any(number for number, _ in source.rows())
                read_by += 1
        except DeskError:
            continue
    assert read_by > 200
