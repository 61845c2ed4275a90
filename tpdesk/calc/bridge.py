"""How one count became another, in steps that add up exactly, whatever their order. docs/method.md, Versions.

Gross spend is a sum over disjoint sets of lines: those of organisations that came or went, of files that came or went,
of lines typed, deleted or corrected. What is taken off gross is a step of its own. So is what moves between categories.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Final

from tpdesk.calc.bridge_sides import BatchKey, Group, Shares, Side, same_bodies, side_of, status_words
from tpdesk.calc.count import spend_by_category
from tpdesk.domain.facts_json import EDITION
from tpdesk.domain.frozen import FrozenBatch, FrozenCount
from tpdesk.domain.results.basis import Issue
from tpdesk.domain.results.bridge import (
    CORRECTIONS,
    DELETED,
    FILES_OFF,
    GONE,
    LATE,
    MOVED,
    NEW_FILES,
    OF_FILES,
    RECHARGES,
    REMAPPED,
    RESUBMITTED,
    STEPS,
    TRANSFERS,
    TYPED,
    Bridge,
    BridgeRow,
    CountedTotals,
)
from tpdesk.errors import UsageProblem
from tpdesk.text import and_words, folded
from tpdesk.units import largest_remainder, nearest_whole, whole_parts, year_text


def bridge(first: FrozenCount, second: FrozenCount) -> Bridge:
    """Return the steps from one count of a place and year to another. Pure; amounts in pence.

    Raises UsageProblem for counts of two places, years or bases: no one total holds both.
    """
    _must_be_alike(first, second)
    bodies, names = same_bodies(first, second)
    one, two = (
        side_of(frozen, keys, by_number=first.version.origin == second.version.origin)
        for frozen, keys in zip((first, second), bodies, strict=True)
    )
    found = _Steps()
    _gross_steps(one, two, found)
    _steps_taken_off(one, two, found)
    before, after = _totals(one, names), _totals(two, names)
    steps = {step: sum(found.by_agency[step].values()) for step in STEPS}
    by_category = {step: found.rounded(step, steps[step]) for step in STEPS if step != REMAPPED}
    left = _what_is_left(before, after, by_category, found.mapped[REMAPPED])
    shown = {step: parts for step, parts in {**by_category, REMAPPED: left}.items() if parts}
    return Bridge(
        first=first.version,
        second=second.version,
        start_pence=before.after_pence,
        end_pence=after.after_pence,
        steps=steps,
        by_category=shown,
        by_agency={
            step: {
                names[key]: pence
                for key, pence in sorted(parts.items(), key=lambda item: names[item[0]].casefold())
                # What one file brings, another may take off again.
                if pence
            }
            for step, parts in found.by_agency.items()
            if any(parts.values())
        },
        receiver_came_in_pence=_receivers(one, two),
        before=before,
        after=after,
        titles={
            code: category.title
            for facts in (first.facts, second.facts)
            for code, category in facts.categories.items()
            if any(code in parts for parts in (before.by_category, after.by_category, *shown.values()))
        },
        rows=_rows(found, names),
        issues=tuple(_issues(first, second)),
    )


def _must_be_alike(first: FrozenCount, second: FrozenCount) -> None:
    one, two = first.version, second.version
    said = [f"'{head.name}' is of {head.place}, {year_text(head.year)}" for head in (one, two)]
    if folded(one.place) != folded(two.place):
        raise UsageProblem(
            f"{said[0]}, and {said[1]}. A comparison of versions is of one place: choose two versions of it, or "
            "compare the two places per head."
        )
    if one.year != two.year:
        raise UsageProblem(
            f"{said[0]}, and {said[1]}. A comparison of versions is of one year: choose two versions of it, or "
            "compare the two years in real terms."
        )
    held = [facts.statuses_of(cell for cell in facts.cells if cell.lines) for facts in (first.facts, second.facts)]
    if all(held) and not held[0] & held[1]:
        raise UsageProblem(
            f"'{one.name}' holds {status_words(first.facts)} money and '{two.name}' {status_words(second.facts)}: "
            "two bases, of which no difference can be made. Freeze and compare counts of one basis."
        )


# -- the steps


_NONE: Final = Fraction(0)


@dataclass(slots=True)
class _Steps:
    """What was found so far."""

    by_agency: dict[str, dict[str, int]] = field(default_factory=lambda: {step: {} for step in STEPS})
    exact: dict[str, dict[str, Fraction]] = field(default_factory=lambda: {step: {} for step in STEPS})
    """Step -> category -> what falls on it, before it is rounded."""

    rows: list[BridgeRow] = field(default_factory=list)
    """With the key of the organisation for its name."""

    mapped: dict[str, set[str]] = field(default_factory=lambda: {CORRECTIONS: set(), REMAPPED: set()})
    """Step -> the categories of lines that both counts hold: by the second map, and by either."""

    def add(
        self,
        step: str,
        agency: str,
        parts: Iterable[tuple[Shares, Fraction | int]],
        batch: FrozenBatch | None = None,
        replaced: FrozenBatch | None = None,
    ) -> None:
        """Add what falls on each map of a step; it adds up to whole pence."""
        exact, total = self.exact[step], Fraction(0)
        for shares, pence in parts:
            # Most lines of a file are as they were: nothing falls on their maps.
            if pence:
                total += pence
                for code, share in shares:
                    exact[code] = exact.get(code, _NONE) + pence * share
        pence_of_it = nearest_whole(total)
        if pence_of_it:
            held = self.by_agency[step]
            held[agency] = held.get(agency, 0) + pence_of_it
            self.rows.append(BridgeRow(step, agency, pence_of_it, batch, replaced))

    def rounded(self, step: str, total: int) -> dict[str, int]:
        """Return what of a step falls on each category, in whole pence that add up to it."""
        codes = sorted({*self.exact[step], *self.mapped.get(step, ())})
        exact = [self.exact[step].get(code, Fraction(0)) for code in codes]
        return dict(zip(codes, whole_parts(exact, total), strict=True))


def _gross_steps(one: Side, two: Side, found: _Steps) -> None:
    in_one, in_two = one.present, two.present
    for side, step, gone, sign in ((one, GONE, in_one - in_two, -1), (two, LATE, in_two - in_one, 1)):
        for (agency, batch), group in side.groups.items():
            if agency in gone:
                found.add(step, agency, _all(group, sign), side.file(batch))
    stays = in_one & in_two
    in_order = sorted(stays)
    files_one, files_two = one.batches(), two.batches()
    for agency in in_order:
        gone_files = [batch for batch, of in files_one.items() if agency in of and batch not in files_two]
        new_files = [batch for batch, of in files_two.items() if agency in of and batch not in files_one]
        again = bool(gone_files and new_files)
        replaced = one.file(gone_files[0]) if len(gone_files) == 1 and again else None
        if replaced is not None and len(new_files) == 1:
            change = [*_all(two.groups[agency, new_files[0]], 1), *_all(one.groups[agency, gone_files[0]], -1)]
            found.add(RESUBMITTED, agency, change, two.file(new_files[0]), replaced)
            continue
        for batch in new_files:
            step = RESUBMITTED if again else NEW_FILES
            found.add(step, agency, _all(two.groups[agency, batch], 1), two.file(batch), replaced)
        for batch in gone_files:
            step = RESUBMITTED if again else FILES_OFF
            found.add(step, agency, _all(one.groups[agency, batch], -1), one.file(batch))
    for batch in [batch for batch in files_one if batch in files_two]:
        _edited_file(one, two, batch, stays, found)
    for agency in in_order:
        if (agency, ()) in one.groups or (agency, ()) in two.groups:
            if agency in one.singly and agency in two.singly:
                continue
            _edited_file(one, two, (), {agency}, found)
    _by_hand(one, two, stays, found)


def _all(group: Group, sign: int) -> list[tuple[Shares, int]]:
    return [(cell.shares, sign * cell.pence) for cell in group.cells.values()]


def _edited_file(one: Side, two: Side, batch: BatchKey, stays: set[str], found: _Steps) -> None:
    """Add what became of the lines of a file that both counts hold."""
    nothing = Group()
    pairs = {
        agency: (one.groups.get((agency, batch), nothing), two.groups.get((agency, batch), nothing))
        for agency in sorted({agency for agency, its in (*one.groups, *two.groups) if its == batch})
    }
    moved = _moved({agency: now.lines - then.lines for agency, (then, now) in pairs.items()})
    for agency, (then, now) in pairs.items():
        if agency not in stays:
            continue
        keys = list({**then.cells, **now.cells})
        cells = [(then.cells.get(key), now.cells.get(key)) for key in keys]
        came = [(new.came if new else 0) - (old.came if old else 0) for old, new in cells]
        new_maps = [(new or old).shares for old, new in cells if new or old]  # type: ignore[union-attr]
        old_maps = [(old or new).shares for old, new in cells if new or old]  # type: ignore[union-attr]
        found.mapped[CORRECTIONS] |= {code for old, new in cells if old and new for code, _ in new.shares}
        found.mapped[REMAPPED] |= {code for old, new in cells if old and new for code, _ in (*old.shares, *new.shares)}
        file, change = two.file(batch), now.pence - then.pence
        lines = now.lines - then.lines
        if lines or now.came != then.came:
            # What left or came is told by the cells that lost or gained, at the amounts with which lines came.
            whole = nearest_whole(Fraction(sum(came)))
            part = nearest_whole(Fraction(whole * moved[agency], lines)) if lines else whole
            sizes = [_size(amount) if amount * (whole or lines) > 0 else 0 for amount in came]
            maps = new_maps if lines > 0 else old_maps
            found.add(MOVED, agency, _split(part, maps, sizes), file)
            found.add(TYPED if lines > 0 else DELETED, agency, _split(whole - part, maps, sizes), file)
            change -= whole
        edits = [(new.pence - new.came if new else 0) - (old.pence - old.came if old else 0) for old, new in cells]
        short = change - sum(edits, Fraction(0))
        if short:
            spread_short = _split(short, new_maps, [_size(amount) for amount in came])
            found.add(CORRECTIONS, agency, [*zip(new_maps, edits, strict=True), *spread_short], file)
        else:
            found.add(CORRECTIONS, agency, zip(new_maps, edits, strict=True), file)


def _size(amount: Fraction | int) -> Fraction | int:
    return amount if amount >= 0 else -amount


def _moved(lines: Mapping[str, int]) -> dict[str, int]:
    """Return how many of the lines that each organisation lost (below 0) or got went from one to another."""
    lost = {agency: -number for agency, number in lines.items() if number < 0}
    got = {agency: number for agency, number in lines.items() if number > 0}
    both = min(sum(lost.values()), sum(got.values()))
    found = dict.fromkeys(lines, 0)
    for side, sign in ((lost, -1), (got, 1)):
        if both:
            shares = largest_remainder(both, list(side.values()))
            found |= {agency: sign * number for agency, number in zip(side, shares, strict=True)}
    return found


def _split(
    whole: Fraction | int, maps: Sequence[Shares], sizes: Sequence[Fraction | int]
) -> list[tuple[Shares, Fraction | int]]:
    """Return an amount under the maps, in proportion to the sizes; all under the first where there is none."""
    total = sum(sizes, Fraction(0))
    if not maps or not whole:
        return []
    if not total:
        return [(maps[0], whole)]
    return [(shares, Fraction(whole) * size / total) for shares, size in zip(maps, sizes, strict=True) if size]


def _by_hand(one: Side, two: Side, stays: set[str], found: _Steps) -> None:
    """Add what became of each line that came with no file."""
    for name in {**one.lines, **two.lines}:
        agency, old = one.lines.get(name, ("", None))
        now, new = two.lines.get(name, ("", None))
        if old is not None and new is not None and agency == now and agency in stays:
            found.mapped[CORRECTIONS] |= {code for code, _ in new.shares}
            found.mapped[REMAPPED] |= {code for code, _ in (*old.shares, *new.shares)}
            found.add(CORRECTIONS, agency, [(new.shares, new.pence - old.pence)])
            continue
        given = old is not None and new is not None
        if old is not None and agency in stays:
            found.add(MOVED if given else DELETED, agency, [(old.shares, -old.pence)])
        if new is not None and now in stays:
            found.add(MOVED if given else TYPED, now, [(new.shares, new.pence)])


def _steps_taken_off(one: Side, two: Side, found: _Steps) -> None:
    for step in (TRANSFERS, RECHARGES):
        for agency in sorted({body for its, body in (*one.taken, *two.taken) if its == step}):
            parts = [
                (shares, sign * pence)
                for side, sign in ((one, 1), (two, -1))
                for shares, pence in side.taken.get((step, agency), ())
            ]
            found.add(step, agency, parts)


def _receivers(one: Side, two: Side) -> int:
    """Return what of the change of transfers comes from receivers that only one of the counts holds."""
    present = one.present, two.present
    return sum(
        sign * pence
        for side, sign, other in ((one, 1, present[1]), (two, -1, present[0]))
        for (_, receiver), pence in side.removal.removed.items()
        if side.bodies[receiver] not in other
    )


# -- the whole


def _totals(side: Side, names: Mapping[str, str]) -> CountedTotals:
    facts = side.frozen.facts
    spent = [cell for cell in facts.cells if cell.flow == "expenditure"]
    gross, recharges = sum(cell.pence for cell in spent), sum(cell.pence for cell in spent if cell.internal)
    transfers = sum(side.removal.per_cell)
    by_category: dict[str, int] = {}
    for _, code, pence in spend_by_category(facts, side.removal):
        by_category[code] = by_category.get(code, 0) + pence
    return CountedTotals(
        gross,
        transfers,
        recharges,
        gross - transfers - recharges,
        dict(sorted(by_category.items())),
        tuple(sorted((names[key] for key in side.present), key=str.casefold)),
    )


def _what_is_left(
    before: CountedTotals, after: CountedTotals, steps: Mapping[str, Mapping[str, int]], both: set[str]
) -> dict[str, int]:
    """Return what of the difference of each category no other step holds: it adds up to zero."""
    codes = {*before.by_category, *after.by_category, *(code for parts in steps.values() for code in parts)}
    left = {
        code: after.by_category.get(code, 0)
        - before.by_category.get(code, 0)
        - sum(parts.get(code, 0) for parts in steps.values())
        for code in sorted(codes)
    }
    return {code: pence for code, pence in left.items() if pence or code in both}


def _rows(found: _Steps, names: Mapping[str, str]) -> tuple[BridgeRow, ...]:
    order = list(STEPS)
    merged: dict[tuple[str, str, int | None], BridgeRow] = {}
    for row in found.rows:
        key = row.step, row.agency, row.batch.id if row.batch else None
        held = merged.get(key)
        pence = row.pence + (held.pence if held else 0)
        merged[key] = replace(row, pence=pence, agency=names[row.agency] if held is None else held.agency)
    rows = [
        replace(row, who=row.batch.who, when=row.batch.made_at)
        if row.batch is not None and row.step in OF_FILES
        else row
        for row in merged.values()
        if row.pence
    ]
    return tuple(sorted(rows, key=lambda row: (order.index(row.step), -abs(row.pence), row.agency.casefold())))


def _issues(first: FrozenCount, second: FrozenCount) -> Iterable[Issue]:
    one, two = first.version.name, second.version.name
    bases = [status_words(frozen.facts) for frozen in (first, second)]
    if bases[0] != bases[1]:
        yield Issue(
            "bases-differ", f"'{one}' holds {bases[0]} money, '{two}' {bases[1]}: part of the difference is that."
        )
    for frozen in (first, second):
        if frozen.form < EDITION:
            text = (
                f"'{frozen.version.name}' was frozen by an earlier tpdesk (form {frozen.form}): what that did not "
                "keep yet is taken as not known."
            )
            yield Issue("older-form", text)
    ways = [
        {folded(facts.agencies[number].name): wider.counted for number, wider in facts.ground.wider.items()}
        for facts in (first.facts, second.facts)
    ]
    changed = {name for name in ways[0].keys() & ways[1].keys() if ways[0][name] != ways[1][name]}
    names = sorted(agency.name for agency in second.facts.agencies.values() if folded(agency.name) in changed)
    if names:
        text = (
            f"How much counts of {and_words(names)} was changed between the two: what that makes stands under "
            "corrections, or as an organisation that came or went."
        )
        yield Issue("shares-differ", text)
