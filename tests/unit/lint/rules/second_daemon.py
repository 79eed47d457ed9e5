"""What second-daemon must find, and what not."""

from __future__ import annotations

from tests.unit.lint.texts import script, unit

FOUND = [
    ("u.service", unit("ExecStart=/bin/su orchid -c 'agent & exec serve'")),
    ("run", script("exec su orchid -c 'a & b & exec serve'")),
]
PASSED_OVER = [
    ("u.service", unit("ExecStart=/bin/su orchid -c 'exec /opt/serve'")),
    ("u.service", unit("ExecStart=/bin/su orchid -c 'serve &'")),
    ("u.service", unit("ExecStart=/bin/su orchid -c 'serve & wait'")),
    ("u.service", unit("ExecStart=/bin/su orchid -c 'serve & echo $! > /run/x'")),
]
