"""Mode 7: packs for the board."""
