"""What was done: the undo log, the history, and purging both."""
