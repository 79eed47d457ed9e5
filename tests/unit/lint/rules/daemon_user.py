"""What daemon-user must find, and what not."""

from __future__ import annotations

from tests.unit.lint.texts import init, script, unit

FOUND = [
    ("x.init", init("start() {", "daemon --user=orchid /opt/serve", "}")),
    ("x.init", init("start() {", 'daemon --pidfile=/run/x --user orchid "serve &"', "}")),
]
PASSED_OVER = [
    ("x.init", init("start() {", "daemon /opt/serve", "}")),
    ("a.sh", script("echo daemon --user=x")),
    ("u.service", unit("ExecStart=/usr/bin/daemon /opt/serve")),
]
