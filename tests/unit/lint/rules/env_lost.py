"""What env-lost must find, and what not."""

from __future__ import annotations

FOUND = [
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "Environment=A=1 B=2",
            "ExecStart=/bin/su - orchid -c serve",
        ),
    ),
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "EnvironmentFile=/etc/default/x",
            "ExecStart=/usr/bin/sudo -u orchid serve",
        ),
    ),
    (
        "j.conf",
        (
            "start on runlevel [2345]",
            "env A=1",
            "exec sudo -u orchid serve",
        ),
    ),
    (
        "Dockerfile",
        (
            "FROM debian:12",
            "ENV A=1",
            'CMD ["su","-","orchid","-c","serve"]',
        ),
    ),
    (
        "a.sh",
        (
            "#!/bin/sh",
            "export A=1",
            "exec su - orchid -c serve",
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
            "Environment=A=1",
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
            "Environment=A=1",
            "ExecStart=/usr/bin/sudo -E -u orchid serve",
        ),
    ),
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "ExecStart=/bin/su - orchid -c serve",
        ),
    ),
    (
        "Dockerfile",
        (
            "FROM debian:12",
            'CMD ["su","-","orchid","-c","serve"]',
        ),
    ),
    (
        "a.sh",
        (
            "#!/bin/sh",
            "A=1",
            "exec su - orchid -c serve",
        ),
    ),
]
