"""A short, always equal slice of the fuzzer; the long run is `python -m bench.fuzz --minutes 10`."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from bench.fuzz import corpus, fuzz, spoiled


@pytest.mark.deep
def test_a_slice_of_the_fuzzer_finds_nothing(tmp_path: Path) -> None:
    found = fuzz(tmp_path, 2024, range(60), corpus(), time.monotonic() + 600)
    assert found.failed == []
    assert found.kinds.total() == 60
    assert len(found.kinds) >= 6
    assert min(found.ends["read"], found.ends["refused"]) > 0


def test_an_input_can_be_made_again_by_its_number() -> None:
    sources = corpus()
    for number in range(40):
        assert spoiled(7, number, sources)[:2] == spoiled(7, number, sources)[:2]
