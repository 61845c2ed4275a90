"""A look for what points at a person in a note: it only warns, since nobody but the writer knows
whether a person is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a text that looks like a person's."""

    kind: str
    """What it looks like, in words: `a National Insurance number`, `an e-mail address` ..."""

    excerpt: str
    """Enough of it to find it again, never the whole."""

    start: int
    """Where it begins in the text, from 0."""


_POSTCODE_AREAS: Final = (
    "AB|AL|BA|BB|BD|BH|BL|BN|BR|BS|BT|B|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|EC|EH|EN|EX|E|FK|FY|"
    "GL|GU|GY|G|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|LA|LD|LE|LL|LN|LS|LU|L|ME|MK|ML|M|NE|NG|NN|NP|NR|"
    "NW|N|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|SA|SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|S|TA|TD|TF|TN|TQ|TR|TS|TW|UB|WA|"
    "WC|WD|WF|WN|WR|WS|WV|W|YO|ZE"
)
_DATE: Final = r"\d{1,2}(?:st|nd|rd|th)?[ ./-]{1,2}(?:\d{1,2}|[a-z]{3,9})[ ./,-]{1,2}\d{2,4}|\d{4}-\d{2}-\d{2}"
_KINDS: Final = (
    ("an e-mail address", re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")),
    # HMRC, NIM39110: the prefixes and letters that are given out, and the suffix A to D.
    (
        "a National Insurance number",
        re.compile(
            r"(?<![A-Z0-9])(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?:[ -]?\d\d){3}[ "
            r"-]?[A-D](?![A-Z0-9])",
            re.IGNORECASE,
        ),
    ),
    ("an NHS number", re.compile(r"(?<![\dA-Za-z.,£-])\d{3}([ -]?)\d{3}\1\d{4}(?![\dA-Za-z]|[.,-]\d)")),
    # 03, 08 and 09 numbers are a body's lines, not a person's.
    (
        "a phone number",
        re.compile(
            r"(?<![\dA-Za-z.,£/-])(?:\+44 ?(?:\(0\) ?)?|0044 ?|\(?0)[127]\d{1,4}\)?(?:[ "
            r"-]?\d{2,4}){2,3}(?![\dA-Za-z]|[.,/]\d)"
        ),
    ),
    (
        "a date of birth",
        re.compile(
            rf"\b(?:d\.?o\.?b\b\.?|date of birth|birth ?date|born)(?: on| is|:|=|-| )*({_DATE})(?!\d)", re.IGNORECASE
        ),
    ),
    (
        "a postcode",
        re.compile(
            rf"(?<![A-Za-z0-9/-])(?:{_POSTCODE_AREAS})\d[\dA-HJKMNPR-Y]? ?\d[ABD-HJLNP-UW-Z]{{2}}(?![A-Za-z0-9])"
        ),
    ),
)


def look_for_people(text: str) -> tuple[Finding, ...]:
    """Return what in `text` looks like a National Insurance or NHS number, a phone number, an e-mail address, a UK
    postcode or a date of birth.

    In the order of the text; no two overlap. A guess in both directions: warn with it, never refuse.
    """
    found: list[tuple[int, int, Finding]] = []
    for kind, start, end in _matches(text):
        if all(end <= taken_start or start >= taken_end for taken_start, taken_end, _ in found):
            found.append((start, end, Finding(kind, _masked(text[start:end]), start)))
    return tuple(finding for _, _, finding in sorted(found, key=lambda item: item[0]))


def _matches(text: str) -> Iterator[tuple[str, int, int]]:
    for kind, pattern in _KINDS:
        for match in pattern.finditer(text):
            digits = re.sub(r"\D", "", match[0])
            if kind == "an NHS number" and not _is_nhs_number(digits):
                continue
            if kind == "a phone number" and len(re.sub(r"^0*(?:44)?0*", "", digits)) not in (9, 10):
                continue
            start, end = match.span(1) if kind == "a date of birth" else match.span()
            yield kind, start, end


def _is_nhs_number(digits: str) -> bool:
    """Say whether ten digits are in a range that England gives out and end in their check digit (NHS Data Dictionary,
    NHS NUMBER: modulus 11)."""
    if digits[0] not in "467":
        return False
    check = 11 - sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:9])) % 11
    return check % 11 == int(digits[9]) and check != 10


def _masked(text: str) -> str:
    return f"{text[:2]}...{text[-1]}" if len(text) > 5 else f"{text[:1]}..."


def people_warnings(**texts: str | None) -> tuple[str, ...]:
    """Return one sentence for each thing in the texts that looks like a person's;
    each text under the word that the user has for it."""
    return tuple(
        f"The {what.replace('_', ' ')} holds what looks like {found.kind} ({found.excerpt}). A desk needs nothing "
        "that points at a person: take it out, unless it is an organisation's own."
        for what, text in texts.items()
        for found in look_for_people(text or "")
    )
