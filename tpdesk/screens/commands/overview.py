"""The overview: its keys and its help."""

from __future__ import annotations

from typing import Final

from tpdesk.screens.commands.declare import Chapter, Command

CHAPTER: Final = Chapter(
    where="overview",
    title="Overview",
    tells="Who spends what here, and how many of us are in it.",
    commands=(
        Command("overview.level", "l", "next_level", "Level",
            "Show categories as divisions, groups, classes or service lines."),
        Command("overview.all", "a", "all_rows", "All rows",
            "Show every organisation and category, or the biggest only."),
        Command("overview.areas", "A", "show_areas", "By area",
            "Show the money by wards, districts or other areas: placed directly, spread by a driver, not placed."),
        Command("overview.first-count", "c", "first_count", "First count",
            "Fill this place from published figures, before any return is in: see first what it comes to and what it "
            "leaves out.", footer=False),
        Command("overview.benefits", "J", "import_benefits", "DWP benefits",
            "Import DWP's own table of benefit expenditure by local authority: a line for each authority and benefit, "
            "in place of the first count's shares.", footer=False),
        Command("overview.explain", "f5", "explain", "Explain",
            "Choose a figure of the screen and show how it is made: its rule, parts, lines and files."),
    ),
    prose=(
        ("What this shows", ("Who spends what in one place and year, and how many public organisations are in it. The "
                             "places are on the left, those with money first.")),
        (
            "Gross, after transfers, net of income",
            "Gross is everything spent. Money that one counted organisation pays another is taken off where it would "
            "be counted twice (transfers), and so are internal recharges: that leaves after transfers, and every "
            "share, figure per head and bar is of that. Outside income, such as fees and grants, comes off for net "
            "of income.",
        ),
        (
            "Per head and per household",
            "Over the people at the middle of the year in which the financial year starts, and over the households "
            "held, which have a year of their own. Where no figure is recorded the screen shows a dash, never a zero.",
        ),
        (
            "Organisations counted",
            "How many of the organisations expected in this place have money in this year. The others are named; a "
            "figure of an earlier year beside a name is for information and is not added.",
        ),
        (
            "Categories and levels",
            "Services by COFOG: l goes through divisions, groups, classes and service lines. Organisations is the "
            "number with money in the category: more than one shows that the money is fragmented, never that work is "
            "done twice. Says little marks a category that hardly tells what the money is for, such as not elsewhere "
            "classified. In the line of steps ✓ is done and ○ still to do. Mapped no finer means that its money "
            "stays at the level at which it was mapped.",
        ),
        (
            "First count",
            "c fills a place of England from published figures for 2024-25: councils, police, fire, NHS boards and "
            "departments, each line with its source, method and grade from A (as returned) to E (the average of the "
            "region). It is for what a full count should come to, for who still owes a return, and for a check on "
            "returns; nothing is proved by it of overlap. An organisation's own file takes the place of its figures.",
        ),
        (
            "DWP benefits",
            "Benefits are about a third of a first count, shared by people of an age. DWP publishes what it spends in "
            "each local authority: download its table of benefit expenditure by local authority (.ods), and J puts its "
            "figures in place of these shares, with grade 2. Housing benefit stays out: councils pay it.",
        ),
        ("Unmapped", ("Money whose labels have no category yet. It stays in the total and in the table, so that "
                      "nothing is hidden.")),
    ),
)  # fmt: skip


AREAS: Final = Chapter(
    where="areas",
    title="By area",
    tells="See the money of a place by its wards, districts or other areas.",
    commands=(
        Command("areas.explain", "enter,x,f5", "explain", "Explain",
            "Show what the money of the area under the cursor is made of: lines, drivers and shares.", palette=False),
        Command("areas.kind", "k", "choose_kind", "Kind", "Choose the kind of areas, for example ward.",
            palette=False),
        Command("areas.spread", "s", "choose_spread", "Spread",
            "Choose a driver that spreads what is placed no finer, or spread nothing.", palette=False),
        Command("areas.shade", "h", "shade", "Shade", "Shade the map by pounds per head, or by pounds in all.",
            palette=False),
        Command("areas.map", "m", "larger_map", "Larger map", "Give the map the room of the table, or give it back.",
            palette=False),
    ),
    prose=(
        (
            "What this shows",
            "The money of the place by areas of one kind, under the areas that they lie in. Placed directly is what "
            "lines name the area for, or one inside it. Spread is an estimate: what is placed no finer, by the driver "
            "that you choose. The areas and not placed add up to the place.",
        ),
        (
            "The map",
            "Each area is a tile near where it lies, with three letters of its name, as in the table's column Map. "
            "Tiles are as large as each other. The shade says how much: the legend below has the amounts. The area "
            "under the cursor stands in brackets; a click on a tile selects it in the table.",
        ),
        ("People", ("Per head only where the people of an area are known. An area of fewer than 10 people has no line; "
                    "its money is in not placed. Wards come in with the verb that imports areas.")),
    ),
)  # fmt: skip
"""The panel of areas."""
