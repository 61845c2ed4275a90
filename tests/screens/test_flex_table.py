"""A table whose columns take the room there is: no figure is cut, and the names give way."""

from __future__ import annotations

import pytest
from rich.text import Text
from textual.app import App, ComposeResult

from tpdesk.screens.flex_table import Col, FlexTable, Row


class Shown(App[None]):
    """A table of names and figures."""

    def compose(self) -> ComposeResult:
        """Show it."""
        yield FlexTable(id="spend")


@pytest.mark.parametrize("figure", ["£90.0m", "£1,063.8m", "-£11,902.8m"])
async def test_a_figure_longer_than_its_column_is_shown_whole(figure: str) -> None:
    app = Shown()
    async with app.run_test(size=(40, 10)) as pilot:
        table = app.query_one(FlexTable)
        names = ("A name that is much too long for the room there is", "Roads")
        rows = [Row(name, (Text(name), Text(money))) for name, money in zip(names, (figure, "£3"), strict=True)]
        table.fill([Col("Name", 0), Col("Spend", 6, right=True)], rows)
        await pilot.pause()
        name, money = (str(cell) for cell in table.get_row_at(0))
        assert money.strip() == figure
        assert name.endswith("…")
        assert sum(column.get_render_width(table) for column in table.columns.values()) <= 40
