"""What the seed tests share: the files' headers and how a file is read."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

SEED = Path(__file__).resolve().parents[2] / "seed"
SHARED = Path(__file__).resolve().parents[2].parent / "shared"

Row = dict[str, str]
AGENCIES = "agency,kind,areas,aliases,expected,state,published_total_pounds,note,source"
PLACE = "name,status,region,theme,codes,year,people,people_year,households,households_year,source"
HEADERS = {
    "discount_rates": "schedule,from_year,rate,source",
    "optimism_bounds": "project,upper,source",
    "case_corrections": "grade,correction,cohort_data,evidence,age,source",
    "unit_costs": "code,theme,what,unit,agency,fiscal,fiscal_year,economic,economic_year,social,social_year,transfer,"
    "rating,citation",
    "cofog": "code,title,level,parent,weak",
    "service_lines": "code,title,parent,weak,support,balancing,note,source",
    "agency_kinds": "kind,title,tier,control,also",
    "sources": "words,publisher,title,edition,published,accessed,licence,address",
    "places": "name,status,region,council_type,theme,lead_body,source,note",
    "place_codes": "place,code,source",
    "programmes": "place,programme,strand,note,source",
    "funding_awards": "place,funder,amount_pounds,year,match,purpose,source",
    "milestones": "title,date,note,source",
    "deflators": "year,index,kind,edition,source",
    "place_notes": "place,kind,text,source",
    "published_counts": "place,year,title,body,amount_pounds,share_printed,base,source",
    "label_maps": "label,category,share,origin,source",
    "service_words": "words,role,category,strength,kinds,source",
    "agency_purposes": "kind,name,category,source",
    "activities": "name,grouping,alone,source",
    "client_groups": "name,alone,source",
    "areas": "code,name,kind,region,valid_from,valid_to,source",
    "area_nesting": "inner,outer,valid_from,valid_to,source",
    "area_positions": "code,east,north,source",
    "drivers": "title,column,unit,year,grade,source",
    "driver_figures": (
        "code,people_2024,people_0_to_15_2024,people_5_to_15_2024,people_16_to_64_2024,people_18_and_over_2024,"
        "people_65_and_over_2024,people_75_and_over_2024,people_2020,people_0_to_15_2020,people_5_to_15_2020,"
        "people_16_to_64_2020,people_18_and_over_2020,people_65_and_over_2020,people_75_and_over_2020,households_2021"
    ),
    "populations": "code,year,people,households,households_year,source",
    "first_count/districts": (
        "code,name,region,upper,police,fire,authority,people,under_5,under_16,school_age,working_age,over_65,over_74,"
        "housing_benefit,budget_known"
    ),
    "first_count/outturn": (
        "ecode,area,name,kind,education,highways_transport,childrens_social_care,adult_social_care,public_health,"
        "housing_gfra,cultural,environmental_regulatory,planning_development,police,fire_rescue,central,other,gross,"
        "estimate"
    ),
    "first_count/boards": (
        "code,name,core,primary_medical,pharmacy_dental_eyes,specialised,specialised_mental_health,running"
    ),
    "first_count/board_districts": "district,board,households",
    "first_count/central": (
        "body,label,category,driver,cost,E12000001,E12000002,E12000003,E12000004,E12000005,E12000006,E12000007,"
        "E12000008,E12000009"
    ),
    "first_count/services": "service,label,category",
    "first_count/left_out": "of,what,amount",
    "sample/lancashire-2024-25": "Agency,Block,Service,Flow,Cost type,Internal,Amount (£000)",
    "sample/lancashire-agencies": AGENCIES,
    "sample/lancashire-place": PLACE,
    "sample/lancashire-driver": "title,unit,year,grade,figures,source",
    "sample/lancashire-apportion": ("place,agency,year,label,category,amount,areas,method,driver,cost,grade,source"),
    "sample/lancashire-dive-dive": (
        "title,place,parent,question,sponsor,client_group,cohort,starts_on,ends_on,working_days,illustrative,"
        "note,source"
    ),
    "sample/lancashire-dive-tag": "dive,agency,category,label,share",
    "sample/lancashire-dive-delivery": (
        "key,dive,agency,activity,client_group,category,areas,year,cost,passed_on,grade,stage,commissioned_by,"
        "evidence,at"
    ),
    "sample/lancashire-dive-journey": "title,dive,client_group,composite,note,source",
    "sample/lancashire-dive-step": "journey,agency,what,days_waited,cost,breaks,pain",
    "sample/lancashire-dive-workshop": "title,place,dive,held_on,sponsor,theme,agencies,deliveries,note",
    "sample/lancashire-dive-note": (
        "key,workshop,kind,text,at,agencies,activity,client_group,category,dots,parked,private,owner,due_on"
    ),
    "sample/lancashire-dive-barrier": "title,place,dive,level,kind,ask,owner,state,category,evidence,notes",
    "sample/lancashire-dive-opportunity": (
        "title,place,dive,horizon,who_acts,agencies,state,cost,saving,grade,barriers,deliveries,categories,notes,note"
    ),
    "sample/lancashire-outcomes-indicator": "title,place,framework,unit,direction,categories,dives,numerator_name,"
    "denominator_name,frequency,lag,source",
    "sample/lancashire-outcomes-indicator-value": "indicator,area,period,status,value,numerator,denominator,"
    "denominator_year,source",
    "sample/lancashire-outcomes-volume": "agency,place,year,unit,demand,channel,number,cost,cost_basis,category,source",
    "sample/lancashire-redrawn-driver": "title,place,unit,year,grade,figures,source",
    "sample/lancashire-redrawn-boundaries": "title,place,kind,whose,source",
    "sample/lancashire-redrawn-boundary-area": "boundaries,name,areas",
    "sample/lancashire-redrawn-driver-choice": "boundaries,starts,driver,plausible",
    "sample/lancashire-partnership-burden": (
        "place,agency,kind,regime,year,hours,rate,staff,other_cost,tier,evidence,grade,source"
    ),
    "sample/lancashire-partnership-statement": ("title,place,principle,polarity,source"),
    "sample/lancashire-partnership-culture": ("title,place,from,to,how,invited,source"),
    "sample/lancashire-partnership-culture-answer": (
        "round,agency,statement,answers_1,answers_2,answers_3,answers_4,answers_5,dont_know,source"
    ),
    "sample/luton-2008-09": "Agency,Service,Flow,Cost type,Amount (£m)",
    "sample/luton-agencies": AGENCIES,
    "sample/luton-place": PLACE,
}


@cache
def read(name: str) -> tuple[Row, ...]:
    """The rows of a seed file as mappings from header to cell."""
    with (SEED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def read_shared(path: str) -> list[Row]:
    """The rows of a shared file as mappings from header to cell."""
    with (SHARED / path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def one_key(label: str) -> str:
    """A label as it is matched: without case, with single spaces."""
    return " ".join(label.split()).casefold()


def repeated(values: Iterable[object]) -> list[object]:
    """The values that occur more than once."""
    return [value for value, times in Counter(values).items() if times > 1]


def rounded(value: Decimal, places: str) -> Decimal:
    """A value rounded half up to the places of the pattern."""
    return value.quantize(Decimal(places), ROUND_HALF_UP)
