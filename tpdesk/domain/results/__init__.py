"""What calc gives back: plain records in pence, shares and words, the same for screens, packs and the command line."""
