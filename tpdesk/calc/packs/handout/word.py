"""Workshop notes for participants as a Word document: real headings and lists, tables with a
heading row, British English.

What the library's own template brings into a Word document, taken out again: its preview, its names, its unused
styles and its settings.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from tpdesk.calc.packs.handout.content import FOOT, ILLUSTRATIVE, Grid, Handout, Said
from tpdesk.calc.workbook.layout import FONT

if TYPE_CHECKING:
    from docx.document import Document

_DROPPED: Final = ("metadata/thumbnail", "stylesWithEffects", "customXml")
"""Ends of the kinds of part that a document of ours has no use for."""

_PROPERTIES: Final = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b"<Properties "
    b'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>tpdesk</'
    b"Application></Properties>"
)

_SETTINGS: Final = (
    "w:zoom",
    "w:proofState",
    "w:savePreviewPicture",
    "w:rsids",
    "w:doNotAutoCompressPictures",
    "w:shapeDefaults",
)
"""Settings of the machine that the template was made on."""

_WORD_MODE: Final = "15"
"""The mode of Word 2013 and later: an earlier one makes Word say 'Compatibility Mode' over the document."""

_THEME_FONTS: Final = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")


def strip_template(document: Document) -> None:
    """Leave in `document` only what it uses: one font, the styles that it names, and nothing of the
    template or of who made that."""
    package = document.part.package
    assert package is not None
    for rels in (package.rels, document.part.rels):
        for key in [key for key, rel in rels.items() if rel.reltype.endswith(_DROPPED)]:
            del rels[key]
        for rel in rels.values():
            if rel.reltype.endswith("extended-properties"):
                rel.target_part._blob = _PROPERTIES
    _settings(document.settings.element)
    _styles(document)
    for element in (document.styles.element, document.element):
        _forget_revisions(element)


def _settings(settings: Any) -> None:
    from docx.oxml.ns import qn

    for name in _SETTINGS:
        for found in settings.findall(qn(name)):
            settings.remove(found)
    for mode in settings.iter(qn("w:compatSetting")):
        if mode.get(qn("w:name")) == "compatibilityMode":
            mode.set(qn("w:val"), _WORD_MODE)
    for language in settings.iter(qn("w:themeFontLang")):
        language.attrib.clear()
        language.set(qn("w:val"), "en-GB")


def _styles(document: Document) -> None:
    """Remove the styles that nothing in the document names, and set the others in the font of our workbooks."""
    from docx.oxml.ns import qn

    styles = document.styles.element
    by_id = {style.get(qn("w:styleId")): style for style in styles.iter(qn("w:style"))}
    used = {
        found.get(qn("w:val"))
        for kind in ("w:pStyle", "w:rStyle", "w:tblStyle")
        for found in document.element.iter(qn(kind))
    }
    ahead = [*used, *(name for name, style in by_id.items() if style.get(qn("w:default")))]
    kept: set[str] = set()
    while ahead:
        name = ahead.pop()
        if name in kept or name not in by_id:
            continue
        kept.add(name)
        ahead += [other.get(qn("w:val")) for kind in ("w:basedOn", "w:next",
                "w:link") for other in by_id[name].iter(qn(kind))]  # fmt: skip
    for name, style in by_id.items():
        if name not in kept:
            styles.remove(style)
    for fonts in styles.iter(qn("w:rFonts")):
        for theme in _THEME_FONTS:
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        for which in ("ascii", "hAnsi", "cs"):
            fonts.set(qn(f"w:{which}"), FONT)


def _forget_revisions(element: Any) -> None:
    """Remove the marks of editing sessions, which tell one author's files from another's."""
    from docx.oxml.ns import qn

    for mark in list(element.iter(qn("w:rsid"))):
        mark.getparent().remove(mark)
    for node in element.iter():
        for name in [name for name in node.attrib if name.startswith(qn("w:rsid"))]:
            del node.attrib[name]


_A4_MM: Final = (210, 297)
_MARGIN_MM: Final = 20


def write_docx(notes: Handout, file: BinaryIO, *, at: dt.datetime) -> None:
    """Write the notes to `file`, made at the moment `at`."""
    import docx

    document = docx.Document()
    prepare_document(document, notes.title, at)
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


def prepare_document(document: Document, title: str, at: dt.datetime) -> None:
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
