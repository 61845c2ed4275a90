"""Tools of those who hand tpdesk out; nothing of them is in its wheel."""
