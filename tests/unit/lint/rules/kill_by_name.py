"""What kill-by-name must find, and what not."""

from __future__ import annotations

from tests.unit.lint.texts import init, script, unit

FOUND = [
    ("x.init", init("stop() { killall serve; }")),
    ("u.service", unit("ExecStart=/opt/serve", "ExecStop=/usr/bin/pkill -f serve")),
    ("x.init", init('case "$1" in', "stop) pkill serve;;", "esac")),
]
PASSED_OVER = [
    ("x.init", script("### BEGIN INIT INFO", "stop() { pkill -F $PIDFILE serve; }")),
    ("x.init", init("stop() { kill $PID; }")),
    ("x.init", init("status() { killall -0 serve; }")),
    ("a.sh", script("pkill foo")),
    ("x.init", init("stop() { pkill -P $PID; }")),
    ("u.service", unit("ExecStart=/opt/serve killall")),
]
