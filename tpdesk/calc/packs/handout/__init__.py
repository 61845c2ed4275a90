"""The notes of a workshop or deep dive as a handout: what it holds, and as a Word document or Markdown."""
