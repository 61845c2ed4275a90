"""What can be asked of spend lines and done to them: filters, order, sums, edits."""
