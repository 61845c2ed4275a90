"""Business cases: what stands in the way of counting one, what it comes to, and how much hangs on what."""
