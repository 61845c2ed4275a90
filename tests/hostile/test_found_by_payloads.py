"""Faults that hostile input found, each as the plainest case of it."""

from __future__ import annotations

from pathlib import Path

from tests.cli.verbs import Verb


def test_a_payment_to_a_body_that_the_same_file_brought_is_a_payment_to_it(verb: Verb, tmp_path: Path) -> None:
    """It was a broken link, and the import ended with SQLite's own words."""
    verb.good("place", "add", "Shire")
    file = tmp_path / "spend.csv"
    file.write_text(
        "Agency,Transfer to,Service,Amount\nNew Body,,Roads,5\nOther Body,New Body,Grant,6\nNew Body,Other "
        "Body,Back,2\n",
        encoding="utf-8",
        newline="",
    )
    verb.good(
        "import", file, "--place", "Shire", "--year", "2024-25", "--agency-column", "Agency", "--add-agencies", "--map",
        "transfer_to=Transfer to",
    )  # fmt: skip
    paid = {
        (row["from"], row["to"]): row["amount_pence"]
        for row in verb.good("transfers", "--place", "Shire", "--year", "2024-25")["transfers"]
    }
    assert paid == {("Other Body", "New Body"): 600, ("New Body", "Other Body"): 200}
    assert verb.good("check")["ok"] is True


def test_a_law_is_clean_in_the_history_too(verb: Verb) -> None:
    verb.good("category", "mark", "05.1.0", "--separate", "An\x1b[2J Act")
    assert "\x1b" not in str(verb.good("history"))


def test_a_name_that_no_system_takes_is_told(verb: Verb, tmp_path: Path) -> None:
    verb.good("place", "add", "Shire")
    told = verb("import", tmp_path / ("x" * 5_000), "--place", "Shire", "--agency", "Body")
    assert told.exit_code in (1, 2, 3)
    assert told.json["error"]["message"] or told.json["files"]
