"""What daemon-user must find, and what not."""

from __future__ import annotations

FOUND = [
    (
        "x.init",
        (
            "#!/bin/sh",
            "### BEGIN INIT INFO",
            "### END INIT INFO",
            "start() {",
            "daemon --user=orchid /opt/serve",
            "}",
        ),
    ),
    (
        "x.init",
        (
            "#!/bin/sh",
            "### BEGIN INIT INFO",
            "### END INIT INFO",
            "start() {",
            'daemon --pidfile=/run/x --user orchid "serve &"',
            "}",
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
            "start() {",
            "daemon /opt/serve",
            "}",
        ),
    ),
    (
        "a.sh",
        (
            "#!/bin/sh",
            "echo daemon --user=x",
        ),
    ),
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "ExecStart=/usr/bin/daemon /opt/serve",
        ),
    ),
]
