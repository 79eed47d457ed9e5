"""Tests, and the lab that the README runs as ``python3 -m tests.lab.demo``."""
