"""Recipes as a document to hand on: Markdown, or Word with real headings and lists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from tpdesk.calc.cookbook import COOKBOOK, FOOT, recipe_chapters
from tpdesk.calc.packs.handout.content import escaped
from tpdesk.calc.packs.handout.word import prepare_document, strip_template
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
    import docx

    document = docx.Document()
    prepare_document(document, cookbook_title(place), at)
    document.add_heading(cookbook_title(place), 0)
    for number, recipe in enumerate(recipes):
        document.add_heading(recipe.title, 1).paragraph_format.page_break_before = number > 0
        for chapter in recipe_chapters(recipe):
            if chapter.title:
                document.add_heading(chapter.title, 2)
            for line in chapter.lines:
                document.add_paragraph(line, "List Bullet" if chapter.is_list else None)
    document.add_paragraph(FOOT)
    strip_template(document)
    document.save(file)
