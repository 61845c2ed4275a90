"""Mode 1: who spends what here."""
