"""What points at a person in a note is found, and what only looks a little like it is not.
Every number here is made up or published as an example."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.verbs import Verb
from tests.models.intake.reading import SHARED
from tpdesk.models.sensitive import look_for_people


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("see QQ123456C", None),
        ("NI number AB 12 34 56 C, on file", "a National Insurance number"),
        ("ab123456d", "a National Insurance number"),
        ("order GB123456A", None),
        ("ref AB123456", None),
        ("NHS 943 476 5919", None),
        ("NHS 401 023 2137 rang", "an NHS number"),
        ("4010232137", "an NHS number"),
        ("4010232138", None),
        ("£4,010,232,137", None),
        ("call 01254 388111", "a phone number"),
        ("call +44 (0)7700 900123 after six", "a phone number"),
        ("07700900123", "a phone number"),
        ("(020) 7946 0018", "a phone number"),
        ("our line 0300 123 4567", None),
        ("invoice 0725412345678", None),
        ("someone@example.org wrote", "an e-mail address"),
        ("@RETAIL", None),
        ("lives at BB5 1LA now", "a postcode"),
        ("SW1A 2AA", "a postcode"),
        ("contract QZ1 2AB", None),
        ("invoice A1234567", None),
        ("born 3/4/1985 in hospital", "a date of birth"),
        ("DOB: 03.04.85", "a date of birth"),
        ("date of birth 3rd April 1985", "a date of birth"),
        ("paid on 3/4/1985", None),
        ("Bornholm 3/4/1985", None),
        ("", None),
    ],
)
def test_kinds(text: str, kind: str | None) -> None:
    assert [finding.kind for finding in look_for_people(text)] == ([kind] if kind else [])


def test_the_excerpt_points_without_telling() -> None:
    [mail, phone] = look_for_people("someone@example.org or 07700 900123")
    assert (mail.excerpt, mail.start, phone.excerpt) == ("so...g", 0, "07...3")


@given(st.text(alphabet="AB12 -/@.0987644born+()"))
def test_findings_stand_in_order_and_never_overlap(text: str) -> None:
    found = look_for_people(text)
    assert [item.start for item in found] == sorted({item.start for item in found})


def test_a_long_text_is_looked_through_once() -> None:
    # Each of these made an earlier, careless pattern go back again and again.
    for text in (
        "a" * 20_000,
        "0" * 20_000,
        "a." * 10_000 + "@",
        "1 " * 10_000,
        "born " * 4_000,
        "@" * 20_000,
        "a-" * 10_000,
    ):
        assert len(look_for_people(text)) == 0


@pytest.mark.usefixtures("shared")
def test_real_descriptions_raise_few_warnings() -> None:
    texts = set()
    for path in sorted((SHARED / "lancashire" / "hyndburn").glob("*.csv"))[:20]:
        content = path.read_bytes().decode("cp1252", "replace")
        texts |= {cell.strip() for row in csv.reader(io.StringIO(content, newline="")) for cell in row}
    wrong = [text for text in texts if any(finding.kind != "a postcode" for finding in look_for_people(text))]
    assert len(texts) > 3_000
    assert len(wrong) <= len(texts) // 1_000, wrong


def test_a_note_that_names_a_person_is_taken_with_a_warning(verb: Verb) -> None:
    verb.good("place", "add", "Shire")
    verb.good("agency", "add", "Body", "--place", "Shire")
    words = ["agency", "return", "Body", "--place", "Shire", "--year", "2024-25", "--state", "queried", "--note"]
    [warning] = verb.good(*words, "ring 01254 388111")["warnings"]
    assert "note" in warning
    assert "a phone number (01...1)" in warning
    assert "388" not in warning
    assert verb.good(*words, "ring the finance team")["warnings"] == []
    told = verb.words(*words, "ask someone@example.org")
    assert "an e-mail address" in told.err
    assert "an e-mail address" not in told.out
    [warning] = verb.good(
        "place", "population", "Shire", "2024-25", "--people", "5", "--source", "someone@example.org"
    )["warnings"]
    assert "source" in warning
