"""What tpdesk keeps outside the desk file: drafts, preferences, lists of what was used lately."""
