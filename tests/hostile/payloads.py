"""What tests of hostile text share: texts that would act on a terminal, a markup reader or a spreadsheet, and
looks that find them again."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from typing import Final

MARK: Final = "stolen"
"""In what a terminal would be told to do: whoever finds it in what was sent to one has found a leak."""

ACTS: Final = (
    f"\x1b]52;c;{MARK}\x07", f"\x1b]0;{MARK}\x07", f"\x1b]8;;http://{MARK}\x1b\\", f"\x1bP1$r{MARK}\x1b\\",
    f"\x1b_G{MARK}\x1b\\", f"\x1b^{MARK}\x1b\\", f"\x1bX{MARK}\x1b\\",
    f"\x9d0;{MARK}\x9c", f"\x90{MARK}\x9c", "\x1b[2J", "\x9b2J", "\x1bc", "\x1b[?1049l", "\x1b[6n", "\x1b[31;1m",
    "\x1b(0", "\x1b#8", "\x07", "\x08\x08", "\x0e", "\x7f", "\x85",
    "\x1b\x1b[2J[2J", "\x1b\x9b[2J",
)  # fmt: skip
"""Sequences that a terminal acts on: clipboard, title, link, device control, application and privacy messages,
screens, reset, reports, sets."""

HIDDEN: Final = (
    "\u202e",
    "\u2066",
    "\u2069",
    "\u200b",
    "\u200d",
    "\u061c",
    "\u00ad",
    "\u2028",
    "\ufeff",
    "\U000e0041",
    "\ufffe",
    "\u3164",
)
"""Characters that reorder, hide or smuggle text."""

MARKUP: Final = ("[red]", "[/red]", "[/b]", "[x]", "[@click=app.quit]", "[link=x]", "$primary", "\\[b]", "[on red")
"""What a reader of markup would take for its own."""

LONG: Final = "W" * 10_000
"""A word that fits nowhere."""

FORMULAS: Final = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\x00=1",
    "＝1",
    "＋1",
    "－1",
    "＠1",
    ' "=1',
    "'=1",
    " =1",
    "\ufeff=1",
    "﹦1",
    "\u3000=1",
    "=cmd|' /C calc'!A0",
)
"""What a spreadsheet would work out."""

ALL: Final = f"T{''.join(ACTS)}{''.join(HIDDEN)}{''.join(MARKUP)}e\u0301🏛️ two\nlines"
"""All of them in one text that still has words in it."""

UNSAFE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\U000e0000-"
    "\U000e0fff\ud800-\udfff]"
)
"""What no text of ours ever holds, on a screen, in a table or in a file for others."""


def texts_of(desk: Path) -> list[tuple[str, str, str]]:
    """Return (table, column, value) of every text in the desk file."""
    connection = sqlite3.connect(desk)
    found = []
    for (table,) in connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    ).fetchall():
        columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")') if row[2] == "TEXT"]
        for column in columns:
            rows = connection.execute(f'SELECT DISTINCT "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL')
            found += [(table, column, value) for (value,) in rows]
    connection.close()
    return found


def poison(desk: Path, text: str = ALL, *, kept: int = 20) -> int:
    """Put the payload into every free text column of every table behind the program's back; return how many values hold
    it. `kept` letters stay before it.

    Columns that link rows, or that hold a word of ours (a kind, a state, a JSON), keep their value: with another
    the desk would be damaged.
    """
    connection = sqlite3.connect(desk, isolation_level=None)
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for trigger, _ in triggers:
        connection.execute(f'DROP TRIGGER "{trigger}"')
    connection.execute("PRAGMA foreign_keys = OFF")
    done = 0
    for (table,) in connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    ).fetchall():
        linked = {row[3] for row in connection.execute(f'PRAGMA foreign_key_list("{table}")')}
        for _, column, kind, *_ in connection.execute(f'PRAGMA table_info("{table}")').fetchall():
            if (
                kind != "TEXT"
                or column in linked
                or (table, column) in KEPT
                or column in ("folded", "code", "valid_from", "valid_to")
            ):
                continue
            try:
                # The old value stays in front, so that what must be unique is so.
                done += connection.execute(
                    f'UPDATE "{table}" SET "{column}" = substr("{column}", 1, {kept}) || \' \' || ?', (text,)
                ).rowcount
            except sqlite3.IntegrityError:
                for (row,) in connection.execute(f'SELECT rowid FROM "{table}"').fetchall():
                    done += connection.execute(
                        f'UPDATE "{table}" SET "{column}" = ? WHERE rowid = ?', (f"{row} {text}", row)
                    ).rowcount
    for _, sql in triggers:
        connection.execute(sql)
    connection.close()
    return done


KEPT: Final = {
    (table, column)
    for table, columns in {
        "setting": ("key",), "area": ("kind",), "place_note": ("kind",),
        "agency_kind": ("kind", "tier", "control", "also"),
        "agency_return": ("state",), "place_agency": ("counted",), "category": ("scheme", "separate_law"),
        "label_map": ("origin",), "batch": ("sha256", "kind", "encoding", "made_at"),
        "batch_sheet": ("layout", "coercions", "warnings"), "reject": ("raw",), "cube": ("category",),
        "cube_batch": ("category",), "count_version": ("kind", "frozen_at", "hash"),
        "version_cell": ("category",), "version_line": ("category",), "version_map": ("category",),
        "version_batch": ("sha256", "made_at"), "version_facts": ("facts",),
        "cube_side": ("side", "value"), "import_profile": ("body", "made_at"),
        "audit": ("at",), "undo_step": ("at",), "undo_change": ("record", "kind", "key", "image"),
        "spend_gone": ("category", "area"), "audit_change": ("record", "keys"),
        "counter": ("name",), "driver": ("figures",), "boundary_set": ("kind", "whose"), "successor": ("how",),
        "apportionment": ("flow", "cost", "method", "category"),
        "return_sheet": ("prefill_hash", "read_hash", "unit"), "return_question": ("state",),
        "business_case": ("option", "schedule", "stage", "state"), "case_table": ("use", "figures"),
        "case_cost": ("type", "amounts_pence", "price_year", "project", "upper", "mitigated", "recurrence", "range"),
        "case_benefit": (
            "population", "take_up", "retention", "impact", "deadweight", "attribution", "phasing", "drop_off",
            "range_take_up", "range_impact", "range_deadweight",
        ),
        "asset_rules": ("together",),
        "asset": (
            "use", "postcode", "latitude", "longitude", "tenure", "lease_end", "next_break", "condition", "epc",
            "valued_on", "status", "plan",
        ),
        "case_value": ("type", "price_year", "shares", "cashable", "basis"),
        "burden": ("kind", "hours", "staff", "tier"),
        "statement": ("polarity",), "culture_round": ("starts", "ends", "invited"),
        "case_payment": ("amounts_pence", "price_year"), "case_effect": ("direction",), "case_actual": ("date",),
        "milestone": ("starts_on", "baseline", "due", "forecast", "done", "state", "pack"), "recipe": ("date",),
        "commitment": ("gives", "by_when", "state"), "next_step": ("by_when", "state"),
        "volume": ("unit", "demand", "cost_basis"),
        "indicator": ("measure", "direction"), "indicator_value": ("period", "status", "value", "low", "high"),
        "stream": ("cost_type", "ring_fence", "carry_forward", "legal_basis"), "priority": ("framework",),
        "alignment": ("share", "mode"), "place": ("issued_on", "next_update"),
    }.items()
    for column in columns
}  # fmt: skip
"""Columns whose values are words of ours or JSON."""
