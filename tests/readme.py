"""Commands of the README and the table of docs/keys.md:
`python -m tests.readme 2` prints the README's second `sh` block, `python -m tests.readme keys` writes the table."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
KEYS_PAGE = ROOT / "docs" / "keys.md"
KEYS = re.compile(r"(?<=<!-- keys -->\n).*?(?=<!-- end of keys -->)", re.DOTALL)
"""What stands between the markers of the table of keys."""


def commands() -> list[str]:
    """Return the text of the README's `sh` blocks in order."""
    text = README.read_text(encoding="utf-8")
    return [block.strip() for block in re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)]


def key_table() -> str:
    """Return the table of keys as the registry of commands makes it."""
    from tpdesk.screens.commands import CHAPTERS, GO

    rows = ["| where | key | what it does |", "|---|---|---|"]
    for chapter in CHAPTERS:
        listed = (*chapter.commands, *GO) if chapter.where == "desk" else chapter.commands
        for number, command in enumerate(listed):
            where = f"**{chapter.title}**" if number == 0 else ""
            rows.append(f"| {where} | `{command.key_text}` {command.title} | {command.tells} |")
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    if sys.argv[1] == "keys":
        text = KEYS_PAGE.read_text(encoding="utf-8")
        KEYS_PAGE.write_text(KEYS.sub(lambda _: key_table(), text), encoding="utf-8", newline="")
    else:
        print(commands()[int(sys.argv[1]) - 1])
