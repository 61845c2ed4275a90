"""What is loaded when: parsing, models, calc and acts stay light, and Textual stays in the window."""

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
    "charset_normalizer",
    "rapidfuzz",
    "msgspec",
    "docx",
    "lxml",
    "textual",
    "rich",
)


def loaded_after(code: str) -> set[str]:
    """Return which heavy libraries a fresh process has loaded after running `code`."""
    script = f"{code}\nimport sys\nprint(' '.join(name for name in {HEAVY!r} if name in sys.modules))"
    return set(
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    )


@pytest.mark.parametrize(
    "code",
    [
        "import tpdesk.cli.verbs",
        (
            "import tpdesk.services.imports, tpdesk.services.figures, tpdesk.services.mapping, "
            "tpdesk.services.demo, tpdesk.services.board, tpdesk.services.packs"
        ),
        "import tpdesk.calc.overlap, tpdesk.calc.pairs, tpdesk.calc.frames, tpdesk.calc.trust",
        (
            "import tpdesk.models.keeping.check, tpdesk.models.intake.recognise, tpdesk.models.intake.source, "
            "tpdesk.models.intake.load"
        ),
    ],
)
def test_importing_loads_nothing_heavy(code: str) -> None:
    assert loaded_after(code) == set()


def test_counting_needs_no_database_no_window_and_nothing_of_models() -> None:
    """What calc answers from is plain data: another store of the same facts could be counted as well."""
    script = "import tpdesk.calc.count, sys; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    tops = ("sqlite3", "textual", "tpdesk.models", "tpdesk.services", "tpdesk.screens", "tpdesk.cli")
    assert [name for name in told if any(name == top or name.startswith(f"{top}.") for top in tops)] == []


def test_opening_counting_and_overlap_load_nothing_heavy(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("light") / "a.tpdesk"
    make = "from pathlib import Path; from tpdesk.models.desk import open_desk; from tpdesk.services import places"
    subprocess.run(
        [sys.executable, "-c", f"{make}; places.add(open_desk(Path({str(path)!r}), make=True), 'Testshire')"],
        check=True,
    )
    code = (
        "from pathlib import Path; from tpdesk.models.desk import open_desk; from tpdesk.services.figures import "
        "year_facts\n"
        "from tpdesk.calc.count import count; from tpdesk.calc.overlap import overlap\n"
        f"facts = year_facts(open_desk(Path({str(path)!r}), read_only=True), None, '2024-25'); count(facts); "
        "overlap(facts)"
    )
    assert loaded_after(code) == set()


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there no variable names the folder of documents")
def test_no_test_writes_among_the_users_own_documents(tmp_path: Path) -> None:
    from tpdesk.services.files import output_folder

    assert output_folder() == tmp_path.with_name(f"{tmp_path.name}-documents")
