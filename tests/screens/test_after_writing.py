"""After a pack was written it can be opened, shown in its folder and its path copied, the one just
written and any of the list."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.screens.looking import open_window
from tests.screens.test_packs import name_target, says, screen
from tests.screens.typing_in import until
from tpdesk.errors import UsageProblem
from tpdesk.models import desktop
from tpdesk.services import files

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")


@pytest.mark.deep
async def test_a_written_pack_is_opened_and_shown_in_its_folder(
    sample_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed: list[tuple[str, Path]] = []
    monkeypatch.setattr(desktop, "open_with_program", lambda path: handed.append(("open", path)))
    monkeypatch.setattr(desktop, "show_in_folder", lambda path: handed.append(("folder", path)))
    target = tmp_path / "board.xlsx"
    async with open_window(sample_file, (160, 48)) as window:
        await window.press("7")
        await name_target(window, target)
        await window.press("w")
        await until(window, lambda: "v opens it" in says(window, "pack-says"))
        screen(window).query_one("#packs").focus()
        await window.press("v", "f", "enter")
        assert handed == [("open", target), ("folder", target), ("open", target)]
        target.unlink()
        await window.press("v")
        await until(window, lambda: bool(window.app.troubles))
        assert "not there any more" in window.app.troubles[-1][1].message


def test_without_a_program_the_path_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(_: Path) -> None:
        raise FileNotFoundError(2, "No such file or directory", "xdg-open")

    monkeypatch.setattr(desktop, "open_with_program", none)
    (tmp_path / "p.xlsx").write_bytes(b"")
    with pytest.raises(UsageProblem, match="copy its path"):
        files.open_file(tmp_path / "p.xlsx")
