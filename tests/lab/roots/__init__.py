"""Whole Debian systems in directories: built once, kept in a cache, entered by pivot_root(2)."""
