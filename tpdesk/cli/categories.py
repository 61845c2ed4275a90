"""Verbs for categories: list, mark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tpdesk.cli.base import Verbs, ask_call, table

if TYPE_CHECKING:
    from tpdesk.domain.facts import Category


@click.group(cls=Verbs)
def category() -> None:
    """Service categories: COFOG, and service lines under its classes."""


@category.command("list")
@click.option(
    "--level", type=click.IntRange(1, 4), help="Only divisions (1), groups (2), classes (3) or service lines (4)."
)
def list_(level: int | None) -> None:
    """List the categories in their order."""
    from tpdesk.models.category import categories, sort_key

    call = ask_call()
    with call.open() as desk:
        known = categories(desk.connection)
    found = [known[code] for code in sorted(known, key=sort_key) if level is None or known[code].level == level]
    rows = [["Code", "Title", "Remarks"]]
    rows += [["  " * (item.level - 1) + item.code, item.title, _remarks(item)] for item in found]
    call.answer({"categories": [describe(item) for item in found]}, lambda: table(rows))


@category.command("mark")
@click.argument("code")
@click.option(
    "--separate",
    "law",
    required=True,
    metavar="LAW",
    help="The law by which the split between bodies is statutory; empty takes the mark off.",
)
def mark(code: str, law: str) -> None:
    """Mark a category's split between bodies as statutory: it is then 'separate areas', whatever the areas."""
    from tpdesk.services.overlap import mark_separate

    call = ask_call()
    with call.open(make=True) as desk:
        found = mark_separate(desk, code, law)
    call.answer(
        {"category": found.code, **describe(found)},
        lambda: [f"{found.code} {found.title}: {_remarks(found) or 'no remark'}."],
    )


def _remarks(item: Category) -> str:
    words = [
        word for word, said in (("weak", item.weak), ("support", item.support), ("balancing", item.balancing)) if said
    ]
    return ", ".join([*words, *([f"statutory split: {item.separate_law}"] if item.separate_law else [])])


def describe(item: Category) -> dict[str, Any]:
    """Return a category as JSON fields."""
    return {
        "code": item.code, "title": item.title, "level": item.level, "parent": item.parent, "weak": item.weak, "support": item.support,
        "balancing": item.balancing, "separate": item.separate_law or None,
    }  # fmt: skip


COMMANDS = (category,)
