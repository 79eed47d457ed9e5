"""What pid-of-su must find, and what not."""

from __future__ import annotations

from tests.unit.lint.texts import init, script

FOUND = [
    ("a.sh", script("su orchid -c serve &", "echo $! > /run/x.pid")),
    ("x.init", init("PIDFILE=/run/x", "su orchid -c serve &")),
    (
        "x.init",
        init(
            "start() {", "start-stop-daemon --start -b -m -p /run/x -x /bin/su -- orchid -c 'exec serve'", "}"
        ),
    ),
]
PASSED_OVER = [
    ("a.sh", script("su orchid -c serve &")),
    ("a.sh", script("serve &", "echo $!")),
    ("a.sh", script("gosu orchid serve &", "echo $!")),
    ("a.sh", script("su orchid -c 'serve & echo $!'")),
]
