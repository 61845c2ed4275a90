"""Service categories: COFOG divisions, groups and classes, and service lines under the classes."""

from __future__ import annotations

import re
import sqlite3
from itertools import pairwise

from tpdesk.domain.facts import Category
from tpdesk.errors import UsageProblem
from tpdesk.text import clean, nearest

_CODE = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,2}\Z")


def normal_code(text: str) -> str:
    """Return a code as the desk writes it: HM Treasury's `1.1` becomes `01.1`;
    a service line keeps its name in small letters."""
    code, slash, line = clean(text).partition("/")
    if _CODE.match(code):
        first, *rest = code.split(".")
        code = ".".join([first.zfill(2), *(part.lstrip("0") or "0" for part in rest)])
    return code + slash + line.strip().lower()


def sort_key(code: str) -> tuple[tuple[int, ...], str]:
    """Return the key that sorts codes by their parts: 09.10 after 09.9."""
    number, _, line = code.partition("/")
    return tuple(int(part) if part.isdigit() else 0 for part in number.split(".")), line


def categories(connection: sqlite3.Connection) -> dict[str, Category]:
    """Return code -> category of everything on the desk."""
    found = connection.execute(
        "SELECT code, title, level, parent, weak, support, balancing, note, separate_law FROM category"
    )
    return {
        code: Category(code, title, level, parent, bool(weak), bool(support), bool(balancing), note, law)
        for code, title, level, parent, weak, support, balancing, note, law in found
    }


def find_category(connection: sqlite3.Connection, text: str) -> Category:
    """Return the category of that code or exact title. Raises UsageProblem that names the nearest."""
    known = categories(connection)
    found = known.get(normal_code(text))
    if found is None:
        titled = [category for category in known.values() if category.title.casefold() == clean(text).casefold()]
        titled.sort(key=lambda category: category.level)
        # A group and its only class may bear one title: the finer code says both.
        chain = all(lower.parent == upper.code for upper, lower in pairwise(titled))
        found = titled[-1] if titled and chain else None
    if found is None:
        titles = {category.title: category.code for category in known.values()}
        near = nearest(text, titles)
        hint = f" Did you mean {titles[near]}, {near}?" if near else ""
        raise UsageProblem(
            f"'{clean(text)}' is no category of this desk. Codes look like 09, 09.5, 09.5.0 or "
            f"05.1.0/waste-collection.{hint}"
        )
    return found


def mark_separate(connection: sqlite3.Connection, code: str, law: str) -> None:
    """Mark the split of a category between bodies as statutory, by the law named; an empty law takes the mark off."""
    connection.execute("UPDATE category SET separate_law = ? WHERE code = ?", (clean(law), code))


def know_service_line(connection: sqlite3.Connection, code: str, title: str) -> None:
    """Make a service line under a class, where it is not there yet.
    Raises UsageProblem where its class is not known."""
    parent, _, line = code.partition("/")
    row = connection.execute("SELECT level FROM category WHERE code = ?", (parent,)).fetchone()
    if row is None or row[0] != 3 or not line:
        raise UsageProblem(
            f"'{code}' cannot be made: a service line stands under a class, as in 05.1.0/waste-collection, and "
            f"'{parent}' is no class."
        )
    connection.execute(
        "INSERT OR IGNORE INTO category (code, scheme, title, level, parent, source) VALUES (?, 'service line', "
        "?, 4, ?, 'made on this desk')",
        (code, clean(title), parent),
    )
