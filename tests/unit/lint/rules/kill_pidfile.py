"""What kill-pidfile must find, and what not."""

from __future__ import annotations

from tests.unit.lint.texts import init, job, script, unit

FOUND = [
    ("x.init", init("stop() { kill `cat /run/x.pid`; }")),
    ("x.init", init('stop() { kill -9 $(cat "$PIDFILE") && rm x; }')),
    ("x.init", "#!/bin/bash\n### BEGIN INIT INFO\nstop() { kill $(< /run/x); }\n"),
    ("u.service", unit("ExecStart=/opt/serve", "ExecStop=/bin/sh -c 'kill $(cat /run/x.pid)'")),
    ("j.conf", job("exec serve", "pre-stop exec kill `cat /run/x`")),
]
PASSED_OVER = [
    ("x.init", init("stop() { kill $PID; }")),
    ("x.init", init("status() { kill -0 $(cat /run/x.pid); }")),
    ("a.sh", script("kill $(cat /run/x)")),
    ("u.service", unit("ExecStart=/opt/serve", "ExecReload=/bin/kill -HUP $MAINPID")),
    ("x.init", init("stop() { start-stop-daemon --stop --pidfile /run/x; }")),
    ("x.init", init("stop() { kill $(pidof serve); }")),
]
