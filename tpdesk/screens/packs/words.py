"""The packs screen in words: the choices, what was looked at, what was written."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.text import Text

from tpdesk.screens.display import cell
from tpdesk.screens.flex_table import Col, Row
from tpdesk.text import counted

if TYPE_CHECKING:
    from tpdesk.calc.packs.kind import Ready
    from tpdesk.domain.results.publication import Publication
    from tpdesk.models.log.history import PackWritten
    from tpdesk.services.pack_choices import PackChoice, PackDone

SIGNS: Final = {"ok": ("✓", "$success"), "look": ("!", "$warning"), "wrong": ("✗", "$error")}
"""State -> its sign and its colour."""


def choices(
    choice: PackChoice, kinds: dict[str, str], place: str, year: str, publication: Publication
) -> list[tuple[str, str, str]]:
    """Return (id, name, value) of each line of the next pack."""
    copy = "publication copy: values alone" if choice.publish else "working copy: live formulas"
    if choice.kind == "national":
        return [
            ("kind", "Kind", kinds[choice.kind]),
            ("year", "Of", f"all places, {year}"),
            ("others", "With", ", ".join(one.name for one in choice.others) or "this desk alone: e adds others"),
            ("expected", "Expected", f"{choice.expected} places" if choice.expected else "nobody said how many places"),
            ("status", "Status", choice.status),
            ("copy", "Copy", copy),
            ("made_by", "Made by", choice.made_by or "nobody named: e names a role or a team"),
            ("target", "Where to", str(choice.target)),
            ("publication", "Contact", _publication(publication)),
        ]
    return [
        ("kind", "Kind", kinds[choice.kind]),
        ("place", "Of", f"{place}, {year}"),
        ("status", "Status", choice.status),
        ("copy", "Copy", copy),
        ("made_by", "Made by", choice.made_by or "nobody named: e names a role or a team"),
        ("target", "Where to", str(choice.target)),
        ("lines", "Lines", _lines(choice)),
        ("version", "Version", choice.version or "the desk as it is, not frozen"),
        ("publication", "Contact", _publication(publication)),
        ("papers", "Papers", _PAPERS[choice.papers]),
    ]


def _publication(found: Publication) -> str:
    """Return whom a reader asks, when the pack is issued and when the next comes; what is not set says so."""
    if len(found.not_set) == len(found.rows):
        return "no contact, issue date or next update: e sets them"
    return "; ".join(
        f"{name.lower()}: {text or 'not set'}" if n else text or "not set" for n, (name, text) in enumerate(found.rows)
    )


_PAPERS: Final = {
    "": "none for the meeting",
    "print": "for the meeting: 8 pages at most, beside the pack",
    "pdf": "for the meeting: 8 pages at most, and a PDF",
}
"""Which papers go with a pack -> in words, in the order in which they are offered."""


def next_papers(papers: str) -> str:
    """Return which papers are offered after those."""
    keys = list(_PAPERS)
    return keys[(keys.index(papers) + 1) % len(keys)]


def papers_done(pack: PackDone) -> list[str]:
    """Return what was written of the papers for the meeting, and why there is no PDF where one was asked for."""
    made = pack.papers
    if made is None:
        return []
    files = str(made.written.file) if made.pdf is None else f"{made.written.file} and {made.pdf.name}"
    return [f"Meeting papers: {counted(len(made.written.sheets), 'page')}, {files}", *filter(None, [made.no_pdf])]


def _lines(choice: PackChoice) -> str:
    if choice.version:
        return "sums only: a frozen count keeps no lines"
    return "a sheet of every line" if choice.lines else "sums only, no sheet of lines"


def summary(found: tuple[Ready, ...]) -> str:
    """Return how many things there are to look at."""
    wrong, look = (sum(1 for item in found if item.state == state) for state in ("wrong", "look"))
    parts = [f"{counted(wrong, 'thing')} wrong"] if wrong else []
    parts += [f"{counted(look, 'thing')} to look at"] if look else []
    return " and ".join(parts) or "all in order"


def done(pack: PackDone) -> tuple[str, bool]:
    """Return what was written and how it was checked, and whether all is well."""
    broken = [rule for rule in pack.rules if not rule.passed and rule.level == "E"]
    # A working copy has formulas, which only a copy to publish must not have.
    desirable = [rule for rule in pack.rules if not rule.passed and rule.level == "D" and rule.id != "F11"]
    parts = [f"Written: {counted(len(pack.written.sheets), 'sheet')}"]
    parts.append(
        "all check totals agree"
        if not pack.differ
        else f"{counted(pack.differ, 'check total')} DIFFER, see its sheet Check totals"
    )
    met = sum(rule.passed for rule in pack.rules)
    rules = f"{met} of {len(pack.rules)} rules for accessible workbooks met"
    if broken or desirable:
        first = (broken or desirable)[0]
        rules += (
            f"; not met: {', '.join(rule.id for rule in (*broken, *desirable))} "
            f"({first.title}{f', {first.where[0]}' if first.where else ''})"
        )
    elif met < len(pack.rules):
        rules += "; the other one, no formulas, is for copies to publish"
    parts.append(
        rules
        if pack.rules
        else (
            "the rules for accessible workbooks were not looked at: with so many lines that takes minutes. k "
            "looks at any workbook"
        )
    )
    return f"{'. '.join(part[:1].upper() + part[1:] for part in parts)}.", not (broken or pack.differ)


def table(packs: tuple[PackWritten, ...], width: int) -> tuple[list[Col], list[Row]]:
    """Return the packs that were written, the latest first."""
    cols = [
        Col("Written", 12),
        Col("File", 0),
        *([Col("Status", 6), Col("Copy", 11)] if width >= 100 else []),
        Col("Since then", 21),
    ]
    found = []
    for number, pack in enumerate(packs):
        there = "" if Path(pack.note.path).exists() else " (gone)"
        cells: list[Text] = [cell(_when(pack.at)), cell(f"{pack.note.file}{there}")]
        cells += [cell(pack.note.status), cell(pack.note.copy.removesuffix(" copy"))] if width >= 100 else []
        since = f"{pack.acts_since} done since" if pack.acts_since else "nothing has changed"
        found.append(Row(str(number), (*cells, cell(since))))
    return cols, found


def about(pack: PackWritten) -> str:
    """Return a pack that was written, and the newest of what was done since."""
    note = pack.note
    by = f", made by {note.made_by}" if note.made_by != "not stated" else ""
    told = f"{note.path}: {note.kind} pack of {note.place}, {note.year}, {note.status}, {note.copy}{by}."
    if not pack.acts_since:
        return told
    more = pack.acts_since - len(pack.last_acts)
    return f"{told} Since then: {'; '.join(pack.last_acts)}{f'; and {more} more' if more > 0 else ''}."


def _when(at: str) -> str:
    try:
        return datetime.fromisoformat(at).astimezone().strftime("%d %b %H:%M")
    except ValueError:
        return at
