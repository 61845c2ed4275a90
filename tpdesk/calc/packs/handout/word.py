"""Workshop notes for participants as a Word document: real headings and lists, tables with a heading row, British English."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, BinaryIO, Final

from tpdesk.calc.packs.handout.content import FOOT, ILLUSTRATIVE, Grid, Handout, Said
from tpdesk.calc.packs.handout.template import strip_template

if TYPE_CHECKING:
    from docx.document import Document

_A4_MM: Final = (210, 297)
_MARGIN_MM: Final = 20


def write_docx(notes: Handout, file: BinaryIO, *, at: dt.datetime) -> None:
    """Write the notes to `file`, made at the moment `at`."""
    import docx

    document = docx.Document()
    _prepare(document, notes.title, at)
    document.add_heading(notes.title, 0)
    if notes.illustrative:
        document.add_paragraph().add_run(ILLUSTRATIVE).bold = True
    for what, words in notes.facts:
        line = document.add_paragraph()
        line.add_run(f"{what}: ").bold = True
        line.add_run(words)
        line.paragraph_format.space_after = 0
    if notes.present:
        document.add_heading("Organisations present", 1)
        for body in notes.present:
            document.add_paragraph(body, "List Bullet")
    document.add_heading("What was said", 1)
    if not notes.chapters:
        document.add_paragraph("No notes under this heading.")
    for chapter in notes.chapters:
        document.add_heading(chapter.title, 2)
        _said(document, chapter.said)
    for grid in notes.grids:
        _grid(document, grid)
    if notes.parked:
        document.add_heading("Parked", 1)
        _said(document, notes.parked)
    document.add_paragraph()
    document.add_paragraph(FOOT)
    strip_template(document)
    document.save(file)


def _prepare(document: Document, title: str, at: dt.datetime) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Mm

    properties = document.core_properties
    properties.title, properties.language = title, "en-GB"
    # The library's own template names itself here, and a day of its own.
    properties.author, properties.last_modified_by, properties.comments = "", "", ""
    properties.created = properties.modified = at
    for language in document.styles.element.iter(qn("w:lang")):
        for script in ("val", "eastAsia"):
            language.set(qn(f"w:{script}"), "en-GB")
    section = document.sections[0]
    section.page_width, section.page_height = Mm(_A4_MM[0]), Mm(_A4_MM[1])
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(_MARGIN_MM)


def _said(document: Document, items: tuple[Said, ...]) -> None:
    for item in items:
        line = document.add_paragraph(item.text, "List Bullet")
        if item.about:
            line.add_run(f" ({item.about})").italic = True


def _grid(document: Document, grid: Grid) -> None:
    from docx.oxml import OxmlElement

    document.add_heading(grid.title, 1)
    table = document.add_table(rows=1, cols=len(grid.head), style="Table Grid")
    for cell, words in zip(table.rows[0].cells, grid.head, strict=True):
        cell.paragraphs[0].add_run(words).bold = True
    # The row is repeated on each page, and read out as the heading of its columns.
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row in grid.rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
