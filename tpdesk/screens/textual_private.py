"""What the window needs of Textual that Textual does not publish:
the one place to look at when a new release of it comes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from textual.app import App
from textual.binding import Binding
from textual.coordinate import Coordinate
from textual.css.model import RuleSet
from textual.dom import DOMNode
from textual.geometry import Size
from textual.notifications import Notification
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import DataTable, OptionList

# The same identity without a call of Python: Textual hashes every rule of the stylesheets for each
# widget that it styles.
RuleSet.__hash__ = object.__hash__  # type: ignore[method-assign]

_resized = Screen._screen_resized


def _lay_out_where_resized(screen: Screen[Any], size: Size) -> None:
    # Textual tells a screen of its own first layout as of another size, and lays it and all that stand
    # behind it out once more.
    if screen._compositor.size != size:
        _resized(screen, size)


Screen._screen_resized = _lay_out_where_resized  # type: ignore[method-assign, assignment]

_take_size = Widget._size_updated


def _lay_out_again_for_bars_alone(
    widget: Widget, size: Size, virtual_size: Size, container_size: Size, layout: bool = True
) -> bool:
    # Textual lays all out a second time for each size that the first time gave to a widget. Only a bar to scroll by
    # that came or went leaves the widget another room.
    required, bars = widget._layout_required, (widget.show_vertical_scrollbar, widget.show_horizontal_scrollbar)
    is_new = _take_size(widget, size, virtual_size, container_size, layout)
    if bars == (widget.show_vertical_scrollbar, widget.show_horizontal_scrollbar):
        widget._layout_required = required
    return is_new


Widget._size_updated = _lay_out_again_for_bars_alone  # type: ignore[method-assign, assignment]


_style_anew = DOMNode.update_node_styles


def _style_where_mounted(node: DOMNode, animate: bool = True) -> None:
    # A widget has its styles as it is mounted: those that Textual gives it before, for each class that it
    # takes as it is made, are those of nowhere.
    if node._parent is not None or isinstance(node, App):
        _style_anew(node, animate)


DOMNode.update_node_styles = _style_where_mounted  # type: ignore[method-assign, assignment]


def user_keymap(app: App[Any]) -> Mapping[str, str]:
    """Return the keys that the user has set in place of ours, by the id of the binding."""
    return app._keymap


def mode_stacks(app: App[Any]) -> Mapping[str, Sequence[Screen[Any]]]:
    """Return the screens of every mode that has been shown, the topmost last."""
    return app._screen_stacks


def shown_notifications(app: App[Any]) -> list[Notification]:
    """Return the messages in the corner."""
    return list(app._notifications)


def declared_bindings(node: DOMNode) -> Mapping[str, Sequence[Binding]]:
    """Return the bindings of a screen or widget itself, by key."""
    return node._bindings.key_to_bindings


def option_at(options: OptionList, line: int) -> int | None:
    """Return the option that a line of a list belongs to, counted from its top; None below the last."""
    return options._lines[line][0] if line < len(options._lines) else None


def change_cell(table: DataTable[Any], at: Coordinate, value: object) -> None:
    """Show another value in one cell as wide as the one before. Textual's own way makes every row in sight anew:
    a tick would take three frames."""
    row, column = table.coordinate_to_cell_key(at)
    table._data[row][column] = value
    caches: tuple[Any, ...] = (table._cell_render_cache, table._row_render_cache)
    for cache in caches:
        for key in [key for key in cache.keys() if key[0] == row]:  # noqa: SIM118 - no mapping: it has keys alone
            cache.discard(key)
    table._row_renderable_cache.discard((table._update_count, at.row))
    table._line_cache.clear()
    table.refresh_row(at.row)


def binding_of(screen: Screen[Any], key: str) -> tuple[DOMNode, Binding] | None:
    """Return who would take a key now, and its binding; None where nobody would."""
    for node, bindings in screen._modal_binding_chain:
        if key in bindings.key_to_bindings:
            return node, bindings.key_to_bindings[key][0]
    return None


def take_as_styled(screen: Screen[Any], app: App[Any]) -> None:
    """Say that a screen which is only being made has the styles of now:
    Textual would parse and apply them all twice again for it."""
    screen._css_update_count = app._css_update_count


def take_default_styles(app: App[Any], widgets: Iterable[type[Widget]]) -> None:
    """Let the app's stylesheet know the default styles of classes of widgets before the first of each is made."""
    for widget in widgets:
        for read_from, css, tie_breaker, scope in widget._get_default_css(object.__new__(widget)):
            app.stylesheet.add_source(
                css, read_from=read_from, is_default_css=True, tie_breaker=tie_breaker, scope=scope
            )


def breakpoint_classes(screen: Screen[Any]) -> set[str]:
    """Return the classes that Textual will give to a screen for the size of the app."""
    app, size = screen.app, screen.app.size
    return screen._get_breakpoint_classes(size.width, app.HORIZONTAL_BREAKPOINTS or []) | (
        screen._get_breakpoint_classes(size.height, app.VERTICAL_BREAKPOINTS or [])
    )


def make_behind(app: App[Any], mode: str) -> Screen[Any]:
    """Return the screen of a mode that has not been shown, made as if it had been shown and left;
    it is mounted from now on."""
    screen = app._modes[mode]()  # type: ignore[operator]
    assert isinstance(screen, Screen)
    app._register(app, screen)
    app._screen_stacks[mode] = [screen]
    return screen


def lay_out_behind(screen: Screen[Any], size: Size) -> None:
    """Give the widgets of a screen that is not on show their places and sizes."""
    screen._layout_required = False
    screen._refresh_layout(size)


def lay_out_first(screen: Screen[Any], size: Size) -> None:
    """Give the widgets of a screen of which nothing has been painted their places and sizes. Textual takes the first
    size of each for a change, for which it would lay all out again."""
    lay_out_behind(screen, size)
    if any(map(_lacks_bar, _laid_out(screen))):
        lay_out_behind(screen, size)
    # Those that are hidden have none, and those by which others scroll are nobody's children.
    for widget in (*screen.walk_children(Widget), *_laid_out(screen)):
        widget._layout_required = False


def _laid_out(screen: Screen[Any]) -> list[Widget]:
    return [layer[0] for layer in screen._compositor.layers]


def _lacks_bar(widget: Widget) -> bool:
    """Say whether a widget was laid out without the bar by which it scrolls."""
    bar = widget._vertical_scrollbar
    return widget.show_vertical_scrollbar and (bar is None or not bar.size)


def show_bar(widget: Widget) -> None:
    """Give a widget the bar by which it scrolls before its first layout. A later layout takes it off where there is
    room for all."""
    widget.set_reactive(Widget.show_vertical_scrollbar, True)
    bar = widget.vertical_scrollbar
    bar.display = True
    widget.app.stylesheet.apply(bar)


def paint_now(screen: Screen[Any]) -> None:
    """Paint what has changed on a screen without waiting for the next of its sixty moments a second."""
    screen._on_timer_update()


def forget_changed(screen: Screen[Any]) -> None:
    """Forget which widgets of a screen have changed since it was painted: all of it is painted next."""
    screen._dirty_widgets.clear()


def needs_layout(screen: Screen[Any]) -> bool:
    """Say whether a widget has changed its size since the screen was laid out."""
    return screen._layout_required


def paints_behind(screen: Screen[Any]) -> list[Callable[[], object]]:
    """Return what draws the lines of each widget in sight of a screen that is not on show;
    widgets keep them until they change."""
    found: list[Callable[[], object]] = []
    for widget, (region, clip) in screen._compositor.visible_widgets.items():
        seen = clip.intersection(region)
        if seen and widget is not screen:
            found.append(partial(widget.render_lines, seen.translate((-region.x, -region.y))))
    return found


def take_pending(widget: Widget) -> list[Widget]:
    """Take from a widget those that would be mounted with it."""
    found, widget._pending_children = widget._pending_children, []
    return found


def write_to_terminal(app: App[Any], text: str) -> None:
    """Write text to the app's terminal as it is."""
    if app._driver is not None and text:
        app._driver.write(text)
