"""What su-redundant must find, and what not."""

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
            "ExecStart=/bin/su root -c serve",
        ),
    ),
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "ExecStart=/bin/su -c serve",
        ),
    ),
    (
        "Dockerfile",
        (
            "FROM debian:12",
            "USER orchid",
            'CMD ["sudo","-u","orchid","serve"]',
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
            "User=fern",
            "ExecStart=+/bin/su orchid -c 'exec /opt/serve'",
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
            "ExecStart=/usr/bin/sudo serve",
        ),
    ),
    (
        "Dockerfile",
        (
            "FROM debian:12",
            'CMD ["su","-"]',
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
            "User=orchid",
            "ExecStart=/bin/su orchid -c 'exec /opt/serve'",
        ),
    ),
]
