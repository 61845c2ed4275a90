"""Lines exported for an engine, and what it makes of them."""
