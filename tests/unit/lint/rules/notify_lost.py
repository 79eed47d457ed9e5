"""What notify-lost must find, and what not."""

from __future__ import annotations

FOUND = [
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "Type=notify",
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
            "Type=notify-reload",
            "ExecStart=/usr/bin/sudo -u orchid serve",
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
            "Type=notify",
            "NotifyAccess=all",
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
        ),
    ),
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "Type=notify",
            "ExecStart=/opt/serve",
        ),
    ),
]
