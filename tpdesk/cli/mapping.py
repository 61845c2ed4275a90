"""Verbs that say what the money is for: categorise, and the categories themselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tpdesk.cli.base import Verb, Verbs, ask_call, force_option, table
from tpdesk.text import counted
from tpdesk.units import percent, pounds

if TYPE_CHECKING:
    from tpdesk.domain.facts import Category
    from tpdesk.models.mapping import LabelMoney
    from tpdesk.services.suggesting import Move, SuggestedStep, Suggestion


@click.command(cls=Verb)
@click.option("--place", metavar="P")
@click.option("--agency", metavar="A", help="Only this organisation's labels; its maps win over the place's.")
@click.option(
    "--map",
    "map_file",
    type=click.Path(path_type=Path),
    metavar="FILE.csv",
    help="Columns label, category, share (and title, for a new service line); an empty category takes a map off.",
)
@click.option(
    "--rest",
    metavar="CODE",
    help=(
        "Map all labels of --agency that have no map to this category; `usual` is the one of its kind, such as police."
    ),
)
@click.option("--holding", metavar="TEXT", help="With --rest: only labels that hold this text.")
@click.option("--suggest", is_flag=True, help="Show what can be mapped in one step: by confidence, with its money.")
@click.option(
    "--accept",
    type=click.Choice(["whole", "support", "high", "medium", "low"]),
    multiple=True,
    help=(
        "Accept suggestions: `whole` organisations that serve one purpose, `support` costs, or all of high, "
        "medium (and high) or low (any) confidence. Repeatable."
    ),
)
@click.option("--preview", is_flag=True, help="With --accept: show the money it would map; change nothing.")
@click.option("--list", "list_", is_flag=True, help="Show the labels that have a map, and whose map it is.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="OUT.csv",
    help="Write the labels that are left, as a map file to fill in.",
)
@force_option("--out")
def categorise(
    place: str | None,
    agency: str | None,
    map_file: Path | None,
    rest: str | None,
    holding: str | None,
    suggest: bool,
    accept: tuple[str, ...],
    preview: bool,
    list_: bool,
    out: Path | None,
    force: bool,
) -> None:
    """Map the organisations' own labels to categories, and show what is left, most money first, with suggestions."""
    from tpdesk.errors import UsageProblem
    from tpdesk.models.agency import find_agency
    from tpdesk.models.lines.totals import flows_words
    from tpdesk.models.mapping import maps_in_use
    from tpdesk.services import mapping as acts
    from tpdesk.services.figures import place_for
    from tpdesk.services.suggesting import moves, steps, suggestions

    if preview and not accept:
        raise UsageProblem("--preview shows what --accept would do: give --accept high, for example.")
    if rest is not None and agency is None:
        raise UsageProblem("--rest maps what is left of one organisation: name it with --agency.")
    if holding is not None and rest is None:
        raise UsageProblem("--holding says for which labels --rest is meant: give --rest CODE too.")
    call = ask_call()
    taken = None
    with call.open(make=map_file is not None or rest is not None or (bool(accept) and not preview)) as desk:
        where = place_for(desk, place)
        who = find_agency(desk.connection, agency).id if agency else None
        if map_file is not None:
            taken = acts.apply_map_file(desk, where.id, who, map_file)
        rested = (
            acts.map_the_rest(desk, where.id, who, rest, holding=holding or "")
            if rest is not None and who is not None
            else 0
        )
        state = acts.state(desk, where.id, who)
        chosen = acts.chosen_offers(suggestions(desk, state.unmapped, None, place=where.id), accept) if accept else []
        if chosen and not preview:
            acts.accept(desk, where.id, chosen)
            state = acts.state(desk, where.id, who)
        suggested = {item.label: item for item in suggestions(desk, state.unmapped, None, place=where.id)}
        maps = maps_in_use(desk.connection, where.id, who) if list_ else []
        written = acts.write_open_labels(desk, where.id, who, out, replace=force) if out is not None else 0
    data: dict[str, Any] = {
        "place": where.name, "labels": (taken.labels if taken else 0) + rested,
        "labels_without_lines": list(taken.without_lines) if taken else [],
        "mapped_lines": state.mapped_lines, "mapped_pence": state.mapped_pence,
        "mapped_income_pence": state.mapped_income_pence,
        "unmapped_lines": state.unmapped_lines, "unmapped_pence": state.unmapped_pence,
        "unmapped_income_pence": state.unmapped_income_pence,
        "preview": preview, "accepted_labels": 0 if preview else len(chosen), "moves": [
            {"category": move.category, "title": move.title, "labels": move.labels, "pence": move.pence,
             "income_pence": move.income_pence} for move in moves(chosen)
        ],
        "steps": [_step(step, moves(step.items)) for step in steps(suggested.values())],
        "unmapped": [_open_label(item, suggested.get(item)) for item in state.unmapped],
        "maps": [
            {"agency": item.agency_name, "label": item.text or None,
                "categories": [{"category": code, "share": share} for code, share in item.categories],
             "origin": item.origin, "source": item.source, "lines": item.lines, "pence": item.pence,
             "income_pence": item.income_pence}
            for item in maps
        ],
    }  # fmt: skip

    of = f", {agency}" if agency else ""

    def words() -> Iterator[str]:
        if taken is not None:
            yield f"{counted(taken.labels, 'label')} mapped."
        if taken is not None and taken.without_lines:
            yield f"look: no line here has the label {', '.join(repr(label) for label in taken.without_lines[:5])}."
        if rest is not None:
            yield f"{counted(rested, 'label')} of {agency} mapped to {rest}."
        if accept:
            yield f"{counted(len(chosen), 'label')} {'would be' if preview else ''} mapped:".replace("  ", " ")
            rows = [["Category", "Labels", "Amount"]]
            rows += [
                [f"{move.category} {move.title}", str(move.labels), flows_words(move.pence, move.income_pence, pounds)]
                for move in moves(chosen)
            ]
            yield from table(rows, (1, 2))
            yield ""
        if suggest:
            rows = [["In one step", "Labels", "Amount", "--accept"]]
            rows += [
                [step.title, str(len(step.items)), _money(step), step.key.partition(":")[0]]
                for step in steps(suggested.values())
            ]
            yield from table(rows, (1, 2)) if len(rows) > 1 else ["Nothing can be suggested."]
            yield ""
        if maps:
            rows = [["Organisation", "Label", "Lines", "Amount", "Stands for", "Map"]]
            rows += [
                [
                    item.agency_name,
                    item.text or "(no label)",
                    f"{item.lines:,}",
                    flows_words(item.pence, item.income_pence, pounds),
                    _shares(item.categories),
                    _whose(item.origin),
                ]
                for item in maps
            ]
            yield from table(rows, (2, 3))
            yield ""
        yield (
            f"{where.name}{of}: {counted(state.mapped_lines, 'line')} mapped "
            f"({flows_words(state.mapped_pence, state.mapped_income_pence, pounds)}), "
            f"{counted(state.unmapped_lines, 'line')} unmapped "
            f"({flows_words(state.unmapped_pence, state.unmapped_income_pence, pounds)})."
        )
        rows = [["Organisation", "Label", "Lines", "Amount", "Suggestion"]]
        for item in state.unmapped[:30]:
            found = suggested.get(item)
            offer = f"{found.category} ({found.confidence}): it {found.reason}" if found is not None else ""
            rows.append(
                [
                    item.agency_name,
                    item.text or "(no label)",
                    f"{item.lines:,}",
                    flows_words(item.pence, item.income_pence, pounds),
                    offer,
                ]
            )
        yield from table(rows, (2, 3)) if state.unmapped else ["Everything has a category."]
        if len(state.unmapped) > 30:
            yield (
                f"... and {counted(len(state.unmapped) - 30, 'more label')}: --out FILE.csv writes them all, "
                "to fill in."
            )
        if out is not None:
            yield f"{counted(written, 'label')} written to {out}. Fill in the categories and take it in with --map."

    call.answer(data, words)


def _open_label(item: LabelMoney, found: Suggestion | None) -> dict[str, Any]:
    return {
        "agency": item.agency_name, "label": item.text or None, "lines": item.lines, "pence": item.pence,
        "income_pence": item.income_pence, "suggestion": found.category if found else None,
        "reason": found.reason if found else None, "confidence": found.confidence if found else None,
        "step": found.step if found else None,
    }  # fmt: skip


def _step(step: SuggestedStep, moved: tuple[Move, ...]) -> dict[str, Any]:
    return {
        "step": step.key.partition(":")[0], "title": step.title, "labels": len(step.items),
        "pence": sum(move.pence for move in moved), "income_pence": sum(move.income_pence for move in moved),
        "categories": [move.category for move in moved],
    }  # fmt: skip


def _money(step: SuggestedStep) -> str:
    from tpdesk.models.lines.totals import flows_words

    labels = [item.label for item in step.items]
    return flows_words(sum(one.pence for one in labels), sum(one.income_pence for one in labels), pounds)


def _shares(categories: tuple[tuple[str, float], ...]) -> str:
    return ", ".join(code if share == 1 else f"{code} {percent(share)}" for code, share in categories)


def _whose(origin: str) -> str:
    return "yours" if origin == "user" else "shared"


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
    help="The law by which the split between organisations is statutory; empty takes the mark off.",
)
def mark(code: str, law: str) -> None:
    """Mark a category's split between organisations as statutory: it is then 'separate areas', whatever the areas."""
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
        "code": item.code, "title": item.title, "level": item.level, "parent": item.parent, "weak": item.weak,
        "support": item.support,
        "balancing": item.balancing, "separate": item.separate_law or None,
    }  # fmt: skip


COMMANDS = (categorise, category)
