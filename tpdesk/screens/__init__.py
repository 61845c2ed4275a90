"""What the user sees: one screen a module."""
