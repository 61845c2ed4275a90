"""Native charts over tables of a workbook: bars from the left or from both sides of zero, and lines over years.
Parts are told apart by pattern, dash and mark, never by colour alone."""

from __future__ import annotations

from dataclasses import replace
from math import ceil
from typing import TYPE_CHECKING, Any, Final

from tpdesk.calc.workbook import paper
from tpdesk.calc.workbook.describe import Chart, ColumnKind, SheetCell, brief
from tpdesk.calc.workbook.layout import CHARTS_WIDTH, FONT, FRONT_CHART_WIDTH, INK, NAVY, Placed
from tpdesk.calc.workbook.measure import DIGIT_PIXELS
from tpdesk.calc.workbook.page import shown_figure
from tpdesk.text import clean

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook as XlsxWorkbook
    from xlsxwriter.worksheet import Worksheet

TITLE_PIXELS: Final = 56
_FRONT_TITLE_PIXELS: Final = 64
"""The narrow chart of a front page has a title of two lines."""

BAR_PIXELS: Final = 38
_LEGEND_PIXELS: Final = 40
_LINES_PIXELS: Final = 380
"""How high a chart of lines is."""

_WIDTH: Final = 1060
_DIGIT_PIXELS: Final = 10
"""Width of a digit of a bar's figure, in the widest of the letters that a program may set in place of ours."""

_FONT: Final = {"name": FONT, "size": 12, "color": INK, "bold": False}
_GREY: Final = {"color": "#BFBFBF"}
_LOOKS: Final[dict[str, dict[str, Any]]] = {
    "": {"fill": {"none": True}, "border": {"none": True}},
    "total": {"fill": {"color": NAVY}},
    "rise": {"pattern": {"pattern": "percent_50", "fg_color": NAVY, "bg_color": "#FFFFFF"}, "border": {"color": NAVY}},
    "fall": {
        "pattern": {"pattern": "wide_upward_diagonal", "fg_color": NAVY, "bg_color": "#FFFFFF"},
        "border": {"color": NAVY},
    },
    "dots": {"pattern": {"pattern": "percent_10", "fg_color": NAVY, "bg_color": "#FFFFFF"}, "border": {"color": NAVY}},
    "outline": {"fill": {"color": "#FFFFFF"}, "border": {"color": NAVY}},
    "grid": {"pattern": {"pattern": "large_grid", "fg_color": NAVY, "bg_color": "#FFFFFF"}, "border": {"color": NAVY}},
}
"""How each part of a chart's bars is drawn."""

_LINES: Final[dict[str, dict[str, Any]]] = {
    "solid": {
        "line": {"color": NAVY, "width": 2.5},
        "marker": {"type": "circle", "size": 8, "fill": {"color": NAVY}, "border": {"color": NAVY}},
    },
    "dashed": {
        "line": {"color": NAVY, "width": 2.5, "dash_type": "dash"},
        "marker": {"type": "diamond", "size": 10, "fill": {"color": "#FFFFFF"}, "border": {"color": NAVY}},
    },
}
"""How each line is drawn."""


_SHADES: Final = {
    "A": (NAVY, "#FFFFFF"), "B": ("#8FAAC4", INK), "C": ("#CFDCE8", INK), "D": ("#F1F5F9", INK),
    "head": ("#FFFFFF", NAVY), "": ("#FFFFFF", INK),
}  # fmt: skip
"""Letter of a shade -> its fill and the ink on it: as dark in grey as they are in blue."""

_CELL_PIXELS: Final = 32
_AXIS_PIXELS: Final = 60

_MAP_PIXELS: Final = 560
"""How wide and high the field of a map of dots is."""

_MARKS: Final = (
    ("circle", 9), ("square", 9), ("diamond", 10), ("triangle", 10), ("x", 9), ("plus", 10), ("star", 10),
    ("long_dash", 10),
)  # fmt: skip
"""The marks of a map, solid first and then hollow: no two groups differ by colour alone."""


def _only_text(chart: Chart) -> Chart:
    """Return a chart whose words, which may hold names of the desk's, are text alone."""
    groups = tuple((clean(name), rows) for name, rows in chart.groups)
    return replace(chart, title=clean(chart.title), alt=clean(chart.alt), groups=groups)


def bar_chart_points(chart: Chart) -> float:
    """Return how high a bar chart is, in points."""
    return _bars_height(chart, TITLE_PIXELS) * 72 / 96


def _bars_height(chart: Chart, top: int) -> int:
    return top + BAR_PIXELS * max(chart.bars, 3) + 16 + _pixels_below(chart)


def _pixels_below(chart: Chart) -> int:
    """Return the room below the bars, for what explains their parts and for an axis that is shown."""
    return (_LEGEND_PIXELS if chart.has_key else 0) + (_AXIS_PIXELS if chart.axis else 0)


class Charts:
    """The charts of one workbook."""

    def __init__(self, book: XlsxWorkbook, placed: dict[str, Placed]) -> None:
        self.book, self.placed = book, placed

    def write(self, sheet: Worksheet, one: Placed) -> None:
        """Write a sheet's chart below its sentences, or beside those of a front page, and the second one under that."""
        down, front = 0, bool(one.sheet.front) and not one.sheet.for_meeting
        wide, at = (FRONT_CHART_WIDTH * DIGIT_PIXELS, (2, 1)) if front else (_WIDTH, (one.header, 0))
        if one.sheet.second_chart:
            wide = CHARTS_WIDTH * DIGIT_PIXELS
        if one.sheet.for_meeting:
            wide, at = paper.WIDTH * DIGIT_PIXELS - 8, (len(one.lines), 0)
        for described in filter(None, (one.sheet.chart, one.sheet.second_chart)):
            chart = _only_text(described)
            drawn, high = self._drawn(chart, wide, front=front)
            drawn.set_size({"width": wide, "height": high})
            place = {"description": chart.alt, "object_position": 3, **({"y_offset": down} if down else {})}
            sheet.insert_chart(*at, drawn, place)
            down += high + 24

    def _drawn(self, chart: Chart, wide: int, *, front: bool) -> tuple[Any, int]:
        if chart.groups:
            return self._dots(chart)
        if chart.heat:
            return self._heat(chart)
        return self._lines(chart) if chart.lines else self._bars(chart, wide, front=front)

    def _bars(self, chart: Chart, wide: int, *, front: bool) -> tuple[Any, int]:
        """Return a bar chart `wide` pixels wide, and how high it is."""
        there = self.placed[chart.table]
        unit, shown = _unit(there, chart)
        has_negative = _has_negative(there, chart)
        bars = self.book.add_chart({"type": "bar", **({"subtype": "stacked"} if chart.stacks else {})})
        parts = chart.stacks or ((chart.values, "total"),)
        for key, look in parts:
            bars.add_series(
                {
                    "name": _heading(there, key) if chart.has_key else chart.title,
                    "categories": _cells(there, chart, chart.labels),
                    "values": _cells(there, chart, key),
                    **_LOOKS[look],
                    **(_whiskers(there, chart) if key == parts[-1][0] and chart.reach[0] else {}),
                    "gap": 45,
                    # In a bar of several parts a figure would stand on its pattern: its name holds it.
                    **({} if chart.stacks else {"data_labels": {"value": True, "num_format": shown, "font": _FONT}}),
                }
            )
        self._set_title(bars, f"{chart.title} ({unit})", points=12 if front else 14)
        names = {"label_position": "low"} if chart.stacks and has_negative else {}
        # Names read from above, and an axis that is shown stands below the last of them.
        names |= {"crossing": "max"} if chart.axis else {}
        bars.set_y_axis(
            {"reverse": True, "num_font": _FONT, "line": _GREY, "interval_unit": 1, "major_tick_mark": "none", **names}
        )
        axis = _value_axis(chart, shown)
        # Left to itself the axis may start above nil, and bars would no longer be as long as their figures.
        bars.set_x_axis(axis if has_negative else {**axis, "min": 0})
        # A long name must not push the bars out of the chart.
        below = _pixels_below(chart)
        top = _FRONT_TITLE_PIXELS if front else TITLE_PIXELS
        high = _bars_height(chart, top)
        room = {"x": 0.36, "y": top / high, "height": 1 - (top + 16 + below) / high}
        room["width"] = 1 - room["x"] - (0.09 if chart.stacks else _label_pixels(there, chart) / wide)
        bars.set_plotarea({"layout": room})
        bars.set_legend({"position": "bottom", "font": _FONT} if chart.has_key else {"none": True})
        return bars, high

    def _heat(self, chart: Chart) -> tuple[Any, int]:
        """Return a heat map: a bar of equal cells for each row, each with its shade and its words, and how high it is.
        The first row holds the columns' headings."""
        there = self.placed[chart.table]
        drawn = self.book.add_chart({"type": "bar", "subtype": "stacked"})
        for column in chart.heat:
            shades = [_SHADES[band] for band in column.bands]
            drawn.add_series(
                {
                    "name": column.name,
                    "categories": _cells(there, chart, chart.labels),
                    "values": _cells(there, chart, chart.values),
                    "points": [{"fill": {"color": fill}, "border": {"color": "#FFFFFF"}} for fill, _ in shades],
                    "data_labels": {
                        "value": True, "position": "center",
                        "custom": [
                            {"value": clean(text) or " ",
                                "font": {**_FONT, "size": 9 if band == "head" else 10, "color": ink}}
                            for text, (_, ink), band in zip(column.labels, shades, column.bands, strict=True)
                        ],
                    },
                    "gap": 4,
                }
            )  # fmt: skip
        self._set_title(drawn, chart.title)
        drawn.set_y_axis(
            {"reverse": True, "num_font": _FONT, "line": {"none": True}, "interval_unit": 1, "major_tick_mark": "none"}
        )
        drawn.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0, "max": len(chart.heat)})
        drawn.set_legend({"none": True})
        high = TITLE_PIXELS + _CELL_PIXELS * chart.bars + 16
        drawn.set_plotarea(
            {"layout": {"x": 0.3, "y": TITLE_PIXELS / high, "width": 0.69, "height": 1 - (TITLE_PIXELS + 16) / high}}
        )
        return drawn, high

    def _lines(self, chart: Chart) -> tuple[Any, int]:
        """Return a chart of lines over years, its zero named, and how high it is."""
        there = self.placed[chart.table]
        drawn = self.book.add_chart({"type": "line"})
        for key, look in chart.lines:
            drawn.add_series(
                {
                    "name": _heading(there, key),
                    "categories": _cells(there, chart, chart.labels),
                    "values": _cells(there, chart, key),
                    **_LINES[look],
                }
            )
        self._set_title(drawn, chart.title)
        short, tail = (",,", "m") if _largest(there, chart) >= 100_000_000 else (",", "k")
        digits = f'£#,##0.0{short}"{tail}"' if tail == "m" else f'£#,##0{short}"{tail}"'
        drawn.set_y_axis(
            {
                "num_format": f'{digits};-{digits};"{chart.zero}"', "num_font": _FONT, "line": _GREY,
                "major_gridlines": {"visible": True, "line": {**_GREY, "dash_type": "round_dot"}},
            }
        )  # fmt: skip
        drawn.set_x_axis({"num_font": _FONT, "label_position": "low", "line": {"color": INK, "width": 1.5}})
        drawn.set_legend({"position": "bottom", "font": _FONT})
        return drawn, _LINES_PIXELS

    def _dots(self, chart: Chart) -> tuple[Any, int]:
        """Return dots with a mark for each group, as a map or on one axis, and how high that is."""
        there = self.placed[chart.table]
        drawn = self.book.add_chart({"type": "scatter"})
        begun = chart.skipped
        for number, (name, rows) in enumerate(chart.groups):
            part = replace(chart, skipped=begun, bars=rows)
            mark, size = _MARKS[number % len(_MARKS)]
            solid = number % (2 * len(_MARKS)) < len(_MARKS)
            drawn.add_series(
                {
                    "name": name,
                    "categories": _cells(there, part, chart.across),
                    "values": _cells(there, part, chart.values),
                    "marker": {
                        "type": mark, "size": size, "fill": {"color": NAVY if solid else "#FFFFFF"},
                        "border": {"color": NAVY},
                    },
                    **(_dot_names(there, part) if chart.is_named else {}),
                }
            )  # fmt: skip
            begun += rows
        self._set_title(drawn, chart.title)
        return (self._one_axis if chart.axis else self._map)(drawn, chart)

    def _map(self, drawn: Any, chart: Chart) -> tuple[Any, int]:
        """Set both axes in kilometres and of one length."""
        there = self.placed[chart.table]
        most = max(_figures(there, chart, (chart.across, chart.values)), default=1)
        axis = {
            "min": 0, "max": max(ceil(most * 1.05), 1), "num_font": _FONT, "line": _GREY, "num_format": "0.0",
            "major_gridlines": {"visible": True, "line": {**_GREY, "dash_type": "round_dot"}},
        }  # fmt: skip
        drawn.set_x_axis({**axis, "name": "East, km", "name_font": _FONT})
        drawn.set_y_axis({**axis, "name": "North, km", "name_font": _FONT})
        # As many pixels to the kilometre across as up, with the marks' names to the right.
        drawn.set_plotarea({"layout": {"x": 0.08, "y": 0.1, "width": _MAP_PIXELS / _WIDTH, "height": 0.78}})
        drawn.set_legend({"position": "right", "font": _FONT})
        return drawn, round(_MAP_PIXELS / 0.78)

    def _one_axis(self, drawn: Any, chart: Chart) -> tuple[Any, int]:
        """Set one axis, from zero where nothing is below it, with a line of dots above it for each group."""
        least = min(_figures(self.placed[chart.table], chart, (chart.across,)), default=0)
        from_zero = {"min": 0} if least >= 0 else {}
        drawn.set_x_axis(
            {**from_zero, "name": chart.axis, "name_font": _FONT, "num_font": _FONT, "num_format": "#,##0",
             "line": _GREY}
        )  # fmt: skip
        drawn.set_y_axis(
            {"min": 0, "max": len(chart.groups) + 1, "major_unit": 1, "label_position": "none", "line": {"none": True},
             "major_gridlines": {"visible": True, "line": {**_GREY, "dash_type": "round_dot"}}}
        )  # fmt: skip
        drawn.set_legend({"position": "bottom", "font": _FONT})
        return drawn, _LINES_PIXELS

    def _set_title(self, drawn: Any, title: str, *, points: int = 14) -> None:
        font = {**_FONT, "size": points, "bold": True, "color": NAVY}
        drawn.set_title({"name": title, "overlay": False, "name_font": font})


def _label_pixels(there: Placed, chart: Chart) -> int:
    """Return how many pixels are kept beside the longest bar for its figure, so that no program sets it in two
    lines."""
    kind = next(column.kind for column in there.columns if column.key == chart.values)
    longest = max((len(shown_figure(value, kind)) for value in _figures(there, chart, (chart.values,))), default=0)
    return max(longest, 4) * _DIGIT_PIXELS + 16


def _value_axis(chart: Chart, shown: str) -> dict[str, Any]:
    """Return the axis of a bar chart's figures, which is shown only where it has a name."""
    if not chart.axis:
        return {"visible": False, "major_gridlines": {"visible": False}, "num_format": shown}
    return {
        "name": chart.axis, "name_font": _FONT, "num_font": _FONT, "num_format": "0", "line": _GREY,
        "major_gridlines": {"visible": True, "line": {**_GREY, "dash_type": "round_dot"}},
    }  # fmt: skip


def _unit(there: Placed, chart: Chart) -> tuple[str, str]:
    drawn = next(column for column in there.columns if column.key == chart.values)
    if drawn.unit:
        return drawn.unit, "0.00"
    kind = drawn.kind
    return ("£ million", "#,##0.0,,") if kind is ColumnKind.MILLION else ("£", "#,##0")


def _heading(there: Placed, key: str) -> str:
    """Return a column's heading in the words of the key below a chart."""
    return next(column.heading for column in there.columns if column.key == key).removesuffix(", as drawn")


def _cells(there: Placed, chart: Chart, key: str) -> str:
    """Return the cells of a column that a chart draws."""
    first, letter = there.first + chart.skipped, there.letter(key)
    return f"='{there.name}'!${letter}${first}:${letter}${first + chart.bars - 1}"


def _dot_names(there: Placed, chart: Chart) -> dict[str, Any]:
    """Return the names of the dots as labels beside them, in words: not every program follows a label to its cell."""
    table = there.sheet.table
    if table is None:
        return {}
    at = next(number for number, column in enumerate(table.columns) if column.key == chart.labels)
    rows = table.rows[chart.skipped : chart.skipped + chart.bars]
    names = [{"value": brief(str(row[at]), 30)} for row in rows]
    return {"data_labels": {"value": True, "custom": names, "position": "right", "font": {**_FONT, "size": 10}}}


def _whiskers(there: Placed, chart: Chart) -> dict[str, Any]:
    """Return the line from the least to the most that stands at the end of a bar."""
    less, more = (_cells(there, chart, key) for key in chart.reach)
    line = {"color": INK, "width": 1.5}
    return {"y_error_bars": {"type": "custom", "minus_values": less, "plus_values": more, "line": line}}


def _figures(there: Placed, chart: Chart, keys: tuple[str, ...]) -> list[int | float]:
    """Return the figures of those columns that a chart draws."""
    table = there.sheet.table
    if table is None:
        return []
    numbers = [number for number, column in enumerate(table.columns) if column.key in keys]
    rows = table.rows[chart.skipped : chart.skipped + chart.bars]
    values = [row[number] for row in rows for number in numbers]
    found = [value.value if isinstance(value, SheetCell) else value for value in values]
    return [figure for figure in found if isinstance(figure, int | float)]


def _has_negative(there: Placed, chart: Chart) -> bool:
    """Whether one of the chart's figures is below nil."""
    keys = tuple(key for key, _ in chart.stacks) or (chart.values,)
    return any(figure < 0 for figure in _figures(there, chart, keys))


def _largest(there: Placed, chart: Chart) -> float:
    return max((abs(figure) for figure in _figures(there, chart, tuple(key for key, _ in chart.lines))), default=0)
