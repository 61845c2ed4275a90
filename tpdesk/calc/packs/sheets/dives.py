"""Deep dives: what each holds of the count, from which bodies and categories, at which stage,
and who does what for whom."""

from __future__ import annotations

from typing import Final

from tpdesk.calc.dive import DiveBook, marks_of
from tpdesk.calc.packs import record_headings
from tpdesk.calc.packs.frame import Frame, applicable, category_code, category_title, known, yes
from tpdesk.calc.packs.sheets.overlap import CODE_WIDTH
from tpdesk.calc.tagging import cut_words
from tpdesk.calc.workbook.describe import NOT_AVAILABLE, Column, ColumnKind, Sheet, Table, Value, brief, said
from tpdesk.domain.dive_facts import DeliveryFact
from tpdesk.domain.results.overlap import OverlapResult
from tpdesk.text import counted
from tpdesk.units import short_pounds

CONFIDENTIAL: Final = "[c]"
MADE_UP: Final = "Rows marked illustrative are made up as examples. They say nothing about the place."
ILLUSTRATIVE: Final = Column("illustrative", "Illustrative", ColumnKind.TEXT, 13)


def made_up(book: DiveBook, *titles: str) -> tuple[str, ...]:
    """Return the sentence on illustrative rows where one of the deep dives named is."""
    return (MADE_UP,) if book.illustrative.intersection(titles) else ()


def deep_dives(frame: Frame, book: DiveBook) -> Sheet | None:
    """Return each deep dive with its sub-themes: total, part of the count, people, or None where there is none."""
    if not book.totals:
        return None
    columns = (
        Column("title", "Deep dive", ColumnKind.TEXT, 40),
        Column("parent", "Sub-theme of", ColumnKind.TEXT, 26),
        Column("group", "Client group", ColumnKind.TEXT, 22),
        Column("cohort", "People it is about", ColumnKind.COUNT, 14, "small"),
        Column("total", "Spend", ColumnKind.POUNDS, 16, "dive-total"),
        Column("share", "Share of the count", ColumnKind.SHARE, 14, "dive-total"),
        Column("head", "Spend per head of the place", ColumnKind.PENCE, 15, "per-head"),
        Column("member", "Spend per person it is about", ColumnKind.PENCE, 16, "small"),
        Column("deliveries", "Deliveries", ColumnKind.COUNT),
        Column("question", "Question", ColumnKind.TEXT, 40),
        ILLUSTRATIVE,
    )
    hidden, shown_up, questions = book.hidden_cohorts, book.illustrative, _questions(book)
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            said(total.title),
            said(total.parent),
            said(questions[total.title][1], otherwise=NOT_AVAILABLE),
            CONFIDENTIAL if total.title in hidden else known(total.cohort),
            known(total.total_pence if total.parts else None),
            applicable(total.share) if total.parts else NOT_AVAILABLE,
            known(total.pence_per_head),
            CONFIDENTIAL if total.title in hidden else known(total.per_member),
            len(total.deliveries),
            said(questions[total.title][0], otherwise=NOT_AVAILABLE),
            yes(total.title in shown_up),
        )
        for total in book.totals
    )
    of = book.totals[0]
    return Sheet(
        "dives",
        "Deep dives",
        _largest(frame, book),
        "What was looked at closely, and what part of the count is it?",
        (
            (
                "Spend is what the tags of a deep dive, and of its sub-themes, reach; every pound counts once. "
                "Sub-themes may reach the same pounds, so they need not add up."
            ),
            *made_up(book, *(total.title for total in book.totals)),
            frame.base(of.basis),
        ),
        Table("Deep_dives", "Deep dives and their sub-themes", columns, rows),
    )


def _largest(frame: Frame, book: DiveBook) -> str:
    most = max(book.totals, key=lambda total: total.total_pence)
    return f"{brief(most.title, 50)} is the largest deep dive, {short_pounds(most.total_pence)}: {frame.where}"


def spend(frame: Frame, book: DiveBook) -> Sheet | None:
    """Return the spend of each deep dive by body and category, or None where none is tagged."""
    columns = (
        Column("title", "Deep dive", ColumnKind.TEXT, 40),
        Column("agency", "Organisation", ColumnKind.TEXT, 40),
        Column("category", "Category", ColumnKind.TEXT, 34),
        Column("code", "Code", ColumnKind.CODE, CODE_WIDTH),
        Column("amount", "Spend", ColumnKind.PENCE, 18, "dive-total"),
        Column("share", "Share of the deep dive", ColumnKind.SHARE, 14),
        ILLUSTRATIVE,
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            said(total.title),
            said(part.agency),
            category_title(part.title, part.category or None),
            category_code(part.category or None),
            part.amount_pence,
            applicable(part.share),
            yes(total.title in book.illustrative),
        )
        for total in book.totals
        for part in total.parts
    )
    if not rows:
        return None
    return Sheet(
        "dive_spend",
        "Deep-dive spend",
        record_headings.largest_part(frame, book),
        "From which organisations and categories is the money of each deep dive?",
        (
            (
                "By deep dive, the largest first. The parts of one deep dive add up to its total; do not add "
                "up deep dives and their sub-themes."
            ),
            *made_up(book, *(total.title for total in book.totals if total.parts)),
            frame.base(book.totals[0].basis),
        ),
        Table("Deep_dive_spend", "Spend by deep dive, organisation and category", columns, rows, filters=True),
    )


def stages(frame: Frame, book: DiveBook) -> Sheet | None:
    """Return the deliveries of each deep dive by stage, or None where there are no deliveries."""
    columns = (
        Column("title", "Deep dive", ColumnKind.TEXT, 40),
        Column("stage", "Stage", ColumnKind.TEXT, 18),
        Column("side", "Step of prevention", ColumnKind.TEXT, 22),
        Column("deliveries", "Deliveries", ColumnKind.COUNT),
        Column("cost", "Known cost a year", ColumnKind.POUNDS, 18),
        Column("share", "Share of the known cost", ColumnKind.SHARE, 14, bar=True),
        Column("unknown", "Deliveries of unknown cost", ColumnKind.COUNT, 14),
        ILLUSTRATIVE,
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            said(total.title),
            said(part.stage, otherwise=NOT_AVAILABLE),
            part.step or (NOT_AVAILABLE if not part.stage else "none: administration"),
            part.deliveries,
            known(part.cost_pence),
            known(part.share),
            part.unknown,
            yes(total.title in book.illustrative),
        )
        for total in book.totals
        for part in total.by_stage
    )
    if not rows:
        return None
    return Sheet(
        "stages",
        "Prevention and reaction",
        record_headings.prevention(frame, book),
        "How much is done to prevent a need, and how much to respond to it?",
        (
            (
                "Known costs of deliveries a year, net of what is passed on to another organisation. A "
                "delivery whose cost is not known is in no sum."
            ),
            *(
                f"{said(total.title)}: {words}"
                for total in book.totals
                if not total.parent and (words := cut_words(total.by_stage))
            ),
            *made_up(book, *(total.title for total in book.totals if total.by_stage)),
        ),
        Table("Stages", "Deliveries by stage", columns, rows),
    )


def activity_map(frame: Frame, book: DiveBook, overlap: OverlapResult) -> Sheet | None:
    """Return who does what for whom, those for one client group together, with what it proves;
    or None where there are no deliveries."""
    columns = (
        Column("group", "Client group", ColumnKind.TEXT),
        Column("activity", "Activity", ColumnKind.TEXT, 18),
        Column("agency", "Organisation", ColumnKind.TEXT, 36),
        Column("proves", "With others", ColumnKind.TEXT, 24, "evidence"),
        Column("category", "Category", ColumnKind.TEXT, 28),
        Column("areas", "Areas", ColumnKind.TEXT, 32),
        Column("stage", "Stage", ColumnKind.TEXT, 12),
        Column("cost", "Cost a year", ColumnKind.POUNDS, 13),
        Column("number", "Delivery", ColumnKind.KEY, unit="number"),
        ILLUSTRATIVE,
    )
    marks = marks_of(row.judgement.proof for row in overlap.rows)
    titles = _dive_titles(book)
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            said(item.client_group, otherwise=NOT_AVAILABLE),
            said(item.activity, otherwise=NOT_AVAILABLE),
            said(book.agency_names[item.agency]),
            marks.get(item.number, "nothing evidenced"),
            category_title(book.category_titles.get(item.category), item.category) if item.category else NOT_AVAILABLE,
            _areas(book, item),
            said(item.stage, otherwise=NOT_AVAILABLE),
            known(item.cost_pence),
            item.number,
            yes(titles[item.number] in book.illustrative),
        )
        for item in _in_groups(book)
    )
    if not rows:
        return None
    return Sheet(
        "activity_map",
        "Activity map",
        record_headings.most_met(frame, book),
        "Which organisations do what for which people, where, and at what cost?",
        (
            (
                f"{counted(len(rows), 'delivery', 'deliveries')}: who does what, for whom, where, within a "
                "category. Deliveries for one client group stand together."
            ),
            *made_up(book, *titles.values()),
        ),
        Table("Activity_map", "Deliveries by client group and activity", columns, rows, filters=True),
    )


def deliveries(frame: Frame, book: DiveBook) -> Sheet | None:
    """Return how each delivery is known, what of its cost is passed on and who commissions it;
    or None where there are none."""
    columns = (
        Column("agency", "Organisation", ColumnKind.TEXT),
        Column("number", "Delivery", ColumnKind.KEY, unit="number"),
        Column("dive", "Deep dive", ColumnKind.TEXT, 36),
        Column("code", "Code", ColumnKind.CODE, CODE_WIDTH),
        Column("cost", "Cost a year", ColumnKind.POUNDS, 15),
        Column("passed", "Of it passed on", ColumnKind.POUNDS, 14),
        Column("grade", "Grade", ColumnKind.KEY, 0, "band", unit="1 to 6"),
        Column("by", "Commissioned by", ColumnKind.TEXT, 32),
        Column("evidence", "How it is known", ColumnKind.TEXT, 56),
        ILLUSTRATIVE,
    )
    titles = _dive_titles(book)
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            said(book.agency_names[item.agency]),
            item.number,
            said(titles[item.number]),
            category_code(item.category) if item.category else NOT_AVAILABLE,
            known(item.cost_pence),
            known(item.passed_on_pence),
            known(item.grade),
            said(book.agency_names.get(item.commissioned_by)),
            said(item.evidence, otherwise=NOT_AVAILABLE),
            yes(titles[item.number] in book.illustrative),
        )
        for item in sorted(book.deliveries, key=lambda item: item.number)
    )
    if not rows:
        return None
    return Sheet(
        "deliveries",
        "Deliveries",
        record_headings.costs_unknown(frame, book),
        "What does each delivery rest on, and who pays for it?",
        (
            (
                "The deliveries of the sheet Activity map, by number. An unknown cost is shown as not "
                "available; it is never treated as zero."
            ),
            *made_up(book, *titles.values()),
        ),
        Table("Deliveries", "Deliveries by number", columns, rows, filters=True),
    )


def _in_groups(book: DiveBook) -> list[DeliveryFact]:
    """Return the deliveries by client group, then activity; those that name none last."""
    return sorted(
        book.deliveries,
        key=lambda item: (not item.client_group, item.client_group, not item.activity, item.activity, item.number),
    )


def _dive_titles(book: DiveBook) -> dict[int, str]:
    """Return a delivery's number -> the title of the deep dive or sub-theme that it hangs on:
    a parent's total stands before, and holds them too."""
    return {number: total.title for total in book.totals for number in total.deliveries}


def _questions(book: DiveBook) -> dict[str, tuple[str, str]]:
    """Return a deep dive's title -> its question and client group."""
    return {
        record.title: (str(record.values["question"]), str(record.values["client_group"])) for record in book.of("dive")
    }


def _areas(book: DiveBook, item: DeliveryFact) -> str:
    if not item.areas:
        return "not known: counts as the whole place"
    names = ", ".join(said(book.area_names.get(code) or code) for code in item.areas)
    return names if item.own_areas else f"all that the organisation covers: {names}"
