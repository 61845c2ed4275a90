"""Business cases and what they are made of: costs, benefits, what a unit is worth, payments, effects without a price,
what was delivered; the tables that they are counted with, and what a unit costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from tpdesk.domain.case import (
    CASE_OPTIONS,
    CASE_STAGES,
    CASE_STATES,
    COST_TYPES,
    DIRECTIONS,
    DRAFT,
    FINAL,
    STANDARD,
    VALUE_BASES,
    VALUE_TYPES,
)
from tpdesk.domain.case_fields import AMOUNTS, DECIMAL, PHASES, PRICE_YEAR, RANGE, SHARE, SHARES_BY_NAME
from tpdesk.domain.field_types import (
    CHOICE,
    COUNT,
    DATE,
    FLAG,
    GRADE,
    LONG,
    NUMBERED,
    PLACE,
    RECORD,
    SAVING,
    TITLE,
    YEAR,
    Stored,
)  # fmt: skip
from tpdesk.domain.record_kind import Field, Kind, ListColumn, Listing, Rule
from tpdesk.errors import UsageProblem

TABLE_USES: Final = ("deflators", "discount rates", "corrections by grade")
PROJECTS: Final = (
    "standard buildings", "non-standard buildings", "standard civil engineering", "non-standard civil engineering",
    "equipment and development", "outsourcing",
)  # fmt: skip
"""The Green Book's classes of project, each with its upper bound of optimism bias."""

_NOTE: Final = Field("note", "Note", LONG, private=True, hint="for yourself: never in a pack")
_SOURCE: Final = Field("source", "Source", hint="the document or meeting that says so")
_CASE: Final = Field("case", "Case", RECORD, "business_case", needed=True, of="case")
_PRICES: Final = Field("price_year", "Prices of", PRICE_YEAR, needed=True,
    hint="for example 2024-25, or cash: each year in its own prices")  # fmt: skip
_AMOUNTS: Final = Field("amounts", "Amounts by year", AMOUNTS, "amounts_pence", needed=True,
    hint="in pounds, one for each year, for example 50k; 20k, or 50k x 5")  # fmt: skip
_SHARE_HINT: Final = "for example 0.6 or 60%"
_RANGE_HINT: Final = "its low and high end, for example 0.4 to 0.7"


def _settle_case(said: Mapping[str, Stored]) -> Mapping[str, Stored]:
    """Refuse a final case without a counterfactual. Raises UsageProblem."""
    if said["state"] == FINAL and not str(said["counterfactual"]).strip():
        raise UsageProblem(
            "A final case needs its counterfactual: say what would happen anyway, then set the state to final."
        )
    return {}


CASE_TABLE: Final = Kind(
    "case-table", "case_table", "table for cases", "Tables for cases",
    about="deflators, discount rates or corrections of your own that business cases are counted with",
    none_yet="No tables of your own yet: cases are counted with those that come with tpdesk.",
    fields=(
        Field("title", "Name", TITLE, needed=True, hint="for example GDP deflators, June 2026"),
        Field("place", "Place", PLACE, hint="blank: for every place of the desk"),
        Field("use", "Used as", CHOICE, choices=TABLE_USES, needed=True),
        Field("figures", "Figures", LONG, needed=True,
            hint="one a line, for example 2024-25 100; rates: 0 3.5%, from that year on; grades: 4 15%"),
        Field("forecast_from", "Forecast from", YEAR, hint="for deflators: the first year that is a forecast"),
        _SOURCE,
        _NOTE,
    ),
    shown=Listing(in_pack=False,
        columns=(ListColumn(title="Table"), ListColumn("use", 20), ListColumn("source", 30, 90)),
        sorts=("title", "use"), filters=("use",), remark=("use",)),
)  # fmt: skip

CASE: Final = Kind(
    "case", "business_case", "business case", "Business cases",
    about="who pays, who gains, by year, in cash and in value, compared with what would happen anyway",
    none_yet="No business cases yet: who pays, who gains, and compared with what.",
    settle=_settle_case,
    fields=(
        Field("title", "Title", TITLE, needed=True, hint="for example One front door for families"),
        Field("place", "Place", PLACE, needed=True),
        Field("counterfactual", "Counterfactual", LONG, hint="what would happen anyway; a final case needs it"),
        Field("start", "First year", YEAR, needed=True, hint="for example 2026-27"),
        Field("years", "Years", COUNT, filled="5", hint="how many, for example 5; 60 at most"),
        Field("price_base", "In prices of", YEAR, needed=True, hint="the year whose prices all figures are in"),
        Field("partners", "Partners", hint="the organisations that decide together; ; between"),
        Field("option", "Option", CHOICE, choices=CASE_OPTIONS, filled="preferred"),
        Field("options_of", "Options of", hint="one word for all options of a question, for example Front door"),
        Field("schedule", "Discount rates", filled=STANDARD, hint="standard, health, or the name of a table of yours"),
        Field("deflators", "Deflators", RECORD, of="case-table", hint="blank: those that come with tpdesk"),
        Field("corrections", "Corrections", RECORD, of="case-table", hint="by grade; blank: those of tpdesk"),
        Field("dive", "Deep dive", RECORD, of="dive", hint="the deep dive that it belongs to"),
        Field("opportunities", "Opportunities", RECORD, many="case_opportunity", one="opportunity", of="opportunity"),
        Field("stage", "Stage", CHOICE, choices=CASE_STAGES, filled="idea"),
        Field("state", "State", CHOICE, choices=CASE_STATES, filled=DRAFT),
        Field("perspective", "Perspective", LONG, hint="whose view it takes, and what it leaves out"),
        Field("owner", "Owner", hint="a role, never a person"),
        Field("illustrative", "Illustrative", FLAG, hint="yes if its figures are invented as an example"),
        _SOURCE,
        _NOTE,
    ),
    shown=Listing(
        in_pack=False,
        columns=(ListColumn(title="Business case"), ListColumn("options_of", 20, 90), ListColumn("option", 10, 60),
            ListColumn("start", 8, 70), ListColumn("years", 5, 76), ListColumn("stage", 17, 110),
            ListColumn("state", 6)),
        sorts=("title", "options_of", "start", "state"), filters=("state", "stage", "option"),
        remark=("option", "state"),
    ),
)  # fmt: skip

CASE_COST: Final = Kind(
    "case-cost", "case_cost", "cost of a case", "Costs of cases",
    about="what an organisation pays, or gives in kind, year by year",
    none_yet="No costs yet: who pays for what, year by year.",
    identity=("case", "title"), parent="case", label=("title",), lead="title", is_once=True,
    fields=(
        _CASE,
        Field("title", "What", needed=True, hint="for example Joint team"),
        Field("agency", "Who pays", needed=True, hint="an organisation by its name"),
        Field("type", "Type", CHOICE, choices=COST_TYPES, filled="revenue",
            hint="in kind is valued and counted, and shown apart"),
        _AMOUNTS,
        _PRICES,
        Field("grade", "Grade", GRADE, hint="from 1, the best, to 6: what is added for optimism; blank counts as 6"),
        Field("project", "Project", CHOICE, choices=PROJECTS, hint="capital: its Green Book class in place of a grade"),
        Field("upper", "Upper bound", DECIMAL, hint="of optimism, for example 24%; blank: the class's"),
        Field("mitigated", "Mitigated", SHARE, hint=f"the share of the upper bound dealt with, {_SHARE_HINT}"),
        Field("recurrence", "Recurrence", CHOICE, choices=("one-off", "recurrent")),
        Field("stream", "Funding stream", hint="where the money comes from"),
        Field("range", "Range", RANGE, hint="as factors on it, for example 0.95 to 1.25"),
        _SOURCE,
    ),
    shown=Listing(in_pack=False,
        columns=(ListColumn("title"), ListColumn("agency", 24, 60), ListColumn("type", 8),
            ListColumn("amounts", 40, 96)),
        sorts=("title", "agency", "type"), filters=("case", "type"), remark=("agency",)),
)  # fmt: skip

CASE_BENEFIT: Final = Kind(
    "case-benefit", "case_benefit", "benefit of a case", "Benefits of cases",
    about="what changes, for how many people, how surely, and when",
    none_yet="No benefits yet: what changes, for how many people.",
    identity=("case", "title"), parent="case", label=("title",), lead="title", is_once=True,
    fields=(
        _CASE,
        Field("title", "What", needed=True, hint="for example Fewer people sleeping rough"),
        Field("population", "People a year", DECIMAL, needed=True, hint="how many it could concern in a year"),
        Field("take_up", "Take-up", SHARE, filled="1", hint=f"the share of them that comes, {_SHARE_HINT}"),
        Field("retention", "Retention", SHARE, filled="1", hint="the share of those that stays"),
        Field("impact", "Impact", DECIMAL, needed=True,
            hint="units changed for each person reached, for example 0.35; it may be more than 1"),
        Field("deadweight", "Deadweight", SHARE, needed=True, hint="would happen anyway, for example 0.2"),
        Field("attribution", "Attribution", SHARE, filled="1", hint="the share that is due to this case"),
        Field("control_group", "Control group", FLAG, hint="yes if the impact was measured against one"),
        Field("phasing", "Phasing", PHASES, needed=True, hint="people each year, for example 0; 0.5; 1 x 3"),
        Field("lag", "Lag", COUNT, filled="0", hint="years until the first effect"),
        Field("lasts", "Lasts", COUNT, filled="1", hint="years for which the effect lasts"),
        Field("drop_off", "Drop-off", SHARE, filled="0", hint="the share that is lost each year after"),
        Field("grade_data", "Grade of cohort data", GRADE, hint="from 1, own systems, to 6, judgement; blank is 6"),
        Field("grade_evidence", "Grade of evidence", GRADE, hint="from 1, a UK randomised trial, to 6, uncorroborated"),
        Field("grade_age", "Grade of age", GRADE, hint="from 1, under a year, to 6, over five; blank: by the values"),
        Field("range_take_up", "Take-up, range", RANGE, hint=_RANGE_HINT),
        Field("range_impact", "Impact, range", RANGE, hint=_RANGE_HINT),
        Field("range_deadweight", "Deadweight, range", RANGE, hint=_RANGE_HINT),
        Field("indicator", "Indicator", hint="how the change is measured"),
        _SOURCE,
    ),
    shown=Listing(in_pack=False,
        columns=(ListColumn("title"), ListColumn("population", 10, 50), ListColumn("take_up", 8, 60),
            ListColumn("impact", 8), ListColumn("deadweight", 10, 70), ListColumn("phasing", 24, 96)),
        sorts=("title",), filters=("case",), remark=("population", "impact")),
)  # fmt: skip

CASE_VALUE: Final = Kind(
    "case-value", "case_value", "value of a benefit", "Values of benefits",
    about="what one unit of a benefit is worth, in which prices, and to whom",
    none_yet="No values yet: what one unit is worth, and to whom.",
    identity=("benefit", "type", "unit_value", "source"), parent="benefit", label=("type", "source"), lead="",
    fields=(
        Field("benefit", "Benefit", NUMBERED, "case_benefit", needed=True, of="case-benefit",
            hint="the number of the benefit"),
        Field("code", "Unit cost", hint="its code or some words of it, for example HO6.0: the lines below follow"),
        Field("type", "Type", CHOICE, choices=VALUE_TYPES, needed=True, follows="code",
            hint="fiscal: to the public purse; economic: to people's incomes and firms; social: to lives"),
        Field("unit_value", "Unit value", SAVING, "unit_pence", needed=True, follows="code",
            hint="in pounds, for example 9,234"),
        replace(_PRICES, follows="code"),
        Field("shares", "Who gains", SHARES_BY_NAME, needed=True,
            hint="a name and its share a line, for example Burnley 0.6; residents are a name too"),
        Field("cashable", "Cashable", SHARE, hint="fiscal only: the share that can leave a budget"),
        Field("transfer", "Transfer payment", FLAG, follows="code", hint="yes for benefits and taxes: no public value"),
        Field("unit", "Unit", follows="code", hint="for example person year"),
        Field("basis", "Basis", CHOICE, choices=VALUE_BASES, follows="code",
            hint="average cost is only saved if capacity closes"),
        Field("source", "Source", follows="code", hint="with edition and code"),
    ),
    shown=Listing(in_pack=False,
        columns=(ListColumn("type", 9), ListColumn("unit_value", 14), ListColumn("price_year", 9, 50),
            ListColumn("shares", 40, 90), ListColumn("source")),
        sorts=("type", "unit_value"), largest_first=("unit_value",), filters=("type",), remark=("type", "unit_value")),
)  # fmt: skip

CASE_PAYMENT: Final = Kind(
    "case-payment", "case_payment", "payment of a case", "Payments of cases",
    about="what one organisation of a case pays another, and why",
    none_yet="No payments yet: who makes good to whom what the case costs.",
    identity=("case", "payer", "receiver", "why"), parent="case", label=("payer", "receiver"), lead="",
    fields=(
        _CASE,
        Field("payer", "From", needed=True, hint="an organisation by its name"),
        Field("receiver", "To", needed=True, hint="an organisation by its name"),
        _AMOUNTS,
        _PRICES,
        Field("why", "Why", hint="for example investment agreement, or risk share"),
        _SOURCE,
    ),
    shown=Listing(in_pack=False,
        columns=(ListColumn("payer", 24), ListColumn("receiver", 24), ListColumn("amounts", 40, 96), ListColumn("why")),
        sorts=("payer", "receiver"), filters=("case",), remark=("payer", "receiver")),
    rules=(Rule("different", "payer", "receiver", "Payment {0}: an organisation does not pay itself."),),
)  # fmt: skip

CASE_EFFECT: Final = Kind(
    "case-effect", "case_effect", "effect of a case", "Effects without a price",
    about="what a case changes that has no price: it stands beside the money",
    none_yet="No effects without a price yet.",
    identity=("case", "title"), parent="case", label=("title",), lead="title", is_once=True,
    fields=(
        _CASE,
        Field("title", "What", needed=True, hint="for example People tell their story once"),
        Field("direction", "Direction", CHOICE, choices=DIRECTIONS, filled="better"),
        Field("size", "Size", hint="in words, for example most families, every week"),
        Field("for_whom", "For whom"),
        Field("evidence", "Evidence", LONG),
    ),
    shown=Listing(in_pack=False,
        columns=(ListColumn("title"), ListColumn("direction", 9), ListColumn("size", 24, 80),
            ListColumn("for_whom", 20, 100)),
        sorts=("title", "direction"), filters=("case", "direction"), remark=("direction",)),
)  # fmt: skip

CASE_ACTUAL: Final = Kind(
    "case-actual", "case_actual", "actual of a case", "Delivered by cases",
    about="what a cost or a saving came to in a year, beside what was planned",
    none_yet="No actual figures yet: what a cost or saving came to, beside the plan.",
    identity=("case", "line", "agency", "year"), parent="case", label=("line", "year"), lead="line", is_once=True,
    fields=(
        _CASE,
        Field("line", "Line", needed=True, hint="the cost or benefit as the case calls it"),
        Field("agency", "Organisation", needed=True, hint="whose cost or saving it is"),
        Field("year", "Year", YEAR, needed=True, hint="for example 2026-27"),
        Field("amount", "Amount", SAVING, "amount_pence", needed=True, hint="in pounds, in that year's own prices"),
        Field("date", "Known on", DATE, hint="for example 30 June 2027"),
        _SOURCE,
    ),
    shown=Listing(in_pack=False,
        columns=(ListColumn("line"), ListColumn("agency", 24, 60), ListColumn("year", 8), ListColumn("amount", 14)),
        sorts=("line", "agency", "year", "amount"), largest_first=("amount",), filters=("case", "year"),
        remark=("year", "amount")),
)  # fmt: skip

UNIT_COST: Final = Kind(
    "unitcost", "unit_cost", "unit cost", "Unit costs",
    about="what one unit costs the public purse, the economy and people: your own, beside those that come with tpdesk",
    none_yet="No unit costs of your own yet: 684 come with tpdesk.", several="unit_costs",
    fields=(
        Field("title", "Code", TITLE, needed=True, hint="for example LA-CARE-2024"),
        Field("place", "Place", PLACE, hint="blank: for every place of the desk"),
        Field("what", "What", needed=True, hint="for example Foster care, in-house"),
        Field("unit", "Unit", hint="for example week"),
        Field("agency", "Who bears it"),
        Field("fiscal", "Fiscal", SAVING, "fiscal_pence", hint="in pounds; blank if not known"),
        Field("economic", "Economic", SAVING, "economic_pence", hint="in pounds; blank if not known"),
        Field("social", "Social", SAVING, "social_pence", hint="in pounds; blank if not known"),
        Field("price_year", "Prices of", YEAR, needed=True, hint="for example 2024-25"),
        Field("transfer", "Transfer payment", FLAG, hint="yes for benefits and taxes"),
        Field("basis", "Basis", CHOICE, choices=VALUE_BASES),
        Field("economic_year", "Economic, prices of", YEAR, hint="blank: as above"),
        Field("social_year", "Social, prices of", YEAR, hint="blank: as above"),
        _SOURCE,
    ),
    shown=Listing(in_pack=False,
        columns=(ListColumn("title", 12), ListColumn("what"), ListColumn("unit", 14, 80), ListColumn("fiscal", 12),
            ListColumn("price_year", 9, 60)),
        sorts=("title", "what", "fiscal"), largest_first=("fiscal",), filters=("price_year",), remark=("what",)),
)  # fmt: skip

CASES: Final = (
    CASE_TABLE, UNIT_COST, CASE, CASE_COST, CASE_BENEFIT, CASE_VALUE, CASE_PAYMENT, CASE_EFFECT, CASE_ACTUAL,
)  # fmt: skip
"""What a record hangs on stands before it."""
