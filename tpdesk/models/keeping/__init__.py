"""What keeps a desk file safe: backups and going back, the lock, copies, salvage."""
