"""What runuser-in-exec must find, and what not."""

from __future__ import annotations

FOUND = [
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "ExecStart=/usr/sbin/runuser -u orchid -- /opt/serve",
        ),
    ),
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "ExecStart=/sbin/runuser -l orchid -c serve",
        ),
    ),
    (
        "run",
        (
            "#!/bin/sh",
            "exec runuser -u orchid serve",
        ),
    ),
    (
        "x.init",
        (
            "#!/bin/sh",
            "### BEGIN INIT INFO",
            "### END INIT INFO",
            "start() {",
            "runuser orchid -s /bin/sh -c serve &",
            "}",
        ),
    ),
]

PASSED_OVER = [
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "Type=oneshot",
            "ExecStart=/usr/sbin/runuser -u orchid -- /opt/serve",
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
        "a.sh",
        (
            "#!/bin/sh",
            "runuser -u orchid -- pg_dump x",
        ),
    ),
]
