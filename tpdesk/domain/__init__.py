"""Pure types and rules that every part of tpdesk may import: no file, database, clock or screen."""
