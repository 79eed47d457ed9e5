"""What stop-timeout-ignored must find, and what not."""

from __future__ import annotations

from tests.unit.lint.texts import job, unit

FOUND = [
    ("u.service", unit("ExecStart=/bin/su orchid -c 'exec /opt/serve'", "TimeoutStopSec=300")),
    ("u.service", unit("ExecStart=/bin/su orchid -c 'exec /opt/serve'", "TimeoutSec=5min 20s")),
    ("u.service", unit("ExecStart=/bin/su orchid -c 'exec /opt/serve'", "TimeoutStopSec=infinity")),
    ("j.conf", job("kill timeout 300", "exec /bin/su orchid -c 'exec /opt/serve'")),
]
PASSED_OVER = [
    ("u.service", unit("ExecStart=/bin/su orchid -c 'exec /opt/serve'")),
    ("u.service", unit("ExecStart=/bin/su orchid -c 'exec /opt/serve'", "TimeoutStopSec=2")),
    ("u.service", unit("ExecStart=/usr/bin/sudo -u orchid serve", "TimeoutStopSec=300")),
    ("u.service", unit("ExecStart=/opt/serve", "TimeoutStopSec=300")),
    ("j.conf", job("kill timeout 1", "exec /bin/su orchid -c 'exec /opt/serve'")),
]
