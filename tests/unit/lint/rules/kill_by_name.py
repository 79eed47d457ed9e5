"""What kill-by-name must find, and what not."""

from __future__ import annotations

FOUND = [
    (
        "x.init",
        (
            "#!/bin/sh",
            "### BEGIN INIT INFO",
            "### END INIT INFO",
            "stop() { killall serve; }",
        ),
    ),
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "ExecStart=/opt/serve",
            "ExecStop=/usr/bin/pkill -f serve",
        ),
    ),
    (
        "x.init",
        (
            "#!/bin/sh",
            "### BEGIN INIT INFO",
            "### END INIT INFO",
            'case "$1" in',
            "stop) pkill serve;;",
            "esac",
        ),
    ),
]

PASSED_OVER = [
    ("x.init", ("#!/bin/sh", "### BEGIN INIT INFO", "stop() { pkill -F $PIDFILE serve; }")),
    (
        "x.init",
        (
            "#!/bin/sh",
            "### BEGIN INIT INFO",
            "### END INIT INFO",
            "stop() { kill $PID; }",
        ),
    ),
    (
        "x.init",
        (
            "#!/bin/sh",
            "### BEGIN INIT INFO",
            "### END INIT INFO",
            "status() { killall -0 serve; }",
        ),
    ),
    (
        "a.sh",
        (
            "#!/bin/sh",
            "pkill foo",
        ),
    ),
    (
        "x.init",
        (
            "#!/bin/sh",
            "### BEGIN INIT INFO",
            "### END INIT INFO",
            "stop() { pkill -P $PID; }",
        ),
    ),
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "ExecStart=/opt/serve killall",
        ),
    ),
]
