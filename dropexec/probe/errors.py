"""The one exception that the probe raises for something a person can act on."""

from __future__ import annotations


class ProbeError(Exception):
    """Say in one line why a probe could not be carried out, and what to do about it."""
