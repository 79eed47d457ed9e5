"""What reload-lost must find, and what not."""

from __future__ import annotations

from tests.unit.lint.texts import job, unit

FOUND = [
    (
        "u.service",
        unit("ExecStart=/bin/su orchid -c 'exec /opt/serve'", "ExecReload=/bin/kill -HUP $MAINPID"),
    ),
    ("u.service", unit("ExecStart=/bin/su orchid -c 'exec /opt/serve'", "ExecReload=kill -s HUP ${MAINPID}")),
    ("j.conf", job("reload signal SIGUSR1", "exec /bin/su orchid -c 'exec /opt/serve'")),
]
PASSED_OVER = [
    ("u.service", unit("ExecStart=/bin/su orchid -c 'exec /opt/serve'")),
    ("u.service", unit("ExecStart=/bin/su orchid -c 'exec /opt/serve'", "ExecReload=/opt/ctl reload")),
    ("u.service", unit("ExecStart=/opt/serve", "ExecReload=/bin/kill -HUP $MAINPID")),
    ("u.service", unit("ExecStart=/usr/bin/sudo -u orchid /opt/serve", "ExecReload=/bin/kill -HUP $MAINPID")),
]
