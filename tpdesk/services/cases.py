"""Business cases: read from their records, counted, compared with the other options, and what was delivered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tpdesk.calc.cases.checking import NO_COUNTERFACTUAL, SAME_COHORT, ask_overlaps, refuse_case
from tpdesk.calc.cases.explain import explain_case
from tpdesk.calc.cases.ranges import spread_case
from tpdesk.calc.cases.total import count_case
from tpdesk.domain.case import (
    DRAFT,
    RANGED,
    SCHEDULES,
    Case,
    CaseActual,
    CaseBenefit,
    CaseCost,
    CaseEffect,
    CasePayment,
    CaseTables,
    UnitValue,
)
from tpdesk.domain.case_fields import (
    read_amounts,
    read_decimal,
    read_price_year,
    read_range,
    read_shares,
    read_shares_by_name,
)
from tpdesk.domain.figure import Explanation, Figure
from tpdesk.domain.kinds import KINDS
from tpdesk.domain.record_kind import Record
from tpdesk.domain.results.basis import Issue
from tpdesk.domain.results.case import CaseResult, CaseSpread, ReportedCase
from tpdesk.errors import UsageProblem
from tpdesk.models.agency import find_agency_id, list_agencies
from tpdesk.models.case_tables import seed_tables, with_tables
from tpdesk.models.desk import Desk
from tpdesk.models.records import store
from tpdesk.services.records import Saved, add_record, change_record
from tpdesk.text import clean, folded


@dataclass(frozen=True, slots=True)
class CaseShown:
    """A case with what it comes to."""

    record: Record
    case: Case
    tables: CaseTables
    problems: tuple[str, ...]
    """What must be put right before it can be counted, or be final."""

    result: CaseResult | None
    """None where it cannot be counted."""

    issues: tuple[Issue, ...]
    """Those of the result, and what other cases of the place say of the same people."""


@dataclass(frozen=True, slots=True)
class CaseOption:
    """One of the options of a question, beside the others."""

    title: str
    option: str
    result: CaseResult | None
    """None for doing nothing, which costs and changes nothing, and for one that cannot be counted."""

    is_this: bool = False


def find_case(desk: Desk, wanted: str) -> CaseShown:
    """Return a case of the desk by its title, counted. Raises UsageProblem where there is none."""
    return show_case(desk, store.find(desk.connection, KINDS["case"], wanted))


def show_case(desk: Desk, record: Record) -> CaseShown:
    """Return a case of the desk, counted where that is possible."""
    case, tables = read_case(desk, record), tables_of(desk, record)
    problems, result = count_where_possible(case, tables)
    issues = (*(result.issues if result else ()), *ask_overlaps(case, _others(desk, record)))
    return CaseShown(record, case, tables, problems, result, issues)


def count_where_possible(case: Case, tables: CaseTables) -> tuple[tuple[str, ...], CaseResult | None]:
    """Return (what is to be put right, the result or None where that stands in the way). A draft is counted without its
    counterfactual."""
    problems = refuse_case(case, tables)
    blocking = [one for one in problems if one != NO_COUNTERFACTUAL or case.state != DRAFT]
    return problems, None if blocking else count_case(case, tables)


def read_spread(shown: CaseShown, *, runs: int = 0, seed: int = 1) -> CaseSpread:
    """Return what the ranges of a counted case make of it."""
    return spread_case(shown.case, shown.tables, runs=runs, seed=seed)


def explain_one_case(desk: Desk, figure: Figure) -> Explanation:
    """Explain a figure of a case. Raises UsageProblem for a case that cannot be counted, and for what it has not."""
    shown = find_case(desk, figure.case)
    if shown.result is None:
        raise UsageProblem(f"The case '{shown.case.title}' cannot be counted: {'; '.join(shown.problems)}.")
    return explain_case(shown.case, shown.tables, shown.result, replace(figure, case=shown.case.title))


def list_options(desk: Desk, shown: CaseShown) -> tuple[CaseOption, ...]:
    """Return the options of the question that a case answers, doing nothing first."""
    group = shown.case.options_of
    found = [shown]
    if group:
        same = [one for one in _beside(desk, shown.record) if folded(str(one.values["options_of"])) == folded(group)]
        found = [shown if one.id == shown.record.id else show_case(desk, one) for one in same]
    options = [
        CaseOption(one.case.title, one.case.option, one.result, is_this=one.record.id == shown.record.id)
        for one in found
    ]
    if any(one.option == "do nothing" for one in options):
        return tuple(sorted(options, key=lambda one: one.option != "do nothing"))
    return (CaseOption("Do nothing", "do nothing", None), *options)


def tables_of(desk: Desk, record: Record) -> CaseTables:
    """Return what a case is counted with: the tables that come with tpdesk, and those of the desk that it names.
    Raises UsageProblem where one of those cannot be read."""
    kind, values = KINDS["case-table"], record.values
    own: dict[str, Record] = {}
    for field, use in (("deflators", "deflators"), ("corrections", "corrections by grade")):
        if values[field]:
            own[use] = _table(desk, str(values[field]), use)
    schedule = str(values["schedule"])
    if schedule not in SCHEDULES:
        title = next((one.title for one in store.list_all(desk.connection, kind) if one.title == schedule), "")
        if title:
            own["discount rates"] = _table(desk, title, "discount rates")
    return with_tables(seed_tables(), own)


def _table(desk: Desk, title: str, use: str) -> Record:
    record = store.find(desk.connection, KINDS["case-table"], title)
    if record.values["use"] != use:
        raise UsageProblem(f"The table '{title}' holds {record.values['use']}, not {use}.")
    return record


@dataclass(frozen=True, slots=True)
class CaseRecords:
    """All records that a case is made of, and the desk's names of the organisations in them."""

    case: Record
    below: Mapping[str, tuple[Record, ...]]
    """Kind -> the records of it."""

    names: Mapping[str, str]
    """What was typed -> the desk's name."""

    def of(self, kind: str) -> tuple[Record, ...]:
        """Return the records of a kind."""
        return self.below.get(kind, ())

    @property
    def all(self) -> tuple[Record, ...]:
        """The case, then what it is made of."""
        return (self.case, *(record for records in self.below.values() for record in records))


PARTS = ("case-cost", "case-benefit", "case-value", "case-payment", "case-effect", "case-actual")
"""The kinds of record that a case is made of."""


def read_records(desk: Desk, record: Record) -> CaseRecords:
    """Return a case with all its records."""
    below = {kind: store.list_under(desk.connection, KINDS[kind], record) for kind in PARTS}
    known: dict[str, str] = {}
    found = CaseRecords(record, below, known)
    names = {agency.id: agency.name for agency in list_agencies(desk.connection)}
    for name in _typed_names(found):
        # What nobody on the desk is called stays as it was typed.
        known[name] = names.get(find_agency_id(desk.connection, name) or 0, name)
    return found


def _typed_names(records: CaseRecords) -> Iterator[str]:
    yield from map(clean, str(records.case.values["partners"]).split(";"))
    for record in records.all:
        for field in ("agency", "payer", "receiver"):
            if record.kind is not records.case.kind and field in record.values:
                yield clean(str(record.values[field]))
        if "shares" in record.values:
            yield from map(clean, read_shares_by_name(_kept(record.values["shares"])))


def with_typed(records: CaseRecords, record: Record, field: str, text: str) -> CaseRecords:
    """Return the records with another text in a field of one of them, nothing being written. Raises UsageProblem."""
    of = record.kind.field_named(field)
    typed = clean(text, multiline=of.type.is_long)
    if of.needed and not typed:
        raise UsageProblem(f"{of.title} is needed.")
    value = of.type.parse(of, typed) if typed else of.type.blank
    changed = replace(record, values={**record.values, field: value})
    below = {
        kind: tuple(changed if one.id == record.id and kind == record.kind.name else one for one in held)
        for kind, held in records.below.items()
    }
    return replace(records, case=changed if record.kind is records.case.kind else records.case, below=below)


def read_case(desk: Desk, record: Record) -> Case:
    """Return what the records of a case say. Names of organisations are as the desk has them."""
    return make_case(read_records(desk, record))


def make_case(records: CaseRecords) -> Case:
    """Return what records of a case say."""
    values = records.case.values

    def name(typed: object) -> str:
        text = clean(str(typed))
        return records.names.get(text, text)

    def below(kind: str) -> tuple[Mapping[str, object], ...]:
        return tuple(one.values for one in records.of(kind))

    return Case(
        records.case.title, str(values["place"]), _whole(values["start"]), _whole(values["years"]),
        _whole(values["price_base"]), str(values["counterfactual"]),
        tuple(dict.fromkeys(name(part) for part in str(values["partners"]).split(";") if clean(part))),
        str(values["schedule"]),
        tuple(_cost(one, name(one["agency"])) for one in below("case-cost")),
        _benefits(records, name),
        tuple(
            CasePayment(
                name(one["payer"]), name(one["receiver"]), read_amounts(_kept(one["amounts"])),
                read_price_year(_kept(one["price_year"])), str(one["why"]),
            )
            for one in below("case-payment")
        ),
        tuple(
            CaseEffect(*(str(one[key]) for key in ("title", "direction", "size", "evidence", "for_whom")))
            for one in below("case-effect")
        ),
        tuple(
            CaseActual(
                str(one["line"]), name(one["agency"]), _whole(one["year"]), _whole(one["amount"]),
                str(one["source"]), str(one["date"]),
            )
            for one in below("case-actual")
        ),
        str(values["option"]), str(values["options_of"]), str(values["state"]),
    )  # fmt: skip


def _cost(values: Mapping[str, object], agency: str) -> CaseCost:
    upper = read_decimal(_kept(values["upper"])) if values["upper"] else None
    if upper is None and values["project"]:
        upper = seed_tables().upper_bounds[str(values["project"])]
    grade = values["grade"]
    return CaseCost(
        str(values["title"]), agency, str(values["type"]), read_amounts(_kept(values["amounts"])),
        read_price_year(_kept(values["price_year"])), grade if isinstance(grade, int) else None, upper,
        read_decimal(_kept(values["mitigated"])), read_range(_kept(values["range"])), str(values["source"]),
    )  # fmt: skip


def _benefits(records: CaseRecords, name: Callable[[object], str]) -> tuple[CaseBenefit, ...]:
    values: dict[str, list[UnitValue]] = {}
    for one in records.of("case-value"):
        values.setdefault(str(one.values["benefit"]), []).append(_unit_value(one.values, name))
    return tuple(_benefit(one.values, tuple(values.get(str(one.id), ()))) for one in records.of("case-benefit"))


def _unit_value(values: Mapping[str, object], name: Callable[[object], str]) -> UnitValue:
    shares = {name(party): share for party, share in read_shares_by_name(_kept(values["shares"])).items()}
    return UnitValue(
        str(values["type"]), _whole(values["unit_value"]), read_price_year(_kept(values["price_year"])), shares,
        bool(values["transfer"]), read_decimal(_kept(values["cashable"])), str(values["unit"]), str(values["basis"]),
        str(values["source"]),
    )  # fmt: skip


def _benefit(values: Mapping[str, object], worth: tuple[UnitValue, ...]) -> CaseBenefit:
    grades = (values[f"grade_{name}"] for name in ("data", "evidence", "age"))
    ranges = {name: read_range(_kept(values[f"range_{name}"])) for name in RANGED}
    lasts = values["lasts"]
    return CaseBenefit(
        str(values["title"]),
        read_decimal(_kept(values["population"])), read_decimal(_kept(values["take_up"])),
        read_decimal(_kept(values["impact"])), read_decimal(_kept(values["deadweight"])),
        read_shares(_kept(values["phasing"])), worth,
        tuple(grade if isinstance(grade, int) else None for grade in grades),
        read_decimal(_kept(values["retention"])), read_decimal(_kept(values["attribution"])),
        bool(values["control_group"]), _whole(values["lag"]), 1 if lasts is None else _whole(lasts),
        read_decimal(_kept(values["drop_off"])), {key: ends for key, ends in ranges.items() if ends},
        str(values["source"]),
    )  # fmt: skip


def _kept(value: object) -> str | int | None:
    return value if isinstance(value, str | int) else None


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _beside(desk: Desk, record: Record) -> list[Record]:
    """Return the cases of the same place, this one too."""
    place = record.values["place"]
    return [one for one in store.list_all(desk.connection, KINDS["case"]) if one.values["place"] == place]


def _others(desk: Desk, record: Record) -> tuple[Case, ...]:
    """Return the other cases of the place that answer another question."""
    group = folded(str(record.values["options_of"]))
    return tuple(
        read_case(desk, one)
        for one in _beside(desk, record)
        if one.id != record.id and not (group and folded(str(one.values["options_of"])) == group)
    )


@dataclass(frozen=True, slots=True)
class CaseDesk:
    """The cases of a place, and the one on show with all its records."""

    titles: tuple[str, ...]
    records: CaseRecords | None
    """None where the place has no case yet."""

    shown: CaseShown | None
    options: tuple[CaseOption, ...] = ()


def read_case_desk(desk: Desk, place: str, wanted: str, dive: str) -> CaseDesk:
    """Return the cases of a place with the one of that title on show; where it has none of it, the first of the deep
    dive, else the first."""
    found = store.list_all(desk.connection, KINDS["case"], {"place": place})
    if not found:
        return CaseDesk((), None, None)
    fits = [one for one in found if one.title == wanted] or [
        one for one in found if dive and one.values["dive"] == dive
    ]
    record = (fits or list(found))[0]
    shown = show_case(desk, record)
    titles = tuple(one.title for one in found)
    return CaseDesk(titles, read_records(desk, record), shown, list_options(desk, shown))


def cases_of(desk: Desk, place: int, *, illustrative: bool) -> tuple[ReportedCase, ...]:
    """Return the cases of the place with that id as a pack prints them, those made up as examples only where they are
    asked for."""
    found = []
    for record in store.list_of_place(desk.connection, KINDS["case"], place):
        if illustrative or not record.values["illustrative"]:
            shown = show_case(desk, record)
            spread = read_spread(shown) if shown.result is not None else None
            named = record.values["opportunities"]
            titles = named if isinstance(named, tuple) else ()
            owner, made_up = str(record.values["owner"] or ""), bool(record.values["illustrative"])
            overlaps = tuple(issue.text for issue in shown.issues if issue.code == SAME_COHORT)
            found.append(
                ReportedCase(shown.case, shown.problems, shown.result, spread, titles, owner, made_up, overlaps)
            )
    return tuple(found)


def record_actual(desk: Desk, wanted: str, typed: Mapping[str, str]) -> Saved:
    """Write what a line of a case came to in a year; a second figure for the same takes the place of the first.
    Raises UsageProblem, also for a line that the case does not have."""
    shown = find_case(desk, wanted)
    lines = dict.fromkeys([*(one.title for one in shown.case.costs), *(one.title for one in shown.case.benefits)])
    line = next((one for one in lines if folded(one) == folded(typed["line"])), None)
    if line is None:
        raise UsageProblem(
            f"The case '{shown.case.title}' has no line '{clean(typed['line'])}'. Its lines: {_listed(list(lines))}."
        )
    said = {**typed, "case": shown.case.title, "line": line}
    kind = KINDS["case-actual"]
    year = kind.field_named("year").type.parse(kind.field_named("year"), clean(typed["year"]))
    held = store.list_all(desk.connection, kind, {"case": shown.case.title, "line": line})
    same = [
        one for one in held
        if one.values["year"] == year and folded(str(one.values["agency"])) == folded(typed["agency"])
    ]  # fmt: skip
    return change_record(desk, kind.name, same[0].id, said) if same else add_record(desk, kind.name, said)


def _listed(lines: Sequence[str]) -> str:
    return "; ".join(lines) if lines else "none yet"
