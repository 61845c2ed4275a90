"""Mode 5: where agencies overlap, and the explanation of any figure."""
