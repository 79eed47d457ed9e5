"""What stop-not-delivered must find, and what not."""

from __future__ import annotations

FOUND = [
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "ExecStart=/bin/su -s /bin/sh orchid -c '/opt/serve'",
            "KillMode=mixed",
        ),
    ),
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "ExecStart=/bin/su orchid -c 'cd /x; ./serve'",
            "KillMode=process",
        ),
    ),
    (
        "run",
        (
            "#!/bin/sh",
            "exec su orchid -c 'cd /x && ./serve'",
        ),
    ),
    (
        "j.conf",
        (
            "start on runlevel [2345]",
            "exec su orchid -c 'cd /x && ./serve'",
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
            "ExecStart=/bin/su -s /bin/sh orchid -c '/opt/serve'",
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
            "KillMode=mixed",
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
            "KillMode=mixed",
        ),
    ),
]
