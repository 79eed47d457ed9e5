"""What sudo-escalates must find, and what not."""

from __future__ import annotations

FOUND = [
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "User=orchid",
            "ExecStart=/usr/bin/sudo serve",
        ),
    ),
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "User=orchid",
            "ExecStart=/usr/bin/sudo -u fern serve",
        ),
    ),
    (
        "Dockerfile",
        (
            "FROM debian:12",
            "USER orchid",
            'CMD ["sudo","serve"]',
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
            "ExecStart=/usr/bin/sudo serve",
        ),
    ),
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "User=orchid",
            "ExecStart=+/usr/bin/sudo serve",
        ),
    ),
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "User=orchid",
            "ExecStart=/usr/bin/sudo -u orchid serve",
        ),
    ),
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "User=orchid",
            "ExecStartPre=/usr/bin/sudo chown x",
            "ExecStart=serve",
        ),
    ),
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "User=orchid",
            "ExecStart=/bin/su orchid -c 'exec /opt/serve'",
        ),
    ),
]
