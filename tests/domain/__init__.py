"""Tests of the pure types."""
