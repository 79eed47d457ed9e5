"""What pam-needed must find, and what not."""

from __future__ import annotations

FOUND = [
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "ExecStart=/bin/su -l orchid -c '/opt/desk -- :3 vt9'",
        ),
    ),
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "ExecStart=/bin/su orchid -c startx",
        ),
    ),
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "PAMName=login",
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
            "TTYPath=/dev/tty7",
            "ExecStart=/bin/su orchid -c 'exec /opt/serve'",
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
            "ExecStart=/bin/su orchid -c 'serve --listen :80'",
        ),
    ),
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "PAMName=login",
            "ExecStart=/opt/serve",
        ),
    ),
]
