"""What keeps a check from looking."""


class CannotLookError(Exception):
    """A check could not look; the message is the reason, and where something helps, what to do."""
