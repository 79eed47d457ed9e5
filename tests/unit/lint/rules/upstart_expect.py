"""What upstart-expect must find, and what not."""

from __future__ import annotations

from tests.unit.lint.texts import job

FOUND = [
    ("j.conf", job("expect fork", "exec /bin/su orchid -c 'exec /opt/serve'")),
    ("j.conf", job("expect daemon", "exec /bin/su orchid -c 'exec /opt/serve'")),
    ("j.conf", job("expect fork", "script", "  exec sudo -u orchid serve", "end script")),
]
PASSED_OVER = [
    ("j.conf", job("exec /bin/su orchid -c 'exec /opt/serve'")),
    ("j.conf", job("expect stop", "exec /bin/su orchid -c 'exec /opt/serve'")),
    ("j.conf", job("expect fork", "exec /opt/serve")),
    ("j.conf", job("expect fork", "pre-start exec /bin/su orchid -c 'exec /opt/serve'", "exec /opt/serve")),
]
