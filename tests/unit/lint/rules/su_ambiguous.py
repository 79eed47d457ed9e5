"""What su-ambiguous must find, and what not."""

from __future__ import annotations

FOUND = [
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "ExecStart=/bin/su orchid -l -c serve",
        ),
    ),
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "ExecStart=/bin/su orchid -c serve -m",
        ),
    ),
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "ExecStart=/bin/su orchid --preserve-environment -c serve",
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
            "ExecStart=/bin/su -l orchid -c serve",
        ),
    ),
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "ExecStart=/bin/su -c serve - orchid",
        ),
    ),
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "ExecStart=/bin/su orchid -s /bin/sh -c serve",
        ),
    ),
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "ExecStart=/usr/bin/sudo -u orchid serve -l",
        ),
    ),
]
