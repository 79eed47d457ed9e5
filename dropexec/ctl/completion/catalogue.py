"""The names that ``compat show`` knows: implementations, distributions and their releases."""

from __future__ import annotations

from dropexec.compat.load import catalogue


def names() -> dict[str, str]:
    """Return implementations and distributions, in the catalogue's order, with what each is."""
    known = catalogue()
    return {
        **{name: implementation.title for name, implementation in known.implementations.items()},
        **{name: distribution.name for name, distribution in known.distributions.items()},
    }


def releases() -> dict[str, dict[str, str]]:
    """Return the releases of each distribution, by number and by codename, with the su that each ships."""
    return {
        name: {
            word: f"{row.implementation} {row.version}"
            for row in distribution.rows
            for word in (row.release, row.codename)
            if word
        }
        for name, distribution in catalogue().distributions.items()
    }
