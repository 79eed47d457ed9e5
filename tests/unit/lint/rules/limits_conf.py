"""What limits-conf must find, and what not."""

from __future__ import annotations

from tests.unit.lint.texts import script, unit

FOUND = [
    ("u.service", unit("ExecStart=/bin/su heath -c 'exec /opt/serve'")),
    ("run", script("exec su heath -c 'exec serve'")),
]
PASSED_OVER = [
    ("u.service", unit("ExecStart=/bin/su orchid -c 'exec /opt/serve'")),
    ("u.service", unit("ExecStart=/opt/serve")),
    ("u.service", unit("Type=oneshot", "ExecStart=/bin/su heath -c serve")),
]
