"""Whether a command can be done now: each says so itself, in a method beside its action."""

from __future__ import annotations


def applies(owner: object, action: str, parameters: tuple[object, ...]) -> bool:
    """Return what `can_ACTION` of the owner says; True where the command can be done always."""
    can = getattr(owner, f"can_{action}", None)
    return bool(can(*parameters)) if can is not None else True
