"""The rules of the count and of overlap, written a second time from the domain's text alone: plain Python,
exact fractions, brute force.

Nothing here imports the program, so that an error of the program is no error here.
"""
