"""The parts of a Word document that hold no text of it: styles, lists, settings, and what says how a table is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tpdesk.calc.workbook.layout import FONT, INK, NAVY

LANGUAGE: Final = "en-GB"
PAGE_MM: Final = (210, 297)
"""A4."""

MARGIN_MM: Final = 20

KEPT: Final = frozenset(["officeDocument", "core-properties", "footer"])
"""Kinds of part of a document that are made by the library as we want them."""

_W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_HEAD: Final = f'xmlns:w="{_W}"'

PROPERTIES: Final = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>tpdesk</Application></Properties>"
)


@dataclass(frozen=True, slots=True)
class _TextStyle:
    """How a paragraph looks. Sizes and distances in points."""

    key: str
    name: str
    size: int
    before: int
    after: int
    outline: int | None = None
    """Level of a heading, from 0."""

    list_number: int = 0
    """Which of our lists it belongs to; 0 for none."""

    is_title: bool = False
    align: str = ""


_STYLES: Final = (
    _TextStyle("Title", "Title", 20, 0, 12, is_title=True),
    _TextStyle("Heading1", "heading 1", 16, 18, 6, outline=0),
    _TextStyle("Heading2", "heading 2", 14, 14, 4, outline=1),
    _TextStyle("ListBullet", "List Bullet", 12, 0, 4, list_number=1),
    _TextStyle("ListNumber", "List Number", 12, 0, 4, list_number=2),
    _TextStyle("Footer", "footer", 12, 0, 0, align="right"),
)


def _paragraph_style(it: _TextStyle) -> str:
    is_heading = it.outline is not None or it.is_title
    stay = "<w:keepNext/><w:keepLines/>" if is_heading else ""
    listed = f'<w:numPr><w:numId w:val="{it.list_number}"/></w:numPr>' if it.list_number else ""
    outline = f'<w:outlineLvl w:val="{it.outline}"/>' if it.outline is not None else ""
    align = f'<w:jc w:val="{it.align}"/>' if it.align else ""
    looks = (
        f'<w:rPr><w:b/><w:bCs/><w:color w:val="{NAVY[1:]}"/><w:sz w:val="{2 * it.size}"/>'
        f'<w:szCs w:val="{2 * it.size}"/></w:rPr>' if is_heading else ""
    )  # fmt: skip
    after = '<w:next w:val="Normal"/>' if is_heading else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{it.key}"><w:name w:val="{it.name}"/><w:basedOn w:val="Normal"/>'
        f'{after}<w:qFormat/><w:pPr>{stay}{listed}<w:spacing w:before="{20 * it.before}" w:after="{20 * it.after}"/>'
        f"{align}{outline}</w:pPr>{looks}</w:style>"
    )


def _style_parts() -> Iterator[str]:
    yield (
        f"<w:styles {_HEAD}><w:docDefaults><w:rPrDefault><w:rPr>"
        f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/><w:color w:val="{INK[1:]}"/>'
        f'<w:sz w:val="24"/><w:szCs w:val="24"/>'
        f'<w:lang w:val="{LANGUAGE}" w:eastAsia="{LANGUAGE}" w:bidi="{LANGUAGE}"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:after="160" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault>'
        "</w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr>'
        '<w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
        '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/></w:style>'
    )
    yield from map(_paragraph_style, _STYLES)
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="767676"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    yield (
        '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/>'
        '<w:pPr><w:spacing w:after="0" w:line="252" w:lineRule="auto"/></w:pPr>'
        f"<w:tblPr><w:tblBorders>{edges}</w:tblBorders><w:tblCellMar>"
        '<w:top w:w="60" w:type="dxa"/><w:left w:w="100" w:type="dxa"/><w:bottom w:w="60" w:type="dxa"/>'
        '<w:right w:w="100" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>'
    )


def _list_kind(number: int, form: str, mark: str) -> str:
    return (
        f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0">'
        f'<w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{mark}"/><w:lvlJc w:val="left"/>'
        '<w:pPr><w:ind w:left="397" w:hanging="397"/></w:pPr></w:lvl></w:abstractNum>'
    )


OURS: Final[Mapping[str, str]] = {
    "styles": "".join(_style_parts()),
    "numbering": (
        f"<w:numbering {_HEAD}>{_list_kind(1, 'bullet', '•')}{_list_kind(2, 'decimal', '%1.')}"
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>'
        "</w:numbering>"
    ),
    "settings": (
        f'<w:settings {_HEAD}><w:defaultTabStop w:val="720"/><w:characterSpacingControl w:val="doNotCompress"/>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" '
        f'w:val="15"/></w:compat><w:themeFontLang w:val="{LANGUAGE}"/><w:decimalSymbol w:val="."/>'
        '<w:listSeparator w:val=","/></w:settings>'
    ),
}
"""Kind of part -> our own. Word 2013's mode (15): under an earlier one Word says 'Compatibility Mode'."""


def field(name: str) -> Any:
    """Return a field that the program fills in when it lays out the page: `PAGE`, `NUMPAGES`."""
    from docx.oxml import parse_xml

    return parse_xml(f'<w:fldSimple {_HEAD} w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>')


def describe_table(table: Any, name: str, widths: Sequence[int]) -> None:
    """Say of a table how wide its columns are, that its first row is its heading, and what a screen reader calls it."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    look = table.tblPr
    for left in list(look):
        if left.tag != qn("w:tblStyle"):
            look.remove(left)
    for tag, attributes in (
        ("w:tblW", {"w": str(sum(widths)), "type": "dxa"}), ("w:tblLayout", {"type": "fixed"}),
        ("w:tblLook", {"val": "0020", "firstRow": "1", "lastRow": "0", "firstColumn": "0", "lastColumn": "0",
                       "noHBand": "1", "noVBand": "1"}),
        ("w:tblCaption", {"val": name}),
    ):  # fmt: skip
        element = OxmlElement(tag)
        for key, value in attributes.items():
            element.set(qn(f"w:{key}"), value)
        look.append(element)
    for column, width in zip(table.tblGrid.gridCol_lst, widths, strict=True):
        column.set(qn("w:w"), str(width))


def describe_row(row: Any, *, is_head: bool, is_whole: bool) -> None:
    """Say of a row whether it stays on one page, and whether it is the heading that each page repeats."""
    from docx.oxml import OxmlElement

    about = row.get_or_add_trPr()
    if is_whole:
        about.append(OxmlElement("w:cantSplit"))
    if is_head:
        about.append(OxmlElement("w:tblHeader"))
