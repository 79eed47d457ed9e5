"""The rows of the table."""

from __future__ import annotations

from tests.lab.supervised.manager import Manager
from tests.lab.supervised.runit import Runit
from tests.lab.supervised.systemd import Systemd, Systemd257

MANAGERS: dict[str, type[Manager]] = {kind.name: kind for kind in (Runit, Systemd, Systemd257)}

#: The columns.
LAUNCHERS = ("su", "dropexec")
