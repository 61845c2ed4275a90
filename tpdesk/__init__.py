"""tpdesk: the desk tool for place-based public spending."""

__version__ = "0.1.0"
