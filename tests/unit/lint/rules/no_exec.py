"""What no-exec must find, and what not."""

from __future__ import annotations

from tests.unit.lint.texts import init, job, script, unit

FOUND = [
    ("entrypoint.sh", script("chown x /y", 'gosu orchid serve "$@"')),
    ("run", script("su orchid -c serve")),
    ("a.sh", script('su-exec orchid serve "$@"')),
    ("j.conf", job("script", "  su orchid -c serve", "end script")),
]
PASSED_OVER = [
    ("entrypoint.sh", script('exec gosu orchid serve "$@"')),
    ("a.sh", script("gosu orchid serve")),
    ("a.sh", script('su-exec orchid serve "$@"', "echo done")),
    ("u.service", unit("ExecStart=/bin/su orchid -c 'exec /opt/serve'")),
    ("j.conf", job("exec /bin/su orchid -c 'exec /opt/serve'")),
    ("x.init", init("start() {", "su orchid -c serve", "}")),
]
