"""A colleague's desk taken in."""
