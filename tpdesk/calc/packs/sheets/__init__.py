"""The sheets of a board pack, by group: front, count, overlap, books, method and charts."""
