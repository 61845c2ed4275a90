"""Which column is which field: by its heading first, by what its cells look like where headings are silent."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches
from typing import Final, NamedTuple

from tpdesk.errors import UsageProblem
from tpdesk.models.intake.fields import FIELDS
from tpdesk.models.intake.looks import Look
from tpdesk.models.intake.words import heading_scores, is_gross, is_net, plain_heading
from tpdesk.text import folded

_ORDER: Final = (
    "date", "cost_type", "flow", "status", "control", "grade", "internal", "year", "category", "supplier", "agency",
    "transfer_to", "transfer_from",
    "funding_stream", "client_group", "activity", "area", "label", "description",
)  # fmt: skip
_LEAST: Final = 35
_FEW: Final = 10
"""Cells from which on a column of one whole number over and over is a mark, not money."""

_WORDS: Final = {
    "flow": frozenset(["expenditure", "income", "exp", "inc", "receipt", "payment", "expense", "spend"]),
    "status": frozenset(
        ["actual", "actuals", "outturn", "budget", "estimate", "forecast", "apportioned", "estimated", "budgeted"]
    ),
    "control": frozenset(["local", "influenced", "national", "central"]),
    "grade": frozenset(["1", "2", "3", "4", "5", "6"]) | frozenset(f"grade {n}" for n in range(1, 7)),
    "internal": frozenset(["yes", "no", "y", "n", "true", "false", "1", "0", "internal", "external", "recharge"]),
}


class Found(NamedTuple):
    """Which columns were recognised."""

    columns: dict[str, int]
    """Field to column index from 0."""

    warnings: tuple[str, ...]
    """What the user should look at."""

    rivals: tuple[int, ...]
    """Columns that could as well be the amount, where nothing decides between them."""


def column_named(name: str, headers: Sequence[str], width: int) -> int:
    """Return the index of the column called `name`, the trimmed header or `#n` from 1.
    Raises UsageProblem with the nearest names."""
    wanted = name.strip()
    if wanted.startswith("#") and wanted[1:].isdigit():
        n = int(wanted[1:])
        if 1 <= n <= max(width, len(headers)):
            return n - 1
        raise UsageProblem(f"There is no column {wanted}: the sheet has {max(width, len(headers))}.")
    for same in (lambda header: header == wanted, lambda header: folded(header) == folded(wanted)):
        hits = [n for n, header in enumerate(headers) if header and same(header)]
        if len(hits) == 1:
            return hits[0]
        if hits:
            raise UsageProblem(
                f"{len(hits)} columns are called '{wanted}': say which by its number, as in "
                f"{' or '.join(f'#{n + 1}' for n in hits)}."
            )
    named = [header for header in headers if header]
    near = get_close_matches(folded(wanted), [folded(header) for header in named], n=1, cutoff=0.6)
    hint = next((f" Did you mean '{header}'?" for header in named if near and folded(header) == near[0]), "")
    listed = ", ".join(f"'{header}'" for header in named[:40]) or "none with a name; say #1, #2 ..."
    raise UsageProblem(f"There is no column '{wanted}'.{hint} The columns are: {listed}.")


def mapped_columns(asked: Mapping[str, str], headers: Sequence[str], width: int) -> dict[str, int]:
    """Return field to column index of what the user mapped. Raises UsageProblem."""
    found = {}
    for field, name in asked.items():
        if field not in FIELDS:
            near = get_close_matches(field, FIELDS, n=1)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            raise UsageProblem(f"There is no field '{field}'.{hint} The fields are: {', '.join(FIELDS)}.")
        found[field] = column_named(name, headers, width)
    return found


def by_headings(
    headers: Sequence[str], looks: Sequence[Look], given: Mapping[str, int], naming: Collection[int] = ()
) -> Found:
    """Return the columns whose heading and cells both speak for a field;
    what is `given` stays, and `naming` columns hold no amounts."""
    columns = dict(given)
    taken = set(columns.values())
    warnings: list[str] = []
    scores = [heading_scores(header, True) for header in headers]
    if "amount" not in columns:
        amount, rivals, warning = _amount(headers, looks, scores, taken.union(naming))
        if warning:
            warnings.append(warning)
        if rivals:
            return Found(columns, tuple(warnings), rivals)
        if amount is not None:
            columns["amount"] = amount
            taken.add(amount)
    for field in _ORDER:
        if field in columns:
            continue
        best, best_worth = None, 0.0
        for n, look in enumerate(looks):
            if n in taken:
                continue
            worth = scores[n].get(field, 0) * _fits(field, look)
            if worth >= _LEAST and worth > best_worth:
                best, best_worth = n, worth
        if best is not None:
            columns[field] = best
            taken.add(best)
    return Found(columns, tuple(warnings), ())


def _amount(
    headers: Sequence[str], looks: Sequence[Look], scores: Sequence[Mapping[str, int]], taken: set[int]
) -> tuple[int | None, tuple[int, ...], str | None]:
    """Return the column of amounts; else those that could as well be it;
    and a warning where gross was taken or a choice made."""
    able = [
        n
        for n, look in enumerate(looks)
        if scores[n].get("amount", 0) >= _LEAST and n not in taken and (suits("amount", look) or not look.filled)
    ]
    # A net column that is empty in most rows cannot stand for the gross one beside it.
    most = max((looks[n].filled for n in able), default=0)
    able = [n for n in able if 2 * looks[n].filled >= most]
    if not able:
        return _nameless_amount(headers, looks, taken)
    best = max(able, key=lambda n: (scores[n]["amount"], -n))
    alike = [n for n in able if scores[n]["amount"] == scores[best]["amount"] and n != best]
    if alike and any(plain_heading(headers[n]) == plain_heading(headers[best]) for n in alike):
        return None, (best, *alike), None
    if is_gross(headers[best]) and not is_net(headers[best]):
        return best, (), f"amounts are taken from '{headers[best]}', with VAT: there is no net column"
    others = [
        headers[n]
        for n in able
        if n != best and scores[n]["amount"] >= 50 and not (is_net(headers[best]) and is_gross(headers[n]))
    ]
    if others:
        return (
            best,
            (),
            f"amounts are taken from '{headers[best]}', not from {' or '.join(repr(name) for name in others)}",
        )
    return best, (), None


def _nameless_amount(
    headers: Sequence[str], looks: Sequence[Look], taken: set[int]
) -> tuple[int | None, tuple[int, ...], str | None]:
    """Return the column without a name whose cells are written as money is, where no heading names amounts;
    else the rivals for it."""
    most = max((look.filled for look in looks), default=0)
    able = [
        n
        for n, look in enumerate(looks)
        if n not in taken
        and not plain_heading(headers[n])
        and look.amounts >= 0.8
        and look.money >= 0.5
        and 2 * look.filled > most
    ]
    if len(able) != 1:
        return None, tuple(able), None
    return (
        able[0],
        (),
        (
            f"column #{able[0] + 1} (no name) is read as the amounts: no heading names any, and its cells are "
            "written as money is"
        ),
    )


def suits(field: str, look: Look) -> bool:
    """Say whether the cells of a column can be those of the field."""
    return look.amounts >= 0.5 if field == "amount" else _fits(field, look) >= 0.3


def _fits(field: str, look: Look) -> float:
    """Return how well the cells suit the field, 0 to 1: a heading alone proves nothing."""
    if not look.filled:
        return 0.6 if field in ("label", "description", "supplier", "date", "agency") else 0.0
    if field == "date":
        return 1.0 if look.dates >= 0.4 else 0.0
    if field == "cost_type":
        return 1.0 if look.cost_types >= 0.6 else 0.0
    if field == "category":
        return 1.0 if (look.cofog > 0.5 and look.money < 0.5) or look.cofog > 0.9 else 0.0
    if field in _WORDS:
        known = look.texts & _WORDS[field]
        return 1.0 if look.texts and len(known) * 10 >= len(look.texts) * 8 else 0.0
    if field == "year":
        return 1.0 if look.length <= 14 else 0.0
    if field == "supplier":
        return 0.1 if look.codes > 0.7 else 1.0
    if field == "agency":
        return 0.1 if look.codes > 0.7 or (look.repeats < 0.3 and look.filled > 20) else 1.0
    if field in ("label", "description"):
        if look.cost_types > 0.6:
            return 0.3
        return (0.4 if look.codes > 0.7 or look.amounts > 0.7 else 1.0) * (
            0.75 if look.distinct == 1 and look.filled > 20 else 1.0
        )
    return 1.0


def by_looks(looks: Sequence[Look], rows: int, given: Mapping[str, int], naming: Collection[int] = ()) -> Found:
    """Return the columns of a sheet without a header, by what their cells look like alone;
    `naming` columns hold no amounts."""
    columns = dict(given)
    taken = set(columns.values())
    if "amount" not in columns:
        able = [
            n
            for n, look in enumerate(looks)
            if n not in taken
            and n not in naming
            and look.amounts >= 0.8
            and look.money >= 0.2
            and look.filled * 2 > rows
        ]
        if len(able) > 1:
            return Found(columns, (), tuple(able))
        if not able:
            whole = [
                n
                for n, look in enumerate(looks)
                if n not in taken
                and n not in naming
                and look.amounts >= 0.9
                and look.filled * 2 > rows
                and look.dates < 0.5
                and (look.distinct > 1 or look.filled < _FEW)
            ]
            if len(whole) != 1:
                return Found(columns, (), tuple(whole))
            able = whole
        columns["amount"] = able[0]
        taken.add(able[0])
    if "date" not in columns:
        dated = [n for n, look in enumerate(looks) if n not in taken and look.dates >= 0.7]
        if dated:
            columns["date"] = max(dated, key=lambda n: (looks[n].filled, n))
            taken.update(dated)
    wordy = [n for n, look in enumerate(looks) if n not in taken and look.is_wordy and look.filled * 4 > rows]
    if "cost_type" not in columns:
        kind = [n for n in wordy if looks[n].cost_types > 0.9]
        if kind:
            columns["cost_type"] = kind[0]
            wordy.remove(kind[0])
    if "supplier" not in columns and wordy:
        firm = max(wordy, key=lambda n: looks[n].firms)
        if looks[firm].firms >= 0.1:
            columns["supplier"] = firm
            wordy.remove(firm)
    if "label" not in columns:
        repeating = [n for n in wordy if looks[n].repeats >= 0.5 and looks[n].distinct > 1]
        if repeating:
            columns["label"] = max(repeating, key=lambda n: looks[n].distinct)
            wordy = [n for n in wordy if n != columns["label"]]
    if "description" not in columns and wordy:
        columns["description"] = max(wordy, key=lambda n: looks[n].distinct)
    return Found(columns, (), ())
