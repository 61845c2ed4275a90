"""The moves that save most together: exact, by branch and bound.

A site is left once, nobody moves into a site that is left, and room is used once. Sites between which no chain of moves
leads are areas apart, and each is worked out by itself. In an area a price is set on leaving each site (Lagrangian
relaxation): what a site is worth as a host is then a question of its own, how to fill its room best, and the sum of
these bounds what the undecided sites can save. Sites are decided from the surest on. Where an area takes more than
`MOST_NODES` steps, the best set found stands, with the bound that no set exceeds.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import Final

from tpdesk.domain.results.colocation import YES, BestSet, MoveCandidate

MOST_NODES: Final = 20_000
"""Steps of the search in one area."""

_MOST_LOOKS: Final = 400_000
"""Steps times sites: a large area has fewer steps, so that no desk waits."""

_MOST_FILLINGS: Final = 300
"""Ways to fill the room of one site that are tried."""

_MOST_OFFERS: Final = 120_000
"""Rounds times moves."""

_ROUNDS: Final = 200
"""Rounds in which the prices of an area are set."""


def best_set(candidates: Sequence[MoveCandidate]) -> BestSet:
    """Return the set of moves with the greatest known saving."""
    usable = [one for one in candidates if one.saving_pence is not None and one.saving_pence > 0 and one.fits == YES]
    moves, bound = list[MoveCandidate](), 0
    for area in _areas(usable):
        chosen, most = _Search(area).run()
        moves += chosen
        bound += most
    moves.sort(key=lambda one: (-(one.saving_pence or 0), one.names))
    return BestSet(tuple(moves), sum(one.saving_pence or 0 for one in moves), bound)


def _areas(candidates: Sequence[MoveCandidate]) -> list[list[MoveCandidate]]:
    """Return the moves in parts between which no chain of moves leads."""
    head: dict[str, str] = {}

    def top(name: str) -> str:
        while head.setdefault(name, name) != name:
            head[name] = head[head[name]]
            name = head[name]
        return name

    for one in candidates:
        head[top(one.leaves.name)] = top(one.host.name)
    found: dict[str, list[MoveCandidate]] = {}
    for one in candidates:
        found.setdefault(top(one.leaves.name), []).append(one)
    return list(found.values())


_Move = tuple[int, int, int]
"""(the other site, saving, people)."""


class _Search:
    """The search in one area. Sites are numbers."""

    def __init__(self, area: Sequence[MoveCandidate]) -> None:
        self.by_names = {one.names: one for one in area}
        self.names = sorted({name for names in self.by_names for name in names})
        number = {name: n for n, name in enumerate(self.names)}
        self.goes: list[list[_Move]] = [[] for _ in self.names]
        self.comes: list[list[_Move]] = [[] for _ in self.names]
        self.room = [0] * len(self.names)
        for one in area:
            leaves, host = number[one.leaves.name], number[one.host.name]
            saving, people = one.saving_pence or 0, one.leaves.people or 0
            self.goes[leaves].append((host, saving, people))
            self.comes[host].append((leaves, saving, people))
            self.room[host] = one.room or 0
        self.price = [0.0] * len(self.names)
        self.stays: list[bool | None] = [None if goes else True for goes in self.goes]
        self.best, self.plan = 0, dict[int, int]()
        self.nodes, self.is_cut, self.open_bound = 0, False, 0.0
        self.most_nodes = min(MOST_NODES, _MOST_LOOKS // len(self.names))

    def run(self) -> tuple[list[MoveCandidate], int]:
        """Return (the moves chosen, what no set exceeds)."""
        self._take(self._greedy(set()))
        root = self._set_prices(min(_ROUNDS, _MOST_OFFERS // len(self.by_names)))
        filled = [self._fill(host) for host in range(len(self.names))]
        self.order = sorted(range(len(self.names)), key=lambda site: -abs(filled[site] - self.price[site]))
        self._decide(filled, self._bound(filled), 0)
        chosen = [self.by_names[self.names[leaves], self.names[host]] for leaves, host in self.plan.items()]
        return chosen, max(self.best, int(min(root, self.open_bound))) if self.is_cut else self.best

    # -- the bound

    def _fill(self, host: int) -> float:
        """Return the most that the room of a host is worth at these prices."""
        return fill_room(self._offers(host), self.room[host])[0]

    def _offers(self, host: int) -> list[tuple[float, int, int]]:
        """Return (gain, people, site) of those who may move in, the most for each person first."""
        offers = []
        for site, saving, people in self.comes[host]:
            gain = saving - self.price[site]
            if gain > 0 and self.stays[site] is not True:
                offers.append((gain, people, site))
        # Who brings nobody takes no room, and is worth more for each person than anybody.
        offers.sort(key=lambda one: one[0] / one[1] if one[1] else inf, reverse=True)
        return offers

    def _bound(self, filled: Sequence[float]) -> float:
        total = 0.0
        for site, worth in enumerate(filled):
            state, price = self.stays[site], self.price[site]
            if state is None:
                total += max(worth, price)
            else:
                total += worth if state else price
        return total

    def _set_prices(self, rounds: int) -> float:
        """Set the prices at which the bound of what is decided is least; return it."""
        best_price, best, pace = self.price, float("inf"), 1.0
        since = 0
        for round_ in range(rounds):
            filled = [self._fill(host) for host in range(len(self.names))]
            bound = self._bound(filled)
            if bound < best - 1:
                best, best_price, since = bound, list(self.price), 0
            else:
                since += 1
                if since >= 5:
                    pace, since = pace * 0.6, 0
            if best < self.best + 0.99:
                break
            slope, hosts = self._slope(filled)
            if round_ % 5 == 4:
                self._take(self._greedy(hosts))
            norm = sum(one * one for one in slope)
            if not norm:
                break
            step = pace * max(bound - self.best, 1.0) / norm
            self.price = [max(0.0, price - step * one) for price, one in zip(self.price, slope, strict=True)]
        self.price = best_price
        return best

    def _slope(self, filled: Sequence[float]) -> tuple[list[float], set[int]]:
        """Return (how far each site is left less than once at these prices, the hosts)."""
        slope, hosts = [1.0] * len(self.names), set[int]()
        for host, worth in enumerate(filled):
            state = self.stays[host]
            if state or (state is None and worth > self.price[host]):
                slope[host] -= 1
                hosts.add(host)
                for site in fill_room(self._offers(host), self.room[host])[1]:
                    slope[site] -= 1
        return slope, hosts

    # -- sets of moves

    def _greedy(self, hosts: set[int]) -> dict[int, int]:
        """Return moves taken one by one, the largest saving over the site's price first: into these hosts, then into
        any."""
        plan, left, used = dict[int, int](), list(self.room), set[int]()
        each = [(host not in hosts or site in hosts, self.price[site] - saving, people, site, host)
            for host, comes in enumerate(self.comes) for site, saving, people in comes]  # fmt: skip
        for _, _, people, site, host in sorted(each):
            if site not in plan and host not in plan and site not in used and people <= left[host]:
                plan[site] = host
                used.add(host)
                left[host] -= people
        return plan

    def _take(self, plan: dict[int, int]) -> None:
        saving = sum(saving for site, host in plan.items() for to, saving, _ in self.goes[site] if to == host)
        if saving > self.best:
            self.best, self.plan = saving, dict(plan)

    # -- the search

    def _decide(self, filled: list[float], bound: float, depth: int) -> None:
        if bound < self.best + 0.99 or self._is_over(bound):
            return
        while depth < len(self.order) and self.stays[self.order[depth]] is not None:
            depth += 1
        if depth == len(self.order):
            self._assign()
            return
        site = self.order[depth]
        worth, price = filled[site], self.price[site]
        rest = bound - max(worth, price)
        for state in (worth > price, worth <= price):
            self.stays[site] = state
            if state:
                self._decide(*self._without(site, filled, rest + worth), depth + 1)
            else:
                self._decide(filled, rest + price, depth + 1)
        self.stays[site] = None

    def _without(self, site: int, filled: list[float], bound: float) -> tuple[list[float], float]:
        """Return what rooms are worth, and the bound, where a site stays and its people come nowhere."""
        inner = list(filled)
        for host, _, _ in self.goes[site]:
            inner[host] = self._fill(host)
            if self.stays[host] is None:
                bound += max(inner[host], self.price[host]) - max(filled[host], self.price[host])
            elif self.stays[host]:
                bound += inner[host] - filled[host]
        return inner, bound

    def _is_over(self, bound: float) -> bool:
        """Count a step; return whether there are none left, and keep the bound of what is not looked at."""
        if self.nodes >= self.most_nodes:
            self.is_cut = True
            self.open_bound = max(self.open_bound, bound)
            return True
        self.nodes += 1
        return False

    def _assign(self) -> None:
        """Find the best hosts where it is decided who leaves."""
        leaving = [site for site, stays in enumerate(self.stays) if not stays]
        options = {
            site: sorted((move for move in self.goes[site] if self.stays[move[0]]), key=lambda move: -move[1])
            for site in leaving
        }
        leaving.sort(key=lambda site: (len(options[site]), -self.goes[site][0][2]))
        most = [0] * (len(leaving) + 1)
        for n in range(len(leaving) - 1, -1, -1):
            most[n] = most[n + 1] + max((move[1] for move in options[leaving[n]]), default=0)
        self._place([options[site] for site in leaving], leaving, most, 0, 0, list(self.room), {})

    def _place(
        self, options: list[list[_Move]], leaving: list[int], most: list[int], n: int, saving: int, left: list[int],
        plan: dict[int, int],
    ) -> None:  # fmt: skip
        if saving + most[n] <= self.best:
            return
        if n == len(leaving):
            self.best, self.plan = saving, dict(plan)
            return
        if self._is_over(saving + most[n]):
            return
        for host, each, people in options[n]:
            if people <= left[host]:
                plan[leaving[n]] = host
                left[host] -= people
                self._place(options, leaving, most, n + 1, saving + each, left, plan)
                left[host] += people
                del plan[leaving[n]]


def fill_room(offers: Sequence[tuple[float, int, int]], room: int) -> tuple[float, tuple[int, ...]]:
    """Return (the most that the room is worth, who moves in) of offers (gain, people, site), the most for each person
    first. Above `_MOST_FILLINGS` ways to fill it the last one comes in part, so that the worth is no less."""
    best, ways = 0.0, 0
    chosen: tuple[int, ...] = ()

    def most(n: int, left: int) -> float:
        worth = 0.0
        for gain, people, _ in offers[n:]:
            if people > left:
                return worth + gain * left / people
            worth += gain
            left -= people
        return worth

    def fill(n: int, left: int, worth: float, within: tuple[int, ...]) -> None:
        nonlocal best, chosen, ways
        ways += 1
        if worth > best:
            best, chosen = worth, within
        if n == len(offers) or ways > _MOST_FILLINGS or worth + most(n, left) <= best:
            return
        gain, people, site = offers[n]
        if people <= left:
            fill(n + 1, left - people, worth + gain, (*within, site))
        fill(n + 1, left, worth, within)

    fill(0, room, 0.0, ())
    return (most(0, room) if ways > _MOST_FILLINGS else best), chosen
