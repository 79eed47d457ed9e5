"""What sudo-in-entrypoint must find, and what not."""

from __future__ import annotations

FOUND = [
    (
        "Dockerfile",
        (
            "FROM debian:12",
            'CMD ["sudo","-u","orchid","serve"]',
        ),
    ),
    (
        "Containerfile",
        (
            "FROM debian:12",
            'ENTRYPOINT ["/usr/bin/sudo","-E","-u","orchid","serve"]',
        ),
    ),
    (
        "Dockerfile",
        (
            "FROM debian:12",
            "CMD sudo -u orchid serve",
        ),
    ),
]

PASSED_OVER = [
    (
        "Dockerfile",
        (
            "FROM debian:12",
            "RUN sudo -u orchid serve",
        ),
    ),
    (
        "Dockerfile",
        (
            "FROM debian:12",
            'CMD ["serve","sudo"]',
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
        "Dockerfile",
        (
            "FROM debian:12",
            'CMD ["su","orchid","-c","serve"]',
        ),
    ),
]
