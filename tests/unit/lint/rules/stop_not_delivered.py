"""What stop-not-delivered must find, and what not."""

from __future__ import annotations

from tests.unit.lint.texts import job, script, unit

FOUND = [
    ("u.service", unit("ExecStart=/bin/su -s /bin/sh orchid -c '/opt/serve'", "KillMode=mixed")),
    ("u.service", unit("ExecStart=/bin/su orchid -c 'cd /x; ./serve'", "KillMode=process")),
    ("run", script("exec su orchid -c 'cd /x && ./serve'")),
    ("j.conf", job("exec su orchid -c 'cd /x && ./serve'")),
]
PASSED_OVER = [
    ("u.service", unit("ExecStart=/bin/su -s /bin/sh orchid -c '/opt/serve'")),
    ("u.service", unit("ExecStart=/bin/su orchid -c 'exec /opt/serve'", "KillMode=mixed")),
    ("u.service", unit("ExecStart=/opt/serve", "KillMode=mixed")),
]
