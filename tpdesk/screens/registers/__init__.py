"""Registers: what every kind of record shares on the screen, and modes 2 and 3, places and agencies."""
