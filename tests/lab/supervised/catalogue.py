"""The rows of the table."""

from __future__ import annotations

from tests.lab.supervised.manager import Manager
from tests.lab.supervised.podman import Podman
from tests.lab.supervised.runit import Runit

MANAGERS: dict[str, type[Manager]] = {kind.name: kind for kind in (Runit, Podman)}

#: The columns.
LAUNCHERS = ("su", "dropexec")
