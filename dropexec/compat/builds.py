"""Distribution builds that the catalogue holds apart, told by a package's name and release."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dropexec.compat.model import Implementation

_TAGS = ((re.compile(r"\.el7|\.amzn1\b"), "el7"), (re.compile(r"\.el6"), "el6"))
"""Distribution tags of an RPM release."""


def build_of(implementation: Implementation, version: str, package: str | None) -> str | None:
    """Return the variant that ``version`` and ``package`` show, None for the ordinary build."""
    known = {item.release.variant for item in implementation.ranges}
    if package in known:  # busybox and openrc each have a start-stop-daemon of their own
        return package
    for pattern, variant in _TAGS:
        if variant in known and pattern.search(version):
            return variant
    return None
