"""A name of ours in a widget or a screen that Textual has too, for something else, stops the window without a word:
none may be."""

from __future__ import annotations

import ast
import functools
import importlib
import inspect
import pkgutil
import textwrap
from collections.abc import Iterator

from textual.message_pump import MessagePump

import tpdesk.app
import tpdesk.screens

HANDLERS = {
    ("RoomInput", "_on_key"),
    ("RoomInput", "_on_paste"),
    ("TpDesk", "_handle_exception"),
    ("TpDesk", "_print_error_renderables"),
    ("ModeScreen", "_compositor_refresh"),
    ("Dialog", "_compositor_refresh"),
    ("Dialog", "_refresh_layout"),
}
"""Methods of Textual's own that are meant to be replaced."""


@functools.cache
def written(cls: type) -> frozenset[str]:
    """Return what the source of a class defines in it, and sets on `self`."""
    [tree] = ast.parse(textwrap.dedent(inspect.getsource(cls))).body
    assert isinstance(tree, ast.ClassDef)
    stored = (
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
        if isinstance(node.value, ast.Name) and node.value.id == "self"
    )
    methods = (node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    values = (
        node.target.id for node in tree.body if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    )
    plain = (
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    )
    return frozenset((*stored, *methods, *values, *plain))


def widgets() -> Iterator[type]:
    """Yield every class of the window that Textual runs."""
    modules = pkgutil.walk_packages(tpdesk.screens.__path__, "tpdesk.screens.")
    for module in (*(importlib.import_module(found.name) for found in modules), tpdesk.app):
        for cls in vars(module).values():
            if isinstance(cls, type) and issubclass(cls, MessagePump) and cls.__module__.startswith("tpdesk"):
                yield cls


def taken_twice(cls: type) -> set[tuple[str, str]]:
    """Return (class of ours, private name) that a class of Textual behind it has too."""
    theirs = {name for base in cls.__mro__ if base.__module__.startswith("textual.") for name in written(base)}
    return {
        (base.__name__, name)
        for base in cls.__mro__
        if not base.__module__.startswith(("textual.", "builtins", "typing"))
        for name in written(base) & theirs
        if name.startswith("_") and not name.startswith("__")
    }


def test_no_private_name_of_textual_is_used_for_something_else() -> None:
    assert set().union(*map(taken_twice, widgets())) == HANDLERS


def test_such_a_name_would_be_found() -> None:
    class Closing(MessagePump):
        def __init__(self) -> None:
            super().__init__()
            self._closing = False

    assert taken_twice(Closing) == {("Closing", "_closing")}
