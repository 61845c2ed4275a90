"""Verbs for the spend of a deep dive: tagged by a rule or a line, and let go again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tpdesk.cli.base import Verb, ask_call
from tpdesk.cli.records.verbs import GROUPS

if TYPE_CHECKING:
    from tpdesk.models.dives.tagging import Tag


@click.command("tag", cls=Verb)
@click.argument("wanted", metavar="TITLE")
@click.option("--category", metavar="CODE", default="", help="A category, with all under it.")
@click.option("--agency", metavar="A", help="A body.")
@click.option("--label", metavar="L", default="", help="The body's own word for the money.")
@click.option("--line", type=click.IntRange(1, 2**62), metavar="NUMBER", help="One line, as `spend list` numbers it.")
@click.option("--share", metavar="S", default="100%", show_default=True, help="How much of it: 25%, 0.25 or 1/4.")
def tag(wanted: str, category: str, agency: str | None, label: str, line: int | None, share: str) -> None:
    """Tag spend to a deep dive, whole or by a share: a line, or all lines for which everything that is named holds."""
    from tpdesk.services.dives.boards import tag_spend

    call = ask_call()
    with call.open(make=True) as desk:
        made = tag_spend(desk, wanted, category=category, agency=agency or "", label=label, line=line, share=share)
    call.answer(tag_data(made), lambda: [f"Tagged to '{made.dive}': {tag_words(made)}."])


@click.command("untag", cls=Verb)
@click.argument("number", type=click.IntRange(1, 2**62))
def untag(number: int) -> None:
    """Take a tag off, by its NUMBER as `dive show` lists it."""
    from tpdesk.services.dives.boards import untag as take_off

    call = ask_call()
    with call.open(make=True) as desk:
        gone = take_off(desk, number)
    call.answer({**tag_data(gone), "removed": True}, lambda: [f"No longer tagged to '{gone.dive}': {tag_words(gone)}."])


def tag_data(tag: Tag) -> dict[str, Any]:
    """Return a tag as JSON fields; null is what it leaves open."""
    return {
        "tag": tag.id, "dive": tag.dive, "agency": tag.agency or None, "category": tag.category or None, "label": tag.label or None,
        "line": tag.line, "share": float(tag.share),
    }  # fmt: skip


def tag_words(tag: Tag) -> str:
    """Return what is tagged and how much of it: `line 12, 25% of it (tag 3)`."""
    return f"{tag.words}, {tag.share_text} of it (tag {tag.id})"


GROUPS["dive"].add_command(tag)
GROUPS["dive"].add_command(untag)
