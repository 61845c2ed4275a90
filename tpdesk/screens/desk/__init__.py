"""The desk file itself: history, backups, merge, copy, check, purge, recovery."""
