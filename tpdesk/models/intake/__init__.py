"""Files into lines: read, recognise, map, validate, load."""
