"""Sort, filter and find: the same three questions over every list.
Each is awaited in a worker, and answers None where it was closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from textual.app import App

from tpdesk.screens.dialogs.choose import Choice, Choose


async def ask_order(app: App[Any], plural: str, orders: Mapping[str, str], current: str) -> str | None:
    """Ask by what a list is sorted; `orders` is id -> in words."""
    choices = [Choice(name, _capital(words)) for name, words in orders.items()]
    return _id(await app.push_screen_wait(Choose(f"Sort the {plural}", choices, current=current)))


async def ask_filter(app: App[Any], plural: str, filters: Mapping[str, tuple[str, int]], current: str) -> str | None:
    """Ask which records a list shows; `filters` is id -> (in words, how many)."""
    choices = [Choice(name, _capital(words), f"{number:,}") for name, (words, number) in filters.items()]
    return _id(await app.push_screen_wait(Choose(f"Show which {plural}?", choices, current=current)))


async def ask_record(app: App[Any], noun: str, records: Sequence[Choice], current: str) -> str | None:
    """Ask for one record by a part of what it says."""
    return _id(await app.push_screen_wait(Choose(f"Which {noun}?", records, current=current)))


def _capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


def _id(choice: Choice | None) -> str | None:
    return choice.id if choice is not None else None
