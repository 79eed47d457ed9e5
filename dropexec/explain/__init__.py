"""Say what the launcher would do: its Plan in words, in JSON, and in the words of its peers.

Nothing here decides: the Plan is the launcher's own.  Modules are pure but for ``surroundings``, which
reads this machine's files, and ``reach``, which asks the kernel with the target's rights.
"""
