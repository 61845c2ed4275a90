"""The overlap: its keys and its help."""

from __future__ import annotations

from typing import Final

from tpdesk.screens.commands.declare import Chapter, Command

CHAPTER: Final = Chapter(
    where="overlap",
    title="Overlap",
    tells="Services on which several organisations spend, and whether their areas meet.",
    commands=(
        Command("overlap.view", "v", "next_view(1)", "View",
            "Go to the next view: ranking, organisations, pairs, concentration, beside another, shortlist."),
        Command("overlap.back", "V", "next_view(-1)", "View before", "Go to the view before.", footer=False),
        Command("overlap.lines", "enter", "open_lines", "Lines", "Show the lines behind the figure under the cursor."),
        Command("overlap.explain", "f5", "explain", "Explain",
            "Show how the figure under the cursor is made: its rule, parts, lines and files. In the ranking, choose "
            "one of the row's figures."),
        Command("overlap.level", "l", "next_level", "Level",
            "Show categories as divisions, groups, classes or service lines."),
        Command("overlap.sort", "s", "sort", "Sort",
            "Sort the ranking: by what can coincide, outside the lead, total, organisations, lead or code."),
        Command("overlap.filter", "f", "next_filter", "Filter",
            "Show all categories, or those of one verdict, or those below the ranking.", footer=False),
        Command("overlap.find", "/,ctrl+f", "find", "Find", "Go to a category by a part of its name or code.",
            footer=False),
        Command("overlap.mark", "M", "mark", "Statutory",
            "Mark the category's split between organisations as statutory, with its law, or remove the mark.",
            footer=False),
        Command("overlap.deminimis", "D", "deminimis", "De minimis",
            "Leave out organisations that spend less than an amount on a category.", footer=False),
        Command("overlap.evidence", "E", "evidence", "Evidence",
            "Show the deliveries, notes and areas that the verdict rests on.", footer=False),
        Command("overlap.overrule", "O", "overrule", "Decide",
            "Decide the verdict by hand, with a reason that is kept and printed.", footer=False),
        Command("overlap.withdraw", "W", "withdraw", "Withdraw",
            "Withdraw the decision by hand. The verdict is then what the records prove.", footer=False),
        Command("overlap.next-weight", "right", "choose_weight(1)", "Next weight",
            "In the shortlist, go to the next weight.", footer=False, palette=False),
        Command("overlap.earlier-weight", "left", "choose_weight(-1)", "Weight before",
            "In the shortlist, go to the weight before.", footer=False, palette=False),
        Command("overlap.more-weight", "+", "change_weight(5)", "More weight",
            "In the shortlist, give the chosen part more weight.", footer=False),
        Command("overlap.less-weight", "-", "change_weight(-5)", "Less weight",
            "In the shortlist, give the chosen part less weight.", footer=False),
        Command("overlap.beside", "w", "choose_other", "Beside", "Choose the place and year to compare with this one.",
            footer=False),
    ),
    prose=(
        (
            "What this shows",
            "For each category how many organisations spend on it, how much is spent outside the largest (the lead), "
            "and how much of that can coincide, because areas meet. The evidence for the category under the cursor "
            "stands beside it.",
        ),
        (
            "What it proves, and what not",
            "Spend can prove fragmentation: several organisations in the same broad area of need. It never proves "
            "that work is done twice. That takes evidence of who does what for whom: the deliveries of deep dives "
            "(6). What they prove outranks what spend says. No figure here is a saving.",
        ),
        (
            "Verdicts",
            "■ duplication: deliveries of two organisations share activity and client group, and their areas meet. ◪ "
            "overlap: they share the client group, or among classes and service lines the activity. ● fragmented: "
            "several organisations, and areas of some meet. ○ separate areas: several organisations, each in its own "
            "area, or a split that a law sets; nothing is done twice for a resident, but one organisation might "
            "serve several. · single: one organisation at most. A ? says unproven: some organisation's area is not "
            "known, and counts as the whole place. E shows the records behind a verdict. O decides otherwise with a "
            "reason, which is marked * and printed with it; a † says illustrative: it rests on invented examples; "
            "↑ says that evidence was gathered on a category above it, and judged there. What the records prove "
            "stays beside what was decided, and W withdraws it.",
        ),
        (
            "Can coincide",
            "Total spend less the heaviest set of organisations of which no two meet. With one county over districts "
            "it is the smaller of the county's spend and the districts' together; districts that never meet add "
            "nothing against each other.",
        ),
        (
            "Organisations",
            "A row a category, a column an organisation, with its name and number above, the largest first. Number "
            "and shade are the organisation's share of the category in per cent. · is nothing, − net negative, <1 "
            "under one per cent. The line below says the cell in words.",
        ),
        (
            "Pairs",
            "How alike two organisations' spending is, in per cent: what they spend on the same categories, over all "
            "that either spends. With a ~ and lighter where their areas do not meet.",
        ),
        (
            "Concentration",
            ("How a category's spend is shared out. As if 2.7 says that it is as concentrated as if 2.7 "
             "organisations of equal size shared it (1 / HHI). Concentration (HHI) is the sum of the squared shares: "
             "1 where one organisation spends all of it, near 0 where many spend alike."),
        ),
        (
            "Beside another",
            ("Per head, category by category, beside another year or place of this desk. Where the two are not on "
             "one base, the screen says so above the table."),
        ),
        (
            "Shortlist",
            "What to look at next. The score is the mean of six parts, each 0 to 1, by their weights: size, number "
            "of organisations, spend outside the lead, how much is decided here, the verdict, barriers noted. ← and → "
            "choose a weight, + and - change it, for the whole desk. A part that is not known is left out of the "
            "score. The last line says whether the first five hold when a weight is moved by a quarter.",
        ),
        (
            "Below the ranking",
            ("Classes that say little (not elsewhere classified), balancing lines, support services and money mapped "
             "no finer than a higher level raise no verdict. They are listed last."),
        ),
    ),
)  # fmt: skip
