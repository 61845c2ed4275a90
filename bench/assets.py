"""`python -m bench.assets [--sites N] [--rounds N]`: the best set of moves between sites beside HiGHS, a solver of
whole numbers, on the same sites in the same run. HiGHS comes with SciPy, which is installed into a folder of its own;
without it ours is measured alone, and says so."""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import process_time

from bench.measure import machine, with_package
from tpdesk.calc.colocation.best_set import best_set
from tpdesk.calc.colocation.candidates import find_candidates
from tpdesk.calc.colocation.total import colocate
from tpdesk.domain.asset import Point, SharingRules, Site
from tpdesk.domain.results.colocation import YES, MoveCandidate

GOAL = 2.0
"""Seconds that the best set of 200 sites may take."""

HIGHS = """
import json, sys, time
import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
moves, rooms = json.load(sys.stdin)
sites = sorted({name for leaves, host, *_ in moves for name in (leaves, host)})
at = {name: n for n, name in enumerate(sites)}
start = time.process_time()
rows, low, high = [], [], []
def add(pairs, top):
    row = np.zeros(len(moves)); row[[n for n, _ in pairs]] = [v for _, v in pairs]; rows.append(row); high.append(top)
for name in sites:
    add([(n, 1) for n, one in enumerate(moves) if one[0] == name], 1)
    add([(n, one[3]) for n, one in enumerate(moves) if one[1] == name], rooms.get(name, 0))
for n, one in enumerate(moves):
    add([(n, 1), *((m, 1) for m, other in enumerate(moves) if other[0] == one[1])], 1)
found = milp(-np.array([one[2] for one in moves], float), constraints=LinearConstraint(np.array(rows), -np.inf, high),
             bounds=Bounds(0, 1), integrality=np.ones(len(moves)), options={"mip_rel_gap": 0, "time_limit": 120})
print(json.dumps([round(-found.fun), time.process_time() - start, bool(found.status == 0)]))
"""


def make(count: int, seed: int = 1) -> list[Site]:
    """Return so many sites of six organisations in as many towns as give twenty each."""
    drawn = random.Random(seed)
    towns = [(drawn.randrange(340_000, 400_000), drawn.randrange(400_000, 460_000)) for _ in range(max(count // 20, 1))]
    uses = ("office", "customer access", "police station", "library", "community centre", "clinic")
    made = []
    for n in range(count):
        east, north = towns[n % len(towns)]
        people = drawn.randrange(5, 200)
        made.append(
            Site(
                f"Site {n}", drawn.choice("ABCDEF"), drawn.choice(uses),
                Point(int(east + drawn.gauss(0, 700)), int(north + drawn.gauss(0, 700))), drawn.choice((0, 0, 100)),
                people, int(people * drawn.uniform(1, 2.2)), running_pence=people * drawn.randrange(200_000, 700_000),
                share_cost_pence=drawn.randrange(100_000, 250_000),
            )
        )  # fmt: skip
    return made


def by_highs(python: str, candidates: list[MoveCandidate]) -> tuple[int, float, bool]:
    """Return (the saving, seconds of the processor, whether it is proved) of the same moves by HiGHS."""
    moves = [(*one.names, one.saving_pence, one.leaves.people) for one in candidates]
    rooms = {one.host.name: one.room for one in candidates}
    told = subprocess.run(
        [python, "-c", HIGHS], input=json.dumps((moves, rooms)), capture_output=True, text=True, check=True
    )
    saving, seconds, is_proved = json.loads(told.stdout)
    return saving, seconds, is_proved


def main() -> int:
    """Measure, print both and their ratio, and return 1 where the goal is missed or the two differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    sites, rules = make(options.sites), SharingRules()
    candidates, _ = find_candidates(sites, rules)
    usable = [one for one in candidates if one.fits == YES and (one.saving_pence or 0) > 0]
    ours, whole = list[float](), list[float]()
    with tempfile.TemporaryDirectory() as folder:
        python = with_package(Path(folder), "scipy")
        theirs = list[tuple[int, float, bool]]()
        for _ in range(options.rounds):
            start = process_time()
            best = best_set(candidates)
            ours.append(process_time() - start)
            start = process_time()
            colocate("Testshire", sites, rules)
            whole.append(process_time() - start)
            if python is not None:
                theirs.append(by_highs(python, usable))
    print(machine())
    print(f"{options.sites} sites, {len(candidates):,} candidates, {len(usable):,} with a known saving")
    print(f"best set: {median(ours):.3f} s of the processor (goal {GOAL} s), proved: {best.is_proved}")
    print(f"with distances, candidates and why not: {median(whole):.3f} s")
    if not theirs:
        print("HiGHS is not here: ours stands alone")
        return int(median(whole) > GOAL)
    saving, _, is_proved = theirs[0]
    seconds = median(one[1] for one in theirs)
    print(f"HiGHS (SciPy), same moves: {seconds:.3f} s, proved: {is_proved}; ours takes {median(ours) / seconds:.2f} x")
    print(f"both save {best.saving_pence:,} pence" if saving == best.saving_pence else f"HiGHS saves {saving:,} pence")
    return int(median(whole) > GOAL or (is_proved and best.is_proved and abs(saving - best.saving_pence) > 1))


if __name__ == "__main__":
    sys.exit(main())
