"""Warnings about people in what is written by hand: no personal name or number is needed anywhere on a desk."""

from __future__ import annotations

from tpdesk.models.sensitive import look_for_people


def people_warnings(**texts: str | None) -> tuple[str, ...]:
    """Return one sentence for each thing in the texts that looks like a person's; each text under the word that the user has for it."""
    return tuple(
        f"The {what.replace('_', ' ')} holds what looks like {found.kind} ({found.excerpt}). A desk needs nothing that points at a person: take it out, "
        "unless it is a body's own."
        for what, text in texts.items()
        for found in look_for_people(text or "")
    )
