"""What a column heading says: the words of published layouts, each with how well it speaks for a field.

Sources: LGA transparency schema 1.3; Local Government Transparency Code 2015; HM Treasury and NHS England layouts of
spending over £25,000; the headings of real files (Transparency Code 2015, LGA schema 1.3).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from tpdesk.text import folded

_TABLE: Final = """
supplier 100: supplier name; beneficiary name; supplier beneficiary name; vendor name; payee name; merchant name; creditor name; supplier
supplier 95: beneficiary; vendor; payee; creditor; merchant; supplier final; recipient; supplier beneficiary; name of supplier; paid to; apar name
supplier 80: contractor; contractor name; trading partner; recipient name; company; company name; supplier company name; provider; provider name; trader
supplier 80: suppkuer
supplier 65: name; third party; customer name; organisation paid
date 100: payment date; paid date; date paid; date of payment; pay date; date of pay; payment made date; bacs date
date 92: date; transaction date; invoice paid date; cleared date; clearing date; posting date; post date; gl date; accounting date; cheque date; trans date
date 75: invoice date; document date; doc date; tax date; effective date; date posted; expenditure date; date incurred
date 45: data
date 60: paid; paid on; when paid
date 55: period; month; accounting period; posting period; fiscal period; month paid; payment month; period end; week ending
agency 100: body name; authority name; organisation label; council name; public body; local authority name; agency; agency name; name of body; spending body
agency 95: entity; entity name; organisation name; authority; local authority; body; council; la name; organisation; purchasing body; paying authority; trust name
agency 40: department family
label 98: label; service category label; service category; service category name; service line; service description; service name; service label
label 96: service area; service area name; service area categorisation; service area category
label 92: service; service division; service division label; service group; sub service; subservice; expense area; expense area lookup
label 90: strategic group; strgrp; strgrpcc; nstrg
label 88: service cost centre; cost centre name; cost centre description; cost centre text; organisational unit; organisational unit name
label 86: hmt subfunction; sub function; subfunction; business area; service unit; cost center name; cost centre desc; cost centre title
label 82: function; hmt function; function name; division; section; team; cost centre; business unit; service where expenditure incurred; directorate service where expenditure incurred
label 76: department; department name; dept; directorate; directorate name; portfolio; service directorate; department area; group name
label 66: expenditure category; spend category; expense category; category of spend; category; expenditure area; spend area; area of spend; area of expenditure
label 62: category family
label 50: expenditure account
label 60: budget; budget heading; programme; program; procurement classification; proclass description; proclass
description 100: description; narrative; invoice description; purpose of spend; purpose; transaction description; line description; text description
description 94: purpose of expenditure; description of spend; summary of purpose; summary of the purpose of the expenditure; expenditure description; item description; goods or services; g l description; gl description; details; detail
description 88: account description; expense type; expenditure type description; account detail; account name; subjective description; nominal description; detailed expenditure; detailed expenditure label; account
description 85: cipfsubj; expenditure account
description 82: cipfsubs; spend level 1; spend level 2; spend level2; spend level
description 80: merchant category; merchant category name; category internal name; subjective; expenditure category; expenditure unit; expense description; nominal; gl account; spend type; type of spend
description 70: cost centre name; cost centre description; expenditure category label; supplier classification; cra segment name; subjective name; commodity; commodity description; expense category
description 65: cost element
description 60: sercop expenditure category; procurement category; procurement classification; category; service description
category 100: cofog; cofog code; cofog level 1; cofog class; cofog group; cofog level 2; category; category code; cofog division; cofog level 0
cost_type 100: cost type; capital revenue; capital or revenue; revenue or capital; revenue capital; cap rev; rev cap; cap or rev; caporrev; cap or cur; caporcur; capital or current; capital current; revenue or capital expenditure
cost_type 85: type of expenditure; expenditure type; type; spend type; capital revenue indicator; capital or revenue indicator; r c; rev or cap; c r
flow 100: flow; income or expenditure; income expenditure; expenditure or income; expenditure income
status 100: status; figure status; budget or actual; actual or budget
control 100: control; who controls; control of spend
client_group 100: client group; client group name; cohort; service user group; user group; care group
activity 100: activity; kind of activity; activity type
area 100: area; area code; ward; ward name; ward code; area name; locality; nuts region; region; gss area code; neighbourhood
transfer_to 100: transfer to; transferred to; passed on to; transfer to agency
transfer_from 100: transfer from; transferred from; received from; transfer from agency
funding_stream 100: funding stream; funding source; grant name; funding; grant stream; source of funding; fund name
grade 100: grade; confidence grade; confidence; data quality grade
year 100: year; financial year; fiscal year; fy; financialyear; fin year; accounting year; year of account
internal 100: internal; internal recharge; recharge; internal transaction; is internal
none 0: supplier id; supplier no; supplier number; supplier ref; supplier code; supplier postcode; supplier type; vendor id; vendor number; vendor no; line; line no; rec id; recid
none 0: transaction number; trans no; document number; invoice number; service category uri; expenditure code; sercop expenditure code; cost centre code; start date; end date; organisation code
none 0: vat; vat amount; irrecoverable vat; irrecoverable vat amount; tax; currency; procurement card; local supplier internal reference; internal ref; supplier reference; extract date; contract title
"""  # noqa: E501


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_AMOUNT: Final = {
    "amount": 88, "amounts": 88, "value": 82, "spend": 80, "spent": 78, "net": 86, "gross": 84, "total": 72,
    "payment": 60,
    "payments": 60, "paid": 60, "expenditure": 64, "cost": 58, "sum": 60, "price": 50, "actual": 62, "outturn": 62,
    "invoice": 40, "line": 0, "debit": 40, "nett": 86,
}  # fmt: skip
_AMOUNT_WHOLE: Final = {
    "amount": 95, "net amount": 100, "total expenditure": 90, "gross expenditure": 90, "amount paid": 95,
    "payment amount": 95, "invoice amount": 92, "spend": 90,
    "value": 90, "actual": 85, "expenditure": 85, "total": 80, "cost": 75, "net": 100, "paid": 70, "outturn": 85,
    "nett": 100, "nett amount": 100,
}  # fmt: skip
_NO_AMOUNT: Final = _words(
    "contract annual budget date number no ref reference code id type description percent limit variance balance "
    "quantity qty rate income receipts category name label area centre center desc uri per cumulative ytd method "
    "terms count year start end where directorate service department lifetime estimated salary grade band threshold "
    "status card text group unit units asset classification class run batch voucher file detail element to from "
    "previous last prior budgeted forecast plan planned committed outstanding fte headcount"
)
_OTHER_MONEY: Final = _words("vat tax balance budget discount variance limit rate price cumulative income receipts")
_EXCLUDING: Final = _words("ex exc excl excludes excluded excluding net less without before minus exclusive nett")
_INCLUDING: Final = _words("inc incl included includes including gross plus inclusive with")
NO_SUPPLIER: Final = _words(
    "id no number ref reference code postcode type classification category invoice address vat sme status site "
    "registration date town group url uri country charity amount account internal cost centre size sector"
)
NO_DATE: Final = _words(
    "start end expiry birth extract extracted published update updated created commencement contract award review "
    "due order termination code"
)
NO_LABEL: Final = _words(
    "address amount bacs batch card charity cheque code company country currency date file id method month no number "
    "period postcode ref reference sme source status supplier system town transaction type uri url user vat vendor "
    "ward year"
)
_CODES: Final = _words("code codes id no number uri ref reference")
_BOUGHT: Final = _words("expense expenditure object account subjective nominal")
_IN_WORDS: Final = _words("description desc name text title")

_TEXT_OF = re.compile(r"\(\s*T\s*\)\s*\Z", re.IGNORECASE)
"""How some ledgers mark the text of a code: `Supplier ID(T)` is the supplier's name."""

_PARTS = re.compile(r"[^0-9a-z£$€]+")
_JOINT = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})")
"""Where the words of a heading such as `NetAmount` or `VATAmount` meet."""
_UNIT = re.compile(
    r"[(\[]?\s*[£$œ\ufffd]\s*['’]?\s*(?:(?:000'?s?|k|m|mn|millions?|bn|billions?|thousands?)(?![0-9a-z]))?\s*[)\]]?"
)


def plain_heading(heading: str) -> str:
    """Return a heading as its words, folded, without marks and pound signs: `* Total (excludes
    VAT)` is `total excludes vat`.

    `NetAmount` is two words, where it is not known as one.
    """
    plain = _plain(heading)
    return plain if plain in PHRASES or plain in NOTHING else _plain(_JOINT.sub(" ", heading))


def _plain(text: str) -> str:
    text = _UNIT.sub(" ", folded(text).replace("â£", "£"))
    return " ".join(_PARTS.sub(" ", text).split())


def _phrases() -> tuple[dict[str, dict[str, int]], frozenset[str]]:
    found: dict[str, dict[str, int]] = {}
    nothing: set[str] = set()
    for row in _TABLE.strip().splitlines():
        head, _, phrases = row.partition(":")
        name, score = head.split()
        for phrase in phrases.split(";"):
            if name == "none":
                nothing.add(phrase.strip())
            else:
                found.setdefault(phrase.strip(), {})[name] = int(score)
    return found, frozenset(nothing)


PHRASES, NOTHING = _phrases()


@lru_cache(maxsize=4096)
def heading_scores(heading: str, fuzzy: bool = False) -> dict[str, int]:
    """Return field to how well (1 to 100) `heading` speaks for it; `fuzzy` also takes misspelt words."""
    plain = plain_heading(heading)
    if not plain:
        return {"amount": 80} if "£" in heading or "$" in heading else {}
    if _TEXT_OF.search(heading):
        plain = " ".join(word for word in plain.split()[:-1] if word not in _CODES) or plain
    scores = dict(PHRASES.get(plain, {}))
    known = bool(scores) or plain in NOTHING or plain in _AMOUNT_WHOLE
    if not known:
        scores = _by_parts(plain.split())
    amount = _amount_score(plain)
    if not known and not scores and fuzzy and amount < 70 and len(plain) >= 5:
        scores = _misspelt(plain)
    if amount:
        scores["amount"] = max(amount, scores.get("amount", 0))
    return scores


def _amount_score(plain: str) -> int:
    words = plain.split()
    if plain in _AMOUNT_WHOLE:
        return _AMOUNT_WHOLE[plain]
    if plain in NOTHING or _NO_AMOUNT & set(words):
        # "Net amount" stays one beside a word that is only said of amounts elsewhere.
        return 0
    best = max((_AMOUNT.get(word, 0) for word in words), default=0)
    has = set(words)
    if not best:
        # A heading that says no more than whether VAT is in it is one of amounts.
        only_vat = "vat" in has and has & (_EXCLUDING | _INCLUDING) and has <= _EXCLUDING | _INCLUDING | {"vat", "of"}
        return (55 if has & _INCLUDING else 90) if only_vat else 0
    if "vat" in has or "tax" in has:
        if "irrecoverable" in has and not has & (_EXCLUDING | _INCLUDING):
            return 0
        if has & _EXCLUDING:
            return min(100, best + 15)
        if has & _INCLUDING:
            # With the VAT that cannot be got back is what it costs; with all VAT is gross.
            return best if "irrecoverable" in has else best - 30
        return 0
    if "gross" in has:
        return 55
    if has & {"net", "nett"}:
        # Net of income is another word than net of VAT.
        return 50 if "current" in has or "cost" in has else min(100, best + 12)
    return best


def _by_parts(words: list[str]) -> dict[str, int]:
    """Score a heading by the words in it, where the whole is not known."""
    has = set(words)
    scores: dict[str, int] = {}
    # A code's description is words, and says what a description says.
    code = bool(has & _CODES) and words[-1] not in _IN_WORDS
    if (
        has & {"supplier", "vendor", "payee", "beneficiary", "creditor", "merchant", "contractor", "recipient"}
        and not has & NO_SUPPLIER
    ):
        scores["supplier"] = 80
    if "date" in has and not has & NO_DATE:
        scores["date"] = 85 if has & {"payment", "paid", "pay", "transaction"} else 70
    if has & {"description", "narrative", "purpose"} and not code:
        scores["description"] = 78 if has & _BOUGHT else 72 if has & _CODES else 75
    bare = " ".join(words[: next((n for n, word in enumerate(words) if word in _CODES | _IN_WORDS), None)])
    if not code and PHRASES.get(bare, {}).get("label", 0) >= 75:
        # The description of a business unit, or of its code, is its name.
        scores["label"] = PHRASES[bare]["label"] - 4
    for word, score in (
        ("service", 74),
        ("directorate", 68),
        ("department", 66),
        ("dept", 64),
        ("division", 68),
        ("portfolio", 60),
        ("function", 70),
    ):
        if word in has and not code and "family" not in has and "date" not in has and "supplier" not in has:
            scores["label"] = max(scores.get("label", 0), score)
    if {"cost", "centre"} <= has or {"cost", "center"} <= has:
        scores["label"] = 35 if code else 72
    if {"expenditure", "category"} <= has and not code:
        scores["label"] = max(scores.get("label", 0), 55)
        scores["description"] = max(scores.get("description", 0), 55)
    return scores


def _misspelt(plain: str) -> dict[str, int]:
    from rapidfuzz import fuzz, process

    choices = [phrase for phrase in (*PHRASES, *NOTHING) if len(phrase) >= 5 and abs(len(phrase) - len(plain)) <= 2]
    found = process.extractOne(plain, choices, scorer=fuzz.ratio, score_cutoff=83)
    amount = process.extractOne(plain, ["amount", "net amount", "amount paid"], scorer=fuzz.ratio, score_cutoff=83)
    if amount and (not found or amount[1] >= found[1]):
        return {"amount": _AMOUNT_WHOLE[amount[0]] - 10}
    if not found or found[0] in NOTHING:
        return {}
    return {name: max(score - 8, 1) for name, score in PHRASES[found[0]].items()}


def is_net(heading: str) -> bool:
    """Say whether a heading of amounts says that they are net of VAT."""
    return bool(set(plain_heading(heading).split()) & _EXCLUDING)


def is_gross(heading: str) -> bool:
    """Say whether a heading of amounts says that VAT is in them."""
    has = set(plain_heading(heading).split())
    return "gross" in has or bool("vat" in has and has & _INCLUDING)


def names_money(heading: str) -> bool:
    """Say whether a heading names money of any kind: amounts, their VAT, a balance, a budget."""
    return heading_scores(heading).get("amount", 0) >= 35 or bool(_OTHER_MONEY & set(plain_heading(heading).split()))


GRANTS: Final = "a list of grants awarded"
"""What says what was agreed, and, where it has amounts, what is spent."""


class Register(NamedTuple):
    """A table of something else than payments."""

    kind: str
    """`a register of contracts` ..."""

    says: str
    """What it tells instead of what was paid."""


_REGISTERS: Final = (
    (Register("a register of contracts", "what was agreed"), 3,
        "contract reference;contract title;contract description;annual value;total contract value;start date;end date;"
     "contract start date;contract end date;contract duration;option to extend;current expiry date;contract "
     "value;tender;review date;ojeu;award date;"
     "contract number;contract name;estimated annual value;expiry date;extension"),
    (Register("a register of land and buildings", "what is held"), 3,
        "uprn;tenure;asset type;asset name;asset id;asset number;floor area;easting;northing;geo x;geo y;freehold;"
     "unique asset id;unique property reference number;property name;holding type;building size;property address"),
    (Register("a list of staff", "who is employed"), 2,
        "job title;post title;salary;salary band;salary ceiling;fte;full time equivalent;pay band;pay grade;senior "
        "officer;"
     "contact e mail;post unique reference;reports to senior post;professional occupational group"),
    (Register(GRANTS, "what was agreed"), 3,
        "grant programme;funding programme;charity number;award date;amount awarded;date awarded;recipient org "
        "charity number;"
     "grant reference;planned dates start date;time period"),
    (Register("a register of requests for information", "what was asked"), 2,
        "foi reference;foi ref;foi number;foi no;foi request;request number;request no;request reference;request ref;"
     "date received;date of request;date requested;request date;date of response;date responded;response "
     "date;response due;requester;requester type;"
     "exemption;exemptions;exemptions applied;request;request subject;request summary;summary of request;subject of "
     "request"),
    (Register("a register of business rates", "what is charged"), 3,
        "rateable value;current rateable value;liable party;liable party name;primary liable party "
        "name;ratepayer;ratepayer name;"
     "liability start date;account start date;billing authority reference;voa reference;empty from;occupied "
     "from;occupation status;property reference number"),
    (Register("a table of council tax", "what is charged, or who is charged"), 3,
        ("band a;band b;band c;band d;band e;band f;band g;band h;band d equivalent;council tax;council tax band;tax "
         "base;taxbase;precept")),
)  # fmt: skip


def register_of(headings: Iterable[str]) -> Register | None:
    """Return what kind of register the headings belong to, where it is not one of spending; else None."""
    plain = [plain_heading(heading) for heading in headings]
    for register, least, words in _REGISTERS:
        marks = words.split(";")
        hits = sum(
            1
            for heading in plain
            if heading and any(heading == mark or heading.startswith(f"{mark} ") for mark in marks)
        )
        if hits >= least:
            return register
    return None
