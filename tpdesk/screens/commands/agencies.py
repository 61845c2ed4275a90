"""The agencies: their keys and their help."""

from __future__ import annotations

from typing import Final

from tpdesk.screens.commands.declare import Chapter, Command

CHAPTER: Final = Chapter(
    where="agencies",
    title="Organisations",
    shares=("register",),
    tells=("The organisations of the place, which are the organisations that spend there: who they are, how far "
           "their returns are, and whether our totals are theirs."),
    commands=(
        Command("agencies.view", "v", "next_view(1)", "View",
            "Go to the next view: register, returns, reconciliation.", widget="AgenciesPane"),
        Command("agencies.back", "V", "next_view(-1)", "View before", "Go to the view before.",
            footer=False, widget="AgenciesPane"),
        Command("agencies.return", "w", "edit_return", "Return",
            "Record the dates of the return, the next action, the total that the organisation publishes, and why ours "
            "differs.", widget="AgenciesPane"),
        Command("agencies.send", "S", "act_on_return('send')", "Write workbook",
            "Write a return workbook for the organisation to fill in, or one for each of the place.",
            footer=False, widget="AgenciesPane"),
        Command("agencies.read", "b", "take_back", "Read workbook",
            "Read a return workbook that came back, or all of a folder: checked first, taken in whole or not at all.",
            footer=False, widget="AgenciesPane"),
        Command("agencies.ask", "Q", "act_on_return('ask')", "Question",
            "Type a question on the organisation's return: it goes into the annotated copy of its workbook.",
            footer=False, widget="AgenciesPane"),
        Command("agencies.chase", "C", "act_on_return('chase')", "Chased", "Note that the return was chased today.",
            footer=False, widget="AgenciesPane"),
        Command("agencies.remind", "R", "act_on_return('remind')", "Reminder",
            "Write a letter that asks again for the return, or one to each organisation whose return is overdue.",
            footer=False, widget="AgenciesPane"),
        Command("agencies.areas", "a", "areas", "Areas",
            "Choose the areas that the organisation covers by a part of their names or codes.",
            footer=False, widget="AgenciesPane"),
        Command("agencies.count", "k", "count_as", "Counts here",
            "Choose how much of an organisation that covers more than the place is counted: all, its share of "
            "people, or nothing. Or say that its lines are of this place alone.", footer=False, widget="AgenciesPane"),
        Command("agencies.year", "Y", "choose_return_year", "Year of returns",
            "Choose the year whose returns are shown, even if it has no money yet.",
            footer=False, widget="AgenciesPane"),
        Command("agencies.lines", "l", "lines", "Lines", "Show the organisation's lines of this place and year.",
            footer=False, widget="AgenciesPane"),
        Command("agencies.explain", "f5", "explain", "Explain",
            "Show how the organisation's gross spend is made: its rule, parts, lines and files.",
            footer=False, widget="AgenciesPane"),
        Command("agencies.changed", "c", "changed", "Changes",
            "Show the changes to the organisation, with the values before and after.",
            footer=False, widget="AgenciesPane"),
        Command("agencies.merge", "M", "merge", "Make one of two",
            "Merge this organisation into another: everything of this one goes to the other.",
            footer=False, widget="AgenciesPane"),
    ),
    prose=(
        (
            "What this shows",
            "The organisations that are expected in the count of one place and year, in three views of the same "
            "list: the register, the returns, the reconciliation. Below or beside the list stands all that is kept "
            "of the organisation under the cursor.",
        ),
        (
            "Returns",
            "What each organisation was asked to send for the year, and how far that is: expected, requested, "
            "received, queried, signed off. Space moves it on, Backspace back; the day on which it was asked for or "
            "came is set to today where none was given. w has the dates and what is to be done next. A return that "
            "is not in when it was due is overdue, and says by how many days. Y goes to a year that has no money "
            "yet, to chase its returns. E writes how far each return is to a file.",
        ),
        (
            "Return workbooks",
            "S writes a workbook for the organisation to fill in, or one for each of the place, with last year's "
            "lines, lists to choose from, its own totals and a check; the return is then requested. b reads what came "
            "back, a file or a folder (its path with /* at the end): it is known by a hidden sheet, whatever its name. "
            "It is taken in whole or not at all: its totals must agree with its lines to the penny. One that comes "
            "again takes the place of the one before in one step of undo. a in what was read writes the sender's own "
            "workbook with what was read beside each row and the open questions (Q types one), m copies an e-mail. C "
            "notes that a return was chased; R writes a letter that asks for it again, and notes that too.",
        ),
        (
            "Reconciliation",
            "Ours is the organisation's gross expenditure of the year on this desk. It is held against the total "
            "that the organisation publishes, where one is given (w), else its files against the control totals "
            "typed in when they were taken in. A control total is of a whole file, all years and both directions; "
            "one over several organisations says nothing of one of them.",
        ),
        (
            "Areas",
            ("The areas that an organisation covers say whose areas meet, and so where overlap is possible at all. An "
             "organisation whose area is not known counts as covering the whole place, marked unproven."),
        ),
        (
            "Organisations that cover more than the place",
            "A police or fire authority often covers more than the place. Its money is then said beside every figure "
            "that holds it, with its areas outside the place and the share of its people who live inside. k counts "
            "all of it, the share of its people (an estimate, marked as apportioned), or nothing; a national "
            "organisation whose file is of the place alone is counted whole without a warning. Its lines stay as "
            "they are, and u undoes the choice.",
        ),
        (
            "Two organisations that are one",
            "M moves lines, files, returns, label maps, areas and names of the organisation under the cursor to "
            "another, as one act that u undoes. Its name stays as another name, so that files that use it find the "
            "organisation. Payments between the two become internal recharges.",
        ),
        ("Forms", ("What is typed in a form is kept when it is closed by Esc, or by a crash, and is there when the "
                   "form is opened again, until it is saved or forgotten.")),
    ),
)  # fmt: skip

RETURNS_READ: Final = Chapter(
    where="returns-read",
    title="Return workbooks read",
    tells="What came back, before it is taken in.",
    commands=(
        Command("returns.annotate", "a", "choose('annotate')", "Annotated copy",
            "Write the sender's own workbook with what was read beside each row, and the questions.", palette=False),
        Command("returns.mail", "m", "choose('mail')", "Copy e-mail", "Copy a short e-mail to the sender.",
            palette=False),
    ),
    prose=(),
)  # fmt: skip
"""What was read of return workbooks."""
