"""The rooms of mode 4: files taken in, labels mapped, transfers, batches and rejects looked at."""
