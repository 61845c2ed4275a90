"""Lines taken out of desks for an engine to add up, and the desk of sums that comes of it."""
