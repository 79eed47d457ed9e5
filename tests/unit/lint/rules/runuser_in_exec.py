"""What runuser-in-exec must find, and what not."""

from __future__ import annotations

from tests.unit.lint.texts import init, script, unit

FOUND = [
    ("u.service", unit("ExecStart=/usr/sbin/runuser -u orchid -- /opt/serve")),
    ("u.service", unit("ExecStart=/sbin/runuser -l orchid -c serve")),
    ("run", script("exec runuser -u orchid serve")),
    ("x.init", init("start() {", "runuser orchid -s /bin/sh -c serve &", "}")),
]
PASSED_OVER = [
    ("u.service", unit("Type=oneshot", "ExecStart=/usr/sbin/runuser -u orchid -- /opt/serve")),
    ("u.service", unit("ExecStart=/bin/su orchid -c 'exec /opt/serve'")),
    ("a.sh", script("runuser -u orchid -- pg_dump x")),
]
