"""Workshop notes for participants: what stands in them and what never does, read back from Markdown and from Word."""

from __future__ import annotations

import datetime as dt
import itertools
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tpdesk.calc.packs.handout.content import ILLUSTRATIVE, Handout, escaped, handout, markdown
from tpdesk.calc.packs.handout.word import write_docx
from tpdesk.domain.kinds import KINDS, Record, Value
from tpdesk.text import clean

AT = dt.datetime(2026, 2, 15, 9, 30, tzinfo=dt.UTC)
SECRET = "SECRET"
"""In every private field and note of the worked handout."""

_numbers = itertools.count(1)


def record(kind: str, /, **values: Value) -> Record:
    """Return a record of a kind in which nothing is said but what is given."""
    of_kind = KINDS[kind]
    blank: dict[str, Value] = {
        field.name: () if field.many else "" if field.type.is_choosable else field.type.blank
        for field in of_kind.fields
    }
    return Record(next(_numbers), of_kind, blank | values)


def note(kind: str, text: str, **values: Value) -> Record:
    """Return a note of a workshop."""
    return record("note", kind=kind, text=text, dots=0, **values)


def worked(*, illustrative: bool = False) -> Handout:
    """Return the handout of a workshop with a note of each kind, and a private one of each kind too."""
    workshop = record(
        "workshop", title="Under fives, first workshop", place="Testshire", dive="Under fives", held_on="2026-02-14",
        sponsor="Director of public health",
        agencies=("Testshire Council", "NHS Testshire"), note=f"{SECRET} of the workshop",
    )  # fmt: skip
    seen = note("overlap seen", "Both of us assess the same child", agencies=("Testshire Council", "NHS Testshire"),
        activity="assess",
                client_group="children under five", category="10.4")  # fmt: skip
    law = note("barrier", "We may not share the list of births")
    notes = [
        seen,
        law,
        note("idea", "One visit, few dots") ,
        record("note", kind="idea", text="One team", dots=7),
        note("action", "Draw up one form", owner="NHS Testshire", due_on="2026-03-02",
            agencies=("Testshire Council", "NHS Testshire")),
        note("action", "Ask the board"),
        note("quote", "I told my story six times"),
        note("fact", "412 assessments a year"),
        note("question", "Who pays?"),
        note("idea", "A building for all of us", parked=1),
        *(note(kind, f"{SECRET} {kind}", private=1) for kind in ("idea", "quote", "action", "fact")),
    ]  # fmt: skip
    hidden = notes[-1]
    barriers = [
        record("barrier", title="List of births", level="central", kind="data sharing", state="raised",
            ask="Change the rule", notes=(str(law.id),), note=SECRET),
        record("barrier", title=f"{SECRET}: from a private note", level="local", kind="culture", state="open",
            notes=(str(hidden.id),)),
        record("barrier", title="From elsewhere", level="local", kind="culture", state="open"),
    ]  # fmt: skip
    opportunities = [
        record("opportunity", title="One assessment", horizon="quick", who_acts="both of us",
            agencies=("NHS Testshire",), state="idea",
               saving=1_200_000, cost=None, grade=4, notes=(str(seen.id),), note=SECRET),
        record("opportunity", title=f"{SECRET}: from a private note", horizon="quick", state="idea",
            notes=(str(hidden.id),)),
    ]  # fmt: skip
    return handout(
        workshop,
        notes,
        barriers,
        opportunities,
        titles={"10.4": "Family and children"},
        illustrative=illustrative,
    )


def test_what_was_said_stands_under_its_kind_with_most_dots_first() -> None:
    told = worked()
    chapters = {chapter.title: [(item.text, item.about) for item in chapter.said] for chapter in told.chapters}
    assert list(chapters) == ["Overlap seen", "Barriers named", "Ideas", "Quotes", "Facts", "Questions"]
    assert chapters["Overlap seen"] == [
        ("Both of us assess the same child",
            "Testshire Council, NHS Testshire; assess; for children under five; 10.4 Family and children")
    ]  # fmt: skip
    assert chapters["Ideas"] == [("One team", "7 dots"), ("One visit, few dots", "")]
    assert [(item.text, item.about) for item in told.parked] == [("A building for all of us", "idea")]
    assert ("Date", "14 February 2026") in told.facts


def test_actions_have_a_body_and_a_day_or_say_that_they_have_none() -> None:
    actions = next(grid for grid in worked().grids if grid.title == "Actions")
    assert actions.rows == (
        ("Draw up one form (with Testshire Council)", "NHS Testshire", "2 March 2026", "0"),
        ("Ask the board", "no organisation yet", "no date yet", "0"),
    )


def test_only_what_came_from_its_public_notes_is_in_it() -> None:
    grids = {grid.title: grid for grid in worked().grids}
    assert grids["Barriers that came from it"].rows == (
        ("List of births (data sharing)", "only government", "no organisation yet", "raised", "Change the rule"),
    )
    assert grids["Opportunities that came from it"].rows == (
        ("One assessment", "quick, local", "both of us", "idea", "£12,000 (grade 4)", "not known"),
    )


def test_a_workshop_without_notes_says_so() -> None:
    told = handout(record("workshop", title="Empty", place="Testshire"), [])
    assert (told.chapters, told.grids, told.parked) == ((), (), ())
    assert "No notes under this heading" in markdown(told)
    assert ("Date", "not said") in told.facts


@pytest.fixture(scope="module")
def word(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The worked handout as a Word document."""
    path = tmp_path_factory.mktemp("notes") / "notes.docx"
    with path.open("wb") as file:
        write_docx(worked(illustrative=True), file, at=AT)
    return path


def test_nothing_private_is_in_either_file(word: Path) -> None:
    assert SECRET not in markdown(worked())
    document = docx.Document(str(word))
    parts = [part.blob for part in document.part.package.iter_parts()]
    assert [part for part in parts if SECRET.encode() in part] == []
    assert sum(b"One team" in part for part in parts) == 1


def test_word_has_real_headings_lists_and_heading_rows(word: Path) -> None:
    document = docx.Document(str(word))
    styled = [(line.style.name if line.style else "", line.text) for line in document.paragraphs]
    headings = [(name, text) for name, text in styled if name.startswith(("Title", "Heading"))]
    assert headings == [
        ("Title", "Under fives, first workshop"), ("Heading 1", "Organisations present"),
        ("Heading 1", "What was said"), ("Heading 2", "Overlap seen"),
        ("Heading 2", "Barriers named"), ("Heading 2", "Ideas"), ("Heading 2", "Quotes"), ("Heading 2", "Facts"),
        ("Heading 2", "Questions"),
        ("Heading 1", "Actions"), ("Heading 1", "Barriers that came from it"),
        ("Heading 1", "Opportunities that came from it"), ("Heading 1", "Parked"),
        ("Heading 1", "About these notes"),
    ]  # fmt: skip
    assert ("List Bullet", "One team (7 dots)") in styled
    assert any(text == ILLUSTRATIVE for _, text in styled)
    assert [len(table.rows) for table in document.tables] == [3, 2, 2]
    for table in document.tables:
        assert table.rows[0]._tr.trPr is not None
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(cell.text for row in table.rows for cell in row.cells)


def reader() -> MarkdownIt:
    """Return a reader of Markdown that takes everything for markup that any common one does:
    tags, tables, strikethrough, bare addresses."""
    return MarkdownIt("gfm-like", {"html": True, "linkify": True}).enable(["table", "strikethrough"])


def inline(tokens: list[Token]) -> list[Token]:
    """Return what stands in the lines: texts, and whatever else was made of them."""
    return [child for token in tokens for child in token.children or []]


HOSTILE = (
    "[click](https://example.org)", "![x](https://example.org/a.png)", "<script>alert(1)</script>", "# Heading",
    "1. first", "- item", "+ item", "a | b | c",
    "**bold** _it_ ~~gone~~ `code`", "https://example.org/x?a=1&b=2", "www.example.org", "see example.org",
    "me@example.org", "&lt;b&gt; &#65; Health & care",
    "---", "===", "\\", "trailing \\", "[ref]: https://example.org", "[^1] ^2^", "$x$", "<!-- gone -->", "> said",
    "10.4 costs £3.5m (e.g. 12)", "//example.org",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_a_note_reads_as_what_was_typed_and_nothing_else(text: str) -> None:
    told = handout(record("workshop", title=text, place=text), [note("idea", text), note("action", text, owner=text)])
    tokens = reader().parse(markdown(told))
    assert {token.type for token in inline(tokens)} == {"text"}
    assert not [token for token in tokens if token.type in ("html_block", "code_block", "fence", "blockquote_open")]
    lines = ["".join(child.content for child in token.children or []) for token in tokens if token.type == "inline"]
    assert lines.count(text) == 4, "the title, the idea, and two cells of the table of actions"
    assert f"Place: {text}" in lines


@given(st.text(st.characters(codec="utf-8", max_codepoint=0x2FF), min_size=1, max_size=40))
@example("a.b\\.c")
@example("!&amp;")
def test_any_text_comes_back_from_markdown(text: str) -> None:
    if not clean(text):
        return
    tokens = reader().parse(f"- {escaped(text)}\n")
    assert {token.type for token in inline(tokens)} <= {"text"}
    assert "".join(token.content for token in inline(tokens)) == clean(text)
    assert sum(token.type == "bullet_list_open" for token in tokens) == 1
    assert not [token for token in tokens if token.type in ("ordered_list_open", "heading_open", "hr")]


def test_the_reader_of_these_tests_would_see_markup() -> None:
    for text in ("see example.org", "me@example.org", "https://example.org", "**bold**", "~~gone~~", "<b>x</b>"):
        assert {token.type for token in inline(reader().parse(f"- {text}\n"))} - {"text"}, text
