"""Makes seed/first_count from the published files beside the project, so that every figure there can be made again:
`python -m tests.seed.make_first_count`. What each file is and where it comes from: seed/SOURCES.md."""

from __future__ import annotations

import csv
import gzip
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final

from tests.seed.reading import SEED, SHARED
from tpdesk.units import largest_remainder

SOURCE: Final = SHARED / "data" / "first_count"
TARGET: Final = SEED / "first_count"
YEAR: Final = "2024-25"
Row = dict[str, str]

REGIONS: Final = {
    "North East": "E12000001",
    "North West": "E12000002",
    "Yorkshire and the Humber": "E12000003",
    "East Midlands": "E12000004",
    "West Midlands": "E12000005",
    "East": "E12000006",
    "London": "E12000007",
    "South East": "E12000008",
    "South West": "E12000009",
}
"""HM Treasury's name of a region -> its code, in the order of the codes."""

LATER_CODES: Final = {"E08000038": "E08000016", "E08000039": "E08000019"}
"""Barnsley's and Sheffield's codes of 2025 -> those of the population figures."""

SERVICES: Final = (
    "education", "highways_transport", "childrens_social_care", "adult_social_care", "public_health", "housing_gfra",
    "cultural", "environmental_regulatory", "planning_development", "police", "fire_rescue", "central", "other",
)  # fmt: skip
"""The services of the revenue outturn, in the order of its summary."""

KINDS: Final = {
    "UA": "unitary", "SD": "district", "MD": "metropolitan", "LB": "london-borough", "SC": "county", "Police": "police",
    "Fire": "fire", "Combined Authority": "combined-authority", "GLA": "combined-authority",
}  # fmt: skip


def rows(path: str) -> list[Row]:
    """Return the rows of one of the published files."""
    file = SOURCE / path
    with gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8-sig") as text:
        return list(csv.DictReader(text))


def write(name: str, header: Sequence[str], lines: Iterable[Sequence[object]]) -> None:
    """Write one file of the seed: UTF-8, LF, one header row."""
    TARGET.mkdir(exist_ok=True)
    with (TARGET / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(lines)


def whole(text: str) -> int:
    """Return a whole number that was printed as `123.0`; nothing is 0."""
    return int(float(text)) if text else 0


# -- districts and boards


def districts() -> None:
    """Write one row a district: where it lies, its people by age, and its council's budget for housing benefit."""
    people = {row["gss_code"]: row for row in rows("population/population_mid2023_mid2024_by_area_and_age_band.csv")
              if row["date"] == "mid-2024"}  # fmt: skip
    budgets = housing_benefit(people)
    lines = []
    for row in sorted(rows("areas/lad24_nesting.csv"), key=lambda row: row["lad24_code"]):
        code = row["lad24_code"]
        ages = {name: whole(text) for name, text in people[code].items() if name.startswith("age_")}
        under_16 = ages["age_0_4"] + ages["age_5_10"] + ages["age_11_15"]
        older = ages["age_65_74"] + ages["age_75_84"] + ages["age_85_plus"]
        lines.append((
            code, row["lad24_name"], row["region24_code"], row["utla23_code"], row["pfa24_code"], row["fra24_code"],
            row["cauth25_code"], whole(people[code]["all_ages"]), ages["age_0_4"], under_16,
            ages["age_5_10"] + ages["age_11_15"] + ages["age_16_17"], ages["age_16_17"] + ages["age_18_64"],
            ages["age_66_plus"], ages["age_75_84"] + ages["age_85_plus"], *budgets[code],
        ))  # fmt: skip
        assert under_16 + ages["age_16_17"] + ages["age_18_64"] + older == lines[-1][7], code
    write(
        "districts",
        ("code", "name", "region", "upper", "police", "fire", "authority", "people", "under_5", "under_16",
         "school_age", "working_age", "over_65", "over_74", "housing_benefit", "budget_known"),
        lines,
    )  # fmt: skip


def housing_benefit(people: dict[str, Row]) -> dict[str, tuple[int, int]]:
    """Return district -> (its council's budget for housing benefit, 1 or 0 for whether the budget is known).

    Where a council's budget is not printed, or printed as nothing, it is that of its region a head: nothing is a gap
    there, since each of these councils pays the benefit.
    """
    printed: dict[str, int] = {}
    for row in rows("council_outturn/ra_2023-24_budget_net_by_line_wide.csv"):
        cells = [row[name] for name in ("hbrent", "hbnreb", "hbhreb")]
        if row["ecode"] and "..." not in cells and sum(map(whole, cells)) > 0:
            printed[LATER_CODES.get(row["gss_code"], row["gss_code"])] = sum(map(whole, cells))
    region = {row["lad24_code"]: row["region24_code"] for row in rows("areas/lad24_nesting.csv")}
    found = {}
    for code in region:
        same = [other for other in printed if region.get(other) == region[code]]
        a_head = Fraction(
            sum(printed[other] for other in same), sum(whole(people[other]["all_ages"]) for other in same)
        )
        found[code] = (printed.get(code) or int(a_head * whole(people[code]["all_ages"])), int(code in printed))
    return found


STREAMS: Final = (
    ("core services: combined allocation as updated in year (in 2025-26 baseline)", "core"),
    ("primary medical care: adjusted recurrent baseline", "primary_medical"),
    ("pharmacy, ophthalmic, dental: adjusted recurrent baseline", "pharmacy_dental_eyes"),
    ("specialised: physical health + high-cost drugs/devices recurrent baseline", "specialised"),
    ("specialised: mental health baseline", "specialised_mental_health"),
    ("running cost allowance", "running"),
)


def boards() -> None:
    """Write what NHS England allocated to each integrated care board, and how its households part over districts."""
    amounts: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows("nhs/icb_allocations_2023-24_to_2025-26_by_stream_kGBP.csv"):
        if row["year"] == YEAR:
            amounts[row["icb_code_nhs"]][row["stream"]] = whole(row["amount_k"])
    shares = rows("areas/lad24_to_icb24_share.csv")
    names = {row["icb24_code_nhs"]: (row["icb24_code"], row["icb24_name"]) for row in shares}
    assert set(names) == set(amounts)
    write(
        "boards",
        ("code", "name", *(key for _, key in STREAMS)),
        (
            (*names[nhs], *(amounts[nhs][stream] for stream, _ in STREAMS))
            for nhs in sorted(names, key=names.__getitem__)
        ),
    )
    pairs = sorted((row["lad24_code"], row["icb24_code"], whole(row["households2021"])) for row in shares)
    write("board_districts", ("district", "board", "households"), pairs)


# -- outturn of councils, police, fire and combined authorities


def outturn() -> None:
    """Write the net current expenditure of each body by service; what it did not return is MHCLG's own estimate."""
    every = rows("council_outturn/ro_rsx_2021-22_to_2024-25_by_authority_and_service.csv")
    names = official_names()
    nesting = rows("areas/lad24_nesting.csv")
    covers = {row[key] for row in nesting for key in ("lad24_code", "utla23_code", "pfa24_code", "fra24_code")}
    covers |= {row["cauth25_code"] for row in nesting} | {"E12000007"}
    nets: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    bodies: dict[str, Row] = {}
    for row in every:
        bodies[row["ecode"]] = row
        if row["status"] == "submitted":
            nets[row["ecode"]][row["year"]][row["service"]] = whole(row["net_k"])
            if row["service"] == "total_service":
                nets[row["ecode"]][row["year"]]["gross"] = whole(row["gross_k"])
    estimates = missing(bodies, nets)
    lines, out = [], []
    for code in sorted(bodies):
        body = bodies[code]
        if body["year"] != YEAR:
            continue
        area = LATER_CODES.get(body["gss_code"], body["gss_code"])
        name = body_name(names.get(code) or body["name"])
        if body["subclass"] in ("Park", "Waste"):
            out.append((name, nets[code][YEAR]["total_service"]))
            continue
        assert area in covers, (code, area)
        found, method = estimates[code] if code in estimates else (nets[code][YEAR], "")
        # The services are printed to the thousand: their sum is up to 2 off the printed total.
        assert abs(sum(found.get(service, 0) for service in SERVICES) - found["total_service"]) <= 2, code
        gross = found.get("gross", 0) if not method else ""
        kind = KINDS[body["subclass"] if body["class"] == "O" else body["class"]]
        amounts = (found.get(service, 0) for service in SERVICES)
        lines.append((code, area, name, kind, *amounts, gross, method))
    write("outturn", ("ecode", "area", "name", "kind", *SERVICES, "gross", "estimate"), lines)
    left_out(out)


def official_names() -> dict[str, str]:
    """Return E-code -> the council's official name, of the councils that stand."""
    with (SHARED / "data/reference/area_codes/uk_local_authorities.csv").open(encoding="utf-8-sig") as file:
        return {row["ecode"]: " ".join(row["official-name"].split()) for row in csv.DictReader(file)
                if row["ecode"] and not row["end-date"] and row["local-authority-type"] != "COMB"}  # fmt: skip


_YOUNG: Final = (
    "Cumberland", "Westmorland and Furness", "North Yorkshire", "North Northamptonshire", "West Northamptonshire",
    "Somerset", "East Suffolk", "West Suffolk",
)  # fmt: skip
"""Councils of recent years that the register calls by their area alone."""


def body_name(name: str) -> str:
    """Return the name of an organisation that is no council as people say it."""
    if name in _YOUNG or name.endswith(" UA"):
        return f"{name.removesuffix(' UA')} Council"
    if name == "City of Westminster":
        return "Westminster City Council"
    name = re.sub(r" Police and Crime Commissioner and Chief Constable\Z", " Police", name)
    name = re.sub(r" Combined Fire and Rescue Authority\Z", " Fire and Rescue Authority", name)
    name = name.replace("Cumbria PCC-FRA", "Cumbria Fire and Rescue Authority")
    name = name.replace("Police, Fire and Crime Commissioner Fire and", "Fire and")
    return name.removeprefix("The ").replace("&", "and")


_CLASS: Final = {"UA": "UA", "SD": "SD", "MD": "MD"}


def missing(
    bodies: dict[str, Row], nets: dict[str, dict[str, dict[str, int]]]
) -> dict[str, tuple[dict[str, int], str]]:
    """Return E-code -> (net by service, how it is estimated) of each council that sent no return: MHCLG's own estimate
    for the class (its total less the returns), shared by the last returns of those that are missing."""
    totals = {row["ecode"]: whole(row["sum_services_net_k"])
              for row in rows("council_outturn/rs_nce_and_grants_2022-23_to_2024-25.csv")
              if row["year"] == YEAR and row["status"] == "total"}  # fmt: skip
    estimates: dict[str, tuple[dict[str, int], str]] = {}
    for group in _CLASS:
        of_group = [code for code, body in bodies.items() if body["year"] == YEAR and body["class"] == group]
        absent = sorted(code for code in of_group if YEAR not in nets[code])
        residual = totals[group] - sum(nets[code][YEAR]["total_service"] for code in of_group if code not in absent)
        last = {code: max(nets[code]) for code in absent}
        weights = [Fraction(nets[code][last[code]]["total_service"]) for code in absent]
        whole_of = sum(weights)
        parts = largest_remainder(residual, [weight / whole_of for weight in weights])
        for code, part in zip(absent, parts, strict=True):
            before = nets[code][last[code]]
            services = [service for service in SERVICES if before.get(service, 0) > 0]
            base = sum(before[service] for service in services)
            split = largest_remainder(part, [Fraction(before[service], base) for service in services])
            how = "split over services" if len(absent) == 1 else f"its part of {len(absent)} councils and its services"
            estimates[code] = (
                {**dict(zip(services, split, strict=True)), "total_service": part},
                f"No return for {YEAR}. The ministry's own estimate (its total for this class of council, less all "
                f"returns) is used; {how} as in the last return, {last[code]}",
            )
    return estimates


# -- the Country and Regional Analysis


COFOG: Final = {
    "2.2 Civil defence": "02.2", "3.1 of which: immigration and citizenship": "03.1",
    "4.2 of which: forestry": "04.2.2", "4.2 of which: market support under CAP": "04.2.1",
    "4.2 of which: other agriculture, food and fisheries policy": "04.2",
    "4.5 of which: local public transport": "04.5", "4.5 of which: local roads": "04.5.1",
    "4.5 of which: national roads": "04.5.1", "4.5 of which: railway": "04.5.3",
    "4.5 of which: other transport": "04.5",
    "9.1 of which: primary education": "09.1.2", "9.1 of which: under fives": "09.1.1",
    "7.A Medical services": "07", "7.B Medical research": "07.5", "7.C Central and other health services": "07.6",
}  # fmt: skip
"""HM Treasury's subfunction -> our category, where it is not the group of the same number."""


def cofog(subfunction: str) -> str:
    """Return the category of one of HM Treasury's subfunctions."""
    if subfunction in COFOG:
        return COFOG[subfunction]
    division, group = subfunction.split(" ")[0].split(".")
    return f"{int(division):02d}.{group}"


def title(subfunction: str) -> str:
    """Return a subfunction as a label: `4.5 of which: national roads` is `National roads`."""
    words = re.sub(r"\A\S+ ", "", subfunction)
    words = re.sub(r"\Aof which: ", "", words)
    words = re.sub(r";? ?of which: .*", "", words)
    return words[0].upper() + words[1:]


SEGMENTS: Final = {
    "STATE PENSION": ("State pension", "over_65"),
    "UNIVERSAL CREDIT": ("Universal Credit", "working_age"),
    "Universal Credit": ("Universal Credit administration", "people"),
    "PERSONAL INDEPENDENCE PAYMENT": ("Personal Independence Payment", "working_age"),
    "EMPLOYMENT AND SUPPORT ALLOWANCE": ("Employment and Support Allowance", "working_age"),
    "DISABILITY LIVING ALLOWANCE": ("Disability Living Allowance", "people"),
    "ATTENDANCE ALLOWANCE": ("Attendance Allowance", "over_74"),
    "PENSION CREDIT": ("Pension Credit", "over_74"),
    "CARER'S ALLOWANCE": ("Carer's Allowance", "working_age"),
    "STATUTORY SICK PAY AND STATUTORY MATERNITY PAY": ("Statutory sick and maternity pay", "working_age"),
    "MATERNITY ALLOWANCE": ("Maternity Allowance", "under_5"),
    "JOBSEEKER'S ALLOWANCE": ("Jobseeker's Allowance", "working_age"),
    "INCOME SUPPORT": ("Income Support", "working_age"),
    "SOCIAL FUND - WINTER FUEL PAYMENT": ("Winter Fuel Payment", "over_65"),
    "STATE PENSION - CHRISTMAS BONUS": ("State pension: Christmas bonus", "over_65"),
    "BEREAVEMENT BENEFITS": ("Bereavement benefits", "working_age"),
    "LABOUR MARKET - OPERATIONAL DELIVERY": ("Jobcentres and help into work", "working_age"),
    "LABOUR MARKET-CORPORATE": ("Jobcentres and help into work", "working_age"),
    "EMPLOYMENT PROGRAMMES": ("Jobcentres and help into work", "working_age"),
    "BENEFIT DELIVERY-CORPORATE": ("Running the benefit system", "people"),
    "BENEFIT DELIVERY - OPERATIONAL DELIVERY": ("Running the benefit system", "people"),
    "CHILD BENEFIT": ("Child Benefit", "under_16"),
    "GUARDIANS ALLOWANCE": ("Guardian's Allowance", "under_16"),
    "PERSONAL TAX CREDIT": ("Tax credits", "under_16"),
    "Tax Free Child Care": ("Tax-Free Childcare", "under_5"),
    "Tax Free Child Care (R/F)": ("Tax-Free Childcare", "under_5"),
    "R&D TAX CREDITS: ABOVE THE LINE": ("Tax relief for research and development", "people"),
    "SMALL COMPANIES R&D": ("Tax relief for research and development", "people"),
    "CORE VOA SPENDING": ("Valuation Office Agency", "people"),
}
"""Segment of the Department for Work and Pensions or of HM Revenue and Customs -> (label, driver)."""


def segment(name: str) -> str:
    """Return the name of a segment without its code."""
    return re.sub(r"\A[SX]0\w+ ?- ?", "", name).strip()


def central_line(row: Row) -> tuple[str, str, str, str] | None:
    """Return (body, label, category, driver) of a row of the analysis; None where the outturn of councils stands
    in its place."""
    body, function, cost = row["department"], row["hmt_subfunction"], row["cap_cur"]
    capital = cost == "CAP"
    if body == "Local Government England":
        if row["sector"] == "PC":
            return "Council housing and local rail companies, not itemised", title(function), cofog(function), "people"
        if capital:
            return "Local government capital, not itemised", title(function), cofog(function), "people"
        return ("", "Housing benefit", "10.6", "housing_benefit") if function == "10.6 Housing" else None
    if body == "Department of Health and Social Care" and not capital:
        label = "NHS and health spending beyond the allocations to integrated care boards"
        return body, label, "07", "beyond_boards"
    name = segment(row["segment_name"])
    if body in ("Department for Work and Pensions", "HM Revenue and Customs"):
        label, driver = SEGMENTS.get(name, (f"Other: {title(function)}", "people"))
        return body, label, cofog(function), driver
    if body == "Department for Education":
        if "ACADEMIES" in name and not capital:
            return body, "Academies", "09.2", "academies"
        if "SKILLS FUNDING AGENCY" in name:
            return body, "Skills and further education", "09.2", "working_age"
        return body, title(function), cofog(function), _school_driver(function)
    return body, title(function), cofog(function), "people"


def _school_driver(function: str) -> str:
    start = function.split(" ")[0]
    if function == "9.1 of which: under fives":
        return "under_5"
    if start in ("9.4", "9.5", "9.3"):
        return "working_age"
    return "school_age" if start.startswith("9.") else "people"


def central() -> None:
    """Write central government's identifiable money by region, and the local money that the outturn does not hold."""
    sums: dict[tuple[str, ...], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    dropped = 0
    for row in rows("cra/cra_2025_england_by_region_segment_2020-21_to_2024-25_kGBP.csv.gz"):
        line = central_line(row)
        amount = whole(row[YEAR])
        if line is None:
            dropped += amount
        elif amount:
            sums[*line, "capital" if row["cap_cur"] == "CAP" else "revenue"][REGIONS[row["itl1"]]] += amount
    write(
        "central",
        ("body", "label", "category", "driver", "cost", *REGIONS.values()),
        (
            (*key, *(amounts.get(code, 0) for code in REGIONS.values()))
            for key, amounts in sorted(sums.items())
            if any(amounts.values())
        ),
    )
    print(f"central: {sum(sum(held.values()) for held in sums.values()):,} k; outturn in place of {dropped:,} k")


def identifiable() -> int:
    """Return the identifiable spending of England, Scotland, Wales and Northern Ireland in thousands of pounds."""
    from openpyxl import load_workbook

    book = load_workbook(SOURCE / "cra/CRA_2025_Database_for_Publication.xlsx", read_only=True)
    cells = book["CRA 2025 database"].iter_rows(values_only=True)
    names = list(next(cells))
    which, country, amount = (names.index(name) for name in ("ID/non-ID", "Country", YEAR))
    countries = ("ENGLAND", "SCOTLAND", "WALES", "NORTHERN IRELAND")
    return sum(
        int(str(row[amount] or 0)) for row in cells if row[which] == "ID" and str(row[country]).upper() in countries
    )


def left_out(unplaced: list[tuple[str, int]]) -> None:
    """Write what is in no place's first count: the United Kingdom's money that no region has, and named bodies."""
    groups: dict[str, int] = defaultdict(int)
    for row in rows("cra/cra_2025_non_identifiable_uk_kGBP.csv"):
        function = row["hmt_subfunction"]
        name = "Other money that is of no region: tax collection, embassies, broadcasting and the like"
        if "Debt Interest" in function:
            name = "Interest on public debt"
        elif function.startswith("2."):
            name = "Defence and the security services"
        groups[name] += whole(row[YEAR])
    lines = [("identifiable", "Spending that a country of the United Kingdom benefits from", identifiable())]
    lines += [("United Kingdom", name, amount) for name, amount in sorted(groups.items())]
    lines += [("England", name, amount) for name, amount in sorted(unplaced)]
    write("left_out", ("of", "what", "amount"), lines)


if __name__ == "__main__":
    districts()
    boards()
    outturn()
    central()
