"""Examine a host before it is handed over: one check a fault, each of which passes, warns or fails.

``checks`` has one file a check. What they look at is a Host: a root directory, a proc directory, and
functions that ask the running system, all of them parameters, so that a made-up tree is as good as a machine.
"""
