"""Pure arithmetic over the cube: plain data in, results with basis, sources and issues out."""
