"""What sudo-in-exec must find, and what not."""

from __future__ import annotations

FOUND = [
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "ExecStart=/usr/bin/sudo -u orchid /opt/serve",
        ),
    ),
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "ExecStart=/usr/bin/sudo -E -H -u orchid /opt/serve --x",
        ),
    ),
    (
        "j.conf",
        (
            "start on runlevel [2345]",
            "exec sudo -u orchid serve",
        ),
    ),
    (
        "entrypoint.sh",
        (
            "#!/bin/sh",
            "exec sudo -u orchid serve",
        ),
    ),
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "ExecStart=/usr/bin/sudo -u orchid -r role /opt/serve",
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
            "ExecStart=/usr/bin/sudo -b -u orchid /opt/serve",
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
            "User=orchid",
            "ExecStart=/usr/bin/sudo /opt/serve",
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
            "ExecStart=/usr/bin/sudo -u orchid /opt/serve",
        ),
    ),
    (
        "Dockerfile",
        (
            "FROM debian:12",
            'CMD ["sudo","-u","orchid","serve"]',
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
            "ExecStart=/usr/bin/sudo -u orchid /opt/serve",
        ),
    ),
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "ExecStart=/usr/bin/sudo -V",
        ),
    ),
]
