"""Method and assumptions, sources, and the notes that headings point to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from tpdesk.calc.packs.frame import Frame
from tpdesk.calc.packs.sheets.overlap import BOUND
from tpdesk.calc.workbook.describe import Column, ColumnKind, Note, Sheet, SheetCell, Table, Value, said
from tpdesk.calc.workbook.page import constant_columns, named_columns
from tpdesk.text import counted, opening

NOTES: Final = {
    "after-transfers": "After transfers: money that one counted organisation pays another, "
    "and internal recharges, are removed, so "
    "that each pound is counted where it is "
    "finally spent.",
    "per-head": "Per head uses the mid-year population of the calendar year in which the financial year starts; per "
    "household uses the household figure given, "
    "which has a year of its own.",
    "weak": "Says little: a class not elsewhere classified or not definable by level, or a balancing line. Support "
    "services serve the organisation itself. Money "
    "mapped no finer than a higher level keeps that level's code.",
    "verdict": "Single: one organisation at most. Separate areas: several "
    "organisations, no two of whose areas meet, or a "
    "split that law sets. Fragmented: several organisations, some of "
    "whose areas meet. Overlap and duplication are named only on evidence of who does what for whom.",
    "meeting": "Total spend less the heaviest set of organisations of which no two "
    f"meet: {BOUND}. Computed by the desk "
    "from the areas each organisation covers; not a worksheet "
    "formula.",
    "outside": f"Total spend less the largest organisation's, whether or not areas meet: {BOUND}.",
    "own-people": "Residents of the areas that the organisation covers, by the mid-year "
    "estimate of the year; of one that is "
    "counted by people, those inside the place. The row of all "
    "organisations is over the place's people. [x] where they are not known.",
    "in-shares": (
        "Organisations with spend above zero and at or above the de-minimis. Those left out, and why, are on a "
        "sheet of their own where there are any."
    ),
    "unproven": (
        "An organisation whose area is not recorded counts as covering the whole place; what rests on it is unproven."
    ),
    "hhi": "Herfindahl index: the sum of squared shares, from 1 over the number of organisations (even) to 1 (a single "
    "organisation). Effective number is 1 over it; "
    "fragmentation is 1 less it.",
    "pairs": "Spend on the same categories: the sum over categories of the smaller of the two organisations' spend. "
    "Similarity: that sum over the sum of the larger "
    "(Ruzicka).",
    "small": "Numbers of people from 1 to 9 (or below the desk's own threshold) are "
    "confidential, and so is every figure "
    "that would give them away: the spend per "
    "person, and a number that would follow from a sum.",
    "dive-total": (
        "Spend of the count that the tags of the deep dive and of its sub-themes reach, after transfers and "
        "internal recharges, every pound once."
    ),
    "evidence": "The same for the same people: another organisation's delivery in "
    "the category has the same activity and "
    "client group, and their areas meet. Overlap: they share "
    "one of the two. Commissioner and provider are one chain; administering, commissioning and serving all "
    "residents prove nothing alone.",
    "stake": "The deliveries' costs less the heaviest set of organisations of which no two meet, net of what is passed "
    f"on: {BOUND}. If one organisation's cost is not known, all the "
    "known cost; if two or more are not, not available. Low and high put each cost at the end of its grade's band.",
    "horizon": (
        "Quick: local, in the short term. Medium: in the medium term. Structural: with pooled resources or a "
        "change of structure. Central: government or the law must change."
    ),
    "saving": "What was said of the opportunity, with its grade; below zero where it costs more. Not added up.",
    "shortlist": (
        "Each part is from 0 to 1 against the most of its kind. The score is their mean by the weights in the "
        "headings; parts that are not known are left out of it."
    ),
    "band": (
        "Bands are the known data error of HM Treasury's cost benefit analysis guidance for local partnerships "
        "(2014). The grade's band times the size of each figure, added up. Grade 1 is the organisation's own "
        "system, grade 6 uncorroborated judgement."
    ),
}
"""Every note a board pack may point to, by key."""

_WORDS: Final = (
    ("Count", "All public spending in the place in the year, by organisation and by category, on one stated basis."),
    (
        "Gross, after transfers, net",
        "Gross is before anything is taken off. After transfers leaves out what counted organisations pay each "
        "other, and internal recharges. Net of outside income also takes off income that does not come from a "
        "counted organisation.",
    ),
    (
        "Actual, budget, estimate, apportioned",
        (
            "How the figure was obtained. Apportioned money is a share of a wider organisation's spend, split "
            "by a stated driver; it is an estimate."
        ),
    ),
    ("Unmapped", "Money whose label has no category yet. It is in every total, and always shown."),
    ("Share", "Of the sum of the rows on the same sheet."),
    (
        "Per head, per household",
        (
            "The amount divided by the people or households named in the base, rounded to the penny, halves "
            "away from zero."
        ),
    ),
    (
        "Fragmentation",
        (
            "More than one organisation is involved in the same broad area of need (after GAO-15-49SP). Spend "
            "by organisation and category can show this, and no more."
        ),
    ),
    (
        "Overlap",
        (
            "Several organisations have similar goals, activities or beneficiaries (after GAO-15-49SP). It "
            "takes evidence of deliveries."
        ),
    ),
    (
        "Duplication",
        "Two or more organisations do the same activity, or give the same service, for the same beneficiaries (after "
        "GAO-15-49SP). It takes evidence of deliveries, and organisations whose areas do not meet cannot duplicate.",
    ),
    ("Spend outside the lead", f"Total spend in a category less the spend of its largest organisation: {BOUND}."),
    (
        "Spend outside the lead where areas meet",
        f"Total spend less the heaviest set of organisations of which no two meet: {BOUND}. With one county over "
        "districts it is the smaller of the county's spend and the districts' together; districts that never meet "
        "add nothing against each other.",
    ),
    ("Areas meet", "Two organisations' areas meet where, taken down to their base areas, they have one in common."),
    (
        "Separate areas",
        (
            "Several organisations, each in its own area: nothing is done twice for a resident, but one might "
            "do it for several."
        ),
    ),
    (
        "Herfindahl index and effective number",
        "The sum of squared shares, and 1 over it: how many organisations of equal size would be as concentrated.",
    ),
    (
        "Reconciliation",
        (
            "Gross spend counted here, less the organisation's published total or, where there is none, less "
            "the control totals typed in with its files."
        ),
    ),
    (
        "Confidence band",
        (
            "The sum of each figure's size times its grade's band: if all erred the same way. Recorded figures "
            "are never changed by it."
        ),
    ),
)


def method(frame: Frame, assumptions: Sequence[str]) -> Sheet:
    """Return definitions and formulas in words, then the judgements that this desk rests on."""
    columns = (
        Column("word", "Word or judgement", ColumnKind.TEXT),
        Column("meaning", "What it means here", ColumnKind.TEXT, 92),
    )
    rows: list[tuple[Value, ...]] = [*_WORDS]
    rows += [(f"Assumption {n}", said(text)) for n, text in enumerate(assumptions, 1)]
    return Sheet(
        "method",
        "Method and assumptions",
        f"{opening(len(_WORDS), 'word')} and {counted(len(assumptions), 'judgement')}: {frame.where}",
        "What do the words mean, how are the figures worked out, and which judgements were made?",
        (
            (
                "Definitions of fragmentation, overlap and duplication follow the United States Government "
                "Accountability Office's guide, GAO-15-49SP."
            ),
        ),
        Table("Method", "Words, formulas and judgements", columns, tuple(rows)),
    )


def used_notes(sheets: tuple[Sheet, ...]) -> tuple[Note, ...]:
    """Return the notes that the sheets' headings point to, in the order in which a reader meets them."""
    kept = named_columns(sheets)
    keys = dict.fromkeys(key for sheet in sheets for key in _pointed_to(sheet, kept))
    return tuple(Note(key, NOTES[key]) for key in keys)


def _pointed_to(sheet: Sheet, kept: Collection[tuple[str, str]]) -> Iterator[str]:
    """Yield the notes of a sheet's headings; a column that says the same in every row has none: it stands above."""
    if sheet.table is not None:
        above = constant_columns(sheet.table, kept)
        yield from (column.note for column in sheet.table.columns if column.note and column.key not in above)


def notes(frame: Frame, used: tuple[Note, ...], sheets: tuple[Sheet, ...]) -> Sheet:
    """Return the notes with the sheets that point to them."""
    columns = (
        Column("note", "Note", ColumnKind.TEXT, 14),
        Column("text", "What it says", ColumnKind.TEXT, 80),
        Column("sheets", "Pointed to on", ColumnKind.TEXT, 40),
    )
    kept = named_columns(sheets)
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            SheetCell(f"[note {n}]"),
            note.text,
            ", ".join(sheet.name for sheet in sheets if note.key in _pointed_to(sheet, kept)),
        )
        for n, note in enumerate(used, 1)
    )
    return Sheet(
        "notes",
        "Notes",
        f"{opening(len(used), 'note')} on the headings: {frame.where}",
        "What do the notes in the headings say?",
        ("Headings point here by number.",),
        Table("Notes", "Notes", columns, rows),
    )
