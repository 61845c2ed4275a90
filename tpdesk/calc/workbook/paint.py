"""How cells look: one sans serif, three inks, number formats by kind. Nothing is said by colour alone."""

from __future__ import annotations

from typing import Any, Final

from tpdesk.calc.workbook.describe import ColumnKind
from tpdesk.calc.workbook.finish import HEADING_SIZES

FONT: Final = "Arial"
TYPE: Final = {"font_name": FONT, "font_size": 12, "font_scheme": "none"}
"""The type of every cell. Without `none` the writer ties it to the theme, and Excel shows the theme's font in its place."""

INK: Final = "#1A1A1A"
NAVY: Final = "#14395B"
LINK: Final = "#0B5394"
BAR: Final = "#CFE0F0"
"""All text colours stand at 7:1 or more on white, and INK at 7:1 or more on BAR."""

NUMBER_FORMATS: Final = {
    ColumnKind.MILLION: "#,##0.0,,;-#,##0.0,,;0",
    ColumnKind.POUNDS: "#,##0",
    ColumnKind.PENCE: "#,##0.00",
    ColumnKind.DATE: "dd/mm/yyyy",
    ColumnKind.COUNT: "#,##0",
    ColumnKind.KEY: "0",
    ColumnKind.SHARE: "0.0%",
    ColumnKind.RATIO: "#,##0.000",
}
LOW_FORMAT: Final = '"[low]";"[low]"'
"""Shows an amount that would round to nil as what it is; the amount itself stays in the cell."""


def properties(name: str) -> dict[str, Any]:
    """Return the properties of a format by its name.

    A name is a heading level, `line`, `head` or the kind of a column, after `total_`, `low_`, `number_` or `inner_` where they hold.
    """
    base: dict[str, Any] = {**TYPE, "font_color": INK, "text_wrap": True, "valign": "top"}
    if name.startswith("heading"):
        return {**base, "font_size": HEADING_SIZES[int(name[-1])], "bold": True, "font_color": NAVY, "valign": "bottom"}
    if name == "line":
        return base
    # Text beside a column of figures, which are set to the right, needs air between.
    inner = {"indent": 1} if "inner_" in name else {}
    if name.endswith("head"):
        return {**base, **inner, "bold": True, "font_color": NAVY, "align": "right" if "number_" in name else "left"}
    kind = ColumnKind(name.rsplit("_", 1)[-1])
    properties = {**base, **inner, "bold": "total_" in name}
    if kind is ColumnKind.LINK:
        return {**properties, "font_color": LINK}
    if kind.is_number:
        return {**properties, "align": "right", "num_format": LOW_FORMAT if "low_" in name else NUMBER_FORMATS[kind]}
    return {**properties, "align": "left", "num_format": "@"}
