"""What keeps a command line from being translated."""


class UntranslatableError(ValueError):
    """There is no line of dropexec that does the same; the message says why."""
