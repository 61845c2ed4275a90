"""The rules of docs/method.md in a sentence or two, by their numbers there:
what stands beside a figure that follows them."""

from __future__ import annotations

from typing import Final

from tpdesk.domain.figure import MethodRule

PENCE: Final = MethodRule("1", "Money is whole pence in integers from the moment it is read.")
TRANSFERS: Final = MethodRule(
    "3",
    "Money is counted once, at the last public spender. A payment to another organisation is taken out if that "
    "organisation is counted in the same place and year, and all payments to it together at most up to its own gross "
    "spend of a like status. What is above stays; a receiver without lines stays whole.",
)
INCOME: Final = MethodRule(
    "4",
    "Income is a flow of its own. Net of income leaves out income from counted organisations, or a transfer would be "
    "taken off twice. Internal recharges come off gross and off income alike, and are shown apart.",
)
PER_HEAD: Final = MethodRule(
    "7",
    "Per head uses the mid-year estimate of the calendar year in which the financial year starts; households have a "
    "year of their own. What is missing is a blank and an issue, never a zero.",
)
UNMAPPED: Final = MethodRule("9", "Money without a category is a category of its own, always shown.")
SHARES: Final = MethodRule(
    "The count",
    "A label that stands for several categories is split by shares that add to 1: what is left after transfers is "
    "split by largest remainder, so that the parts add up to it.",
)
FRAGMENTATION: Final = MethodRule(
    "Overlap",
    "Spend by organisation and category can prove fragmentation only, never that work is done twice. An organisation "
    "counts with spend after transfers above zero and at or above the de-minimis.",
)
CONCENTRATION: Final = MethodRule(
    "Overlap",
    "HHI is the sum of squared shares; the effective number of organisations is 1 / HHI; fragmentation is 1 - HHI.",
)
OUTSIDE_LEAD: Final = MethodRule(
    "Overlap",
    "Outside the lead is what all but the largest organisation spend: an upper bound for discussion, never a saving.",
)
MEETING: Final = MethodRule(
    "Overlap",
    "Outside the lead where areas meet is the total less the heaviest set of organisations of which no two meet: "
    "spend can coincide at most up to that. An organisation whose area is not known counts as covering the whole "
    "place, and what rests on it is called unproven.",
)
TAGS: Final = MethodRule(
    "21",
    "Spend is tagged to a deep dive line by line or by a rule, whole or by a share. The shares of several tags on "
    "one line add up, and a line never counts for more than the whole of it.",
)
STREAMS: Final = MethodRule(
    "Funding streams",
    "A stream of a year is worth what was awarded, or the sum of its contributions; a contribution is part of its pool "
    "and counts there, once. Its priorities have their shares by largest remainder, with not mapped as the last part. "
    "What was spent is the actual expenditure of lines that name it.",
)
VERSIONS: Final = MethodRule(
    "Versions",
    "A difference between two counts is parted into steps that add up to it exactly: gross spend is a sum over "
    "disjoint sets of lines, and what is taken off gross is a step of its own.",
)
AREAS: Final = MethodRule(
    "6",
    "Money is placed where its lines name an area. What names none, or one that is larger, is spread by a driver only "
    "where one is chosen, by largest remainder, and is not placed otherwise.",
)
SUBTHEMES: Final = MethodRule(
    "23",
    "Sub-themes are in the total of the deep dive above them, by the same rule: a line that both reach counts once.",
)
PAIRS: Final = MethodRule(
    "Overlap",
    "Pairs: the sum over categories of the lesser of the two organisations' spend; similarity (Ruzicka) is that "
    "over the sum of the greater.",
)
REDRAWN: Final = MethodRule(
    "New boundaries",
    "Spend of an organisation that lies in one new area, and of lines that name an area in it, is that area's own. All "
    "else is shared by the first choice of driver that fits, by largest remainder, so that nothing is made or lost.",
)
CASE: Final = MethodRule(
    "Business cases",
    "Exact fractions with two roundings only: each amount of a line and year to the penny, and each present value once "
    "at the end. What is added for optimism, or taken off, is on.",
)
SHARING: Final = MethodRule(
    "Assets and co-location",
    "Saving a year, at most, is the running cost of the site that is left, less its income, less its people times what "
    "one more person costs at the host. The best set saves most of all sets in which a site is left once, nobody moves "
    "into a site that is left, and no room is used twice.",
)
OUTCOMES: Final = MethodRule(
    "Outcomes",
    "Progress is (actual - baseline) / (target - baseline), all of one area, and needs all three. A difference is "
    "called a change only where the 95% intervals do not meet. Small counts are not printed, nor what follows from "
    "them.",
)
UNIT_COSTS: Final = MethodRule(
    "Volumes and unit costs",
    "A unit cost is cost / number of one organisation, unit and year on a stated basis. Failure demand costs at most "
    "its number at that cost, since the average holds costs that stay.",
)
BURDEN: Final = MethodRule(
    "Burden",
    "An entry costs hours x rate an hour, to the penny, and its other cost. The share is of the spending of the "
    "organisations that made an entry and whose spending is held, after payments among themselves.",
)
CULTURE: Final = MethodRule(
    "Culture rounds",
    "A score is the mean of answers from 1 to 5, turned where agreeing names an obstacle, so that 5 is always good. "
    "What too few answered is not printed, nor what would give it away.",
)
MILESTONES: Final = MethodRule("Milestones", "Slip is the day done, or else the forecast, less the baseline, in days.")
