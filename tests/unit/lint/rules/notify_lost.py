"""What notify-lost must find, and what not."""

from __future__ import annotations

from tests.unit.lint.texts import unit

FOUND = [
    ("u.service", unit("Type=notify", "ExecStart=/bin/su orchid -c 'exec /opt/serve'")),
    ("u.service", unit("Type=notify-reload", "ExecStart=/usr/bin/sudo -u orchid serve")),
]
PASSED_OVER = [
    ("u.service", unit("Type=notify", "NotifyAccess=all", "ExecStart=/bin/su orchid -c 'exec /opt/serve'")),
    ("u.service", unit("ExecStart=/bin/su orchid -c 'exec /opt/serve'")),
    ("u.service", unit("Type=notify", "ExecStart=/opt/serve")),
]
