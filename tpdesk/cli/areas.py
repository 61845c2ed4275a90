"""Areas in words: their names beside their codes, so that a slip in a code is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tpdesk.models.desk import Desk


def covered(desk: Desk, verb: str, codes: tuple[str, ...]) -> str:
    """Return the line "  covers E07000120 Hyndburn, E07000121 Lancaster"; a code that is unknown stands alone."""
    from tpdesk.models.place import area_names

    return f"  {verb} " + ", ".join(
        f"{code} {name}" if name else code for code, name in area_names(desk.connection, codes).items()
    )


def unknown_codes(desk: Desk, codes: tuple[str, ...]) -> list[str]:
    """Return one sentence for each code that no register of tpdesk's has."""
    from tpdesk.models.place import area_names

    return [
        f"{code} is no area that tpdesk knows: check the code."
        for code, name in area_names(desk.connection, codes).items()
        if name is None
    ]
