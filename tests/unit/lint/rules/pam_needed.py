"""What pam-needed must find, and what not."""

from __future__ import annotations

from tests.unit.lint.texts import unit

FOUND = [
    ("u.service", unit("ExecStart=/bin/su -l orchid -c '/opt/desk -- :3 vt9'")),
    ("u.service", unit("ExecStart=/bin/su orchid -c startx")),
    ("u.service", unit("PAMName=login", "ExecStart=/bin/su orchid -c 'exec /opt/serve'")),
    ("u.service", unit("TTYPath=/dev/tty7", "ExecStart=/bin/su orchid -c 'exec /opt/serve'")),
]
PASSED_OVER = [
    ("u.service", unit("ExecStart=/bin/su orchid -c 'exec /opt/serve'")),
    ("u.service", unit("ExecStart=/bin/su orchid -c 'serve --listen :80'")),
    ("u.service", unit("PAMName=login", "ExecStart=/opt/serve")),
]
