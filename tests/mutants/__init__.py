"""Mutants: one wrong edit at a time, each of which the tests have to notice."""
