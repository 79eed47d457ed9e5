"""What kill-pidfile must find, and what not."""

from __future__ import annotations

FOUND = [
    (
        "x.init",
        (
            "#!/bin/sh",
            "### BEGIN INIT INFO",
            "### END INIT INFO",
            "stop() { kill `cat /run/x.pid`; }",
        ),
    ),
    (
        "x.init",
        (
            "#!/bin/sh",
            "### BEGIN INIT INFO",
            "### END INIT INFO",
            'stop() { kill -9 $(cat "$PIDFILE") && rm x; }',
        ),
    ),
    (
        "x.init",
        (
            "#!/bin/bash",
            "### BEGIN INIT INFO",
            "stop() { kill $(< /run/x); }",
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
            "ExecStop=/bin/sh -c 'kill $(cat /run/x.pid)'",
        ),
    ),
    (
        "j.conf",
        (
            "start on runlevel [2345]",
            "exec serve",
            "pre-stop exec kill `cat /run/x`",
        ),
    ),
]

PASSED_OVER = [
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
            "status() { kill -0 $(cat /run/x.pid); }",
        ),
    ),
    (
        "a.sh",
        (
            "#!/bin/sh",
            "kill $(cat /run/x)",
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
            "ExecReload=/bin/kill -HUP $MAINPID",
        ),
    ),
    (
        "x.init",
        (
            "#!/bin/sh",
            "### BEGIN INIT INFO",
            "### END INIT INFO",
            "stop() { start-stop-daemon --stop --pidfile /run/x; }",
        ),
    ),
    (
        "x.init",
        (
            "#!/bin/sh",
            "### BEGIN INIT INFO",
            "### END INIT INFO",
            "stop() { kill $(pidof serve); }",
        ),
    ),
]
