"""What a suggestion for a label is made from, and the suggestion: labels, words that say a service, earlier maps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

SERVICE: Final = "service"
"""A word that says a service, such as `refuse collection`."""

SUPPORT: Final = "support"
"""A word that says a support service of an organisation, such as `payroll`."""

BALANCE: Final = "balance"
"""A word that says an account of the balance sheet, such as `suspense`."""

BOUGHT: Final = "bought"
"""A word that says what was bought, such as `petrol`, and nothing of the service."""

SHORT: Final = "short"
"""A short form, such as `maint`."""

CONFIDENCES: Final = ("high", "medium", "low")
"""How sure a suggestion is, the surest first."""

WHOLE: Final = "whole"
"""The step that maps an organisation that serves one purpose as a whole."""

STEPS: Final = (WHOLE, SUPPORT, *CONFIDENCES)
"""What several labels are mapped by at once, in the order in which they are offered."""


@dataclass(frozen=True, slots=True)
class ServiceWord:
    """A word or phrase of `seed/service_words.csv`."""

    words: str
    role: str
    category: str
    """The category's code; the long form where the role is SHORT; empty where it is BOUGHT."""

    weak: bool
    """Whether it says its service only where nothing stronger stands beside it."""

    kinds: frozenset[str] = frozenset()
    """The kinds of organisation in whose labels alone it says that; empty for every kind."""


@dataclass(frozen=True, slots=True)
class EarlierMap:
    """A label, or the title of a category, that stands for one category on this desk."""

    text: str
    """The label, folded."""

    category: str
    where: str
    """`a map of yours`, `a shared map` or `the title of 05.1`."""

    own: bool
    """Whether it is a map of the user's."""


@dataclass(frozen=True, slots=True)
class LabelText:
    """One label of one organisation with what its lines say."""

    text: str
    kind: str
    """The organisation's kind; empty where it is not known."""

    purpose: str = ""
    """The category that the organisation serves as a whole; empty where it serves several."""

    size_pence: int = 0
    """Sum of its lines without their signs."""

    descriptions: tuple[tuple[str, int], ...] = ()
    """(description, pence without sign) of its lines."""

    suppliers: Mapping[str, int] | None = None
    """Category -> pence of its lines whose supplier's other lines on the desk stand for that category."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A category that a label may stand for."""

    category: str
    reason: str
    """In words, to be read after `it`."""

    confidence: str
    """One of CONFIDENCES."""

    step: str
    """One of STEPS: by which step it is accepted."""
