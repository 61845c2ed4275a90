"""A Word document read back from its XML: type, headings, lists, tables that stay whole, page numbers, and nothing of
the template; for notes, cookbook and letters alike."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import re
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.calc.packs.test_handout import AT, record, worked
from tpdesk.calc.packs.handout.columns import PAGE_TWIPS, fit_columns, is_taller_than_a_page
from tpdesk.calc.packs.handout.content import handout
from tpdesk.calc.packs.handout.cookbook import write_cookbook
from tpdesk.calc.packs.handout.document import WordDocument
from tpdesk.calc.packs.handout.letter import covering_letter, reminder_letter, write_letter
from tpdesk.calc.packs.handout.word import write_docx
from tpdesk.domain.return_form import CONTACT, Addressee, Manifest, ReturnForm, ReturnReminder

ROLE = "the partnership's finance officer"


def form(
    place: str = "Testshire", agency: str = "Test Council", contact: str = ROLE, to: Addressee | None = None
) -> ReturnForm:
    manifest = Manifest("desk", place, 1, agency, 7, "2024-25", 2, "2026-11-30T09:30:00Z", "2026-12-28", "pounds")
    return ReturnForm(manifest, {}, contact, "28 December 2026", to or Addressee())


def reminder(late: int = 9, **said: Any) -> ReturnReminder:
    told: dict[str, Any] = {
        "place": "Testshire", "agency": "Test Council", "agency_number": 7, "year": "2024-25", "version": 2,
        "written_on": "2026-11-30", "requested_words": "1 October 2026", "due_words": "21 November 2026",
        "days_late": late, "chased_words": "", "reply_words": "14 December 2026", "contact": ROLE,
    }  # fmt: skip
    return ReturnReminder(**told | said)


def recipe(**said: Any) -> Any:
    return record("recipe", **{"title": "One form", "steps": "First\nSecond", "must_be_true": "One law"} | said)


def made(write: Callable[[io.BytesIO], None]) -> bytes:
    file = io.BytesIO()
    write(file)
    return file.getvalue()


DOCUMENTS: dict[str, Callable[[], bytes]] = {
    "notes": lambda: made(lambda file: write_docx(worked(illustrative=True), file, at=AT)),
    "cookbook": lambda: made(lambda file: write_cookbook([recipe(), recipe(title="Two")], "Testshire", file, at=AT)),
    "letter": lambda: made(lambda file: write_letter(covering_letter(form(), "r.xlsx"), file, at=AT)),
    "reminder": lambda: made(lambda file: write_letter(reminder_letter(reminder()), file, at=AT)),
}


@pytest.fixture(scope="module", params=DOCUMENTS)
def word(request: pytest.FixtureRequest) -> bytes:
    return DOCUMENTS[request.param]()


def parts_of(word: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(word)) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


def opened(word: bytes) -> Any:
    return docx.Document(io.BytesIO(word))


def words_of(word: bytes) -> str:
    return "\n".join(line.text for line in opened(word).paragraphs)


def test_nothing_of_the_template_is_left(word: bytes) -> None:
    parts = parts_of(word)
    assert set(parts) == {
        "[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "docProps/app.xml", "word/document.xml",
        "word/_rels/document.xml.rels", "word/styles.xml", "word/numbering.xml", "word/settings.xml",
        "word/footer1.xml",
    }  # fmt: skip
    everything = "\n".join(parts.values())
    for leftover in ("python-docx", "2013", "Macintosh", "Normal.dotm", "rsid", "en-US", "ja-JP", "Cambria", "theme/",
                     "Calibri", "w:nsid"):  # fmt: skip
        assert leftover not in everything, leftover
    assert 'w:val="15"' in parts["word/settings.xml"]
    named = {style.style_id for style in opened(word).styles}
    assert named == {
        "Normal", "DefaultParagraphFont", "TableNormal", "NoList", "Title", "Heading1", "Heading2", "ListBullet",
        "ListNumber", "Footer", "TableGrid",
    }  # fmt: skip
    used = set(re.findall(r'w:(?:pStyle|tblStyle) w:val="([^"]+)"', everything))
    assert used <= named
    assert len(word) < 12_000


def test_it_names_title_and_language_and_nobody(word: bytes) -> None:
    core = parts_of(word)["docProps/core.xml"]
    assert set(re.findall(r"<(?:cp|dc|dcterms):(\w+)[ >]", core)) == {
        "coreProperties", "title", "subject", "language", "created", "modified",
    }  # fmt: skip
    it = opened(word).core_properties
    assert (it.language, it.created, it.modified) == ("en-GB", AT, AT)
    assert it.title
    languages = {mark.get(qn("w:val")) for mark in opened(word).styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}


def test_the_type_is_sans_serif_of_at_least_12_point_without_italics(word: bytes) -> None:
    parts = parts_of(word)
    fonts = {font.get(qn(f"w:{which}")) for font in opened(word).styles.element.iter(qn("w:rFonts"))
             for which in ("ascii", "hAnsi", "cs", "eastAsia")}  # fmt: skip
    assert fonts == {"Arial"}
    assert "rFonts" not in parts["word/document.xml"]
    sizes = [int(size) for size in re.findall(r'<w:sz w:val="(\d+)"', "\n".join(parts.values()))]
    assert min(sizes) == 24
    assert not re.search(r"<w:[iu][ />]", parts["word/document.xml"])


def test_every_page_says_which_of_how_many_it_is(word: bytes) -> None:
    footer = parts_of(word)["word/footer1.xml"]
    assert re.findall(r'w:instr="\s*(\w+)\s*"', footer) == ["PAGE", "NUMPAGES"]
    plain = re.sub(r"<[^>]+>", "", footer[footer.index("<w:p>") if "<w:p>" in footer else 0 :])
    assert plain.strip() == "Page 1 of 1"
    section = opened(word).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)


def test_no_empty_paragraph_makes_room_and_headings_stay_with_what_they_head(word: bytes) -> None:
    document = opened(word)
    assert [number for number, line in enumerate(document.paragraphs) if not line.text.strip()] == []
    for name in ("Title", "Heading 1", "Heading 2"):
        assert document.styles[name].paragraph_format.keep_with_next, name
    levels = [0 if name == "Title" else int(name[-1]) for line in document.paragraphs
              if (name := line.style.name).startswith(("Title", "Heading"))]  # fmt: skip
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels)), levels


@pytest.mark.parametrize("what", DOCUMENTS)
def test_twice_the_same_gives_the_same_bytes(what: str) -> None:
    first = DOCUMENTS[what]()
    assert DOCUMENTS[what]() == first
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_tables_have_a_repeated_heading_row_whole_rows_a_name_and_fixed_widths() -> None:
    document = opened(DOCUMENTS["notes"]())
    assert len(document.tables) == 3
    for table in document.tables:
        head, *rows = table.rows
        assert head._tr.trPr.find(qn("w:tblHeader")) is not None
        assert head.cells[0].paragraphs[0].paragraph_format.keep_with_next
        for row in (head, *rows):
            assert row._tr.trPr.find(qn("w:cantSplit")) is not None
            assert [cell.width.twips for cell in row.cells] == [
                int(column.get(qn("w:w"))) for column in table._tbl.tblGrid.gridCol_lst
            ]
        look = table._tbl.tblPr
        assert look.find(qn("w:tblCaption")).get(qn("w:val")) in ("Actions", "Barriers that came from it",
            "Opportunities that came from it")  # fmt: skip
        assert look.find(qn("w:tblLayout")).get(qn("w:type")) == "fixed"
        assert look.find(qn("w:tblLook")).get(qn("w:firstRow")) == "1"
        assert int(look.find(qn("w:tblW")).get(qn("w:w"))) == PAGE_TWIPS


HOSTILE = (
    "a\x00b\x0bc\x1b[31md", "</w:t><w:t>", "<w:br/>&amp;", "\u202egnp.exe", "=cmd|' /C calc'!A0", "x" * 3_000,
    "\ud800 lone", "a\tb\nc", "{MERGEFIELD x}", "\ufffe\uffff",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text_wherever_it_stands(text: str) -> None:
    made_letter = covering_letter(form(text, text, text, Addressee(text, text)), text)
    for word in (
        made(lambda file: write_letter(made_letter, file, at=AT)),
        made(lambda file: write_letter(reminder_letter(reminder(place=text, agency=text, contact=text)), file, at=AT)),
        made(lambda file: write_cookbook([recipe(title=text, problem=text, steps=text)], text, file, at=AT)),
        made(lambda file: write_docx(handout(record("workshop", title=text, place=text, agencies=(text,)), [
            record("note", kind="idea", text=text, dots=0), record("note", kind="action", text=text, dots=0)]), file,
            at=AT)),
    ):  # fmt: skip
        body = parts_of(word)["word/document.xml"]
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u202e\ufffe\uffff]", body)
        assert "instrText" not in body
        assert opened(word).core_properties.title
        if text.startswith("<"):
            assert text in words_of(word)


CELLS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), max_size=60)


@settings(max_examples=25)
@given(st.integers(1, 7).flatmap(lambda n: st.lists(st.lists(CELLS, min_size=n, max_size=n), min_size=1, max_size=5)))
def test_columns_fill_the_page_to_the_twip_and_none_vanishes(rows: list[list[str]]) -> None:
    widths = fit_columns(rows[0], rows[1:])
    assert sum(widths) == PAGE_TWIPS
    assert min(widths) >= 200


def test_a_word_a_day_and_an_amount_stay_whole_where_there_is_room() -> None:
    head = ("What", "Who does it", "By when", "Dots")
    rows = [["Ask every one of the organisations what it does " * 4, "Board", "28 September 2026", "12"]]
    what, _, when, dots = fit_columns(head, rows)
    assert what > when > 2_300
    assert dots > 700


def test_a_row_that_fills_a_page_may_be_parted_and_no_other() -> None:
    widths = fit_columns(("What", "Who"), [["word " * 2_000, "Board"]])
    assert is_taller_than_a_page(["word " * 2_000, "Board"], widths)
    assert not is_taller_than_a_page(["word " * 200, "Board"], widths)
    document = WordDocument("Rows", AT)
    document.table("Rows", ("What", "Who"), [["word " * 2_000, "Board"], ["short", "Board"]])
    rows = opened(made(document.save)).tables[0].rows
    assert [row._tr.trPr is not None and row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rows] == [
        True, False, True,
    ]  # fmt: skip


# -- what letters say


def test_the_covering_letter_says_what_by_when_how_and_whom_to_ask() -> None:
    to = Addressee("Head of Finance", "finance@council.example")
    letter = covering_letter(form(to=to), "r.xlsx")
    assert letter.to == ("Head of Finance", "Test Council", "finance@council.example")
    assert letter.reference == "Testshire 2024-25/7/2"
    assert "28 December 2026" in letter.subject
    word = made(lambda file: write_letter(letter, file, at=AT))
    lines = [(line.style.name, line.text) for line in opened(word).paragraphs]
    assert ("Heading 1", letter.subject) in lines
    told = words_of(word)
    for words in ("Date: 30 November 2026", "Our reference: Testshire 2024-25/7/2", "Dear colleague", "in pounds",
                  f"send it to {ROLE}", "What becomes of it", "Yours sincerely", ROLE[0].upper() + ROLE[1:],
                  "Enclosed: r.xlsx"):  # fmt: skip
        assert words in told, words
    assert sum(name == "List Number" for name, _ in lines) == 4


def test_where_nobody_is_named_a_role_signs_and_a_role_is_written_to() -> None:
    letter = covering_letter(form(contact=CONTACT), "r.xlsx")
    assert letter.to == ("Head of Finance", "Test Council")
    assert letter.signed == ("The officer for the count", "Count of public spending, Testshire, 2024-25")


@pytest.mark.parametrize(
    ("late", "said", "words"),
    [
        (9, {}, "We asked Test Council for its return on 1 October 2026; it was due on 21 November 2026."),
        (0, {}, "We asked Test Council for its return on 1 October 2026; it is due on 21 November 2026."),
        (0, {"due_words": "", "requested_words": ""}, "We asked Test Council for its return. It has not reached us."),
        (9, {"chased_words": "25 November 2026"}, "We wrote about it before, on 25 November 2026."),
    ],
)  # fmt: skip
def test_the_reminder_says_when_it_was_asked_for_and_due(late: int, said: dict[str, str], words: str) -> None:
    assert words in reminder_letter(reminder(late, **said)).opening


def test_a_document_is_made_at_the_moment_that_it_says() -> None:
    at = dt.datetime(2020, 2, 3, 4, 5, 6, tzinfo=dt.UTC)
    word = made(lambda file: write_docx(worked(), file, at=at))
    assert opened(word).core_properties.created == at
