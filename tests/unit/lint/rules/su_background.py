"""What su-background must find, and what not."""

from __future__ import annotations

FOUND = [
    (
        "x.init",
        (
            "#!/bin/sh",
            "### BEGIN INIT INFO",
            "### END INIT INFO",
            "start() {",
            "su orchid -c 'serve &'",
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
            "action Starting su orchid -c 'nohup serve >/dev/null 2>&1 &'",
            "}",
        ),
    ),
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "Type=forking",
            "ExecStart=/usr/bin/sudo -b -u orchid serve",
        ),
    ),
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "ExecStart=/bin/su orchid -c 'serve &'",
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
            "su orchid -c 'ctl start'",
            "}",
        ),
    ),
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "ExecStart=/bin/su orchid -c 'exec /opt/serve'",
        ),
    ),
    (
        "x.init",
        (
            "#!/bin/sh",
            "### BEGIN INIT INFO",
            "### END INIT INFO",
            "start() {",
            "su orchid -c 'serve & echo $! > /run/x'",
            "}",
        ),
    ),
    (
        "a.sh",
        (
            "#!/bin/sh",
            "x=$(su orchid -c 'a &')",
        ),
    ),
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "Type=oneshot",
            "ExecStart=/bin/su orchid -c 'a &'",
        ),
    ),
]
