"""What su-background must find, and what not."""

from __future__ import annotations

from tests.unit.lint.texts import init, script, unit

FOUND = [
    ("x.init", init("start() {", "su orchid -c 'serve &'", "}")),
    ("x.init", init("start() {", "action Starting su orchid -c 'nohup serve >/dev/null 2>&1 &'", "}")),
    ("u.service", unit("Type=forking", "ExecStart=/usr/bin/sudo -b -u orchid serve")),
    ("u.service", unit("ExecStart=/bin/su orchid -c 'serve &'")),
]
PASSED_OVER = [
    ("x.init", init("start() {", "su orchid -c 'ctl start'", "}")),
    ("u.service", unit("ExecStart=/bin/su orchid -c 'exec /opt/serve'")),
    ("x.init", init("start() {", "su orchid -c 'serve & echo $! > /run/x'", "}")),
    ("a.sh", script("x=$(su orchid -c 'a &')")),
    ("u.service", unit("Type=oneshot", "ExecStart=/bin/su orchid -c 'a &'")),
]
