"""Recipes as a document to hand on: Markdown, or Word with real headings and lists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from tpdesk.calc.cookbook import COOKBOOK, FOOT, recipe_chapters
from tpdesk.calc.packs.handout.content import escaped
from tpdesk.calc.packs.handout.document import WordDocument
from tpdesk.domain.record_kind import Record


def cookbook_title(place: str) -> str:
    """Return the title of the document."""
    return f"{COOKBOOK}: {place}" if place else COOKBOOK


def cookbook_markdown(recipes: Sequence[Record], place: str) -> str:
    """Return recipes as Markdown, in which no text can make a link, an image, a heading or a tag."""
    return "\n".join(_lines(recipes, place)) + "\n"


def _lines(recipes: Sequence[Record], place: str) -> Iterator[str]:
    yield f"# {escaped(cookbook_title(place))}"
    for recipe in recipes:
        yield from ("", f"## {escaped(recipe.title)}", "")
        for chapter in recipe_chapters(recipe):
            if chapter.title:
                yield from (f"### {escaped(chapter.title)}", "")
            for line in chapter.lines:
                yield f"- {escaped(line)}" if chapter.is_list else escaped(line)
                if not chapter.is_list:
                    yield ""
            if chapter.is_list:
                yield ""
    yield from ("---", "", FOOT)


def write_cookbook(recipes: Sequence[Record], place: str, file: BinaryIO, *, at: dt.datetime) -> None:
    """Write recipes to `file` as a Word document, made at the moment `at`; each begins a page."""
    document = WordDocument(cookbook_title(place), at, "Recipes: what worked, and what must be true elsewhere")
    document.title(cookbook_title(place))
    document.paragraph(FOOT)
    for number, recipe in enumerate(recipes):
        document.heading(recipe.title, on_new_page=number > 0)
        for chapter in recipe_chapters(recipe):
            if chapter.title:
                document.heading(chapter.title, 2)
            if chapter.is_list:
                document.listing(chapter.lines)
            else:
                for line in chapter.lines:
                    document.paragraph(line)
    document.save(file)
