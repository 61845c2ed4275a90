"""Mode 4: every line, in a table."""
