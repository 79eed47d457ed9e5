"""What shell-form-entrypoint must find, and what not."""

from __future__ import annotations

FOUND = [
    (
        "Dockerfile",
        (
            "FROM debian:12",
            "CMD su orchid -c serve",
        ),
    ),
    (
        "Dockerfile",
        (
            "FROM debian:12",
            "ENTRYPOINT gosu orchid serve",
        ),
    ),
    (
        "Dockerfile",
        (
            "FROM debian:12",
            "CMD set -e; \\",
            "  # why",
            "  exec sudo -u orchid serve",
        ),
    ),
]

PASSED_OVER = [
    (
        "Dockerfile",
        (
            "FROM debian:12",
            'CMD ["su","orchid","-c","serve"]',
        ),
    ),
    (
        "Dockerfile",
        (
            "FROM debian:12",
            "CMD serve --su",
        ),
    ),
    (
        "Dockerfile",
        (
            "FROM debian:12",
            "RUN su orchid -c serve",
        ),
    ),
    (
        "Dockerfile",
        (
            "FROM debian:12",
            "CMD su -",
        ),
    ),
]
