"""Word documents as pages: LibreOffice lays them out, and no row is parted, no word of a table lost, no page empty."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.calc.packs.office import SOFFICE
from tests.calc.packs.test_handout import AT, record, worked
from tests.calc.packs.test_word import form, recipe, reminder
from tpdesk.calc.packs.handout.content import handout
from tpdesk.calc.packs.handout.cookbook import write_cookbook
from tpdesk.calc.packs.handout.letter import covering_letter, reminder_letter, write_letter
from tpdesk.calc.packs.handout.word import write_docx
from tpdesk.domain.return_form import Addressee

pytestmark = [
    pytest.mark.deep,
    pytest.mark.skipif(SOFFICE is None or shutil.which("pdftotext") is None, reason="LibreOffice is not here"),
]

BODIES = tuple(
    f"The Association of {n} Authorities and Trusts of Greater Testshire and its Neighbours" for n in range(40)
)
ROWS = 200
LONG = "Lay the forms of all organisations side by side, mark what is asked twice, and agree who asks it from now on"


def large(file: io.BytesIO) -> None:
    """Write the notes of a workshop with 40 organisations of long names and 200 actions."""
    workshop = record(
        "workshop", title="All of Testshire " * 8, place="Testshire", agencies=BODIES, held_on="2026-02-14"
    )
    actions = [
        record("note", kind="action", text=f"Row{n}begins: {LONG}. {'More of it. ' * (n % 7)}Row{n}ends", dots=n % 12,
            owner=BODIES[n % 40], due_on="2026-09-28", agencies=BODIES[: n % 3])
        for n in range(ROWS)
    ]  # fmt: skip
    write_docx(handout(workshop, actions), file, at=AT)


def long_letter(file: io.BytesIO) -> None:
    to = Addressee("Head of Finance, Procurement, Audit and Assurance", "finance.and.procurement@council.example")
    write_letter(covering_letter(form("Greater Testshire and its Neighbours", BODIES[0], to=to), "r.xlsx"), file, at=AT)


DOCUMENTS: dict[str, Callable[[io.BytesIO], None]] = {
    "notes": lambda file: write_docx(worked(illustrative=True), file, at=AT),
    "large": large,
    "letter": lambda file: write_letter(covering_letter(form(), "r.xlsx"), file, at=AT),
    "long letter": long_letter,
    "reminder": lambda file: write_letter(reminder_letter(reminder()), file, at=AT),
    "cookbook": lambda file: write_cookbook([recipe(title=f"Recipe {n}") for n in range(4)], "Testshire", file, at=AT),
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Document -> the text of each of its pages; all by one start of LibreOffice."""
    assert SOFFICE
    folder = tmp_path_factory.mktemp("word")
    for name, write in DOCUMENTS.items():
        with (folder / f"{name}.docx").open("wb") as file:
            write(file)  # type: ignore[arg-type]
    subprocess.run(
        [SOFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "pdf",
            "--outdir", str(folder), *map(str, sorted(folder.glob("*.docx")))],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    return {name: text_of(folder / f"{name}.pdf") for name in DOCUMENTS}


def text_of(pdf: Path) -> list[str]:
    told = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, timeout=60)
    return told.stdout.decode().split("\f")[:-1]


def test_each_page_says_which_it_is_and_holds_something(pages: dict[str, list[str]]) -> None:
    for name, found in pages.items():
        for number, page in enumerate(found, start=1):
            assert f"Page {number} of {len(found)}" in page, name
            assert len(page.split()) > 8, (name, number)


def test_they_take_no_more_pages_than_they_need(pages: dict[str, list[str]]) -> None:
    """The limits leave room for a wider type, where Arial is not there."""
    most = {"notes": 3, "large": 90, "letter": 2, "long letter": 2, "reminder": 2, "cookbook": 4}
    assert {name: len(found) for name, found in pages.items() if len(found) > most[name]} == {}
    assert len(pages["cookbook"]) == 4


def test_no_row_is_parted_none_is_lost_and_the_heading_row_comes_again(pages: dict[str, list[str]]) -> None:
    squeezed = [re.sub(r"\s+", "", page) for page in pages["large"]]
    first = next(n for n, page in enumerate(squeezed) if "Row0begins" in page)
    for number in range(ROWS):
        begins = [n for n, page in enumerate(squeezed) if f"Row{number}begins" in page]
        ends = [n for n, page in enumerate(squeezed) if f"Row{number}ends" in page]
        assert begins == ends, number
        assert len(begins) == 1, number
    for page in pages["large"][first:-1]:
        assert re.search(r"What\s+Who does it\s+By when\s+Dots", page)


def test_a_day_in_a_table_is_on_one_line(pages: dict[str, list[str]]) -> None:
    assert sum(page.count("28 September 2026") for page in pages["large"]) == ROWS
