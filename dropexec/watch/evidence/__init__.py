"""What a machine knows of a signal when nothing was watching: each source a file, each only read.

Each has ``search(wanted, ...)``, which returns a Finding: what it knows in general, and what it says here.
"""
