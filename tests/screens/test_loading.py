"""What the window loads, and what must never load the window."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = (
    "pandas",
    "numpy",
    "sqlite_utils",
    "xlsxwriter",
    "openpyxl",
    "python_calamine",
    "rapidfuzz",
    "msgspec",
    "charset_normalizer",
)

PAINT = """
import asyncio, sys
from pathlib import Path
from tpdesk.app import TpDesk

async def paint():
    app = TpDesk(Path(sys.argv[1]))
    app.works_at_rest = False
    async with app.run_test(size=(120, 36)) as pilot:
        for _ in range(3):
            await pilot.pause()
            await app.workers.wait_for_complete()
        await pilot.pause()
        print(app.screen.overview.place.name)
    print(*sorted({*sys.modules, *(name.partition(".")[0] for name in sys.modules)}))

asyncio.run(paint())
"""

WALK = """
import importlib, pkgutil, sys
import tpdesk.services, tpdesk.calc, tpdesk.domain, tpdesk.models
for package in (tpdesk.domain, tpdesk.models, tpdesk.calc, tpdesk.services):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        importlib.import_module(module.name)
print(sum(name.startswith("tpdesk.") for name in sys.modules))
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def ran(code: str, *arguments: str) -> tuple[str, set[str]]:
    """Return the first line that `code` prints in a process of its own, and the words of the last."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, encoding="utf-8", check=True
    )
    first, last = done.stdout.strip().splitlines()
    return first, set(last.split())


@pytest.mark.deep
def test_the_overview_is_painted_without_anything_heavy(sample_file: Path) -> None:
    place, loaded = ran(PAINT, str(sample_file))
    assert place == "Lancashire"
    assert "textual" in loaded
    assert loaded.isdisjoint(HEAVY)


@pytest.mark.deep
def test_the_overview_of_a_place_with_money_waits_for_no_module_of_registers_or_imports(sample_file: Path) -> None:
    _, loaded = ran(PAINT, str(sample_file))
    waited = ("tpdesk.domain.kinds", "tpdesk.domain.first_count", "tpdesk.models.intake", "tpdesk.models.records",
              "tpdesk.models.batch", "tpdesk.models.place_fact")  # fmt: skip
    assert not [name for name in loaded if name.startswith(waited)]


@pytest.mark.deep
def test_domain_models_calc_and_acts_never_load_the_window() -> None:
    modules, loaded = ran(WALK)
    assert int(modules) > 60
    assert loaded.isdisjoint({"textual", "rich"})
