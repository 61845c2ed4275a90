"""The records of every declared kind, all by the same code:
parsed, stored, named, related, checked, read from files and written to them."""
