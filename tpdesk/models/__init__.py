"""The desk: records, the file, and what is kept in it. All SQL lives here."""
