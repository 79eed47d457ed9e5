"""Hosts with faults made for real, which doctor has to find, and their healthy counterparts."""
