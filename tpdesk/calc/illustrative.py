"""A place's facts without what is made up to show the tool: no publication, and no message to a board, may rest on it."""

from __future__ import annotations

from dataclasses import replace

from tpdesk.domain.facts import YearFacts


def without_made_up(facts: YearFacts) -> YearFacts:
    """Return the facts without the deep dives that are made up, their sub-themes, and all that hangs on either. The same object where there are none."""
    made_up = facts.deep.made_up
    if not made_up:
        return facts
    deep = facts.deep
    return replace(
        facts,
        deep=replace(
            deep,
            deliveries=tuple(item for item in deep.deliveries if item.dive not in made_up),
            notes=tuple(item for item in deep.notes if item.dive not in made_up),
            barriers=tuple(item for item in deep.barriers if item.dive not in made_up),
            dives=tuple(item for item in deep.dives if item.number not in made_up),
            tags=tuple(item for item in deep.tags if item.dive not in made_up),
            tagged_lines=tuple(item for item in deep.tagged_lines if item.dive not in made_up),
        ),
    )
