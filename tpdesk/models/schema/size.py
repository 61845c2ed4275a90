"""What the amounts of a desk come to without their signs, so that no sum of them can outgrow what holds it."""

from __future__ import annotations

from typing import Final

SIXTH: Final = """
INSERT INTO counter SELECT 'size_pence', CAST(min(total(abs(amount_pence)), 1.8e16) AS INTEGER) FROM spend WHERE true ON CONFLICT DO UPDATE SET last = excluded.last;
"""
