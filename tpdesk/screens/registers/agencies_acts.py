"""What is done with one organisation of a place: each asks what it must, and a service writes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tpdesk import services
from tpdesk.screens.dialogs.base import Confirm
from tpdesk.screens.dialogs.choose import Choice, Choose
from tpdesk.text import counted
from tpdesk.units import percent, short_pounds, year_text

if TYPE_CHECKING:
    from tpdesk.models.agency import AgencyRecord
    from tpdesk.models.agency_merge import AgencyMerge
    from tpdesk.models.area import AreaRecord
    from tpdesk.models.desk import Desk
    from tpdesk.screens.mode_screen import ModeScreen
    from tpdesk.services.returns import BodiesRead, BodyRow


def move_return(screen: ModeScreen, read: BodiesRead, row: BodyRow, step: int) -> None:
    """Move the return on, or back."""

    def call(desk: Desk, _: object) -> str:
        from tpdesk.services import returns

        return returns.move_return(desk, row.agency.name, read.place.id, read.year, step)

    name = row.agency.name
    screen.window.act(
        "Moving the return",
        call,
        lambda state: screen.window.say(f"Return of {year_text(read.year)}: {state}. Press u to undo.", name),
    )


def choose_areas(screen: ModeScreen, row: BodyRow, areas: Sequence[AreaRecord]) -> None:
    """Choose the areas that the organisation covers."""
    from tpdesk.screens.registers.areas import AreaPicker

    agency = row.agency

    def now(desk: Desk) -> tuple[str, ...]:
        from tpdesk.services.returns import agency_of

        return agency_of(desk, agency.id).areas

    def save(desk: Desk, added: Sequence[str], removed: Sequence[str]) -> AgencyRecord:
        from tpdesk.services.agency_editing import save_agency_areas

        return save_agency_areas(desk, agency.id, added, removed)

    screen.app.push_screen(
        AreaPicker(
            f"Areas of {agency.name}", areas, agency.areas, form=f"areas.agency.{agency.id}",
            doing=f"Saving the areas of {agency.name}",
            now=now, save=save,
        )
    )  # fmt: skip


def choose_count(screen: ModeScreen, read: BodiesRead, row: BodyRow) -> None:
    """Choose how much of the organisation counts in the place."""
    name, body = row.agency.name, row.wider

    def chosen(choice: Choice | None) -> None:
        if choice is None:
            return

        def call(desk: Desk, _: object) -> str:
            from tpdesk.calc.wider import short_words
            from tpdesk.services.agency_editing import count_as

            return short_words(count_as(desk, name, read.place.name, choice.id).body)

        screen.window.act(
            f"Counting {name}", call, lambda said: screen.window.say(f"Counted: {said}. Press u to undo.", name)
        )

    share = percent(body.share_inside) if body is not None and body.share_inside is not None else "not known"
    choices = [
        Choice("whole", "All of it", "as if it spent all its money here"),
        Choice("by-people", "Its share by people", f"{share}, an estimate, marked as apportioned"),
        Choice(
            "place-only",
            "All of it, without a warning",
            "its lines are of the place alone, as a national organisation's may be",
        ),
        Choice("left-out", "Nothing of it", "its lines stay on the desk"),
    ]
    current = body.counted.replace(" ", "-") if body is not None else "whole"
    screen.app.push_screen(Choose(f"How much of {name} counts in {read.place.name}?", choices, current=current), chosen)


def merge(screen: ModeScreen, read: BodiesRead, row: BodyRow) -> None:
    """Ask which other organisation this one is, and show what would move."""
    gone = row.agency.name

    def chosen(choice: Choice | None) -> None:
        if choice is None:
            return

        screen.ask(
            "agencies.merge",
            lambda desk: services.agency_editing.preview_merge(desk, gone, choice.text),
            lambda told: _ask_merge(screen, told),
            opens=True,
        )

    choices = [Choice(str(one.agency.id), one.agency.name, one.kind_title) for one in read.rows if one is not row]
    screen.app.push_screen(Choose(f"{gone} is the same organisation as which?", choices), chosen)


def _ask_merge(screen: ModeScreen, told: AgencyMerge) -> None:
    def call(desk: Desk, _: object) -> AgencyMerge:
        from tpdesk.services.agency_editing import merge_agencies

        return merge_agencies(desk, told.gone, told.into)

    def agreed(yes: bool | None) -> None:
        if yes:
            screen.window.act(
                f"Making {told.gone} and {told.into} one",
                call,
                lambda _: screen.window.say(f"{told.gone} is {told.into} now. Press u to undo."),
            )

    screen.app.push_screen(Confirm("Make one of two?", merge_words(told), yes="Make them one"), agreed)


def merge_words(told: AgencyMerge) -> str:
    """Return what making one of two bodies would do, in sentences."""
    said = [
        f"{told.gone} becomes {told.into}: {counted(told.lines, 'line')} ({short_pounds(told.pence)}), its files, "
        f"returns, label maps and names go over. '{told.gone}' stays as another name, so that files that use it find "
        "the organisation."
    ]
    if told.transfers:
        said.append(
            f"{counted(told.transfers, 'payment')} of others to it, or from it, "
            f"{'is' if told.transfers == 1 else 'are'} with {told.into} from then on."
        )
    if told.between:
        said.append(f"{counted(told.between, 'payment')} between the two become internal recharges.")
    if told.areas_added:
        said.append(f"{told.into} then covers {', '.join(told.areas_added)} too.")
    if told.maps_dropped:
        said.append(
            f"{counted(told.maps_dropped, 'label')} that both have mapped "
            f"{'keeps' if told.maps_dropped == 1 else 'keep'} the map of {told.into}."
        )
    return " ".join([*said, "Press u to undo."])
