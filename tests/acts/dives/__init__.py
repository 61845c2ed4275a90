"""Acts on deep dives."""
