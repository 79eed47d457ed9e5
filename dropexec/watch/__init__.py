"""Who sent a signal: as it happens, and after the fact.

Data flows one way: an engine (``bpf``, ``tracefs``) yields the events of ``event``; ``session`` decides which
of them count and what ended a target; ``line`` and ``document`` put them into words and JSON.
"""
