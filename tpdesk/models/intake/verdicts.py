"""What cells of short lists say, and what is done with those that say nothing on them: coerced by a rule, or the row rejected."""

from __future__ import annotations

from collections.abc import Callable

from tpdesk.models.intake.choices import cofog_of, control_of, cost_type_of, flow_of, grade_of, internal_of, status_of
from tpdesk.models.intake.fields import Cell
from tpdesk.models.intake.layout import Layout


class BadRow(Exception):
    """A row that is to be rejected."""

    def __init__(self, field: str, rule: str, value: Cell, message: str) -> None:
        super().__init__(message)
        self.field, self.rule, self.value = field, rule, value


class Coerced(Exception):
    """A cell that was read by a rule."""

    def __init__(self, value: object, rule: str) -> None:
        super().__init__(rule)
        self.value, self.rule = value, rule


class Verdicts:
    """Reads the cells of short lists. Each reader returns a value, or raises Coerced or BadRow."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self.readers: dict[str, Callable[[str], object]] = {
            "cost_type": self._cost_type, "flow": self._flow, "status": self._status, "control": self._control, "grade": self._grade,
            "internal": self._internal, "category": self._category,
        }  # fmt: skip
        """Field to the reader of its cells."""

    def _cost_type(self, text: str) -> object:
        found = cost_type_of(text)
        if found is None:
            if "cost_type" in self._layout.mapped and text.casefold() != "unknown":
                raise BadRow("cost_type", "unknown cost type", text, f"'{text}' is neither revenue nor capital.")
            raise Coerced("unknown", "cost type not said")
        return found

    def _flow(self, text: str) -> object:
        return self._chosen("flow", flow_of(text), text, "neither expenditure nor income")

    def _status(self, text: str) -> object:
        return self._chosen("status", status_of(text), text, "none of actual, budget, estimate, apportioned")

    def _control(self, text: str) -> object:
        return self._chosen("control", control_of(text), text, "none of local, influenced, national")

    def _grade(self, text: str) -> object:
        found = grade_of(text)
        if found is None:
            raise BadRow(
                "grade", "unreadable grade", text, f"'{text}' is no grade of confidence; it is a number from 1 to 6."
            )
        return found

    def _internal(self, text: str) -> object:
        found = internal_of(text)
        if found is None:
            raise Coerced(False, "internal neither yes nor no")
        return found

    def _category(self, text: str) -> object:
        code, changed = cofog_of(text)
        if code is None:
            if "category" in self._layout.mapped:
                # The desk may know a scheme of its own: it is asked, and rejects what it does not know.
                return text
            raise Coerced(None, "category that is no COFOG code")
        if changed:
            raise Coerced(code, "category code taken from its text")
        return code

    def _chosen(self, field: str, found: str | None, text: str, none: str) -> str:
        if found is None:
            raise BadRow(field, f"unknown {field}", text, f"'{text}' is {none}.")
        return found
