"""Messages on files hold their advice as data: each road has words for every piece, and no option of the command
line reaches the window."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

import tpdesk
from tests.cli.verbs import run
from tpdesk.domain.advice import VERB_WORDS, Advice, Message, message, reject_message, warning_message
from tpdesk.errors import DeskError
from tpdesk.models.intake.lines import Reject
from tpdesk.screens.intake.import_words import WINDOW_WORDS, on_screen, reject_words
from tpdesk.screens.spend.paste_look import PASTE_WORDS, in_paste
from tpdesk.services.preview import preview_file, try_file
from tpdesk.services.sheets import ImportRequest

ROOT = Path(tpdesk.__file__).parent
OPTION = re.compile(r"--[a-z]{2}|agency add")
SOURCES = (
    *sorted((ROOT / "models" / "intake").glob("*.py")),
    *(ROOT / "services" / f"{name}.py" for name in ("paste", "preview", "sheets")),
)


def texts(source: Path) -> list[str]:
    """Return the texts of a module, docstrings apart."""
    tree = ast.parse(source.read_text(encoding="utf-8"))
    bodies = [body for node in ast.walk(tree) if isinstance(body := getattr(node, "body", None), list)]
    docs = {id(node.value) for body in bodies for node in body if isinstance(node, ast.Expr)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
    ]


def test_a_sentence_on_files_names_an_option_only_as_advice() -> None:
    assert [(source.name, text) for source in SOURCES for text in texts(source) if OPTION.search(text)] == []


@pytest.mark.parametrize("words", [WINDOW_WORDS, PASTE_WORDS])
def test_every_piece_of_advice_has_words_in_every_room(words: Mapping[str, str]) -> None:
    assert set(words) == set(VERB_WORDS)
    assert [text for text in words.values() if OPTION.search(text)] == []


def test_every_piece_of_advice_is_given_somewhere() -> None:
    """A name that nothing gives would be words that nobody reads."""
    sources = [*SOURCES, ROOT / "services" / "imports.py"]
    given = {text for source in sources for text in texts(source) if text in VERB_WORDS}
    assert given == set(VERB_WORDS)


def test_a_message_is_the_command_lines_text_and_keeps_its_advice() -> None:
    inner = message("no line has a date; ", Advice("name-column", "date"))
    outer = message("row 3: ", inner, ".")
    assert outer == "row 3: no line has a date; name it with --map date=COLUMN."
    assert outer.parts == ("row 3: ", "no line has a date; ", Advice("name-column", "date"), ".")
    assert on_screen(outer) == "row 3: no line has a date; choose it under Date."
    assert in_paste(outer) == "row 3: no line has a date; put the cursor on it and press c to read it as the date."


def test_text_of_a_file_is_no_advice() -> None:
    assert on_screen("'use --date-order by-row' {value}") == "'use --date-order by-row' {value}"
    assert on_screen(message("'{value}' ", Advice("name-column", "{field}"))) == "'{value}' choose it under {field}"


@pytest.mark.parametrize(
    ("rule", "text", "shown"),
    [
        (
            "no agency",
            "The row names no organisation. Give --agency, or the column that names it.",
            "The row names no organisation. Choose the organisation, or the column that names it.",
        ),
        (
            "unknown agency",
            (
                "No organisation on this desk is called 'X'. Add it (agency add), give it as an alias, or use "
                "--add-agencies."
            ),
            (
                "No organisation on this desk is called 'X'. Add it, give it as an alias, or let new organisations "
                "be made (New organisations)."
            ),
        ),
        (
            "columns moved",
            "Since row 12 the columns stand otherwise; take these rows in apart, with --header-row 12.",
            "Since row 12 the columns stand otherwise; import the file once more with row 12 as its header.",
        ),
        ("blank amount", "There is no amount in this row.", "There is no amount in this row."),
        ("total row", "give the year with --year", "give the year with --year"),
    ],
)
def test_a_rejected_row_that_the_desk_keeps_has_its_advice_again(rule: str, text: str, shown: str) -> None:
    assert reject_message(rule, text) == text
    assert reject_words(rule, text) == shown


@pytest.mark.parametrize("name", ["header-row", "name-column", "year-if-wrong", "date-order"])
def test_a_warning_that_the_desk_keeps_has_its_advice_again(name: str) -> None:
    value = {"header-row": "7", "name-column": "cost_type", "date-order": "by-row"}.get(name, "")
    said = message("seen; ", Advice(name, value))
    assert warning_message(str(said)).parts == said.parts


FILES = {
    "two.csv": "Date,Supplier,Service,,\n"
    + "".join(f"{n:02d}/04/2024,Firm {n} Ltd,Parks,£{n}06.00,£{n}.50\n" for n in range(1, 13)),
    "undated.csv": "Amount,Supplier\n12.50,A Ltd\n20.25,B Ltd\n7.99,C Ltd\n",
    "moved.csv": "Trans No,Date,Service,Supplier,Amount,Balance\n"
    + "1,17/04/2024,Parks,A,100.00,7.00\n" * 3
    + "Trans No,Date,Service,Amount,Supplier,Balance\n2,18/04/2024,Parks,50.00,12,9.00\n",
    "dates.csv": "Date,Supplier,Amount\n31/02/2024,A Ltd,10.50\n30/02/2024,B Ltd,11.25\n",
    "bodies.csv": "Body,Date,Supplier,Amount\nNobody Council,01/02/2025,A Ltd,10.50\n",
    "text.csv": "Supplier,Words\nA Ltd,some\nB Ltd,others\n",
}


def told(desk: Path, file: Path, request: ImportRequest) -> list[str]:
    """Return everything that the import room may say of a file, as the room gets it."""
    try:
        preview = preview_file(desk, file, request)
    except DeskError as error:
        return [error.message]
    trial = try_file(desk, file, request)
    sheets = [sheet.layout for sheet in preview.sheets]
    rejects: list[Reject] = [reject for sheet in trial.sheets for reject in sheet.rejects]
    return [
        preview.refusal,
        *preview.warnings,
        *(text for layout in sheets for text in layout.warnings),
        *(row.problem for sheet in preview.sheets for row in sheet.rows),
        *([trial.error.message] if trial.error is not None else []),
        *trial.warnings,
        *(text for sheet in trial.sheets for text in sheet.warnings),
        *(reject_message(reject.rule, reject.message) for reject in rejects),
    ]


def test_no_option_is_named_in_the_window_for_files_with_faults(tmp_path: Path) -> None:
    desk = tmp_path / "x.tpdesk"
    assert run("--desk", desk, "place", "add", "Testshire").exit_code == 0
    assert run("--desk", desk, "agency", "add", "Test Council", "--place", "Testshire").exit_code == 0
    found: set[str] = set()
    for name, text in FILES.items():
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        requests = [
            ImportRequest(place="Testshire", agency="Test Council"),
            ImportRequest(place="Testshire"),
            ImportRequest(place="Testshire", agency="Test Council", encoding="utf-16"),
            ImportRequest(place="Testshire", agency_column="Body", columns={"amount": "Amount"}),
        ]
        for request in requests:
            for said in told(desk, file, request):
                assert not OPTION.search(on_screen(said)), (name, said)
                assert not OPTION.search(in_paste(said)), (name, said)
                if isinstance(said, Message):
                    found |= {part.name for part in said.parts if isinstance(part, Advice)}
    assert found >= {"choose-amounts", "name-column", "rows-apart", "give-year", "unknown-agency", "whose-spending"}
