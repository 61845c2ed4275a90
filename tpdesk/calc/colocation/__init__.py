"""Which sites of a place could be shared, and which moves save most together."""
