"""What nologin-shell must find, and what not."""

from __future__ import annotations

from tests.unit.lint.texts import unit

FOUND = [
    ("u.service", unit("ExecStart=/bin/su fern -c serve")),
    ("u.service", unit("ExecStart=/bin/su - fern -c serve")),
    ("u.service", unit("Type=oneshot", "ExecStart=/sbin/runuser fern -c serve")),
]
PASSED_OVER = [
    ("u.service", unit("ExecStart=/bin/su -s /bin/sh fern -c serve")),
    ("u.service", unit("ExecStart=/bin/su orchid -c 'exec /opt/serve'")),
    ("u.service", unit("ExecStart=/usr/bin/sudo -u fern serve")),
    ("u.service", unit("ExecStart=/sbin/runuser -u fern serve")),
    ("u.service", unit("ExecStart=/bin/su absent -c serve")),
]
