"""Mode 6: deep dives, and the room."""
