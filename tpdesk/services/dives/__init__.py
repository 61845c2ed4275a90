"""Acts on deep dives and questions of them; each module is imported when it is first named."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tpdesk.services.dives import boards as boards
    from tpdesk.services.dives import files as files
    from tpdesk.services.dives import live as live
else:
    from tpdesk.lazy import load_when_named

    __getattr__, __dir__ = load_when_named(__name__, __path__)
