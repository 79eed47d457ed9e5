"""What a person names: an implementation, a distribution, or one release of it."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Union

from dropexec.compat.model import Catalogue, Distribution, Implementation, Row

if TYPE_CHECKING:
    from dropexec.machine.os_release import System

Found = Union[Implementation, Distribution, Row]


class UnknownNameError(LookupError):
    """Nothing has that name; the message is one line and ends with near names."""


def find(catalogue: Catalogue, name: str) -> Found:
    """Return what ``name`` means: ``util-linux-su``, ``debian``, ``debian:12``, ``debian:bookworm``.

    Upper and lower case are one. A distribution without a release is its one row where it has only one, else
    the distribution. Raises UnknownNameError.
    """
    head, colon, release = name.strip().lower().partition(":")
    if not colon and head in catalogue.implementations:
        return catalogue.implementations[head]
    distribution = catalogue.distributions.get(head)
    if distribution is None:
        known = [*catalogue.distributions, *([] if colon else catalogue.implementations)]
        kind = "distribution" if colon else "implementation or distribution"
        raise UnknownNameError(_message(kind, head, head, known))
    if not colon:
        return distribution.rows[0] if len(distribution.rows) == 1 else distribution
    row = distribution.row(release)
    if row is None:
        known = [text for item in distribution.rows for text in (item.release, item.codename) if text]
        raise UnknownNameError(_message(f"{distribution.id} release", release, release, known))
    return row


def _message(kind: str, name: str, wanted: str, known: list[str]) -> str:
    near = difflib.get_close_matches(wanted, known, n=3, cutoff=0.6)
    # A part of a name is near as well: "util-linux" means its su and its runuser.
    near += [item for item in known if wanted and (wanted in item or item in wanted) and item not in near]
    hint = f"; near: {', '.join(near[:5])}" if near else f"; known: {', '.join(known[:5])}, ... (compat list)"
    return f"no {kind} is called {name!r}{hint}"


def find_row(catalogue: Catalogue, system: System) -> Row | None:
    """Return the row for ``system``: its own, or that of the distribution which it derives from."""
    own = catalogue.distributions.get(system.id)
    if own is not None:
        return own.row(system.version) or (own.rows[0] if own.rows[0].release == "rolling" else None)
    for parent in system.like:
        distribution = catalogue.distributions.get(parent)
        if distribution is None:
            continue
        for name in system.codenames:
            if row := distribution.row(name):
                return row
        # Rebuilds of Red Hat's share its numbers; derivatives of Debian and Ubuntu do not.
        if parent in ("rhel", "centos", "fedora", "opensuse-leap") and (
            row := distribution.row(system.version)
        ):
            return row
        if distribution.rows[0].release == "rolling":
            return distribution.rows[0]
    return None
