"""The form for the number of people from which on packs print it.

Which deep dive a workshop is about: chosen, or made by its title; one that is made up to show
the tool is never proposed.

The form in which spend is tagged to a deep dive.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from tpdesk.screens.dialogs.choose import Choice, Choose
from tpdesk.screens.dialogs.form import Form, FormField

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import App

    from tpdesk.domain.kinds import Record
    from tpdesk.models.desk import Desk
    from tpdesk.models.dives.tagging import Tag
    from tpdesk.models.records.offered import Offered
    from tpdesk.screens.mode_screen import ModeScreen
    from tpdesk.screens.reporter import Job


def small_form(held: int) -> Form[int]:
    """Return the form; `held` is the number that the desk keeps now."""
    field = FormField("number", "Printed from", str(held), "for example 10; 5 at least", needed=True, check=_wrong)

    def save(desk: Desk, values: Mapping[str, str]) -> int:
        from tpdesk.services.dives.boards import set_small_from

        return set_small_from(desk, int(values["number"]))

    def now(desk: Desk) -> dict[str, str]:
        from tpdesk.services.dives.boards import small_from

        return {"number": str(small_from(desk))}

    note = (
        "Smaller numbers of people stand in packs as [c], confidential, and so does what they could be worked "
        "out from. The desk itself shows them all."
    )
    return Form(
        "Numbers of people in packs",
        [field],
        save,
        form="small-numbers",
        doing="Setting the number",
        note=note,
        now=now,
    )


def _wrong(text: str) -> str:
    return "" if text.strip().isdecimal() else f"'{text.strip()}' is no whole number."


_NONE: Final = "none"


def ask_dive(
    app: App[Any],
    workshop: str,
    dives: Sequence[Record],
    current: Record | None,
    then: Callable[[str, bool], None],
) -> None:
    """Ask which of the deep dives a workshop is about; `then` takes the title ("": none) and whether it is a new one.
    `current` is proposed, else the latest."""
    own = [one for one in dives if not one.values["illustrative"]]
    shown_only = [one for one in dives if one.values["illustrative"]]
    none = Choice(_NONE, "None of them, or none yet")
    choices = [
        *(Choice(str(one.id), one.title) for one in reversed(own)),
        none,
        *(Choice(str(one.id), one.title, "illustrative") for one in shown_only),
    ]
    proposed = str(current.id) if current is not None and current in own else choices[0].id

    def chosen(choice: Choice | None) -> None:
        if choice is not None:
            then("" if choice.id == _NONE else choice.text, not choice.id)

    app.push_screen(Choose(f"Which deep dive is {workshop} about?", choices, current=proposed, new="deep dive"), chosen)


def tag_form(dive: Record, lists: Offered) -> Form[Tag]:
    """Return the form."""
    fields = [
        FormField("category", "Category", "", "a code or a part of its name: with all under it",
            choices=[Choice(one.code, one.code, one.title) for one in lists.categories]),
        FormField("agency", "Organisation", "", "blank: any organisation",
            choices=[Choice(name, name) for name in lists.agencies]),
        FormField("label", "Label", "", "the organisation's own word in its file; blank: any"),
        FormField("line", "Line", "", "the number of one line; then leave the three above blank", check=_wrong_line),
        FormField("share", "Share", "100%", "for example 25%, 1/3 or 0.25", needed=True),
    ]  # fmt: skip

    def save(desk: Desk, values: Mapping[str, str]) -> Tag:
        from tpdesk.services.dives.boards import tag_spend

        rule = {name: values[name] for name in ("category", "agency", "label")}
        line = values["line"].replace(",", "").strip()
        return tag_spend(desk, dive.title, **rule, line=int(line) if line else None, share=values["share"])

    note = "All that is named must hold: a category and an organisation together mean that organisation's spend on it."
    return Form(f"Spend of {dive.title}", fields, save, form=f"tag.{dive.id}", doing="Tagging the spend", note=note)


def _wrong_line(text: str) -> str:
    return "" if text.replace(",", "").strip().isdecimal() else f"'{text.strip()}' is not the number of a line."


async def ask_cut(screen: ModeScreen, held: str) -> None:
    """Choose the step after which prevention ends; `held` is the one in force."""
    from tpdesk.calc.tagging import CUTS, STEPS

    stages = {step: stage for stage, step in STEPS.items()}
    choices = [
        Choice(cut, f"up to {cut}", ", ".join(stages[step] for step in CUTS[: n + 1])) for n, cut in enumerate(CUTS)
    ]
    chosen = await screen.app.push_screen_wait(Choose("Where does prevention end?", choices, current=held))
    if chosen is None or chosen.id == held:
        return

    def call(desk: Desk, _: Job) -> None:
        from tpdesk.services.dives.boards import set_prevention_cut

        set_prevention_cut(desk, chosen.id)

    screen.window.act(f"Counting prevention up to {chosen.id}", call)
