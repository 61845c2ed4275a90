"""The user's own file of settings, which tpdesk reads and never writes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

EXAMPLE: Final = """# Keys of your own: the command's name as `tpdesk config show` lists it, and one key, or several with commas between.
[keys]
"overview.level" = "v"
"desk.quit" = "ctrl+q"

[window]
theme = "tpdesk-projector"
animations = false
"""  # noqa: E501
"""What such a file looks like."""


@dataclass(frozen=True, slots=True)
class Config:
    """What the user's file says."""

    path: Path
    """Where it is, or would be."""

    exists: bool
    """Whether there is one."""

    keys: dict[str, str]
    """Command's id -> its keys with commas between, as written: not yet held against the commands that there are."""

    theme: str
    """The theme that the window opens with; empty where the last one chosen is taken."""

    animations: bool
    """Whether things may move."""

    problems: tuple[str, ...]
    """What in it could not be understood and was left out, a sentence each."""


def config_file() -> Path:
    """Return where the user's file is, or would be."""
    import platformdirs

    return platformdirs.user_config_path("tpdesk", appauthor=False) / "config.toml"


def read_config() -> Config:
    """Return what the user's file says. A file that cannot be read is none, with the reason among the problems."""
    path = config_file()
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Config(path, False, {}, "", True, ())
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no UTF-8 text"
        return Config(path, True, {}, "", True, (f"{path} cannot be read: {why}. All of it was left out.",))
    # Most users have no such file, and the window waits for this.
    import tomllib

    try:
        held = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return Config(path, True, {}, "", True, (f"{path} is no TOML: {error}. All of it was left out.",))
    return _understood(path, held)


def _understood(path: Path, held: dict[str, object]) -> Config:
    problems = [
        f"[{name}] is no part of the file; there are [keys] and [window]."
        for name in held
        if name not in ("keys", "window")
    ]
    keys: dict[str, str] = {}
    for name, value in _table(held, "keys", problems).items():
        if isinstance(value, str) and value.strip():
            keys[name] = value.strip()
        else:
            problems.append(f'The key of "{name}" is no text between quotation marks.')
    window = _table(held, "window", problems)
    theme, animations = window.get("theme", ""), window.get("animations", True)
    if not isinstance(theme, str):
        problems.append("theme is no text between quotation marks.")
        theme = ""
    if not isinstance(animations, bool):
        problems.append("animations is neither true nor false.")
        animations = True
    problems += [
        f'"{name}" is nothing that [window] has; it has theme and animations.'
        for name in window
        if name not in ("theme", "animations")
    ]
    return Config(path, True, keys, theme, animations, tuple(problems))


def _table(held: dict[str, object], name: str, problems: list[str]) -> dict[str, object]:
    table = held.get(name, {})
    if isinstance(table, dict):
        return table
    problems.append(f"{name} is no part of its own: write [{name}] in a line above it.")
    return {}
