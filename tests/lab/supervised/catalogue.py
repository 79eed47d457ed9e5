"""The rows of the table."""

from __future__ import annotations

from tests.lab.supervised.manager import Manager
from tests.lab.supervised.openrc import Openrc
from tests.lab.supervised.podman import Podman
from tests.lab.supervised.runit import Runit
from tests.lab.supervised.s6 import S6
from tests.lab.supervised.supervisord import Supervisord
from tests.lab.supervised.systemd import Systemd, Systemd257
from tests.lab.supervised.sysv import Sysv
from tests.lab.supervised.upstart import Upstart

_KINDS: tuple[type[Manager], ...] = (
    *(Runit, S6, Openrc, Supervisord, Sysv, Upstart),
    *(Systemd, Systemd257, Podman),
)

MANAGERS = {kind.name: kind for kind in _KINDS}

#: The columns.
LAUNCHERS = ("su", "dropexec")
