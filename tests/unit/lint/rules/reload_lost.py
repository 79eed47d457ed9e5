"""What reload-lost must find, and what not."""

from __future__ import annotations

FOUND = [
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "ExecStart=/bin/su orchid -c 'exec /opt/serve'",
            "ExecReload=/bin/kill -HUP $MAINPID",
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
            "ExecReload=kill -s HUP ${MAINPID}",
        ),
    ),
    (
        "j.conf",
        (
            "start on runlevel [2345]",
            "reload signal SIGUSR1",
            "exec /bin/su orchid -c 'exec /opt/serve'",
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
            "ExecStart=/bin/su orchid -c 'exec /opt/serve'",
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
            "ExecReload=/opt/ctl reload",
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
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "ExecStart=/usr/bin/sudo -u orchid /opt/serve",
            "ExecReload=/bin/kill -HUP $MAINPID",
        ),
    ),
]
