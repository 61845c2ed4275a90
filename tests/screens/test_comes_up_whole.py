"""A dialog has one layout and one painting as it comes up, with all that stands in it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.css.stylesheet import Stylesheet
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Button, Static

from tests.deep import first_of
from tests.screens.looking import open_window
from tests.screens.quick import as_it_is
from tpdesk.screens.dialogs.form import Form
from tpdesk.screens.dives.mode import DivesScreen
from tpdesk.screens.overview.pane import OverviewPane


@pytest.fixture
def done() -> Iterator[list[str]]:
    """What was done for the form on show: `laid out` and `painted`, in turn."""
    happened: list[str] = []
    with as_it_is(), pytest.MonkeyPatch.context() as patch:
        lay_out, display = Screen._refresh_layout, App._display

        def laid_out(screen: Screen[Any], *given: Any, **wanted: Any) -> None:
            if isinstance(screen, Form):
                happened.append("laid out")
            lay_out(screen, *given, **wanted)

        def displayed(app: App[Any], screen: Screen[Any], picture: Any) -> None:
            if isinstance(screen, Form) and picture is not None:
                happened.append("painted")
            display(app, screen, picture)

        patch.setattr(Screen, "_refresh_layout", laid_out)
        patch.setattr(App, "_display", displayed)
        yield happened


@pytest.mark.deep
@pytest.mark.parametrize(("mode", "key"), [("2", "n"), ("3", "n"), ("6", "n")])
@pytest.mark.parametrize("size", first_of([(80, 24), (120, 36)], 1, 0))
async def test_a_form_is_laid_out_and_painted_once(
    sample_file: Path, done: list[str], mode: str, key: str, size: tuple[int, int]
) -> None:
    """Also where it has more fields than there is room for: it comes up with its bar."""
    async with open_window(sample_file, size) as window:
        await window.press(mode)
        await window.pilot.press(key)
        while not (isinstance(window.app.screen, Form) and "painted" in done):
            await window.pilot.pause()
        await window.settle()
        assert done == ["laid out", "painted"]


@pytest.mark.deep
async def test_what_grows_is_laid_out_once(sample_file: Path) -> None:
    """Textual takes the size that a layout gave to a widget for a change, and lays all out again."""
    async with open_window(sample_file) as window:
        await window.press("7")
        words = Static("one line")
        await window.app.screen.query_one("#content").mount(words)
        await window.settle()
        layouts = 0
        with pytest.MonkeyPatch.context() as patch:
            lay_out = Screen._refresh_layout

            def counted(screen: Screen[Any], *given: Any, **wanted: Any) -> None:
                nonlocal layouts
                layouts += 1
                lay_out(screen, *given, **wanted)

            patch.setattr(Screen, "_refresh_layout", counted)
            words.update("one line\nand another")
            await window.settle()
        assert words.size.height == 2
        assert layouts == 1


async def test_a_field_is_two_widgets_and_the_list_that_completes_it_comes_when_it_is_opened(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        await window.press("2", "n")
        form = window.app.screen
        fields = [widget for widget in form.query("#form-fields *") if not widget.has_class("-textual-system")]
        assert isinstance(form, Form)
        assert len(fields) == 2 * len(form.fields)
        await window.press("tab", "down")
        assert len(form.query(".offers")) == 1


async def test_the_keys_of_a_form_stay_in_sight_where_its_fields_do_not(sample_file: Path) -> None:
    async with open_window(sample_file, (80, 24)) as window:
        await window.press("6", "n")
        form = window.app.screen
        fields = form.query_one("#form-fields")
        assert fields.virtual_size.height > fields.size.height
        assert form.query_one("#form-save", Button).region.bottom <= 24
        assert "F2 Save" in window.text


async def test_the_line_of_keys_behind_a_dialog_stays_as_it_is(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        await window.press("2")
        before = window.lines[-1]
        await window.press("n")
        assert window.lines[-1] == before
        await window.press("escape")
        assert window.lines[-1] == before


async def test_no_widget_is_styled_before_it_is_mounted(sample_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Textual gives a widget its styles for each class that it takes as it is made, when it has no place yet."""
    early: list[object] = []
    apply = Stylesheet.apply

    def noted(sheet: Stylesheet, node: Any, **wanted: Any) -> None:
        if isinstance(node, Widget) and node.parent is None:
            early.append(node)
        apply(sheet, node, **wanted)

    async with open_window(sample_file) as window:
        monkeypatch.setattr(Stylesheet, "apply", noted)
        await window.press("2", "n")
        assert isinstance(window.app.screen, Form)
        assert not early


@pytest.mark.parametrize("size", first_of([(80, 24), (120, 36)], 1, 0))
async def test_the_overview_is_laid_out_once_when_its_figures_come(
    sample_file: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    """Its bar is there from the first layout on, and the line of steps breaks within it."""
    layouts: list[int] = []
    show, lay_out = OverviewPane.show, Screen._refresh_layout

    def shown(pane: OverviewPane, overview: Any, **wanted: Any) -> None:
        layouts.append(0)
        show(pane, overview, **wanted)

    def laid_out(screen: Screen[Any], *given: Any, **wanted: Any) -> None:
        if layouts:
            layouts[-1] += 1
        lay_out(screen, *given, **wanted)

    monkeypatch.setattr(OverviewPane, "show", shown)
    monkeypatch.setattr(Screen, "_refresh_layout", laid_out)
    async with open_window(sample_file, size):
        assert layouts == [1]


async def test_what_is_read_while_a_register_is_being_made_waits_for_it(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        await window.press("6")
        screen = window.app.screen
        assert isinstance(screen, DivesScreen)
        making = asyncio.create_task(screen.show_view("burden"))
        while not screen.views.query_children("#view-burden"):
            await asyncio.sleep(0)
        assert not screen.pane("burden").is_mounted
        screen.show_view_again()
        await making
        assert screen.pane("burden").found is screen.found
