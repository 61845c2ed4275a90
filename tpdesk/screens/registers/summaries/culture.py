"""Culture rounds of a place: statements as lines from 1 to 5, organisations as letters, and what changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from textual.content import Content

from tpdesk.calc.culture import left_words, reading_words, signed
from tpdesk.domain.figure import Figure
from tpdesk.domain.results.culture import HIDDEN
from tpdesk.screens.display import content
from tpdesk.screens.flex_table import Col
from tpdesk.screens.registers.summaries import Summary, SummaryView
from tpdesk.screens.text_table import fitted, text_table
from tpdesk.units import decimal_text, nearest_whole

if TYPE_CHECKING:
    from tpdesk.domain.results.culture import PlaceCulture, StatementScore
    from tpdesk.models.desk import Desk

_MOST: Final = 92
"""Columns of the terminal that a line from 1 to 5 takes at most."""


def _read(desk: Desk, place: str, _: int | None) -> PlaceCulture | None:
    from tpdesk.models.place import find_place
    from tpdesk.services.culture import culture_of

    return culture_of(desk, find_place(desk.connection, place).id)


def _none() -> list[Content]:
    return [
        content("No answers yet for this place.", "$quiet"),
        content("Add a round with n, then import its answers: tpdesk culture answers ROUND FILE.csv", "$quiet"),
    ]


def _dumbbells(found: PlaceCulture | None, width: int) -> Sequence[Content]:
    if found is None:
        return _none()
    scores, letters = found.scores, found.scores.letters
    return [
        content(scores.title, "bold"),
        *map(content, reading_words(scores)),
        Content(""),
        content(" · ".join(f"{letter} {body}" for body, letter in letters.items()), "$quiet"),
        *(line for one in scores.statements for line in _statement(one, letters, width)),
        *_issues(scores.issues),
    ]


def _statement(one: StatementScore, letters: Mapping[str, str], width: int) -> Iterator[Content]:
    known = {letters[body]: score for body, score in one.by_body.items() if score is not None and body in letters}
    all_say = HIDDEN if one.all is None else decimal_text(one.all, 2)
    yield Content("")
    turned = " (hinders, turned)" if one.polarity == "hinders" else ""
    yield Content.assemble(fitted(f"{one.statement}{turned}", width - 10), fitted(f"all {all_say}", 10, right=True))
    hidden = f" {HIDDEN} {', '.join(letters.get(body, body) for body in one.hidden)}" if one.hidden else ""
    yield content(f"1 {dumbbell(known, min(width - 4 - len(hidden), _MOST))} 5{hidden}", "$accent")


def dumbbell(scores: Mapping[str, Fraction], width: int) -> str:
    """Return a line from 1 to 5 in so many columns, a letter at each score and a bar between the outermost."""
    cells = ["·"] * max(width, 10)
    at: dict[int, str] = {}
    for letter, score in sorted(scores.items(), key=lambda item: (item[1], item[0])):
        place = nearest_whole((score - 1) / 4 * (len(cells) - 1))
        # Two in one cell stand side by side, the lower one first.
        while place in at and place < len(cells) - 1:
            place += 1
        while place in at:
            place -= 1
        at[place] = letter
    for place in range(min(at, default=0), max(at, default=-1) + 1):
        cells[place] = at.get(place, "─")
    return "".join(cells)


def _issues(issues: Sequence[str]) -> Iterator[Content]:
    if issues:
        yield Content("")
        yield content("To look at", "bold")
        yield from (content(f"• {issue}") for issue in issues)


def _changes(found: PlaceCulture | None, width: int) -> Sequence[Content]:
    if found is None:
        return _none()
    change = found.change
    if change is None:
        return [content("One round so far: what changed can be said after the next.", "$quiet")]
    lines = [content(f"From {change.first.title} to {change.second.title}, like with like.", "bold"), Content("")]
    rows = [
        [
            one.statement if not n else "",
            body,
            decimal_text(one.before[body], 2),
            decimal_text(one.after[body], 2),
            signed(by),
        ]
        for one in change.statements
        for n, (body, by) in enumerate(one.change.items())
    ]
    cols = [Col("Statement", 0), Col("Organisation", min(26, width // 3)), Col("Before", 6, right=True),
        Col("After", 6, right=True), Col("Change", 6, right=True)]  # fmt: skip
    lines += text_table(cols, rows, width) if rows else [content("Nothing can be compared.", "$quiet")]
    return [*lines, Content(""), *(content(line, "$quiet") for line in left_words(change))]


def _table(found: PlaceCulture | None, width: int) -> Sequence[Content]:
    if found is None:
        return _none()
    letters = found.scores.letters
    cols = [Col("Statement", 0), *(Col(letter, 5, right=True) for letter in letters.values()),
        *(Col(title, 6, right=True) for title in ("All", "Equal", "Agree", "Spread"))]  # fmt: skip
    rows = [
        [one.statement, *(_score(one, body) for body in letters), _all(one, one.all),
            "-" if one.bodies_equal is None else decimal_text(one.bodies_equal, 2),
            _all(one, one.agree), "-" if one.spread is None else decimal_text(one.spread, 2)]
        for one in found.scores.statements
    ]  # fmt: skip
    legend = " · ".join(f"{letter} {body}" for body, letter in letters.items())
    return [content(legend, "$quiet"), Content(""), *text_table(cols, rows, width)]


def _score(one: StatementScore, body: str) -> str:
    if body not in one.by_body:
        return ""
    score = one.by_body[body]
    return HIDDEN if score is None else decimal_text(score, 2)


def _all(one: StatementScore, number: Fraction | None) -> str:
    return HIDDEN if one.all is None or number is None else decimal_text(number, 2)


def _method(found: PlaceCulture | None, _: int) -> Sequence[Content]:
    fewest = 5 if found is None else found.scores.threshold
    said = (
        "Score: the mean of answers from 1 to 5; where agreeing names an obstacle, 6 less it. Don't know is in none.",
        "All: every answer counts once. Equal: the mean of the organisations, where every one is printed.",
        "Agree: the share of answers of 4 or 5, after the same turning. Spread: highest less lowest printed score.",
        f"Hidden: fewer than {fewest} answers, the next smallest beside one alone, and more where what all say would",
        "give one away. Change: the same statement and polarity, organisations printed in both rounds.",
    )
    return list(map(content, said))


def _figures(found: PlaceCulture | None) -> Sequence[tuple[str, Figure]]:
    if found is None:
        return ()
    title = found.scores.title
    return [(one.statement, Figure("culture", statement=one.statement, round=title)) for one in found.scores.statements]


SUMMARY: Final = Summary(
    "Culture",
    "How organisations say they work together: the latest round with answers, each statement as a line from 1 to 5 "
    "with the organisations as letters; then what changed since the round before, the scores as a table, and how they "
    "are counted. What too few people answered is [c].",
    read=_read,
    views=(
        SummaryView("By statement", _dumbbells),
        SummaryView("What changed", _changes),
        SummaryView("Scores", _table),
        SummaryView("How it is counted", _method),
    ),
    figures=_figures,
)
