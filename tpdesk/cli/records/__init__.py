"""The verbs of every declared kind of record, made from its declaration."""
