"""Standard input, read by the subcommands that take a line or a file from it."""

from __future__ import annotations

import sys
from typing import TextIO

import click


def read(most: int) -> bytes:
    """Return at most ``most`` bytes of standard input; raises UsageError where it cannot be read."""
    stream: TextIO | None = sys.stdin  # None if descriptor 0 was closed (sys.__stdin__ in Python's manual)
    if stream is None:
        raise click.UsageError("cannot read standard input: it is closed")
    try:
        return stream.buffer.read(most)
    except OSError as error:
        raise click.UsageError(
            f"cannot read standard input: {(error.strerror or str(error)).lower()}"
        ) from error
