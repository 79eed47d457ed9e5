"""What shell-stays must find, and what not."""

from __future__ import annotations

from tests.unit.lint.texts import unit

FOUND = [
    ("u.service", unit("ExecStart=/bin/su orchid -c 'cd /srv && ./serve'")),
    ("u.service", unit("ExecStart=/bin/su orchid -c 'a; serve'")),
    ("u.service", unit("ExecStart=/bin/su orchid -c 'serve | logger'")),
    ("u.service", unit("ExecStart=/bin/su -s /bin/dash orchid -c '/opt/serve'")),
    ("u.service", unit("ExecStart=/bin/su -s /bin/sh orchid -c '/opt/serve'")),
    ("u.service", unit("ExecStart=/bin/su heath -c '/opt/serve'")),
]
PASSED_OVER = [
    ("u.service", unit("ExecStart=/bin/su orchid -c /opt/serve")),
    ("u.service", unit("ExecStart=/bin/su orchid -c 'LANG=C A=\"b c\" /opt/serve'")),
    ("u.service", unit("ExecStart=/bin/su orchid -c 'cd /srv; exec ./serve'")),
    ("u.service", unit("ExecStart=/bin/su -s /bin/sh orchid -c 'exec /opt/serve'")),
    ("u.service", unit("ExecStart=/bin/su orchid -c 'serve >> /var/log/x 2>&1'")),
    ("u.service", unit("ExecStart=/usr/bin/sudo -u orchid serve")),
]
