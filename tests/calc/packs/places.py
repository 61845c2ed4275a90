"""Made-up places as board reports: every figure follows from a table of agency, category and pence."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from tpdesk import units
from tpdesk.calc.report import BoardReport, CheckTotal
from tpdesk.domain.results.basis import Basis, ConfidenceRow, Issue, ReconciliationRow, ReturnRow, SourceFile
from tpdesk.domain.results.count import (
    AmountParts,
    CountResult,
    CountRow,
    MissingReturn,
    TransferRow,
    TransfersResult,
)
from tpdesk.domain.results.overlap import (
    AgencyShare,
    Judgement,
    LeftOut,
    OverlapResult,
    OverlapRow,
    PairRow,
    PairsResult,
)

Money = dict[tuple[str, str | None], int]
"""Pence by agency and category code; None for unmapped."""

ESCAPES = "\x1b]0;title\x07\x1b[31mRed\x1b[0m Council \x1b[2J"
LONG = "Joint Committee of " + "Very Long Names and " * 14 + "Others"
HOSTILE = (
    "[closed]",
    "Health [/b]",
    "=1+1",
    ">5",
    "*",
    "@SUM(A1)",
    ESCAPES,
    LONG,
    "The Combined Authority of the North Riding",
    "The Combined Authority of the North Bank",
    "[note 9] Trust",
    "[c]",
    'O\'Neil & Sons <Trust> "quoted"',
    "_x0041_ Board",
    "https://example.org/",
)
"""Names of organisations that try to be markup, formulas, criteria, terminal codes, notes, marks or XML."""


def basis(level: int | None = None, *, people: int | None = 501_094, place: str = "Exampleshire [test]") -> Basis:
    """Return a basis of a place."""
    return Basis(
        place,
        "2024-25",
        "expenditure",
        "all",
        ("actual", "estimate"),
        level,
        people,
        2024 if people else None,
        "ONS mid-year estimates" if people else "",
        204_679 if people else None,
        2021 if people else None,
        "Census 2021" if people else "",
        "after transfers and internal recharges",
        ("revenue",),
    )


def title_of(code: str) -> str:
    """Return a made-up title of a category."""
    return f"Category {code} of services" if "." in code else f"Division {code}"


def report(
    money: Money,
    *,
    level: int = 2,
    people: int | None = 501_094,
    titles: dict[str, str] | None = None,
    meeting: dict[str, int] | None = None,
    weak: frozenset[str] = frozenset(),
    support: frozenset[str] = frozenset(),
    missing: tuple[MissingReturn, ...] = (),
    transfers: tuple[TransferRow, ...] = (),
    extra_checks: tuple[CheckTotal, ...] = (),
) -> BoardReport:
    """Return the board report that follows from `money`;
    `meeting` gives R_m of categories, none where it says nothing."""
    titles = titles or {}
    agencies = list(dict.fromkeys(agency for agency, _ in money))
    total = sum(money.values())
    removed = sum(row.removed_pence for row in transfers)
    income = 12_345_67 if money else 0

    def count(by: str, at: int | None, rows: list[CountRow]) -> CountResult:
        where = basis(at, people=people)
        unmapped = sum(pence for (_, code), pence in money.items() if code is None)
        return CountResult(
            where,
            by,
            total + removed,
            income,
            removed,
            0,
            total,
            income,
            total - income,
            total,
            unmapped,
            sum(1 for _, code in money if code is None),
            len(agencies),
            len(agencies) + len(missing),
            units.per_unit(total, where.people),
            units.per_unit(total, where.households),
            tuple(rows),
            missing,
            (
                Issue("unmapped", "Some money has no category yet [see mapping].", unmapped),
                Issue("status-mixed", "=Actual and estimate are added up."),
            ),
            tuple(
                SourceFile(
                    n, f"return {n} [final].csv", f"{n:064x}", (agency,), "2025-06-01T09:30:00Z", 40 + n, 1_000_00 * n
                )
                for n, agency in enumerate(agencies, 1)
            ),
        )

    def grouped(key: str) -> list[CountRow]:
        sums: dict[str | None, int] = defaultdict(int)
        who: dict[str | None, set[str]] = defaultdict(set)
        for (agency, code), pence in money.items():
            group = agency if key == "agency" else code if key == "category" or code is None else code.split(".")[0]
            sums[group] += pence
            who[group].add(agency)
        ordered = sorted(sums, key=lambda group: (group is None, -sums[group], group or ""))
        return [
            CountRow(
                group if key == "agency" else None,
                None if key == "agency" else group,
                None if key == "agency" else "Unmapped" if group is None else titles.get(group, title_of(group)),
                sums[group],
                units.ratio(sums[group], total),
                7 * len(who[group]),
                len(who[group]),
                weak=group in weak,
            )
            for group in ordered
        ]

    cells: dict[tuple[str, str | None], int] = defaultdict(int)
    for (agency, code), pence in money.items():
        cells[agency, None if code is None else code.split(".")[0]] += pence
    matrix = [
        CountRow(
            agency,
            code,
            titles.get(code or "", (code and title_of(code)) or "Unmapped"),
            pence,
            units.ratio(pence, total),
            1,
            1,
        )
        for (agency, code), pence in cells.items()
    ]
    by_agency, by_category = count("agency", None, grouped("agency")), count("category", level, grouped("category"))
    overlap = _overlap(money, basis(level, people=people), titles, meeting or {}, weak, support)
    pairs = tuple(
        PairRow(a, b, (n + m) % 2 == 0, n == 0, 1_000_000_00 * (n + m + 1), 0.25)
        for n, a in enumerate(agencies)
        for m, b in enumerate(agencies)
        if n < m
    )
    said = [CountRow(None, "local", "local", total, units.ratio(total, total), 9, len(agencies))] if total else []
    return BoardReport(
        place="Exampleshire [test]",
        year="2024-25",
        status="draft",
        made_by="The finance desk",
        made_at="2025-07-01T12:00:00Z",
        desk_name="example.tpdesk",
        software="tpdesk 0.1.0",
        by_agency=by_agency,
        by_category=by_category,
        by_division=count("category", 1, grouped("division")),
        matrix=count("matrix", 1, matrix),
        by_control=count("control", None, said),
        by_cost_type=count("cost_type", None, []),
        overlap=overlap,
        pairs=PairsResult(basis(level, people=people), pairs, (), ()),
        transfers=TransfersResult(basis(people=people), transfers, removed, (), ()),
        returns=tuple(
            ReturnRow(
                agency,
                "signed off",
                f"return {n} [final].csv",
                "2025-06-01T09:30:00Z",
                40 + n,
                1_000_00 * n,
                10_00 * n,
                "",
                f"{n:064x}",
            )
            for n, agency in enumerate(agencies, 1)
        )
        + tuple(ReturnRow(row.agency, row.state, None, None, None, None, None, "", None) for row in missing),
        reconciliation=tuple(_reconciled(n, row) for n, row in enumerate(by_agency.rows)),
        confidence=(ConfidenceRow(1, total, 0.02, int(Fraction(total, 50))),) if total else (),
        checks=(
            CheckTotal("Organisations and place", total, "sum of organisations", total, "place total"),
            *extra_checks,
        ),
        gross_to_net=_parts(money, titles, removed, income),
        assumptions=("=Labels of one district are mapped by judgement.",),
    )


def _parts(money: Money, titles: dict[str, str], removed: int, income: int) -> tuple[AmountParts, ...]:
    """Return each amount from gross to net: what is taken out, and the income, are of the first."""
    found = []
    for n, ((agency, code), pence) in enumerate(money.items()):
        title = "Unmapped" if code is None else titles.get(code, title_of(code))
        out, own = (0, 0) if n else (removed, income)
        found.append(AmountParts(agency, code, title, pence + out, out, 0, own, 0))
    return tuple(found)


def _overlap(
    money: Money,
    where: Basis,
    titles: dict[str, str],
    meeting: dict[str, int],
    weak: frozenset[str],
    support: frozenset[str],
) -> OverlapResult:
    """Return the overlap's rows: shares of those above zero, the others left out."""
    codes = sorted({code for _, code in money if code is not None})
    rows = []
    for code in codes:
        spend = sorted(
            ((pence, agency) for (agency, at), pence in money.items() if at == code),
            key=lambda pair: (-pair[0], pair[1]),
        )
        within = [(pence, agency) for pence, agency in spend if pence > 0]
        out = tuple(
            LeftOut(agency, pence, "net negative" if pence else "nothing spent")
            for pence, agency in spend
            if pence <= 0
        )
        total = sum(pence for pence, _ in within)
        hhi = sum((pence / total) ** 2 for pence, _ in within) if total else None
        ranked = code not in weak and code not in support
        met = meeting.get(code, 0)
        rows.append(
            OverlapRow(
                code,
                titles.get(code, title_of(code)),
                code in weak,
                code in support,
                False,
                len(within),
                total,
                total + sum(left.amount_pence for left in out),
                hhi,
                1 / hhi if hhi else None,
                None if hhi is None else 1 - hhi,
                within[0][1] if within else None,
                within[0][0] / total if within else None,
                total - within[0][0] if within else 0,
                met,
                judged(len(within), code, met),
                tuple(AgencyShare(agency, pence, pence / total) for pence, agency in within),
                out,
                ranked,
            )
        )
    rows.sort(
        key=lambda row: (not row.ranked, -row.outside_lead_meeting_pence, -row.outside_lead_pence, -row.total_pence)
    )
    return OverlapResult(
        where, 0, tuple(rows), sum(pence for (_, code), pence in money.items() if code is None), (), ()
    )


def judged(bodies: int, code: str, met: int) -> Judgement:
    """Return what spend proves of a category with so many organisations; that of a code that ends in 9 is unproven."""
    verdict = None if not bodies else "single" if bodies == 1 else "fragmented" if met else "separate areas"
    words = (f"{bodies} organisations spend here.",) if bodies else ()
    return Judgement(verdict, words, code.endswith("9"), words)


def _reconciled(n: int, row: CountRow) -> ReconciliationRow:
    """Return a reconciliation: the first agrees, the second differs by a penny, the others have
    nothing to compare with."""
    if n > 1:
        return ReconciliationRow(row.agency or "", row.amount_pence, None, None, "", None, "")
    published = row.amount_pence - n
    return ReconciliationRow(
        row.agency or "",
        row.amount_pence,
        row.amount_pence,
        published,
        "Accounts 2024-25",
        n,
        "a rounding" if n else "",
    )


def small() -> BoardReport:
    """Return a place of three bodies with a negative, a weak category, unmapped money and a missing return."""
    money: Money = {
        ("County Council", "05.1"): 47_831_000_01,
        ("County Council", "04.7"): 13_802_000_00,
        ("County Council", "09.9"): 3_456_789_12,
        ("North District", "05.1"): 9_000_000_33,
        ("North District", "04.7"): 20_000_000_00,
        ("North District", "10.9"): -1_000_55,
        ("South District", "05.1"): 8_999_999_99,
        ("South District", "10.9"): 20_000_10,
        ("South District", None): 1_234_567_89,
    }
    return report(
        money,
        meeting={"04.7": 13_802_000_00},
        weak=frozenset({"09.9"}),
        missing=(MissingReturn("Health Board", "requested", "2023-24", 326_000_000_00),),
        transfers=(TransferRow("County Council", "North District", 500_000_00, 500_000_00, True),),
    )


def hostile() -> BoardReport:
    """Return a place whose names try everything."""
    titles = {
        "01": "=Division",
        "01.1": "[closed]",
        "01.2": "=1+1",
        "01.3": ESCAPES,
        "02.1": LONG,
        "02.2": "[/b]",
        "02": "Same",
        "03": "same",
    }
    money: Money = {}
    for n, agency in enumerate(HOSTILE):
        for m, code in enumerate(("01.1", "01.2", "01.3", "02.1", "02.2", "03.1")):
            if (n + m) % 3:
                money[agency, code] = 1_000_000_01 * (n + 1) + 10_000 * m
    money[HOSTILE[0], None] = 3_00
    return report(
        money,
        titles=titles,
        meeting={"01.2": 5_000_000_00},
        missing=(MissingReturn("=Missing [x]", "queried", None, None),),
    )


def empty() -> BoardReport:
    """Return a place without any money, people or agencies."""
    return report({}, people=None)


def single() -> BoardReport:
    """Return a place of one organisation with one line."""
    return report({("Only Council", "01.1"): 19})


def large(agencies: int = 60, categories: int = 190) -> BoardReport:
    """Return a place of many bodies over ten divisions, each organisation in about a third of the categories."""
    money: Money = {}
    for n in range(agencies):
        for m in range(categories):
            if (7 * n + 3 * m) % 3 == 0 or m == n % categories:
                money[f"Body {n:02d} of the place", f"{m % 10 + 1:02d}.{m // 10 + 1}"] = (
                    n * 1_234_567 + m * 7_654_321
                ) % 900_000_000 + 1
    return report(money, meeting={code: 100_000_00 * n for n, code in enumerate(sorted({c for _, c in money if c}))})
