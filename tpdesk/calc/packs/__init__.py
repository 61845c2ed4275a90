"""Results into workbooks: describe, write, check."""
