"""A Word document as a council sends it: A4, one sans serif type, real headings, lists and tables, and page numbers.

Every part is made here: of the library's own template nothing is left. The same input gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, BinaryIO, Final

from tpdesk.calc.packs.handout import word_parts as parts
from tpdesk.calc.packs.handout.columns import fit_columns, is_taller_than_a_page
from tpdesk.calc.workbook.describe import brief
from tpdesk.text import clean

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Row as Row

_ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)
_MOST_OF_A_PROPERTY: Final = 255
"""Letters that a property of a document takes."""


class WordDocument:
    """A document that is being written, from its first line to its last; all text in it is cleaned."""

    def __init__(self, title: str, at: dt.datetime, subject: str = "") -> None:
        """`at` is the moment that it says it was made."""
        import docx

        self._document = docx.Document()
        _set_properties(self._document, clean(title), clean(subject), at)
        _replace_parts(self._document)
        _set_page(self._document)

    def title(self, text: str) -> None:
        """Add what the document is called."""
        self._document.add_heading(clean(text), 0)

    def heading(self, text: str, level: int = 1, *, on_new_page: bool = False) -> None:
        """Add a heading."""
        self._document.add_heading(clean(text), level).paragraph_format.page_break_before = on_new_page or None

    def paragraph(self, text: str, *, bold: bool = False, keep: bool = False) -> None:
        """Add a paragraph; `keep` holds it on the page of what comes next."""
        paragraph = self._document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = keep or None
        paragraph.add_run(clean(text)).bold = bold or None

    def block(self, rows: Iterable[str]) -> None:
        """Add lines that stand together, such as an address."""
        run = self._document.add_paragraph().add_run()
        for number, line in enumerate(rows):
            if number:
                run.add_break()
            run.add_text(clean(line))

    def facts(self, facts: Iterable[tuple[str, str]]) -> None:
        """Add lines that stand together, each named: `Date: 14 February 2026`."""
        paragraph = self._document.add_paragraph()
        for number, (what, words) in enumerate(facts):
            if number:
                paragraph.add_run().add_break()
            paragraph.add_run(f"{what}: ").bold = True
            paragraph.add_run(clean(words))

    def listing(self, items: Iterable[str], *, numbered: bool = False) -> None:
        """Add a list. The numbers of all numbered lists of a document run on, so it has one at most."""
        for item in items:
            self._document.add_paragraph(clean(item), "List Number" if numbered else "List Bullet")

    def table(self, name: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Add a table under a heading row that every page repeats; no row is parted but one that fills a page."""
        told = [[clean(cell) for cell in row] for row in rows]
        widths = fit_columns(head, told)
        table = self._document.add_table(0, len(head), "Table Grid")
        parts.describe_table(table._tbl, clean(name), widths)
        _fill_row(table.add_row(), head, widths, is_head=True)
        for row in told:
            _fill_row(table.add_row(), row, widths)

    def save(self, file: BinaryIO) -> None:
        """Write it to `file`."""
        made = io.BytesIO()
        self._document.save(made)
        with zipfile.ZipFile(made) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
            for name in source.namelist():
                entry = zipfile.ZipInfo(name, _ZIP_TIME)
                entry.compress_type = zipfile.ZIP_DEFLATED
                target.writestr(entry, source.read(name))


def _set_properties(document: Document, title: str, subject: str, at: dt.datetime) -> None:
    it = document.core_properties
    it.title, it.subject = (brief(text, _MOST_OF_A_PROPERTY) for text in (title, subject))
    it.language = parts.LANGUAGE
    it.created = it.modified = at
    kept = ("title", "subject", "language", "created", "modified")
    for element in list(it._element):
        if element.tag.rpartition("}")[2] not in kept or not element.text:
            it._element.remove(element)


def _replace_parts(document: Document) -> None:
    """Put our own styles, lists and settings in the place of the template's, and leave its other parts out."""
    from docx.oxml import parse_xml

    package = document.part.package
    assert package is not None
    for relations in (package.rels, document.part.rels):
        for key, relation in list(relations.items()):
            kind = relation.reltype.rpartition("/")[2]
            if kind in parts.OURS:
                relation.target_part._element = parse_xml(parts.OURS[kind])
            elif kind == "extended-properties":
                relation.target_part._blob = parts.PROPERTIES
            elif kind not in parts.KEPT:
                del relations[key]


def _set_page(document: Document) -> None:
    from docx.shared import Mm

    section = document.sections[0]
    # The marks of the template's own editing sessions.
    section._sectPr.attrib.clear()
    section.page_width, section.page_height = Mm(parts.PAGE_MM[0]), Mm(parts.PAGE_MM[1])
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(parts.MARGIN_MM)
    section.header_distance = section.footer_distance = Mm(parts.MARGIN_MM // 2)
    line = section.footer.paragraphs[0]
    for text, field in (("Page ", "PAGE"), (" of ", "NUMPAGES")):
        line.add_run(text)
        line._p.append(parts.field(field))


def _fill_row(row: Row, cells: Sequence[str], widths: Sequence[int], *, is_head: bool = False) -> None:
    from docx.shared import Twips

    for cell, text, width in zip(row.cells, cells, widths, strict=True):
        cell.width = Twips(width)
        paragraph = cell.paragraphs[0]
        paragraph.add_run(text).bold = is_head or None
        paragraph.paragraph_format.keep_with_next = is_head or None
    parts.describe_row(row._tr, is_head=is_head, is_whole=not is_taller_than_a_page(cells, widths))
