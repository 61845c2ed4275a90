"""Deep dives: who does what for whom, what was said in the room, and what follows from it."""
