"""What stop-timeout-ignored must find, and what not."""

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
            "TimeoutStopSec=300",
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
            "TimeoutSec=5min 20s",
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
            "TimeoutStopSec=infinity",
        ),
    ),
    (
        "j.conf",
        (
            "start on runlevel [2345]",
            "kill timeout 300",
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
            "TimeoutStopSec=2",
        ),
    ),
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "ExecStart=/usr/bin/sudo -u orchid serve",
            "TimeoutStopSec=300",
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
            "TimeoutStopSec=300",
        ),
    ),
    (
        "j.conf",
        (
            "start on runlevel [2345]",
            "kill timeout 1",
            "exec /bin/su orchid -c 'exec /opt/serve'",
        ),
    ),
]
