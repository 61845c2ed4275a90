"""Verbs for culture rounds: answers from a file, scores, and what changed from one round to the next."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tpdesk.cli.base import Verb, ask_call, say, table
from tpdesk.cli.records.options import change_options
from tpdesk.cli.records.verbs import GROUPS, change_record_of
from tpdesk.domain.kinds import KINDS
from tpdesk.errors import UsageProblem
from tpdesk.text import counted
from tpdesk.units import decimal_text, percent

if TYPE_CHECKING:
    from tpdesk.domain.results.culture import RoundChange, RoundScores, StatementScore
    from tpdesk.services.culture_files import AnswersImported

culture = GROUPS["culture"]


@click.command("answers", cls=Verb)
@click.argument("wanted", metavar="ROUND")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--scale", metavar="MAP", help="For another scale: the score of each answer, as in '1-2:1, 3-4:2, ...'.")
@click.option("--dry-run", is_flag=True, help="Say what would come in; change nothing.")
def answers(wanted: str, file: Path, scale: str | None, dry_run: bool) -> None:
    """Import how many people of each organisation gave each answer: columns body, statement, 1, 2, 3, 4, 5, dont_know.
    The whole file comes in, or nothing of it."""
    from tpdesk.services.culture_files import import_answers, parse_scale

    call = ask_call()
    with call.open(make=True) as desk:
        taken = import_answers(desk, wanted, file, scale=parse_scale(scale) if scale else None, dry_run=dry_run)
    answer = {
        "file": str(file), "rows_read": taken.rows_read, "rows_imported": taken.added + taken.changed,
        "rows_added": taken.added, "rows_changed": taken.changed, "rows_rejected": len(taken.rejected),
        "dry_run": dry_run, "notices": list(taken.notices), "rejects": [asdict(one) for one in taken.rejected],
    }  # fmt: skip
    call.answer(answer, lambda: _taken_words(taken, dry_run))
    if not call.as_json:
        for notice in taken.notices:
            say(notice)
    if taken.rejected:
        sys.exit(1)


def _taken_words(taken: AnswersImported, dry_run: bool) -> Iterator[str]:
    if taken.rejected:
        yield f"Nothing imported: {counted(len(taken.rejected), 'row')} rejected. Correct the file and import it again."
        for one in taken.rejected:
            where = f", column {one.column}" if one.column else ""
            yield f"  row {one.row}{where}: {one.message}"
        return
    done = "would come in" if dry_run else "imported"
    rows = counted(taken.added + taken.changed, "row")
    yield f"{rows} {done}: {taken.added} new, {taken.changed} in place of earlier ones."


@click.command("scores", cls=Verb)
@click.argument("wanted", metavar="ROUND")
def scores(wanted: str) -> None:
    """Show the scores of a round by statement and organisation, 5 is good; [c] stands for what too few people answered,
    and for what would give it away."""
    from tpdesk.services.culture import read_scores

    call = ask_call()
    with call.open() as desk:
        found = read_scores(desk, wanted)
    call.answer(scores_data(found), lambda: _score_words(found))


def scores_data(found: RoundScores) -> dict[str, Any]:
    """Return the scores of a round as JSON fields."""
    return {
        "round": found.title, "place": found.place, "fewest_answers": found.threshold,
        "statements": {one.statement: _statement(one) for one in found.statements}, "issues": list(found.issues),
    }  # fmt: skip


def _statement(one: StatementScore) -> dict[str, Any]:
    from tpdesk.domain.results.culture import HIDDEN

    hides_all = bool(one.hidden) and one.all is None
    return {
        "principle": one.principle, "polarity": one.polarity,
        "by_body": {body: HIDDEN if score is None else decimal_text(score, 2) for body, score in one.by_body.items()},
        "n": {body: HIDDEN if many is None else many for body, many in one.n.items()},
        "all": HIDDEN if hides_all else _text(one.all, 2), "bodies_equal": _text(one.bodies_equal, 2),
        "agree": HIDDEN if hides_all else _text(one.agree, 3), "spread": _text(one.spread, 2),
    }  # fmt: skip


def _text(number: Fraction | None, places: int) -> str | None:
    return None if number is None else decimal_text(number, places)


def _score_words(found: RoundScores) -> Iterator[str]:
    from tpdesk.calc.culture import reading_words

    yield f"Culture round '{found.title}': {found.place}"
    if not found.statements:
        yield "No answers yet: import them with 'tpdesk culture answers ROUND FILE.csv'."
        return
    bodies = found.letters
    yield " · ".join(f"{letter} {body}" for body, letter in bodies.items())
    rows = [["Statement", "", *bodies.values(), "All", "Equal", "Agree", "Spread"]]
    for one in found.statements:
        said = _statement(one)
        each = [said["by_body"].get(body, "") for body in bodies]
        agree = said["agree"] if one.agree is None else percent(float(one.agree), 0)
        rows.append([one.statement, one.polarity, *each, *(said[name] or "-" for name in ("all", "bodies_equal")),
            agree or "-", said["spread"] or "-"])  # fmt: skip
    yield from table(rows, range(2, len(bodies) + 6))
    yield ""
    yield from reading_words(found)
    yield from (f"look: {issue}" for issue in found.issues)


def _change(wanted: str, second: str | None, **given: Any) -> None:
    """Compare two rounds, or change what is said of one."""
    if second is None:
        change_record_of(KINDS["culture"], wanted, **given)
        return
    from tpdesk.services.culture import read_change

    if any(value is not None for value in given.values()):
        raise UsageProblem("Name two rounds to compare them, or one and what to change of it: not both.")
    call = ask_call()
    with call.open() as desk:
        found = read_change(desk, wanted, second)
    call.answer(change_data(found), lambda: _change_words(found))


change = Verb(
    name="change",
    callback=_change,
    params=[
        click.Argument(["wanted"], metavar="ROUND"),
        click.Argument(["second"], metavar="[LATER ROUND]", required=False),
        *change_options(KINDS["culture"]),
    ],
    help="Compare two rounds: what changed by statement and organisation, like with like. With one ROUND, say "
    "something else of it; what is given empty is taken off.",
)


def change_data(found: RoundChange) -> dict[str, Any]:
    """Return what changed between two rounds as JSON fields."""
    return {
        "first": found.first.title, "second": found.second.title, "place": found.first.place,
        "fewest_answers": found.first.threshold,
        "statements": {
            one.statement: {
                "principle": one.principle, "polarity": one.polarity, "bodies": list(one.before),
                "before": {body: decimal_text(score, 2) for body, score in one.before.items()},
                "after": {body: decimal_text(score, 2) for body, score in one.after.items()},
                "change": {body: decimal_text(score, 2) for body, score in one.change.items()},
            }
            for one in found.statements
        },
        "only_in_first": list(found.only_in_first), "only_in_second": list(found.only_in_second),
        "not_comparable": [asdict(one) for one in found.not_comparable],
        "issues": [*found.first.issues, *found.second.issues],
    }  # fmt: skip


def _change_words(found: RoundChange) -> Iterator[str]:
    from tpdesk.calc.culture import left_words, signed

    yield f"From '{found.first.title}' to '{found.second.title}': {found.first.place}"
    rows = [["Statement", "Organisation", "Before", "After", "Change"]]
    for one in found.statements:
        for body, change in one.change.items():
            each = (decimal_text(one.before[body], 2), decimal_text(one.after[body], 2), signed(change))
            rows.append([one.statement, body, *each])
    if len(rows) > 1:
        yield from table(rows, (2, 3, 4))
    else:
        yield "Nothing can be compared."
    yield from left_words(found)
    yield from (f"look: {issue}" for issue in (*found.first.issues, *found.second.issues))


@click.command("threshold", cls=Verb)
@click.argument("number", type=int, required=False)
def threshold(number: int | None) -> None:
    """Say from how many answers on a score is printed; with a NUMBER, set it for this desk (5 at least)."""
    from tpdesk.services.culture import fewest_answers, set_fewest_answers

    call = ask_call()
    with call.open(make=number is not None) as desk:
        held = fewest_answers(desk) if number is None else set_fewest_answers(desk, number)
    call.answer({"fewest_answers": held}, lambda: [f"Scores are printed from {held} answers on."])


for _verb in (answers, scores, change, threshold):
    culture.add_command(_verb)

COMMANDS = (culture,)
