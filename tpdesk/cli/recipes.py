"""Verbs for recipes: found by their words, and written out as a cookbook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tpdesk.cli.base import Verb, ask_call
from tpdesk.cli.figures import issue_words
from tpdesk.cli.records.options import list_options
from tpdesk.cli.records.verbs import GROUPS, below, data, data_below, find, words_below
from tpdesk.domain.kinds import KINDS
from tpdesk.text import counted

if TYPE_CHECKING:
    from tpdesk.models.records.search import Hit, WordSearch

_RECIPE = KINDS["recipe"]
recipes = GROUPS["recipe"]


@click.command("find", cls=Verb)
@click.argument("words", nargs=-1, required=True)
@click.option("--place", metavar="P", help="Of this place, with those of the whole programme. Default: all places.")
def find_(words: tuple[str, ...], place: str | None) -> None:
    """Find recipes by words that they hold anywhere, or by how words begin; private notes are not looked at."""
    from tpdesk.services.recipes import find_recipes

    call = ask_call()
    with call.open() as desk:
        found = find_recipes(desk, " ".join(words), place)
    call.answer(
        {
            "words": list(found.words), "holds_all": found.holds_all, "full_text": found.is_full_text,
            "recipes": [{**data(hit.record), "found_in": list(hit.fields), "excerpt": hit.excerpt}
                for hit in found.hits],
        },
        lambda: _words(found),
    )  # fmt: skip


def _words(found: WordSearch) -> Iterator[str]:
    asked = " ".join(found.words)
    if not found.hits:
        yield f"No recipe holds '{asked}', or a word that begins so."
    elif found.holds_all:
        yield f"{counted(len(found.hits), 'recipe holds', 'recipes hold')} '{asked}':"
    else:
        yield f"No recipe holds all of '{asked}'. {counted(len(found.hits), 'holds', 'hold')} some of it:"
    for hit in found.hits:
        yield from _hit(hit)
    if not found.is_full_text:
        yield "This build of SQLite has no full text search (FTS5): words were compared one by one."


def _hit(hit: Hit) -> Iterator[str]:
    place = str(hit.record.values["place"] or "the whole programme")
    yield ""
    yield f"{hit.record.title} ({place})"
    yield f"  {', '.join(hit.fields).lower()}: {hit.excerpt}"


@click.command("show", cls=Verb)
@click.argument("wanted", metavar="TITLE")
def show(wanted: str) -> None:
    """Show a recipe, everything said of it, and what is missing for others to use it."""
    from tpdesk.calc.cookbook import recipe_issues

    call = ask_call()
    with call.open() as desk:
        found = find(desk, _RECIPE, wanted)
        hanging = below(desk, found)
    issues = tuple(recipe_issues(found))
    answer: dict[str, Any] = {
        **data_below(found, hanging),
        "issues": [issue.text for issue in issues],
        "issue_details": [asdict(issue) for issue in issues],
    }
    call.answer(answer, lambda: (*words_below(found, hanging), *issue_words(issues)))


def _export(file: Path, force: bool, **where: str | None) -> None:
    from tpdesk.services.recipes import SUFFIXES, write_recipes
    from tpdesk.services.record_files import export_records
    from tpdesk.services.records import list_records

    call = ask_call()
    kept = {name: value for name, value in where.items() if value is not None}
    with call.open() as desk:
        if file.suffix.casefold() in SUFFIXES:
            found = list_records(desk, "recipe", kept)
            written = write_recipes(desk, file, found, kept.get("place", ""), replace=force)
        else:
            written = export_records(desk, "recipe", file, where=kept, replace=force)
    call.answer({"file": str(file), "rows": written}, lambda: [f"{counted(written, 'recipe')} written to {file}."])


export = Verb(
    name="export",
    callback=_export,
    params=[
        click.Argument(["file"], type=click.Path(path_type=Path)),
        *list_options(_RECIPE),
        click.Option(["--force"], is_flag=True, help="Write over another file of that name."),
    ],
    help="Write recipes as a cookbook, to a .md (Markdown) or .docx (Word) file, or to a CSV file that can be imported "
    "again.",
)

for _verb in (find_, show, export):
    recipes.add_command(_verb)

COMMANDS = (recipes,)
