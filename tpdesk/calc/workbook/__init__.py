"""Workbooks from sheets as data: describe, place, write and check them, whatever they are about."""
