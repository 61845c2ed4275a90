"""The changelog keeps the form that it says it keeps."""

from __future__ import annotations

import re
from pathlib import Path

import tpdesk

TEXT = (Path(__file__).resolve().parent.parent / "CHANGELOG.md").read_text(encoding="utf-8")
KINDS = ("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security")


def test_versions_have_dates_and_stand_newest_first() -> None:
    headings = re.findall(r"^## (.*)$", TEXT, re.MULTILINE)
    assert headings[0] == "Unreleased"
    released = [re.fullmatch(r"(\d+\.\d+\.\d+) - (\d{4}-\d{2}-\d{2})", heading) for heading in headings[1:]]
    assert all(released)
    dates = [match[2] for match in released if match]
    assert dates == sorted(dates, reverse=True)
    assert headings[1].startswith(f"{tpdesk.__version__} - ")


def test_entries_stand_under_the_kinds_of_the_form_in_their_order() -> None:
    for part in re.split(r"^## ", TEXT, flags=re.MULTILINE)[1:]:
        kinds = re.findall(r"^### (.*)$", part, re.MULTILINE)
        assert kinds == [kind for kind in KINDS if kind in kinds]
        assert kinds
