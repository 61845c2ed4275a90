"""The packs: its keys and its help."""

from __future__ import annotations

from typing import Final

from tpdesk.screens.commands.declare import Chapter, Command

VERSIONS: Final = (
    Command("versions.freeze", "n", "freeze", "Freeze", "Freeze the count as it is now.", palette=False),
    Command("versions.mark", "space", "mark", "Compare with", "Compare with the version under the cursor, or with now.",
        palette=False),
    Command("versions.explain", "x,f5", "explain", "Explain", "Choose a step, and show who and what made it.",
        palette=False),
    Command("versions.remove", "r,delete", "remove", "Remove", "Remove the version under the cursor.", palette=False),
)  # fmt: skip
"""The keys of the panel of versions."""

CHAPTER: Final = Chapter(
    where="packs",
    title="Packs",
    tells="The board's workbook: choose, check, write, and what has changed since.",
    commands=(
        Command("packs.write", "w,n", "write", "Write", "Write the pack with these options, and check it."),
        Command("packs.change", "e,enter", "change", "Change",
            "Change the option under the cursor: draft or final, the copy, its author, its folder, with or without "
            "every line, with or without papers for the meeting."),
        Command("packs.versions", "z", "versions", "Versions",
            "Frozen counts of this place and year, and what changed from one to another or to now."),
        Command("packs.summary", "s", "summary", "Summary",
            "Write what this place tells a national report: totals, grades, savings and barriers, and no lines.",
            footer=False),
        Command("packs.open", "v", "open_pack", "Open",
            "Open the pack under the cursor, or the one just written, in Excel or the program for workbooks.",
            footer=False),
        Command("packs.folder", "f", "show_folder", "Folder",
            "Show the pack under the cursor, or the one just written, in its folder.", footer=False),
        Command("packs.copy", "c", "copy_path", "Copy path",
            "Copy the path of the pack under the cursor, or of the one to be written."),
        Command("packs.check", "k", "check_workbook", "Check a workbook",
            "Check any workbook, whoever made it, against the rules for accessible workbooks.", footer=False),
    ),
    prose=(
        ("What this shows", ("The next pack at the top left, what to look at before it is written beside it, and "
                             "below the packs that were written from this desk.")),
        (
            "Working copy and publication copy",
            "A working copy has live formulas, notes and the desk's changes, for those who work with the figures. A "
            "publication copy has values alone and meets every rule for accessible workbooks.",
        ),
        (
            "A sheet of every line",
            "Enter on Lines puts every line of the place and year into the workbook: what each sum is made of, with "
            "its file and row. Suppliers, descriptions and files stand in a working copy only, since they may name "
            "people. A hundred thousand lines take some seconds and about 9 MB.",
        ),
        (
            "Papers for the meeting",
            "Enter on Papers writes a second workbook beside the pack: eight pages at most in 11 point, for a board "
            "that reads on paper, and a PDF of it where LibreOffice is installed. Where it is not, Excel makes one: "
            "File, Save As, PDF.",
        ),
        (
            "Before you write",
            "✓ is in order. ! is what a reader will ask about: missing returns, money without a category, "
            "organisations that differ from their own totals. ✗ is wrong: sums that should be equal differ. Nothing "
            "stops you from writing; the pack itself says all of it too.",
        ),
        (
            "Checking a workbook",
            ("k asks for any .xlsx file and says which rules for accessible workbooks it breaks, and where: "
             "essential ones first. c there copies all of it. The file is only read."),
        ),
        (
            "Versions and what changed",
            "z lists the frozen counts of this place and year. n there freezes the count as it is now: nothing changes "
            "it again. The picture leads from the version under the cursor to now, or to one chosen with Space, in "
            "steps that add up to the penny: late returns, resubmitted returns, corrections and the like, each with "
            "the organisation, the file and who.",
        ),
        (
            "A national report",
            "Enter on Kind, then National report: what all places of this desk report together, with those of other "
            "desks and of summaries that Enter on With adds. Only totals of the same money and year are added, of "
            "areas that do not meet; what is listed and not added says why, and who says nothing is named. s writes "
            "this place's summary for somebody else's report.",
        ),
        ("Changed since", ("How much was done on the desk after the pack was written. A pack is a picture of a "
                           "moment: write it again, and compare.")),
        ("Where it goes", ("The path is shown whole, to be copied. Nothing is sent anywhere. A file of the same name "
                           "is replaced, once the new one is whole.")),
    ),
)  # fmt: skip
