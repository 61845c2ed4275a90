"""What asks the user something over a mode: confirm, choose, fill in."""
