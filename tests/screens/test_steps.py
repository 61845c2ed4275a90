"""The line of steps on the overview: how far each is, its key, and a press that goes there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.verbs import Verb
from tests.deep import first_of
from tests.screens.looking import Window, open_window
from tests.screens.typing_in import until
from tpdesk.screens.intake.mapping import MappingScreen
from tpdesk.screens.overview.pane import Steps


def steps(window: Window) -> str:
    """Return the line in words."""
    shown = [window.app.screen.query_one(name, Steps) for name in ("#steps", "#steps-below")]
    return "".join(str(widget.render()) for widget in shown if widget.display)


@pytest.mark.parametrize("size", first_of([(80, 24), (120, 36)], 1, 0))
async def test_the_steps_say_how_far_each_is(sample_file: Path, size: tuple[int, int]) -> None:
    async with open_window(sample_file, size) as window:
        line = steps(window)
        for part in (
            "[3] Organisations 19 of 19",
            "[m] Labels 100% mapped",
            "[T] Transfers none marked",
            "[7] Pack none yet",
        ):
            assert part in line, line


@pytest.mark.parametrize("size", [(80, 24), (100, 36), (120, 36), (160, 48)])
async def test_no_step_is_parted_at_the_end_of_a_line(sample_file: Path, size: tuple[int, int]) -> None:
    async with open_window(sample_file, size) as window:
        for wanted in (size, (size[0] - 13, size[1]), size):
            await window.resize(wanted)
            for name in ("#steps", "#steps-below"):
                widget = window.app.screen.query_one(name, Steps)
                if widget.display:
                    lines = str(widget.render()).splitlines()
                    assert max(map(len, lines)) <= widget.content_size.width
                    assert all(line[0] in "✓○" for line in lines)


@pytest.mark.deep
async def test_a_step_is_pressed_and_follows_the_work(tmp_path: Path) -> None:
    verb = Verb(tmp_path / "shire.tpdesk")
    verb.good("place", "add", "Shire")
    verb.good("agency", "add", "Council", "--place", "Shire")
    file = tmp_path / "c.csv"
    file.write_text("Service,Amount\nQuorls,75\nZygotic pods,25\n", encoding="utf-8")
    verb.good(
        "import", file, "--agency", "Council", "--year", "2024-25", "--map", "label=Service", "--control-total", "100"
    )
    (tmp_path / "map.csv").write_text("label,category\nQuorls,05.1\n", encoding="utf-8")
    verb.good("categorise", "--place", "Shire", "--map", tmp_path / "map.csv")
    async with open_window(verb.desk, (160, 48)) as window:
        line = steps(window)
        for part in (
            "✓ [3] Organisations 1 of 1",
            "✓ [i] Files 1",
            "○ [m] Labels 75% mapped",
            "✓ [3] Totals 1 of 1 agree",
        ):
            assert part in line, line
        widget = window.app.screen.query_one("#steps", Steps)
        at = line.index("[m] Labels")
        await window.pilot.click(widget, offset=(at + 3, 0))
        await until(window, lambda: isinstance(window.app.screen, MappingScreen))
